"""The singlet and the triplet along the field, mixed by the Zeeman energy: a divided difference of two modes.

The two modes have the rate fields lambda_+- = m +- r with m = B_phi + s, r^2 = d = s^2 - b^2 (s half the
triplet's spin-orbit field, b the Zeeman field), and the weights +-s/(2r). Both rates are real for d > 0,
conjugate for d < 0. Where r is small the quotient [k(m + r) - k(m - r)]/(2r) is taken from its values on a
circle about d = 0, of which it is a regular function (Cauchy). Fields of one kind are gathered, so that each
kernel, and each pass before and after it, takes them in vector registers.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hlnfit.special.complex_cooperon_2d import complex_f2_into
from hlnfit.special.complex_cooperon_3d import complex_f3_into
from hlnfit.special.cooperon_2d import f2_into
from hlnfit.special.cooperon_3d import f3_into
from hlnfit.stored import stored

FloatArray = NDArray[np.float64]
_DISK = 0.01  # (0.1 m)^2: where the direct quotient would lose two digits
_CIRCLE = 0.1  # in units of m^2; the singularity at lambda = 0 lies at 1, the disk ends at 0.01
_POINTS = 16  # errors 0.1^16 from both sides
_BLOCK = 64
"""Fields taken together: their passes stay in the processor's fastest memory."""

