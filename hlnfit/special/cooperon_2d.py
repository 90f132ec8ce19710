"""f2(y) = psi(1/2 + y) - ln y, the kernel of every two-dimensional Cooperon mode, and its derivative.

The difference of digamma and logarithm cancels: at y = 1e6 half of its digits are gone in double
precision. Here y^2 f2 is a rational function of 1/y^2 with positive coefficients for y >= 1, and below
that the recursion f2(y) = f2(y + 1) + ln(1 + 1/y) - 2/(2 y + 1) is used once. The kernel has no branch, so
that a loop over it runs in vector registers. Relative error below 6e-15 (f2) and 3e-15 (-y f2') for
1e-100 <= y <= 1e100.

Source: recursion of the digamma function, M. Abramowitz and I. A. Stegun, Handbook of Mathematical
Functions (1964), eq. 6.3.5; the approximants are derived in benchmarks/derive_kernel_coefficients.py.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from hlnfit.special.cooperon_2d_coefficients import BELOW, LOG, SLOPE_ABOVE, VALUE_ABOVE

FloatArray = NDArray[np.float64]

_LN2 = math.log(2.0)
_HIGH_FIELD = 0.5772156649015329 + 2.0 * _LN2  # f2(y) = -ln y - gamma - 2 ln 2 for y -> 0
_SQRT_HALF_BITS = 0x3FE6A09E667F3BCD
_TWO_52 = 4503599627370496.0
_TWO_52_BITS = 0x4330000000000000


@njit(cache=True, error_model="numpy", fastmath={"contract"})
def _degree_9(c: tuple[float, ...], z: float) -> float:
    high = c[5] + z * (c[6] + z * (c[7] + z * (c[8] + z * c[9])))
    return c[0] + z * (c[1] + z * (c[2] + z * (c[3] + z * (c[4] + z * high))))


@njit(cache=True, error_model="numpy", fastmath={"contract"})
def rational(z: float) -> tuple[float, float]:
    """Return f2(y) and -y f2'(y) at z = 1/y^2 for y >= 1."""
    high = BELOW[5] + z * (BELOW[6] + z * (BELOW[7] + z * (BELOW[8] + z * (BELOW[9] + z * BELOW[10]))))
    below = BELOW[0] + z * (BELOW[1] + z * (BELOW[2] + z * (BELOW[3] + z * (BELOW[4] + z * high))))
    scale = z / below
    return scale * _degree_9(VALUE_ABOVE, z), scale * _degree_9(SLOPE_ABOVE, z)


@njit(cache=True, error_model="numpy", fastmath={"contract"})
def _log_of_one_plus(c: float, subtract: float, inverse: float) -> float:
    # ln(1 + c) - subtract for c >= 0, inverse = 1/(1 + c), by exponent and mantissa: the math library's
    # logarithm keeps the loop out of vector registers. The rounding of 1 + c is given back at first order.
    v = 1.0 + c
    lost = c - (v - 1.0)
    bits = np.float64(v).view(np.int64)
    exponent = (bits - np.int64(_SQRT_HALF_BITS)) >> 52
    m = np.int64(bits - (exponent << 52)).view(np.float64)
    e = np.int64(exponent | np.int64(_TWO_52_BITS)).view(np.float64) - _TWO_52
    s = (m - 1.0) / (m + 1.0)
    w = s * s
    tail = LOG[0] + w * (LOG[1] + w * (LOG[2] + w * (LOG[3] + w * (LOG[4] + w * (LOG[5] + w * LOG[6])))))
    return (e * _LN2 - subtract) + (2.0 * s + (2.0 * s * w * tail + lost * inverse))


@njit(cache=True, error_model="numpy", fastmath={"contract"})
def f2_pair(t: float) -> tuple[float, float]:
    """Return f2(y) and -y f2'(y) at y = 1/t, for 0 <= t <= 1e100; both are zero at t = 0.

    With t = |B|/b this is the mode of rate field b in the field B.
    """
    c = t if t > 1.0 else 0.0
    both = 1.0 / ((1.0 + c) * (2.0 + c))
    by_one = (2.0 + c) * both
    ratio = c * ((1.0 + c) * both)
    root = t * by_one
    value, slope = rational(root * root)
    value += _log_of_one_plus(c, 2.0 * ratio, by_one)
    return value, (slope + c * ratio * ratio) * by_one


@njit(cache=True, error_model="numpy", fastmath={"contract"})
def f2_into(t: FloatArray, value: FloatArray, slope: FloatArray) -> None:
    """Fill f2 and -y f2' at y = 1/t for each point of ``t`` (contiguous arrays of one length)."""
    for i in range(t.size):
        value[i], slope[i] = f2_pair(t[i])


@njit(cache=True, error_model="numpy")
def f2_scalar(y: float) -> tuple[float, float]:
    """Return f2(y) and -y f2'(y) of one non-negative y; (inf, 1) at zero, (nan, nan) below."""
    if not y >= 0.0:
        return np.nan, np.nan
    if y < 1e-100:
        return (np.inf if y == 0.0 else -math.log(y) - _HIGH_FIELD), 1.0
    return f2_pair(1.0 / y)


@njit(cache=True, error_model="numpy")
def _f2_and_slope(y: FloatArray, value: FloatArray, slope: FloatArray) -> None:
    for i in range(y.size):
        value[i], slope[i] = f2_scalar(y[i])


def f2_and_slope(y: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return f2(y) and -y f2'(y) = -d f2 / d ln y, each shaped like ``y``.

    Parameters
    ----------
    y : array_like
        Rate field over field; (inf, 1) at zero, (nan, nan) below.
    """
    x = np.ascontiguousarray(y, dtype=np.float64)
    value, slope = np.empty(x.shape), np.empty(x.shape)
    _f2_and_slope(x.reshape(-1), value.reshape(-1), slope.reshape(-1))
    shape = np.shape(y)
    return value.reshape(shape), slope.reshape(shape)


def f2(y: ArrayLike) -> FloatArray:
    """Return psi(1/2 + y) - ln y for y >= 0 (array like ``y``; +inf at zero, NaN below)."""
    return np.asarray(f2_and_slope(y)[0])[()]


def f2_prime(y: ArrayLike) -> FloatArray:
    """Return d f2 / dy = psi'(1/2 + y) - 1/y for y >= 0 (array like ``y``; -inf at zero, NaN below)."""
    x = np.asarray(y, dtype=np.float64)
    _, slope = f2_and_slope(x)
    with np.errstate(divide="ignore"):
        return np.asarray(-slope / np.abs(x))[()]
