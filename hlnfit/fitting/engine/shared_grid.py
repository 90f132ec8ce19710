"""The family on a grid that curves share: an orthonormal basis, found once.

Each curve is projected on the basis once; with 401 points or 4000, the rest of the fit sees two dozen
numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.family import MOST_COORDINATES, Family, f2_table, join, nodes

FloatArray = NDArray[np.float64]
EVERY = 6
"""Every sixth node's function is enough to span the space."""
RANK_CUT = 1e-13
"""Directions with less than this share of the first are noise of rounding to any measured curve."""


def shared_family(
    x: FloatArray, weight: FloatArray, static: FloatArray
) -> tuple[Family, FloatArray, FloatArray]:
    """Return the family, its orthonormal basis, and the part of it that is static.

    Parameters
    ----------
    x : array, (n,), T
    weight : array, (n,)
        1/error; basis and data are divided by the errors.
    static : array, (m, n)
        Orthonormal rows, divided by the errors, that the basis is kept orthogonal to.

    Returns
    -------
    family : Family
    basis : array, (rank, n)
    static_table : array, (n_nodes, 2 m)
        As ``family.table``, the coordinates on the static rows.
    """
    size = np.abs(x)
    span = float(size.max())
    log_b = nodes(float(size[size > 0.0].min()) / span) + np.log(span)
    value, slope = np.empty((log_b.size, size.size)), np.empty((log_b.size, size.size))
    f2_table(size, log_b, value, slope)
    rows = value[::EVERY] * weight
    for _ in range(2):
        rows -= (rows @ static.T) @ static
    norm = np.linalg.norm(rows, axis=1)
    # Between equal relative and equal absolute precision of small and large functions.
    rows /= np.sqrt(np.where(norm > 0.0, norm, 1.0))[:, None]
    q, r = np.linalg.qr(rows.T)
    u, s, _ = np.linalg.svd(r)
    rank = min(MOST_COORDINATES, max(1, int(np.count_nonzero(s > RANK_CUT * s[0]))))
    basis = np.ascontiguousarray((q @ u[:, :rank]).T)
    # Rows that were almost static before they were scaled up are so no more.
    basis -= (basis @ static.T) @ static
    family = Family(float(log_b[0]), join(value @ (basis * weight).T, slope @ (basis * weight).T))
    onto_static = (static * weight).T
    return family, basis, np.concatenate([value @ onto_static, slope @ onto_static], axis=1)
