"""The descent of one curve whose noise is correlated, on compiled normal equations.

All parameters move together; the linear ones, which ``solve`` eliminates, follow each step exactly.
Source: D. W. Marquardt, J. Soc. Indust. Appl. Math. 11, 431 (1963).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.curve_equations import CurveEquations
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.solve import Optimum

FloatArray = NDArray[np.float64]
LONGEST = 2.0
"""A step in a logarithm beyond e^2 leaves the region where the linearization means anything."""
ROUNDING = 1e-12
"""Part of chi-square below which a fall is rounding."""


def descend_whitened(
    problem: Problem, theta: FloatArray, max_iterations: int, tolerance: float
) -> Optimum | None:
    """Return the minimum that a start leads to, as ``solve.minimize`` does; None for formulas."""
    curve = CurveEquations(problem)
    if curve.plan is None:
        return None
    n_theta = theta.size
    lower, upper = curve.lower, curve.upper
    x = np.concatenate([np.clip(theta, *problem.box), np.zeros(len(problem.linear))])
    _, normal, gradient = curve.at(x)
    # The linear parameters that belong to the start.
    linear = np.arange(x.size) >= n_theta
    x = x + _step(normal, gradient, linear, 0.0)
    chi2, normal, gradient = curve.at(x)
    damping, converged = 1e-6, False
    for _ in range(max_iterations):
        moves = ~((x <= lower) & (gradient < 0.0) | (x >= upper) & (gradient > 0.0))
        gain = math.nan
        while damping < 1e12:
            step = _step_inside(normal, gradient, moves, damping, lower - x, upper - x)
            step /= max(1.0, float(np.max(np.abs(step[curve.is_log]), initial=0.0)) / LONGEST)
            trial = np.clip(x + step, lower, upper)
            there = curve.at(trial)
            if math.isfinite(there[0]) and there[0] <= chi2:
                gain, x = chi2 - there[0], trial
                chi2, normal, gradient = there
                damping = max(damping * 0.1, 1e-14)
                break
            if there[0] - chi2 <= ROUNDING * chi2 and damping < 1e-2:
                # Shorter steps would walk about in what rounding leaves.
                break
            damping *= 8.0
        if not gain > max(tolerance, ROUNDING) * chi2 or not math.isfinite(gain):
            converged = True
            break
    theta, coefficients = x[:n_theta], x[n_theta:]
    edges = zip(problem.nonlinear, theta, lower, upper)
    return Optimum(
        problem,
        theta,
        problem.values_of(theta, coefficients),
        chi2,
        tuple(name for name, t, low, high in edges if t <= low or t >= high),
        converged,
        coefficients=coefficients,
    )


def _step_inside(
    normal: FloatArray,
    gradient: FloatArray,
    moves: NDArray[np.bool_],
    damping: float,
    lowest: FloatArray,
    highest: FloatArray,
) -> FloatArray:
    """Return the damped step inside a box: what would leave it goes to its bound, the others with that known.

    To clip the step alone, without the others, can predict a fall where there is none.
    """
    step = _step(normal, gradient, moves, damping)
    for _ in range(step.size):
        outside = moves & ((step < lowest) | (step > highest))
        if not outside.any():
            break
        moves = moves & ~outside
        still = ~moves
        taken = np.where(still, np.clip(step, lowest, highest), 0.0)
        step = _step(normal, gradient - normal @ taken, moves, damping) + taken
    return step


def _step(normal: FloatArray, gradient: FloatArray, moves: NDArray[np.bool_], damping: float) -> FloatArray:
    """Return the damped step of the parameters that move; a little damping always, for flat directions."""
    size = np.sqrt(normal.diagonal())
    size[~(size > 0.0)] = 1.0
    scaled = normal / (size[:, None] * size)
    slope = gradient / size
    if not moves.all():
        scaled[~moves] = scaled[:, ~moves] = 0.0
        slope[~moves] = 0.0
    np.fill_diagonal(scaled, 1.0 + max(damping, 1e-13))
    step: FloatArray = np.linalg.solve(scaled, slope) / size
    return step
