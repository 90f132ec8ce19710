"""Digamma and trigamma of complex argument together.

scipy has no complex trigamma; the derivative of the Zeeman correction needs it. Both functions are carried to
|z| >= 20 by their recursion, where the asymptotic series holds to rounding.

Source: M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions (1964), eqs. 6.3.5, 6.3.18,
6.4.6 and 6.4.12.
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
def _digamma_all(z: ComplexArray, value: ComplexArray, slope: ComplexArray) -> None:
    for i in range(z.size):
        value[i], slope[i] = digamma_pair(z[i])


def digamma_and_trigamma(z: ArrayLike) -> tuple[ComplexArray, ComplexArray]:
    """Return psi(z) and psi'(z), each complex and shaped like ``z``; ``z`` holds no pole."""
    x = np.ascontiguousarray(z, dtype=np.complex128)
    value, slope = np.empty(x.shape, np.complex128), np.empty(x.shape, np.complex128)
    _digamma_all(x.reshape(-1), value.reshape(-1), slope.reshape(-1))
    shape = np.shape(z)
    return value.reshape(shape), slope.reshape(shape)
