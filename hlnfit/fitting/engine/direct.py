"""The curve and its derivatives on the measured fields.

Linear columns are eliminated at each theta (variable projection), as in ``hlnfit.fitting.solve``.
Source: G. H. Golub and V. Pereyra, SIAM J. Numer. Anal. 10, 413 (1973), in the simplification of
L. Kaufman, BIT 15, 49 (1975).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.compiled import Integers, Rows, Vector, kernel, making_arrays
from hlnfit.fitting.engine.mode_field import log_field
from hlnfit.fitting.engine.orthonormal import DEPENDENT, add_row, back_substitute, dot, orthonormalize
from hlnfit.fitting.engine.plan import (
    FIRST_RATE,
    LEVEL,
    ODD1,
    ODD3,
    PART,
    SIZE,
    SQUARE,
    WEIGHT,
)
from hlnfit.fitting.engine.sheet import COEFFICIENT, along_at, r_at, share_at
from hlnfit.special.cooperon_2d import f2_pair, rational
from hlnfit.special.field_grid import f2_of_small, log_into

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

# Rows of the points of a curve: field (T), conductance (S), 1/error (1/S), group.
FIELD, DATA, INVERSE_ERROR, GROUP = range(4)
# Rows of the room for a curve: field without offset x, two of scratch, data minus model, 1/|x|, ln|x|; then
# slopes of the modes, static columns, all linear columns orthonormal, jacobian. Data and what follows ln|x|
# are divided by the errors; the jacobian holds the derivatives of the model by theta, the linear columns
# projected out. 1/|x| and ln|x| are there where the points stand in the order of |x|; else ln|x| begins
# with NaN.
X, T, F, RESIDUAL, INVERSE, LOG, SLOPES = range(7)


@kernel
def first_column(n_modes: int, n_static: int) -> int:
    """Return the row of the first orthonormal linear column."""
    return SLOPES + n_modes + n_static


@making_arrays
def room_for(n_modes: int, n_static: int, m: int, n_theta: int, n: int) -> Rows:
    """Return the empty rows for curves of ``n`` points, with m linear columns."""
    return np.empty((first_column(n_modes, n_static) + m + n_theta, n))


@kernel
def fill_static(kind: int, group: int, points: Rows, rows: Rows, out: int) -> None:
    """Fill row ``out`` with a column that holds no modes, at the fields of row X, divided by the errors."""
    for i in range(rows.shape[1]):
        x, w = rows[X, i], points[INVERSE_ERROR, i]
        if kind == LEVEL:
            rows[out, i] = w if points[GROUP, i] == group else 0.0
        elif kind == SIZE:
            rows[out, i] = abs(x) * w
        elif kind == SQUARE:
            rows[out, i] = x * x * w
        elif kind == ODD1:
            rows[out, i] = x * w
        elif kind == ODD3:
            rows[out, i] = x * x * x * w


@kernel
def _logarithms(rows: Rows) -> None:
    """Fill 1/|x| and ln|x| where the points are sorted by |x|; of points at zero they are not used."""
    n = rows.shape[1]
    if n:
        rows[LOG, 0] = np.nan
    for i in range(1, n):
        if not abs(rows[X, i - 1]) <= abs(rows[X, i]):
            return
    log_into(rows[X], rows[LOG])
    for i in range(n):
        size = abs(rows[X, i])
        rows[INVERSE, i] = 1.0 / (size if size > 0.0 else 1.0)


@kernel
def place(
    modes: Rows,
    static: Integers,
    offsets: Rows,
    points: Rows,
    rows: Rows,
    sheet: Rows,
    theta: int,
    n_theta: int,
) -> None:
    """Fill the fields without offset, and the static columns with their orthonormal form."""
    many = offsets.shape[0] > 1
    for i in range(rows.shape[1]):
        g = int(points[GROUP, i]) if many else 0
        at = int(offsets[g, 0])
        rows[X, i] = points[FIELD, i] - (sheet[theta, at] if at >= 0 else offsets[g, 1])
    n_modes, n_static = modes.shape[0], static.shape[0]
    column, q = SLOPES + n_modes, first_column(n_modes, n_static)
    for c in range(n_static):
        fill_static(static[c, 0], static[c, 1], points, rows, column + c)
        for i in range(rows.shape[1]):
            rows[q + c, i] = rows[column + c, i]
    orthonormalize(rows, q, 0, n_static, sheet, r_at(n_theta, n_modes), DEPENDENT)
    _logarithms(rows)


@kernel
def subtract_held(held: Rows, points: Rows, rows: Rows) -> None:
    """Fill the residual with the data less the columns whose coefficients are held."""
    for i in range(rows.shape[1]):
        rows[RESIDUAL, i] = points[DATA, i] * points[INVERSE_ERROR, i]
    for h in range(held.shape[0]):
        fill_static(int(held[h, 0]), int(held[h, 1]), points, rows, F)
        add_row(rows, RESIDUAL, -held[h, 2], rows, F)


@kernel
def _below_b(x: Vector, w: Vector, inverse: float, factor: float, value: Vector, slope: Vector) -> None:
    """Do as ``_mode`` for points with |x| <= b."""
    for i in range(x.size):
        t = abs(x[i]) * inverse
        f, fall = rational(t * t)
        value[i] += factor * f * w[i]
        slope[i] = -fall * w[i]


@kernel
def _above_b(
    inverse: Vector, log: Vector, w: Vector, log_b: float, factor: float, value: Vector, slope: Vector
) -> None:
    """Do the same for points with |x| > b, whose logarithms are known."""
    b = math.exp(log_b)
    for i in range(w.size):
        f, fall = f2_of_small(b * inverse[i], log[i] - log_b)
        value[i] += factor * f * w[i]
        slope[i] = -fall * w[i]


@kernel
def _mode(points: Rows, rows: Rows, log_b: float, into: int, factor: float, slope: int) -> None:
    """Add ``factor`` times f2(b/|x|) to row ``into``, and fill ``slope`` with its derivative by ln b."""
    n, inverse = rows.shape[1], math.exp(-log_b)
    if n and not math.isnan(rows[LOG, 0]):
        b, k, high = math.exp(log_b), 0, n
        while k < high:
            middle = (k + high) // 2
            if abs(rows[X, middle]) <= b:
                k = middle + 1
            else:
                high = middle
        # Slices, not ranges that start at k: with a start unknown beforehand numba adds index checks that
        # keep the loop out of vector registers.
        w = points[INVERSE_ERROR]
        _below_b(rows[X, :k], w[:k], inverse, factor, rows[into, :k], rows[slope, :k])
        _above_b(rows[INVERSE, k:], rows[LOG, k:], w[k:], log_b, factor, rows[into, k:], rows[slope, k:])
        return
    for i in range(rows.shape[1]):
        value, fall = f2_pair(abs(rows[X, i]) * inverse)
        rows[into, i] += factor * value * points[INVERSE_ERROR, i]
        rows[slope, i] = -fall * points[INVERSE_ERROR, i]


@kernel
def _differentiate(modes: Rows, rows: Rows, sheet: Rows, share: int, n_static: int, jacobian: int) -> None:
    """Fill the rows of the rates from the slopes and coefficients."""
    for k in range(modes.shape[1] - FIRST_RATE):
        for i in range(rows.shape[1]):
            rows[jacobian + k, i] = 0.0
        for j in range(modes.shape[0]):
            if modes[j, FIRST_RATE + k] != 0.0:
                part = int(modes[j, PART])
                scale = modes[j, WEIGHT] * (sheet[COEFFICIENT, n_static + part - 1] if part else 1.0)
                add_row(rows, jacobian + k, scale * sheet[share + j, k], rows, SLOPES + j)


@kernel
def _add_slope(kind: int, coefficient: float, points: Rows, rows: Rows) -> None:
    for i in range(rows.shape[1]):
        x, c = rows[X, i], coefficient * points[INVERSE_ERROR, i]
        if kind == SIZE:
            rows[F, i] += c * np.sign(x)
        elif kind == SQUARE:
            rows[F, i] += 2.0 * c * x
        elif kind == ODD1:
            rows[F, i] += c
        elif kind == ODD3:
            rows[F, i] += 3.0 * c * x * x


@kernel
def _by_offset(
    modes: Rows,
    static: Integers,
    held: Rows,
    offsets: Rows,
    points: Rows,
    rows: Rows,
    sheet: Rows,
    jacobian: int,
) -> None:
    """Fill the rows of the free offsets: minus the slope of the whole curve in the field."""
    n, n_static = rows.shape[1], static.shape[0]
    for i in range(n):
        rows[F, i] = 0.0
    for j in range(modes.shape[0]):
        # f2 depends on b/|x| only: x df2/dx = - df2/d ln b.
        part = int(modes[j, PART])
        scale = sheet[COEFFICIENT, n_static + part - 1] if part else 1.0
        add_row(rows, F, -modes[j, WEIGHT] * scale, rows, SLOPES + j)
    for i in range(n):
        x = rows[X, i]
        rows[F, i] = rows[F, i] / x if x != 0.0 else 0.0
    for c in range(n_static):
        _add_slope(static[c, 0], sheet[COEFFICIENT, c], points, rows)
    for h in range(held.shape[0]):
        _add_slope(int(held[h, 0]), held[h, 2], points, rows)
    for g in range(offsets.shape[0]):
        at = int(offsets[g, 0])
        if at >= 0:
            for i in range(n):
                rows[jacobian + at, i] = -rows[F, i] if points[GROUP, i] == g else 0.0


@kernel
def evaluate(
    modes: Rows,
    static: Integers,
    held: Rows,
    offsets: Rows,
    points: Rows,
    rows: Rows,
    sheet: Rows,
    theta: int,
    normal: int,
    n_theta: int,
    n_amplitudes: int,
    placed: bool,
) -> float:
    """Fill rows and sheet at the theta of a row of the sheet and return chi-square.

    Parameters
    ----------
    normal : int
        First row for J'J.
    placed : bool
        The fields and the static columns in ``rows`` are still valid, as no offset is free.
    """
    if not placed:
        place(modes, static, offsets, points, rows, sheet, theta, n_theta)
    n_modes, n_static, n_rates = modes.shape[0], static.shape[0], modes.shape[1] - FIRST_RATE
    m = n_static + n_amplitudes
    q, r = first_column(n_modes, n_static), r_at(n_theta, n_modes)
    share = share_at(n_theta)
    subtract_held(held, points, rows)
    for c in range(n_static, m):
        for i in range(rows.shape[1]):
            rows[q + c, i] = 0.0
    for j in range(n_modes):
        log_b = log_field(modes, j, sheet, theta, share, n_rates)
        part = int(modes[j, PART])
        into, factor = (q + n_static + part - 1, modes[j, WEIGHT]) if part else (RESIDUAL, -modes[j, WEIGHT])
        _mode(points, rows, log_b, into, factor, SLOPES + j)
    orthonormalize(rows, q, n_static, m, sheet, r, DEPENDENT)
    for c in range(m):
        sheet[COEFFICIENT, c] = 0.0
    for _ in range(2):
        for c in range(m):
            part_of_rest = dot(rows, q + c, rows, RESIDUAL)
            sheet[COEFFICIENT, c] += part_of_rest
            add_row(rows, RESIDUAL, -part_of_rest, rows, q + c)
    back_substitute(sheet, r, COEFFICIENT, m)
    jacobian = q + m
    _differentiate(modes, rows, sheet, share, n_static, jacobian)
    if n_theta > n_rates:
        _by_offset(modes, static, held, offsets, points, rows, sheet, jacobian)
    along = along_at(n_theta, n_modes, m)
    for k in range(n_theta):
        for c in range(m):
            part_of_row = dot(rows, q + c, rows, jacobian + k)
            sheet[along + c, k] = part_of_row
            add_row(rows, jacobian + k, -part_of_row, rows, q + c)
        sheet[normal + k, n_theta] = dot(rows, jacobian + k, rows, RESIDUAL)
        for j in range(k + 1):
            sheet[normal + k, j] = dot(rows, jacobian + k, rows, jacobian + j)
            sheet[normal + j, k] = sheet[normal + k, j]
    return dot(rows, RESIDUAL, rows, RESIDUAL)
