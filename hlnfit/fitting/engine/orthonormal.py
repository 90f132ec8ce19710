"""Orthonormal rows by Gram and Schmidt, each projected twice, and what is solved with them.

Projecting twice keeps the rows orthogonal to rounding: L. Giraud, J. Langou and M. Rozloznik,
Comput. Math. Appl. 50, 1069 (2005). Rows that depend on the earlier ones are left out.

Rows are named by their number in a two-dimensional array: to make views of them costs as much as to add
two rows of the lengths met here.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.compiled import Rows, kernel, sums

FloatArray = NDArray[np.float64]
DEPENDENT = 1e-12
"""A row whose rest is smaller than this share of it depends on the rows before."""


@sums
def dot(a: Rows, i: int, b: Rows, j: int) -> float:
    """Return the inner product of row i of a and row j of b."""
    total = 0.0
    for k in range(a.shape[1]):
        total += a[i, k] * b[j, k]
    return total


@kernel
def add_row(a: Rows, i: int, factor: float, b: Rows, j: int) -> None:
    """Add ``factor`` times row j of b to row i of a."""
    for k in range(a.shape[1]):
        a[i, k] += factor * b[j, k]


@kernel
def orthonormalize(rows: Rows, q: int, first: int, n: int, sheet: Rows, r: int, share: float) -> None:
    """Make rows q + first ... q + n - 1 of ``rows`` orthonormal, each to those from q on before it.

    The rows of ``sheet`` from r on, an upper triangle, get the old rows in terms of the new ones. A
    dependent row, by ``share``, becomes zero and has a zero on the diagonal.
    """
    for k in range(first, n):
        size = math.sqrt(dot(rows, q + k, rows, q + k))
        for j in range(k):
            sheet[r + j, k] = 0.0
        for _ in range(2):
            for j in range(k):
                c = dot(rows, q + j, rows, q + k)
                sheet[r + j, k] += c
                add_row(rows, q + k, -c, rows, q + j)
        rest = math.sqrt(dot(rows, q + k, rows, q + k))
        good = rest > share * size and rest > 0.0
        sheet[r + k, k] = rest if good else 0.0
        inverse = 1.0 / rest if good else 0.0
        for i in range(rows.shape[1]):
            rows[q + k, i] *= inverse


@kernel
def back_substitute(sheet: Rows, r: int, row: int, n: int) -> None:
    """Solve r x = x in place: r the upper triangle in n rows from ``r`` on, x a row of the sheet.

    x is zero where the diagonal is.
    """
    for k in range(n - 1, -1, -1):
        if sheet[r + k, k] == 0.0:
            sheet[row, k] = 0.0
            continue
        total = sheet[row, k]
        for j in range(k + 1, n):
            total -= sheet[r + k, j] * sheet[row, j]
        sheet[row, k] = total / sheet[r + k, k]
