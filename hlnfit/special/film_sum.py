"""The sum of f2 over the transverse modes of a film, from two dimensions to three.

    S(y, beta) = sum_{m>=0} f2(y + m^2/beta),  y = B_phi/B, beta = B/B_d, B_d = hbar pi^2/(4 e d^2)

For beta >= 1 the sum over all integers m is its integral (Kawabata's f3) and corrections that fall
exponentially with the distance of the singularities of f2 from the real axis of m: a logarithmic one at
y = 0, which gives -ln(1 - e^(-2 pi sqrt(c))), c = y beta, and poles at y = -(n + 1/2), which give a sum
like Planck's. That identity is exact. For beta < 1 the modes are added as they are up to m = 23 and the
others through the asymptotic series of f2 and the Hurwitz zeta function.

Source: Poisson summation of the modes cos(m pi z/d) of a film with reflecting surfaces; B. L. Altshuler and
A. G. Aronov, JETP Lett. 33, 499 (1981).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import zeta

from hlnfit.special.cooperon_2d import f2_scalar
from hlnfit.special.cooperon_3d import f3_scalar
from hlnfit.special.digamma import HALF_SHIFT
from hlnfit.stored import stored

FloatArray = NDArray[np.float64]
_MODES = 24
_FAR = 40.0
"""exp(-_FAR) is below rounding."""


def _tail_coefficients() -> FloatArray:
    """Return t (4, 18): sum_{m>=24} (c + m^2)^(-2k) = sum_j t[k-1, j] c^j."""
    out = np.zeros((4, 18))
    for k in range(1, 5):
        binomial = 1.0
        for j in range(18):
            out[k - 1, j] = binomial * float(zeta(4.0 * k + 2.0 * j, _MODES))
            binomial *= -(2.0 * k + j) / (j + 1.0)
    return out


_TAIL = _tail_coefficients()


@stored()
def _direct(y: float, beta: float) -> tuple[float, float, float]:
    total = 0.0
    by_y = 0.0
    by_beta = 0.0
    for m in range(_MODES):
        x = y + m * m / beta
        f, slope = f2_scalar(x)
        total += f
        by_y -= slope / x
        by_beta += slope / x * m * m / (beta * beta)
    c = y * beta
    power = 1.0
    for k in range(4):
        sum_k = 0.0
        slope_k = 0.0
        for j in range(17, -1, -1):
            sum_k = sum_k * c + _TAIL[k, j]
            if j > 0:
                slope_k = slope_k * c + j * _TAIL[k, j]
        power *= beta * beta
        weight = HALF_SHIFT[k] * power
        total += weight * sum_k
        by_y += weight * slope_k * beta
        by_beta += weight * (slope_k * y + 2.0 * (k + 1) / beta * sum_k)
    return total, by_y, by_beta


@stored()
def film_sum(y: float, beta: float) -> tuple[float, float, float]:
    """Return S(y, beta) and its derivatives by y > 0 and beta > 0."""
    c = y * beta
    root = math.sqrt(c)
    if beta < 1.0 and 2.0 * math.pi * root < _FAR:
        return _direct(y, beta)
    f, slope = f2_scalar(y)
    g, g_slope = f3_scalar(y)
    width = math.sqrt(beta)
    total = 0.5 * f + 0.5 * math.pi * width * g
    by_y = -0.5 * slope / y + 0.5 * math.pi * width * g_slope
    by_beta = 0.25 * math.pi / width * g
    if 2.0 * math.pi * root < _FAR:
        gap = -math.expm1(-2.0 * math.pi * root)
        total -= math.log(gap)
        by_c = -math.pi * (1.0 - gap) / (gap * root)
        by_y += by_c * beta
        by_beta += by_c * y
        n = 0
        while True:
            a = math.sqrt(c + (n + 0.5) * beta)
            if 2.0 * math.pi * a > _FAR:
                break
            planck = 1.0 / math.expm1(2.0 * math.pi * a)
            term = beta * math.pi / a * planck
            # d/d(a^2) of (pi/a)/(e^(2 pi a) - 1)
            by_square = -0.5 * term / (a * a) - term * math.pi / a * (1.0 + planck)
            total -= term
            by_y -= by_square * beta
            by_beta -= term / beta + by_square * (y + n + 0.5)
            n += 1
    return total, by_y, by_beta


@stored()
def film_sums(B: FloatArray, B_phi: float, B_d: float, out: FloatArray) -> None:
    """Fill out (n, 3): S, its derivative by B_phi and by ln B_d."""
    for i in range(B.size):
        beta = B[i] / B_d
        total, by_y, by_beta = film_sum(B_phi / B[i], beta)
        out[i, 0] = total
        out[i, 1] = by_y / B[i]
        out[i, 2] = -by_beta * beta
