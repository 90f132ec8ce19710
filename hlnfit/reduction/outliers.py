"""Points that do not belong to the curve: found against a running median, never at the cusp."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.reduction.noise import point_scatter

FloatArray = NDArray[np.float64]


def find_outliers(
    B: FloatArray, y: FloatArray, *, threshold: float = 7.0, half_width: int = 4
) -> NDArray[np.bool_]:
    """Return the mask of outliers of one sweep.

    A point is an outlier where it lies ``threshold`` scatters away from the median line through its
    neighbours and its neighbours do not share the excursion. The three points nearest to B = 0 are
    never outliers: a sharp cusp of weak antilocalization looks like one.
    """
    n = B.size
    if n < 4 * half_width:
        return np.zeros(n, dtype=bool)
    order = np.argsort(B, kind="stable")
    x, v = B[order], y[order]
    scatter = point_scatter(x, v)
    if not scatter > 0.0:
        return np.zeros(n, dtype=bool)
    found = np.zeros(n, dtype=bool)
    # Inside, all points have the same number of neighbours on both sides and are judged at once.
    inside = np.arange(half_width, n - half_width)
    inside = inside[(x[inside - 1] < x[inside]) & (x[inside] < x[inside + 1])]
    far = _excess(x, v, inside, np.arange(-half_width, 0), np.arange(1, half_width + 1), scatter)
    found[inside] = far > threshold
    for i in np.setdiff1d(np.arange(n), inside):
        near = np.arange(max(0, i - half_width), min(n, i + half_width + 1)) - i
        left, right = near[x[i + near] < x[i]], near[x[i + near] > x[i]]
        if min(left.size, right.size) >= 2:
            level = near[(near != 0) & (x[i + near] == x[i])]
            found[i] = _excess(x, v, np.array([i]), left, right, scatter, level)[0] > threshold
    centre = np.argsort(np.abs(x), kind="stable")[:3]
    found[centre] = False
    # Two and more in a row are structure, not outliers.
    run = found & (np.r_[False, found[:-1]] | np.r_[found[1:], False])
    found &= ~run
    out = np.zeros(n, dtype=bool)
    out[order] = found
    return out


def _excess(
    x: FloatArray,
    v: FloatArray,
    at: NDArray[np.int64],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    scatter: float,
    level: NDArray[np.int64] | None = None,
) -> FloatArray:
    """Return the distance of points ``at`` from the line through their neighbours, in scatters.

    A line by medians follows the slope of the curve and ignores one further bad point among the
    neighbours. ``left``, ``right`` and ``level`` count them from the point itself.
    """
    low, high = at[:, None] + left, at[:, None] + right
    near = np.concatenate([low, high] if level is None else [low, high, at[:, None] + level], axis=1)
    rise = np.median(v[high], axis=1) - np.median(v[low], axis=1)
    run = np.maximum(np.median(x[high], axis=1) - np.median(x[low], axis=1), 1e-300)
    rest = v[near] - (rise / run)[:, None] * (x[near] - x[at][:, None])
    expected = np.median(rest, axis=1)
    local = 1.4826 * np.median(np.abs(rest - expected[:, None]), axis=1)
    out: FloatArray = np.abs(v[at] - expected) / np.maximum(scatter, local)
    return out
