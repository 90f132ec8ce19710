"""Where a fit begins: no guess, but the best of many combinations of all nonlinear parameters.

For sums of mode tables the compiled engine tries every combination of fields. Other models are evaluated
on a coarse grid over the fields that were measured, so that the unit of B does not matter.
"""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.channels import channels_of
from hlnfit.fitting.engine.one import fit_one
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.solve import Optimum, linearize, minimize
from hlnfit.reduction.symmetry import centre_of_symmetry

FloatArray = NDArray[np.float64]


def starts(problem: Problem, n_best: int) -> list[FloatArray]:
    """Return up to ``n_best`` theta to refine, best first."""
    if not problem.nonlinear:
        return [np.zeros(0)]
    # Correlated noise and what other curves say move a minimum, not the valley that it lies in.
    plain = replace(problem, noise=None, prior=None, as_nonlinear=())
    found = fit_one(plain)
    if found is None:
        return _on_coarse_grid(problem, n_best)
    if not problem.as_nonlinear:
        return [o.theta for o in found[:n_best]]
    return [problem.theta_of(plain.values_of(o.theta, o.state.coefficients)) for o in found[:n_best]]


def minima(
    problem: Problem, *, n_starts: int = 12, keep: int = 3, extra: tuple[FloatArray, ...] = ()
) -> list[Optimum]:
    """Return the minima reached from the best starts (and from ``extra`` ones), lowest first.

    Starts of a coarse grid go a few steps before the ``keep`` best of them go on.
    """
    found = fit_one(problem) if problem.nonlinear else None
    if found is None:
        thetas = starts(problem, n_starts)
        if len(thetas) > keep:
            begun = sorted((minimize(problem, t, max_iterations=8) for t in thetas), key=lambda o: o.chi2)
            thetas = [o.theta for o in begun]
        found = [_in_order(minimize(problem, t)) for t in thetas[:keep]]
    found += [_in_order(minimize(problem, t)) for t in extra]
    return sorted(found, key=lambda o: o.chi2)


def _in_order(found: Optimum) -> Optimum:
    """Return the same minimum with equal channels of a sum in the order of growing B_phi."""
    known = channels_of(found.problem)
    if known is None:
        return found
    rates, theta = known[0], found.theta.copy()
    order = np.argsort(theta[rates[:, 0]], kind="stable")
    if (order == np.arange(order.size)).all():
        return found
    theta[rates] = theta[rates[order]]
    return minimize(found.problem, theta)


def best_fit(
    problem: Problem, *, n_starts: int = 12, keep: int = 2, extra: tuple[FloatArray, ...] = ()
) -> Optimum:
    """Return the lowest minimum reached."""
    return minima(problem, n_starts=n_starts, keep=keep, extra=extra)[0]


def _offset(problem: Problem, group: int) -> float:
    name = problem.offset_names[group]
    if name in problem.fixed:
        return float(problem.fixed[name])
    at = problem.nonlinear.index(name)
    mask = problem.group == group
    low, high = float(problem.box[0][at]), float(problem.box[1][at])
    return centre_of_symmetry(problem.B[mask], problem.y[mask], low, high)


def _fields(x: FloatArray, n: int) -> FloatArray:
    """Return n logarithmic fields from far below the smallest to far above the largest field measured."""
    size = np.abs(x[x != 0.0])
    span = float(size.max())
    return np.geomspace(max(0.02 * float(np.quantile(size, 0.02)), 1e-5 * span), 30.0 * span, n)


def _on_coarse_grid(problem: Problem, n_best: int) -> list[FloatArray]:
    """Return the best points of a coarse grid over all nonlinear parameters (formulas)."""
    offsets = np.array([_offset(problem, g) for g in range(problem.n_groups)])
    x = problem.B - offsets[problem.group]
    axes = []
    for name, log in zip(problem.nonlinear, problem.is_log, strict=True):
        if name in problem.offset_names:
            axes.append(np.array([offsets[problem.offset_names.index(name)]]))
        elif log:
            axes.append(np.log(_fields(x, 9)))
        else:
            row = next(t.parameter(name) for t in problem.terms if name in t.names)
            axes.append(np.unique(np.clip(row.default * np.array([0.3, 1.0, 3.0]), row.lower, row.upper)))
    while np.prod([a.size for a in axes]) > 1500 and max(a.size for a in axes) > 4:
        axes = [a[::2] if a.size > 4 else a for a in axes]
    scored = []
    for combination in itertools.product(*axes):
        state = linearize(problem, np.clip(np.array(combination), *problem.box))
        if np.isfinite(state.chi2):
            scored.append((state.chi2, combination))
    scored.sort(key=lambda s: s[0])
    return [np.array(c) for _, c in scored[:n_best]]
