"""The Cooperon without perpendicular field: the signed trace at one momentum.

Replacing the ladder operator by a number, a -> sqrt(X) exp(i angle) with X = hbar q^2 / (4 e) in tesla,
turns the Cooperon into a 3 x 3 Hermitian matrix once the singlet is eliminated.
"""

from __future__ import annotations

import math

import numpy as np

from hlnfit.stored import stored


@stored(nogil=True)
def momentum_trace(
    X: float,
    angles: np.ndarray,
    B_phi: float,
    B_R: float,
    B_D: float,
    B_3: float,
    B_Zx: float,
    B_Zz: float,
    out: np.ndarray,
) -> None:
    """Fill ``out`` with the signed trace (1/T) at momentum X (T) for each of ``angles`` (rad).

    Angles are counted from the mirror plane; ``B_Zx`` lies along the cubic axis [100]. The trace counts
    the three triplets as +1 and the singlet as -1.
    """
    total = B_R + B_D + B_3
    mixing = 2.0 * math.sqrt(B_R * B_D)
    root_R = math.sqrt(2.0 * B_R * X)
    root_D = math.sqrt(2.0 * B_D * X)
    e = X + B_phi
    s = 1.0 / e
    ss = s * s
    half = 0.5 * B_Zx * B_Zx
    v1 = complex(-0.5 * B_Zx, 0.5 * B_Zx)
    v3 = complex(0.5 * B_Zx, 0.5 * B_Zx)
    w12 = v1 * B_Zz
    w13 = v1 * v3.conjugate()
    w23 = B_Zz * v3.conjugate()
    w22 = B_Zz * B_Zz
    a = e + total + half * s
    b = e + 2.0 * total + w22 * s
    g = mixing + w13 * s
    gg = g.real * g.real + g.imag * g.imag
    for i in range(angles.size):
        turn = complex(math.cos(angles[i]), math.sin(angles[i]))
        linear = root_R * turn.conjugate() + root_D * turn
        f = linear + w12 * s
        h = linear + w23 * s
        ff = f.real * f.real + f.imag * f.imag
        hh = h.real * h.real + h.imag * h.imag
        fh = f * h
        x11 = b * a - hh
        x22 = a * a - gg
        x33 = a * b - ff
        x12 = g * h.conjugate() - f * a
        x13 = fh - b * g
        x23 = g * f.conjugate() - a * h
        det = a * x11 - ff * a - gg * b + 2.0 * (fh * g.conjugate()).real
        weighted = (x11 + x33) * (1.0 + half * ss) + x22 * (1.0 + w22 * ss)
        mixed = (x12 * w12.conjugate() + x13 * w13.conjugate() + x23 * w23.conjugate()).real
        out[i] = (weighted + 2.0 * ss * mixed) / det - s
