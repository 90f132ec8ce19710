"""Profile likelihood: limits, the rule for *determined*, and one-sided bounds.

A parameter is determined when its profile rejects both ends of its range, 0 and infinity, at
Delta chi-square > 9. Limits are where the profile crosses 1 (68 %) and 3.84 (95 %), bounds where it
crosses 2.71 (95 %, one-sided), in units of the scaled chi-square. Where the noise itself is uncertain, a
Delta chi-square counts as much as its probability over all noise models allows (see ``spread``).
Source: S. S. Wilks, Ann. Math. Statist. 9, 60 (1938), for the distribution of the profile.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.problem import Problem
from hlnfit.fitting.solve import Optimum, minimize
from hlnfit.fitting.spread import NORMAL, Spread
from hlnfit.fitting.start import starts
from hlnfit.fitting.whitened import WhitenedDescents, whitened_descents

FloatArray = NDArray[np.float64]
REJECTED = 9.0
ONE_SIDED_95 = 1.644854
TWO_SIDED_95 = 1.959964
FIRST_STEPS, MOST_STEPS = 25, 200
TOLERANCE = 1e-9
FAR = 1000.0
"""Delta chi-square beyond which its value does not matter any more, whatever the noise."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What the profile of one parameter says, in the parameter's own unit.

    Attributes
    ----------
    low, high : float
        68 % limits; NaN where the profile does not cross.
    low_95, high_95 : float
        95 % limits.
    determined : bool
    at_zero, at_infinity : float
        Delta chi-square (scaled, and for the uncertainty of the noise) at the two ends of the range.
    bound_low, bound_high : float
        One-sided 95 % bound; NaN unless exactly one end is rejected.
    """

    low: float
    high: float
    determined: bool
    at_zero: float
    at_infinity: float
    bound_low: float = math.nan
    bound_high: float = math.nan
    points: tuple[tuple[float, float], ...] = field(default=())
    low_95: float = math.nan
    high_95: float = math.nan


class Walk(Protocol):
    """Delta chi-square along one parameter: u is its logarithm for rates, else the parameter itself."""

    log: bool
    u0: float

    def value(self, u: float) -> float:
        """Return the parameter at u."""

    def delta(self, u: float, *, search: bool = False) -> float:
        """Return the scaled Delta chi-square with the parameter held at u.

        ``search``: do not only continue from the nearest known point, look for other minima too.
        """

    def visited(self) -> list[tuple[float, float]]:
        """Return (u, Delta chi-square) of every point that was computed."""


class CurveWalk:
    """The walk of one curve, each point started from its nearest neighbour."""

    def __init__(self, problem: Problem, best: Optimum, name: str, scale: float) -> None:
        self.problem, self.best, self.name, self.scale = problem, best, name, scale
        self.place = problem.free.index(name)
        self.log = self.place < len(problem.nonlinear) and bool(problem.is_log[self.place])
        self.whitened = whitened_descents(problem)
        start = best.values[name]
        self.u0 = math.log(start) if self.log else start
        self.known: list[tuple[float, FloatArray, float]] = [(self.u0, best.theta, 0.0)]

    def value(self, u: float) -> float:
        """Return the parameter at u."""
        return math.exp(u) if self.log else u

    def delta(self, u: float, *, search: bool = False) -> float:
        """Return the scaled Delta chi-square with the parameter held at u."""
        if u == self.u0:
            return 0.0
        near = min(self.known, key=lambda k: abs(k[0] - u))[1]
        if self.whitened is not None and not search:
            chi2, theta = self._descend_held(self.whitened, u, near)
        else:
            chi2, theta = self._descend_without(u, near, search)
        delta = max((chi2 - self.best.chi2) / self.scale, 0.0)
        self.known.append((u, theta, delta))
        return delta

    def _descend_held(
        self, whitened: WhitenedDescents, u: float, theta: FloatArray
    ) -> tuple[float, FloatArray]:
        """Return chi-square and theta of the minimum, with the parameter held among all others."""
        n_theta = theta.size
        start = np.concatenate([theta, np.zeros(len(self.problem.linear))])
        start[self.place] = u
        for most in (FIRST_STEPS, MOST_STEPS):
            chi2, start, converged = whitened.descend(start, self.place, most, TOLERANCE)
            if converged or self._is_far(chi2):
                break
        return chi2, start[:n_theta]

    def _descend_without(self, u: float, theta: FloatArray, search: bool) -> tuple[float, FloatArray]:
        """Return chi-square and theta of the lowest minimum of the problem without the parameter."""
        held = self.problem.fix(**{self.name: self.value(u)})
        one_of_theta = self.place < theta.size
        if one_of_theta:
            theta = np.delete(theta, self.place)
        found = [self._descend(held, theta)]
        if search:
            found += [self._descend(held, t) for t in starts(held, 2)]
        low = min(found, key=lambda o: o.chi2)
        return low.chi2, np.insert(low.theta, self.place, u) if one_of_theta else low.theta

    def _descend(self, held: Problem, theta: FloatArray) -> Optimum:
        """Return the minimum; where it is far above every limit, after some steps only what they reached."""
        found = minimize(held, theta, tolerance=TOLERANCE, max_iterations=FIRST_STEPS)
        if found.converged or self._is_far(found.chi2):
            return found
        return minimize(held, found.theta, tolerance=TOLERANCE)

    def _is_far(self, chi2: float) -> bool:
        return chi2 > self.best.chi2 + FAR * self.scale

    def visited(self) -> list[tuple[float, float]]:
        """Return (u, Delta chi-square) of every point that was computed."""
        return [(u, d) for u, _, d in self.known]


def crossing(walk: Walk, side: int, target: float, step: float, end: float) -> float:
    """Return u where the profile crosses ``target`` on one side; NaN where it does not before ``end``."""
    z_target = math.sqrt(target)
    inside, z_inside = walk.u0, 0.0
    outside, z_outside = math.nan, math.nan
    # What was computed for other limits lies around this one.
    for known, delta in sorted(walk.visited(), key=lambda k: abs(k[0] - walk.u0)):
        z = math.sqrt(delta)
        if side * (known - walk.u0) > 0.0 and math.isnan(outside):
            if z < z_target and known != end:
                inside, z_inside = known, z
            elif z_target <= z < 4.0 * z_target:
                outside, z_outside = known, z
    if not math.isnan(outside):
        u = inside + (z_target - z_inside) / (z_outside - z_inside) * (outside - inside)
    elif z_inside > 0.2 * z_target:
        u = walk.u0 + (inside - walk.u0) * min(1.05 * z_target / z_inside, 5.0)
    else:
        u = walk.u0 + side * max(step * z_target, 1.3 * abs(inside - walk.u0))
    for _ in range(30):
        if side * (u - end) >= 0.0:
            u = end
        z = math.sqrt(walk.delta(u))
        if abs(z - z_target) < 0.005 * z_target:
            return u
        if z < z_target:
            inside, z_inside = u, z
            if u == end:
                return math.nan
        else:
            outside, z_outside = u, z
        if math.isnan(outside):
            grow = z_target / z if z > 0.2 * z_target else 5.0
            u = walk.u0 + (u - walk.u0) * min(max(1.05 * grow, 1.3), 5.0)
        else:
            part = (z_target - z_inside) / (z_outside - z_inside)
            u = inside + min(max(part, 0.02), 0.98) * (outside - inside)
            if abs(outside - inside) < 1e-6 * max(step, 1e-300):
                return u
    return u


def profile(
    problem: Problem, best: Optimum, name: str, scale: float, error: float, spread: Spread = NORMAL
) -> Profile:
    """Return limits and determination of one free rate or amplitude.

    Parameters
    ----------
    error : float
        Scaled standard error from the covariance, in the logarithm for rates; only sets the first step.
    spread : Spread
        What the uncertainty of the noise makes of distances along the profile.
    """
    walk = CurveWalk(problem, best, name, scale)
    ends = (0.0, 0.0)
    if walk.log:
        at = problem.nonlinear.index(name)
        ends = float(problem.box[0][at]), float(problem.box[1][at])
    return profile_along(walk, error, ends, spread)


def profile_along(walk: Walk, error: float, box: tuple[float, float], spread: Spread = NORMAL) -> Profile:
    """Return limits and determination from any walk; ``box`` holds the ends of a logarithmic one."""
    if walk.log:
        to_zero, to_infinity = box
        beyond_zero = to_zero
        step = error if 1e-12 < error < 2.0 else 1.0
        side = 1
    else:
        size = abs(walk.u0) or 1.0
        side = 1 if walk.u0 >= 0.0 else -1
        to_zero, to_infinity = 0.0, side * 1e3 * size
        # Zero is no end for the 68 % limit of an amplitude: the limit may lie on the other side of it.
        beyond_zero = -side * 1e3 * size
        step = error if 1e-12 * size < error < 10.0 * size else size

    def counted(delta: float, toward: int) -> float:
        return spread.equivalent(math.sqrt(delta), toward) ** 2

    def limit(toward: int, z: float, end: float) -> float:
        return walk.value(crossing(walk, toward, spread.reach(z, toward) ** 2, step, end))

    at_zero = counted(walk.delta(to_zero, search=True), -side)
    at_infinity = counted(walk.delta(to_infinity, search=True), side)
    determined = at_zero > REJECTED and at_infinity > REJECTED
    limits = []
    for z in (1.0, TWO_SIDED_95):
        outer, inner = limit(side, z, to_infinity), limit(-side, z, beyond_zero)
        limits += [inner, outer] if side > 0 else [outer, inner]
    low, high, low_95, high_95 = limits
    bound_low = bound_high = math.nan
    if not determined and max(at_zero, at_infinity) > ONE_SIDED_95**2:
        # Bounded on the side that is rejected, or on the one that is rejected more.
        above_zero = at_zero > REJECTED or (at_infinity <= REJECTED and at_zero > at_infinity)
        toward, end = (-side, to_zero) if above_zero else (side, to_infinity)
        value = limit(toward, ONE_SIDED_95, end)
        if toward < 0:
            bound_low = value
        else:
            bound_high = value
    points = tuple(sorted((walk.value(u), counted(d, 1 if u > walk.u0 else -1)) for u, d in walk.visited()))
    return Profile(
        low, high, determined, at_zero, at_infinity, bound_low, bound_high, points, low_95, high_95
    )
