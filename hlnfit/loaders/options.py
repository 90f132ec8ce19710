"""What the user says about the files: columns, units, current, temperature, axes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal

from hlnfit.errors import ConfigError, UnitError
from hlnfit.units import parse_quantity

ColumnChoice = str | int | None
Purpose = Literal["sweeps", "hall"]

USER = "chosen by the user"
"""Reason of a choice that was an option."""


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """Settings of :func:`hlnfit.load`; everything left out is found in the file or its name.

    Attributes
    ----------
    field_column, resistance_column, hall_column, temperature_column : str or int, optional
        Name of a column, or its number counted from 1.
    field_unit, resistance_unit : str, optional
        Unit of these columns where the file does not say it; it wins over what the file says.
    current : str or float, optional
        Excitation current, text with a unit or amperes; turns volts into ohms.
    temperature : str or float, optional
        Text with a unit or kelvin; wins over the file and its name.
    field_axis : str, optional
        ``START:STOP:STEP`` with units, for files whose columns are field steps.
    average : str, optional
        Name of the condition (such as ``gate``) over which the rows of a matrix file are averaged.
    hall_file : str, optional
        Another file that holds the Hall resistance of the same sweeps.
    purpose : {"sweeps", "hall"}
        ``hall`` reads the Hall channel in place of the longitudinal one (for ``hall_file``, whose Hall
        column ``hall_column`` then names).
    """

    field_column: ColumnChoice = None
    resistance_column: ColumnChoice = None
    hall_column: ColumnChoice = None
    temperature_column: ColumnChoice = None
    field_unit: str | None = None
    resistance_unit: str | None = None
    current: str | float | None = None
    temperature: str | float | None = None
    field_axis: str | None = None
    average: str | None = None
    hall_file: str | None = None
    purpose: Purpose = "sweeps"

    @classmethod
    def of(cls, **settings: Any) -> LoadOptions:
        """Make options from keywords and check the values.

        Raises
        ------
        ConfigError
            A keyword is unknown, or a value has no unit or a wrong one.
        """
        known = [f.name for f in fields(cls)]
        unknown = sorted(set(settings) - set(known))
        if unknown:
            raise ConfigError(
                f"loading option {', '.join(unknown)} is unknown",
                expected=", ".join(n for n in known if n != "purpose"),
            )
        options = cls(**{name: value for name, value in settings.items() if value is not None})
        try:
            for derived in ("amperes", "kelvin", "axis"):
                getattr(options, derived)
        except UnitError as exc:
            raise ConfigError(exc.found, expected=exc.expected) from None
        return options

    @property
    def amperes(self) -> float | None:
        """The excitation current in amperes, None where it was not given."""
        if self.current is None:
            return None
        value = parse_quantity(self.current, "current", name="current").value
        if value == 0.0:
            raise ConfigError("the current is 0 A", expected="the excitation current, like 10nA")
        return value

    @property
    def kelvin(self) -> float | None:
        """The temperature in kelvin, None where it was not given."""
        if self.temperature is None:
            return None
        value = parse_quantity(self.temperature, "temperature", name="temperature").value
        if not value > 0.0:
            raise ConfigError(f"the temperature is {value:g} K", expected="a temperature above 0 K")
        return value

    @property
    def axis(self) -> tuple[float, float, int] | None:
        """Start and stop of ``field_axis`` in tesla and its number of points, or None."""
        if self.field_axis is None:
            return None
        parts = self.field_axis.split(":")
        wanted = "START:STOP:STEP with units, like -25mT:25mT:0.2mT"
        if len(parts) != 3:
            raise ConfigError(f"field_axis is {self.field_axis!r}", expected=wanted)
        start, stop, step = (parse_quantity(p, "field", name="field_axis").value for p in parts)
        if step == 0.0 or start == stop:
            raise ConfigError(f"field_axis {self.field_axis!r} has no extent", expected=wanted)
        steps = abs((stop - start) / step)
        if abs(steps - round(steps)) > 0.01 * max(1.0, 0.1 * steps) or steps < 1.0:
            raise ConfigError(
                f"field_axis {self.field_axis!r} has {steps:.3f} steps between its ends",
                expected="a step that divides the range",
            )
        return start, stop, round(steps) + 1
