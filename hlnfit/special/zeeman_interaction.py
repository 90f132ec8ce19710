"""g1, g2, g3: how the Zeeman energy turns off the triplet part of the interaction correction.

h = g mu_B B / (k_B T), z = i h / (2 pi):

    2D: g2(h) = int_0^infinity dw d^2/dw^2 [w/(e^w - 1)] ln|1 - h^2/w^2| = Re[psi(1+z) + z psi'(1+z)] + gamma
    3D: g3(h) = (sqrt(pi)/2) Re[zeta(1/2) - zeta(1/2, 1+z) + z zeta(3/2, 1+z)]
    1D: g1(h) = (3 sqrt(2 pi)/4) Re[zeta(3/2) - zeta(3/2, 1+z) + z zeta(5/2, 1+z)]

All three are one function of the order s = 1, 1/2 and 3/2, whose power series in z begins with z^2.
Source of the integrals: P. A. Lee and T. V. Ramakrishnan, Phys. Rev. B 26, 4009 (1982);
the closed forms follow by contour integration and agree with the integrals to rounding.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import zeta

from hlnfit.special.digamma import digamma_and_trigamma
from hlnfit.special.hurwitz import hurwitz_zeta

FloatArray = NDArray[np.float64]
_SERIES_BELOW = 1.5
_PREFACTOR = {1.5: 0.75 * math.sqrt(2.0 * math.pi), 1.0: 1.0, 0.5: 0.5 * math.sqrt(math.pi)}


@cache
def _series(s: float) -> tuple[float, ...]:
    """Return the coefficients of (h/2pi)^2, (h/2pi)^4, ...: the convergence radius is h = 2 pi."""
    out = []
    binomial = s  # (s)_k / k! at k = 1
    for k in range(2, 42):
        binomial *= (s + k - 1.0) / k
        if k % 2 == 0:
            sign = -1.0 if k % 4 == 0 else 1.0
            out.append(sign * binomial * (1.0 + k / s) * float(zeta(s + k)))
    return tuple(out)


def _direct(s: float, z: NDArray[np.complex128]) -> tuple[FloatArray, FloatArray]:
    """Return the function and its derivative by h, up to the prefactor."""
    if s == 1.0:
        value, slope = digamma_and_trigamma(1.0 + z)
        # z psi''(1+z) = -2 z zeta(3, 1+z)
        by_z = 2.0 * slope - 2.0 * z * hurwitz_zeta(3.0, 1.0 + z)
        return (value + z * slope).real + np.euler_gamma, (by_z * 0.5j / np.pi).real
    # zeta(1/2) lies where scipy has no zeta; the Hurwitz function at a = 1 is the same number.
    constant = float(hurwitz_zeta(s, 1.0).real)
    next_order = hurwitz_zeta(s + 1.0, 1.0 + z)
    value = constant - hurwitz_zeta(s, 1.0 + z) + z * next_order
    by_z = (s + 1.0) * (next_order - z * hurwitz_zeta(s + 2.0, 1.0 + z))
    return value.real, (by_z * 0.5j / np.pi).real


def _g(s: float, h: ArrayLike) -> tuple[FloatArray, FloatArray]:
    x = np.asarray(h, dtype=np.float64)
    size = np.abs(x)
    u = np.minimum(size, _SERIES_BELOW) / (2.0 * np.pi)
    square = u * u
    value = np.zeros_like(x)
    slope = np.zeros_like(x)
    for k, c in reversed(list(enumerate(_series(s), start=1))):
        value = (value + c) * square
        slope = slope * square + 2.0 * k * c
    slope = slope * u / (2.0 * np.pi)
    large = size > _SERIES_BELOW
    if large.any():
        value, slope = np.array(value), np.array(slope)
        value[large], slope[large] = _direct(s, 0.5j / np.pi * size[large])
    scale = _PREFACTOR[s]
    return np.asarray(scale * value), np.asarray(scale * slope * np.sign(x))


def g1_pair(h: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return g1(h) and its derivative."""
    return _g(1.5, h)


def g2_pair(h: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return g2(h) and its derivative."""
    return _g(1.0, h)


def g3_pair(h: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return g3(h) and its derivative."""
    return _g(0.5, h)


def g1(h: ArrayLike) -> FloatArray:
    """Return the one-dimensional Zeeman function of h = g mu_B B/(k_B T): 0.23474 h^2, then 4.911."""
    return g1_pair(h)[0][()]


def g2(h: ArrayLike) -> FloatArray:
    """Return the two-dimensional Zeeman function of h = g mu_B B/(k_B T): 0.09135 h^2, then ln(h/1.29779)."""
    return g2_pair(h)[0][()]


def g3(h: ArrayLike) -> FloatArray:
    """Return the three-dimensional Zeeman function: 0.05646 h^2, then sqrt(h) - 1.2942."""
    return g3_pair(h)[0][()]
