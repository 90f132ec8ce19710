"""Plain text tables: a few columns, with names and units in one row, in two rows, or not at all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from hlnfit.errors import ConfigError
from hlnfit.simulation.instrument.recording import Recording
from hlnfit.sweep import FloatArray
from hlnfit.units import unit_factor

_DIMENSIONS = {
    "time": "time",
    "T": "temperature",
    "B": "field",
    "R_xx": "resistance",
    "R_xy": "resistance",
    "R_xx_std": "resistance",
    "R_xy_std": "resistance",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    quantity : {"B", "T", "R_xx", "R_xy", "R_xx_std", "R_xy_std", "time"}
    unit : str
        Any spelling that hlnfit reads; numbers are converted to it.
    label : str
        What the header calls it; the quantity where empty.
    """

    quantity: str
    unit: str
    label: str = ""

    def __post_init__(self) -> None:
        if self.quantity not in _DIMENSIONS:
            raise ConfigError(
                f"column {self.quantity!r} is unknown", expected="one of " + ", ".join(_DIMENSIONS)
            )
        unit_factor(self.unit, _DIMENSIONS[self.quantity])

    @property
    def name(self) -> str:
        """The label, or else the quantity."""
        return self.label or self.quantity

    def values(self, recording: Recording) -> FloatArray:
        """Return the numbers of this column in its own unit."""
        factor, offset = unit_factor(self.unit, _DIMENSIONS[self.quantity])
        column: FloatArray = getattr(recording, self.quantity)
        return (column - offset) / factor


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text table.

    Attributes
    ----------
    columns : tuple of Column
    header : {"inline", "rows", "none"}
        ``inline``: ``B (mT)``; ``rows``: a row of names, then a row of units; ``none``: numbers only.
    delimiter, decimal : str
    preamble : tuple of str
        Lines before the header.
    empty : str
        Cell of a missing value.
    digits : int
        Significant digits.
    """

    columns: tuple[Column, ...] = (Column("B", "T"), Column("R_xx", "Ohm"))
    header: Literal["inline", "rows", "none"] = "inline"
    delimiter: str = "\t"
    decimal: str = "."
    preamble: tuple[str, ...] = ()
    empty: str = ""
    digits: int = 8
    one_file_per_temperature: bool = True
    suffix: str = ".txt"

    def __post_init__(self) -> None:
        if not self.columns:
            raise ConfigError("the table has no columns", expected="at least one Column")
        if self.decimal not in (".", ",") or self.decimal == self.delimiter:
            raise ConfigError(
                f"decimal sign {self.decimal!r} with delimiter {self.delimiter!r}",
                expected="a point, or a comma and another delimiter",
            )
        if not 1 <= self.digits <= 15:
            raise ConfigError(f"digits is {self.digits}", expected="1 to 15")

    def render(self, recording: Recording) -> str:
        """Return the text of the file."""
        table = [column.values(recording).tolist() for column in self.columns]
        lines = [*self.preamble, *self._header_rows()]
        lines += [self.delimiter.join(self._cell(v) for v in row) for row in zip(*table, strict=True)]
        return "\n".join(lines) + "\n"

    def _header_rows(self) -> list[str]:
        if self.header == "inline":
            return [self.delimiter.join(f"{c.name} ({c.unit})" for c in self.columns)]
        if self.header == "rows":
            return [
                self.delimiter.join(c.name for c in self.columns),
                self.delimiter.join(c.unit for c in self.columns),
            ]
        return []

    def _cell(self, value: float) -> str:
        if math.isnan(value):
            return self.empty
        return f"{value:.{self.digits}g}".replace(".", self.decimal)
