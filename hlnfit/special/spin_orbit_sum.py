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
precision down to the smallest fields.

Sum and integrals are linear in N/P, and the derivatives of P and N are polynomials: six moments of 1/P and
N/P^2 give the value and all derivatives. Fields go in blocks that share the points w, so that each loop over
a block runs in vector registers.

Source of N and P: W. Knap et al., Phys. Rev. B 53, 3912 (1996), eqs. 37 and 38; the zero-field value is
their limit of many Landau levels.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.special.digamma import HALF_SHIFT
from hlnfit.stored import stored

FloatArray = NDArray[np.float64]
Rule = tuple[FloatArray, FloatArray]

_BLOCK = 16
# Places of the rows of a block: coefficients of P and N, and moments.
_P0, _P1, _P2, _N0, _N1, _GAP = (k * _BLOCK for k in range(6))
_V, _S0, _S1, _R0, _R1, _R2, _BOUND = (k * _BLOCK for k in range(7))
_LEVELS = 12
_TERMS = 16
_WORK = (19 + 3 * (_TERMS + 3)) * _BLOCK
_PANEL = 3.0
_GAUSS_X, _GAUSS_W = (np.asarray(a, dtype=np.float64) for a in np.polynomial.legendre.leggauss(12))
_LINEAR: Rule = (0.5 * (1.0 + _GAUSS_X), 0.5 * _GAUSS_W)
"""Points and weights from 0 to 1."""
_GROWING: Rule = (_PANEL ** _LINEAR[0], np.log(_PANEL) * _LINEAR[1] * _PANEL ** _LINEAR[0])
"""From 1 to _PANEL, in the logarithm."""
_ENDLESS: Rule = (1.0 / _LINEAR[0], _LINEAR[1] / _LINEAR[0] ** 2)
"""From 1 to infinity, in the inverse."""
_FIRST_LEVELS: Rule = (np.arange(1.5, 13.0), np.append(np.ones(_LEVELS - 1), 0.0))
"""The levels 1 to 11 as points, filled up with one that does not count."""


@stored(fastmath={"contract"})
def _polynomials(b: FloatArray, s: FloatArray, s1: FloatArray, one: float, c: FloatArray) -> None:
    """Fill c (6 _BLOCK,): constant to square coefficient in w of P, constant and linear one of N.

    The last row is b + 2 s - 2 s1: w and that is what P at zero field is larger by than P in a field.
    ``one`` is 1 in a field, and 0 at zero field, where nothing is quantized.
    """
    for i in range(_BLOCK):
        c2 = 4.0 * (s[i] - s1[i])
        c1 = 5.0 * s[i] * s[i] - one - 4.0 * s1[i] * (s[i] - b[i])
        c0 = 2.0 * s[i] * (s[i] * s[i] - one) + 4.0 * s1[i] * b[i] * s[i] + 2.0 * s1[i] * one
        d1 = 8.0 * s[i] - 4.0 * s1[i]
        c[_P0 + i] = ((b[i] + c2) * b[i] + c1) * b[i] + c0
        c[_P1 + i] = 3.0 * b[i] * b[i] + 2.0 * c2 * b[i] + c1
        c[_P2 + i] = 3.0 * b[i] + c2
        c[_N0 + i] = (3.0 * b[i] + d1) * b[i] + 5.0 * s[i] * s[i] - one + 4.0 * s1[i] * b[i]
        c[_N1 + i] = 6.0 * b[i] + d1
        c[_GAP + i] = b[i] + 2.0 * (s[i] - s1[i])


@stored(fastmath={"contract"})
def _add(
    scale: float, points: FloatArray, weights: FloatArray, sign: float, c: FloatArray, moments: FloatArray
) -> None:
    """Add the weighted sum over w = scale * points to the first six moments.

    These are N/P, 1/P and w/P, and N/P^2 times 1, w and w^2.
    """
    for j in range(0, 12, 4):
        for i in range(_BLOCK):
            total = 0.0
            s0 = 0.0
            s1 = 0.0
            r0 = 0.0
            r1 = 0.0
            r2 = 0.0
            for k in range(4):
                w = scale * points[j + k]
                weight = sign * scale * weights[j + k]
                below = 1.0 / (((w + c[_P2 + i]) * w + c[_P1 + i]) * w + c[_P0 + i])
                r = ((3.0 * w + c[_N1 + i]) * w + c[_N0 + i]) * below
                total += weight * r
                below *= weight
                s0 += below
                s1 += below * w
                r *= below
                r0 += r
                r *= w
                r1 += r
                r2 += r * w
            moments[_V + i] += total
            moments[_S0 + i] += s0
            moments[_S1 + i] += s1
            moments[_R0 + i] += r0
            moments[_R1 + i] += r1
            moments[_R2 + i] += r2


