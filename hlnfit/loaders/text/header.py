"""Header of a text file: the row of names, the row of units, and what the lines above them say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hlnfit.loaders.text.dialect import COMMENT_MARKS, Dialect, first_row, is_comment, trimmed
from hlnfit.loaders.text.names import SPELLED_UNITS, kinds_of_words, unit_kind
from hlnfit.units import DIMENSIONS, is_unit

END_OF_HEADER = "***End_of_Header***"
MAX_EMPTY_COLUMNS = 40
_NO_UNIT = frozenset({"", "-", "--", "()", "[]", "a.u.", "arb.u.", "1", "#", "%"})
_NAME_WITH_UNIT = re.compile(r"[^\s()\[\]]+(?:\s*[(\[][^)\]]*[)\]])?")


@dataclass(frozen=True, slots=True)
class TextHeader:
    """What stands above the numbers.

    Attributes
    ----------
    names, units : tuple of str
        Empty where the file has none; ``units`` is a row of its own.
    names_line : int
        Line of the names, counted from 1; 0 where there are none.
    first : int
        Index of the first data line.
    said : tuple of str
        The other lines, without comment marks.
    """

    names: tuple[str, ...]
    units: tuple[str, ...]
    names_line: int
    first: int
    said: tuple[str, ...]


def read_header(lines: Sequence[str], dialect: Dialect, width: int) -> TextHeader | None:
    """Find names and units above the first row of numbers; None where there is no such row."""
    start = _after_labview_header(lines)
    first = first_row(lines, dialect, width, start)
    if first is None:
        return None
    rows = _rows_above(lines, first, dialect, width)
    units_at = next((k for k, (_, cells) in enumerate(rows) if _all_units(cells)), None)
    names_at = _names_row(rows, units_at)
    units = rows[units_at][1] if units_at is not None else _labview_units(lines[:first], dialect)
    names, names_line = ((), 0) if names_at is None else (rows[names_at][1], rows[names_at][0] + 1)
    used = {names_line - 1}
    said = tuple(_bare(line) for i, line in enumerate(lines[:first]) if line.strip() and i not in used)
    return TextHeader(tuple(names), tuple(units), names_line, first, said)


def _bare(line: str) -> str:
    """Return a line without the marks of a comment."""
    text = line.strip()
    marked = True
    while marked:
        marked = False
        for mark in COMMENT_MARKS:
            if text.startswith(mark) and not text.startswith(END_OF_HEADER):
                text, marked = text[len(mark) :].strip(), True
    return text


def _after_labview_header(lines: Sequence[str]) -> int:
    """Return the index after a LabVIEW measurement header, which has rows of numbers in it."""
    ends = [i for i, line in enumerate(lines[:500]) if line.startswith(END_OF_HEADER)][:2]
    return ends[-1] + 1 if ends else 0


def _labview_units(lines: Sequence[str], dialect: Dialect) -> Sequence[str]:
    for line in lines:
        cells = dialect.cells(line)
        if cells and cells[0] == "Y_Unit_Label":
            return ["", *cells[1:]]
    return ()


def _rows_above(
    lines: Sequence[str], first: int, dialect: Dialect, width: int
) -> list[tuple[int, list[str]]]:
    """Return up to four lines right above the numbers that have a cell for each column, top down."""
    rows: list[tuple[int, list[str]]] = []
    for index in range(first - 1, -1, -1):
        text = _bare(lines[index])
        if not text:
            continue
        cells = _cells(lines[index], text, dialect, width)
        if len(rows) == 4:
            break
        if cells is None:
            # A comment of another shape (a count, a date) may stand between the names and the numbers.
            if not rows and is_comment(lines[index]) and first - index < 4:
                continue
            break
        rows.append((index, cells))
    return rows[::-1]


def _cells(line: str, text: str, dialect: Dialect, width: int) -> list[str] | None:
    """Cut a header line into as many cells as there are columns, in the way of the data or another way."""
    if line.startswith(END_OF_HEADER):
        return None
    # An empty first cell belongs to a column without numbers; only marked comments lose their margin.
    plain = line if text == line.strip() else text
    ways = [dialect.cells(plain), [c.strip() for c in text.split("\t")], [c.strip() for c in text.split(";")]]
    ways += [[c.strip() for c in text.split(",")], re.split(r"\s{2,}", text), _NAME_WITH_UNIT.findall(text)]
    ways.append(text.split())
    for k, cells in enumerate(ways):
        named = trimmed([c.strip('"') for c in cells])
        # Columns that were never filled may lack even their separators in the rows of numbers.
        most = width + (MAX_EMPTY_COLUMNS if k == 0 and dialect.separator else 1)
        if width <= len(named) <= most and sum(bool(c) for c in named) >= max(1, width - 1):
            return named
    return None


def _all_units(cells: Sequence[str]) -> bool:
    texts = [c.strip("()[]{} ") for c in cells if c.strip() not in _NO_UNIT]
    if not texts or any(kinds_of_words(t) and t not in SPELLED_UNITS for t in texts):
        return False
    return all(any(is_unit(t, d) for d in DIMENSIONS if d != "dimensionless") for t in texts)


def _names_row(rows: list[tuple[int, list[str]]], units_at: int | None) -> int | None:
    """Choose the row of names: the one above the units, else the one that names most quantities."""
    if units_at is not None:
        if units_at > 0:
            return units_at - 1
        return 1 if len(rows) > 1 else None
    best: tuple[int, int] | None = None
    for k, (_, cells) in enumerate(rows):
        if sum(_is_number(c) for c in cells) > len(cells) // 2:
            continue
        known = sum(bool(kinds_of_words(c)) or unit_kind(c.strip("()[]")) is not None for c in cells)
        if best is None or known >= best[0]:
            best = (known, k)
    return None if best is None else best[1]


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True
