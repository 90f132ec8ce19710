"""The profile of a shared parameter: Delta chi-square of the whole series with it held."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.joint import LONGEST, Joint, SharedProblem
from hlnfit.fitting.start import best_fit

FloatArray = NDArray[np.float64]


class SharedWalk:
    """Delta chi-square of the whole series along one shared parameter."""

    def __init__(self, problem: SharedProblem, joint: Joint, index: int) -> None:
        self.problem, self.joint, self.index = problem, joint, index
        self.log = bool(problem.log[index])
        self.u0 = float(joint.shared[index])
        self.chi2 = joint.chi2
        self.known: list[tuple[float, Joint, float]] = [(self.u0, joint, 0.0)]

    def value(self, u: float) -> float:
        """Return the parameter at u."""
        return math.exp(u) if self.log else u

    def delta(self, u: float, *, search: bool = False) -> float:
        """Return the Delta chi-square with the parameter held at u."""
        if u == self.u0:
            return 0.0
        near = min(self.known, key=lambda k: abs(k[0] - u))[1]
        shared = near.shared.copy()
        shared[self.index] = u
        begin = self._moved(near, shared)
        found = self.problem.minimize(begin, held={self.index: u}, tolerance=1e-9)
        if search and len(self.problem.names) == 1:
            found = min(found, self._searched(found, u), key=lambda j: j.chi2)
        delta = max(found.chi2 - self.chi2, 0.0)
        self.known.append((u, found, delta))
        return delta

    def _moved(self, near: Joint, shared: FloatArray) -> Joint:
        """Return the point where the own parameters follow the shared ones, if that is better."""
        _, _, follow = self.problem.information(near)
        move = follow @ (shared - near.shared)
        limit = np.where(self.problem.own_log, LONGEST, np.inf)
        own = np.clip(near.own + np.clip(move, -limit, limit), self.problem.own_lower, self.problem.own_upper)
        tried = [self.problem.point(shared, o) for o in (own, near.own)]
        return min(tried, key=lambda j: j.chi2 if math.isfinite(j.chi2) else math.inf)

    def _searched(self, found: Joint, u: float) -> Joint:
        """Return the point after each curve has looked for other minima of its own."""
        name = self.problem.names[self.index]
        parameters = []
        for k, p in enumerate(self.problem.problems):
            held = p.fix(**{name: self.value(u)})
            own = self.problem.parameters(found, k)
            theta = np.array([own[p.free.index(n)] for n in held.nonlinear])
            best = best_fit(held, n_starts=4, extra=(theta,))
            full = np.empty(len(p.free))
            at = p.free.index(name)
            full[np.arange(len(p.free)) != at] = np.concatenate([best.theta, best.coefficients])
            full[at] = u
            parameters.append(full)
        _, own = self.problem.join(parameters)
        return self.problem.point(found.shared, own)

    def visited(self) -> list[tuple[float, float]]:
        """Return (u, Delta chi-square) of every point that was computed."""
        return [(u, d) for u, _, d in self.known]
