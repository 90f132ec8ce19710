"""The field about which a curve is most even, compiled: where free offsets start.

A start only: ``hlnfit.reduction.symmetry.centre_of_symmetry`` asks in addition whether data show a centre.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.compiled import Rows, Vector, kernel, making_arrays, part
from hlnfit.fitting.engine.direct import DATA, FIELD, GROUP
from hlnfit.fitting.engine.sheet import LOWER, THETA, UPPER

FloatArray = NDArray[np.float64]

STEPS = 48
"""Fields, of the whole curve and of its inner tenth, at which it is compared with its mirror image."""
TRIALS, FURTHER = 17, 4
"""Trial centres over the whole range, and how often each step between them is divided by four after that."""


@kernel
def _slopes(B: Vector, y: Vector, slope: Vector) -> None:
    """Fill slope (n,) with that of the line from point k - 1 to point k."""
    slope[0] = 0.0
    for k in range(1, B.size):
        width = B[k] - B[k - 1]
        slope[k] = (y[k] - y[k - 1]) / width if width > 0.0 else 0.0


@part
def _between(B: Vector, y: Vector, slope: Vector, k: int, x: float) -> float:
    """Return y at x on the line through points k - 1 and k, no further than their values."""
    inside = min(max(x, B[k - 1]), B[k])
    return float(y[k - 1] + (inside - B[k - 1]) * slope[k])


@kernel
def _oddness(B: Vector, y: Vector, slope: Vector, about: float, reach: float, m: int) -> float:
    """Return the squared odd part about a field, less its projection on x and x^3.

    The odd part is y(about + x) - y(about - x) at m - 1 steps of x, by linear interpolation.
    """
    n = B.size
    s2, s4, s6 = 0.0, 0.0, 0.0
    for i in range(1, m):
        square = float(i * i)
        s2, s4, s6 = s2 + square, s4 + square * square, s6 + square * square * square
    uu, uw, ww, uo, wo, oo = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    middle = int(np.searchsorted(B, about))
    # Half of the weight sits in the inner tenth, where the cusp is.
    for share in (1.0, 0.1):
        step = share * (reach - abs(about)) / (m - 1)
        right, left = middle, middle - 1
        along, cubed = 0.0, 0.0
        for i in range(1, m):
            x = i * step
            while right < n - 1 and B[right] < about + x:
                right += 1
            while left > 0 and B[left] > about - x:
                left -= 1
            odd = _between(B, y, slope, max(right, 1), about + x) - _between(
                B, y, slope, min(left, n - 2) + 1, about - x
            )
            along += i * odd
            cubed += i * i * i * odd
            oo += odd * odd
        u = step / reach
        w = u * u * u
        uu, uw, ww = uu + u * u * s2, uw + u * w * s4, ww + w * w * s6
        uo, wo = uo + u * along, wo + w * cubed
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
    m = max(20, min(n, STEPS))
    slope = np.empty(n)
    _slopes(B, y, slope)
    step, best, least = (high - low) / (TRIALS - 1), low, np.inf
    for k in range(TRIALS):
        rest = _oddness(B, y, slope, low + k * step, reach, m)
        if rest < least:
            best, least = low + k * step, rest
    for _ in range(FURTHER):
        step *= 0.25
        around = best
        for k in (-3, -2, -1, 1, 2, 3):
            about = around + k * step
            if low <= about <= high:
                rest = _oddness(B, y, slope, about, reach, m)
                if rest < least:
                    best, least = about, rest
    return best


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
