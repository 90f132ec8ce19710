"""What the user holds: ``fix={"L_so": "30nm", "B_e": 1.0}`` in terms of the parameters of the fit."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from hlnfit.constants import field_from_length
from hlnfit.errors import ConfigError
from hlnfit.fitting.names import Names
from hlnfit.fitting.terms import Term
from hlnfit.units import Quantity, parse_quantity

DIMENSION_OF_UNIT = {"T": "field", "m": "length", "": "dimensionless"}


def fixed_values(fix: Mapping[str, Any] | None, terms: tuple[Term, ...]) -> dict[str, float]:
    """Return SI values by parameter name; lengths become their fields.

    Text takes units (``"30nm"``, ``"5 mT"``); plain numbers are SI.

    Raises
    ------
    ConfigError
        A length that the model does not have, or a length that is not positive.
    """
    lengths = {
        q.length_name.replace(q.name[2:], name[2:]): name
        for t in terms
        for q, name in zip(t.model.parameters, t.names, strict=True)
        if q.length_name is not None
    }
    out: dict[str, float] = {}
    for name, value in (fix or {}).items():
        if name in lengths:
            metres = float(parse_quantity(value, "length", name=name))
            if not metres > 0.0:
                raise ConfigError(f"{name} is fixed to {metres:g} m", expected="a positive length")
            out[lengths[name]] = float(field_from_length(metres))
        elif name.startswith("L_"):
            raise ConfigError(f"the model has no length {name}", expected=", ".join(lengths) or "no length")
        elif isinstance(value, (str, Quantity)):
            units = {own: t.parameter(own).unit for t in terms for own in t.names}
            units |= {"B_offset": "T", "B_offset_2": "T"}
            dimension = DIMENSION_OF_UNIT.get(units.get(name, ""))
            out[name] = (
                float(parse_quantity(value, dimension, name=name)) if dimension else _number(name, value)
            )
        else:
            out[name] = float(value)
        for term in terms:
            for q, own in zip(term.model.parameters, term.names, strict=True):
                if own == name and q.kind == "rate" and not out[name] > 0.0:
                    raise ConfigError(f"{name} is fixed to {out[name]:g} T", expected="a positive field")
    return out


def hold_in_all_directions(fixed: dict[str, float], names: Names) -> None:
    """Add to what is held what follows from it: a magnet has one offset, and a constant holds for all sweeps.

    Raises
    ------
    ConfigError
        A name that the fit does not have, or a value that is not finite.
    """
    for common, own in (("B_offset", names.offsets), ("dsigma0", names.levels)):
        if common in fixed:
            for name in own:
                # Unless one direction is named itself.
                fixed.setdefault(name, fixed[common])
    unknown = set(fixed) - set(names.all)
    if unknown:
        raise ConfigError(
            f"there is no parameter {', '.join(sorted(unknown))} to fix",
            expected=f"one of {', '.join(names.all)}",
        )
    bad = [n for n, v in fixed.items() if not math.isfinite(v)]
    if bad:
        raise ConfigError(f"the fixed value of {bad[0]} is not finite")


def _number(name: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise ConfigError(f"the fixed value of {name} is {value!r}", expected="a number in SI") from None
