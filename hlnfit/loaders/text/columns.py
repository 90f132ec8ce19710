"""Which column of a named table is the field, the temperature, the resistance, the gate."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hlnfit.errors import LoadError
from hlnfit.loaders.conversion import Place, in_ohms, in_si
from hlnfit.loaders.options import USER, ColumnChoice, LoadOptions
from hlnfit.loaders.table import BadCell, Table, find_column
from hlnfit.loaders.text.names import SET_POINT, Kind, NamedColumn, named_columns
from hlnfit.sweep import FloatArray

_BEST_THERMOMETER = re.compile(r"sample|probe|chip|stage|device|(?<![a-z])he3", re.IGNORECASE)
_OTHER_THERMOMETER = re.compile(
    r"chamber|still|magnet|shield|pot|4\s?k\b|50\s?k\b|coil|plate|heater|vti|needle|room|box|bridge",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Role:
    """A column in SI with the reason of its choice, and per row a cell that does not parse."""

    index: int
    name: str
    reason: str
    values: FloatArray
    bad: list[BadCell | None]

    @property
    def why(self) -> str:
        """Name and reason for :class:`~hlnfit.sweep.Source`."""
        return f"{self.name} ({self.reason})"


class Columns:
    """The columns of a table, understood by name and unit."""

    def __init__(self, table: Table, options: LoadOptions, path: Path) -> None:
        self.table = table
        self.options = options
        self.path = path
        self.named = named_columns(table.names, table.units) if table.names else []

    def place(self, index: int) -> Place:
        """Return the place of a column for messages."""
        return Place(self.table.label(index), self.table.header_line or None)

    def unit(self, index: int) -> str | None:
        """Return the unit as the file says it."""
        return self.named[index].unit if self.named else None

    def of_kind(self, kind: Kind) -> list[NamedColumn]:
        """Return the columns that may be of a kind, those whose unit says so first."""
        found = [c for c in self.named if c.may_be(kind)]
        return sorted(found, key=lambda c: (c.by_unit != kind, kind not in c.by_name))

    def read(self, index: int, kind: Kind, reason: str, unit: str | None = None) -> Role:
        """Return a column of the table as a role in SI."""
        raw, bad = self.table.numbers(index)
        values = in_si(raw, unit or self.unit(index), kind, self.place(index))
        return Role(index, self._label(index), reason, values, bad)

    def _label(self, index: int) -> str:
        """Return the name of a column, with its unit where that stands in a row of its own."""
        name = self.table.label(index)
        unit = self.unit(index)
        return name if not unit or unit in name else f"{name} [{unit}]"

    def field(self) -> Role:
        """Return the field column.

        Among several, set points come last, and the one that takes most values is chosen.

        Raises
        ------
        LoadError
            There is none, or its unit is unknown.
        """
        options = self.options
        if options.field_column is not None:
            index = find_column(self.table, options.field_column, "field")
            return self.read(index, "field", USER, options.field_unit)
        self._need_names("field", options.field_column)
        candidates = self.of_kind("field")
        if not candidates:
            self._nothing("field", "a column such as B (T) or Field (Oe)", "--field-column")
        with_unit = [c for c in candidates if c.by_unit == "field"] or candidates
        if len(with_unit) == 1:
            others = (
                f"the only field with a unit of {len(candidates)}"
                if len(candidates) > 1
                else "the only field"
            )
            return self.read(with_unit[0].index, "field", others, options.field_unit)
        varied = {c.index: self._distinct(c.index) for c in with_unit}
        best = max(
            with_unit,
            key=lambda c: (varied[c.index] > 1, not SET_POINT.search(c.label), varied[c.index], -c.index),
        )
        rest = ", ".join(
            f"{c.name} {'is a set point' if SET_POINT.search(c.label) else f'takes {varied[c.index]}'}"
            for c in with_unit
            if c is not best
        )
        return self.read(
            best.index, "field", f"takes {varied[best.index]} values; {rest}", options.field_unit
        )

    def temperature(self) -> Role | None:
        """Return the thermometer nearest to the sample, or None where there is none with a unit."""
        options = self.options
        if options.temperature_column is not None:
            index = find_column(self.table, options.temperature_column, "temperature")
            return self.read(index, "temperature", USER)
        candidates = [c for c in self.of_kind("temperature") if c.by_unit == "temperature"]
        ranked = []
        for column in candidates:
            role = self.read(column.index, "temperature", "")
            known = role.values[np.isfinite(role.values)]
            plausible = known.size > 0 and 1e-3 < float(np.median(known)) < 1000.0
            score = (
                plausible,
                not SET_POINT.search(column.label),
                bool(_BEST_THERMOMETER.search(column.label)) - bool(_OTHER_THERMOMETER.search(column.label)),
                -column.index,
            )
            ranked.append((score, column))
        ranked.sort(key=lambda pair: pair[0])
        if not ranked or not ranked[-1][0][0]:
            return None
        best = ranked[-1][1]
        reason = "the only thermometer"
        if len(ranked) > 1:
            rest = ", ".join(c.name for _, c in ranked if c is not best)
            near = "named as the sample's" if _BEST_THERMOMETER.search(best.label) else "most plausible"
            reason = f"{near} of {len(ranked)} thermometers; not {rest}"
        return self.read(best.index, "temperature", reason)

    def unitless_temperature(self) -> str | None:
        """Return the name of a thermometer column that cannot be used because it has no unit."""
        return next((c.name for c in self.of_kind("temperature") if c.unit is None), None)

    def chosen_resistance(self, choice: ColumnChoice, role: str) -> tuple[Role, str]:
        """Return the resistance of a column the user named, in ohms, with a note on the conversion."""
        assert choice is not None
        index = find_column(self.table, choice, role)
        return self.ohms(index, USER, self.options.resistance_unit)

    def ohms(self, index: int, reason: str, unit: str | None = None) -> tuple[Role, str]:
        """Return a column in ohms from ohms, siemens, or volts and a current."""
        raw, bad = self.table.numbers(index)
        current, current_from = self._current()
        R, note = in_ohms(
            raw, unit or self.unit(index), self.place(index), current=current, current_from=current_from
        )
        return Role(index, self._label(index), reason, R, bad), note

    def _current(self) -> tuple[FloatArray | float | None, str]:
        given = self.options.amperes
        if given is not None:
            return given, f"the given current of {given:g} A"
        found = [c for c in self.of_kind("current") if c.by_unit == "current"]
        if len(found) != 1:
            return None, ""
        return self.read(found[0].index, "current", "").values, f"the column {found[0].name}"

    def _distinct(self, index: int) -> int:
        values, _ = self.table.numbers(index)
        return int(np.unique(values[np.isfinite(values)]).size)

    def _need_names(self, role: str, choice: ColumnChoice) -> None:
        if self.named or choice is not None:
            return
        first = ", ".join(self.table.rows[0][:6]) if self.table.rows else ""
        raise LoadError(
            f"the {self.table.width} columns have no names (the first row is {first})",
            line=int(self.table.lines[0]) if len(self.table) else None,
            expected="a row of column names with units",
            advice="Say which is which: --field-column 1 --resistance-column 2 --field-unit T "
            "--resistance-unit ohm (with your numbers and units).",
        )

    def _nothing(self, role: str, expected: str, option: str) -> None:
        listed = ", ".join(f"{i + 1} {n}" for i, n in enumerate(self.table.names[:30]) if n)
        raise LoadError(
            f"there is no {role} column",
            line=self.table.header_line or None,
            expected=expected,
            advice=f"Name it with {option}; the columns are: {listed}.",
        )
