"""The Cooperon without an in-plane Zeeman field: two real chains of alternating blocks 2 and 1.

Every term of the Cooperon changes n + S_z by an even number, so that the Landau ladder falls apart into
two chains on which the pair S_z = +-1 and the single S_z = 0 alternate. With the axes along the mirror
planes [110] and [1-10] all matrix elements are real::

    M = n + 1/2 + b_phi + (b_R + b_D + b_3)(2 - S_z^2) + sqrt(b_R b_D) (S_+^2 + S_-^2)
        + sqrt(b_R) (a S_- + a^dag S_+) + sqrt(b_D) (a S_+ + a^dag S_-)

in units of the field. The singlet couples to S_z = 0 of its own level by i b_Z (Zeeman field along z) and
is eliminated at once. The signed trace is d ln det (M + x) / dx with the singlet counted as -x, which one
forward elimination gives together with its derivative: no inverse is ever stored.

Source: spin-orbit coupling as an SU(2) vector potential in the Cooperon: F. G. Pikus and G. E. Pikus,
Phys. Rev. B 51, 16928 (1995); W. Knap et al., Phys. Rev. B 53, 3912 (1996).
"""

from __future__ import annotations

import math

import numpy as np

from hlnfit.simulation.cooperons.cutoff import COLUMNS, extrapolate, first_cutoff
from hlnfit.stored import stored


@stored(nogil=True)
def parity_chains(
    b_phi: float, b_R: float, b_D: float, b_3: float, b_Z: float, tol: float, max_levels: int
) -> tuple[float, float, int]:
    """Return lim_N (sum over N levels of the signed trace - 2 ln N), its error, and the N used.

    All rates are in units of the field. The trace counts the three triplets as +1, the singlet as -1.
    """
    total_rate = b_R + b_D + b_3
    mixing = 2.0 * math.sqrt(b_R * b_D)
    r = math.sqrt(2.0 * b_R)
    d = math.sqrt(2.0 * b_D)
    rr, dd, rd = r * r, d * d, r * d
    zeeman = b_Z * b_Z
    row = np.zeros(COLUMNS)
    columns = 0
    cutoff = first_cutoff(total_rate + abs(b_Z) + b_phi)
    level = 0
    trace = 0.0
    # Inverse of the S_z = 0 site of the first chain, one level back, and its derivative.
    single, single_d = 0.0, 0.0
    # What the pair of the second chain, one level back, hands up to the S_z = 0 site.
    handed, handed_d = 0.0, 0.0
    while True:
        while level < cutoff:
            # Even level: pair of the first chain.
            n = float(level)
            e = n + 0.5 + b_phi
            p = e + total_rate - n * rr * single
            q = e + total_rate - n * dd * single
            m = mixing - n * rd * single
            pd = 1.0 - n * rr * single_d
            qd = 1.0 - n * dd * single_d
            md = -n * rd * single_d
            inverse = 1.0 / (p * q - m * m)
            trace += (q * pd + p * qd - 2.0 * m * md) * inverse
            x = (q * d - m * r) * inverse
            y = (p * r - m * d) * inverse
            up = d * x + r * y
            up_d = -(x * x * pd + y * y * qd + 2.0 * x * y * md)
            # Even level: S_z = 0 of the second chain, with its singlet.
            s = 1.0 / e
            g = 1.0 / (e + 2.0 * total_rate + zeeman * s - n * handed)
            gd = 1.0 + zeeman * s * s - n * handed_d
            trace += gd * g - s
            other, other_d = g, -gd * g * g
            # Odd level: S_z = 0 of the first chain, with its singlet.
            n += 1.0
            e += 1.0
            s = 1.0 / e
            g = 1.0 / (e + 2.0 * total_rate + zeeman * s - n * up)
            gd = 1.0 + zeeman * s * s - n * up_d
            trace += gd * g - s
            single, single_d = g, -gd * g * g
            # Odd level: pair of the second chain.
            p = e + total_rate - n * rr * other
            q = e + total_rate - n * dd * other
            m = mixing - n * rd * other
            pd = 1.0 - n * rr * other_d
            qd = 1.0 - n * dd * other_d
            md = -n * rd * other_d
            inverse = 1.0 / (p * q - m * m)
            trace += (q * pd + p * qd - 2.0 * m * md) * inverse
            x = (q * d - m * r) * inverse
            y = (p * r - m * d) * inverse
            handed = d * x + r * y
            handed_d = -(x * x * pd + y * y * qd + 2.0 * x * y * md)
            level += 2
        columns, value, error = extrapolate(row, columns, trace - 2.0 * math.log(float(cutoff)))
        if (error < tol and columns > 3) or 2 * cutoff > max_levels:
            return value, error, cutoff
        cutoff *= 2
