"""Fits with parameters of the user's own (bounds, ties, expressions): through lmfit, same start."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hlnfit.curve import Magnetoconductance
from hlnfit.errors import FitError
from hlnfit.fitting.conclude import assemble, goodness
from hlnfit.fitting.lmfit_layer import make_parameters, merge_user_parameters, run
from hlnfit.fitting.parameters import parameter_values
from hlnfit.fitting.prepare import Ready, prepare
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.result import SweepFit
from hlnfit.fitting.solve import Optimum, linearize
from hlnfit.fitting.start import best_fit
from hlnfit.models import Model

if TYPE_CHECKING:
    import lmfit

FloatArray = NDArray[np.float64]


def user_parameters(
    curve: Magnetoconductance, model: str | Model = "hln_simple", **options: Any
) -> lmfit.Parameters:
    """Return the ``lmfit.Parameters`` of a fit at its optimum, to be changed and given back to ``fit``.

    Set bounds, hold values, or tie parameters by expressions (``p["B_so"].expr = "10 * B_phi"``), then
    call ``fit(curve, model, parameters=p)``.

    Parameters
    ----------
    curve, model, **options
        As in :func:`hlnfit.fit`: ``fix``, ``odd``, ``b_max``, ``background``, ``sample``.

    Raises
    ------
    FitError
        Nothing can be fitted to this curve.
    """
    ready = prepare(curve, model, **options)
    if ready.problem is None:
        raise FitError(" ".join(f.message for f in ready.flags if f.severity == "reject"))
    return make_parameters(ready.problem, best_fit(ready.problem).values)


def fit_with_lmfit(ready: Ready, user: lmfit.Parameters, errors: str) -> SweepFit:
    """Fit with the user's ``lmfit.Parameters``; errors come from the covariance.

    Parameters that the user holds or ties are held in the engine's start; lmfit then moves what varies.
    """
    assert ready.problem is not None
    own_names = ready.problem.all_names
    held = {n: float(p.value) for n, p in user.items() if n in own_names and not p.vary and not p.expr}
    problem = ready.problem.fix(**held)
    start = best_fit(problem)
    parameters = merge_user_parameters(make_parameters(problem, start.values), user)
    first = run(problem, parameters, 1.0)
    values = {n: float(first.params[n].value) for n in own_names}
    optimum = _optimum(problem, values, bool(first.success))
    found = goodness(ready, problem, optimum)
    matrix = _covariance(problem, first, values) * found.scale
    params = parameter_values(problem, values, matrix, {})
    result = assemble(ready, problem, [optimum], errors, found, matrix, params, {})
    root = math.sqrt(found.scale)
    # The errors of the table are those of lmfit, on the scale of the misfit.
    scaled = run(problem, first.params, found.scale) if root != 1.0 else first
    return replace(result, lmfit_factory=lambda _: scaled, error_method="covariance")


def _optimum(problem: Problem, values: dict[str, float], converged: bool) -> Optimum:
    """Return lmfit's answer as an optimum of the engine: coefficients as lmfit left them."""
    theta = problem.theta_of(values)
    coefficients = np.array([values[n] for n in problem.linear])
    fixed_part, columns, _ = problem.columns(theta)
    residual = problem.y / problem.error - fixed_part - columns @ coefficients
    state = replace(
        linearize(problem, theta),
        coefficients=coefficients,
        residual=residual,
        chi2=float(residual @ residual),
    )
    return Optimum(
        problem, theta, values, state.chi2, (), converged, coefficients=coefficients, known_state=state
    )


def _covariance(problem: Problem, result: Any, values: dict[str, float]) -> FloatArray:
    """Return the covariance in the engine's order and coordinates (logarithms for rates), unscaled."""
    n = len(problem.free)
    varied = list(result.var_names)
    if result.covar is None:
        return np.diag(np.full(n, np.inf))
    # d(theta)/d(varied): the identity for what varies, a numerical derivative for what is tied.
    gradient = np.zeros((n, len(varied)))
    for k, name in enumerate(varied):
        step = math.sqrt(max(result.covar[k, k], 0.0)) * 1e-3 or 1e-12
        moved = result.params.copy()
        moved[name].set(value=result.params[name].value + step, min=-math.inf, max=math.inf)
        moved.update_constraints()
        for i, own in enumerate(problem.free):
            change = (float(moved[own].value) - values[own]) / step
            log = i < len(problem.nonlinear) and bool(problem.is_log[i])
            gradient[i, k] = change / values[own] if log else change
    out: FloatArray = gradient @ result.covar @ gradient.T
    return out
