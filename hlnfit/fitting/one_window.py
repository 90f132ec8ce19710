"""The fit of one window, with its own noise, and what folding or a background would make of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import length_from_field
from hlnfit.curve import Magnetoconductance
from hlnfit.fitting.coherence_field import B_phi_of, log_error_of_B_phi
from hlnfit.fitting.misfit import judge
from hlnfit.fitting.noise import gives_way, noise_of
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.reml import NoiseModel
from hlnfit.fitting.solve import Optimum, minimize
from hlnfit.fitting.start import best_fit
from hlnfit.fitting.symmetrized import symmetrized
from hlnfit.fitting.terms import Term, split_terms

FloatArray = NDArray[np.float64]
MAX_LOG_ERROR: Final = 0.7
"""A window whose ln B_phi is known no better than this says nothing to compare with."""
MOST_NOISE: Final = 0.03
"""Part of the cusp height (rms) up to which a misfit is taken for noise of the sample."""
WORTH_A_LOOK: Final = 0.3
"""Probability of correlated noise from which smaller windows are asked for theirs."""


@dataclass(frozen=True, slots=True)
class OneWindow:
    """The fit of one window; lengths in m, NaN where not determined.

    ``described``: the fit misses the points by no more than noise of the sample could.
    """

    values: dict[str, float]
    useful: bool
    correlated: bool
    described: bool = False
    L_phi: float = math.nan
    L_phi_err: float = math.nan
    alpha: float = math.nan
    alpha_err: float = math.nan
    L_so: float = math.nan
    L_so_err: float = math.nan
    symmetrized: float = math.nan
    background: float = math.nan


def fit_window(
    curve: Magnetoconductance,
    error: FloatArray,
    terms: tuple[Term, ...],
    b_max: float,
    odd: str,
    fixed: Mapping[str, float],
    before: OneWindow | None,
) -> OneWindow | None:
    """Fit one window, from the optimum of the next larger one among others; None for too few points."""
    inside = np.abs(curve.B) <= b_max * (1.0 + 1e-12)
    if not all((inside & (curve.group == g)).sum() >= 5 for g in np.unique(curve.group)):
        return None
    part = curve.take(inside)
    problem = Problem.from_curve(part, error[inside], terms, odd=odd, fixed=fixed)
    if len(part) <= len(problem.free) + 2:
        return None
    extra = () if before is None else (problem.theta_of(before.values),)
    best = best_fit(problem, n_starts=4 if extra else 12, extra=extra)
    height = best.height
    missed = judge(best.plain_residual, problem.error, len(problem.free), curve.errors, height)
    noise = None
    if missed.relative <= MOST_NOISE and (before is None or before.correlated):
        noise = noise_of(problem, best, curve.errors)
        if noise is not None and not noise.white and gives_way(best, noise, len(part)):
            noise = replace(noise, white=True, names=())
    shift, sigma = _moved(problem, best, noise, missed.scale)
    values = best.values
    B_phi, log_error = B_phi_of(terms, values), _log_error(best, sigma, noise, missed.scale)
    correlated = noise is not None and noise.probability > WORTH_A_LOOK
    described = not missed.significant or missed.relative <= MOST_NOISE
    if not log_error < MAX_LOG_ERROR or not math.isfinite(B_phi):
        return OneWindow(values, False, correlated, described)
    L_phi = float(length_from_field(B_phi)) * math.exp(-0.5 * shift.get("B_phi", 0.0))
    L_so = L_so_err = math.nan
    log_so = sigma.get("B_so", math.nan)
    if log_so < MAX_LOG_ERROR:
        L_so = float(length_from_field(values["B_so"])) * math.exp(-0.5 * shift["B_so"])
        L_so_err = 0.5 * L_so * log_so
    return OneWindow(
        values=values,
        useful=True,
        correlated=correlated,
        described=described,
        L_phi=L_phi,
        L_phi_err=0.5 * L_phi * log_error,
        alpha=values.get("alpha", math.nan) + shift.get("alpha", 0.0),
        alpha_err=sigma.get("alpha", math.nan),
        L_so=L_so,
        L_so_err=L_so_err,
        symmetrized=symmetrized(part, problem, best).get("L_phi_symmetrized_m", math.nan),
        background=_other_background(problem, best),
    )


def _moved(
    problem: Problem, best: Optimum, noise: NoiseModel | None, scale: float
) -> tuple[dict[str, float], dict[str, float]]:
    """Return by how much the noise moves each free parameter, and its standard error."""
    if noise is None or noise.white:
        sigma = np.sqrt(np.maximum(np.diag(best.covariance) * scale, 0.0))
        return dict.fromkeys(problem.free, 0.0), dict(zip(problem.free, sigma.tolist(), strict=True))
    shift = dict(zip(noise.names, noise.shift[noise.chosen].tolist(), strict=True))
    sigma_of = {}
    for name, one in zip(noise.names, noise.sigma[noise.chosen].tolist(), strict=True):
        spread = noise.spread(name)
        sigma_of[name] = 0.5 * one * (spread.reach(1.0, 1) + spread.reach(1.0, -1))
    return shift, sigma_of


def _log_error(best: Optimum, sigma: Mapping[str, float], noise: NoiseModel | None, scale: float) -> float:
    """Return the standard error of ln B_phi."""
    if "B_phi" in sigma and noise is not None and not noise.white:
        return sigma["B_phi"]
    return log_error_of_B_phi(best, scale)


def _other_background(problem: Problem, best: Optimum) -> float:
    """Return L_phi (m) with a quadratic background, or without the one that the model has.

    NaN where the background could not be told from B_e.
    """
    kinds = [t.model.kind for t in problem.terms]
    if "B_phi" not in problem.nonlinear or problem.as_nonlinear or "B_e" in problem.free:
        return math.nan
    if "background" in kinds:
        terms = tuple(t for t in problem.terms if t.model.kind != "background")
    else:
        terms = (*problem.terms, split_terms("hln_simple+quadratic")[1])
    names = {n for t in terms for n in t.names}
    keep = {n: v for n, v in problem.fixed.items() if n in names or n not in problem.term_names}
    other = Problem(problem.B, problem.y, problem.error, problem.group, terms, problem.odd, keep)
    found = minimize(other, other.theta_of(best.values))
    return float(length_from_field(B_phi_of(terms, found.values)))
