"""Data rows of a MultiVu file: cells under the column row, and the comments written between them."""

from __future__ import annotations

from collections import Counter

import numpy as np

from hlnfit.errors import LoadError
from hlnfit.loaders.multivu.header import MultiVuHeader, cells
from hlnfit.loaders.table import BadCell, Table

Comments = tuple[tuple[int, str], ...]


def read_rows(lines: list[str], header: MultiVuHeader) -> tuple[Table, Comments]:
    """Return the table below the column row, and the comment cells with their lines.

    A row with more cells than its fellows is read from its end when it begins with a comment (the
    comment then holds commas); a row with fewer is left out, unless it is a comment and nothing else.

    Raises
    ------
    LoadError
        There are names but no rows.
    """
    width = len(header.names)
    has_comment = header.names[0].lower() == "comment"
    numbered = [
        (number, cells(line))
        for number, line in enumerate(lines[header.names_line :], header.names_line + 1)
        if line.strip(" ,\t")
    ]
    if not numbered:
        raise LoadError(
            "the file has column names and no rows",
            line=header.names_line,
            expected="measured rows below the column row",
            advice="The measurement was not started, or the file is cut off.",
        )
    usual = Counter(len(row) for _, row in numbered).most_common(1)[0][0]
    rows: list[list[str]] = []
    kept: list[int] = []
    broken: list[BadCell] = []
    comments: list[tuple[int, str]] = []
    cut_off: BadCell | None = None
    for number, row in numbered:
        if len(row) != usual:
            if has_comment and len(row) > usual and not _is_number(row[0]):
                row = [",".join(row[: len(row) - usual + 1]), *row[len(row) - usual + 1 :]]
            elif has_comment and row[0].strip() and not any(c.strip() for c in row[2:]):
                comments.append((number, row[0].strip()))
                continue
            else:
                bad = BadCell(number, f"{len(row)} cells where the other rows have {usual}")
                if number == numbered[-1][0] and len(row) < usual:
                    cut_off = BadCell(number, f"the file ends inside this row, {bad.what}")
                else:
                    broken.append(bad)
                continue
        if has_comment and row[0].strip():
            comments.append((number, row[0].strip().strip('"')))
        rows.append((row + [""] * (width - len(row)))[:width])
        kept.append(number)
    table = Table(
        names=header.names,
        rows=rows,
        lines=np.array(kept, dtype=np.int64),
        header_line=header.names_line,
        broken=tuple(broken),
        cut_off=cut_off,
    )
    return table, tuple(comments)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
