"""-Ai(a)/Ai'(a): the conductance correction of a wire whose electrons dephase by Nyquist noise.

Source: B. L. Altshuler, A. G. Aronov and D. E. Khmelnitskii, J. Phys. C 15, 7367 (1982).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import airye

FloatArray = NDArray[np.float64]
_FAR = 1e5


def airy_pair(a: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return r(a) = -Ai(a)/Ai'(a) and r'(a) = a r^2 - 1 for a >= 0, each shaped like ``a``; NaN below."""
    x = np.asarray(a, dtype=np.float64)
    near = np.clip(x, 0.0, _FAR)
    ai, ai_prime, _, _ = airye(near)
    # At large argument r = a^(-1/2) [1 - e/4 + 7 e^2/32 - 21 e^3/64 + ...] with e = a^(-3/2).
    far = np.maximum(x, 1.0)
    e = far**-1.5
    ratio = np.where(
        x > _FAR, (1.0 - e / 4.0 + 7.0 * e**2 / 32.0 - 21.0 * e**3 / 64.0) / np.sqrt(far), -ai / ai_prime
    )
    # a r^2 - 1 loses as many digits as e is small.
    e2 = np.where(far > 1e3, e, 0.0)
    series = -e2 / 2.0 + e2**2 / 2.0 - 49.0 * e2**3 / 64.0
    slope = np.where(x > 1e3, series, np.minimum(x, 1e3) * ratio**2 - 1.0)
    ratio, slope = np.where(x >= 0.0, ratio, np.nan), np.where(x >= 0.0, slope, np.nan)
    return np.asarray(ratio), np.asarray(slope)


def airy_ratio(a: ArrayLike) -> FloatArray:
    """Return -Ai(a)/Ai'(a) for a >= 0 (array like ``a``; NaN below): 1.3717 at zero, then 1/sqrt(1/2 + a)."""
    return airy_pair(a)[0][()]
