"""Patterns that a fit leaves behind and no cusp explains: steps, and oscillations in 1/B."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlnfit.curve import Magnetoconductance
from hlnfit.fitting.problem import Problem
from hlnfit.stored import stored

FloatArray = NDArray[np.float64]
SIDE = 4
"""Points on either side of a step that say where the curve was and where it is."""
STEEP = 9.0
"""Height of a step in standard deviations of what noise makes of it."""
# Extrapolation by half a step of a line through four points, on both sides.
_T = np.arange(SIDE) - 0.5 * (SIDE - 1)
_WEIGHT = 1.0 / SIDE + _T * (0.5 * SIDE) / float(_T @ _T)
AFTER_LESS_BEFORE = np.concatenate([_WEIGHT, -_WEIGHT[::-1]])
"""What turns residuals in a row into the heights of the steps between them (reversed, for convolutions)."""
TALLEST = float(np.abs(AFTER_LESS_BEFORE).sum())
"""Height of a step, at most, over the largest residual."""
PER_MEDIAN = STEEP * math.sqrt(float(AFTER_LESS_BEFORE @ AFTER_LESS_BEFORE)) * 1.4826 / math.sqrt(6.0)
"""Height of a steep step over the median second difference of points in a row: that tells their noise, and
steps hardly change it."""
ONE_LINE = 0.5
"""Part of the variance that has to sit in one frequency of 1/B."""


@dataclass(frozen=True, slots=True)
class Jump:
    """The largest step: its field (T), its height (S) and how many there are."""

    B: float
    height: float
    count: int


def jumps(problem: Problem, residual: FloatArray) -> Jump | None:
    """Return the largest step among the weighted residuals (n,), in the order of measurement.

    A line through the points before is held against one through the points after. A step is where both
    differ by far more than noise, and by less than half as much a few points away.
    """
    at, heights = [], []
    for g in range(problem.n_groups):
        r = residual if problem.n_groups == 1 else residual[problem.group == g]
        if r.size < 4 * SIDE:
            continue
        # No step is larger than all residuals in a row make it: most sweeps end here.
        if _median_exceeds(r, TALLEST / PER_MEDIAN):
            continue
        steepest = PER_MEDIAN * float(np.median(np.abs(r[2:] - 2.0 * r[1:-1] + r[:-2])))
        here = np.flatnonzero(problem.group == g)
        step = np.convolve(r, AFTER_LESS_BEFORE, mode="valid")
        steep = np.abs(step) > steepest
        if not steep.any():
            continue
        aside = np.maximum(np.abs(np.roll(step, SIDE)), np.abs(np.roll(step, -SIDE)))
        tall = steep & (aside < 0.5 * np.abs(step))
        for k in np.flatnonzero(tall):
            if np.abs(step[k]) >= np.abs(step[max(k - SIDE, 0) : k + SIDE + 1]).max():
                i = here[k + SIDE]
                at.append(float(problem.B[i]))
                heights.append(float(step[k] * problem.error[i]))
    if not heights:
        return None
    highest = int(np.argmax(np.abs(heights)))
    return Jump(at[highest], heights[highest], len(heights))


@stored(nogil=True)
def _median_exceeds(r: FloatArray, share: float) -> bool:
    """Return whether the median size of second differences of r (n,) exceeds a share of its largest size."""
    largest, larger = 0.0, 0
    for i in range(r.size):
        largest = max(largest, abs(r[i]))
    for i in range(1, r.size - 1):
        larger += abs(r[i + 1] - 2.0 * r[i] + r[i - 1]) > share * largest
    return larger > (r.size - 2) // 2


@dataclass(frozen=True, slots=True)
class Oscillation:
    """An oscillation in 1/B: its frequency (T), amplitude (S) and part of the variance."""

    frequency: float
    amplitude: float
    share: float


def oscillation(curve: Magnetoconductance) -> Oscillation | None:
    """Return the oscillation in 1/B that the curve shows beyond 0.3 of its largest field; None where none.

    The periodogram is that of N. R. Lomb, Astrophys. Space Sci. 39, 447 (1976), with the false-alarm
    probability for a normalized one.
    """
    size = np.abs(curve.B)
    top = float(size.max()) if size.size else 0.0
    far = size >= 0.3 * top
    if far.sum() < 40 or not top > 0.0:
        return None
    x, side, y = size[far] / top, np.sign(curve.B[far]), curve.dsigma[far]
    columns = [
        m * x**k for g in np.unique(curve.group) for s in np.unique(side) for k in range(4)
        for m in [((curve.group[far] == g) & (side == s)).astype(np.float64)]
    ]  # fmt: skip
    q, _ = np.linalg.qr(np.stack(columns, axis=1))
    r = y - q @ (q.T @ y)
    total = float(r @ r)
    if not total > (1e-12 * float(np.ptp(y))) ** 2 * r.size:
        return None
    inverse = 1.0 / x
    span = float(np.ptp(inverse))
    step = float(np.median(np.diff(np.sort(np.unique(x))))) if np.unique(x).size > 2 else 1.0
    highest = min(0.5 / step, 150.0 / span)
    f = np.arange(3.0 / span, highest, 0.5 / span)
    if f.size < 3:
        return None
    phase = 2.0 * np.pi * np.outer(inverse, f)
    c, s = np.cos(phase), np.sin(phase)
    cc, ss, cs = (np.einsum("ij,ij->j", a, b) for a, b in ((c, c), (s, s), (c, s)))
    rc, rs = c.T @ r, s.T @ r
    det = np.maximum(cc * ss - cs * cs, 1e-9 * cc * ss + 1e-300)
    power = (ss * rc * rc - 2.0 * cs * rc * rs + cc * rs * rs) / det
    k = int(np.argmax(power))
    share = min(float(power[k]) / total, 1.0 - 1e-12)
    log_alarm = math.log(2.0 * f.size) + 0.5 * (r.size - q.shape[1] - 2) * math.log1p(-share)
    if share < ONE_LINE or log_alarm > math.log(1e-6):
        return None
    return Oscillation(float(f[k]) * top, math.sqrt(2.0 * total * share / r.size), share)
