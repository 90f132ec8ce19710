"""Do the residuals have structure? Their autocorrelation along the field, and the runs of their signs.

Source of the runs test: A. Wald and J. Wolfowitz, Ann. Math. Statist. 11, 147 (1940).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
N_LAGS: Final = 20


@dataclass(frozen=True, eq=False)
class Structure:
    """What neighbouring residuals have in common.

    Attributes
    ----------
    lag : array, (m,), T
        Median distance of points that are 1, 2, ... places apart in their own direction.
    autocorrelation : array, (m,)
        Of the residuals at these lags. White noise leaves ``expected_error`` around zero.
    expected_error : float
    runs : int
        Of residuals of one sign in a row.
    expected_runs : float
        In white noise.
    runs_probability : float
        That white noise has as few runs or fewer.
    """

    lag: FloatArray
    autocorrelation: FloatArray
    expected_error: float
    runs: int
    expected_runs: float
    runs_probability: float


def structure_of(residual: FloatArray, B: FloatArray, group: NDArray[np.int64]) -> Structure:
    """Return the structure of residuals (n,) of a fit, each direction along its own field."""
    order = np.lexsort((B, group))
    r, x, g = residual[order], B[order], group[order]
    n = r.size
    power = float(np.mean(r * r))
    lags, values = [], []
    for k in range(1, min(N_LAGS, n // 4) + 1):
        together = g[k:] == g[:-k]
        if not together.any() or not power > 0.0:
            break
        lags.append(float(np.median((x[k:] - x[:-k])[together])))
        values.append(float(np.mean((r[k:] * r[:-k])[together])) / power)
    runs, expected, probability = _runs(r, g)
    return Structure(
        np.array(lags), np.array(values), 1.0 / math.sqrt(max(n, 1)), runs, expected, probability
    )


def _runs(r: FloatArray, group: NDArray[np.int64]) -> tuple[int, float, float]:
    """Return runs, their expected number, and the probability of as few; directions are added up."""
    runs, mean, variance = 0, 0.0, 0.0
    for key in np.unique(group):
        positive = r[group == key] > 0.0
        a = int(positive.sum())
        b = positive.size - a
        runs += 1 + int(np.sum(positive[1:] != positive[:-1]))
        if a and b:
            expected = 2.0 * a * b / (a + b)
            mean += 1.0 + expected
            variance += expected * (expected - 1.0) / (a + b - 1.0) if a + b > 1 else 0.0
        else:
            mean += 1.0
    if not variance > 0.0:
        return runs, mean, 1.0
    # Half a run of continuity between whole numbers and the normal distribution.
    return runs, mean, 0.5 * math.erfc((mean - runs - 0.5) / math.sqrt(2.0 * variance))
