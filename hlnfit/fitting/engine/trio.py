"""Three modes of three rates without a free amplitude, the usual case, without loops over them.

The same numbers as ``evaluate_reduced`` gives, from the inner products of the slopes of the modes: J'J of
the rates follows from nine of them. Roughly, to 1e-5, the coordinates are gone through once.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.compiled import Rows, kernel, part, sums, sums_part
from hlnfit.fitting.engine.family import STEP, look_up
from hlnfit.fitting.engine.plan import BASE, FIRST_RATE, ONLY, WEIGHT

FloatArray = NDArray[np.float64]

# Rows of the room: of each mode the weights of the two nodes for its value and slope, and the first of them;
# the derivatives of ln b, and ln b; inner products, with those of the residual in the last column; then
# residual and slopes, on grids of their own before and after the change of coordinates.
HERMITE, SHARE, PRODUCT, BEFORE, AFTER = 0, 3, 6, 9, 13
ROOM = 17
ENOUGH = 16
"""Coordinates of a shared grid that a rough evaluation looks at. They are in the order of what they hold of
the family: less than 1e-6 of it is in those behind, on grids of up to thousands of points."""


@kernel
def is_trio(modes: Rows, n_amplitudes: int) -> bool:
    """Return whether the modes are such."""
    return modes.shape[0] == 3 and modes.shape[1] - FIRST_RATE == 3 and n_amplitudes == 0


@part
def _nodes(modes: Rows, first: float, last: int, sheet: Rows, theta: int, room: Rows) -> None:
    """Fill the weights of the modes and the derivatives of their ln b, times the weights of the modes."""
    first_rate, second_rate = math.exp(sheet[theta, 0]), math.exp(sheet[theta, 1])
    third_rate = math.exp(sheet[theta, 2])
    for j in range(3):
        w = modes[j, WEIGHT]
        only = int(modes[j, ONLY])
        s, h = SHARE + j, HERMITE + j
        if only >= 0:
            log_b = float(sheet[theta, only])
            room[s, 0] = w if only == 0 else 0.0
            room[s, 1] = w if only == 1 else 0.0
            room[s, 2] = w if only == 2 else 0.0
        else:
            a, b, c = modes[j, FIRST_RATE], modes[j, FIRST_RATE + 1], modes[j, FIRST_RATE + 2]
            a, b, c = a * first_rate, b * second_rate, c * third_rate
            total = modes[j, BASE] + a + b + c
            log_b = math.log(total)
            inverse = w / total
            room[s, 0], room[s, 1], room[s, 2] = a * inverse, b * inverse, c * inverse
        room[s, 3] = log_b
        at = min(max((log_b - first) * (1.0 / STEP), 0.0), float(last))
        # In the range whatever the integer of a NaN is.
        k = max(min(int(at), last - 1), 0)
        u = at - k
        v = 1.0 - u
        room[h, 0], room[h, 1] = w * (1.0 + 2.0 * u) * v * v, w * u * u * (3.0 - 2.0 * u)
        room[h, 2], room[h, 3] = w * STEP * u * v * v, -w * STEP * u * u * v
        room[h, 4], room[h, 5] = 6.0 / STEP * u * v, v * (1.0 - 3.0 * u)
        room[h, 6], room[h, 7] = u * (3.0 * u - 2.0), float(k)


@sums_part
def _products(t: Rows, z: Rows, room: Rows) -> float:
    """Fill the inner products of slopes and residual; return the residual's own."""
    # The lines of _before and _products_after, in one pass: rows in between cost a tenth of the whole fit.
    h = HERMITE
    k0, k1, k2 = int(room[h, 7]), int(room[h + 1, 7]), int(room[h + 2, 7])
    a0, a1, a2, a3 = room[h, 0], room[h, 1], room[h, 2], room[h, 3]
    a4, a5, a6 = room[h, 4], room[h, 5], room[h, 6]
    b0, b1, b2, b3 = room[h + 1, 0], room[h + 1, 1], room[h + 1, 2], room[h + 1, 3]
    b4, b5, b6 = room[h + 1, 4], room[h + 1, 5], room[h + 1, 6]
    c0, c1, c2, c3 = room[h + 2, 0], room[h + 2, 1], room[h + 2, 2], room[h + 2, 3]
    c4, c5, c6 = room[h + 2, 4], room[h + 2, 5], room[h + 2, 6]
    rank, enough = z.shape[1], min(z.shape[1], ENOUGH)
    rr = r0 = r1 = r2 = 0.0
    g00 = g01 = g02 = g11 = g12 = g22 = 0.0
    for i in range(enough, rank):
        rr += z[0, i] * z[0, i]
    for i in range(enough):
        j = rank + i
        p, q, ps, qs = t[k0, i], t[k0 + 1, i], t[k0, j], t[k0 + 1, j]
        r = z[0, i] - ((a0 * p + a1 * q) + (a2 * ps + a3 * qs))
        s0 = a4 * (q - p) + (a5 * ps + a6 * qs)
        p, q, ps, qs = t[k1, i], t[k1 + 1, i], t[k1, j], t[k1 + 1, j]
        r -= (b0 * p + b1 * q) + (b2 * ps + b3 * qs)
        s1 = b4 * (q - p) + (b5 * ps + b6 * qs)
        p, q, ps, qs = t[k2, i], t[k2 + 1, i], t[k2, j], t[k2 + 1, j]
        r -= (c0 * p + c1 * q) + (c2 * ps + c3 * qs)
        s2 = c4 * (q - p) + (c5 * ps + c6 * qs)
        rr += r * r
        r0 += r * s0
        r1 += r * s1
        r2 += r * s2
        g00 += s0 * s0
        g01 += s0 * s1
        g02 += s0 * s2
        g11 += s1 * s1
        g12 += s1 * s2
        g22 += s2 * s2
    g = PRODUCT
    room[g, 0], room[g, 1], room[g, 2], room[g, 3] = g00, g01, g02, r0
    room[g + 1, 1], room[g + 1, 2], room[g + 1, 3] = g11, g12, r1
    room[g + 2, 2], room[g + 2, 3] = g22, r2
    return rr


