"""The family on the points of one curve alone, from sums over its points.

In u = ln|x|, scaled to [-1, 1], f2(b/|x|) is a Chebyshev series whose coefficients do not depend on the
points. The inner products of the polynomials need only two sums an order, because
T_j T_k = (T_(j+k) + T_|j-k|)/2; a Cholesky factor of them turns the coefficients into the coordinates that
the rest of the fit works in. Precise to 1e-5, for starts: the points themselves have the last word.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.compiled import Rows, kernel, making_arrays, sums
from hlnfit.fitting.engine.direct import INVERSE_ERROR, RESIDUAL, X
from hlnfit.fitting.engine.family import LANES, MOST_COORDINATES, Family, f2_table, join, nodes
from hlnfit.fitting.engine.orthonormal import dot

FloatArray = NDArray[np.float64]
PRECISION = 1e-5
JITTER = 1e-11
"""Directions with less than this share of the squared weights are not resolved by the points."""


def order_of(reach: float) -> int:
    """Return the number of coefficients that a range of ln|x| needs.

    f2 is analytic in ln|x| up to the poles of the digamma function at a distance of pi from the real axis:
    the coefficients fall like those of the ellipse through them.
    """
    ratio = 2.0 * math.pi / reach
    needed = -math.log(PRECISION) / math.log(ratio + math.sqrt(1.0 + ratio * ratio))
    return min(LANES * math.ceil(needed / LANES), MOST_COORDINATES)


def series_family(reach: float, log_unit: float) -> Family:
    """Return the Chebyshev coefficients of the family over ln|x| in [log_unit - reach, log_unit]."""
    n = order_of(reach)
    angle = (np.arange(2 * n) + 0.5) * math.pi / (2 * n)
    size = np.exp(0.5 * reach * (np.cos(angle) - 1.0))
    log_b = nodes(math.exp(-reach))
    value, slope = np.empty((log_b.size, 2 * n)), np.empty((log_b.size, 2 * n))
    f2_table(size, log_b, value, slope)
    to_series = np.cos(np.outer(angle, np.arange(n))) / n
    to_series[:, 0] *= 0.5
    return Family(float(log_b[0]) + log_unit, join(value @ to_series, slope @ to_series))


@kernel
def _log_scaled(rows: Rows, reach: float, unit: float, room: Rows) -> None:
    """Fill row 0 of ``room`` with u in [-1, 1]; set row 1 to zero where |x| is below the range."""
    # The math library's logarithm keeps the loop out of vector registers; this one is good to 1e-9.
    smallest = unit * math.exp(-reach)
    inverse = 1.0 / unit
    scale = 2.0 / reach
    for i in range(rows.shape[1]):
        size = abs(rows[X, i])
        inside = size > smallest
        room[1, i] = room[1, i] if inside else 0.0
        v = (size if inside else unit) * inverse
        bits = np.float64(v).view(np.int64)
        exponent = (bits - np.int64(0x3FE6A09E667F3BCD)) >> 52
        m = np.int64(bits - (exponent << 52)).view(np.float64)
        s = (m - 1.0) / (m + 1.0)
        w = s * s
        series = 2.0 * s * (1.0 + w * (1 / 3 + w * (1 / 5 + w * (1 / 7 + w * (1 / 9 + w / 11)))))
        room[0, i] = 1.0 + scale * (np.float64(exponent) * math.log(2.0) + series)


@sums
def _next_polynomial(
    room: Rows, now: int, before: int, factor: float, keep: float, rows: Rows
) -> tuple[float, float, float]:
    """Replace row ``before`` by the next polynomial; return now.now, now.next and now.residual."""
    square, cross, data = 0.0, 0.0, 0.0
    for i in range(rows.shape[1]):
        following = factor * room[0, i] * room[now, i] - keep * room[before, i]
        room[before, i] = following
        square += room[now, i] * room[now, i]
        cross += room[now, i] * following
        data += room[now, i] * rows[RESIDUAL, i]
    return square, cross, data


@sums
def _factorize(a: Rows, n: int, least: float, z: Rows) -> int:
    """Replace the leading triangle by its Cholesky factor and z by its solution; return the rank.

    Directions with a pivot below ``least`` are left out.
    """
    rank = 0
    for i in range(n):
        for j in range(i):
            total = a[i, j]
            for k in range(j):
                total -= a[i, k] * a[j, k]
            a[i, j] = total * a[j, j]
        pivot = a[i, i]
        total = z[0, i]
        for k in range(i):
            pivot -= a[i, k] * a[i, k]
            total -= a[i, k] * z[0, k]
        good = pivot > least
        rank += 1 if good else 0
        # The diagonal holds the inverse of the root until all rows are done.
        a[i, i] = 1.0 / math.sqrt(pivot) if good else 0.0
        z[0, i] = total * a[i, i]
    for i in range(n):
        a[i, i] = 1.0 / a[i, i] if a[i, i] > 0.0 else 0.0
    return rank


@making_arrays
def compress(
    points: Rows,
    rows: Rows,
    static: int,
    n_static: int,
    reach: float,
    unit: float,
    room: Rows,
    factor: Rows,
    z: Rows,
) -> int:
    """Fill what turns coefficients into coordinates, and the coordinates z of the data.

    Parameters
    ----------
    points, rows : arrays
        Of the curve, with the data less the static columns in the row of the residual.
    static, n_static : int
        The rows that hold the static columns, orthonormal.
    room : array, (3, n)
        Scratch.
    factor : array, (K, K), out
        Lower triangular L with L L' the inner products; coordinates are L' times coefficients.
    z : array, (n, K), out
        Its row 0.

    Returns
    -------
    int
        The number of directions that the points resolve.
    """
    for i in range(rows.shape[1]):
        room[1, i] = points[INVERSE_ERROR, i]
        room[2, i] = 0.0
    _log_scaled(rows, reach, unit, room)
    order = factor.shape[0]
    moment = np.empty(2 * order)
    onto = np.empty((n_static, order))
    now = 1
    for k in range(order):
        for s in range(n_static):
            onto[s, k] = dot(rows, static + s, room, now)
        first = k == 0
        square, cross, z[0, k] = _next_polynomial(
            room, now, 3 - now, 1.0 if first else 2.0, 0.0 if first else 1.0, rows
        )
        now = 3 - now
        moment[2 * k] = square if first else 2.0 * square - moment[0]
        moment[2 * k + 1] = cross if first else 2.0 * cross - moment[1]
    for j in range(order):
        for k in range(order):
            factor[j, k] = 0.5 * (moment[j + k] + moment[j - k]) if k <= j else 0.0
        for s in range(n_static):
            for k in range(j + 1):
                factor[j, k] -= onto[s, j] * onto[s, k]
    return _factorize(factor, order, JITTER * moment[0] + 1e-300, z)
