"""Types of the values in a config: text with a unit is checked, but kept as the user wrote it."""

from __future__ import annotations

from os import PathLike
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from hlnfit.errors import UnitError
from hlnfit.units import is_unit, near_units, parse_quantity

NAME = "{name}"
"""Stands for the name of the setting in messages until it is known who asked: a file or an option."""

WITH_UNIT = "text with a unit"
"""What is expected of most values; the example of the setting is added to it."""


def refuse(found: str, expected: str, advice: str = "") -> PydanticCustomError:
    """Return the error of a value, in the three parts of every error of hlnfit."""
    return PydanticCustomError("hlnfit", "{found}", {"found": found, "expected": expected, "advice": advice})


def quantity_text(value: Any, dimension: str) -> str:
    """Return text with a unit unchanged, or raise."""
    if not isinstance(value, str):
        raise refuse(f"{NAME} is {value!r}", WITH_UNIT)
    try:
        size = parse_quantity(value, dimension, name=NAME).value
    except UnitError as exc:
        unknown_unit = "is not a unit" in exc.found
        raise refuse(exc.found, (unknown_unit and exc.expected) or WITH_UNIT) from None
    if not size > 0.0:
        raise refuse(f"{NAME} is {value!r}", "a value above zero")
    return value.strip()


def _quantity(dimension: str) -> BeforeValidator:
    return BeforeValidator(lambda value: quantity_text(value, dimension))


def _window(value: Any) -> str:
    if isinstance(value, str) and value.strip() == "auto":
        return "auto"
    return quantity_text(value, "field")


def _density(value: Any) -> str:
    """Check a sheet density, or a density in a volume, which needs the thickness."""
    try:
        return quantity_text(value, "density")
    except PydanticCustomError:
        if isinstance(value, str):
            try:
                parse_quantity(value, "density_3d", name=NAME)
            except UnitError:
                pass
            else:
                return quantity_text(value, "density_3d")
        raise


def _unit(value: Any, dimensions: tuple[str, ...]) -> str:
    if not isinstance(value, str) or not any(is_unit(value, d) for d in dimensions):
        near = ", ".join(near_units(str(value), dimensions[0]))
        raise refuse(f"{NAME} is {value!r}", f"a unit of {' or '.join(dimensions)}, like {near}")
    return value


def _column(value: Any) -> str | int:
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise refuse(f"{NAME} is {value!r}", "the name of a column, or its number counted from 1")
    return value


def _names(value: Any) -> Any:
    """Take one name for a list of one."""
    names = (value,) if isinstance(value, (str, PathLike)) else value
    if not isinstance(names, (tuple, list)) or not all(isinstance(n, (str, PathLike)) for n in names):
        raise refuse(f"{NAME} is {value!r}", "a list of texts")
    return tuple(map(str, names))


def _held(value: Any) -> str | float:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise refuse(f"{NAME} is {value!r}", "a number in SI, or text with a unit")
    return value


Length = Annotated[str, _quantity("length")]
Current = Annotated[str, _quantity("current")]
Temperature = Annotated[str, _quantity("temperature")]
Density = Annotated[str, BeforeValidator(_density)]
Mass = Annotated[str, _quantity("mass")]
Velocity = Annotated[str, _quantity("velocity")]
Window = Annotated[str, BeforeValidator(_window)]
Column = Annotated[str | int, BeforeValidator(_column)]
FieldUnit = Annotated[str, BeforeValidator(lambda value: _unit(value, ("field",)))]
ResistanceUnit = Annotated[
    str, BeforeValidator(lambda value: _unit(value, ("resistance", "resistivity", "voltage")))
]
Held = Annotated[str | float, BeforeValidator(_held)]
Names = Annotated[tuple[str, ...], BeforeValidator(_names)]
