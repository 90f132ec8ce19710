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
from hlnfit.fitting.conclude import conclude, goodness
from hlnfit.fitting.joint import Joint, SharedProblem, SharedWalk
from hlnfit.fitting.noise import with_noise
from hlnfit.fitting.prepare import Ready, prepare
from hlnfit.fitting.problem import Prior, Problem
from hlnfit.fitting.profile import Profile, profile_along
from hlnfit.fitting.result import SweepFit
from hlnfit.fitting.solve import minimize
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
    **options: Any,
) -> tuple[list[SweepFit], tuple[str, ...], FloatArray | None]:
    """Return the fits of a series, the names that they share, and the covariance of B_phi (T^2).

    A curve that cannot be fitted, or is rejected before any fit, shares nothing with the others.
    """
    ready = [
        prepare(c, model, fix={**fix, **single.get(k, {})}, sample=samples[k], **options)
        for k, c in enumerate(curves)
    ]
    usable = [k for k, r in enumerate(ready) if r.problem is not None and not _rejected(r)]
    names = _shared_names(share, [p for k in usable if (p := ready[k].problem) is not None])
    fits: dict[int, SweepFit] = {}
    matrix = None
    if usable:
        fits, matrix = _fit_usable([ready[k] for k in usable], usable, names, errors, progress, len(curves))
    for k, r in enumerate(ready):
        if k in fits:
            continue
        if r.problem is None:
            fits[k] = SweepFit(r.curve, r.model, flags=r.flags, error_method=errors)
        else:
            fits[k] = conclude(r, r.problem, [best_fit(r.problem)], errors)
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
) -> tuple[dict[int, SweepFit], FloatArray]:
    problems, scales, thetas, noises = [], [], [], []
    for done, r in enumerate(ready):
        assert r.problem is not None
        linear = tuple(n for n in names if n in r.problem.linear)
        problem = replace(r.problem, as_nonlinear=linear)
        best = best_fit(_with_amplitudes_free(problem, linear))
        # A curve counts by what its own misfit leaves it: its errors are put on that scale first.
        _, noise = with_noise(r, r.problem, best)
        noises.append(noise)
        if noise is not None and noise.significant:
            scale = 1.0
            problem = replace(problem, noise=noise.covariance)
        else:
            scale = goodness(r, r.problem, best).scale
        problems.append(replace(problem, error=problem.error * math.sqrt(scale)))
        scales.append(scale)
        thetas.append(problem.theta_of(best.values))
        progress(done + 1, 2 * n_curves)
    together = SharedProblem(problems, names)
    joint = best_joint(together, thetas)
    known = _shared_profiles(together, joint) if errors == "profile" else {}
    priors = _priors(together, joint)
    out = {}
    for i, (r, k) in enumerate(zip(ready, index, strict=True)):
        problem = problems[i] if priors is None else replace(problems[i], prior=priors[i])
        # The joint minimum is this problem's too; no step, so that shared values stay the same number.
        optimum = minimize(problem, joint.states[i].theta, max_iterations=0)
        out[k] = conclude(r, problem, [optimum], errors, known=known, prescaled=scales[i], noise=noises[i])
        progress(len(ready) + i + 1, 2 * n_curves)
    return out, _covariance_of_B_phi(together, joint, index, n_curves)


def _with_amplitudes_free(problem: Problem, linear: tuple[str, ...]) -> Problem:
    """Return the problem for a curve alone, where amplitudes may be eliminated as ever."""
    return replace(problem, as_nonlinear=()) if linear else problem


def best_joint(together: SharedProblem, thetas: Sequence[FloatArray]) -> Joint:
    """Return the lowest joint minimum from several starts for the shared parameters.

    Each start holds the shared parameters at what one curve alone (or their median) says.
    """
    if not together.names:
        return together.minimize(np.zeros(0), thetas)
    seen = np.array([theta[at] for theta, at in zip(thetas, together.at, strict=True)])
    order = np.argsort(seen[:, 0], kind="stable")
    picked = np.unique(np.linspace(0, len(order) - 1, min(5, len(order))).astype(int))
    candidates = [np.median(seen, axis=0), *(seen[order[i]] for i in picked)]
    found = [together.minimize(c, thetas, max_iterations=12) for c in candidates]
    best = min(found, key=lambda j: j.chi2)
    return together.minimize(best.shared, [s.theta for s in best.states])


def _shared_profiles(together: SharedProblem, joint: Joint) -> dict[str, Profile]:
    information = sum(together.information(joint)[0])
    covariance = np.linalg.pinv(np.atleast_2d(information))
    out = {}
    for i, name in enumerate(together.names):
        box = float(together.lower[i]), float(together.upper[i])
        error = math.sqrt(max(float(covariance[i, i]), 0.0))
        out[name] = profile_along(SharedWalk(together, joint, i), error, box)
    return out


def _priors(together: SharedProblem, joint: Joint) -> list[Prior] | None:
    """Return for each curve what all the others say of the shared parameters."""
    if not together.names or len(together.problems) < 2:
        return None
    matrices, gradients = together.information(joint)
    total_m, total_g = sum(matrices), sum(gradients)
    out = []
    for matrix, gradient in zip(matrices, gradients, strict=True):
        # Near the joint minimum the others' chi-square is (s - centre)' H (s - centre), with the slope
        # there that balances this curve's.
        rest = total_m - matrix
        values, vectors = np.linalg.eigh(rest)
        values = np.maximum(values, 0.0)
        whiten = np.sqrt(values)[:, None] * vectors.T
        shift = np.linalg.pinv(rest, hermitian=True) @ (total_g - gradient)
        out.append(Prior(together.names, joint.shared + shift, whiten))
    return out


def _covariance_of_B_phi(
    together: SharedProblem, joint: Joint, index: Sequence[int], n_curves: int
) -> FloatArray:
    """Return the covariance (n, n) of B_phi over the series in T^2; NaN for curves outside the fit."""
    out = np.full((n_curves, n_curves), np.nan)
    information = sum(together.information(joint)[0]) if together.names else np.zeros((0, 0))
    shared = np.linalg.pinv(np.atleast_2d(information)) if together.names else np.zeros((0, 0))
    rows = []
    for k, problem in enumerate(together.problems):
        if "B_phi" not in problem.nonlinear:
            return out
        row = np.zeros(len(together.names))
        own_variance = 0.0
        B_phi = math.exp(joint.states[k].theta[problem.nonlinear.index("B_phi")])
        if "B_phi" in together.names:
            row[together.names.index("B_phi")] = 1.0
        else:
            J = joint.states[k].jacobian
            J_s, J_o = J[:, together.at[k]], J[:, together.own[k]]
            at = [problem.nonlinear[i] for i in together.own[k]].index("B_phi")
            inverse = np.linalg.pinv(J_o.T @ J_o, hermitian=True)
            row = -(inverse @ (J_o.T @ J_s))[at]
            own_variance = float(inverse[at, at])
        rows.append((B_phi, row, own_variance))
    for i, (b_i, row_i, own) in enumerate(rows):
        for j, (b_j, row_j, _) in enumerate(rows):
            value = float(row_i @ shared @ row_j) + (own if i == j else 0.0)
            out[index[i], index[j]] = b_i * b_j * value
    return out
