"""lmfit: the interface that users know, on top of the same model code.

B_* stand in tesla with a minimum of zero; the lengths L_* are expressions of them, so that lmfit gives
their uncertainties. What the engine cannot do (expressions, ties, bounds chosen by the user) is fitted
here, from the engine's start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import FIELD_TIMES_AREA
from hlnfit.errors import ConfigError
from hlnfit.fitting.problem import Problem

if TYPE_CHECKING:
    import lmfit

    from hlnfit.fitting.result import SweepFit

FloatArray = NDArray[np.float64]


def make_parameters(problem: Problem, values: dict[str, float]) -> lmfit.Parameters:
    """Return every parameter of the problem as ``lmfit.Parameters`` at the given values."""
    import lmfit

    out = lmfit.Parameters()
    rows = {n: t.parameter(n) for t in problem.terms for n in t.names}
    lower, upper = problem.box
    for name in problem.all_names:
        row = rows.get(name)
        limits: dict[str, float] = {}
        if name in problem.offset_names and name in problem.nonlinear:
            at = problem.nonlinear.index(name)
            limits = {"min": float(lower[at]), "max": float(upper[at])}
        elif row is not None and row.kind == "rate":
            limits = {"min": 0.0}
        elif row is not None and not row.linear:
            limits = {"min": row.lower, "max": row.upper}
        out.add(name, value=values[name], vary=name not in problem.fixed, **limits)
    for name, row in rows.items():
        if row.length_name is not None:
            out.add("L_" + name[2:], expr=f"sqrt({FIELD_TIMES_AREA!r} / {name})")
    return out


def make_model(problem: Problem) -> Any:
    """Return an ``lmfit.Model`` of the curve, with the field as its independent variable.

    A curve of two directions has two offsets; which point belongs to which is kept in the model, so
    that it is meant for the data it was made for. On any other grid it gives the first direction.
    """
    import lmfit

    def curve(B: FloatArray, **parameters: float) -> FloatArray:
        groups = problem.group if np.size(B) == problem.group.size else np.zeros(np.size(B), dtype=np.int64)
        out = np.zeros(np.size(B))
        for g in np.unique(groups):
            here = groups == g
            out[here] = sum(problem.model(parameters, np.asarray(B)[here], int(g)).values())
        return out

    # lmfit reads the names of the parameters from these two attributes where a function has them.
    curve.argnames = ["B", *problem.all_names]  # type: ignore[attr-defined]
    curve.kwargs = []  # type: ignore[attr-defined]
    noise, prior = problem.noise, problem.prior
    if noise is None and prior is None:
        return lmfit.Model(curve, independent_vars=["B"])

    class ModelOfProblem(lmfit.Model):  # type: ignore[misc]  # lmfit has no type hints
        """A model whose residuals are made independent, and joined by what other curves say."""

        def _residual(self, params: lmfit.Parameters, *args: Any, **kwargs: Any) -> Any:
            residual = np.asarray(super()._residual(params, *args, **kwargs))
            if noise is not None:
                residual = noise.whiten(residual[:, None])[:, 0]
            if prior is None:
                return residual
            theta = problem.theta_of({n: p.value for n, p in params.items()})
            at = [problem.nonlinear.index(n) for n in prior.names]
            return np.concatenate([residual, prior.whiten @ (theta[at] - prior.centre)])

    return ModelOfProblem(curve, independent_vars=["B"])


def model_result(fit: SweepFit) -> Any:
    """Return the ``lmfit.model.ModelResult`` of a fit, started at its optimum.

    The weights hold the scale of the fit, so that lmfit's errors equal those of the table.
    """
    assert fit.problem is not None
    return run(fit.problem, make_parameters(fit.problem, dict(fit.best)), fit.unit)


def run(problem: Problem, parameters: lmfit.Parameters, scale: float) -> Any:
    """Fit with lmfit from the given parameters; errors are not rescaled."""
    model = make_model(problem)
    # Numbers of very different size (tesla, siemens per tesla) share one fit: lmfit scales them by
    # itself, but its finite steps need values that are not exactly zero.
    return model.fit(
        problem.y,
        parameters,
        B=problem.B,
        weights=1.0 / (problem.error * np.sqrt(scale)),
        scale_covar=False,
        fit_kws={"xtol": 1e-12, "ftol": 1e-12, "gtol": 1e-12},
    )


def merge_user_parameters(own: lmfit.Parameters, user: lmfit.Parameters) -> lmfit.Parameters:
    """Return the problem's parameters with the user's values, bounds, expressions and ties in them.

    Raises
    ------
    ConfigError
        A user parameter that neither the model has nor any expression uses.
    """
    text = " ".join(p.expr for p in user.values() if p.expr)
    for name, p in user.items():
        if name not in own:
            if name not in text:
                raise ConfigError(
                    f"the fit has no parameter {name}, and no expression uses it",
                    expected=f"one of {', '.join(own)}",
                )
            own.add(p)
            continue
        if p.expr:
            own[name].expr = p.expr
            continue
        if own[name].expr and not p.expr:
            raise ConfigError(
                f"{name} follows from {own[name].expr.split('/')[-1].strip(' )')}",
                expected=f"a value or bound for B_{name[2:]}",
            )
        own[name].set(min=p.min, max=p.max, vary=p.vary, value=p.value if not p.vary else own[name].value)
    return own
