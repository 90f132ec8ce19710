"""Columns to SI: tesla, kelvin and ohms, with errors that name the line and the column."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hlnfit.errors import LoadError, UnitError
from hlnfit.sweep import FloatArray
from hlnfit.units import is_unit, near_units, unit_factor

_OPTION = {"field": "--field-unit", "resistance": "--resistance-unit"}


@dataclass(frozen=True, slots=True)
class Place:
    """A column and the line of the file that names it, for messages."""

    column: str
    line: int | None = None


def in_si(values: FloatArray, unit: str | None, dimension: str, place: Place) -> FloatArray:
    """Return values in the SI unit of ``dimension``.

    Raises
    ------
    LoadError
        There is no unit, or it is not one of this kind; the message lists near spellings.
    """
    if not unit:
        raise LoadError(
            f"the {dimension} column has no unit",
            line=place.line,
            column=place.column,
            expected=f"a unit in the name, like {', '.join(near_units('', dimension)[:3])}",
            advice=_advice(dimension),
        )
    try:
        factor, offset = unit_factor(unit, dimension)
    except UnitError as exc:
        raise LoadError(
            exc.found, line=place.line, column=place.column, expected=exc.expected, advice=_advice(dimension)
        ) from None
    return factor * values + offset


def _advice(dimension: str) -> str | None:
    option = _OPTION.get(dimension)
    return f"Say it with {option}." if option else None


def in_ohms(
    values: FloatArray,
    unit: str | None,
    place: Place,
    *,
    current: FloatArray | float | None = None,
    current_from: str = "",
) -> tuple[FloatArray, str]:
    """Return ohms from ohms, siemens or volts, and a sentence on the conversion (empty for ohms).

    Parameters
    ----------
    current : array or float, optional
        Amperes; needed where the column holds volts.
    current_from : str
        Where the current comes from, for the log.

    Raises
    ------
    LoadError
        No unit, a unit of another kind, or volts without a current.
    """
    if unit and not is_unit(unit, "resistance"):
        if is_unit(unit, "voltage"):
            if current is None:
                raise LoadError(
                    f"the file holds volts ({unit}) and no current",
                    line=place.line,
                    column=place.column,
                    expected="a resistance, or the excitation current",
                    advice="Give the current with --current, such as --current 10nA.",
                )
            volts = in_si(values, unit, "voltage", place)
            with np.errstate(divide="ignore", invalid="ignore"):
                return _finite(volts / current), f"{place.column}: volts divided by {current_from}."
        if is_unit(unit, "conductance"):
            siemens = in_si(values, unit, "conductance", place)
            with np.errstate(divide="ignore", invalid="ignore"):
                return _finite(
                    1.0 / siemens
                ), f"{place.column}: resistance is the inverse of the conductance."
        if is_unit(unit, "resistivity"):
            raise LoadError(
                f"the column holds a resistivity ({unit}), not a resistance",
                line=place.line,
                column=place.column,
                expected="the measured resistance",
                advice="Choose a resistance column with --resistance-column, or say --resistance-unit ohm "
                "if the numbers are ohms.",
            )
    return in_si(values, unit, "resistance", place), ""


def _finite(values: FloatArray) -> FloatArray:
    return np.where(np.isfinite(values), values, np.nan)
