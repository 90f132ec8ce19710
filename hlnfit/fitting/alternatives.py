"""The same curve in half of the window, and with linear in place of additive spin-orbit coupling.

Neither is a result: they show how much of a number is the choice of window or model.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from hlnfit.constants import length_from_field
from hlnfit.fitting.coherence_field import B_phi_of
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.solve import Optimum, covariance, minimize
from hlnfit.fitting.terms import split_terms

ADDITIVE = ("hln_dp", "hln", "maekawa_fukuyama", "maekawa_fukuyama_conventional")
"""Models whose spin-orbit coupling enters as a rate that is added."""
LINEAR_ONLY = 1e9
"""A B_so1 in tesla that is above any B_so: no cubic part."""

STEP: Final = 0.1
"""Of the field, in which a smooth curve is a straight line."""


def half_window(problem: Problem, best: Optimum) -> dict[str, float]:
    """Return amplitude and L_phi over the window and over |B| below half of it, with errors.

    Both are fitted with white noise: what a formula misses would else pass for noise that is correlated.
    Empty where the amplitude is not free, where curves share
    parameters, or where too few points are left.
    """
    if problem.prior is not None or "alpha" not in problem.linear:
        return {}
    inside = np.abs(problem.B) <= 0.5 * float(np.max(np.abs(problem.B)))
    groups, group = np.unique(problem.group[inside], return_inverse=True)
    if groups.size < problem.n_groups or inside.sum() < 3 * len(problem.free):
        return {}
    white = replace(problem, noise=None)
    whole = best if problem.noise is None else minimize(white, white.theta_of(best.values))
    half = replace(white, B=white.B[inside], y=white.y[inside], error=white.error[inside], group=group)
    found = minimize(half, half.theta_of(whole.values))
    scale = max(1.0, found.chi2 / (half.B.size - len(half.free)))
    matrix = covariance(half, found.state) * scale
    out = {
        "alpha_window": whole.values["alpha"],
        "alpha_half_window": found.values["alpha"],
        "alpha_half_window_err": _error(half, matrix, "alpha"),
    }
    if "B_phi" in half.nonlinear:
        L = float(length_from_field(B_phi_of(half.terms, found.values)))
        out |= {"L_phi_half_window_m": L, "L_phi_half_window_err_m": 0.5 * L * _error(half, matrix, "B_phi")}
    return out


def _error(problem: Problem, matrix: np.ndarray, name: str) -> float:
    at = problem.free.index(name)
    return math.sqrt(max(float(matrix[at, at]), 0.0))


def linear_splitting(problem: Problem, best: Optimum, unit: float) -> dict[str, float]:
    """Return what linear (Rashba or Dresselhaus) splitting makes of a curve fitted with an added rate.

    Both are fitted to the even part of the curve, averaged over steps of the field in which neither turns:
    their difference needs no more, and the sums over Landau levels are slow.

    Parameters
    ----------
    unit : float
        One standard error squared in the chi-square of ``problem``.

    Returns
    -------
    dict
        By how much chi-square is lower with it, and its B_so and L_phi; empty where the model is another.
    """
    names = [t.model.name for t in problem.terms if t.model.kind == "field"]
    term = next((t for t in problem.terms if t.model.name in ADDITIVE), None)
    if term is None or len(names) != 1 or problem.prior is not None or "B_so" not in problem.free:
        return {}
    if term.names != term.model.names or best.values.get("zeta", 0.0) != 0.0:
        return {}
    if problem.noise is not None:
        # What a formula misses would else pass for noise that is correlated.
        problem = replace(problem, noise=None)
        best = minimize(problem, problem.theta_of(best.values))
        unit = best.chi2 / max(problem.B.size - len(problem.free), 1)
    even = even_part(problem, best)
    others = tuple(t for t in problem.terms if t is not term)
    own = set(term.names)
    fixed = {n: v for n, v in even.fixed.items() if n not in own or n == "B_phi"}
    linear = replace(even, terms=(*split_terms("ilp"), *others), fixed={**fixed, "B_so1": LINEAR_ONLY})
    added = minimize(even, even.theta_of(best.values))
    found = min(
        (
            minimize(linear, linear.theta_of({**added.values, "B_so": f * added.values["B_so"]}))
            for f in (1.0, 4.0)
        ),
        key=lambda o: o.chi2,
    )
    return {
        "linear_delta_chi2": (added.chi2 - found.chi2) / unit,
        "linear_B_so_T": found.values["B_so"],
        "linear_L_phi_m": float(length_from_field(B_phi_of(linear.terms, found.values))),
    }


def even_part(problem: Problem, best: Optimum) -> Problem:
    """Return the problem of the even part of the curve alone: offsets, levels and odd terms as fitted.

    Points are averaged over steps of a tenth of the field, or of the rate that rules the cusp.
    """
    offsets = np.array([best.values[n] for n in problem.offset_names])
    levels = np.array([best.values[n] for n in problem.level_names])
    x = problem.B - offsets[problem.group]
    y = problem.y - levels[problem.group]
    for power, name in zip((1, 3), problem.odd):
        y = y - best.values[name] * x**power
    size, weight = np.abs(x), problem.error**-2.0
    rates = [best.values[n] for n in ("B_phi", "B_so") if n in best.values]
    cusp = max(min(rates), 1e-3 * float(size.max()))
    _, step = np.unique(np.floor(np.arcsinh(size / cusp) / STEP), return_inverse=True)
    total = np.bincount(step, weight)
    held = {n: v for n, v in problem.fixed.items() if n in problem.term_names}
    return Problem(
        np.bincount(step, weight * size) / total,
        np.bincount(step, weight * y) / total,
        1.0 / np.sqrt(total),
        np.zeros(total.size, dtype=np.int64),
        problem.terms,
        (),
        {**held, "B_offset": 0.0},
    )


def alternatives(problem: Problem, best: Optimum, unit: float) -> Mapping[str, float]:
    """Return both."""
    return {**half_window(problem, best), **linear_splitting(problem, best, unit)}
