"""Tables as CSV text: the same bytes on every platform.

Floats have nine significant digits and never depend on the locale or on how an array prints; what is not
finite is an empty cell; lines end in LF.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np


def cell(value: Any) -> str:
    """Return one cell.

    >>> cell(float("nan")), cell(-0.0), cell(0.1), cell(7), cell(True)
    ('', '0', '0.1', '7', 'True')
    """
    if type(value) is float:
        # Most cells. + 0.0 turns a negative zero into a positive one.
        return format(value + 0.0, ".9g") if math.isfinite(value) else ""
    if value is None:
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "True" if value else "False"
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    if isinstance(value, (float, np.floating)):
        return cell(float(value))
    return str(value)


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the table as text; a row without a column has an empty cell there."""
    rows = list(rows)
    return csv_of_columns({name: [row.get(name) for row in rows] for name in columns})


def csv_of_columns(columns: Mapping[str, Sequence[Any]]) -> str:
    """Return a table of columns, all of one length, as text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*([cell(v) for v in column] for column in columns.values()), strict=True))
    return out.getvalue()


def all_columns(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the columns of all rows, in the order of their first appearance."""
    return list(dict.fromkeys(name for row in rows for name in row))