@stored(fastmath={"contract"})
def _add_difference(
    scale: float,
    points: FloatArray,
    weights: FloatArray,
    c: FloatArray,
    free: FloatArray,
    moments: FloatArray,
) -> None:
    """Add to the moments what ``_add`` does with c, and take off what it does with ``free``.

    The last moment is N/P^2 of c alone.
    """
    for j in range(0, 12, 4):
        for i in range(_BLOCK):
            total = 0.0
            s0 = 0.0
            s1 = 0.0
            r0 = 0.0
            r1 = 0.0
            r2 = 0.0
            alone = 0.0
            for k in range(4):
                w = scale * points[j + k]
                weight = scale * weights[j + k]
                below = 1.0 / (((w + c[_P2 + i]) * w + c[_P1 + i]) * w + c[_P0 + i])
                below_free = 1.0 / (((w + free[_P2 + i]) * w + free[_P1 + i]) * w + free[_P0 + i])
                r_free = ((3.0 * w + free[_N1 + i]) * w + free[_N0 + i]) * below_free
                # The differences of both by those of P and N (1), without cancellation.
                gap = w + c[_GAP + i]
                r_gap = (r_free * gap - 1.0) * below
                gap *= below * below_free
                total += weight * r_gap
                s0 += weight * gap
                s1 += weight * gap * w
                alone += weight * (r_free + r_gap) * below
                gap = weight * (r_gap * below + r_free * gap)
                r0 += gap
                gap *= w
                r1 += gap
                r2 += gap * w
            moments[_V + i] += total
            moments[_S0 + i] += s0
            moments[_S1 + i] += s1
            moments[_R0 + i] += r0
            moments[_R1 + i] += r1
            moments[_R2 + i] += r2
            moments[_BOUND + i] += alone


