"""Digamma and trigamma of complex argument together, and f2 of complex argument.

scipy has no complex trigamma; the derivatives of the spin-orbit and Zeeman formulas need it. Both functions
are carried to |z| >= 20 by their recursion, where the asymptotic series holds to rounding.

Source: M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions (1964), eqs. 6.3.5, 6.3.18,
6.4.6 and 6.4.12; at half-integer shift for f2.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.stored import stored

ComplexArray = NDArray[np.complex128]

# B_2k / (2k), the coefficients of -z^(-2k) in psi(z) - ln z + 1/(2z).
_PSI = (1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12, -3617 / 8160)
HALF_SHIFT = (
    1 / 24,
    -7 / 960,
    31 / 8064,
    -127 / 30720,
    511 / 67584,
    -1414477 / 67092480,
    8191 / 98304,
    -118518239 / 267386880,
)
"""(1 - 2^(1-2k)) B_2k / (2k): the coefficients of z^(-2k) in psi(1/2 + z) - ln z."""
_FAR = 20.0


@stored()
def digamma_pair(z: complex) -> tuple[complex, complex]:
    """Return psi(z) and psi'(z) of one complex number that is no pole (0, -1, -2, ...)."""
    value = 0.0 + 0.0j
    slope = 0.0 + 0.0j
    while z.real < 2.0 or abs(z) < _FAR:
        inverse = 1.0 / z
        value -= inverse
        slope += inverse * inverse
        z += 1.0
    inverse = 1.0 / z
    w = inverse * inverse
    tail = 0.0 + 0.0j
    tail_slope = 0.0 + 0.0j
    for k in range(7, -1, -1):
        tail = (tail + _PSI[k]) * w
        tail_slope = (tail_slope + 2.0 * (k + 1) * _PSI[k]) * w
    value += np.log(z) - 0.5 * inverse - tail
    slope += inverse + 0.5 * w + tail_slope * inverse
    return value, slope


@stored()
def complex_f2_pair(y: complex) -> tuple[complex, complex]:
    """Return f2(y) = psi(1/2 + y) - ln y and f2'(y) for Re y >= 0, y != 0, without cancellation."""
    value = 0.0 + 0.0j
    slope = 0.0 + 0.0j
    while abs(y) < _FAR:
        # f2(y) - f2(y + 1) = 2 (atanh t - t) with t = 1/(2y + 1)
        t = 1.0 / (2.0 * y + 1.0)
        if abs(t) < 0.25:
            square = t * t
            power = t * square
            step = 0.0 + 0.0j
            for k in range(18):
                step += power / (2 * k + 3)
                power *= square
            value += 2.0 * step
        else:
            value += np.log((y + 1.0) / y) - 2.0 * t
        half = y + 0.5
        slope -= 1.0 / (4.0 * y * (y + 1.0) * half * half)
        y += 1.0
    inverse = 1.0 / y
    w = inverse * inverse
    tail = 0.0 + 0.0j
    tail_slope = 0.0 + 0.0j
    for k in range(7, -1, -1):
        tail = (tail + HALF_SHIFT[k]) * w
        tail_slope = (tail_slope + 2.0 * (k + 1) * HALF_SHIFT[k]) * w
    return value + tail, slope - tail_slope * inverse


@stored()
def _digamma_all(z: ComplexArray, value: ComplexArray, slope: ComplexArray) -> None:
    for i in range(z.size):
        value[i], slope[i] = digamma_pair(z[i])


@stored()
def _f2_all(y: ComplexArray, value: ComplexArray, slope: ComplexArray) -> None:
    for i in range(y.size):
        value[i], slope[i] = complex_f2_pair(y[i])


def digamma_and_trigamma(z: ArrayLike) -> tuple[ComplexArray, ComplexArray]:
    """Return psi(z) and psi'(z), each complex and shaped like ``z``; ``z`` holds no pole."""
    x = np.ascontiguousarray(z, dtype=np.complex128)
    value, slope = np.empty(x.shape, np.complex128), np.empty(x.shape, np.complex128)
    _digamma_all(x.reshape(-1), value.reshape(-1), slope.reshape(-1))
    shape = np.shape(z)
    return value.reshape(shape), slope.reshape(shape)


def complex_f2(y: ArrayLike) -> tuple[ComplexArray, ComplexArray]:
    """Return f2(y) and f2'(y) for complex y with Re y >= 0, each shaped like ``y``.

    The relative error is below 1e-13, also where psi and ln agree in almost every digit.
    """
    x = np.ascontiguousarray(y, dtype=np.complex128)
    value, slope = np.empty(x.shape, np.complex128), np.empty(x.shape, np.complex128)
    _f2_all(x.reshape(-1), value.reshape(-1), slope.reshape(-1))
    shape = np.shape(y)
    return value.reshape(shape), slope.reshape(shape)
