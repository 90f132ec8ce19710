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
from numpy.typing import ArrayLike, NDArray

from hlnfit.special.cooperon_coefficients import BELOW, LOG, SLOPE_ABOVE, VALUE_ABOVE
from hlnfit.stored import stored

FloatArray = NDArray[np.float64]

inlined = stored(fastmath={"contract"}, forceinline=True)
"""Compile into each caller: a loop that calls a function takes one point at a time, not a register full."""

_LN2 = math.log(2.0)
_LOG = (2.0, *(2.0 * c for c in LOG))  # ln m = s (2 + 2/3 s^2 + ...), s = (m - 1)/(m + 1)
_HIGH_FIELD = 0.5772156649015329 + 2.0 * _LN2  # f2(y) = -ln y - gamma - 2 ln 2 for y -> 0
_SQRT_HALF_BITS = 0x3FE6A09E667F3BCD
_TWO_52 = 4503599627370496.0
_TWO_52_BITS = 0x4330000000000000


@inlined
def rational(z: float) -> tuple[float, float]:
    """Return f2(y) and -y f2'(y) at z = 1/y^2 for y >= 1."""
    # Even and odd powers apart: two short chains of products wait less for each other than a long one.
    P, Q, R = VALUE_ABOVE, BELOW, SLOPE_ABOVE
    w = z * z
    even = Q[0] + w * (Q[2] + w * (Q[4] + w * (Q[6] + w * (Q[8] + w * Q[10]))))
    scale = z / (even + z * (Q[1] + w * (Q[3] + w * (Q[5] + w * (Q[7] + w * Q[9])))))
    even = P[0] + w * (P[2] + w * (P[4] + w * (P[6] + w * P[8])))
    value = even + z * (P[1] + w * (P[3] + w * (P[5] + w * (P[7] + w * P[9]))))
    even = R[0] + w * (R[2] + w * (R[4] + w * (R[6] + w * R[8])))
    slope = even + z * (R[1] + w * (R[3] + w * (R[5] + w * (R[7] + w * R[9]))))
    return scale * value, scale * slope


@inlined
def exponent_and_mantissa(v: float) -> tuple[float, float]:
    """Return e and m of v = 2^e m >= 1, with m within a factor sqrt 2 of 1."""
    # Unsigned, since v >= 1: AVX2 has no arithmetic shift of 64 bits.
    bits = np.float64(v).view(np.uint64)
    exponent = (bits - np.uint64(_SQRT_HALF_BITS)) >> np.uint64(52)
    m = np.uint64(bits - (exponent << np.uint64(52))).view(np.float64)
    e = np.uint64(exponent | np.uint64(_TWO_52_BITS)).view(np.float64) - _TWO_52
    return e, m


@inlined
def log_of_mantissa(m: float) -> float:
    """Return ln m for m within a factor sqrt 2 of 1."""
    s = (m - 1.0) / (m + 1.0)
    w = s * s
    return s * (
        _LOG[0]
        + w
        * (
            _LOG[1]
            + w * (_LOG[2] + w * (_LOG[3] + w * (_LOG[4] + w * (_LOG[5] + w * (_LOG[6] + w * _LOG[7])))))
        )
    )


@inlined
def logarithm(v: float) -> float:
    """Return ln v for v >= 1: the math library's logarithm keeps a loop out of vector registers."""
    e, m = exponent_and_mantissa(v)
    return e * _LN2 + log_of_mantissa(m)


@inlined
def f2_pair(t: float) -> tuple[float, float]:
    """Return f2(y) and -y f2'(y) at y = 1/t, for 0 <= t <= 1e100; both are zero at t = 0.

    With t = |B|/b this is the mode of rate field b in the field B.
    """
    c = t if t > 1.0 else 0.0
    v = 1.0 + c
    e, m = exponent_and_mantissa(v)
    # Four quotients, not one common one: a processor divides beside its products, which are the bottleneck.
    log_m = log_of_mantissa(m)
    inverse = 1.0 / v
    ratio = c / (2.0 + c)
    root = t * inverse
    step = e * _LN2 - (ratio + ratio)
    step += (c - (v - 1.0)) * inverse  # The rounding of v is given back at first order.
    step += log_m
    value, slope = rational(root * root)
    return value + step, (slope + c * ratio * ratio) * inverse


@stored(fastmath={"contract"})
def f2_into(t: FloatArray, value: FloatArray, slope: FloatArray) -> None:
    """Fill f2 and -y f2' at y = 1/t for each point of ``t`` (contiguous arrays of one length)."""
    for i in range(t.size):
        value[i], slope[i] = f2_pair(t[i])


@stored()
def f2_scalar(y: float) -> tuple[float, float]:
    """Return f2(y) and -y f2'(y) of one non-negative y; (inf, 1) at zero, (nan, nan) below."""
    if not y >= 0.0:
        return np.nan, np.nan
    if y < 1e-100:
        return (np.inf if y == 0.0 else -math.log(y) - _HIGH_FIELD), 1.0
    return f2_pair(1.0 / y)


@stored()
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
