"""Does one model hold another, and is what it adds needed? The F-test of nested models.

A model holds another if it reproduces the other's curves whatever their parameters. That is tried, not
declared: the larger model is fitted to the smaller one's fitted curve, and to curves a standard error away
from it in each of its parameters. Limits that no table lists (a rate that vanishes, an amplitude that
happens to be a limit only at one value) are then told apart by what they do to the curve.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.problem import Problem
from hlnfit.fitting.solve import Optimum
from hlnfit.fitting.start import minima

FloatArray = NDArray[np.float64]
REPRODUCED = 0.05
"""Chi-square by which a curve may be missed that counts as reproduced: far below what noise adds."""
FARTHEST = 1.0
"""Largest displacement of the logarithm of a rate, for parameters that the data do not determine."""


@dataclass(frozen=True, slots=True)
class Nested:
    """The F-test of a smaller model against a larger one that holds it.

    Attributes
    ----------
    smaller, larger : str
    n_extra : int
        Parameters that the larger one has more.
    F : float
    p : float
        Probability of such a gain where the smaller model is true. A parameter whose smaller model is at
        the end of its range (a rate of zero) makes it up to twice too large.
    """

    smaller: str
    larger: str
    n_extra: int
    F: float
    p: float

    @property
    def needed(self) -> bool:
        """True where chance gives such a gain in less than 1 % of cases."""
        return self.p < 0.01


def f_test(
    smaller: str, larger: str, chi2: tuple[float, float], n_free: tuple[int, int], n_points: int
) -> Nested:
    """Return the F-test from chi-square and number of free parameters of (smaller, larger).

    Source: R. A. Fisher's variance ratio, as in P. R. Bevington and D. K. Robinson, Data Reduction and
    Error Analysis (McGraw-Hill, 2003), eq. 11.50, for several parameters.
    """
    from scipy.special import fdtrc

    n_extra = n_free[1] - n_free[0]
    dof = max(n_points - n_free[1], 1)
    gain = max(chi2[0] - chi2[1], 0.0)
    F = (gain / n_extra) / (chi2[1] / dof) if chi2[1] > 0.0 else math.inf
    return Nested(smaller, larger, n_extra, F, float(fdtrc(n_extra, dof, F)))


def holds(larger: Problem, smaller: Problem, best: Optimum, unit: float) -> bool:
    """Return True where ``larger`` reproduces ``smaller`` at its optimum and a standard error around it.

    Parameters
    ----------
    unit : float
        One standard error squared in the chi-square of both problems.
    """
    for values in _around(smaller, best, unit):
        curve = replace(larger, y=smaller.y - smaller.plain_residual(values) * smaller.error)
        if minima(curve, keep=2)[0].chi2 > REPRODUCED * unit:
            return False
    return True


def _around(problem: Problem, best: Optimum, unit: float) -> list[dict[str, float]]:
    """Return the optimum, and the parameters of the terms displaced one by one."""
    sigma = np.sqrt(unit * np.maximum(np.diag(best.covariance), 0.0))
    out = [dict(best.values)]
    for k, name in enumerate(problem.free):
        if name not in problem.term_names:
            continue
        moved = dict(best.values)
        if k < len(problem.nonlinear) and problem.is_log[k]:
            moved[name] *= math.exp(min(float(sigma[k]), FARTHEST))
        else:
            step = float(sigma[k])
            moved[name] += step if math.isfinite(step) else 0.1 * abs(moved[name])
        out.append(moved)
    return out
