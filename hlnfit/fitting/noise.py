"""Is the noise of a fit white? A quick look first, the restricted likelihood only where it is worth it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numba import njit
from numpy.typing import NDArray

from hlnfit.fitting.prepare import Ready
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.reml import NoiseModel, estimate_noise
from hlnfit.fitting.solve import Optimum

FloatArray = NDArray[np.float64]
WORTH_A_LOOK = 2.0
"""Excess of block means, in standard deviations, from which the likelihood is asked."""
MIN_POINTS = 30


def with_noise(ready: Ready, problem: Problem, best: Optimum) -> tuple[Problem, NoiseModel | None]:
    """Return the problem with correlated noise in it where the residuals show it, and what was found."""
    residual = problem.plain_residual(best.values)
    n = residual.size
    if n < max(MIN_POINTS, 2 * len(problem.free)):
        return problem, None
    if largest_excess(residual, problem.B, problem.group) < WORTH_A_LOOK:
        return problem, None
    found = estimate_noise(
        residual,
        best.state.full[:n],
        problem.B,
        problem.group,
        known_white=ready.curve.errors == "given",
    )
    return (replace(problem, noise=found.covariance) if found.significant else problem), found


def largest_excess(residual: FloatArray, B: FloatArray, group: NDArray[np.int64]) -> float:
    """Return by how many standard deviations block means vary more than white noise lets them.

    Blocks of 2, 4, 8, ... neighbouring points are tried, within each direction and over all points
    sorted by field.
    """
    by_field = np.argsort(B, kind="stable")
    largest = _excess_of(np.ascontiguousarray(residual[by_field]))
    if np.ptp(group) > 0:
        within = np.lexsort((B, group))
        largest = max(largest, _excess_of(np.ascontiguousarray(residual[within])))
    return float(largest)


@njit(cache=True, error_model="numpy", nogil=True)
def _excess_of(r: FloatArray) -> float:
    """Return the largest excess of the means of blocks of neighbours in this order."""
    power = 0.0
    for value in r:
        power += value * value
    power /= r.size
    if not power > 0.0:
        return 0.0
    largest, size = -np.inf, 2
    while r.size // size >= 6:
        n = r.size // size
        squares = 0.0
        for k in range(n):
            total = 0.0
            for i in range(k * size, (k + 1) * size):
                total += r[i]
            squares += (total / size) ** 2
        excess = (size * squares / n / power - 1.0) / math.sqrt(2.0 / n)
        largest = max(largest, excess)
        size *= 2
    return largest
