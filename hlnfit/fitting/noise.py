"""The noise of a fit: what its residuals say, and the fit with the most probable noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from hlnfit.curve import ErrorKind
from hlnfit.fitting.coherence_field import B_phi_of
from hlnfit.fitting.curve_equations import CurveEquations
from hlnfit.fitting.misfit import judge
from hlnfit.fitting.noise_likelihood import Residuals
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.reml import NoiseModel, noise_model
from hlnfit.fitting.solve import Optimum, linearize, minimize
from hlnfit.fitting.suspicion import suspicious

MIN_POINTS: Final = 30
UNLIKELY: Final = 0.2
"""Probability of correlated noise by a third of its models, below which no fit would use any of them."""
TAKEN_OVER: Final = 1.5
"""How much larger the residuals may become when their correlations are used. Noise that turns often leaves
the fit where it was; where a formula does not hold, the fit gives the curve away to the noise instead."""


def noise_of(
    problem: Problem, best: Optimum, errors: ErrorKind, *, thorough: bool = True
) -> NoiseModel | None:
    """Return what the residuals of a fit say of the noise; None for few points.

    Errors that were given are the white part, unless the fit misses the data by more than they say.
    Without ``thorough``, residuals that look white at first or second sight are not asked further: None too.
    """
    residual = best.plain_residual
    n = residual.size
    if n < max(MIN_POINTS, 2 * len(problem.free)):
        return None
    # What repeats in the sample repeats in its own field, from which each direction has its own offset.
    field = problem.field(best.values)
    if not thorough and not suspicious(residual, field, problem.group):
        return None
    missed = judge(residual, problem.error, len(problem.free), errors, 1.0).significant
    if problem.noise is None:
        state = CurveEquations(problem).state(problem.parameters_of(best.values))
    else:
        state = linearize(replace(problem, noise=None, prior=None), best.theta)
    asked = Residuals(
        residual,
        state.full[:n],
        field,
        problem.group,
        known_white=errors == "given" and not missed,
        error=problem.error,
        B_phi=float(B_phi_of(problem.terms, best.values)),
    )
    if not thorough and asked.rough_probability < UNLIKELY:
        return None
    return noise_model(asked, problem.free)


def with_noise(
    problem: Problem, best: Optimum, errors: ErrorKind, *, thorough: bool = True
) -> tuple[Problem, NoiseModel | None]:
    """Return the problem with its most probable noise in it, and what was found.

    Noise that the problem has already only decided where ``best`` lies.
    """
    found = noise_of(problem, best, errors, thorough=thorough)
    if found is None:
        return problem, None
    return replace(problem, noise=None if found.white else found.covariance), found


def fit_with_noise(
    problem: Problem, optima: Sequence[Optimum], errors: ErrorKind, *, thorough: bool = True
) -> tuple[Problem, list[Optimum], NoiseModel | None]:
    """Return problem, minima (lowest first) and noise, each found with the other.

    Parameters
    ----------
    optima : sequence of Optimum
        Minima for white noise, lowest first.
    thorough : bool
        False: only residuals that do not look white at first sight are asked for their noise.
    """
    problem, noise = with_noise(problem, optima[0], errors, thorough=thorough)
    if problem.noise is None:
        return problem, list(optima), noise
    found = _lowest_first(problem, optima)
    # What white noise made of the curve was off by a part of the noise: once more, from the better fit.
    correlated, again = with_noise(problem, found[0], errors)
    found = _lowest_first(correlated, found)
    if _rms(correlated, found[0]) > TAKEN_OVER * _rms(correlated, optima[0]):
        # The misfit then widens the limits, not the averages over what the noise may be.
        unused = None if noise is None else replace(noise, white=True, names=())
        return replace(problem, noise=None), list(optima), unused
    return correlated, found, again


def gives_way(best: Optimum, noise: NoiseModel, n: int) -> bool:
    """Return whether, to first order, a fit of n points with this noise would give the curve away to it."""
    before = best.state.residual[:n]
    after = before - best.state.full[:n] @ noise.shift[noise.chosen]
    return bool(np.sum(after * after) > TAKEN_OVER**2 * np.sum(before * before))


def _rms(problem: Problem, at: Optimum) -> float:
    residual = problem.plain_residual(at.values)
    return float(np.sqrt(np.mean(residual * residual)))


def _lowest_first(problem: Problem, optima: Sequence[Optimum]) -> list[Optimum]:
    return sorted((minimize(problem, o.theta) for o in optima), key=lambda o: o.chi2)
