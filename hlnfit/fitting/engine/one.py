"""One curve through the compiled engine: the whole fit, or the descent from a known place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import G0
from hlnfit.fitting.engine.arrange import Curves
from hlnfit.fitting.engine.channels import put_in_order
from hlnfit.fitting.engine.compiled import at_first_call
from hlnfit.fitting.engine.covariance import covariance_into, covariance_room
from hlnfit.fitting.engine.descent import box, descend
from hlnfit.fitting.engine.direct import first_column, room_for
from hlnfit.fitting.engine.levels import weights_and_level
from hlnfit.fitting.engine.plan import Plan, plan_of
from hlnfit.fitting.engine.run import fit_curves
from hlnfit.fitting.engine.sheet import COEFFICIENT, LOWER, THETA, UPPER, new_sheet
from hlnfit.fitting.engine.starts import MOST_STEPS
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.solve import Optimum

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

TOLERANCE = 1e-7
"""Distance to the minimum, in standard errors, that the last step of a descent removes."""


def fit_one(problem: Problem) -> list[Optimum] | None:
    """Return the minima of chi-square of one curve, lowest first, as a map finds them.

    None where the engine does not cover the problem, or finds nothing.
    """
    known = plan_of(problem)
    if known is None:
        return None
    plan, order = known
    curves = _curves_of(problem)
    found = fit_curves(plan, curves, np.array([np.inf]))
    if not np.isfinite(found.chi2[0]):
        return None
    put_in_order(problem, order, found)
    unit = float(curves.units[0])
    best = _optimum(problem, order, found.theta[0], found.coefficient[0], found.chi2[0] / unit,
                    found.bound[0], bool(found.converged[0]), found.covariance[0] * unit)  # fmt: skip
    out = [best]
    n_rates = plan.bounds.shape[1]
    for k in np.argsort(found.other[0], kind="stable"):
        if np.isfinite(found.other[0, k]):
            theta = found.theta[0].copy()
            theta[:n_rates] = found.other_theta[0, k]
            chi2 = best.chi2 + float(found.other[0, k]) / unit
            out.append(Optimum(problem, theta, problem.values_of(theta, best.coefficients), chi2))
    return out


def descend_from(problem: Problem, theta: FloatArray) -> Optimum | None:
    """Return the minimum that a start leads to; None where the engine does not cover the problem."""
    known = plan_of(problem)
    if known is None or not problem.B.size or not np.any(problem.B):
        return None
    plan, order = known
    weight, level, _ = weights_and_level(problem.error[None])
    points = np.stack([problem.B, problem.y, weight[0], problem.group.astype(np.float64)])
    k, m = plan.n_theta, plan.n_linear
    moved = np.array(theta, dtype=np.float64)
    coefficient, bound, matrix = np.empty(m), np.zeros(k, dtype=np.int64), np.empty((1, k + m, k + m))
    chi2, converged = _descend(plan, points, moved, coefficient, bound, matrix)
    unit = float((level[0] / G0) ** 2)
    return _optimum(problem, order, moved, coefficient, chi2 / unit, bound, converged, matrix[0] * unit)


def _curves_of(problem: Problem) -> Curves:
    """Return the data of a problem as a map of one curve."""
    sort = np.argsort(problem.B, kind="stable")
    weight, level, power = weights_and_level(problem.error[sort][None])
    return Curves(
        np.zeros(1, dtype=np.int64),
        problem.B[sort][None],
        weight,
        level,
        power,
        problem.y[sort][None],
        np.array([sort.size]),
        problem.group[sort].astype(np.int64),
        False,
    )


def _optimum(
    problem: Problem,
    order: IntArray,
    theta: FloatArray,
    coefficient: FloatArray,
    chi2: float,
    bound: IntArray,
    converged: bool,
    covariance: FloatArray,
) -> Optimum:
    k, back = theta.size, np.argsort(order)
    coefficients = coefficient[back]
    at_bound = tuple(n for n, b in zip(problem.nonlinear, bound, strict=True) if b)
    if back.size > 1:
        place = np.concatenate([np.arange(k), k + back])
        covariance = covariance[np.ix_(place, place)]
    values = problem.values_of(theta, coefficients)
    return Optimum(
        problem, theta, values, float(chi2), at_bound, converged,
        coefficients=coefficients, known_covariance=covariance,
    )  # fmt: skip


@at_first_call
def _descend(
    plan: Plan,
    points: FloatArray,
    theta: FloatArray,
    coefficient: FloatArray,
    bound: IntArray,
    covariance: FloatArray,
) -> tuple[float, bool]:
    """Move theta to the minimum, fill the other arrays there, and return chi-square and convergence."""
    modes, static, held, offsets, bounds, n_amplitudes = plan
    k, n_modes, n_static, n = theta.size, modes.shape[0], static.shape[0], points.shape[1]
    m = n_static + n_amplitudes
    rows, sheet = room_for(n_modes, n_static, m, k, n), new_sheet(k, n_modes, m)
    smallest, span = np.inf, 0.0
    for i in range(n):
        size = abs(points[0, i])
        span = max(span, size)
        if 0.0 < size < smallest:
            smallest = size
    box(bounds, k, min(smallest, span), span, sheet)
    for i in range(k):
        sheet[THETA, i] = min(max(theta[i], sheet[LOWER, i]), sheet[UPPER, i])
    chi2, converged = descend(
        modes, static, held, offsets, points, rows, sheet, k, n_amplitudes, TOLERANCE, MOST_STEPS, False
    )
    first, room = first_column(n_modes, n_static) + m, covariance_room(k, m)
    covariance_into(sheet, n_modes, k, m, rows, first, room, covariance, 0)
    for i in range(k):
        theta[i] = sheet[THETA, i]
        bound[i] = -1 if theta[i] <= sheet[LOWER, i] else (1 if theta[i] >= sheet[UPPER, i] else 0)
    for c in range(m):
        coefficient[c] = sheet[COEFFICIENT, c]
    return chi2, converged
