"""Rashba and Dresselhaus coupling in a tilted field: levels by its normal part, Zeeman energy by all of it.

The in-plane Zeeman field b_x mixes the two chains of ``two_spin_orbit_sum``. With the singlet eliminated the
triplets of level n have the diagonal block D_n + v v^+/s, s = n + 1/2 + b_phi, where v is the Zeeman field in
the basis (S_z = +1, 0, -1): in the phases exp[i pi (n + S_z)/4] that make everything else real

    v = (-e^(-i pi/4) b_x/sqrt 2, b_z, e^(i pi/4) b_x/sqrt 2).

Blocks are Hermitian 3 x 3 and kept as three real and three complex numbers. In the limit of a field in the
plane the levels close up and the local inverse becomes the average over the direction of q.

Source: as in ``two_spin_orbit_sum``; the Zeeman coupling of singlet and triplet after S. Maekawa and
H. Fukuyama, J. Phys. Soc. Jpn. 50, 2516 (1981).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hlnfit.special.two_spin_orbit_sum import LEAST_LEVELS, MOST_LEVELS
from hlnfit.special.two_spin_orbit_zero_field import (
    NODES,
    WEIGHTS,
    quadrature_panel,
    smallest_rate,
    triplet_gap,
    zero_field_density,
    zero_field_integral,
)
from hlnfit.stored import stored

FloatArray = NDArray[np.float64]
ComplexArray = NDArray[np.complex128]
Block = tuple[float, float, float, complex, complex, complex]

_FORGET = 28.0
_CHAIN = 8000
_IN_PLANE = 1e-3
"""A normal field below this part of B_phi changes the conductance by less than 1e-7 G0."""
_PHASE = complex(math.sqrt(0.5), math.sqrt(0.5))


@stored()
def _inverse(h: Block) -> Block:
    """Return the inverse of a Hermitian block, given as (+ +), (0 0), (- -), (+ 0), (+ -), (0 -)."""
    a, b, c, x, y, z = h
    xx = x.real * x.real + x.imag * x.imag
    yy = y.real * y.real + y.imag * y.imag
    zz = z.real * z.real + z.imag * z.imag
    det = a * (b * c - zz) - c * xx - b * yy + 2.0 * (x * z * y.conjugate()).real
    k = 1.0 / det
    return (
        k * (b * c - zz),
        k * (a * c - yy),
        k * (a * b - xx),
        k * (y * z.conjugate() - x * c),
        k * (x * z - y * b),
        k * (x.conjugate() * y - a * z),
    )


@stored()
def _diagonal(n: float, p: FloatArray) -> Block:
    """Return the block of level n with the singlet eliminated."""
    s = n + 0.5 + p[0]
    both = p[1] + p[2] + p[3]
    plane = 0.5 * p[5] * p[5] / s
    cross = math.sqrt(0.5) * p[5] * p[4] / s
    return (
        s + both + plane,
        s + 2.0 * both + p[4] * p[4] / s,
        s + both + plane,
        -cross * _PHASE.conjugate(),
        complex(2.0 * math.sqrt(p[1] * p[2]), plane),
        cross * _PHASE.conjugate(),
    )


@stored()
def _hop(g: Block, weight: float, r: float, d: float) -> Block:
    """Return the self-energy that a neighbour with inverse g gives, lower neighbour for (r, d)."""
    root = math.sqrt(r * d)
    w = 2.0 * weight
    return (
        w * r * g[1],
        w * (r * g[2] + d * g[0] + 2.0 * root * g[4].real),
        w * d * g[1],
        w * (r * g[5] + root * g[3].conjugate()),
        complex(w * root * g[1], 0.0),
        w * (root * g[5].conjugate() + d * g[3]),
    )


@stored()
def _less(h: Block, e: Block) -> Block:
    return h[0] - e[0], h[1] - e[1], h[2] - e[2], h[3] - e[3], h[4] - e[4], h[5] - e[5]


@stored()
def _up(n: float, e: Block, p: FloatArray) -> Block:
    """Return the self-energy of level n + 1 from below, e being that of level n."""
    return _hop(_inverse(_less(_diagonal(n, p), e)), n + 1.0, p[1], p[2])


@stored()
def _down(n: float, e: Block, p: FloatArray) -> Block:
    """Return the self-energy of level n - 1 from above, e being that of level n."""
    # The coupling upward exchanges the parts of Rashba and Dresselhaus.
    return _hop(_inverse(_less(_diagonal(n, p), e)), n, p[2], p[1])


@stored()
def _trace(n: float, low: Block, high: Block, p: FloatArray) -> float:
    """Return tr G + v^+ G v/s^2: what triplets and singlet give beyond the free singlet."""
    g = _inverse(_less(_less(_diagonal(n, p), low), high))
    s = n + 0.5 + p[0]
    plane = 0.5 * p[5] * p[5]
    cross = math.sqrt(0.5) * p[5] * p[4]
    # tr(G v v^+) = sum of diagonal products and twice the real part of the others
    mixed = plane * (g[0] + g[2]) + p[4] * p[4] * g[1]
    mixed += 2.0 * (g[3] * (-cross * _PHASE)).real
    mixed += 2.0 * (g[4] * complex(0.0, -plane)).real
    mixed += 2.0 * (g[5] * (cross * _PHASE)).real
    total: float = g[0] + g[1] + g[2] + mixed / (s * s)
    return total


@stored()
def _memory(w: float, p: FloatArray) -> int:
    """Return how many levels it takes until the end of a chain is forgotten (Demko's bound)."""
    smallest, largest = smallest_rate(w, p[1], p[2], p[3])
    condition = math.sqrt((largest + p[0]) / (smallest + p[0]))
    if condition < 1.0001:
        return 3
    ratio = (condition - 1.0) / (condition + 1.0)
    return min(4 + int(0.5 * _FORGET / -math.log(ratio)), 6000)


@stored()
def _nothing() -> Block:
    return 0.0, 0.0, 0.0, 0j, 0j, 0j


@stored()
def _local_trace(n: float, p: FloatArray) -> float:
    """Return the trace at any real n."""
    depth = min(_memory(n + 0.5, p), int(n))
    low = _nothing()
    high = _nothing()
    for k in range(depth, 0, -1):
        low = _up(n - k, low, p)
        high = _down(n + k, high, p)
    return _trace(n, low, high, p)


@stored()
def tilted_sum(p: FloatArray, panel: float, chain: ComplexArray) -> float:
    """Return the sum over levels less the zero-field integral, as ``two_spin_orbit_sum.triplet_sum``.

    Parameters
    ----------
    p : array, (6,)
        B_phi, B_R, B_D, B_3 and the Zeeman fields along the normal and in the plane, over the normal field.
    panel : float
        See ``quadrature_panel``.
    chain : complex array, (most levels, 6)
        Working space.
    """
    rates = p[:4].astype(np.complex128)
    scale = p[0] + p[1] + p[2] + p[3] + p[4] + p[5]
    levels = int(min(max(LEAST_LEVELS, 4.0 * scale), MOST_LEVELS))
    depth = min(_memory(levels + 0.5, p), chain.shape[0] - levels - 1)
    high = _nothing()
    for k in range(levels + depth, 0, -1):
        high = _down(float(k), high, p)
        if k <= levels:
            row = chain[k - 1]
            row[0], row[1], row[2], row[3], row[4], row[5] = high
    low = _nothing()
    total: float = 0.0
    for k in range(levels):
        c = chain[k]
        total += _trace(float(k), low, (c[0].real, c[1].real, c[2].real, c[3], c[4], c[5]), p)
        low = _up(float(k), low, p)
    edge = float(levels)
    total -= zero_field_integral(edge, rates, panel).real
    near = np.empty(5)
    for i in range(5):
        near[i] = _local_trace(edge - 0.5 + (i - 2.0), p)
    first = (near[0] - 8.0 * near[1] + 8.0 * near[3] - near[4]) / 12.0
    third = 0.5 * (near[4] - near[0]) - (near[3] - near[1])
    total += first / 24.0 - 7.0 / 5760.0 * third
    top = max(3.0 * scale, edge)
    panels = math.ceil(math.log(top / edge) / panel)
    width = math.log(top / edge) / max(panels, 1)
    lower = edge
    for _ in range(panels):
        for i in range(NODES.size):
            w = lower * math.exp(width * NODES[i])
            gap = _local_trace(w - 0.5, p) - zero_field_density(w, rates).real
            total += width * w * WEIGHTS[i] * gap
        lower *= math.exp(width)
    for i in range(NODES.size):
        w = top / NODES[i]
        gap = _local_trace(w - 0.5, p) - zero_field_density(w, rates).real
        total += WEIGHTS[i] * top / (NODES[i] * NODES[i]) * gap
    return total


@stored()
def tilted_sums(
    B: FloatArray, fields: FloatArray, zeta: float, tilt: float, step: float, out: FloatArray
) -> None:
    """Fill out (n, 7): the sum at each total field B > 0, and its derivatives.

    Columns 1 to 4 are the derivatives by ``fields`` (B_phi, B_R, B_D, B_3 in tesla), 5 and 6 by zeta and
    tilt (radians from the normal), all by forward differences of relative size ``step``. The normal field is
    kept above a thousandth of B_phi, where its orbital effect vanishes.
    """
    chain = np.empty((_CHAIN, 6), np.complex128)
    gap = triplet_gap(fields[0], fields[1], fields[2], fields[3])
    panel = quadrature_panel(gap, fields[1] + fields[2] + fields[3])
    x = np.empty(6)
    p = np.empty(6)
    for i in range(B.size):
        for k in range(7):
            x[:4] = fields
            x[4], x[5] = zeta, tilt
            h = step
            if k in (1, 2, 3, 4):
                h = step * fields[k - 1]
            if k > 0:
                x[k - 1] += h
            normal = max(abs(B[i] * math.cos(x[5])), _IN_PLANE * fields[0])
            p[:4] = x[:4] / normal
            p[4] = x[4] * B[i] * abs(math.cos(x[5])) / normal
            p[5] = x[4] * B[i] * abs(math.sin(x[5])) / normal
            total = tilted_sum(p, panel, chain)
            out[i, k] = total if k == 0 else (total - out[i, 0]) / h
