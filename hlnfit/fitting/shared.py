"""Fits of a series with shared parameters: one value for all curves, the rest for each.

Once the joint minimum is found, what the other curves say of the shared parameters stands in each
curve's own problem as a normal prior, so that its limits and doubts are those of the joint fit.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlnfit.curve import Magnetoconductance
from hlnfit.errors import ConfigError
from hlnfit.fitting.alike import best_fits
from hlnfit.fitting.bootstrap import RESAMPLES, check_bootstrap
from hlnfit.fitting.conclude import conclude, goodness
from hlnfit.fitting.joint import Joint, SharedProblem
from hlnfit.fitting.joint_minimum import covariance_of_B_phi, covariances, priors_of, shared_profiles
from hlnfit.fitting.noise import with_noise
from hlnfit.fitting.prepare import Ready, prepare
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.result import SweepFit
from hlnfit.fitting.solve import Optimum
from hlnfit.fitting.start import best_fit
from hlnfit.models import Model
from hlnfit.sample import Sample

FloatArray = NDArray[np.float64]


def fit_together(
    curves: Sequence[Magnetoconductance],
    model: str | Model,
    *,
    share: Sequence[str],
    fix: Mapping[str, Any],
    single: Mapping[int, Mapping[str, Any]],
    samples: Sequence[Sample | None],
    progress: Callable[[int, int], None],
    errors: str = "profile",
    bootstrap: str = "auto",
    resamples: int = RESAMPLES,
    seed: int = 0,
    **options: Any,
) -> tuple[list[SweepFit], tuple[str, ...], FloatArray | None]:
    """Return the fits of a series, the names that they share, and the covariance of B_phi (T^2).

    A curve that cannot be fitted, or is rejected before any fit, shares nothing with the others.
    """
    if errors == "bootstrap":
        check_bootstrap(bootstrap, resamples)
    ready = [
        prepare(c, model, fix={**fix, **single.get(k, {})}, sample=samples[k], **options)
        for k, c in enumerate(curves)
    ]
    usable = [k for k, r in enumerate(ready) if r.problem is not None and not _rejected(r)]
    names = _shared_names(share, [p for k in usable if (p := ready[k].problem) is not None])
    fits: dict[int, SweepFit] = {}
    matrix = None
    if usable:
        fits, matrix = _fit_usable(
            [ready[k] for k in usable],
            usable,
            names,
            errors,
            progress,
            len(curves),
            {"kind": bootstrap, "n": resamples, "seed": seed},
        )
    for k, r in enumerate(ready):
        if k in fits:
            continue
        if r.problem is None:
            fits[k] = SweepFit(r.curve, r.model, flags=r.flags, error_method=errors)
        else:
            method = "covariance" if errors == "covariance" else "profile"
            fits[k] = conclude(r, r.problem, [best_fit(r.problem)], method)
    return [fits[k] for k in range(len(curves))], names, matrix


def _rejected(ready: Ready) -> bool:
    return any(f.severity == "reject" for f in ready.flags)


def _shared_names(share: Sequence[str], problems: Sequence[Problem]) -> tuple[str, ...]:
    """Return parameter names for what the user shares (``L_so`` means ``B_so``)."""
    if not problems:
        return ()
    known = {}
    for term in problems[0].terms:
        for q, name in zip(term.model.parameters, term.names, strict=True):
            known[name] = name
            if q.kind == "rate":
                known["L_" + name[2:]] = name
    out = []
    for name in share:
        if name not in known:
            raise ConfigError(f"there is no parameter {name} to share", expected=", ".join(known))
        if known[name] in problems[0].fixed:
            raise ConfigError(
                f"{name} is both shared and fixed", expected="one of the two; a fixed value is common already"
            )
        out.append(known[name])
    return tuple(dict.fromkeys(out))


def _fit_usable(
    ready: Sequence[Ready],
    index: Sequence[int],
    names: tuple[str, ...],
    errors: str,
    progress: Callable[[int, int], None],
    n_curves: int,
    draws: Mapping[str, Any],
) -> tuple[dict[int, SweepFit], FloatArray]:
    problems, scales, own_best, noises = [], [], [], []
    alone = [r.problem for r in ready if r.problem is not None]
    for done, (r, best) in enumerate(zip(ready, best_fits(alone), strict=True)):
        assert r.problem is not None
        # A curve counts by what its own misfit leaves it: its errors are put on that scale first.
        _, noise = with_noise(r.problem, best, r.curve.errors, thorough=errors != "covariance")
        noises.append(noise)
        correlated = noise is not None and not noise.white
        scale = 1.0 if correlated else goodness(r, r.problem, best).scale
        problem = r.problem
        linear = tuple(n for n in names if n in problem.linear)
        if linear or correlated or scale != 1.0:
            problem = replace(
                problem,
                as_nonlinear=linear,
                noise=noise.covariance if noise is not None and correlated else None,
                error=problem.error * math.sqrt(scale),
            )
        problems.append(problem)
        scales.append(scale)
        own_best.append(problem.parameters_of(best.values))
        progress(done + 1, 2 * n_curves)
    together = SharedProblem(problems, names)
    joint = best_joint(together, own_best)
    method = "covariance" if errors == "covariance" else "profile"
    known = shared_profiles(together, joint) if method == "profile" else {}
    priors, own = priors_of(together, joint), covariances(together, joint)
    out = {}
    for i, (r, k) in enumerate(zip(ready, index, strict=True)):
        problem = problems[i] if priors is None else problems[i].with_prior(priors[i])
        optimum = _optimum(together, joint, i, problem, own[i])
        out[k] = conclude(r, problem, [optimum], method, known=known, prescaled=scales[i], noise=noises[i])
        progress(len(ready) + i + 1, 2 * n_curves)
    matrix = covariance_of_B_phi(together, joint, own, index, n_curves)
    if errors == "bootstrap":
        from hlnfit.fitting.bootstrap.joint import bootstrap_together
        from hlnfit.fitting.bootstrap.limits import with_bootstrap

        found = bootstrap_together(together, joint, [out[k].best for k in index], noises, **draws)
        out = {k: with_bootstrap(out[k], one) for k, one in zip(index, found, strict=True)}
        if all("B_phi" in one.names for one in found):
            drawn = np.cov(np.stack([one.of("B_phi") for one in found]))
            matrix[np.ix_(list(index), list(index))] = np.atleast_2d(drawn)
    return out, matrix


def _optimum(
    together: SharedProblem, joint: Joint, k: int, problem: Problem, covariance: FloatArray
) -> Optimum:
    """Return the joint minimum as that of one curve; what the other curves say stands in its prior."""
    curve = together.curves[k]
    parameters = together.parameters(joint, k)
    n_theta = len(problem.nonlinear)
    theta, coefficients = parameters[:n_theta], parameters[n_theta:]
    chi2 = float(joint.by_curve[k])
    if problem.prior is not None:
        at = [curve.names.index(n) for n in problem.prior.names]
        rest = problem.prior.whiten @ (problem.prior.centre - theta[at])
        chi2 += float(rest @ rest)
    edge = (theta <= curve.lower[:n_theta]) | (theta >= curve.upper[:n_theta])
    at_bound = tuple(n for n, e in zip(problem.nonlinear, edge, strict=True) if e)
    return Optimum(
        problem,
        theta,
        problem.values_of(theta, coefficients),
        chi2,
        at_bound,
        coefficients=coefficients,
        known_covariance=covariance,
    )


def best_joint(together: SharedProblem, own_best: Sequence[FloatArray]) -> Joint:
    """Return the lowest joint minimum from several starts for the shared parameters.

    The first start weighs what the curves alone say; where the minimum that it leads to costs no more than
    chance, nothing is to be gained elsewhere, since no joint minimum lies below the sum of the curves' own.
    Otherwise each further start holds the shared parameters at what one curve alone, or their median, says.

    Parameters
    ----------
    own_best : sequence of arrays, (n_free,)
        The best fit of each curve alone.
    """
    seen, own = together.join(own_best)
    if not together.names:
        return together.minimize(together.point(np.zeros(0), own))
    alone = together.point(seen, own)
    matrices, _, follow = together.information(alone)
    total = sum(matrices)
    weighed = np.linalg.pinv(total, hermitian=True) @ np.einsum("kij,kj->i", matrices, seen)
    order = np.argsort(seen[:, 0], kind="stable")
    picked = np.unique(np.linspace(0, len(order) - 1, min(5, len(order))).astype(int))
    median = np.median(seen, axis=0)
    known = np.einsum("ii->i", total) > 1e-12 * np.trace(total)
    candidates = [np.where(known, weighed, median), median, *(seen[order[i]] for i in picked)]
    n_tests = len(together.names) * (len(own_best) - 1)
    expected = n_tests + 4.0 * math.sqrt(2.0 * n_tests) + 4.0
    best: Joint | None = None
    for k, candidate in enumerate(candidates):
        shared = np.clip(candidate, together.lower, together.upper)
        move = np.einsum("kij,kj->ki", follow, shared - seen)
        limit = np.where(together.own_log, 1.0, np.inf)
        moved = np.clip(own + np.clip(move, -limit, limit), together.own_lower, together.own_upper)
        begin = together.point(shared, moved)
        found = together.minimize(begin, max_iterations=100 if k == 0 else 12)
        if best is None or found.chi2 < best.chi2:
            best = found
        if k == 0 and found.chi2 - alone.chi2 <= expected:
            return found
    assert best is not None
    return together.minimize(best)
