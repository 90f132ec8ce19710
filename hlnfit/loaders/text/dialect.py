"""Which separator and decimal sign a text file uses, and where its numbers begin."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hlnfit.loaders.table import MISSING

_POINT = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$|[+-]?inf(?:inity)?$", re.IGNORECASE)
# A comma needs a digit behind it: "1, 2, 3" are three numbers and not three with decimal commas.
_COMMA = re.compile(r"[+-]?(?:\d+(?:,\d+)?|,\d+)(?:[eE][+-]?\d+)?$|[+-]?inf(?:inity)?$", re.IGNORECASE)
COMMENT_MARKS = ("#", "%", "!", "//", "*", "REM ")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a line is cut into cells.

    Attributes
    ----------
    separator : str or None
        Tab, semicolon or comma; None for any run of blanks.
    decimal : str
        ``.`` or ``,``.
    """

    separator: str | None
    decimal: str

    def cells(self, line: str) -> list[str]:
        """Return the cells of a line without blanks and quotes around them."""
        if self.separator is None:
            return line.split()
        return [c.strip().strip('"').strip() for c in line.split(self.separator)]

    def is_number(self, cell: str) -> bool:
        """Tell whether a cell is a number in this dialect."""
        return bool((_POINT if self.decimal == "." else _COMMA).match(cell))

    @property
    def name(self) -> str:
        """The dialect in words."""
        words = {"\t": "tabs", ";": "semicolons", ",": "commas", None: "blanks"}
        return f"columns separated by {words[self.separator]}, decimal {self.decimal!r}"


CANDIDATES = (
    Dialect("\t", "."),
    Dialect(";", "."),
    Dialect(",", "."),
    Dialect("\t", ","),
    Dialect(";", ","),
    Dialect(None, "."),
    Dialect(None, ","),
)


def find_dialect(lines: Sequence[str]) -> tuple[Dialect, int] | None:
    """Return the dialect under which most of the text is numbers and its usual number of cells.

    None where no dialect finds lines of two or more numbers.
    """
    sample = list(lines[:400]) + list(lines[400 :: max(1, (len(lines) - 400) // 200)])
    sample = [line for line in sample if line.strip() and not is_comment(line)]
    best: tuple[float, Dialect, int] | None = None
    for dialect in CANDIDATES:
        widths: Counter[int] = Counter()
        scores: Counter[int] = Counter()
        for line in sample:
            cells = dialect.cells(line)
            numbers, others = _count(cells, dialect)
            if numbers >= 2 and numbers >= others:
                width = len(trimmed(cells))
                widths[width] += 1
                scores[width] += numbers * numbers // (numbers + others)
        if not widths:
            continue
        score = float(scores.total())
        if best is None or score > 1.001 * best[0]:
            best = (score, dialect, widths.most_common(1)[0][0])
    return None if best is None else (best[1], best[2])


def _count(cells: Sequence[str], dialect: Dialect) -> tuple[int, int]:
    numbers = sum(dialect.is_number(c) for c in cells)
    others = sum(bool(c) and not dialect.is_number(c) and c.lower() not in MISSING for c in cells)
    return numbers, others


def trimmed(cells: list[str]) -> list[str]:
    """Return the cells without the empty ones at the end."""
    last = len(cells)
    while last and not cells[last - 1]:
        last -= 1
    return cells[:last]


def is_comment(line: str) -> bool:
    """Tell whether a line is marked as a comment."""
    return line.lstrip().startswith(COMMENT_MARKS)


def is_data(line: str, dialect: Dialect, width: int) -> bool:
    """Tell whether a line is a row of numbers with the usual number of cells (a text cell is allowed)."""
    if is_comment(line):
        return False
    cells = trimmed(dialect.cells(line))
    numbers, others = _count(cells, dialect)
    return abs(len(cells) - width) <= 1 and numbers >= min(2, width) and numbers > others


def first_row(lines: Sequence[str], dialect: Dialect, width: int, start: int = 0) -> int | None:
    """Return the index of the first data line: one that is followed by another or by nothing."""
    last_one: int | None = None
    for index in range(start, len(lines)):
        line = lines[index]
        if not line.strip() or (is_comment(line) and last_one is None):
            continue
        if is_data(line, dialect, width):
            if last_one is not None:
                return last_one
            last_one = index
        else:
            last_one = None
    return last_one
