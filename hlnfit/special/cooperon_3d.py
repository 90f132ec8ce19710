"""f3(y) = -zeta(1/2, 1/2 + y) - 2 sqrt(y), the kernel of three-dimensional weak localization.

    f3(y) = sum_n { 2 [sqrt(n + 1 + y) - sqrt(n + y)] - 1/sqrt(n + 1/2 + y) }

The terms are written as positive quotients, so that nothing cancels. For y >= 1 y^(3/2) f3 is a rational
function of 1/y^2 with positive coefficients, as for f2, and below that one term goes before it; there is no
branch, so that a loop runs in vector registers. Complex y: ``complex_cooperon_3d``.

Source: A. Kawabata, J. Phys. Soc. Jpn. 49, 628 (1980); the argument here is y = B_phi/B.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.special.cooperon_2d import inlined
from hlnfit.special.cooperon_coefficients import BELOW_3D, SLOPE_3D_ABOVE, VALUE_3D_ABOVE
from hlnfit.stored import stored

FloatArray = NDArray[np.float64]


@inlined
def _far(x: float) -> tuple[float, float]:
    """Return f3(x) and f3'(x) for x >= 1."""
    P, Q, R = VALUE_3D_ABOVE, BELOW_3D, SLOPE_3D_ABOVE
    inverse = 1.0 / x
    z = inverse * inverse
    w = z * z
    even = Q[0] + w * (Q[2] + w * (Q[4] + w * (Q[6] + w * (Q[8] + w * Q[10]))))
    scale = inverse / (even + z * (Q[1] + w * (Q[3] + w * (Q[5] + w * (Q[7] + w * Q[9])))))
    scale /= math.sqrt(x)
    even = P[0] + w * (P[2] + w * (P[4] + w * (P[6] + w * P[8])))
    value = even + z * (P[1] + w * (P[3] + w * (P[5] + w * (P[7] + w * P[9]))))
    even = R[0] + w * (R[2] + w * (R[4] + w * (R[6] + w * R[8])))
    slope = even + z * (R[1] + w * (R[3] + w * (R[5] + w * (R[7] + w * R[9]))))
    return scale * value, -(scale * inverse) * slope


@inlined
def f3_scalar(y: float) -> tuple[float, float]:
    """Return f3(y) and f3'(y) of one y >= 0; (f3(0), -inf) at zero, (nan, nan) below."""
    near = y < 1.0
    value, slope = _far(y + 1.0 if near else y)
    # The first term of the sum, taken of 1 where it does not count: no branch. m = x + 1/2, d = 1/(2m);
    # sqrt(x + 1) and sqrt(x) are sqrt(m (1 +- d)).
    x = y if near else 1.0
    m = x + 0.5
    inverse = 1.0 / m
    d = 0.5 * inverse
    q = math.sqrt(x * (x + 1.0)) * inverse
    lower = math.sqrt(x * inverse)
    total = math.sqrt(1.0 + d) + lower
    by_root = 1.0 / math.sqrt(m)
    step = 2.0 * d * d * by_root / (total * (2.0 + total) * (1.0 + q))
    gap = 2.0 * d * d * (1.0 + (1.0 + q + q * q) / (1.0 + q)) / (2.0 + total * q)
    fall = gap * by_root * inverse / (2.0 * total * q)
    value += step if near else 0.0
    slope -= fall if near else 0.0
    wrong = not y >= 0.0
    return (np.nan if wrong else value), (np.nan if wrong else slope)


@stored(fastmath={"contract"})
def f3_into(y: FloatArray, value: FloatArray, slope: FloatArray) -> None:
    """Fill f3 and f3' for each point of ``y`` (contiguous arrays of one length)."""
    for i in range(y.size):
        value[i], slope[i] = f3_scalar(y[i])


def f3_pair(y: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return f3(y) and f3'(y), each shaped like ``y``."""
    x = np.ascontiguousarray(y, dtype=np.float64)
    value, slope = np.empty(x.shape), np.empty(x.shape)
    f3_into(x.reshape(-1), value.reshape(-1), slope.reshape(-1))
    shape = np.shape(y)
    return value.reshape(shape), slope.reshape(shape)


def f3(y: ArrayLike) -> FloatArray:
    """Return -zeta(1/2, 1/2 + y) - 2 sqrt(y) for y >= 0 (array like ``y``; 0.60490 at zero, NaN below)."""
    return np.asarray(f3_pair(y)[0])[()]


def f3_prime(y: ArrayLike) -> FloatArray:
    """Return d f3 / dy for y >= 0 (array like ``y``; -inf at zero, NaN below)."""
    return np.asarray(f3_pair(y)[1])[()]
