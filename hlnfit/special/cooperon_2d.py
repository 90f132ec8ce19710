"""f2(y) = psi(1/2 + y) - ln y, the kernel of every two-dimensional Cooperon mode, and its derivative.

The difference of digamma and logarithm cancels: at y = 1e6 half of its digits are gone in double
precision. Here the recursion f2(y) = f2(y + 1) + 2 (atanh(t) - t), t = 1 / (2 y + 1), whose terms are
all positive, carries y above 12, where the asymptotic series holds to rounding.

Source: recursion and asymptotic expansion of the digamma function, M. Abramowitz and I. A. Stegun,
Handbook of Mathematical Functions (1964), eqs. 6.3.5 and 6.3.18, at half-integer shift.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit, vectorize
from numpy.typing import ArrayLike, NDArray

# (1 - 2^(1-2k)) B_2k / (2k): coefficients of y^(-2k) in psi(1/2 + y) - ln y.
_C1, _C2, _C3, _C4 = 1.0 / 24.0, -7.0 / 960.0, 31.0 / 8064.0, -127.0 / 30720.0
_C5, _C6, _C7, _C8 = 511.0 / 67584.0, -1414477.0 / 67092480.0, 8191.0 / 98304.0, -118518239.0 / 267386880.0


@njit(cache=True, error_model="numpy")
def f2_scalar(y: float) -> tuple[float, float]:
    """Return f2(y) and -y f2'(y) of one non-negative y; (inf, 1) at zero, (nan, nan) below."""
    if not y >= 0.0:
        return np.nan, np.nan
    if y == 0.0:
        return np.inf, 1.0
    value = 0.0
    slope = 0.0
    x = y
    while x < 12.0:
        t = 1.0 / (2.0 * x + 1.0)
        if t < 0.25:
            u = t * t
            term = t * u
            step = 0.0
            k = 3.0
            while term > 1e-18 * t * u:
                step += term / k
                term *= u
                k += 2.0
            value += 2.0 * step
        else:
            value += math.log1p(1.0 / x) - 2.0 * t
        half = x + 0.5
        slope += 1.0 / (4.0 * x * (x + 1.0) * half * half)
        x += 1.0
    z = 1.0 / (x * x)
    value += z * (_C1 + z * (_C2 + z * (_C3 + z * (_C4 + z * (_C5 + z * (_C6 + z * (_C7 + z * _C8)))))))
    slope += (z / x) * (
        2.0 * _C1
        + z
        * (
            4.0 * _C2
            + z
            * (
                6.0 * _C3
                + z * (8.0 * _C4 + z * (10.0 * _C5 + z * (12.0 * _C6 + z * (14.0 * _C7 + z * 16.0 * _C8))))
            )
        )
    )
    return value, y * slope


@vectorize(["float64(float64)"], cache=True)
def _f2(y: float) -> float:
    return f2_scalar(y)[0]


@vectorize(["float64(float64)"], cache=True)
def _f2_prime(y: float) -> float:
    if y == 0.0:
        return -np.inf
    return -f2_scalar(y)[1] / y


def f2(y: ArrayLike) -> NDArray[np.float64]:
    """Return psi(1/2 + y) - ln y for y >= 0 (array like ``y``; +inf at zero, NaN below)."""
    return np.asarray(_f2(np.asarray(y, dtype=np.float64)))[()]


def f2_prime(y: ArrayLike) -> NDArray[np.float64]:
    """Return d f2 / dy = psi'(1/2 + y) - 1/y for y >= 0 (array like ``y``; -inf at zero, NaN below)."""
    return np.asarray(_f2_prime(np.asarray(y, dtype=np.float64)))[()]
