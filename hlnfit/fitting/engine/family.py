"""The functions f2(b/|x|) of all fields b as short vectors.

On one set of points they span, to rounding, a space of two dozen dimensions. A table over ln b holds the
coordinates of f2 and of its derivative in that space; between the nodes they follow from polynomials of
degree 9, to 1e-11. A fit in these coordinates costs the same for any number of points; the last step is
taken on the points themselves.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.compiled import Rows, Vector, kernel, making_arrays, part
from hlnfit.special.cooperon_2d import f2_into

FloatArray = NDArray[np.float64]

LANES = 8
"""The number of coordinates is rounded up to a multiple of two vector registers: loops over them are
unrolled twice, and what is left over runs one by one."""
MOST_COORDINATES = 32
STEP = 0.1
"""Distance of the nodes in ln b."""
HIGHEST = 7.0
"""ln b of the last node, with b in units of the largest field: above, the curve is a parabola."""
BELOW = 9.5
"""How far in ln b the nodes begin below the smallest field: there the curve is a logarithm."""
STENCIL = 10
# 1 / prod over m != k of (k - m)
_BARYCENTRIC = tuple(
    (-1.0) ** (STENCIL - 1 - k) / (math.factorial(k) * math.factorial(STENCIL - 1 - k))
    for k in range(STENCIL)
)


class Family(NamedTuple):
    """Coordinates of f2(b/|x|) over nodes of ln b.

    Attributes
    ----------
    first : float
        First node, ln of b in tesla.
    table : array, (n_nodes, 2 rank)
        Coordinates of f2, then those of its derivative by ln b.
    """

    first: float
    table: FloatArray


def nodes(ratio: float) -> FloatArray:
    """Return the nodes, ln of b in units of the largest field, for fields down to ``ratio`` of it."""
    return np.arange(math.log(max(ratio, 1e-5)) - BELOW, HIGHEST + STEP, STEP)


@making_arrays
def f2_table(size: Vector, log_b: Vector, value: Rows, slope: Rows) -> None:
    """Fill f2 and its derivative by ln b, (n_nodes, n), at |x| = size (n,)."""
    t = np.empty(size.size)
    for j in range(log_b.size):
        inverse = math.exp(-log_b[j])
        for i in range(size.size):
            t[i] = size[i] * inverse
        f2_into(t, value[j], slope[j])
        row = slope[j]
        for i in range(size.size):
            row[i] = -row[i]


@part
def look_up(
    first: float, table: Rows, log_b: float, out: Rows, value: int, factor: float, slope: int
) -> None:
    """Add ``factor`` times f2 at ln b to row ``value`` of ``out`` and fill row ``slope`` with its derivative.

    ``first`` and ``table`` are those of a Family; ``out`` is (n, rank).
    """
    last = table.shape[0] - 1
    at = min(max((log_b - first) / STEP, 0.0), float(last))
    node = min(max(int(at) - STENCIL // 2 + 1, 0), last + 1 - STENCIL)
    u = at - node
    # Lagrange's polynomials of the ten nodes, from products of what stands before and behind each.
    u1, u2, u3, u4, u5, u6, u7, u8, u9 = u - 1, u - 2, u - 3, u - 4, u - 5, u - 6, u - 7, u - 8, u - 9
    b2 = u * u1
    b3, r7 = b2 * u2, u8 * u9
    b4, r6 = b3 * u3, r7 * u7
    b5, r5 = b4 * u4, r6 * u6
    b6, r4 = b5 * u5, r5 * u5
    b7, r3 = b6 * u6, r4 * u4
    b8, r2 = b7 * u7, r3 * u3
    r1 = r2 * u2
    n = _BARYCENTRIC
    w0, w1, w2, w3, w4 = n[0] * r1 * u1, n[1] * u * r1, n[2] * b2 * r2, n[3] * b3 * r3, n[4] * b4 * r4
    w5, w6, w7, w8, w9 = n[5] * b5 * r5, n[6] * b6 * r6, n[7] * b7 * r7, n[8] * b8 * u9, n[9] * b8 * u8
    t, k, rank = table, node, out.shape[1]
    # In one expression, so that the sums stay in registers.
    for i in range(rank):
        lower = w0 * t[k, i] + w1 * t[k + 1, i] + w2 * t[k + 2, i] + w3 * t[k + 3, i] + w4 * t[k + 4, i]
        upper = w5 * t[k + 5, i] + w6 * t[k + 6, i] + w7 * t[k + 7, i] + w8 * t[k + 8, i] + w9 * t[k + 9, i]
        out[value, i] += factor * (lower + upper)
    for i in range(rank):
        h = rank + i
        lower = w0 * t[k, h] + w1 * t[k + 1, h] + w2 * t[k + 2, h] + w3 * t[k + 3, h] + w4 * t[k + 4, h]
        upper = w5 * t[k + 5, h] + w6 * t[k + 6, h] + w7 * t[k + 7, h] + w8 * t[k + 8, h] + w9 * t[k + 9, h]
        out[slope, i] = lower + upper


@kernel
def look_up_roughly(
    first: float, table: Rows, log_b: float, out: Rows, value: int, factor: float, slope: int
) -> None:
    """Do the same to 1e-5, in a third of the time: a cubic through values and slopes of two nodes."""
    at = min(max((log_b - first) / STEP, 0.0), float(table.shape[0] - 1))
    # In the range whatever the integer of a NaN is.
    k = max(min(int(at), table.shape[0] - 2), 0)
    u = at - k
    v0, v1 = (1.0 + 2.0 * u) * (1.0 - u) * (1.0 - u), u * u * (3.0 - 2.0 * u)
    s0, s1 = STEP * u * (1.0 - u) * (1.0 - u), STEP * u * u * (u - 1.0)
    change = 6.0 * u * (1.0 - u) / STEP
    d0, d1 = (1.0 - u) * (1.0 - 3.0 * u), u * (3.0 * u - 2.0)
    t, rank = table, out.shape[1]
    for i in range(rank):
        h = rank + i
        out[value, i] += factor * ((v0 * t[k, i] + v1 * t[k + 1, i]) + (s0 * t[k, h] + s1 * t[k + 1, h]))
        out[slope, i] = change * (t[k + 1, i] - t[k, i]) + (d0 * t[k, h] + d1 * t[k + 1, h])


@kernel
def to_coordinates(factor: Rows, rows: Rows, of: int, out: Rows, into: int) -> None:
    """Fill row ``into`` of ``out`` with L' times row ``of`` of ``rows``: coefficients to coordinates.

    ``factor`` is the lower triangular L; its size is a multiple of four.
    """
    for i in range(out.shape[1]):
        out[into, i] = 0.0
    k = 0
    while k < factor.shape[0]:
        # Four rows at once, and no more columns than they have.
        a, b, c, d = rows[of, k], rows[of, k + 1], rows[of, k + 2], rows[of, k + 3]
        for i in range(k + 4):
            both = a * factor[k, i] + b * factor[k + 1, i]
            out[into, i] += both + c * factor[k + 2, i] + d * factor[k + 3, i]
        k += 4


def join(value: FloatArray, slope: FloatArray) -> FloatArray:
    """Return the table of a family from coordinates (n_nodes, rank), with zeros up to whole registers."""
    rank = value.shape[1]
    room = LANES * math.ceil(rank / LANES)
    table = np.zeros((value.shape[0], 2 * room))
    table[:, :rank], table[:, room : room + rank] = value, slope
    return table
