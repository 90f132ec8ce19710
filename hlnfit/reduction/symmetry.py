"""The field about which data are most even: where the magnet's zero is, without any model.

The odd part about a trial centre, less its projection on x and x^3 (Hall admixture), is smallest where
the centre is right.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
SHOWN = 0.4
"""Part of the odd rest about B = 0 below which a centre elsewhere is believed. Interpolation between
steps averages the noise: that alone halves the rest."""


def centre_of_symmetry(B: FloatArray, y: FloatArray, low: float, high: float) -> float:
    """Return the centre in tesla within [low, high]; 0 where the data do not show one.

    One-sided data have none, nor has a curve without a cusp: a parabola and a straight line are a
    displaced parabola.

    Parameters
    ----------
    B, y : arrays, (n,)
        In any order.
    """
    if not (B.size >= 8 and B.min() < 0.0 < B.max()):
        return 0.0
    order = np.argsort(B, kind="stable")
    B, y = B[order], y[order]
    reach = min(-float(B[0]), float(B[-1]))
    low, high = max(low, -0.5 * reach), min(high, 0.5 * reach)
    n = max(20, min(B.size, 200))
    for _ in range(4):
        trial = np.linspace(low, high, 17)
        best = int(np.argmin([_oddness(B, y, c, reach, n) for c in trial]))
        low, high = trial[max(best - 1, 0)], trial[min(best + 1, trial.size - 1)]
    found = float(0.5 * (low + high))
    return found if _oddness(B, y, found, reach, n) < SHOWN * _oddness(B, y, 0.0, reach, n) else 0.0


def _oddness(B: FloatArray, y: FloatArray, centre: float, reach: float, n: int) -> float:
    x = np.linspace(0.0, reach - abs(centre), n)[1:]
    # Half of the weight sits in the inner tenth, where the cusp is.
    x = np.concatenate([x, 0.1 * x])
    odd = np.interp(centre + x, B, y) - np.interp(centre - x, B, y)
    u = x / reach
    w = u**3
    uu, uw, ww, uo, wo = u @ u, u @ w, w @ w, u @ odd, w @ odd
    determinant = uu * ww - uw * uw
    a, b = (uo * ww - wo * uw) / determinant, (wo * uu - uo * uw) / determinant
    rest = odd - a * u - b * w
    return float(rest @ rest)
