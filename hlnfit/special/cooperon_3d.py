"""f3(y) = -zeta(1/2, 1/2 + y) - 2 sqrt(y), the kernel of three-dimensional weak localization.

    f3(y) = sum_n { 2 [sqrt(n + 1 + y) - sqrt(n + y)] - 1/sqrt(n + 1/2 + y) }

Every term is written as a positive quotient, so that nothing cancels; from y = 12 on the asymptotic series
of the Hurwitz zeta function at half-integer shift is exact to rounding.

Source: A. Kawabata, J. Phys. Soc. Jpn. 49, 628 (1980); the argument here is y = B_phi/B.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.stored import stored

FloatArray = NDArray[np.float64]
_FAR = 12.0
_COMPLEX_FAR = 20.0


# (1 - 2^(1-2k)) B_2k / (2k)! (1/2)(3/2)...(2k - 3/2): f3(y) = sum_k c_k y^(1/2 - 2k), k = 1 to 8.
_BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)
_C = tuple(
    (1.0 - 2.0 ** (1 - 2 * k)) * b / math.factorial(2 * k) * math.prod(n + 0.5 for n in range(2 * k - 1))
    for k, b in enumerate(_BERNOULLI, start=1)
)


@stored()
def f3_scalar(y: float) -> tuple[float, float]:
    """Return f3(y) and f3'(y) of one y >= 0; (f3(0), -inf) at zero, (nan, nan) below."""
    if not y >= 0.0:
        return np.nan, np.nan
    value = 0.0
    slope = 0.0
    x = y
    while x < _FAR:
        # m = x + 1/2, d = 1/(2m); sqrt(x + 1) and sqrt(x) are sqrt(m (1 +- d)).
        m = x + 0.5
        d = 0.5 / m
        q = math.sqrt(x * (x + 1.0)) / m
        total = math.sqrt(1.0 + d) + math.sqrt(x / m)
        root = math.sqrt(m)
        value += 2.0 * d * d / (total * (2.0 + total) * (1.0 + q) * root)
        gap = 2.0 * d * d * (1.0 + (1.0 + q + q * q) / (1.0 + q)) / (2.0 + total * q)
        slope -= gap / (2.0 * total * q * m * root)
        x += 1.0
    z = 1.0 / (x * x)
    tail = 0.0
    tail_slope = 0.0
    for k in range(7, -1, -1):
        tail = (tail + _C[k]) * z
        tail_slope = (tail_slope + (2.0 * (k + 1) - 0.5) * _C[k]) * z
    root = math.sqrt(x)
    return value + tail * root, slope - tail_slope / root


@stored()
def complex_f3_pair(y: complex) -> tuple[complex, complex]:
    """Return f3(y) and f3'(y) for Re y >= 0, y != 0, without cancellation."""
    value = 0.0 + 0.0j
    slope = 0.0 + 0.0j
    x = y
    while abs(x) < _COMPLEX_FAR:
        m = x + 0.5
        d = 0.5 / m
        upper = np.sqrt(1.0 + d)
        lower = np.sqrt(x / m)
        q = upper * lower
        total = upper + lower
        root = np.sqrt(m)
        value += 2.0 * d * d / (total * (2.0 + total) * (1.0 + q) * root)
        gap = 2.0 * d * d * (1.0 + (1.0 + q + q * q) / (1.0 + q)) / (2.0 + total * q)
        slope -= gap / (2.0 * total * q * m * root)
        x += 1.0
    z = 1.0 / (x * x)
    tail = 0.0 + 0.0j
    tail_slope = 0.0 + 0.0j
    for k in range(7, -1, -1):
        tail = (tail + _C[k]) * z
        tail_slope = (tail_slope + (2.0 * (k + 1) - 0.5) * _C[k]) * z
    root = np.sqrt(x)
    return value + tail * root, slope - tail_slope / root


@stored()
def _f3_all(y: FloatArray, value: FloatArray, slope: FloatArray) -> None:
    for i in range(y.size):
        value[i], slope[i] = f3_scalar(y[i])


def f3_pair(y: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return f3(y) and f3'(y), each shaped like ``y``."""
    x = np.ascontiguousarray(y, dtype=np.float64)
    value, slope = np.empty(x.shape), np.empty(x.shape)
    _f3_all(x.reshape(-1), value.reshape(-1), slope.reshape(-1))
    shape = np.shape(y)
    return value.reshape(shape), slope.reshape(shape)


def f3(y: ArrayLike) -> FloatArray:
    """Return -zeta(1/2, 1/2 + y) - 2 sqrt(y) for y >= 0 (array like ``y``; 0.60490 at zero, NaN below)."""
    return np.asarray(f3_pair(y)[0])[()]


def f3_prime(y: ArrayLike) -> FloatArray:
    """Return d f3 / dy for y >= 0 (array like ``y``; -inf at zero, NaN below)."""
    return np.asarray(f3_pair(y)[1])[()]
