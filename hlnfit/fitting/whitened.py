"""The descent of one curve whose noise is correlated, on compiled normal equations.

All parameters move together; the linear ones, which ``solve`` eliminates, follow each step exactly.
Source: D. W. Marquardt, J. Soc. Indust. Appl. Math. 11, 431 (1963).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.curve_equations import CurveEquations
from hlnfit.fitting.engine.plan import Plan
from hlnfit.fitting.engine.step import solve_positive
from hlnfit.fitting.normal_equations import Noise, linearize_points, sum_products
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.solve import Optimum
from hlnfit.stored import stored

FloatArray = NDArray[np.float64]
Marks = NDArray[np.bool_]
LONGEST = 2.0
"""A step in a logarithm beyond e^2 leaves the region where the linearization means anything."""
ROUNDING = 1e-12
"""Part of chi-square below which a fall is rounding."""


def descend_whitened(
    problem: Problem, theta: FloatArray, max_iterations: int, tolerance: float
) -> Optimum | None:
    """Return the minimum that a start leads to, as ``solve.minimize`` does; None for formulas."""
    descents = whitened_descents(problem)
    return None if descents is None else descents.optimum(theta, max_iterations, tolerance)


def whitened_descents(problem: Problem) -> WhitenedDescents | None:
    """Return the descents of a problem; None for formulas, with a prior, and where the noise is white."""
    if problem.noise is None or problem.prior is not None or not problem.nonlinear:
        return None
    curve = CurveEquations(problem)
    return None if curve.plan is None else WhitenedDescents(problem, curve, curve.plan)


@dataclass(frozen=True, slots=True)
class WhitenedDescents:
    """Descents of one curve from any start, with any of its parameters held."""

    problem: Problem
    curve: CurveEquations
    plan: Plan

    def optimum(self, theta: FloatArray, most: int, tolerance: float) -> Optimum:
        """Return the minimum that a start leads to."""
        problem, n_theta = self.problem, theta.size
        start = np.concatenate([np.clip(theta, *problem.box), np.zeros(len(problem.linear))])
        chi2, x, converged = self.descend(start, None, most, tolerance)
        theta, coefficients = x[:n_theta], x[n_theta:]
        edges = zip(problem.nonlinear, theta, self.curve.lower, self.curve.upper)
        return Optimum(
            problem,
            theta,
            problem.values_of(theta, coefficients),
            chi2,
            tuple(name for name, t, low, high in edges if t <= low or t >= high),
            converged,
            coefficients=coefficients,
        )

    def descend(
        self, start: FloatArray, held: int | None, most: int, tolerance: float
    ) -> tuple[float, FloatArray, bool]:
        """Return chi-square, the parameters (n_free,) and convergence.

        Parameters
        ----------
        start : array, (n_free,)
            Of the linear parameters only the one that is held counts.
        held : int or None
            Place of a parameter that does not move.
        """
        curve, place = self.curve, self.curve.place
        moved, linear = start[place], place >= len(self.problem.nonlinear)
        still = place == (-1 if held is None else held)
        chi2, converged = _descend(
            self.plan,
            curve.noise,
            curve.points,
            moved,
            curve.lower[place],
            curve.upper[place],
            curve.is_log[place],
            linear,
            still,
            most,
            max(tolerance, ROUNDING),
            *curve.scratch,
        )
        x = np.empty_like(moved)
        x[place] = moved
        return chi2, x, converged


@stored(nogil=True)
def _descend(
    plan: Plan,
    noise: Noise,
    points: FloatArray,
    x: FloatArray,
    lower: FloatArray,
    upper: FloatArray,
    is_log: Marks,
    is_linear: Marks,
    is_held: Marks,
    most: int,
    tolerance: float,
    rows: FloatArray,
    sheet: FloatArray,
) -> tuple[float, bool]:
    """Move x (n_free,), in the order of the plan, to the minimum; return chi-square and convergence."""
    n = x.size
    normal, gradient = np.empty((n, n)), np.empty(n)
    new_normal, new_gradient = np.empty((n, n)), np.empty(n)
    step, trial, moves = np.empty(n), np.empty(n), is_linear & ~is_held
    room = np.empty((n + 2, n))
    sum_products(rows, linearize_points(plan, noise, points, x, rows, sheet), normal, gradient)
    # The linear parameters that belong to the start.
    if _step(normal, gradient, moves, 0.0, step, room):
        x += step
    chi2 = sum_products(rows, linearize_points(plan, noise, points, x, rows, sheet), normal, gradient)
    damping = 1e-6
    for _ in range(most):
        gain = math.nan
        while damping < 1e12:
            for k in range(n):
                moves[k] = not (
                    is_held[k]
                    or (x[k] <= lower[k] and gradient[k] < 0.0)
                    or (x[k] >= upper[k] and gradient[k] > 0.0)
                )
            if not _step_inside(normal, gradient, moves, damping, x, lower, upper, step, room):
                damping *= 8.0
                continue
            longest = 0.0
            for k in range(n):
                if is_log[k]:
                    longest = max(longest, abs(step[k]))
            shorter = max(1.0, longest / LONGEST)
            for k in range(n):
                trial[k] = min(max(x[k] + step[k] / shorter, lower[k]), upper[k])
            first = linearize_points(plan, noise, points, trial, rows, sheet)
            new = sum_products(rows, first, new_normal, new_gradient)
            if new <= chi2:
                gain, chi2 = chi2 - new, new
                x[:] = trial
                normal[:] = new_normal
                gradient[:] = new_gradient
                damping = max(damping * 0.1, 1e-14)
                break
            if new - chi2 <= ROUNDING * chi2 and damping < 1e-2:
                # Shorter steps would walk about in what rounding leaves.
                break
            damping *= 8.0
        if not gain > tolerance * chi2:
            return chi2, True
    return chi2, False


@stored(nogil=True)
def _step_inside(
    normal: FloatArray,
    gradient: FloatArray,
    moves: Marks,
    damping: float,
    x: FloatArray,
    lower: FloatArray,
    upper: FloatArray,
    step: FloatArray,
    room: FloatArray,
) -> bool:
    """Fill the damped step inside a box: what would leave it goes to its bound, the others with that known.

    To clip the step alone, without the others, can predict a fall where there is none. ``moves`` is changed.
    """
    n = x.size
    taken, slope = np.zeros(n), gradient.copy()
    for _ in range(n + 1):
        if not _step(normal, slope, moves, damping, step, room):
            return False
        inside = True
        for k in range(n):
            bound = min(max(x[k] + step[k], lower[k]), upper[k])
            if moves[k] and bound != x[k] + step[k]:
                moves[k], taken[k], inside = False, bound - x[k], False
        for k in range(n):
            step[k] = step[k] if moves[k] else taken[k]
        if inside:
            break
        for k in range(n):
            slope[k] = gradient[k]
            for j in range(n):
                slope[k] -= normal[k, j] * taken[j]
    return True


@stored(nogil=True)
def _step(
    normal: FloatArray, gradient: FloatArray, moves: Marks, damping: float, step: FloatArray, room: FloatArray
) -> bool:
    """Fill the damped step of the parameters that move, zero for the others; False where there is none.

    A little damping always, for flat directions. ``room`` (n + 2, n) is scratch.
    """
    n = step.size
    size = room[n]
    for k in range(n):
        size[k] = math.sqrt(normal[k, k]) if normal[k, k] > 0.0 else 1.0
    m = 0
    for k in range(n):
        step[k] = 0.0
        if not moves[k]:
            continue
        room[n + 1, m] = gradient[k] / size[k]
        i = 0
        for j in range(k):
            if moves[j]:
                room[m, i] = normal[k, j] / (size[k] * size[j])
                i += 1
        room[m, m] = 1.0 + max(damping, 1e-13)
        m += 1
    if not solve_positive(room, 0, room, n + 1, m):
        return False
    i = 0
    for k in range(n):
        if moves[k]:
            step[k] = room[n + 1, i] / size[k]
            i += 1
    return True
