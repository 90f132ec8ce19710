"""The triplet Cooperon of Rashba and Dresselhaus coupling at zero field, and its smallest rate.

With q^2 in the unit of the rates, the determinant of the 3 x 3 Cooperon is A + C sin(2 phi), phi the
direction of q; its average over phi is elementary. Rates come as an array (B_phi, B_R, B_D, B_3, ...),
complex, so that an imaginary step gives a derivative to rounding; further entries play no part here.

Source: the Cooperon of a spin-orbit vector potential, S. V. Iordanskii, Yu. B. Lyanda-Geller and G. E. Pikus,
JETP Lett. 60, 206 (1994); W. Knap et al., Phys. Rev. B 53, 3912 (1996).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hlnfit.stored import stored

FloatArray = NDArray[np.float64]
ComplexArray = NDArray[np.complex128]

_GAUSS_X, _GAUSS_W = np.polynomial.legendre.leggauss(12)
NODES = 0.5 * (1.0 + _GAUSS_X)
WEIGHTS = 0.5 * _GAUSS_W


@stored()
def angle_terms(w: float, p: ComplexArray) -> tuple[complex, complex, complex, complex]:
    """Return A, dA/dB_phi, C^2 and C dC/dB_phi of the determinant A + C sin(2 phi) at q^2 = w."""
    both = p[1] + p[2]
    square = p[1] * p[2]
    d1 = w + p[0] + both + p[3]
    d0 = d1 + both + p[3]
    inner = d1 * d1 - 4.0 * square
    A = d0 * inner - 4.0 * w * d1 * both + 16.0 * w * square
    slope = inner + 2.0 * d0 * d1 - 4.0 * w * both
    scale = 64.0 * w * w * square
    rest = w + p[0] + p[3]
    return A, slope, scale * rest * rest, scale * rest


@stored()
def zero_field_density(w: float, p: ComplexArray) -> complex:
    """Return the trace of the inverse triplet Cooperon at q^2 = w, averaged over the direction of q."""
    A, slope, square, product = angle_terms(w, p)
    root = np.sqrt(A * A - square)
    density: complex = slope / root - product / (root * (A + root))
    return density


@stored()
def zero_field_integral(upper: float, p: ComplexArray, panel: float) -> complex:
    """Return the integral of the density over q^2 from 0 to ``upper``.

    ``panel`` is the step in ln(q^2 + B_phi) within which the density is a polynomial of degree 20.
    """
    total: complex = 0j
    shift = p[0].real
    log = math.log1p(upper / shift)
    panels = math.ceil(log / panel)
    width = log / panels
    edge = shift
    for _ in range(panels):
        for i in range(NODES.size):
            x = edge * math.exp(width * NODES[i])
            total += width * x * WEIGHTS[i] * zero_field_density(x - shift, p)
        edge *= math.exp(width)
    return total


@stored()
def smallest_rate(w: float, r: float, d: float, c: float) -> tuple[float, float]:
    """Return the smallest and the largest triplet rate at q^2 = w, B_phi left out.

    The extremes over the direction of q lie at sin(2 phi) = +-1, where the determinant is a cubic of three
    real roots.
    """
    both = r + d
    e = both + c
    square = r * d
    root = math.sqrt(square)
    smallest = w + 2.0 * e
    largest = 0.0
    for sign in (-1.0, 1.0):
        # x = w + B_phi + e: x^3 + e x^2 + c1 x + c0; rate = w + e - x
        c1 = -4.0 * square - 4.0 * w * both + 8.0 * w * root * sign
        c0 = -4.0 * square * e + 16.0 * w * square - 8.0 * w * root * sign * both
        shift = e / 3.0
        u = max(shift * shift - c1 / 3.0, 0.0)
        v = shift * shift * shift - 0.5 * (shift * c1 - c0)
        size = math.sqrt(u)
        cosine = 1.0 if u == 0.0 else min(1.0, max(-1.0, -v / (u * size)))
        angle = math.acos(cosine) / 3.0
        smallest = min(smallest, w + e + shift - 2.0 * size * math.cos(angle))
        largest = max(largest, w + e + shift - 2.0 * size * math.cos(angle + 2.0 * math.pi / 3.0))
    return max(smallest, 0.0), largest


@stored()
def triplet_gap(y: float, r: float, d: float, c: float) -> float:
    """Return the smallest triplet rate over all q, in the unit of the arguments.

    It is the field below which the triplets' part of the conductance is quadratic.
    """
    smallest, _ = smallest_rate(0.0, r, d, c)
    for k in range(81):
        rate, _ = smallest_rate((r + d) * 10.0 ** (0.05 * (k - 70)), r, d, c)
        smallest = min(smallest, rate)
    return y + smallest


@stored()
def quadrature_panel(gap: float, scale: float) -> float:
    """Return the panel of ``zero_field_integral``.

    The density has its singularities at an angle of about sqrt(gap/scale) from the real axis of ln q^2.
    """
    return min(1.0, max(0.02, 2.0 * math.sqrt(gap / (gap + scale))))
