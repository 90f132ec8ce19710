"""The Cooperon with a Zeeman field in any direction: one chain of Hermitian 3 x 3 blocks.

A Zeeman field in the plane mixes the two parity chains. The singlet couples by i b.T to the Cartesian
triplets of its own level only; eliminating it adds b b^T / (n + 1/2 + b_phi) to the triplet block, which
stays Hermitian and positive. As without an in-plane field, one forward elimination carries the
determinant and its derivative. Basis S_z = +1, 0, -1, axes along the mirror planes.

Source: singlet-triplet coupling by the Zeeman field: S. Maekawa and H. Fukuyama, J. Phys. Soc. Jpn. 50,
2516 (1981); spin-orbit part as in `parity_chains`.
"""

from __future__ import annotations

import math

import numpy as np

from hlnfit.simulation.cooperons.cutoff import COLUMNS, extrapolate, first_cutoff
from hlnfit.stored import stored


@stored(nogil=True)
def tilted_chain(
    b_phi: float,
    b_R: float,
    b_D: float,
    b_3: float,
    b_Zx: float,
    b_Zz: float,
    tol: float,
    max_levels: int,
) -> tuple[float, float, int]:
    """Return lim_N (sum over N levels of the signed trace - 2 ln N), its error, and the N used.

    All rates are in units of the field; ``b_Zx`` lies along the cubic axis [100], halfway between the
    mirror planes.
    """
    total_rate = b_R + b_D + b_3
    mixing = 2.0 * math.sqrt(b_R * b_D)
    r = math.sqrt(2.0 * b_R)
    d = math.sqrt(2.0 * b_D)
    rr, dd, rd = r * r, d * d, r * d
    # Components of b.T on S_z = +1, 0, -1, with b_x halved between the two mirror axes.
    v1 = complex(-0.5 * b_Zx, 0.5 * b_Zx)
    v2 = b_Zz
    v3 = complex(0.5 * b_Zx, 0.5 * b_Zx)
    half = 0.5 * b_Zx * b_Zx
    w12 = v1 * v2
    w13 = v1 * v3.conjugate()
    w23 = v2 * v3.conjugate()
    w22 = v2 * v2
    row = np.zeros(COLUMNS)
    columns = 0
    cutoff = first_cutoff(total_rate + math.hypot(b_Zx, b_Zz) + b_phi)
    level = 0
    trace = 0.0
    # x: inverse of the eliminated block one level back; y: its derivative. Both Hermitian.
    x11, x22, x33 = 0.0, 0.0, 0.0
    y11, y22, y33 = 0.0, 0.0, 0.0
    zero = complex(0.0, 0.0)
    x12, x13, x23 = zero, zero, zero
    y12, y13, y23 = zero, zero, zero
    while True:
        while level < cutoff:
            n = float(level)
            e = n + 0.5 + b_phi
            s = 1.0 / e
            ss = s * s
            a = e + total_rate + half * s - n * rr * x22
            b = e + 2.0 * total_rate + w22 * s - n * (dd * x11 + rr * x33 + 2.0 * rd * x13.real)
            c = e + total_rate + half * s - n * dd * x22
            f = w12 * s - n * (rd * x12.conjugate() + rr * x23)
            g = mixing + w13 * s - n * rd * x22
            h = w23 * s - n * (dd * x12 + rd * x23.conjugate())
            ad = 1.0 + half * ss - n * rr * y22
            bd = 1.0 + w22 * ss - n * (dd * y11 + rr * y33 + 2.0 * rd * y13.real)
            cd = 1.0 + half * ss - n * dd * y22
            fd = w12 * ss - n * (rd * y12.conjugate() + rr * y23)
            gd = w13 * ss - n * rd * y22
            hd = w23 * ss - n * (dd * y12 + rd * y23.conjugate())
            ff = f.real * f.real + f.imag * f.imag
            gg = g.real * g.real + g.imag * g.imag
            hh = h.real * h.real + h.imag * h.imag
            fh = f * h
            det = a * (b * c - hh) - ff * c - gg * b + 2.0 * (fh * g.conjugate()).real
            inverse = 1.0 / det
            x11 = (b * c - hh) * inverse
            x22 = (a * c - gg) * inverse
            x33 = (a * b - ff) * inverse
            x12 = (g * h.conjugate() - f * c) * inverse
            x13 = (fh - b * g) * inverse
            x23 = (g * f.conjugate() - a * h) * inverse
            # z = x @ derivative of the block; the new derivative of x is -z @ x.
            z11 = x11 * ad + x12 * fd.conjugate() + x13 * gd.conjugate()
            z12 = x11 * fd + x12 * bd + x13 * hd.conjugate()
            z13 = x11 * gd + x12 * hd + x13 * cd
            z21 = x12.conjugate() * ad + x22 * fd.conjugate() + x23 * gd.conjugate()
            z22 = x12.conjugate() * fd + x22 * bd + x23 * hd.conjugate()
            z23 = x12.conjugate() * gd + x22 * hd + x23 * cd
            z31 = x13.conjugate() * ad + x23.conjugate() * fd.conjugate() + x33 * gd.conjugate()
            z32 = x13.conjugate() * fd + x23.conjugate() * bd + x33 * hd.conjugate()
            z33 = x13.conjugate() * gd + x23.conjugate() * hd + x33 * cd
            trace += z11.real + z22.real + z33.real - s
            y11 = -(z11 * x11 + z12 * x12.conjugate() + z13 * x13.conjugate()).real
            y22 = -(z21 * x12 + z22 * x22 + z23 * x23.conjugate()).real
            y33 = -(z31 * x13 + z32 * x23 + z33 * x33).real
            y12 = -(z11 * x12 + z12 * x22 + z13 * x23.conjugate())
            y13 = -(z11 * x13 + z12 * x23 + z13 * x33)
            y23 = -(z21 * x13 + z22 * x23 + z23 * x33)
            level += 1
        columns, value, error = extrapolate(row, columns, trace - 2.0 * math.log(float(cutoff)))
        if (error < tol and columns > 3) or 2 * cutoff > max_levels:
            return value, error, cutoff
        cutoff *= 2
