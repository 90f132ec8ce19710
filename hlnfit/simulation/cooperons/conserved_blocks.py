"""The Cooperon of one linear term alone: n - S_z (Rashba) or n + S_z (Dresselhaus) is conserved.

The Landau ladder then falls apart into blocks of three triplet states and one singlet, whose traces are
rational numbers: the sum vectorizes. Rashba and linear Dresselhaus of equal strength give the same trace.

Source: S. V. Iordanskii, Yu. B. Lyanda-Geller and G. E. Pikus, JETP Lett. 60, 206 (1994).
"""

from __future__ import annotations

import math

import numpy as np

from hlnfit.simulation.cooperons.cutoff import COLUMNS, extrapolate, first_cutoff
from hlnfit.stored import stored


@stored(nogil=True, fastmath={"reassoc", "contract", "nsz"})
def _blocks(first: int, last: int, y: float, linear: float, total: float, zeeman: float) -> float:
    """Sum the signed traces of the blocks first <= K < last, K >= 1, of states K+1, K, K-1."""
    trace = 0.0
    for i in range(last - first):
        k = float(first + i)
        e = k + y
        s = 1.0 / e
        high = e + 1.0 + total
        low = e - 1.0 + total
        mid = e + 2.0 * total + zeeman * s
        mid_d = 1.0 + zeeman * s * s
        up = 2.0 * (k + 1.0) * linear
        down = 2.0 * k * linear
        det = high * mid * low - low * up - high * down
        det_d = mid * (low + high) + high * low * mid_d - up - down
        trace += det_d / det - s
    return trace


@stored(nogil=True)
def conserved_blocks(
    b_phi: float, b_linear: float, b_3: float, b_Z: float, tol: float, max_levels: int
) -> tuple[float, float, int]:
    """Return lim_N (sum over N blocks of the signed trace - 2 ln N), its error, and the N used.

    All rates are in units of the field; ``b_linear`` is that of the only linear term, ``b_Z`` the Zeeman
    field along z.
    """
    total = b_linear + b_3
    zeeman = b_Z * b_Z
    y = 0.5 + b_phi
    # K = -1 is the lone state n = 0 of the triplet that climbs; K = 0 has no state below.
    s = 1.0 / y
    mid = y + 2.0 * total + zeeman * s
    high = y + 1.0 + total
    up = 2.0 * b_linear
    trace = 1.0 / (y + total) + (mid + high * (1.0 + zeeman * s * s)) / (high * mid - up) - s
    row = np.zeros(COLUMNS)
    columns = 0
    cutoff = first_cutoff(total + abs(b_Z) + b_phi)
    level = 1
    while True:
        trace += _blocks(level, cutoff, y, b_linear, total, zeeman)
        level = cutoff
        columns, value, error = extrapolate(row, columns, trace - 2.0 * math.log(float(cutoff)))
        if (error < tol and columns > 3) or 2 * cutoff > max_levels:
            return value, error, cutoff
        cutoff *= 2
