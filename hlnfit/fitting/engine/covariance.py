"""Covariance of theta and of the linear coefficients from the state at the minimum.

The same as ``hlnfit.fitting.solve.covariance``: directions that the data do not determine get infinite
variance, what does not depend on them keeps its own.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.compiled import Cube, Rows, kernel, making_arrays
from hlnfit.fitting.engine.orthonormal import orthonormalize
from hlnfit.fitting.engine.sheet import along_at, r_at

FloatArray = NDArray[np.float64]
FLAT = 1e-10
"""A column whose rest is smaller than this share of it adds a direction that is not determined."""
KEPT_MARK, LOOSE_MARK, SIZE = range(3)
LOOSE = 1e-6
"""A parameter that takes part in such a direction by more than this is not determined either."""


@kernel
def _back(room: Rows, r: int, at: int, mark: int, n: int) -> None:
    """Solve r x = x in place over the kept ones of the first n, x in row ``at``; zero for the others."""
    for c in range(n - 1, -1, -1):
        if room[mark + KEPT_MARK, c] == 0.0:
            room[at, c] = 0.0
            continue
        total = room[at, c]
        for d in range(c + 1, n):
            total -= room[r + c, d] * room[at, d]
        room[at, c] = total / room[r + c, c]


@kernel
def _invert(room: Rows, r: int, n: int, inverse: int, mark: int) -> None:
    """Fill the inverse of an upper triangle without its flat columns, and mark what takes part in these.

    Rows of ``room``: the triangle from ``r`` on; the inverse, transposed, from ``inverse`` on.
    """
    size = mark + SIZE
    for d in range(n):
        x = inverse + d
        total = 0.0
        for c in range(d + 1):
            total += room[r + c, d] ** 2
        room[size, d] = math.sqrt(total)
        kept = room[size, d] > 0.0 and abs(room[r + d, d]) > FLAT * room[size, d]
        room[mark + KEPT_MARK, d] = 1.0 if kept else 0.0
        room[mark + LOOSE_MARK, d] = 0.0 if kept else 1.0
        for c in range(n):
            room[x, c] = 0.0 if kept or c > d else room[r + c, d]
        if kept:
            room[x, d] = 1.0
        _back(room, r, x, mark, d + 1)
        if kept:
            continue
        for c in range(d):
            if room[mark + KEPT_MARK, c] != 0.0 and abs(room[x, c]) * room[size, c] > LOOSE * room[size, d]:
                room[mark + LOOSE_MARK, c] = 1.0
        for c in range(n):
            room[x, c] = 0.0


@kernel
def covariance_into(
    sheet: Rows, n_modes: int, k: int, m: int, jacobian: Rows, first: int, room: Rows, out: Cube, at: int
) -> None:
    """Fill out[at] (k + m, k + m) with the unscaled covariance: theta first, then the coefficients.

    The k rows of ``jacobian`` from ``first`` on are used up; ``room`` is scratch, of ``covariance_room``.
    """
    n = m + k
    # Triangular factor of the whole jacobian, coefficients first; the sheet has all but its last corner.
    corner, inverse, mark = n, n + k, 2 * n + k
    orthonormalize(jacobian, first, 0, k, room, corner, FLAT)
    r, along = r_at(k, n_modes), along_at(k, n_modes, m)
    for c in range(n):
        for d in range(n):
            in_c, in_d = c - m, d - m
            if d < c:
                room[c, d] = 0.0
            elif d < m:
                room[c, d] = sheet[r + c, d]
            elif c < m:
                room[c, d] = sheet[along + c, in_d]
            else:
                room[c, d] = room[corner + in_c, in_d]
    _invert(room, 0, n, inverse, mark)
    for a in range(n):
        for b in range(a + 1):
            total = 0.0
            for d in range(a, n):
                total += room[inverse + d, a] * room[inverse + d, b]
            i = a + k if a < m else a - m
            j = b + k if b < m else b - m
            out[at, i, j] = total
            out[at, j, i] = total
            if a == b and room[mark + LOOSE_MARK, a] != 0.0:
                out[at, i, j] = np.inf


@making_arrays
def covariance_room(k: int, m: int) -> Rows:
    """Return the scratch that the covariance of k + m parameters needs."""
    n = k + m
    return np.empty((2 * n + k + SIZE + 1, n))
