"""f3(y) = -zeta(1/2, 1/2 + y) - 2 sqrt(y) and its derivative in the right half plane, without a branch.

For |y| >= 1 (y + 1)^(3/2) f3 is a rational function of v = 1/(y + 1), and below that the first term of the
sum in ``cooperon_3d`` goes before it, written without cancellation. Square roots of numbers in the right half
plane need no branch. Relative error below 1e-14 for Re y >= 0, the imaginary axis included,
1e-100 <= |y| <= 1e100.

Source: A. Kawabata, J. Phys. Soc. Jpn. 49, 628 (1980); the approximants are derived in
benchmarks/derive_complex_coefficients.py.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.special.complex_coefficients import BELOW_3D, SLOPE_3D, VALUE_3D
from hlnfit.special.complex_cooperon_2d import Pair, for_each, polynomial, powers, times
from hlnfit.special.cooperon_2d import inlined
from hlnfit.stored import stored

FloatArray = NDArray[np.float64]
ComplexArray = NDArray[np.complex128]


@inlined
def _root(a: float, b: float, size: float) -> Pair:
    """Return the square root of a + i b of the given modulus, a >= 0."""
    root = math.sqrt(0.5 * (size + a))
    return root, 0.5 * b / root


@inlined
def _first_term(x: float, w: float) -> tuple[float, float, float, float]:
    """Return 2 [sqrt(y + 1) - sqrt(y)] - 1/sqrt(y + 1/2) and its derivative at y = x + i w.

    With A, B, M the roots of y + 1, y and m = y + 1/2 it is 1/[2 (m + A B)(A + B) T M], T = 2 M + A + B.
    """
    square = w * w
    m = x + 0.5
    A = _root(x + 1.0, w, math.sqrt((x + 1.0) * (x + 1.0) + square))
    B = _root(x, w, math.sqrt(x * x + square))
    M = _root(m, w, math.sqrt(m * m + square))
    both = times(A, B)
    S = (A[0] + B[0], A[1] + B[1])
    T = (M[0] + M[0] + S[0], M[1] + M[1] + S[1])
    below = times(times((m + both[0], w + both[1]), S), times(T, M))
    inverse = 0.5 / (below[0] * below[0] + below[1] * below[1])
    step = (below[0] * inverse, -below[1] * inverse)
    # Its logarithmic derivative is -[3 m T + 2 A B M + m S + A B T]/(2 A B m T).
    mT = times((m, w), T)
    p, q, r = times(both, M), times((m, w), S), times(both, T)
    above = (3.0 * mT[0] + 2.0 * p[0] + q[0] + r[0], 3.0 * mT[1] + 2.0 * p[1] + q[1] + r[1])
    below = times(both, mT)
    inverse = 0.5 / (below[0] * below[0] + below[1] * below[1])
    fall = times(step, times(above, (below[0] * inverse, -below[1] * inverse)))
    return step[0], step[1], fall[0], fall[1]


@inlined
def complex_f3_pair(a: float, b: float) -> tuple[float, float, float, float]:
    """Return f3(y) and f3'(y), real and imaginary parts in turn, at y = a + i b; NaN for y = 0 and a < 0."""
    a = a if a >= 0.0 and a * a + b * b > 0.0 else np.nan
    near = a * a + b * b < 1.0
    right = a + (2.0 if near else 1.0)
    inverse = 1.0 / (right * right + b * b)
    v = powers((right * inverse, -b * inverse))
    q = polynomial(BELOW_3D, v)
    root = _root(v[0][0], v[0][1], math.sqrt(inverse))
    inverse = 1.0 / (q[0] * q[0] + q[1] * q[1])
    scale = times(times(v[0], root), (q[0] * inverse, -q[1] * inverse))
    value = times(scale, polynomial(VALUE_3D, v))
    slope = times(times(scale, v[0]), polynomial(SLOPE_3D, v))
    # The first term, taken at y = 1 where it does not count.
    step, step_im, fall, fall_im = _first_term(a if near else 1.0, b if near else 0.0)
    return (
        value[0] + (step if near else 0.0),
        value[1] + (step_im if near else 0.0),
        -slope[0] - (fall if near else 0.0),
        -slope[1] - (fall_im if near else 0.0),
    )


@stored(fastmath={"contract"})
def complex_f3_into(y: FloatArray, value: FloatArray, slope: FloatArray) -> None:
    """Fill f3 and f3' of complex numbers: arrays of real and imaginary parts in turn."""
    for i in range(y.size // 2):
        f, f_im, g, g_im = complex_f3_pair(y[2 * i], y[2 * i + 1])
        value[2 * i], value[2 * i + 1] = f, f_im
        slope[2 * i], slope[2 * i + 1] = g, g_im


def complex_f3(y: ArrayLike) -> tuple[ComplexArray, ComplexArray]:
    """Return f3(y) and f3'(y) for complex y, each shaped like ``y``; NaN at zero and where Re y < 0."""
    return for_each(complex_f3_into, y)
