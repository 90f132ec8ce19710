"""Is it worth asking residuals for correlated noise? A test of a tenth of a millisecond before one of five.

The correlation of neighbours, and of neighbouring means of 2, 4, 8, ... points: a slow process that hides
under the scatter of single points shows in the means. Source of the correlation of neighbours as a test
against white noise: J. von Neumann, Ann. Math. Statist. 12, 367 (1941).
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
FEWEST: Final = 8
"""Means that still tell something."""


def suspicious(residual: FloatArray, B: FloatArray, group: NDArray[np.int64]) -> bool:
    """Return whether weighted residuals (n,) may hold correlated noise; white ones seldom seem to.

    Along the field in each direction and in all of them together (what repeats is the sample), and in the
    order of measurement (what drifts is the instrument).
    """
    if _correlated(residual):
        return True
    if np.all(np.diff(B) >= 0.0):
        return False
    orders = [np.lexsort((B, group)), np.argsort(B, kind="stable")]
    return any(_correlated(residual[order]) for order in orders)


def _correlated(r: FloatArray) -> bool:
    # In standard deviations of white noise; more points have more scales at which chance may play.
    # 3 to 6 % of white residuals of 100 to 4000 points exceed it.
    limit = max(1.25, 1.5 + 0.25 * math.log2(r.size / 300.0))
    while r.size >= FEWEST:
        power = float(r @ r)
        if power > 0.0 and float(r[1:] @ r[:-1]) > limit * power / math.sqrt(r.size):
            return True
        half = r.size // 2
        r = r[: 2 * half : 2] + r[1 : 2 * half : 2]
    return False
