"""The Cooperon of Rashba and Dresselhaus coupling in a perpendicular field, summed over the Landau levels.

In units of B, with rates b_phi, b_R, b_D and b_3, the triplet Cooperon in the basis (n, S_z) is

    M = n + 1/2 + b_phi + (b_R + b_D + b_3)(2 - S_z^2) - 2 sqrt(b_R b_D) {S_x, S_y}
        + sqrt(b_R)(-i a S_- + i a^+ S_+) + sqrt(b_D)(a S_+ + a^+ S_-).

A Zeeman field b_Z along z couples the state S_z = 0 of each level to its singlet; eliminating the singlet
adds b_Z^2/s to the diagonal, s = n + 1/2 + b_phi, and 1 + b_Z^2/s^2 times the inverse there is what triplet
and singlet contribute beyond the free singlet.

The parity of n + S_z is conserved and the phases exp[i pi (n + S_z)/4] make M real: two chains of levels
that hold in turn one state (S_z = 0) and two (S_z = +-1). The diagonal of the inverse follows by recursion
from both ends. Far from n = 0 it is a smooth function of n, so that the sum over all high levels is an
integral, taken where needed and nowhere else; each value there takes a short stretch of the recursion, which
forgets its ends. The zero-field integral over q^2 is subtracted.

Rates come as a complex array (b_phi, b_R, b_D, b_3, b_Z): an imaginary step gives a derivative to rounding.

Source: the Cooperon of a spin-orbit vector potential, S. V. Iordanskii, Yu. B. Lyanda-Geller and G. E. Pikus,
JETP Lett. 60, 206 (1994); F. G. Pikus and G. E. Pikus, Phys. Rev. B 51, 16928 (1995); W. Knap et al., Phys.
Rev. B 53, 3912 (1996).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hlnfit.special.two_spin_orbit_zero_field import (
    NODES,
    WEIGHTS,
    angle_terms,
    quadrature_panel,
    triplet_gap,
    zero_field_density,
    zero_field_integral,
)
from hlnfit.stored import stored

FloatArray = NDArray[np.float64]
ComplexArray = NDArray[np.complex128]

LEAST_LEVELS = 32
MOST_LEVELS = 400
_FORGET = 30.0
"""exp(-30) = 1e-13: what is left of a wrong end of a chain."""
_CHAIN = 8000


@stored()
def _memory(w: float, p: ComplexArray) -> int:
    """Return how many levels it takes until the end of a chain near level w is forgotten."""
    real = p.real.astype(np.complex128)
    A, _, square, _ = angle_terms(w, real)
    root = math.sqrt(max(A.real**2 - square.real, 0.0))
    ratio = math.sqrt(square.real) / (A.real + root)
    if ratio < 1e-13:
        return 3
    if ratio > 0.995:
        return 6000
    return 4 + int(1.2 * _FORGET / -math.log(ratio))


@stored()
def _from_below(start: float, levels: int, single: bool, p: ComplexArray, out: ComplexArray) -> None:
    """Fill out (levels, 3) with the self-energy of each level from those below it, the first having none.

    Level ``start`` holds one state if ``single``, else two, and so on in turn. A single state has its
    self-energy in column 0; a pair has that of (+1, +1), (-1, -1) and (+1, -1).
    """
    r, d = p[1], p[2]
    root = np.sqrt(r * d)
    both = r + d + p[3]
    square = p[4] * p[4]
    one, alpha, beta, gamma = 0j, 0j, 0j, 0j
    for k in range(levels):
        n = start + k
        below = n - 0.5 + p[0]
        if single == (k % 2 == 0):
            if k > 0:
                u = below + both - alpha
                v = below + both - beta
                s = 2.0 * root - gamma
                one = 2.0 * n * (d * v - 2.0 * root * s + r * u) / (u * v - s * s)
            out[k, 0] = one
        else:
            if k > 0:
                scale = 2.0 * n / (below + 2.0 * both + square / below - one)
                alpha, beta, gamma = scale * r, scale * d, scale * root
            out[k, 0], out[k, 1], out[k, 2] = alpha, beta, gamma


@stored()
def _from_above(start: float, levels: int, single: bool, p: ComplexArray, out: ComplexArray) -> None:
    """Fill out (levels, 3) with the self-energy of each level from those above it, the last having none."""
    r, d = p[1], p[2]
    root = np.sqrt(r * d)
    both = r + d + p[3]
    square = p[4] * p[4]
    one, alpha, beta, gamma = 0j, 0j, 0j, 0j
    for k in range(levels - 1, -1, -1):
        n = start + k
        above = n + 1.5 + p[0]
        if single == (k % 2 == 0):
            if k < levels - 1:
                u = above + both - alpha
                v = above + both - beta
                s = 2.0 * root - gamma
                one = 2.0 * (n + 1.0) * (r * v - 2.0 * root * s + d * u) / (u * v - s * s)
            out[k, 0] = one
        else:
            if k < levels - 1:
                scale = 2.0 * (n + 1.0) / (above + 2.0 * both + square / above - one)
                alpha, beta, gamma = scale * d, scale * r, scale * root
            out[k, 0], out[k, 1], out[k, 2] = alpha, beta, gamma


@stored()
def _trace(n: float, single: bool, p: ComplexArray, low: ComplexArray, high: ComplexArray) -> complex:
    """Return the trace of the inverse at level n from the self-energies of both sides."""
    both = p[1] + p[2] + p[3]
    level = n + 0.5 + p[0]
    if single:
        square = p[4] * p[4]
        below = level + 2.0 * both + square / level - low[0] - high[0]
        one: complex = (1.0 + square / (level * level)) / below
        return one
    u = level + both - low[0] - high[0]
    v = level + both - low[1] - high[1]
    s = 2.0 * np.sqrt(p[1] * p[2]) - low[2] - high[2]
    two: complex = (u + v) / (u * v - s * s)
    return two


@stored()
def _local_trace(n: float, p: ComplexArray, low: ComplexArray, high: ComplexArray) -> complex:
    """Return the trace at any real n, the three states of both chains together."""
    depth = min(_memory(n + 0.5, p), low.shape[0] - 1, int(n))
    total: complex = 0j
    for single in (True, False):
        _from_below(n - depth, depth + 1, single == (depth % 2 == 0), p, low)
        _from_above(n, depth + 1, single, p, high)
        total += _trace(n, single, p, low[depth], high[0])
    return total


@stored()
def triplet_sum(p: ComplexArray, panel: float, low: ComplexArray, high: ComplexArray) -> complex:
    """Return the sum over levels of the triplets' trace less the zero-field integral.

    Parameters
    ----------
    p : complex array, (5,)
        B_phi, B_R, B_D, B_3 and the Zeeman field, all over B.
    panel : float
        See ``quadrature_panel``.
    low, high : complex arrays, (most levels, 3)
        Working space.
    """
    scale = (p[0] + p[1] + p[2] + p[3] + p[4]).real
    levels = int(min(max(LEAST_LEVELS, 4.0 * scale), MOST_LEVELS))
    depth = min(_memory(levels + 0.5, p), low.shape[0] - levels - 1)
    total: complex = 0j
    for single in (True, False):
        _from_below(0.0, levels, single, p, low)
        _from_above(0.0, levels + depth, single, p, high)
        for k in range(levels):
            total += _trace(float(k), single == (k % 2 == 0), p, low[k], high[k])
    edge = float(levels)
    total -= zero_field_integral(edge, p, panel)
    # Euler-Maclaurin at the edge: the sum from n = edge is the integral over w from edge and t'/24 - ...
    near = np.empty(5, np.complex128)
    for i in range(5):
        near[i] = _local_trace(edge - 0.5 + (i - 2.0), p, low, high)
    first: complex = (near[0] - 8.0 * near[1] + 8.0 * near[3] - near[4]) / 12.0
    third: complex = 0.5 * (near[4] - near[0]) - (near[3] - near[1])
    total += first / 24.0 - 7.0 / 5760.0 * third
    top = max(3.0 * scale, edge)
    panels = math.ceil(math.log(top / edge) / panel)
    width = math.log(top / edge) / max(panels, 1)
    lower = edge
    for _ in range(panels):
        for i in range(NODES.size):
            w = lower * math.exp(width * NODES[i])
            gap = _local_trace(w - 0.5, p, low, high) - zero_field_density(w, p)
            total += width * w * WEIGHTS[i] * gap
        lower *= math.exp(width)
    for i in range(NODES.size):
        w = top / NODES[i]
        gap = _local_trace(w - 0.5, p, low, high) - zero_field_density(w, p)
        total += WEIGHTS[i] * top / (NODES[i] * NODES[i]) * gap
    return total


@stored()
def triplet_sums(B: FloatArray, fields: FloatArray, zeta: float, out: FloatArray) -> None:
    """Fill out (n, 6): ``triplet_sum`` at each B > 0, its derivatives by ``fields`` and by zeta.

    ``fields`` holds B_phi, B_R, B_D and B_3 in tesla; zeta is the Zeeman field over B. Column 5 is left as it
    is where zeta is zero.
    """
    low = np.empty((_CHAIN, 3), np.complex128)
    high = np.empty((_CHAIN, 3), np.complex128)
    gap = triplet_gap(fields[0], fields[1], fields[2], fields[3])
    panel = quadrature_panel(gap, fields[1] + fields[2] + fields[3])
    step = 1e-30
    p = np.empty(5, np.complex128)
    for i in range(B.size):
        for k in range(4 if zeta == 0.0 else 5):
            for j in range(4):
                p[j] = complex(fields[j] / B[i], 0.0)
            p[4] = complex(zeta, 0.0)
            p[k] += complex(0.0, step if k == 4 else step / B[i])
            total = triplet_sum(p, panel, low, high)
            out[i, 0] = total.real
            out[i, k + 1] = total.imag / step
