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

from hlnfit.stored import stored

FloatArray = NDArray[np.float64]
FEWEST: Final = 8
"""Means that still tell something."""


def suspicious(residual: FloatArray, B: FloatArray, group: NDArray[np.int64]) -> bool:
    """Return whether weighted residuals (n,) may hold correlated noise; white ones seldom seem to.

    Along the field in each direction and in all of them together (what repeats is the sample), and in the
    order of measurement (what drifts is the instrument).
    """
    # In standard deviations of white noise; more points have more scales at which chance may play.
    # 3 to 6 % of white residuals of 100 to 4000 points exceed it.
    limit = max(1.25, 1.5 + 0.25 * math.log2(residual.size / 300.0))
    if neighbours_alike(residual) > limit:
        return True
    if np.all(B[1:] >= B[:-1]):
        return False
    orders = [np.lexsort((B, group)), np.argsort(B, kind="stable")]
    return any(neighbours_alike(residual[order]) > limit for order in orders)


@stored(nogil=True, fastmath={"reassoc", "contract"})
def neighbours_alike(r: FloatArray) -> float:
    """Return the largest correlation of neighbours among r (n,) and its means of 2, 4, 8, ... points.

    In standard deviations of that of white noise.
    """
    means, n, largest = r.copy(), r.size, 0.0
    while n >= FEWEST:
        power, along = means[0] * means[0], 0.0
        for i in range(n - 1):
            along += means[i + 1] * means[i]
            power += means[i + 1] * means[i + 1]
        if power > 0.0:
            largest = max(largest, along * math.sqrt(n) / power)
        n //= 2
        for i in range(n):
            means[i] = means[2 * i] + means[2 * i + 1]
    return largest
