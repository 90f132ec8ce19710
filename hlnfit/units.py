"""Text with a unit to SI: the one border at which units are converted.

:mod:`hlnfit.unit_spelling` reads what files and physicists write (``Ohms``, ``Ohm-cm``, ``kG``, ``m_e``);
pint knows what it is worth. Oersted, gauss and A/m are read as magnetic fields in vacuum: 1 Oe and 1 G are
1e-4 T.
"""

from __future__ import annotations

import difflib
import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from hlnfit.errors import UnitError
from hlnfit.unit_spelling import SPELLINGS, expression, plain

__all__ = [
    "DIMENSIONS",
    "SPELLINGS",
    "USUAL_UNITS",
    "Quantity",
    "is_unit",
    "near_units",
    "parse_quantity",
    "unit_factor",
]

DIMENSIONS: Final[dict[str, str]] = {
    "field": "T",
    "temperature": "K",
    "resistance": "ohm",
    "resistivity": "ohm m",
    "conductance": "S",
    "length": "m",
    "current": "A",
    "voltage": "V",
    "density": "1/m^2",
    "density_3d": "1/m^3",
    "mass": "kg",
    "velocity": "m/s",
    "mobility": "m^2/V/s",
    "angle": "deg",
    "time": "s",
    "energy": "J",
    "dimensionless": "1",
}
"""Kind of quantity -> the unit in which hlnfit holds it."""

USUAL_UNITS: Final[dict[str, tuple[str, ...]]] = {
    "field": ("T", "mT", "Oe", "kOe", "G", "kG"),
    "temperature": ("K", "mK"),
    "resistance": ("ohm", "kohm", "mohm", "Mohm"),
    "resistivity": ("ohm m", "ohm cm", "uohm cm"),
    "conductance": ("S", "uS", "e^2/h"),
    "length": ("um", "nm", "mm", "cm", "m"),
    "current": ("nA", "uA", "mA", "A"),
    "voltage": ("V", "mV", "uV"),
    "density": ("cm^-2", "m^-2"),
    "density_3d": ("cm^-3", "m^-3"),
    "mass": ("m_e", "kg"),
    "velocity": ("m/s", "cm/s"),
    "mobility": ("cm^2/(V s)", "m^2/(V s)"),
    "angle": ("deg", "rad"),
    "time": ("s", "ps"),
    "energy": ("meV", "eV", "J"),
    "dimensionless": ("1",),
}
"""Kind of quantity -> units to propose to somebody who wrote something else."""

