"""Table: the cells of a text file under their column names, turned into numbers when they are needed."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hlnfit.errors import LoadError
from hlnfit.flags import Flag
from hlnfit.sweep import FloatArray

MISSING = frozenset({"", "nan", "-nan", "n/a", "na", "null", "none", "-", "--"})
"""Cells, in lower case, that say that nothing was measured; they are not errors."""

MAX_BAD_FRACTION = 0.01
"""A file with more rows than this that do not parse is refused."""


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell or row that does not parse: where, and what stood there."""

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Table:
    """Text cells in rows, with the line of each row in its file.

    Attributes
    ----------
    names : tuple of str
        Column names as written, the unit included; empty for a file without names.
    rows : sequence of cell lists
        All of one length, the length of ``names`` where there are names.
    lines : int array
        Line of each row in the file, counted from 1.
    header_line : int
        Line that holds the names; 0 where there is none.
    decimal : str
        ``.`` or ``,``.
    broken : tuple of BadCell
        Rows that were left out because they have a wrong number of cells.
    cut_off : BadCell or None
        The last row where the file ends inside it.
    units : tuple of str
        Units from a row of their own, aligned with ``names``; empty where there is none.
    """

    names: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    lines: NDArray[np.int64]
    header_line: int = 0
    decimal: str = "."
    broken: tuple[BadCell, ...] = ()
    cut_off: BadCell | None = None
    units: tuple[str, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.names) or (len(self.rows[0]) if self.rows else 0)

    def label(self, index: int) -> str:
        """Name of a column, or ``column 3`` where it has none."""
        name = self.names[index].strip() if index < len(self.names) else ""
        return name or f"column {index + 1}"

    def numbers(self, index: int) -> tuple[FloatArray, list[BadCell | None]]:
        """Return a column as numbers (NaN where nothing stands) and, per row, a cell that does not parse."""
        cells = [row[index] for row in self.rows]
        if self.decimal == ",":
            cells = [c.replace(",", ".") for c in cells]
        try:
            values = np.array([float(c) if c else math.nan for c in cells], dtype=np.float64)
            if "_" in "".join(cells):
                raise ValueError
        except ValueError:
            values = np.array([_number(c) for c in cells], dtype=np.float64)
        bad: list[BadCell | None] = [None] * len(cells)
        for i in np.flatnonzero(~np.isfinite(values)).tolist():
            cell = self.rows[i][index].strip()
            if cell.lower() not in MISSING:
                values[i] = math.nan
                what = f"{cell[:40]!r} in {self.label(index)} is no finite number"
                bad[i] = BadCell(int(self.lines[i]), what)
        return values, bad


def _number(cell: str) -> float:
    """Return the number in a cell, NaN for anything else; Python itself would read 1_000 as a number."""
    try:
        return math.nan if "_" in cell else float(cell)
    except ValueError:
        return math.nan


def bad_row_flags(bad: Sequence[BadCell], n_rows: int, cut_off: BadCell | None = None) -> tuple[Flag, ...]:
    """Return the flag for rows that were left out.

    A file that ends inside its last row has lost that row only; it does not count towards the limit.

    Raises
    ------
    LoadError
        More than 1 % of the rows do not parse.
    """
    if not bad and cut_off is None:
        return ()
    worst = sorted(bad, key=lambda b: b.line)
    if len(worst) > MAX_BAD_FRACTION * max(n_rows, 1):
        raise LoadError(
            f"{len(worst)} of {n_rows} rows do not parse ({worst[0].what})",
            line=worst[0].line,
            expected=f"at most {MAX_BAD_FRACTION:.0%} of damaged rows",
            advice="Mend or remove these rows, or choose other columns.",
        )
    every = [*worst, *([cut_off] if cut_off else [])]
    shown = "; ".join(f"line {b.line}: {b.what}" for b in every[:5])
    more = f"; and {len(every) - 5} more" if len(every) > 5 else ""
    return (
        Flag(
            "bad_rows",
            "info",
            f"{len(every)} of {n_rows} rows did not parse and were left out ({shown}{more}).",
            "Look at these lines in the file if the count surprises you.",
            {"rows": len(every), "of": n_rows, "lines": [b.line for b in every[:100]]},
        ),
    )


_BRACKETS = re.compile(r"^(?P<name>.*?)\s*[(\[{](?P<unit>[^()\[\]{}]*(?:\([^()]*\)[^()\[\]{}]*)?)[)\]}]\s*$")


def name_and_unit(text: str) -> tuple[str, str | None]:
    """Split ``Magnetic Field (Oe)`` into name and unit; the unit is None where there are no brackets."""
    match = _BRACKETS.match(text.strip())
    if match is None:
        return text.strip(), None
    return match["name"].strip(), match["unit"].strip()


def find_column(table: Table, choice: str | int, role: str) -> int:
    """Return the index of the column the user chose by name or by number (from 1).

    The name may be given with or without its unit, in any case; a part of it will do where only one
    column holds it.

    Raises
    ------
    LoadError
        There is no such column, or several.
    """
    width = table.width
    text = str(choice).strip()
    if isinstance(choice, int) or (text.isdigit() and text not in table.names):
        number = int(text)
        if not 1 <= number <= width:
            raise LoadError(
                f"{role} column {number} does not exist",
                column=number,
                expected=f"a number from 1 to {width}",
                advice=_listing(table),
            )
        return number - 1
    wanted = text.casefold()
    tests = (
        lambda n: n.strip() == text,
        lambda n: n.strip().casefold() == wanted,
        lambda n: name_and_unit(n)[0].casefold() == wanted,
        lambda n: wanted in n.casefold(),
    )
    for test in tests:
        hits = [i for i, name in enumerate(table.names) if test(name)]
        if len(hits) == 1:
            return hits[0]
        if hits:
            raise LoadError(
                f"{role} column {text!r} fits several columns: {', '.join(table.label(i) for i in hits)}",
                line=table.header_line or None,
                expected="a name that fits one of them, or its number",
                advice=f"They are number {', '.join(str(i + 1) for i in hits)}.",
            )
    raise LoadError(
        f"{role} column {text!r} is not in the file",
        line=table.header_line or None,
        advice=_listing(table),
    )


def _listing(table: Table) -> str:
    if not table.names:
        return f"The file has {table.width} columns without names; give a number."
    shown = [f"{i + 1} {n.strip()}" for i, n in enumerate(table.names) if n.strip()]
    more = f", and {len(shown) - 30} more" if len(shown) > 30 else ""
    return f"The columns are: {', '.join(shown[:30])}{more}."
