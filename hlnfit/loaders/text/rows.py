"""Rows of numbers below the header, with the lines that do not parse and the comments between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from hlnfit.loaders.table import BadCell, Table
from hlnfit.loaders.text.dialect import Dialect, is_comment, is_data, trimmed
from hlnfit.loaders.text.header import TextHeader

Comments = tuple[tuple[int, str], ...]


def read_rows(
    lines: Sequence[str], header: TextHeader, dialect: Dialect, width: int
) -> tuple[Table, Comments]:
    """Return the table and its comments.

    Rows may be longer than usual where the names say so (a comment column that is mostly empty) or where
    the cells too many are empty. Lines after the last row of numbers are no rows; a repeated row of names
    (files put one behind the other) is a comment.
    """
    last = _last_row(lines, header.first, dialect, width)
    columns = max(width, len(header.names))
    rows: list[list[str]] = []
    kept: list[int] = []
    broken: list[BadCell] = []
    comments: list[tuple[int, str]] = []
    for number, line in enumerate(lines[header.first : last + 1], header.first + 1):
        if not line.strip():
            continue
        if is_comment(line):
            comments.append((number, line.strip(" #%!/*")))
            continue
        cells = dialect.cells(line)
        if len(cells) > columns:
            cells = trimmed(cells)
        if header.names and cells[: len(header.names)] == list(header.names):
            continue
        if width <= len(cells) <= columns:
            rows.append(cells + [""] * (columns - len(cells)))
            kept.append(number)
        else:
            broken.append(BadCell(number, f"{len(cells)} cells where the other rows have {width}"))
    cut_off = None
    if broken and broken[-1].line == last + 1 and not lines[last + 1 :]:
        bad = broken.pop()
        cut_off = BadCell(bad.line, f"the file ends inside this row, {bad.what}")
    used = Counter(i for row in rows[:50] for i, cell in enumerate(row) if cell)
    names = header.names
    while len(names) > width and used[len(names) - 1] == 0:
        names, columns = names[:-1], columns - 1
    table = Table(
        names=(*names, *("" for _ in range(columns - len(names)))) if names else (),
        rows=[row[:columns] for row in rows],
        lines=np.array(kept, dtype=np.int64),
        header_line=header.names_line,
        decimal=dialect.decimal,
        broken=tuple(broken),
        cut_off=cut_off,
        units=header.units,
    )
    return table, tuple(comments)


def _last_row(lines: Sequence[str], first: int, dialect: Dialect, width: int) -> int:
    """Return the index of the last line that holds numbers; what follows is a footer."""
    for index in range(len(lines) - 1, first, -1):
        cells = trimmed(dialect.cells(lines[index]))
        numbers = sum(dialect.is_number(c) for c in cells)
        if is_data(lines[index], dialect, width) or (numbers and numbers >= len(cells) - 1):
            return index
    return first