@kernel
def _before(t: Rows, room: Rows) -> None:
    """Fill what the modes explain, and their slopes, in the numbers of the table."""
    h = HERMITE
    k0, k1, k2 = int(room[h, 7]), int(room[h + 1, 7]), int(room[h + 2, 7])
    a0, a1, a2, a3 = room[h, 0], room[h, 1], room[h, 2], room[h, 3]
    a4, a5, a6 = room[h, 4], room[h, 5], room[h, 6]
    b0, b1, b2, b3 = room[h + 1, 0], room[h + 1, 1], room[h + 1, 2], room[h + 1, 3]
    b4, b5, b6 = room[h + 1, 4], room[h + 1, 5], room[h + 1, 6]
    c0, c1, c2, c3 = room[h + 2, 0], room[h + 2, 1], room[h + 2, 2], room[h + 2, 3]
    c4, c5, c6 = room[h + 2, 4], room[h + 2, 5], room[h + 2, 6]
    rank = room.shape[1]
    for i in range(rank):
        j = rank + i
        p, q, ps, qs = t[k0, i], t[k0 + 1, i], t[k0, j], t[k0 + 1, j]
        r = (a0 * p + a1 * q) + (a2 * ps + a3 * qs)
        room[BEFORE + 1, i] = a4 * (q - p) + (a5 * ps + a6 * qs)
        p, q, ps, qs = t[k1, i], t[k1 + 1, i], t[k1, j], t[k1 + 1, j]
        r += (b0 * p + b1 * q) + (b2 * ps + b3 * qs)
        room[BEFORE + 2, i] = b4 * (q - p) + (b5 * ps + b6 * qs)
        p, q, ps, qs = t[k2, i], t[k2 + 1, i], t[k2, j], t[k2 + 1, j]
        room[BEFORE, i] = -(r + ((c0 * p + c1 * q) + (c2 * ps + c3 * qs)))
        room[BEFORE + 3, i] = c4 * (q - p) + (c5 * ps + c6 * qs)


