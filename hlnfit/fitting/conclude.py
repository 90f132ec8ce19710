"""After a fit: scale, limits, parameters, doubts and verdict from the minima that were found."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hlnfit.doubts import Evidence, raise_flags
from hlnfit.fitting.alternatives import alternatives
from hlnfit.fitting.amplitude import WORTH_IT, asked_amplitude
from hlnfit.fitting.coherence_field import B_phi_of
from hlnfit.fitting.combination import determined_product
from hlnfit.fitting.lmfit_layer import model_result
from hlnfit.fitting.misfit import Misfit, judge
from hlnfit.fitting.parameters import parameter_values
from hlnfit.fitting.patterns import jumps, oscillation
from hlnfit.fitting.prepare import Ready
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.profile import Profile, profile
from hlnfit.fitting.reml import NoiseModel
from hlnfit.fitting.result import ParameterValue, SweepFit
from hlnfit.fitting.rivals import strongest_rival
from hlnfit.fitting.solve import Optimum
from hlnfit.fitting.spread import NORMAL, Spread
from hlnfit.fitting.symmetrized import symmetrized
from hlnfit.fitting.systematic import systematic_errors
from hlnfit.fitting.without_cusp import without_cusp

FloatArray = NDArray[np.float64]
HOPELESS = 0.1
"""Misfit, as a part of the cusp height, beyond which no limits are looked for."""


def conclude(
    ready: Ready,
    problem: Problem,
    optima: Sequence[Optimum],
    errors: str,
    *,
    known: Mapping[str, Profile] | None = None,
    prescaled: float | None = None,
    noise: NoiseModel | None = None,
) -> SweepFit:
    """Return the result of a fit from its minima, best first.

    Parameters
    ----------
    problem : Problem
        That of ``ready``, or one that shares parameters with other curves.
    errors : {"profile", "covariance"}
    known : mapping, optional
        Profiles that were computed elsewhere (of shared parameters).
    prescaled : float, optional
        Factor by which the squared errors of ``problem`` were widened beforehand, so that its
        chi-square needs no further scale.
    noise : NoiseModel, optional
        What was found of correlated noise; ``problem.noise`` holds it where it is significant.
    """
    best = optima[0]
    found = goodness(ready, problem, best, prescaled or 1.0)
    unit = found.scale if prescaled is None and problem.noise is None else 1.0
    matrix = best.covariance * unit
    # A fit that misses the data by so much is rejected; limits around it mean nothing.
    wanted = errors == "profile" and not (found.significant and found.relative > HOPELESS)
    given = ready.curve.errors == "given"
    alone = NORMAL if given else Spread.student(float(max(problem.B.size - len(problem.free), 1)))
    profiles = _profiles(problem, optima, unit, matrix, known or {}, noise, alone) if wanted else {}
    params = parameter_values(problem, best.values, matrix, profiles)
    params |= _unbounded_amplitudes(problem, best, params)
    return assemble(ready, problem, optima, errors, found, matrix, params, profiles, unit=unit, noise=noise)


def assemble(
    ready: Ready,
    problem: Problem,
    optima: Sequence[Optimum],
    errors: str,
    found: Misfit,
    matrix: FloatArray,
    params: Mapping[str, ParameterValue],
    profiles: Mapping[str, Profile],
    *,
    unit: float | None = None,
    noise: NoiseModel | None = None,
) -> SweepFit:
    """Put the parts of a result together and ask the doubts.

    ``unit`` is one standard error squared in the chi-square of ``problem``; by default ``found.scale``.
    """
    unit = found.scale if unit is None else unit
    curve, part, best = ready.curve, ready.part, optima[0]
    assert part is not None
    B_max = float(np.max(np.abs(part.B)))
    sigma0 = (curve.sigma0 if curve.sigma0 is not None else math.nan) + best.values["dsigma0"]
    along_B_phi = profiles.get("B_phi")
    systematics: dict[str, float] = {}
    if errors == "profile":
        systematics = {**symmetrized(part, problem, best), **alternatives(problem, best, unit)}
        systematics |= systematic_errors(ready.window, params.get("L_phi"), systematics)
    loose = tuple(n for n, p in params.items() if not p.determined)
    combination = determined_product(problem, best, unit, loose) if loose else None
    flat, parabola = without_cusp(problem)
    evidence = Evidence(
        curve=curve,
        sample=ready.sample,
        best=best.values,
        params=params,
        misfit=found,
        window=ready.window,
        B_max=B_max,
        window_given=ready.window_given,
        sigma0=sigma0,
        at_bound=best.at_bound,
        null_delta=(flat - best.chi2) / unit,
        parabola_delta=along_B_phi.at_infinity if along_B_phi else (parabola - best.chi2) / unit,
        second=tuple(
            ((o.chi2 - best.chi2) / unit, B_phi_of(problem.terms, o.values))
            for o in optima[1:]
            if o.chi2 - best.chi2 > 1e-6 * unit
        ),
        free_amplitude="alpha" in problem.free,
        noise=noise,
        systematics=systematics,
        terms=tuple(t.model.name for t in problem.terms),
        amplitude=asked_amplitude(problem, best) if found.significant and found.relative > WORTH_IT else None,
        cusp_S=found.height,
        combination=combination,
        correlations=_correlations(problem, params, matrix),
        jump=jumps(problem, best.plain_residual),
        oscillation=oscillation(curve) if errors == "profile" else None,
        rival=strongest_rival(ready, problem, best, noise) if errors == "profile" else None,
    )
    return SweepFit(
        curve=curve,
        model=ready.model,
        params=params,
        best=best.values,
        problem=problem,
        misfit=found,
        noise=noise,
        B_max=B_max,
        n_points=len(part),
        chi2=found.chi2,
        covariance=matrix,
        profiles=profiles,
        window=ready.window,
        sigma0=sigma0,
        sample=ready.sample,
        systematics=systematics,
        flags=(*ready.flags, *raise_flags(evidence, "optimum")),
        error_method=errors,
        unit=unit,
        combination=combination,
        lmfit_factory=model_result,
    )


def goodness(ready: Ready, problem: Problem, best: Optimum, prescaled: float = 1.0) -> Misfit:
    """Judge the residuals of an optimum, without the rows of a prior, by the errors of the points."""
    root = math.sqrt(prescaled)
    residual = best.plain_residual * root
    height = best.height
    n_free = len(problem.free) - (len(problem.prior.names) if problem.prior is not None else 0)
    white = problem.prior is None and problem.noise is None
    chi2 = best.chi2 * prescaled if white else None
    return judge(residual, problem.error / root, n_free, ready.curve.errors, height, chi2=chi2)


def _profiles(
    problem: Problem,
    optima: Sequence[Optimum],
    scale: float,
    matrix: FloatArray,
    known: Mapping[str, Profile],
    noise: NoiseModel | None,
    alone: Spread,
) -> dict[str, Profile]:
    best, out = optima[0], {}
    for term in problem.terms:
        for q, name in zip(term.model.parameters, term.names, strict=True):
            if q.kind not in ("rate", "amplitude") or name not in problem.free:
                continue
            at = problem.free.index(name)
            spread = alone if noise is None or name not in noise.names else noise.spread(name)
            one = known.get(name) or profile(problem, best, name, scale, math.sqrt(matrix[at, at]), spread)
            # A walk along a valley can miss a minimum beside it that is as good.
            near = [o.values[name] for o in optima[1:] if o.chi2 - best.chi2 < scale]
            if near and one.determined:
                one = replace(one, low=min([one.low, *near]), high=max([one.high, *near]))
            out[name] = one
    return out


def _unbounded_amplitudes(
    problem: Problem, best: Optimum, params: Mapping[str, ParameterValue]
) -> dict[str, ParameterValue]:
    """Return amplitudes whose rate ran to the end of its range: they would grow with it for ever."""
    if not best.at_bound:
        return {}
    upper = dict(zip(problem.nonlinear, problem.box[1], strict=True))
    out = {}
    for term in problem.terms:
        if term.model.kind != "field" or term.amplitude is None:
            continue
        name = term.names[term.amplitude]
        ran_off = any(
            n in best.at_bound
            and term.parameter(n).kind == "rate"
            and math.log(best.values[n]) > upper[n] - 1e-6
            for n in term.names
        )
        p = params.get(name)
        if ran_off and p is not None and p.determined and not p.fixed:
            out[name] = replace(p, value=math.nan, err=math.nan, lo=math.nan, hi=math.nan, determined=False)
    return out


def _correlations(
    problem: Problem, params: Mapping[str, ParameterValue], matrix: FloatArray
) -> dict[tuple[str, str], float]:
    """Return the correlation of each pair of rates and amplitudes that are determined."""
    names = [
        n for n in problem.free if n in problem.term_names and params[n].determined and not params[n].nuisance
    ]
    out = {}
    for first, second in itertools.combinations(names, 2):
        i, j = problem.free.index(first), problem.free.index(second)
        size = math.sqrt(max(matrix[i, i] * matrix[j, j], 0.0))
        if math.isfinite(size) and size > 0.0:
            out[first, second] = float(matrix[i, j]) / size
    return out
