"""Defects of an instrument as text: ``pink=1e-4``, ``hysteresis=2mT``, ``fragments=2..9``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final

from hlnfit.errors import ConfigError, UnitError
from hlnfit.units import parse_quantity

if TYPE_CHECKING:
    from hlnfit.simulation.instrument import Defects

_FIELDS: Final = {
    "ucf_field",
    "offset_up",
    "offset_down",
    "hysteresis",
    "coercive_field",
    "hysteresis_width",
    "field_noise",
    "fragment_jitter",
}
DIMENSION: Final = dict.fromkeys(_FIELDS, "field") | {
    "ucf": "conductance",
    "temperature_drift": "temperature",
    "temperature_jitter": "temperature",
    "quantization": "resistance",
}
"""What has a unit; all other defects are plain numbers."""


def with_defects(defects: Defects, settings: Sequence[str]) -> Defects:
    """Return the defects with those changed that are written as NAME=VALUE.

    Raises
    ------
    ConfigError
        There is no such defect, or it cannot have this value.
    """
    names = [entry.name for entry in fields(defects)]
    for text in settings:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not (name and equals and value):
            raise ConfigError(
                f"--defect is {text!r}", expected="NAME=VALUE, like pink=1e-4 or hysteresis=2mT"
            )
        if name not in names:
            raise ConfigError(f"there is no defect {name}", expected=", ".join(names))
        defects = replace(defects, **{name: _value(name, value)})
    return defects


def _value(name: str, text: str) -> Any:
    if name == "ucf_even":
        if text.lower() not in ("true", "false"):
            raise ConfigError(f"--defect {name} is {text}", expected="true or false")
        return text.lower() == "true"
    if name == "fragments":
        low, dots, high = text.partition("..")
        if not (dots and low.strip().isdigit() and high.strip().isdigit()):
            raise ConfigError(f"--defect {name} is {text}", expected="fewest..most points, like 2..9")
        return int(low), int(high)
    try:
        return float(parse_quantity(text, DIMENSION.get(name, "dimensionless"), name=f"--defect {name}"))
    except UnitError as error:
        raise ConfigError(error.found, expected=error.expected, advice=error.advice) from None
