"""The Cooperon of Rashba and Dresselhaus coupling together, summed over the Landau levels.

In units of B, with rates b_phi, b_R, b_D and b_3, the triplet Cooperon in the basis (n, S_z) is

    M = n + 1/2 + b_phi + (b_R + b_D + b_3)(2 - S_z^2) - 2 sqrt(b_R b_D) {S_x, S_y}
        + sqrt(b_R)(-i a S_- + i a^+ S_+) + sqrt(b_D)(a S_+ + a^+ S_-).

The parity of n + S_z is conserved and the phases exp[i pi (n + S_z)/4] make M real: two chains of levels
that hold in turn one state (S_z = 0) and two (S_z = +-1). The diagonal of the inverse follows by recursion
from both ends. Far from n = 0 it is a smooth function of n, so that the sum over all high levels is an
integral, taken where needed and nowhere else; each value there takes a short stretch of the recursion, which
forgets its ends. At zero field the level index becomes q^2, and the average over the direction of q is
elementary: the determinant is A + C sin(2 phi).

The functions take complex rates: an imaginary step gives the derivative to rounding.

Source: the Cooperon of a spin-orbit vector potential, S. V. Iordanskii, Yu. B. Lyanda-Geller and G. E. Pikus,
JETP Lett. 60, 206 (1994); F. G. Pikus and G. E. Pikus, Phys. Rev. B 51, 16928 (1995); W. Knap et al., Phys.
Rev. B 53, 3912 (1996).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
ComplexArray = NDArray[np.complex128]

_GAUSS_X, _GAUSS_W = np.polynomial.legendre.leggauss(12)
_NODES = 0.5 * (1.0 + _GAUSS_X)
_WEIGHTS = 0.5 * _GAUSS_W
_LEAST_LEVELS = 32
_MOST_LEVELS = 400
_FORGET = 30.0
"""exp(-30) = 1e-13: what is left of a wrong end of a chain."""


@njit(cache=True, error_model="numpy")
def _angle_terms(
    w: float, y: complex, r: complex, d: complex, c: complex
) -> tuple[complex, complex, complex, complex]:
    """Return A, dA/dy, C^2 and C dC/dy of the determinant A + C sin(2 phi) at q^2 = w."""
    both = r + d
    square = r * d
    d1 = w + y + both + c
    d0 = d1 + both + c
    inner = d1 * d1 - 4.0 * square
    A = d0 * inner - 4.0 * w * d1 * both + 16.0 * w * square
    slope = inner + 2.0 * d0 * d1 - 4.0 * w * both
    scale = 64.0 * w * w * square
    rest = w + y + c
    return A, slope, scale * rest * rest, scale * rest


@njit(cache=True, error_model="numpy")
def zero_field_density(w: float, y: complex, r: complex, d: complex, c: complex) -> complex:
    """Return the trace of the inverse triplet Cooperon at q^2 = w, averaged over the direction of q."""
    A, slope, square, product = _angle_terms(w, y, r, d, c)
    root = np.sqrt(A * A - square)
    density: complex = slope / root - product / (root * (A + root))
    return density


@njit(cache=True, error_model="numpy")
def _memory(w: float, y: float, r: float, d: float, c: float) -> int:
    """Return how many levels it takes until the end of a chain near level w is forgotten."""
    A, _, square, _ = _angle_terms(w, y + 0j, r + 0j, d + 0j, c + 0j)
    root = math.sqrt(max(A.real**2 - square.real, 0.0))
    ratio = math.sqrt(square.real) / (A.real + root)
    if ratio < 1e-13:
        return 3
    if ratio > 0.995:
        return 6000
    return 4 + int(1.2 * _FORGET / -math.log(ratio))


@njit(cache=True, error_model="numpy")
def _from_below(
    start: float, levels: int, single: bool, y: complex, r: complex, d: complex, c: complex, out: ComplexArray
) -> None:
    """Fill out (levels, 3) with the self-energy of each level from those below it, the first having none.

    Level ``start`` holds one state if ``single``, else two, and so on in turn. A single state has its
    self-energy in column 0; a pair has that of (+1, +1), (-1, -1) and (+1, -1).
    """
    root = np.sqrt(r * d)
    both = r + d + c
    one = 0j
    alpha, beta, gamma = 0j, 0j, 0j
    for k in range(levels):
        n = start + k
        if single == (k % 2 == 0):
            # from the pair below, at n - 1
            one = 0j
            if k > 0:
                p = n - 0.5 + y + both - alpha
                q = n - 0.5 + y + both - beta
                s = 2.0 * root - gamma
                one = 2.0 * n * (d * q - 2.0 * root * s + r * p) / (p * q - s * s)
            out[k, 0] = one
        else:
            alpha, beta, gamma = 0j, 0j, 0j
            if k > 0:
                scale = 2.0 * n / (n - 0.5 + y + 2.0 * both - one)
                alpha, beta, gamma = scale * r, scale * d, scale * root
            out[k, 0], out[k, 1], out[k, 2] = alpha, beta, gamma


@njit(cache=True, error_model="numpy")
def _from_above(
    start: float, levels: int, single: bool, y: complex, r: complex, d: complex, c: complex, out: ComplexArray
) -> None:
    """Fill out (levels, 3) with the self-energy of each level from those above it, the last having none."""
    root = np.sqrt(r * d)
    both = r + d + c
    one = 0j
    alpha, beta, gamma = 0j, 0j, 0j
    for k in range(levels - 1, -1, -1):
        n = start + k
        top = k == levels - 1
        if single == (k % 2 == 0):
            one = 0j
            if not top:
                p = n + 1.5 + y + both - alpha
                q = n + 1.5 + y + both - beta
                s = 2.0 * root - gamma
                one = 2.0 * (n + 1.0) * (r * q - 2.0 * root * s + d * p) / (p * q - s * s)
            out[k, 0] = one
        else:
            alpha, beta, gamma = 0j, 0j, 0j
            if not top:
                scale = 2.0 * (n + 1.0) / (n + 1.5 + y + 2.0 * both - one)
                alpha, beta, gamma = scale * d, scale * r, scale * root
            out[k, 0], out[k, 1], out[k, 2] = alpha, beta, gamma


@njit(cache=True, error_model="numpy")
def _trace(
    n: float,
    single: bool,
    y: complex,
    r: complex,
    d: complex,
    c: complex,
    low: ComplexArray,
    high: ComplexArray,
) -> complex:
    """Return the trace of the inverse at level n from the self-energies of both sides."""
    both = r + d + c
    if single:
        one: complex = 1.0 / (n + 0.5 + y + 2.0 * both - low[0] - high[0])
        return one
    p = n + 0.5 + y + both - low[0] - high[0]
    q = n + 0.5 + y + both - low[1] - high[1]
    s = 2.0 * np.sqrt(r * d) - low[2] - high[2]
    two: complex = (p + q) / (p * q - s * s)
    return two


@njit(cache=True, error_model="numpy")
def _local_trace(
    n: float, y: complex, r: complex, d: complex, c: complex, low: ComplexArray, high: ComplexArray
) -> complex:
    """Return the trace at any real n, the three states of both chains together."""
    depth = _memory(n + 0.5, y.real, r.real, d.real, c.real)
    depth = min(depth, low.shape[0] - 1, int(n))
    total: complex = 0j
    for single in (True, False):
        first = single == (depth % 2 == 0)
        _from_below(n - depth, depth + 1, first, y, r, d, c, low)
        _from_above(n, depth + 1, single, y, r, d, c, high)
        total += _trace(n, single, y, r, d, c, low[depth], high[0])
    return total


@njit(cache=True, error_model="numpy")
def _density_integral(
    lower: float, upper: float, y: complex, r: complex, d: complex, c: complex, panel: float
) -> complex:
    """Return the integral of the zero-field density; features are no finer than panel in ln(w + y)."""
    total: complex = 0j
    shift = y.real
    log = math.log((upper + shift) / (lower + shift))
    panels = math.ceil(log / panel)
    width = log / panels
    edge = lower + shift
    for _ in range(panels):
        for i in range(_NODES.size):
            x = edge * math.exp(width * _NODES[i])
            total += width * x * _WEIGHTS[i] * zero_field_density(x - shift, y, r, d, c)
        edge *= math.exp(width)
    return total


@njit(cache=True, error_model="numpy")
def triplet_sum(
    y: complex, r: complex, d: complex, c: complex, panel: float, low: ComplexArray, high: ComplexArray
) -> complex:
    """Return the sum over levels of the triplets' trace less the zero-field integral.

    Parameters
    ----------
    y, r, d, c : complex
        B_phi/B, B_R/B, B_D/B and B_3/B.
    panel : float
        Step in ln q^2 within which the zero-field density is a polynomial of degree 20.
    low, high : arrays, (most levels, 3)
        Working space.
    """
    scale = (y + r + d + c).real
    levels = int(min(max(_LEAST_LEVELS, 4.0 * scale), _MOST_LEVELS))
    depth = min(_memory(levels + 0.5, y.real, r.real, d.real, c.real), low.shape[0] - levels - 1)
    total: complex = 0j
    for single in (True, False):
        _from_below(0.0, levels, single, y, r, d, c, low)
        _from_above(0.0, levels + depth, single, y, r, d, c, high)
        for k in range(levels):
            total += _trace(float(k), single == (k % 2 == 0), y, r, d, c, low[k], high[k])
    edge = float(levels)
    total -= _density_integral(0.0, edge, y, r, d, c, panel)
    # Euler-Maclaurin at the edge: the sum from n = edge is the integral over w from edge and t'/24 - ...
    near = np.empty(5, np.complex128)
    for i in range(5):
        near[i] = _local_trace(edge - 0.5 + (i - 2.0), y, r, d, c, low, high)
    first: complex = (near[0] - 8.0 * near[1] + 8.0 * near[3] - near[4]) / 12.0
    third = 0.5 * (near[4] - near[0]) - (near[3] - near[1])
    total += first / 24.0 - 7.0 / 5760.0 * third
    top = max(3.0 * scale, edge)
    panels = math.ceil(math.log(top / edge) / panel)
    width = math.log(top / edge) / max(panels, 1)
    lower = edge
    for _ in range(panels):
        for i in range(_NODES.size):
            w = lower * math.exp(width * _NODES[i])
            gap = _local_trace(w - 0.5, y, r, d, c, low, high) - zero_field_density(w, y, r, d, c)
            total += width * w * _WEIGHTS[i] * gap
        lower *= math.exp(width)
    for i in range(_NODES.size):
        w = top / _NODES[i]
        gap = _local_trace(w - 0.5, y, r, d, c, low, high) - zero_field_density(w, y, r, d, c)
        total += _WEIGHTS[i] * top / (_NODES[i] * _NODES[i]) * gap
    return total


@njit(cache=True, error_model="numpy")
def triplet_gap(y: float, r: float, d: float, c: float) -> float:
    """Return the smallest triplet rate at zero field over all q, in the unit of the arguments.

    It is the field below which the triplets' part of the conductance is quadratic. The extremes over the
    direction of q lie at sin(2 phi) = +-1, where the determinant is a cubic of three real roots.
    """
    both = r + d
    e = both + c
    square = r * d
    p = math.sqrt(square)
    smallest = e
    for k in range(81):
        w = 0.0 if k == 0 else both * 10.0 ** (0.05 * (k - 70))
        for sign in (-1.0, 1.0):
            # x = w + y + e: x^3 + e x^2 + c1 x + c0; its largest root is the smallest rate
            c1 = -4.0 * square - 4.0 * w * both + 8.0 * w * p * sign
            c0 = -4.0 * square * e + 16.0 * w * square - 8.0 * w * p * sign * both
            shift = e / 3.0
            u = shift * shift - c1 / 3.0
            v = shift * shift * shift - 0.5 * (shift * c1 - c0)
            if u <= 0.0:
                largest = -shift
            else:
                cosine = -v / (u * math.sqrt(u))
                angle = math.acos(min(1.0, max(-1.0, cosine))) / 3.0
                largest = 2.0 * math.sqrt(u) * math.cos(angle) - shift
            smallest = min(smallest, w + e - largest)
    return y + max(smallest, 0.0)


@njit(cache=True, error_model="numpy")
def triplet_sums(B: FloatArray, fields: FloatArray, out: FloatArray) -> None:
    """Fill out (n, 5): ``triplet_sum`` at each B > 0 and its derivatives by B_phi, B_R, B_D and B_3.

    ``fields`` holds those four in tesla.
    """
    low = np.empty((8000, 3), np.complex128)
    high = np.empty((8000, 3), np.complex128)
    gap = triplet_gap(fields[0], fields[1], fields[2], fields[3])
    # The zero-field density has its singularities at an angle sqrt(gap/scale) from the real axis of ln q^2.
    panel = min(1.0, max(0.02, 2.0 * math.sqrt(gap / (gap + fields[1] + fields[2] + fields[3]))))
    step = 1e-30
    p = np.empty(4, np.complex128)
    for i in range(B.size):
        for k in range(4):
            for j in range(4):
                p[j] = complex(fields[j], 0.0) / B[i]
            p[k] += complex(0.0, step / B[i])
            total = triplet_sum(p[0], p[1], p[2], p[3], panel, low, high)
            out[i, 0] = total.real
            out[i, k + 1] = total.imag / step