@kernel
def _change(factor: Rows, z: Rows, room: Rows) -> None:
    """Change residual and slopes to coordinates, as ``to_coordinates`` does, all four at once."""
    rank = factor.shape[0]
    for i in range(rank):
        room[AFTER, i] = z[0, i]
        room[AFTER + 1, i] = 0.0
        room[AFTER + 2, i] = 0.0
        room[AFTER + 3, i] = 0.0
    for k in range(0, rank, 2):
        p0, p1, q0, q1 = room[BEFORE, k], room[BEFORE, k + 1], room[BEFORE + 1, k], room[BEFORE + 1, k + 1]
        r0, r1, s0, s1 = (
            room[BEFORE + 2, k],
            room[BEFORE + 2, k + 1],
            room[BEFORE + 3, k],
            room[BEFORE + 3, k + 1],
        )
        # L is a lower triangle: no more columns than the next multiple of eight.
        for i in range((k // 8 + 1) * 8):
            f, g = factor[k, i], factor[k + 1, i]
            room[AFTER, i] += p0 * f + p1 * g
            room[AFTER + 1, i] += q0 * f + q1 * g
            room[AFTER + 2, i] += r0 * f + r1 * g
            room[AFTER + 3, i] += s0 * f + s1 * g


@kernel
def _after(modes: Rows, first: float, table: Rows, factor: Rows, z: Rows, room: Rows) -> None:
    """Fill residual and slopes in coordinates, as precisely as the table allows."""
    rank = room.shape[1]
    own = factor.shape[0] > 0
    into = BEFORE if own else AFTER
    for i in range(rank):
        room[into, i] = 0.0 if own else z[0, i]
    for j in range(3):
        look_up(first, table, room[SHARE + j, 3], room, into, -modes[j, WEIGHT], into + 1 + j)
    if own:
        _change(factor, z, room)


@sums
def _products_after(room: Rows) -> float:
    """Fill the inner products from the changed rows; return that of the residual."""
    rr = r0 = r1 = r2 = 0.0
    g00 = g01 = g02 = g11 = g12 = g22 = 0.0
    for i in range(room.shape[1]):
        r, s0, s1, s2 = room[AFTER, i], room[AFTER + 1, i], room[AFTER + 2, i], room[AFTER + 3, i]
        rr += r * r
        r0 += r * s0
        r1 += r * s1
        r2 += r * s2
        g00 += s0 * s0
        g01 += s0 * s1
        g02 += s0 * s2
        g11 += s1 * s1
        g12 += s1 * s2
        g22 += s2 * s2
    g = PRODUCT
    room[g, 0], room[g, 1], room[g, 2], room[g, 3] = g00, g01, g02, r0
    room[g + 1, 1], room[g + 1, 2], room[g + 1, 3] = g11, g12, r1
    room[g + 2, 2], room[g + 2, 3] = g22, r2
    return rr


@part
def evaluate_trio(
    modes: Rows,
    first: float,
    table: Rows,
    factor: Rows,
    z: Rows,
    room: Rows,
    sheet: Rows,
    theta: int,
    n: int,
    rough: bool,
) -> float:
    """Fill J'J and J'r, in three rows of the sheet from ``n`` on; return the squared norm of the residual.

    Parameters are those of ``evaluate_reduced``, with the data in row 0 of ``z``.
    """
    last = table.shape[0] - 1
    _nodes(modes, first, last, sheet, theta, room)
    if not rough:
        _after(modes, first, table, factor, z, room)
        rr = _products_after(room)
    elif factor.shape[0] > 0:
        _before(table, room)
        _change(factor, z, room)
        rr = _products_after(room)
    else:
        rr = _products(table, z, room)
    s, g = SHARE, PRODUCT
    a0, a1, a2 = room[s, 0], room[s + 1, 0], room[s + 2, 0]
    b0, b1, b2 = room[s, 1], room[s + 1, 1], room[s + 2, 1]
    c0, c1, c2 = room[s, 2], room[s + 1, 2], room[s + 2, 2]
    g00, g01, g02, r0 = room[g, 0], room[g, 1], room[g, 2], room[g, 3]
    g11, g12, r1 = room[g + 1, 1], room[g + 1, 2], room[g + 1, 3]
    g22, r2 = room[g + 2, 2], room[g + 2, 3]
    x0, x1 = a0 * g00 + a1 * g01 + a2 * g02, a0 * g01 + a1 * g11 + a2 * g12
    x2 = a0 * g02 + a1 * g12 + a2 * g22
    aa, ab, ac = x0 * a0 + x1 * a1 + x2 * a2, x0 * b0 + x1 * b1 + x2 * b2, x0 * c0 + x1 * c1 + x2 * c2
    x0, x1 = b0 * g00 + b1 * g01 + b2 * g02, b0 * g01 + b1 * g11 + b2 * g12
    x2 = b0 * g02 + b1 * g12 + b2 * g22
    bb, bc = x0 * b0 + x1 * b1 + x2 * b2, x0 * c0 + x1 * c1 + x2 * c2
    x0, x1 = c0 * g00 + c1 * g01 + c2 * g02, c0 * g01 + c1 * g11 + c2 * g12
    x2 = c0 * g02 + c1 * g12 + c2 * g22
    cc = x0 * c0 + x1 * c1 + x2 * c2
    sheet[n, 0], sheet[n, 1], sheet[n, 2] = aa, ab, ac
    sheet[n + 1, 0], sheet[n + 1, 1], sheet[n + 1, 2] = ab, bb, bc
    sheet[n + 2, 0], sheet[n + 2, 1], sheet[n + 2, 2] = ac, bc, cc
    sheet[n, 3] = a0 * r0 + a1 * r1 + a2 * r2
    sheet[n + 1, 3] = b0 * r0 + b1 * r1 + b2 * r2
    sheet[n + 2, 3] = c0 * r0 + c1 * r1 + c2 * r2
    return rr
