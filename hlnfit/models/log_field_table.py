"""A curve that is slow to compute, from its values at fields on a fixed logarithmic grid.

Magnetoconductances of diffusive modes are analytic in ln B, and quadratic far below their smallest rate. A
stencil of ten grid points around each field gives them to 1e-8. The grid is the same for every set of
fields and of parameters: a value depends on its own field alone.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

STEP = 0.1
_STENCIL = 10
_WEIGHTS = np.array([(-1.0) ** k * float(w) for k, w in enumerate((1, 9, 36, 84, 126, 126, 84, 36, 9, 1))])


def tabulated(
    compute: Callable[[FloatArray], FloatArray], B: FloatArray, quadratic_below: float
) -> FloatArray:
    """Return ``compute`` at the fields B (n,) > 0, as an array (n, m), from its values on the grid.

    Parameters
    ----------
    compute : callable(fields (k,)) -> array (k, m)
    quadratic_below : float, T
        Below this field the curve is taken as c2 B^2 + c4 B^4, both from the grid just above it.
    """
    position = np.log(B) / STEP
    floor = int(np.floor(np.log(quadratic_below) / STEP))
    low = position < floor
    first = np.floor(position).astype(np.int64) - (_STENCIL // 2 - 1)
    used = [np.unique(first[~low][:, None] + np.arange(_STENCIL))]
    if low.any():
        used.append(np.array([floor, floor + 5]))
    nodes = np.unique(np.concatenate(used))
    values = compute(np.exp(STEP * nodes))
    out = np.empty((B.size, values.shape[1]))
    if low.any():
        out[low] = _quadratic(B[low], nodes, values, floor)
    if not low.all():
        out[~low] = _barycentric(position[~low], first[~low], nodes, values)
    return out


def _quadratic(B: FloatArray, nodes: NDArray[np.int64], values: FloatArray, floor: int) -> FloatArray:
    at = np.searchsorted(nodes, (floor, floor + 5))
    x, y = np.exp(2.0 * STEP * np.array([floor, floor + 5]))
    f, g = values[at[0]] / x, values[at[1]] / y
    c4 = (g - f) / (y - x)
    c2 = f - c4 * x
    square = (B * B)[:, None]
    return np.asarray(square * (c2 + c4 * square))


def _barycentric(
    position: FloatArray, first: NDArray[np.int64], nodes: NDArray[np.int64], values: FloatArray
) -> FloatArray:
    columns = first[:, None] + np.arange(_STENCIL)
    gap = position[:, None] - columns
    exact = gap == 0.0
    weight = np.where(exact.any(axis=1)[:, None], exact, _WEIGHTS / np.where(exact, 1.0, gap))
    weight /= weight.sum(axis=1)[:, None]
    found = values[np.searchsorted(nodes, columns)]
    return np.asarray(np.einsum("ij,ijk->ik", weight, found))
