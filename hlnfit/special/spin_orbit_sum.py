"""The Cooperon of linear and cubic spin splitting, summed over the Landau levels.

In units of B, with w = n + 1/2, y = w + b_phi, s = B_so/B, s1 = B_so1/B, the three triplets of level n >= 1
contribute N(y)/P(y),

    P = y^3 + 4(s - s1) y^2 + [5 s^2 - 1 - 4 s1 (s - b_phi)] y + 2 s (s^2 - 1) + 4 s1 b_phi s + 2 s1
    N = 3 y^2 + (8 s - 4 s1) y + 5 s^2 - 1 + 4 s1 b_phi,

and the level n = 0, which has fewer states, 1/a_0 + (2 a_0 + 1 + s)/((a_0 + 1)(a_0 + s) - 2 s1) with
a_0 = 1/2 + b_phi + s. At zero field the sum is an integral over w of the same quotient without the terms
that stem from the commutator (the -1, -2s and 2 s1). The closed form by the roots of P and digamma functions
loses its digits where roots meet; here the first levels are added as they are, the others by Euler-Maclaurin
summation, and only differences between the sum and the integral are formed. That keeps the relative
precision down to the smallest fields, and derivatives cost no more than values.

Source of N and P: W. Knap et al., Phys. Rev. B 53, 3912 (1996), eqs. 37 and 38; the zero-field value is
their limit of many Landau levels.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.special.digamma import HALF_SHIFT
from hlnfit.stored import stored

FloatArray = NDArray[np.float64]

_LEVELS = 12
_GAUSS_X, _GAUSS_W = np.polynomial.legendre.leggauss(12)
_NODES = 0.5 * (1.0 + _GAUSS_X)
_WEIGHTS = 0.5 * _GAUSS_W
_PANEL = 3.0


@stored()
def _polynomials(b: float, s: float, s1: float, one: float, P: FloatArray, N: FloatArray) -> None:
    """Fill P (4, 4) and N (4, 4): coefficients in w (columns, constant first) and their derivatives.

    Row 0 holds the polynomial, rows 1 to 3 its derivatives by b_phi, s and s1 at fixed w. ``one`` is 1 in a
    field, and 0 at zero field, where nothing is quantized.
    """
    # In y: P = y^3 + c2 y^2 + c1 y + c0 and N = 3 y^2 + d1 y + d0; each row below is (value, d_b, d_s, d_s1).
    c2 = (4.0 * (s - s1), 0.0, 4.0, -4.0)
    c1 = (5.0 * s * s - one - 4.0 * s1 * (s - b), 4.0 * s1, 10.0 * s - 4.0 * s1, -4.0 * (s - b))
    c0 = (
        2.0 * s * (s * s - one) + 4.0 * s1 * b * s + 2.0 * s1 * one,
        4.0 * s1 * s,
        6.0 * s * s - 2.0 * one + 4.0 * s1 * b,
        4.0 * b * s + 2.0 * one,
    )
    d1 = (8.0 * s - 4.0 * s1, 0.0, 8.0, -4.0)
    d0 = (5.0 * s * s - one + 4.0 * s1 * b, 4.0 * s1, 10.0 * s, 4.0 * b)
    for k in range(4):
        lead = 1.0 if k == 0 else 0.0
        # y = w + b
        P[k, 3] = lead
        P[k, 2] = 3.0 * lead * b + c2[k]
        P[k, 1] = 3.0 * lead * b * b + 2.0 * c2[k] * b + c1[k]
        P[k, 0] = ((lead * b + c2[k]) * b + c1[k]) * b + c0[k]
        N[k, 2] = 3.0 * lead
        N[k, 1] = 6.0 * lead * b + d1[k]
        N[k, 0] = (3.0 * lead * b + d1[k]) * b + d0[k]
        if k == 1:
            # the derivative by b of y at fixed w
            P[k, 2] += 3.0
            P[k, 1] += 6.0 * b + 2.0 * c2[0]
            P[k, 0] += (3.0 * b + 2.0 * c2[0]) * b + c1[0]
            N[k, 1] += 6.0
            N[k, 0] += 6.0 * b + d1[0]


@stored()
def _quotient(w: float, P: FloatArray, N: FloatArray) -> tuple[float, float, float, float]:
    """Return N/P at w and its three derivatives."""
    below = 1.0 / (((w + P[0, 2]) * w + P[0, 1]) * w + P[0, 0])
    r = ((3.0 * w + N[0, 1]) * w + N[0, 0]) * below
    r1 = (N[1, 1] * w + N[1, 0] - r * ((P[1, 2] * w + P[1, 1]) * w + P[1, 0])) * below
    r2 = (N[2, 1] * w + N[2, 0] - r * ((P[2, 2] * w + P[2, 1]) * w + P[2, 0])) * below
    r3 = (N[3, 1] * w + N[3, 0] - r * ((P[3, 2] * w + P[3, 1]) * w + P[3, 0])) * below
    return r, r1, r2, r3


@stored()
def _shift(c: FloatArray, w: float, out: FloatArray) -> None:
    """Fill the coefficients of a cubic about w."""
    out[3] = c[3]
    out[2] = c[2] + 3.0 * c[3] * w
    out[1] = c[1] + (2.0 * c[2] + 3.0 * c[3] * w) * w
    out[0] = c[0] + (c[1] + (c[2] + c[3] * w) * w) * w


@stored()
def _euler_maclaurin(w: float, P: FloatArray, N: FloatArray, scratch: FloatArray, total: FloatArray) -> None:
    """Subtract from total (4,) what the integral from w exceeds the sum over w + 1/2, w + 3/2, ... by."""
    series = scratch[:4]
    p, n, base = scratch[4, :4], scratch[5, :4], scratch[6, :4]
    _shift(P[0], w, base)
    inverse = 1.0 / base[0]
    for k in range(4):
        _shift(N[k], w, n)
        _shift(P[k], w, p)
        for j in range(16):
            value = n[j] if j < 3 else 0.0
            if k > 0:
                for i in range(min(j, 3) + 1):
                    value -= p[i] * series[0, j - i]
            for i in range(1, min(j, 3) + 1):
                value -= base[i] * series[k, j - i]
            series[k, j] = value * inverse
        # (2j+1)! times the Taylor coefficient is the odd derivative; the factorial is part of HALF_SHIFT.
        for j in range(8):
            total[k] += HALF_SHIFT[j] * series[k, 2 * j + 1]


@stored()
def _integral(
    lower: float, upper: float, P: FloatArray, N: FloatArray, sign: float, total: FloatArray
) -> None:
    """Add sign times the integral of N/P between two finite ends close to each other."""
    width = upper - lower
    for i in range(_NODES.size):
        r, r1, r2, r3 = _quotient(lower + width * _NODES[i], P, N)
        weight = sign * width * _WEIGHTS[i]
        total[0] += weight * r
        total[1] += weight * r1
        total[2] += weight * r2
        total[3] += weight * r3


@stored()
def _log_panel(
    lower: float, factor: float, P: FloatArray, N: FloatArray, sign: float, total: FloatArray
) -> None:
    """Add sign times the integral of N/P from lower to factor * lower, in the logarithm of w."""
    log = np.log(factor)
    for i in range(_NODES.size):
        w = lower * np.exp(log * _NODES[i])
        r, r1, r2, r3 = _quotient(w, P, N)
        weight = sign * log * w * _WEIGHTS[i]
        total[0] += weight * r
        total[1] += weight * r1
        total[2] += weight * r2
        total[3] += weight * r3


@stored()
def _up_to(upper: float, b: float, P: FloatArray, N: FloatArray, sign: float, total: FloatArray) -> None:
    """Add sign times the integral of N/P from 0 to ``upper``; no singularity is nearer to 0 than b."""
    if b >= upper:
        _integral(0.0, upper, P, N, sign, total)
        return
    _integral(0.0, b, P, N, sign, total)
    panels = int(np.ceil(np.log(upper / b) / np.log(_PANEL)))
    factor = np.exp(np.log(upper / b) / panels)
    lower = b
    for _ in range(panels):
        _log_panel(lower, factor, P, N, sign, total)
        lower *= factor


@stored()
def triplet_difference(b: float, s: float, s1: float, total: FloatArray, scratch: FloatArray) -> None:
    """Fill total (4,) with the triplets' sum in the field less their integral at zero field, and derivatives.

    Parameters
    ----------
    b, s, s1 : float
        B_phi/B, B_so/B, B_so1/B; positive, s1 <= s.
    total : array, (4,)
        The value and its derivatives by b, s and s1. Delta sigma / G0 = -(f2(b) + total[0]) / 2.
    scratch : array, (23, 16)
        Working space.
    """
    P, N = scratch[7:11, :4], scratch[11:15, :4]
    P0, N0 = scratch[15:19, :4], scratch[19:23, :4]
    _polynomials(b, s, s1, 1.0, P, N)
    _polynomials(b, s, s1, 0.0, P0, N0)
    # The level n = 0.
    a = 0.5 + b + s
    below = 1.0 / ((a + 1.0) * (a + s) - 2.0 * s1)
    r = (2.0 * a + 1.0 + s) * below
    by_a = (2.0 - r * (2.0 * a + 1.0 + s)) * below
    total[0] = 1.0 / a + r
    total[1] = -1.0 / (a * a) + by_a
    total[2] = total[1] + (1.0 - r * (a + 1.0)) * below
    total[3] = 2.0 * r * below
    for n in range(1, _LEVELS):
        r, r1, r2, r3 = _quotient(n + 0.5, P, N)
        total[0] += r
        total[1] += r1
        total[2] += r2
        total[3] += r3
    edge = float(_LEVELS)
    _euler_maclaurin(edge, P, N, scratch, total)
    _up_to(edge, b, P0, N0, -1.0, total)
    # The rest: both integrals from the edge to infinity, whose difference falls as 1/w^2.
    largest = 3.0 * max(b, s)
    lower = edge
    while lower < largest:
        _log_panel(lower, _PANEL, P, N, 1.0, total)
        _log_panel(lower, _PANEL, P0, N0, -1.0, total)
        lower *= _PANEL
    for i in range(_NODES.size):
        w = lower / _NODES[i]
        weight = _WEIGHTS[i] * lower / (_NODES[i] * _NODES[i])
        r, r1, r2, r3 = _quotient(w, P, N)
        q, q1, q2, q3 = _quotient(w, P0, N0)
        total[0] += weight * (r - q)
        total[1] += weight * (r1 - q1)
        total[2] += weight * (r2 - q2)
        total[3] += weight * (r3 - q3)


@stored()
def triplet_differences(B: FloatArray, B_phi: float, B_so: float, B_so1: float, out: FloatArray) -> None:
    """Fill out (n, 4) with ``triplet_difference`` and its derivatives by the three fields in tesla."""
    scratch = np.zeros((23, 16))
    for i in range(B.size):
        inverse = 1.0 / B[i]
        triplet_difference(B_phi * inverse, B_so * inverse, B_so1 * inverse, out[i], scratch)
        for k in range(1, 4):
            out[i, k] *= inverse
