"""The field about which a curve is most even, compiled: where free offsets start.

The same as ``hlnfit.reduction.symmetry.centre_of_symmetry``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.compiled import Rows, Vector, kernel, making_arrays
from hlnfit.fitting.engine.direct import DATA, FIELD, GROUP
from hlnfit.fitting.engine.sheet import LOWER, THETA, UPPER

FloatArray = NDArray[np.float64]

ROUNDS, TRIALS = 4, 17


@kernel
def _between(B: Vector, y: Vector, k: int, x: float) -> float:
    """Return y at x on the line through points k - 1 and k, no further than their values."""
    width = B[k] - B[k - 1]
    share = (x - B[k - 1]) / width if width > 0.0 else 0.5
    share = min(max(share, 0.0), 1.0)
    return float(y[k - 1] + share * (y[k] - y[k - 1]))


@kernel
def _difference(B: Vector, y: Vector, about: float, step: float, odd: Vector) -> None:
    """Fill odd (n,) with y(about + x) - y(about - x) at x = step, 2 step, ..., by linear interpolation."""
    right = int(np.searchsorted(B, about))
    left = right - 1
    for i in range(odd.size):
        x = (i + 1) * step
        while right < B.size - 1 and B[right] < about + x:
            right += 1
        while left > 0 and B[left] > about - x:
            left -= 1
        odd[i] = _between(B, y, right if right > 1 else 1, about + x) - _between(
            B, y, (left if left < B.size - 2 else B.size - 2) + 1, about - x
        )


@kernel
def _oddness(B: Vector, y: Vector, about: float, reach: float, m: int, odd: Vector) -> float:
    """Return the squared odd part about a field, less its projection on x and x^3."""
    uu, uw, ww, uo, wo, oo = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    # Half of the weight sits in the inner tenth, where the cusp is.
    for share in (1.0, 0.1):
        step = share * (reach - abs(about)) / (m - 1)
        _difference(B, y, about, step, odd)
        for i in range(odd.size):
            u = (i + 1) * step / reach
            w = u * u * u
            uu, uw, ww = uu + u * u, uw + u * w, ww + w * w
            uo, wo, oo = uo + u * odd[i], wo + w * odd[i], oo + odd[i] * odd[i]
    determinant = uu * ww - uw * uw
    a, b = (uo * ww - wo * uw) / determinant, (wo * uu - uo * uw) / determinant
    return oo - a * uo - b * wo


@making_arrays
def centre(B: Vector, y: Vector, low: float, high: float) -> float:
    """Return the centre in tesla within [low, high] of data sorted by field; 0 for one-sided or few data."""
    n = B.size
    if n < 8 or not (B[0] < 0.0 < B[-1]):
        return 0.0
    reach = min(-B[0], B[-1])
    low, high = max(low, -0.5 * reach), min(high, 0.5 * reach)
    m = max(20, min(n, 100))
    odd = np.empty(m - 1)
    for _ in range(ROUNDS):
        step = (high - low) / (TRIALS - 1)
        best, least = 0, np.inf
        for k in range(TRIALS):
            rest = _oddness(B, y, low + k * step, reach, m, odd)
            if rest < least:
                best, least = k, rest
        low, high = low + max(best - 1, 0) * step, low + min(best + 1, TRIALS - 1) * step
    return 0.5 * (low + high)


@making_arrays
def place_offsets(offsets: Rows, points: Rows, sheet: Rows) -> None:
    """Put free offsets of the sheet where the points of their group, sorted by field, are most even."""
    n = points.shape[1]
    B, y = np.empty(n), np.empty(n)
    for g in range(offsets.shape[0]):
        at = int(offsets[g, 0])
        if at < 0:
            continue
        k = 0
        for i in range(n):
            if points[GROUP, i] == g:
                B[k], y[k] = points[FIELD, i], points[DATA, i]
                k += 1
        sheet[THETA, at] = centre(B[:k], y[:k], sheet[LOWER, at], sheet[UPPER, at])