@stored(fastmath={"contract"})
def _euler_maclaurin(w: float, c: FloatArray, series: FloatArray, moments: FloatArray) -> None:
    """Subtract from the moments what the integral from w exceeds the sum over w + 1/2, w + 3/2, ... by.

    ``series`` (3 (_TERMS + 3) _BLOCK,) has room for the Taylor series of 1/P, N/P and N/P^2 about w, each
    after three zeros.
    """
    row, whole = _BLOCK, (_TERMS + 3) * _BLOCK
    series[:] = 0.0
    for j in range(_TERMS):
        # (2m+1)! times the Taylor coefficient is the odd derivative; the factorial is part of HALF_SHIFT.
        # The moments with w and w^2 are about zero, the series about w.
        odd = j % 2 == 1
        h0 = HALF_SHIFT[j // 2] if odd else 0.0
        h1 = (0.0 if odd else HALF_SHIFT[j // 2]) + w * h0
        h2 = HALF_SHIFT[(j + 1) // 2] if odd and j + 1 < _TERMS else 0.0
        h2 += w * (2.0 * h1 - w * h0)
        lead = 1.0 if j == 0 else 0.0
        a, r, q = (j + 3) * row, whole + (j + 3) * row, 2 * whole + (j + 3) * row
        for i in range(_BLOCK):
            inverse = 1.0 / (((w + c[_P2 + i]) * w + c[_P1 + i]) * w + c[_P0 + i])
            first = (3.0 * w + 2.0 * c[_P2 + i]) * w + c[_P1 + i]
            second = 3.0 * w + c[_P2 + i]
            x = lead - first * series[a - row + i] - second * series[a - 2 * row + i]
            x = (x - series[a - 3 * row + i]) * inverse
            series[a + i] = x
            y = ((3.0 * w + c[_N1 + i]) * w + c[_N0 + i]) * x
            y += (6.0 * w + c[_N1 + i]) * series[a - row + i] + 3.0 * series[a - 2 * row + i]
            series[r + i] = y
            z = y - first * series[q - row + i] - second * series[q - 2 * row + i]
            z = (z - series[q - 3 * row + i]) * inverse
            series[q + i] = z
            moments[_V + i] += h0 * y
            moments[_S0 + i] += h0 * x
            moments[_S1 + i] += h1 * x
            moments[_R0 + i] += h0 * z
            moments[_R1 + i] += h1 * z
            moments[_R2 + i] += h2 * z
            moments[_BOUND + i] += h0 * z


@stored(fastmath={"contract"})
def _finish(b: FloatArray, s: FloatArray, s1: FloatArray, moments: FloatArray, out: FloatArray) -> None:
    """Fill out (4 _BLOCK,) from the moments and the level n = 0: value, derivatives by b, s and s1."""
    for i in range(_BLOCK):
        a = 0.5 + b[i] + s[i]
        below = 1.0 / ((a + 1.0) * (a + s[i]) - 2.0 * s1[i])
        r = (2.0 * a + 1.0 + s[i]) * below
        by_b = (2.0 - r * (2.0 * a + 1.0 + s[i])) * below - 1.0 / (a * a)
        by_s = by_b + (1.0 - r * (a + 1.0)) * below
        # Derivatives of N and P at fixed w, as polynomials in w.
        c2 = 4.0 * (s[i] - s1[i])
        mixed = 10.0 * s[i] - 4.0 * s1[i]
        constant = (3.0 * b[i] + 2.0 * c2 + 4.0 * s1[i]) * b[i] + 5.0 * s[i] * s[i]
        constant -= 4.0 * s1[i] * (s[i] - b[i]) - 4.0 * s1[i] * s[i]
        out[i] = 1.0 / a + r + moments[_V + i]
        by_b += 6.0 * moments[_S1 + i] + (6.0 * b[i] + 8.0 * s[i]) * moments[_S0 + i] + moments[_BOUND + i]
        by_b -= 3.0 * moments[_R2 + i] + (6.0 * b[i] + 2.0 * c2 + 4.0 * s1[i]) * moments[_R1 + i]
        out[_BLOCK + i] = by_b - constant * moments[_R0 + i]
        constant = (4.0 * b[i] + 10.0 * s[i]) * b[i] + 6.0 * s[i] * s[i]
        by_s += 8.0 * moments[_S1 + i] + (8.0 * b[i] + 10.0 * s[i]) * moments[_S0 + i]
        by_s -= 4.0 * moments[_R2 + i] + (8.0 * b[i] + mixed) * moments[_R1 + i]
        out[2 * _BLOCK + i] = by_s + 2.0 * moments[_BOUND + i] - constant * moments[_R0 + i]
        by_s1 = moments[_R2 + i] + (b[i] + s[i]) * moments[_R1 + i] - moments[_S1 + i]
        out[3 * _BLOCK + i] = 2.0 * r * below + 4.0 * by_s1 - 2.0 * moments[_BOUND + i]


@stored()
def triplet_block(b: FloatArray, s: FloatArray, s1: FloatArray, work: FloatArray, out: FloatArray) -> None:
    """Fill out with the triplets' sum in the field less their integral at zero field, and derivatives.

    Parameters
    ----------
    b, s, s1 : array, (_BLOCK,)
        B_phi/B, B_so/B, B_so1/B; positive, s1 <= s. Fields close to each other share more of the work.
    work : array, (_WORK,)
        Working space.
    out : array, (4 _BLOCK,)
        The values and their derivatives by b, s and s1. Delta sigma / G0 = -(f2(b) + value) / 2.
    """
    c, free, moments = work[: 6 * _BLOCK], work[6 * _BLOCK : 12 * _BLOCK], work[12 * _BLOCK : 19 * _BLOCK]
    _polynomials(b, s, s1, 1.0, c)
    _polynomials(b, s, s1, 0.0, free)
    moments[:] = 0.0
    _add(1.0, _FIRST_LEVELS[0], _FIRST_LEVELS[1], 1.0, c, moments)
    moments[_BOUND:] = moments[_R0 : _R0 + _BLOCK]
    edge = float(_LEVELS)
    _euler_maclaurin(edge, c, work[19 * _BLOCK :], moments)
    # The integral at zero field up to the edge; no singularity is nearer to w = 0 than b.
    nearest, largest = b.min(), 3.0 * max(b.max(), s.max())
    lower = edge
    while lower > nearest:
        lower /= _PANEL
        _add(lower, _GROWING[0], _GROWING[1], -1.0, free, moments)
    _add(lower, _LINEAR[0], _LINEAR[1], -1.0, free, moments)
    # The rest: both integrals from the edge to infinity, whose difference falls as 1/w^2.
    lower = edge
    while lower < largest:
        _add_difference(lower, _GROWING[0], _GROWING[1], c, free, moments)
        lower *= _PANEL
    _add_difference(lower, _ENDLESS[0], _ENDLESS[1], c, free, moments)
    _finish(b, s, s1, moments, out)


@stored()
def triplet_differences(B: FloatArray, B_phi: float, B_so: float, B_so1: float, out: FloatArray) -> None:
    """Fill out (4, n): ``triplet_block`` of all fields B > 0, derivatives by the three fields in tesla."""
    b, s, s1 = np.empty(_BLOCK), np.empty(_BLOCK), np.empty(_BLOCK)
    work, block = np.empty(_WORK), np.empty(4 * _BLOCK)
    # In rising order: neighbours need the same panels, and the order of a sweep changes no bit.
    order = np.argsort(B)
    for start in range(0, B.size, _BLOCK):
        for i in range(_BLOCK):
            # The last block is filled up with the last field.
            inverse = 1.0 / B[order[min(start + i, B.size - 1)]]
            b[i], s[i], s1[i] = B_phi * inverse, B_so * inverse, B_so1 * inverse
        triplet_block(b, s, s1, work, block)
        for i in range(min(_BLOCK, B.size - start)):
            place = order[start + i]
            out[0, place] = block[i]
            for k in range(1, 4):
                out[k, place] = block[k * _BLOCK + i] / B[place]
