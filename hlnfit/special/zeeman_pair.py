"""The singlet and the triplet along the field, mixed by the Zeeman energy: a divided difference of two modes.

The two modes have the rate fields lambda_+- = m +- r with m = B_phi + s, r^2 = d = s^2 - b^2 (s half the
triplet's spin-orbit field, b the Zeeman field), and the weights +-s/(2r). Where r is small or imaginary the
quotient [k(m + r) - k(m - r)]/(2r) is a regular function of d: inside a small disk it is taken from its
values on a circle (Cauchy), outside directly.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hlnfit.special.complex_cooperon_2d import complex_f2_pair
from hlnfit.special.cooperon_3d import complex_f3_pair
from hlnfit.stored import stored

FloatArray = NDArray[np.float64]
_DISK = 0.01  # (0.1 m)^2: where the direct quotient would lose two digits
_CIRCLE = 0.1  # in units of m^2; the singularity at lambda = 0 lies at 1, the disk ends at 0.01
_POINTS = 16  # errors 0.1^16 from both sides


@stored()
def _kernel(y: complex, three: bool) -> tuple[complex, complex]:
    if three:
        return complex_f3_pair(y)
    f, f_im, g, g_im = complex_f2_pair(y.real, y.imag)
    return complex(f, f_im), complex(g, g_im)


@stored()
def pair_quotient(B: float, B_phi: float, s: float, b: float, three: bool) -> tuple[float, float, float]:
    """Return Q = [k(lambda_+/B) - k(lambda_-/B)]/(2r), dQ/dm and dQ/dd, with k = f2 or, in 3D, f3."""
    m = B_phi + s
    d = (s - b) * (s + b)
    if abs(d) > _DISK * m * m:
        r = np.sqrt(complex(d))
        upper = (m + r) / B
        lower = (B_phi + b * b / (s + r)) / B
        f, f_slope = _kernel(upper, three)
        g, g_slope = _kernel(lower, three)
        quotient = ((f - g) / (2.0 * r)).real
        by_m = ((f_slope - g_slope) / (2.0 * r * B)).real
        by_d = (((f_slope + g_slope) / (2.0 * B)).real - quotient) / (2.0 * d)
        return quotient, by_m, by_d
    quotient = 0.0
    by_m = 0.0
    by_d = 0.0
    radius = _CIRCLE * m * m
    for k in range(_POINTS // 2):
        # Conjugate points give conjugate values: half the circle, twice the real part.
        angle = 2.0 * math.pi * (k + 0.5) / _POINTS
        zeta = radius * complex(math.cos(angle), math.sin(angle))
        r = np.sqrt(zeta)
        f, f_slope = _kernel((m + r) / B, three)
        g, g_slope = _kernel((m - r) / B, three)
        weight = 2.0 / _POINTS * zeta / (zeta - d)
        value = (f - g) / (2.0 * r)
        quotient += (weight * value).real
        by_m += (weight * (f_slope - g_slope) / (2.0 * r * B)).real
        by_d += (weight * value / (zeta - d)).real
    return quotient, by_m, by_d


@stored()
def log_quotient(B_phi: float, s: float, b: float) -> tuple[float, float, float]:
    """Return Q = ln(lambda_+/lambda_-)/(2r), dQ/dm and dQ/dd."""
    m = B_phi + s
    d = (s - b) * (s + b)
    product = B_phi * (B_phi + 2.0 * s) + b * b
    x = d / (m * m)
    if abs(x) < 0.02:
        value = 0.0
        slope = 0.0
        for k in range(11, 0, -1):
            value = (value + 1.0 / (2 * k + 1)) * x
            slope = slope * x + k / (2.0 * k + 1.0)
        return (1.0 + value) / m, -1.0 / product, slope / (m * m * m)
    if d > 0.0:
        r = math.sqrt(d)
        quotient = math.log((m + r) / (B_phi + b * b / (s + r))) / (2.0 * r)
    else:
        r = math.sqrt(-d)
        quotient = math.atan2(r, m) / r
    return quotient, -1.0 / product, (m / product - quotient) / (2.0 * d)


@stored()
def pair_quotients(B: FloatArray, B_phi: float, s: float, zeta: float, three: bool, out: FloatArray) -> None:
    """Fill out (n, 4): the pair quotient at b = zeta B and its derivatives by B_phi, s and zeta."""
    for i in range(B.size):
        b = zeta * B[i]
        quotient, by_m, by_d = pair_quotient(B[i], B_phi, s, b, three)
        out[i, 0] = quotient
        out[i, 1] = by_m
        out[i, 2] = by_m + 2.0 * s * by_d
        out[i, 3] = -2.0 * b * B[i] * by_d


@stored()
def log_quotients(B: FloatArray, B_phi: float, s: float, zeta: float, out: FloatArray) -> None:
    """Fill out (n, 4): the logarithmic quotient at b = zeta B and its derivatives by B_phi, s and zeta."""
    for i in range(B.size):
        b = zeta * B[i]
        quotient, by_m, by_d = log_quotient(B_phi, s, b)
        out[i, 0] = quotient
        out[i, 1] = by_m
        out[i, 2] = by_m + 2.0 * s * by_d
        out[i, 3] = -2.0 * b * B[i] * by_d


@stored()
def root_quotients(B: FloatArray, B_phi: float, s: float, zeta: float, out: FloatArray) -> None:
    """Fill out (n, 4): [sqrt(lambda_+) - sqrt(lambda_-)]/(2r) and its derivatives by B_phi, s and zeta.

    It is 1/[sqrt(lambda_+) + sqrt(lambda_-)], whose square is 2 m + 2 sqrt(lambda_+ lambda_-) inverted.
    """
    for i in range(B.size):
        b = zeta * B[i]
        m = B_phi + s
        product = B_phi * (B_phi + 2.0 * s) + b * b
        root = math.sqrt(product)
        quotient = 1.0 / math.sqrt(2.0 * m + 2.0 * root)
        cube = quotient * quotient * quotient
        out[i, 0] = quotient
        out[i, 1] = -cube * (1.0 + m / root)
        out[i, 2] = -cube * (1.0 + B_phi / root)
        out[i, 3] = -cube * b * B[i] / root
