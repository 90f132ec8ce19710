"""f2(y) = psi(1/2 + y) - ln y and its derivative in the right half plane: modes that a Zeeman field mixes.

For |y| >= 1 (y + 1)^2 f2 is a rational function of v = 1/(y + 1), and below that the recursion
f2(y) = f2(y + 1) + ln(1 + 1/y) - 2/(2 y + 1) is used once, as in ``cooperon_2d``. Numbers are pairs of real
and imaginary part: there is no branch, so that a loop over the kernel runs in vector registers. Relative
error below 1e-14 for Re y >= 0, the imaginary axis included, 1e-100 <= |y| <= 1e100.

Source: recursion of the digamma function, M. Abramowitz and I. A. Stegun, Handbook of Mathematical
Functions (1964), eq. 6.3.5; the approximants are derived in benchmarks/derive_complex_coefficients.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.special.complex_coefficients import ATAN_ABOVE, ATAN_BELOW, BELOW_2D, SLOPE_2D, VALUE_2D
from hlnfit.special.cooperon_2d import inlined, logarithm
from hlnfit.stored import stored

FloatArray = NDArray[np.float64]
ComplexArray = NDArray[np.complex128]
Pair = tuple[float, float]

_HALF_PI = 0.5 * math.pi
_HALF_PI_REST = 6.123233995736766e-17


@inlined
def times(a: Pair, b: Pair) -> Pair:
    """Return the product of two complex numbers."""
    return a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]


@inlined
def _six(c0: float, c1: float, c2: float, c3: float, c4: float, c5: float, v: tuple[Pair, ...]) -> Pair:
    """Return a real polynomial of degree five, by the powers of its argument."""
    return (
        c0 + c1 * v[0][0] + c2 * v[1][0] + c3 * v[2][0] + c4 * v[3][0] + c5 * v[4][0],
        c1 * v[0][1] + c2 * v[1][1] + c3 * v[2][1] + c4 * v[3][1] + c5 * v[4][1],
    )


@inlined
def _plus(a: Pair, b: Pair, v: Pair) -> Pair:
    """Return a + b v."""
    return a[0] + b[0] * v[0] - b[1] * v[1], a[1] + b[0] * v[1] + b[1] * v[0]


@inlined
def polynomial(c: tuple[float, ...], v: tuple[Pair, ...]) -> Pair:
    """Return a real polynomial of degree 23 at v, of which the powers 1 to 6 are given.

    Real coefficients times powers cost half of complex Horner steps, of which three remain.
    """
    p = _six(c[18], c[19], c[20], c[21], c[22], c[23], v)
    p = _plus(_six(c[12], c[13], c[14], c[15], c[16], c[17], v), p, v[5])
    p = _plus(_six(c[6], c[7], c[8], c[9], c[10], c[11], v), p, v[5])
    return _plus(_six(c[0], c[1], c[2], c[3], c[4], c[5], v), p, v[5])


@inlined
def powers(v: Pair) -> tuple[Pair, Pair, Pair, Pair, Pair, Pair]:
    """Return v to v^6."""
    v2 = times(v, v)
    v3 = times(v2, v)
    return v, v2, v3, times(v2, v2), times(v3, v2), times(v3, v3)


@inlined
def arctangent(up: float, right: float) -> float:
    """Return the angle of a point with ``right`` >= 0, not at the origin."""
    A, B = ATAN_ABOVE, ATAN_BELOW
    size = abs(up)
    steep = size > right
    t = (right if steep else size) / (size if steep else right)
    x = t * t
    above = A[0] + x * (A[1] + x * (A[2] + x * (A[3] + x * (A[4] + x * (A[5] + x * A[6])))))
    below = B[0] + x * (B[1] + x * (B[2] + x * (B[3] + x * (B[4] + x * (B[5] + x * B[6])))))
    angle = t + t * x * (above / below)
    angle = (_HALF_PI - (angle - _HALF_PI_REST)) if steep else angle
    return -angle if up < 0.0 else angle


@inlined
def complex_f2_pair(a: float, b: float) -> tuple[float, float, float, float]:
    """Return f2(y) and f2'(y), real and imaginary parts in turn, at y = a + i b; NaN for y = 0 and a < 0."""
    a = a if a >= 0.0 and a * a + b * b > 0.0 else np.nan
    near = a * a + b * b < 1.0
    right = a + (2.0 if near else 1.0)
    inverse = 1.0 / (right * right + b * b)
    v = powers((right * inverse, -b * inverse))
    q = polynomial(BELOW_2D, v)
    inverse = 1.0 / (q[0] * q[0] + q[1] * q[1])
    scale = times(v[1], (q[0] * inverse, -q[1] * inverse))
    value = times(scale, polynomial(VALUE_2D, v))
    slope = times(times(scale, v[0]), polynomial(SLOPE_2D, v))
    # The step of the recursion, taken at y = 1 where it does not count.
    x = a if near else 1.0
    w = b if near else 0.0
    square = w * w
    size = x * x + square
    turned = size + x  # (y + 1)/y = (|y|^2 + a - i b)/|y|^2
    half = x + 0.5
    middle = 1.0 / (half * half + square)
    step_re = 0.5 * logarithm((turned + x + 1.0) / size) - half * middle
    step_im = w * middle - arctangent(w, turned)
    # f2'(y) - f2'(y + 1) = -1/[4 y (y + 1) (y + 1/2)^2]
    product = times((x * (x + 1.0) - square, w * (half + half)), (half * half - square, w * (half + half)))
    fall = 0.25 * middle * middle / (size * (turned + x + 1.0))
    return (
        value[0] + (step_re if near else 0.0),
        value[1] + (step_im if near else 0.0),
        -slope[0] - (fall * product[0] if near else 0.0),
        -slope[1] + (fall * product[1] if near else 0.0),
    )


@stored(fastmath={"contract"})
def complex_f2_into(y: FloatArray, value: FloatArray, slope: FloatArray) -> None:
    """Fill f2 and f2' of complex numbers: arrays of real and imaginary parts in turn."""
    for i in range(y.size // 2):
        f, f_im, g, g_im = complex_f2_pair(y[2 * i], y[2 * i + 1])
        value[2 * i], value[2 * i + 1] = f, f_im
        slope[2 * i], slope[2 * i + 1] = g, g_im


def for_each(function: Callable[..., None], y: ArrayLike) -> tuple[ComplexArray, ComplexArray]:
    """Return value and slope, shaped like ``y``, as a loop fills them (three arrays of alternating parts)."""
    x = np.array(y, dtype=np.complex128, order="C")
    value, slope = np.empty(x.shape, np.complex128), np.empty(x.shape, np.complex128)
    function(*(z.reshape(-1).view(np.float64) for z in (x, value, slope)))
    return value, slope


def complex_f2(y: ArrayLike) -> tuple[ComplexArray, ComplexArray]:
    """Return f2(y) and f2'(y) for complex y, each shaped like ``y``; NaN at zero and where Re y < 0.

    The relative error is below 1e-14, also where psi and ln agree in almost every digit.
    """
    return for_each(complex_f2_into, y)
