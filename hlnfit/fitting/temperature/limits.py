"""What the data determine: covariance, directions that they leave open, and profiles.

A parameter is determined where its profile rejects both ends of its range at Delta chi-square > 9.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.profile import ONE_SIDED_95, REJECTED, Profile, crossing
from hlnfit.fitting.temperature.optimum import best_values
from hlnfit.fitting.temperature.problem import LEVEL, TemperatureProblem

FloatArray = NDArray[np.float64]
FLAT = 1e-7
"""Singular value, relative to the largest, below which the data say nothing of a direction."""


@dataclass(frozen=True, eq=False)
class Linearized:
    """The problem at its minimum, to first order.

    Attributes
    ----------
    covariance : array (n_free, n_free)
        Unscaled; of the logarithm of rates. Infinite on the diagonal of what is not determined.
    generalized : array (n_free, n_free)
        The same with the open directions left out: for quantities that do not depend on them.
    open : tuple of tuple of str
        Parameters that only occur together, one tuple for each open direction.
    """

    covariance: FloatArray
    generalized: FloatArray
    open: tuple[tuple[str, ...], ...]


def linearized(problem: TemperatureProblem, values: Mapping[str, float]) -> Linearized:
    """Return covariance and open directions at the minimum."""
    J = problem.jacobian(values) / problem.error[:, None]
    if J.shape[1] == 0:
        return Linearized(np.zeros((0, 0)), np.zeros((0, 0)), ())
    norm = np.sqrt(np.einsum("ij,ij->j", J, J))
    norm[norm == 0.0] = 1.0
    _, s, vt = np.linalg.svd(J / norm, full_matrices=False)
    flat = s <= FLAT * s[0]
    inverse = np.where(flat, 0.0, 1.0 / np.where(flat, 1.0, s) ** 2)
    generalized: FloatArray = (vt.T * inverse) @ vt / np.outer(norm, norm)
    covariance = generalized.copy()
    found = []
    for v in vt[flat]:
        inside = np.abs(v) > 1e-3
        covariance[inside, inside] = np.inf
        found.append(tuple(n for n, x in zip(problem.free, inside, strict=True) if x and n != LEVEL))
    return Linearized(covariance, generalized, tuple(found))


class TemperatureWalk:
    """Delta chi-square along one parameter, in units of the scale of the fit."""

    def __init__(
        self, problem: TemperatureProblem, best: Mapping[str, float], name: str, scale: float
    ) -> None:
        self.problem, self.name, self.scale = problem, name, scale
        self.log = problem.is_log(name)
        self.u0 = math.log(best[name]) if self.log else best[name]
        self.lowest = problem.chi2(best)
        self.known: list[tuple[float, Mapping[str, float], float]] = [(self.u0, best, 0.0)]

    def value(self, u: float) -> float:
        """Return the parameter at u."""
        return math.exp(u) if self.log else u

    def delta(self, u: float, *, search: bool = False) -> float:
        """Return the Delta chi-square with the parameter held at u, all others at their best."""
        if u == self.u0:
            return 0.0
        held = self.problem.hold(**{self.name: self.value(u)})
        near = min(self.known, key=lambda k: abs(k[0] - u))[1]
        found = best_values(held, near, search=search)
        delta = max((held.chi2(found) - self.lowest) / self.scale, 0.0)
        self.known.append((u, found, delta))
        return delta

    def visited(self) -> list[tuple[float, float]]:
        """Return (u, Delta chi-square) of every point that was computed."""
        return [(u, d) for u, _, d in self.known]


def profile(
    problem: TemperatureProblem, best: Mapping[str, float], name: str, scale: float, error: float
) -> Profile:
    """Return limits and determination of one free parameter; its range is that of the model's table."""
    walk = TemperatureWalk(problem, best, name, scale)
    low, high = (math.log(x) if walk.log else x for x in problem.box(name))
    step = error if 0.0 < error < 0.5 * (high - low) else 0.1 * (high - low)
    at_low, at_high = walk.delta(low, search=True), walk.delta(high, search=True)
    determined = at_low > REJECTED and at_high > REJECTED
    lower = walk.value(crossing(walk, -1, 1.0, step, low))
    upper = walk.value(crossing(walk, 1, 1.0, step, high))
    bound_low = bound_high = math.nan
    if not determined and max(at_low, at_high) > ONE_SIDED_95:
        if at_low > at_high:
            bound_low = walk.value(crossing(walk, -1, ONE_SIDED_95, 1.645 * step, low))
        else:
            bound_high = walk.value(crossing(walk, 1, ONE_SIDED_95, 1.645 * step, high))
    points = tuple(sorted((walk.value(u), d) for u, d in walk.visited()))
    return Profile(lower, upper, determined, at_low, at_high, bound_low, bound_high, points)
