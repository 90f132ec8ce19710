"""Covariance of theta and of the linear coefficients from the state at the minimum.

The same as ``hlnfit.fitting.solve.covariance``: directions that the data do not determine get infinite
variance, what does not depend on them keeps its own.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.compiled import Rows, Vector, kernel
from hlnfit.fitting.engine.orthonormal import orthonormalize
from hlnfit.fitting.engine.sheet import along_at, r_at

FloatArray = NDArray[np.float64]
FLAT = 1e-10
"""A column whose rest is smaller than this share of it adds a direction that is not determined."""
KEPT_MARK, LOOSE_MARK = range(2)
LOOSE = 1e-6
"""A parameter that takes part in such a direction by more than this is not determined either."""


@kernel
def _back(r: Rows, x: Vector, mark: Rows, n: int) -> None:
    """Solve r x = x in place over the kept ones of the first n; zero for the others."""
    for c in range(n - 1, -1, -1):
        if not mark[KEPT_MARK, c]:
            x[c] = 0.0
            continue
        total = x[c]
        for d in range(c + 1, n):
            total -= r[c, d] * x[d]
        x[c] = total / r[c, c]


@kernel
def _invert(r: Rows, inverse: Rows, mark: Rows) -> None:
    """Fill the inverse of an upper triangle without its flat columns, and mark what takes part in these."""
    n = r.shape[0]
    x, size = np.empty(n), np.empty(n)
    for d in range(n):
        total = 0.0
        for c in range(d + 1):
            total += r[c, d] ** 2
        size[d] = math.sqrt(total)
        kept = size[d] > 0.0 and abs(r[d, d]) > FLAT * size[d]
        mark[KEPT_MARK, d] = 1.0 if kept else 0.0
        for c in range(d + 1):
            x[c] = 0.0 if kept else r[c, d]
        if kept:
            x[d] = 1.0
        _back(r, x, mark, d + 1)
        if kept:
            for c in range(d + 1):
                inverse[c, d] = x[c]
            continue
        mark[LOOSE_MARK, d] = 1.0
        for c in range(d):
            if mark[KEPT_MARK, c] and abs(x[c]) * size[c] > LOOSE * size[d]:
                mark[LOOSE_MARK, c] = 1.0


@kernel
def covariance_into(sheet: Rows, n_modes: int, k: int, m: int, jacobian: Rows, first: int, out: Rows) -> None:
    """Fill out (k + m, k + m) with the unscaled covariance: theta first, then the coefficients.

    The k rows of ``jacobian`` from ``first`` on are used up.
    """
    n = m + k
    # Triangular factor of the whole jacobian, coefficients first; the sheet has all but its last corner.
    r = np.zeros((n, n))
    corner = np.zeros((k, k))
    orthonormalize(jacobian, first, 0, k, corner, 0, FLAT)
    at, along = r_at(k, n_modes), along_at(k, n_modes, m)
    for c in range(m):
        for d in range(c, m):
            r[c, d] = sheet[at + c, d]
        for d in range(k):
            r[c, m + d] = sheet[along + c, d]
    for c in range(k):
        for d in range(c, k):
            r[m + c, m + d] = corner[c, d]
    inverse, mark = np.zeros((n, n)), np.zeros((2, n))
    _invert(r, inverse, mark)
    for a in range(n):
        for b in range(a + 1):
            total = 0.0
            for d in range(a, n):
                total += inverse[a, d] * inverse[b, d]
            i = a + k if a < m else a - m
            j = b + k if b < m else b - m
            out[i, j] = total
            out[j, i] = total
            if a == b and mark[LOOSE_MARK, a]:
                out[i, j] = np.inf
