"""Levenberg-Marquardt on the nonlinear parameters, with the linear ones eliminated at each step.

Source: D. W. Marquardt, J. Soc. Indust. Appl. Math. 11, 431 (1963); the box is kept by projecting the
whole step and by leaving out parameters that sit at a bound and want to go beyond it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.problem import Problem

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class State:
    """The problem at one theta: residual, chi-square, coefficients and projected jacobian."""

    theta: FloatArray
    coefficients: FloatArray
    residual: FloatArray
    chi2: float
    jacobian: FloatArray
    full: FloatArray


@dataclass(frozen=True, eq=False)
class Optimum:
    """A minimum of chi-square.

    Attributes
    ----------
    problem : Problem
    theta : array, (n_nonlinear,)
    values : dict
        Every parameter in SI, fixed ones included.
    chi2 : float
        With the errors as they were given to the problem.
    at_bound : tuple of str
        Nonlinear parameters that ended at a bound of their box.
    converged : bool
    coefficients : array, (n_linear,)
    """

    problem: Problem
    theta: FloatArray
    values: dict[str, float]
    chi2: float
    at_bound: tuple[str, ...] = ()
    converged: bool = True
    coefficients: FloatArray = field(default_factory=lambda: np.zeros(0))
    known_state: State | None = None
    known_covariance: FloatArray | None = None

    @cached_property
    def state(self) -> State:
        """Residual and jacobian; ``state.full`` (n, n_free) is that of the weighted model."""
        return self.known_state or linearize(self.problem, self.theta)

    @cached_property
    def plain_residual(self) -> FloatArray:
        """(data - model) / error (n,) in the order of the data, whatever the noise."""
        interference, rest = self.parts
        return (self.problem.y - interference - rest) / self.problem.error

    @cached_property
    def parts(self) -> tuple[FloatArray, FloatArray]:
        """What of the fitted curve is interference (n,) in siemens, and all the rest of it."""
        return self.problem.parts(self.values)

    @property
    def height(self) -> float:
        """Peak to peak of the fitted interference in siemens."""
        interference = self.parts[0]
        return float(interference.max() - interference.min())

    @cached_property
    def covariance(self) -> FloatArray:
        """Unscaled covariance of the free parameters, theta first; rates stand in their logarithm."""
        if self.known_covariance is not None:
            return self.known_covariance
        return covariance(self.problem, self.state)


def linearize(problem: Problem, theta: FloatArray) -> State:
    """Eliminate the linear parameters at theta (minimum-norm where they are degenerate)."""
    fixed_part, columns, pieces = problem.columns(theta)
    target = problem.y / problem.error - fixed_part
    m = columns.shape[1]
    if problem.noise is not None:
        stacked = [target[:, None], columns, *(d for _, d in pieces)]
        white = problem.noise.whiten(np.concatenate(stacked, axis=1))
        target, columns = white[:, 0], white[:, 1 : m + 1]
        width = theta.size
        pieces = [
            (k, white[:, m + 1 + i * width : m + 1 + (i + 1) * width]) for i, (k, _) in enumerate(pieces)
        ]
    if m:
        norm = np.sqrt(np.einsum("ij,ij->j", columns, columns))
        norm[norm == 0.0] = 1.0
        q, r = np.linalg.qr(columns / norm)
        diagonal = np.abs(np.diag(r))
        if diagonal.size and diagonal.min() > 1e-12 * diagonal.max():
            scaled = np.linalg.solve(r, q.T @ target)
        else:
            u, s, vt = np.linalg.svd(columns / norm, full_matrices=False)
            keep = s > 1e-12 * s[0]
            q = u[:, keep]
            scaled = vt[keep].T @ ((q.T @ target) / s[keep])
        coefficients = scaled / norm
        residual = target - q @ (q.T @ target)
    else:
        q = np.zeros((target.size, 0))
        coefficients = np.zeros(0)
        residual = target
    full_theta = np.zeros((target.size, theta.size))
    for k, derivative in pieces:
        full_theta += derivative if k < 0 else coefficients[k] * derivative
    jacobian = full_theta - q @ (q.T @ full_theta)
    full = np.concatenate([full_theta, columns], axis=1)
    if problem.prior is not None:
        at = [problem.nonlinear.index(n) for n in problem.prior.names]
        rows = np.zeros((problem.prior.whiten.shape[0], theta.size))
        rows[:, at] = problem.prior.whiten
        residual = np.concatenate([residual, problem.prior.whiten @ (problem.prior.centre - theta[at])])
        jacobian = np.concatenate([jacobian, rows])
        full = np.concatenate([full, np.concatenate([rows, np.zeros((rows.shape[0], m))], axis=1)])
    return State(
        theta,
        coefficients,
        residual,
        float(residual @ residual),
        jacobian,
        full,
    )


def minimize(
    problem: Problem, theta: FloatArray, *, max_iterations: int = 200, tolerance: float = 1e-13
) -> Optimum:
    """Go downhill from theta to the nearest minimum of chi-square inside the box.

    Through the compiled engine where it covers the problem. With ``max_iterations=0`` the place itself is
    the answer.
    """
    # The engine gives its answers in the terms of this file.
    from hlnfit.fitting.engine.one import descend_from

    if max_iterations and (found := descend_from(problem, theta)) is not None:
        return found
    if max_iterations and problem.noise is not None and problem.prior is None and theta.size:
        from hlnfit.fitting.whitened import descend_whitened

        if (found := descend_whitened(problem, theta, max_iterations, tolerance)) is not None:
            return found
    lower, upper = problem.box
    state = linearize(problem, np.clip(theta, lower, upper))
    damping = 1e-3
    converged = theta.size == 0
    iterations = 0
    floor = 1e-26 * float(np.sum((problem.y / problem.error) ** 2))
    while not converged and iterations < max_iterations:
        iterations += 1
        gradient = state.jacobian.T @ state.residual
        at_low = (state.theta <= lower) & (gradient < 0.0)
        at_high = (state.theta >= upper) & (gradient > 0.0)
        active = ~(at_low | at_high)
        if not active.any():
            converged = True
            break
        normal = state.jacobian[:, active].T @ state.jacobian[:, active]
        diagonal = np.diag(normal).copy()
        diagonal[diagonal <= 0.0] = 1.0
        improved = False
        while damping < 1e12:
            try:
                step = np.linalg.solve(normal + damping * np.diag(diagonal), gradient[active])
            except np.linalg.LinAlgError:
                damping *= 10.0
                continue
            trial = state.theta.copy()
            # A step in the logarithm beyond e^2 leaves the region where the linearization means anything.
            longest = float(np.max(np.abs(step) / np.where(problem.is_log[active], 2.0, np.inf), initial=0.0))
            trial[active] += step / max(1.0, longest)
            trial = np.clip(trial, lower, upper)
            candidate = linearize(problem, trial)
            if np.isfinite(candidate.chi2) and candidate.chi2 <= state.chi2:
                gain = state.chi2 - candidate.chi2
                moved = float(np.max(np.abs(trial - state.theta)))
                small = gain <= tolerance * state.chi2 + floor
                state, improved = candidate, True
                damping = max(damping * 0.2, 1e-14)
                converged = small and (damping < 1e-2 or moved < 1e-10)
                break
            damping *= 8.0
        if not improved:
            # No descent at any damping: the minimum, to rounding.
            converged = True
    # A column of zeros means that nothing in the data depends on the parameter.
    at_bound = tuple(
        name
        for name, t, lo, hi in zip(problem.nonlinear, state.theta, lower, upper, strict=True)
        if t <= lo or t >= hi
    )
    values = problem.values_of(state.theta, state.coefficients)
    return Optimum(
        problem, state.theta, values, state.chi2, at_bound, converged,
        coefficients=state.coefficients, known_state=state,
    )  # fmt: skip


def covariance(problem: Problem, state: State) -> FloatArray:
    """Return the unscaled covariance of the free parameters (theta, then coefficients).

    Rates stand in their logarithm. Directions that the data do not determine get infinite variance.
    """
    full = state.full
    if full.shape[1] == 0:
        return np.zeros((0, 0))
    norm = np.sqrt(np.einsum("ij,ij->j", full, full))
    norm[norm == 0.0] = np.inf
    scaled = full / norm
    _, s, vt = np.linalg.svd(scaled, full_matrices=False)
    flat = s <= 1e-10 * s[0] if s.size else np.zeros(0, dtype=bool)
    inverse = np.where(flat, 0.0, 1.0 / np.where(flat, 1.0, s) ** 2)
    out: FloatArray = (vt.T * inverse) @ vt / np.outer(norm, norm)
    if flat.any():
        loose = np.any(np.abs(vt[flat]) > 1e-6, axis=0)
        out[loose, loose] = np.inf
    dead = ~np.isfinite(norm)
    out[dead, :] = 0.0
    out[:, dead] = 0.0
    out[dead, dead] = np.inf
    return out
