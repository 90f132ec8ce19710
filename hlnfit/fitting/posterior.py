"""The posterior density of a fit with everything linear integrated out, and what follows from samples."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import length_from_field
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.solve import linearize

FloatArray = NDArray[np.float64]


class LogPosterior:
    """The density of theta with everything linear integrated out."""

    def __init__(self, problem: Problem, unit: float) -> None:
        self.problem, self.unit = problem, unit
        self.lower, self.upper = problem.box

    def __call__(self, theta: FloatArray) -> float:
        """Return the logarithm of the density at theta, up to a constant."""
        if np.any(theta < self.lower) or np.any(theta > self.upper):
            return -math.inf
        _, upper, _, chi2 = self.solve(theta)
        return -0.5 * chi2 / self.unit - float(np.sum(np.log(np.abs(np.diag(upper)) + 1e-300)))

    def solve(self, theta: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, float]:
        """Return Q, R and norm of the linear columns with the data projected on Q, and chi-square."""
        fixed_part, columns, _ = self.problem.columns(theta)
        target = self.problem.y / self.problem.error - fixed_part
        if self.problem.noise is not None:
            white = self.problem.noise.whiten(np.concatenate([target[:, None], columns], axis=1))
            target, columns = white[:, 0], white[:, 1:]
        q, upper = np.linalg.qr(columns)
        onto = q.T @ target
        chi2 = float(target @ target - onto @ onto)
        prior = self.problem.prior
        if prior is not None:
            at = [self.problem.nonlinear.index(n) for n in prior.names]
            rows = prior.whiten @ (prior.centre - theta[at])
            # A prior counts in the units of chi-square that the other curves had.
            chi2 += float(rows @ rows)
        return q, upper, onto, chi2


def starting_points(
    problem: Problem, theta: FloatArray, unit: float, n: int, rng: np.random.Generator
) -> FloatArray:
    """Return n points (n, n_theta) about theta, spread as the curvature of chi-square there says."""
    jacobian = linearize(problem, theta).jacobian / math.sqrt(unit)
    size = np.linalg.norm(jacobian, axis=0)
    size[size == 0.0] = 1.0
    _, s, vt = np.linalg.svd(jacobian / size, full_matrices=False)
    lower, upper = problem.box
    # Rates no further than a factor e^0.5, offsets no further than a hundredth of their range.
    most = np.where(problem.is_log, 0.5, 0.01 * (upper - lower))
    step = (rng.normal(size=(n, s.size)) / np.maximum(s, 1e-6)) @ vt / size
    moved = theta + np.clip(step, -most, most)
    # A walker on the edge of the box could leave it along no line that joins it to another.
    inner = 1e-3 * (upper - lower) * rng.uniform(0.1, 1.0, size=moved.shape)
    out: FloatArray = np.clip(moved, lower + inner, upper - inner)
    return out


def all_parameters(
    problem: Problem, thetas: FloatArray, unit: float, rng: np.random.Generator
) -> dict[str, FloatArray]:
    """Return samples of every free parameter in SI; linear ones drawn given the others."""
    posterior = LogPosterior(problem, unit)
    linear = np.empty((len(thetas), len(problem.linear)))
    draws = rng.normal(size=linear.shape)
    for k, theta in enumerate(thetas):
        _, upper, onto, _ = posterior.solve(theta)
        linear[k] = np.linalg.solve(upper, onto + math.sqrt(unit) * draws[k])
    out: dict[str, FloatArray] = {}
    for k, name in enumerate(problem.nonlinear):
        out[name] = np.exp(thetas[:, k]) if problem.is_log[k] else thetas[:, k].copy()
    out |= {name: linear[:, k] for k, name in enumerate(problem.linear)}
    for term in problem.terms:
        own = dict(zip(term.model.names, term.names, strict=True))
        rates = [name for q, name in zip(term.model.parameters, term.names, strict=True) if q.length_name]
        suffix = term.names[0][len(term.model.names[0]) :]
        for derived in term.model.derived:
            field = sum(
                c * out.get(own[n], np.full(len(thetas), problem.fixed.get(own[n], 0.0)))
                for n, c in derived.combination.items()
            )
            out[derived.name + suffix] = np.asarray(field)
            rates.append(derived.name + suffix)
        for name in rates:
            if name in out:
                out["L_" + name[2:]] = np.asarray(length_from_field(out[name]))
    return out
