"""J'J and J'r of one curve over all of its free parameters, nonlinear and linear ones alike.

Near a minimum nothing is gained by eliminating the linear parameters at each step: with all of them in one
set of normal equations any parameter can be shared between curves, and noise that neighbouring points have
in common is whitened in the same pass.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.correlated import whiten_in_place
from hlnfit.fitting.engine.direct import (
    DATA,
    FIELD,
    GROUP,
    INVERSE_ERROR,
    RESIDUAL,
    F,
    T,
    X,
    fill_static,
)
from hlnfit.fitting.engine.mode_field import log_field
from hlnfit.fitting.engine.orthonormal import add_row
from hlnfit.fitting.engine.plan import FIRST_RATE, ODD1, ODD3, PART, SIZE, SQUARE, WEIGHT, Plan
from hlnfit.special.cooperon_2d import f2_into
from hlnfit.stored import stored

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
FIRST_SLOPE = RESIDUAL + 1


class Noise(NamedTuple):
    """Correlation of the points in their order; ``gap`` is empty for white noise."""

    gap: FloatArray
    weight: FloatArray
    white: float
    correlated: float
    length: float
    shape: int


@stored(nogil=True)
def linearize_points(
    plan: Plan, noise: Noise, points: FloatArray, parameters: FloatArray, rows: FloatArray, sheet: FloatArray
) -> int:
    """Fill rows with data minus model and with its derivatives; return the first row of the derivatives.

    Parameters
    ----------
    points : array, (4, n)
        Field, conductance, 1/error and group, in the order of ``noise``.
    parameters : array, (n_free,)
        Theta, then the coefficients in the order of the plan.
    rows : array, (RESIDUAL + 2 + n_modes + n_free, n)
        The residual stands in row RESIDUAL; everything is divided by the errors, and white. The last row
        is scratch.
    sheet : array, (1 + n_modes, n_free)
        Scratch.
    """
    modes, static, held, offsets, bounds, n_amplitudes = plan
    n, n_modes, n_static, n_rates = points.shape[1], modes.shape[0], static.shape[0], bounds.shape[1]
    n_free = parameters.size
    n_theta = n_free - n_static - n_amplitudes
    jacobian = FIRST_SLOPE + n_modes
    for k in range(n_free):
        sheet[0, k] = parameters[k]
    for i in range(n):
        g = int(points[GROUP, i])
        at = int(offsets[g, 0])
        rows[X, i] = points[FIELD, i] - (parameters[at] if at >= 0 else offsets[g, 1])
        rows[RESIDUAL, i] = points[DATA, i] * points[INVERSE_ERROR, i]
    for h in range(held.shape[0]):
        fill_static(int(held[h, 0]), int(held[h, 1]), points, rows, F)
        add_row(rows, RESIDUAL, -held[h, 2], rows, F)
    for c in range(n_static):
        row = jacobian + n_theta + c
        fill_static(static[c, 0], static[c, 1], points, rows, row)
        add_row(rows, RESIDUAL, -parameters[n_theta + c], rows, row)
    for c in range(n_amplitudes):
        for i in range(n):
            rows[jacobian + n_theta + n_static + c, i] = 0.0
    for k in range(n_theta):
        for i in range(n):
            rows[jacobian + k, i] = 0.0
    free_offsets = n_theta > n_rates
    if free_offsets:
        _background_slopes(static, held, parameters, n_theta, points, rows)
    last = rows.shape[0] - 1
    for j in range(n_modes):
        inverse = math.exp(-log_field(modes, j, sheet, 0, 1, n_rates))
        part, slope = int(modes[j, PART]), FIRST_SLOPE + j
        for i in range(n):
            rows[T, i] = abs(rows[X, i]) * inverse
        f2_into(rows[T], rows[last], rows[slope])
        own = jacobian + n_theta + n_static + part - 1
        amplitude = parameters[n_theta + n_static + part - 1] if part else 1.0
        for i in range(n):
            scale = modes[j, WEIGHT] * points[INVERSE_ERROR, i]
            rows[last, i] *= scale
            rows[slope, i] *= -amplitude * scale
        if part:
            add_row(rows, own, 1.0, rows, last)
        add_row(rows, RESIDUAL, -amplitude, rows, last)
        for k in range(n_rates):
            if modes[j, FIRST_RATE + k] != 0.0:
                add_row(rows, jacobian + k, sheet[1 + j, k], rows, slope)
        if free_offsets:
            for i in range(n):
                # f2 depends on b/|x| only: x df2/dx = - df2/d ln b.
                rows[F, i] -= rows[slope, i] / rows[X, i] if rows[X, i] != 0.0 else 0.0
    for g in range(offsets.shape[0]):
        at = int(offsets[g, 0])
        if at >= 0:
            for i in range(n):
                rows[jacobian + at, i] = -rows[F, i] if points[GROUP, i] == g else 0.0
    if noise.gap.size:
        columns = np.empty((n, n_free + 1))
        for i in range(n):
            columns[i, n_free] = rows[RESIDUAL, i]
            for k in range(n_free):
                columns[i, k] = rows[jacobian + k, i]
        whiten_in_place(
            noise.gap, noise.weight, noise.white, noise.correlated, noise.length, noise.shape, columns
        )
        for i in range(n):
            rows[RESIDUAL, i] = columns[i, n_free]
            for k in range(n_free):
                rows[jacobian + k, i] = columns[i, k]
    return int(jacobian)


@stored(nogil=True)
def _background_slopes(
    static: IntArray,
    held: FloatArray,
    parameters: FloatArray,
    n_theta: int,
    points: FloatArray,
    rows: FloatArray,
) -> None:
    """Fill row F with the slope in the field of all columns without modes."""
    for i in range(rows.shape[1]):
        rows[F, i] = 0.0
    n_static = static.shape[0]
    for c in range(n_static + held.shape[0]):
        kind = static[c, 0] if c < n_static else int(held[c - n_static, 0])
        value = parameters[n_theta + c] if c < n_static else held[c - n_static, 2]
        for i in range(rows.shape[1]):
            x, w = rows[X, i], value * points[INVERSE_ERROR, i]
            if kind == SIZE:
                rows[F, i] += w * np.sign(x)
            elif kind == SQUARE:
                rows[F, i] += 2.0 * w * x
            elif kind == ODD1:
                rows[F, i] += w
            elif kind == ODD3:
                rows[F, i] += 3.0 * w * x * x


@stored(nogil=True, fastmath={"reassoc", "contract"})
def sum_products(rows: FloatArray, jacobian: int, normal: FloatArray, gradient: FloatArray) -> float:
    """Fill J'J (n_free, n_free) and J'r (n_free,) and return chi-square."""
    n, n_free = rows.shape[1], gradient.size
    chi2 = 0.0
    for i in range(n):
        chi2 += rows[RESIDUAL, i] * rows[RESIDUAL, i]
    for k in range(n_free):
        total = 0.0
        for i in range(n):
            total += rows[jacobian + k, i] * rows[RESIDUAL, i]
        gradient[k] = total
        for j in range(k + 1):
            total = 0.0
            for i in range(n):
                total += rows[jacobian + k, i] * rows[jacobian + j, i]
            normal[k, j] = total
            normal[j, k] = total
    return chi2


@stored(nogil=True)
def sum_curves(
    plan: Plan,
    noise: Noise,
    points: FloatArray,
    curves: IntArray,
    place: IntArray,
    parameters: FloatArray,
    rows: FloatArray,
    sheet: FloatArray,
    chi2: FloatArray,
    normal: FloatArray,
    gradient: FloatArray,
) -> None:
    """Fill chi-square, J'J and J'r of curves of one plan and one number of points.

    Parameters
    ----------
    points : array, (n_members, 4, n)
        As for ``linearize_points``, as are ``rows`` and ``sheet``.
    curves : int array, (n_members,)
        Which of all curves these are.
    place : int array, (n_free,)
        Where the parameters of the plan stand among those of a curve.
    parameters, gradient : arrays, (n_curves, n)
    chi2, normal : arrays, (n_curves,) and (n_curves, n, n)
    """
    n_free = place.size
    own, slope, square = np.empty(n_free), np.empty(n_free), np.empty((n_free, n_free))
    for k in range(curves.size):
        at = curves[k]
        for i in range(n_free):
            own[i] = parameters[at, place[i]]
        first = linearize_points(plan, noise, points[k], own, rows, sheet)
        chi2[at] = sum_products(rows, first, square, slope)
        for i in range(n_free):
            gradient[at, place[i]] = slope[i]
            for j in range(n_free):
                normal[at, place[i], place[j]] = square[i, j]