# Conjugate points give conjugate values: half the circle, twice the real part. r in units of m.
_ANGLES = tuple(2.0 * math.pi * (k + 0.5) / _POINTS for k in range(_POINTS // 2))
_D = np.array([(_CIRCLE * math.cos(a), _CIRCLE * math.sin(a)) for a in _ANGLES])
_R = np.array(
    [(math.sqrt(_CIRCLE) * math.cos(0.5 * a), math.sqrt(_CIRCLE) * math.sin(0.5 * a)) for a in _ANGLES]
)


@stored(fastmath={"contract"})
def _real(B: FloatArray, d: FloatArray, product: FloatArray, m: float, three: bool, work: FloatArray) -> None:
    """Fill the first three rows of ``work`` where both rates are real; see ``divided_difference``."""
    n = B.size
    y, f, g = work[3][: 2 * n], work[4][: 2 * n], work[5][: 2 * n]
    for i in range(n):
        upper = m + math.sqrt(d[i])
        lower = product[i] / upper
        y[i] = upper / B[i] if three else B[i] / upper
        y[n + i] = lower / B[i] if three else B[i] / lower
    if three:
        f3_into(y, f, g)
    else:
        f2_into(y, f, g)
    Q, by_m, by_d = work[0], work[1], work[2]
    for i in range(n):
        r = math.sqrt(d[i])
        # The derivatives by the rates themselves: f2_into gives -y f2' at 1/y, f3_into f3'.
        inverse = 1.0 / B[i]
        by_upper = inverse * (g[i] if three else -g[i] * y[i])
        by_lower = inverse * (g[n + i] if three else -g[n + i] * y[n + i])
        half = 0.5 / r
        quotient = (f[i] - f[n + i]) * half
        Q[i] = quotient
        by_m[i] = (by_upper - by_lower) * half
        by_d[i] = (0.5 * (by_upper + by_lower) - quotient) * (0.5 / d[i])


@stored(fastmath={"contract"})
def _conjugate(B: FloatArray, d: FloatArray, m: float, three: bool, work: FloatArray) -> None:
    """Fill the first three rows of ``work`` where the rates are conjugate numbers."""
    n = B.size
    y, f, g = work[3][: 2 * n], work[4][: 2 * n], work[5][: 2 * n]
    for i in range(n):
        y[2 * i] = m / B[i]
        y[2 * i + 1] = math.sqrt(-d[i]) / B[i]
    if three:
        complex_f3_into(y, f, g)
    else:
        complex_f2_into(y, f, g)
    Q, by_m, by_d = work[0], work[1], work[2]
    for i in range(n):
        inverse = 1.0 / math.sqrt(-d[i])
        quotient = f[2 * i + 1] * inverse
        Q[i] = quotient
        by_m[i] = g[2 * i + 1] * inverse / B[i]
        by_d[i] = (g[2 * i] / B[i] - quotient) * (0.5 / d[i])


@stored(fastmath={"contract"})
def _close(B: FloatArray, d: FloatArray, m: float, three: bool, work: FloatArray) -> None:
    """Fill the first three rows of ``work`` where the rates are close to each other."""
    n = B.size
    y, f, g = work[3], work[4], work[5]
    for k in range(_POINTS // 2):
        re, im = _R[k, 0], _R[k, 1]
        plus, minus = y[4 * n * k : 4 * n * k + 2 * n], y[4 * n * k + 2 * n : 4 * n * (k + 1)]
        for i in range(n):
            scale = m / B[i]
            plus[2 * i], plus[2 * i + 1] = scale * (1.0 + re), scale * im
            minus[2 * i], minus[2 * i + 1] = scale * (1.0 - re), -scale * im
    size = 2 * _POINTS * n
    if three:
        complex_f3_into(y[:size], f[:size], g[:size])
    else:
        complex_f2_into(y[:size], f[:size], g[:size])
    Q, by_m, by_d = work[0], work[1], work[2]
    for i in range(n):
        Q[i] = by_m[i] = by_d[i] = 0.0
    scale = 1.0 / m
    for k in range(_POINTS // 2):
        first, second = 4 * n * k, 4 * n * k + 2 * n
        plus, minus = f[first:second], f[second : second + 2 * n]
        plus_slope, minus_slope = g[first:second], g[second : second + 2 * n]
        re, im = _D[k, 0], _D[k, 1]
        # 2/points zeta/(2 r), in units of m
        r_re, r_im = _R[k, 0] / _POINTS, _R[k, 1] / _POINTS
        for i in range(n):
            gap = re - d[i] * scale * scale
            inverse = 1.0 / (gap * gap + im * im)
            # weight / (zeta - d)
            w_re, w_im = (r_re * gap + r_im * im) * inverse, (r_im * gap - r_re * im) * inverse
            x, z = plus[2 * i] - minus[2 * i], plus[2 * i + 1] - minus[2 * i + 1]
            v_re, v_im = w_re * x - w_im * z, w_re * z + w_im * x
            Q[i] += v_re * scale
            by_d[i] += (v_re * gap + v_im * im) * inverse * (scale * scale * scale)
            x, z = plus_slope[2 * i] - minus_slope[2 * i], plus_slope[2 * i + 1] - minus_slope[2 * i + 1]
            by_m[i] += (w_re * x - w_im * z) * scale / B[i]


@stored()
def divided_difference(
    B: FloatArray, B_phi: float, s: float, b: FloatArray, three: bool, out: FloatArray
) -> None:
    """Fill out (3, n): Q = [k(lambda_+/B) - k(lambda_-/B)]/(2r), dQ/dm and dQ/dd; k = f2 or, in 3D, f3."""
    m = B_phi + s
    index = np.empty((3, _BLOCK), np.int64)
    count = np.empty(3, np.int64)
    field, square, product = np.empty(_BLOCK), np.empty(_BLOCK), np.empty(_BLOCK)
    work = np.empty((6, 2 * _POINTS * _BLOCK))
    for start in range(0, B.size, _BLOCK):
        count[:] = 0
        for i in range(start, min(start + _BLOCK, B.size)):
            d = (s - b[i]) * (s + b[i])
            kind = 2 if abs(d) <= _DISK * m * m else (0 if d > 0.0 else 1)
            index[kind, count[kind]] = i
            count[kind] += 1
        for kind in range(3):
            n = count[kind]
            if n == 0:
                continue
            for j in range(n):
                i = index[kind, j]
                field[j] = B[i]
                square[j] = (s - b[i]) * (s + b[i])
                product[j] = B_phi * (B_phi + 2.0 * s) + b[i] * b[i]
            if kind == 0:
                _real(field[:n], square[:n], product[:n], m, three, work)
            elif kind == 1:
                _conjugate(field[:n], square[:n], m, three, work)
            else:
                _close(field[:n], square[:n], m, three, work)
            for j in range(n):
                for k in range(3):
                    out[k, index[kind, j]] = work[k, j]


@stored()
def pair_quotients(B: FloatArray, B_phi: float, s: float, zeta: float, three: bool, out: FloatArray) -> None:
    """Fill out (4, n): the pair quotient at b = zeta B and its derivatives by B_phi, s and zeta."""
    b = zeta * B
    divided_difference(B, B_phi, s, b, three, out[:3])
    for i in range(B.size):
        by_d = out[2, i]
        out[2, i] = out[1, i] + 2.0 * s * by_d
        out[3, i] = -2.0 * b[i] * B[i] * by_d
