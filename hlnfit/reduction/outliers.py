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
    for i in range(n):
        low, high = max(0, i - half_width), min(n, i + half_width + 1)
        near = np.r_[low:i, i + 1 : high]
        # A line through the neighbours by medians follows the slope of the curve and ignores one
        # further bad point among them.
        dx = x[near] - x[i]
        left, right = near[dx < 0.0], near[dx > 0.0]
        if left.size < 2 or right.size < 2:
            continue
        slope = (np.median(v[right]) - np.median(v[left])) / max(
            float(np.median(x[right]) - np.median(x[left])), 1e-300
        )
        rest = v[near] - slope * dx
        expected = float(np.median(rest))
        local = 1.4826 * float(np.median(np.abs(rest - expected)))
        found[i] = abs(v[i] - expected) > threshold * max(scatter, local)
    centre = np.argsort(np.abs(x), kind="stable")[:3]
    found[centre] = False
    # Two and more in a row are structure, not outliers.
    run = found & (np.r_[False, found[:-1]] | np.r_[found[1:], False])
    found &= ~run
    out = np.zeros(n, dtype=bool)
    out[order] = found
    return out
