"""The profile of one parameter as a line: Delta chi-square at enough points to be drawn.

The fit itself visits only the points that its limits need.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.solve import linearize, minimize
from hlnfit.report.band import chi2_unit

if TYPE_CHECKING:
    from hlnfit.fitting import SweepFit

FloatArray = NDArray[np.float64]
_MOST_STEPS = 24
_LONGEST = math.log(3.0)


def traceable(fit: SweepFit, name: str) -> bool:
    """Return True where the sweep alone has a profile of the parameter: free, and not shared."""
    problem = fit.problem
    if problem is None or name not in problem.free:
        return False
    return problem.prior is None or name not in problem.prior.names


def trace(fit: SweepFit, name: str, top: float) -> tuple[FloatArray, FloatArray]:
    """Return values of the parameter in SI and the scaled Delta chi-square there, in rising order.

    Parameters
    ----------
    name : str
        A free rate or amplitude.
    top : float
        Delta chi-square up to which the profile is followed on each side.
    """
    problem = fit.problem
    assert problem is not None
    position = problem.nonlinear.index(name) if name in problem.nonlinear else None
    log = position is not None and bool(problem.is_log[position])
    best = problem.theta_of(fit.best)
    scale, lowest = chi2_unit(fit), linearize(problem, best).chi2
    spread = fit.spread(name)
    start = math.log(fit.best[name]) if log else fit.best[name]
    box = (-math.inf, math.inf)
    if position is not None:
        box = float(problem.box[0][position]), float(problem.box[1][position])
    # Steps of about half a standard error, longer where the profile is flat.
    found = [(start, 0.0)]
    for side in (-1, 1):
        u, step = start, _first_step(fit, name, log=log)
        shortest = 0.01 * step
        theta = best if position is None else np.delete(best, position)
        last = 0.0
        for _ in range(_MOST_STEPS):
            next_u = min(max(u + side * step, box[0]), box[1])
            held = problem.fix(**{name: math.exp(next_u) if log else next_u})
            optimum = minimize(held, theta, tolerance=1e-9)
            raw = max((optimum.chi2 - lowest) / scale, 0.0)
            delta = spread.equivalent(math.sqrt(raw), side) ** 2
            found.append((next_u, delta))
            rise = math.sqrt(delta) - math.sqrt(last)
            if rise > 1.5 and step > shortest:
                # A wall, where another parameter has reached its bound: come nearer in small steps.
                step *= 0.3
                continue
            u, theta, last = next_u, optimum.state.theta, delta
            if delta > top or u in box:
                break
            step *= min(max(0.5 / max(abs(rise), 0.2), 0.5), 2.0)
            step = min(step, _LONGEST) if log else step
    points = np.array(sorted(found))
    return (np.exp(points[:, 0]) if log else points[:, 0]), points[:, 1]


def _first_step(fit: SweepFit, name: str, *, log: bool) -> float:
    """Return half a standard error of the parameter, in the logarithm for rates."""
    problem, size = fit.problem, 1.0 if log else abs(fit.best[name]) or 1.0
    if problem is not None and fit.covariance is not None and name in problem.free:
        at = problem.free.index(name)
        sigma = math.sqrt(max(float(fit.covariance[at, at]), 0.0))
        if 0.0 < sigma < 10.0 * size:
            return 0.5 * min(sigma, 1.0 if log else sigma)
    return 0.2 * size
