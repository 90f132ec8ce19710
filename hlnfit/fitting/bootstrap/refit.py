"""Refits of many data sets on the points of one curve, each from the optimum of the measured one.

Source: D. W. Marquardt, J. Soc. Indust. Appl. Math. 11, 431 (1963).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.bootstrap.coordinates import Coordinates
from hlnfit.fitting.engine.direct import DATA, RESIDUAL
from hlnfit.fitting.engine.family import look_up
from hlnfit.fitting.engine.mode_field import log_field
from hlnfit.fitting.engine.orthonormal import add_row
from hlnfit.fitting.engine.plan import FIRST_RATE, PART, WEIGHT, Plan
from hlnfit.fitting.engine.step import solve_positive
from hlnfit.fitting.normal_equations import FIRST_SLOPE, Noise, linearize_points, sum_products
from hlnfit.stored import stored

FloatArray = NDArray[np.float64]
MOST_STEPS = 60
TOLERANCE = 1e-3
"""Distance to the minimum, in standard errors, at which a refit ends after its last step."""


@stored(nogil=True)
def linearize_coordinates(
    plan: Plan,
    coordinates: Coordinates,
    data: FloatArray,
    parameters: FloatArray,
    rows: FloatArray,
    sheet: FloatArray,
) -> int:
    """Fill rows with data minus model and its derivatives in coordinates; see ``linearize_points``."""
    modes, static, _, _, bounds, n_amplitudes = plan
    n_modes, n_static, n_rates = modes.shape[0], static.shape[0], bounds.shape[1]
    n_free, room = parameters.size, rows.shape[1]
    n_theta = n_free - n_static - n_amplitudes
    jacobian, last = FIRST_SLOPE + n_modes, rows.shape[0] - 1
    for k in range(n_free):
        sheet[0, k] = parameters[k]
        for i in range(room):
            rows[jacobian + k, i] = 0.0
    for i in range(room):
        rows[RESIDUAL, i] = data[i]
    for c in range(n_static):
        for i in range(room):
            rows[jacobian + n_theta + c, i] = coordinates.static[c, i]
        add_row(rows, RESIDUAL, -parameters[n_theta + c], coordinates.static, c)
    for j in range(n_modes):
        log_b = log_field(modes, j, sheet, 0, 1, n_rates)
        part, slope = int(modes[j, PART]), FIRST_SLOPE + j
        for i in range(room):
            rows[last, i] = 0.0
        look_up(coordinates.first, coordinates.table, log_b, rows, last, modes[j, WEIGHT], slope)
        own = jacobian + n_theta + n_static + part - 1
        amplitude = parameters[n_theta + n_static + part - 1] if part else 1.0
        if part:
            add_row(rows, own, 1.0, rows, last)
        add_row(rows, RESIDUAL, -amplitude, rows, last)
        for k in range(n_rates):
            if modes[j, FIRST_RATE + k] != 0.0:
                add_row(rows, jacobian + k, amplitude * modes[j, WEIGHT] * sheet[1 + j, k], rows, slope)
    return int(jacobian)


@stored(nogil=True)
def _step(
    normal: FloatArray,
    gradient: FloatArray,
    damping: float,
    parameters: FloatArray,
    lower: FloatArray,
    upper: FloatArray,
    n_log: int,
    room: FloatArray,
    step: FloatArray,
) -> float:
    """Fill the trial (row 1 of ``step``) and return the fall of chi-square that is promised, -1 for none."""
    n = gradient.size
    m = 0
    place = np.empty(n, np.int64)
    for k in range(n):
        step[1, k] = parameters[k]
        # What sits at a bound and wants beyond it, or changes nothing, stays.
        out = (parameters[k] <= lower[k] and gradient[k] < 0.0) or (
            parameters[k] >= upper[k] and gradient[k] > 0.0
        )
        if not out and normal[k, k] > 0.0:
            place[m] = k
            m += 1
    for i in range(m):
        k = place[i]
        size = math.sqrt(normal[k, k])
        step[0, i] = gradient[k] / size
        for j in range(i):
            room[i, j] = normal[k, place[j]] / (size * math.sqrt(normal[place[j], place[j]]))
        room[i, i] = 1.0 + damping
    if not solve_positive(room, 0, step, 0, m):
        return -1.0
    longest, promised = 0.0, 0.0
    for i in range(m):
        k = place[i]
        promised += step[0, i] * gradient[k] / math.sqrt(normal[k, k])
        step[0, i] /= math.sqrt(normal[k, k])
        if k < n_log:
            longest = max(longest, abs(step[0, i]))
    shorter = 1.0 / longest if longest > 1.0 else 1.0
    for i in range(m):
        k = place[i]
        step[1, k] = min(max(parameters[k] + shorter * step[0, i], lower[k]), upper[k])
    return promised


@stored(nogil=True)
def refit(
    plan: Plan,
    noise: Noise,
    coordinates: Coordinates,
    points: FloatArray,
    data: FloatArray,
    n_points: int,
    start: FloatArray,
    lower: FloatArray,
    upper: FloatArray,
    out: FloatArray,
    chi2_of: FloatArray,
) -> None:
    """Fit every row of ``data`` and write its parameters, in the order of the plan.

    Parameters
    ----------
    coordinates : Coordinates
        An empty table where the fit runs on the points themselves.
    points : array, (4, n)
        As for ``linearize_points``; unused with coordinates.
    data : array, (n_sets, n) or (n_sets, room)
        Conductance in S in the order of the points, or its coordinates.
    out : array, (n_sets, n_free)
        NaN where a refit did not converge.
    """
    n_free, n_modes = start.size, plan.modes.shape[0]
    reduced = coordinates.table.shape[0] > 0
    width = data.shape[1]
    rows = np.zeros((RESIDUAL + 2 + n_modes + n_free, width))
    sheet = np.zeros((1 + n_modes, n_free))
    own = points.copy()
    normal, gradient = np.empty((n_free, n_free)), np.empty(n_free)
    new_normal, new_gradient = np.empty((n_free, n_free)), np.empty(n_free)
    room, step, best = np.empty((n_free, n_free)), np.empty((2, n_free)), np.empty(n_free)
    n_log = plan.bounds.shape[1]
    dof = max(n_points - n_free, 1)
    for row in range(data.shape[0]):
        if not reduced:
            for i in range(width):
                own[DATA, i] = data[row, i]
        for k in range(n_free):
            best[k] = start[k]
            step[1, k] = start[k]
        chi2, damping, converged = np.inf, 1e-6, False
        for count in range(MOST_STEPS):
            if reduced:
                first = linearize_coordinates(plan, coordinates, data[row], step[1], rows, sheet)
            else:
                first = linearize_points(plan, noise, own, step[1], rows, sheet)
            new = sum_products(rows, first, new_normal, new_gradient)
            if not new < np.inf and count == 0:
                break
            if new <= chi2:
                chi2 = new
                for k in range(n_free):
                    best[k] = step[1, k]
                    gradient[k] = new_gradient[k]
                    for j in range(n_free):
                        normal[k, j] = new_normal[k, j]
                damping = max(0.1 * damping, 1e-12)
            else:
                damping = max(10.0 * damping, 1e-6)
            promised = _step(normal, gradient, damping, best, lower, upper, n_log, room, step)
            if promised < 0.0:
                damping = max(10.0 * damping, 1e-8)
                promised = _step(normal, gradient, damping, best, lower, upper, n_log, room, step)
            if promised <= TOLERANCE * TOLERANCE * chi2 / dof or damping > 1e10:
                converged = True
                break
        chi2_of[row] = chi2
        for k in range(n_free):
            # The last step, too small to be checked, is taken.
            out[row, k] = (step[1, k] if damping < 1e-2 else best[k]) if converged else np.nan