# Exact factors for what files use most: no pint (0.3 s to import) is needed for an ordinary file.
_POWERS: Final = {"f": -15, "p": -12, "n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6}
_COMMON: Final[dict[tuple[str, str], float]] = {
    **{(prefix + "Oe", "field"): float(f"1e{power - 4}") for prefix, power in _POWERS.items()},
    **{
        (prefix + unit, dimension): float(f"1e{power}")
        for prefix, power in _POWERS.items()
        for unit, dimension in (
            ("T", "field"),
            ("K", "temperature"),
            ("ohm", "resistance"),
            ("S", "conductance"),
            ("V", "voltage"),
            ("A", "current"),
            ("m", "length"),
            ("s", "time"),
            ("deg", "angle"),
        )
    },
    ("cm", "length"): 1e-2,
    ("ohm*m", "resistivity"): 1.0,
    ("ohm*cm", "resistivity"): 1e-2,
    ("cm**-2", "density"): 1e4,
    ("m**-2", "density"): 1.0,
}
_COMMON_EXPRESSIONS: Final = frozenset(written for written, _ in _COMMON)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value in SI with its standard error (0 where none was given)."""

    value: float
    error: float = 0.0

    def __float__(self) -> float:
        return self.value


@cache
def _registry() -> Any:
    """Make pint's registry, with the units of mesoscopic transport added."""
    import pint

    ureg: Any = pint.UnitRegistry(autoconvert_offset_to_baseunit=True)
    ureg.define("e2_over_h = elementary_charge ** 2 / planck_constant")
    ureg.define("h_over_e2 = planck_constant / elementary_charge ** 2")
    ureg.define("field_A_per_m = vacuum_permeability * ampere / meter")
    return ureg


@lru_cache(maxsize=4096)
def _lookup(text: str, dimension: str) -> tuple[float, float] | None:
    """Return (factor, offset) to SI, or None where the text is no unit of this kind."""
    written = expression(text)
    if written is None:
        return None
    if (written, dimension) in _COMMON:
        return _COMMON[written, dimension], 0.0
    if written in _COMMON_EXPRESSIONS:
        return None
    import pint

    ureg = _registry()
    target = DIMENSIONS[dimension].replace("^", "**").replace(" ", "*")
    try:
        unit = ureg.Unit(written)
        offset = float(ureg.Quantity(0.0, unit).to(target).magnitude)
        factor = float(ureg.Quantity(1.0, unit).to(target).magnitude) - offset
    except pint.PintError:
        return None
    return factor, offset


def is_unit(text: str, dimension: str) -> bool:
    """Return True where the text is a unit of this kind."""
    return _lookup(text, dimension) is not None


def unit_factor(text: str, dimension: str) -> tuple[float, float]:
    """Return (factor, offset) such that SI value = factor * value + offset.

    Parameters
    ----------
    text : str
        Unit as written in a file or on a command line, such as ``Oe``, ``kOhm`` or ``Ohm-cm``.
    dimension : str
        Kind of quantity, a key of :data:`DIMENSIONS`.

    Raises
    ------
    UnitError
        The unit is unknown or of another kind; the message lists near ones.
    """
    if dimension not in DIMENSIONS:
        raise ValueError(f"unknown dimension {dimension!r}")
    found = _lookup(text, dimension)
    if found is None:
        raise UnitError(
            f"unit {text!r} is not a unit of {dimension.replace('_3d', ' per volume')}",
            expected=f"one like {', '.join(near_units(text, dimension))}",
        )
    return found


def near_units(text: str, dimension: str) -> list[str]:
    """Return the usual units of this kind that look like the text, or all of them."""
    usual = USUAL_UNITS[dimension]
    lower = {unit.lower(): unit for unit in reversed(usual)}
    close = difflib.get_close_matches(plain(text).lower(), lower, n=3, cutoff=0.6)
    return [lower[unit] for unit in close] or list(usual)


_NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_QUANTITY = re.compile(
    rf"""(?P<open>\()?\s*
        (?P<value>{_NUMBER})
        (?:\((?P<digits>\d+(?:\.\d+)?)\)(?P<exponent>[eE][-+]?\d+)?)?
        (?:\s*(?:\+/-|\+-|±)\s*(?P<error>\d*\.?\d+(?:[eE][-+]?\d+)?))?
        \s*(?(open)\))
        (?:\s*[x*]\s*10\^?(?P<power>[-+]?\d+)(?!\d))?
        \s*(?P<unit>.*)""",
    re.VERBOSE,
)


def parse_quantity(text: str | float | Quantity, dimension: str, *, name: str = "value") -> Quantity:
    """Read text such as ``20um``, ``5 kOe``, ``80(5) nm`` or ``0.067 m_e`` into SI.

    A bare number (not text) is taken as SI already. Text without a unit is refused unless the
    quantity is dimensionless. Errors are standard errors: digits in brackets belong to the last digits of
    the value, ``80 +/- 5 nm`` is another way to say it.

    Raises
    ------
    UnitError
        No number, no unit, an unknown unit, or a value that is not finite.
    """
    if isinstance(text, Quantity):
        return _finite(text, f"{text.value} +/- {text.error}", name)
    if not isinstance(text, str):
        return _finite(_from_number(text, dimension, name), str(text), name)
    match = _QUANTITY.fullmatch(plain(text))
    if match is None or _ambiguous(match):
        raise UnitError(
            f"{name} is {text!r}, which does not begin with a finite number",
            expected=f"a number with a unit, like {_example(dimension)}",
        )
    if not match["unit"] and dimension != "dimensionless":
        raise UnitError(
            f"{name} is {text!r}, which has no unit",
            expected=f"a number with a unit, like {text.strip()} {USUAL_UNITS[dimension][0]}",
        )
    try:
        factor, offset = unit_factor(match["unit"], dimension)
    except UnitError as exc:
        comma = re.match(r",\d", match["unit"])
        raise UnitError(
            f"{name} is {text!r}: {exc.found}",
            expected=exc.expected,
            advice="Write the number with a decimal point." if comma else None,
        ) from None
    scale = float(f"1e{match['power'] or 0}")
    value = float(match["value"] + (match["exponent"] or "")) * scale
    error = _error(match) * scale
    return _finite(Quantity(_times(value, factor) + offset, _times(error, abs(factor))), text, name)


def _times(value: float, factor: float) -> float:
    """Multiply so that 20 um is 20e-6 m: dividing by a whole power of ten rounds once, not twice."""
    inverse = round(1.0 / factor) if factor < 1.0 else 0
    return (
        value / inverse if inverse and math.isclose(inverse * factor, 1.0, rel_tol=1e-15) else value * factor
    )


def _ambiguous(match: re.Match[str]) -> bool:
    """Return True where an error or a power of ten is given twice."""
    if match["digits"] and match["error"]:
        return True
    return sum(bool(p) for p in (re.search("[eE]", match["value"]), match["exponent"], match["power"])) > 1


def _error(match: re.Match[str]) -> float:
    """Return the standard error of a matched quantity, in the unit of the text."""
    if match["error"]:
        return float(match["error"])
    if not match["digits"]:
        return 0.0
    mantissa, _, power = match["value"].lower().partition("e")
    decimals = 0 if "." in match["digits"] else len(mantissa.partition(".")[2])
    exponent = int(power or 0) + int((match["exponent"] or "e0")[1:])
    return float(f"{match['digits']}e{exponent - decimals}")


def _from_number(number: Any, dimension: str, name: str) -> Quantity:
    try:
        if isinstance(number, bool):
            raise TypeError
        value = getattr(number, "nominal_value", number)
        return Quantity(float(value), float(getattr(number, "std_dev", 0.0)))
    except (TypeError, ValueError):
        raise UnitError(
            f"{name} is {number!r}, which is no number",
            expected=f"a number in {DIMENSIONS[dimension]}, or text with a unit like {_example(dimension)}",
        ) from None


def _example(dimension: str) -> str:
    return f"1 {USUAL_UNITS[dimension][0]}" if dimension != "dimensionless" else "1"


def _finite(quantity: Quantity, text: str, name: str) -> Quantity:
    if not (math.isfinite(quantity.value) and math.isfinite(quantity.error)):
        raise UnitError(f"{name} is {text!r}, which is not finite", expected="a finite number")
    return quantity
