"""Fits over temperature with ``lmfit.Parameters`` of the user's own: bounds, ties, expressions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.lmfit_layer import merge_user_parameters
from hlnfit.fitting.misfit import judge
from hlnfit.fitting.result import ParameterValue
from hlnfit.fitting.temperature import doubts
from hlnfit.fitting.temperature.optimum import best_values
from hlnfit.fitting.temperature.problem import TemperatureProblem
from hlnfit.fitting.temperature.readings import Readings
from hlnfit.fitting.temperature.result import TemperatureFit
from hlnfit.sample import Sample
from hlnfit.sweep import Sweep

if TYPE_CHECKING:
    import lmfit

FloatArray = NDArray[np.float64]
NAN = math.nan


def fit_with_parameters(
    sweep: Sweep,
    data: Readings,
    problem: TemperatureProblem,
    user: lmfit.Parameters,
    log: tuple[str, ...],
    sheet: float,
    sample: Sample,
) -> TemperatureFit:
    """Fit with the user's parameters from the best start; errors are those of lmfit.

    Raises
    ------
    ConfigError
        A parameter that neither the model has nor any expression uses.
    """
    held = {n: float(p.value) for n, p in user.items() if n in problem.names and not p.vary and not p.expr}
    start = best_values(problem.hold(**held))
    merged = merge_user_parameters(problem.parameters(start), user)
    for name in problem.fixed:
        # What is held by default is free where the user lets it vary.
        if name in user and user[name].vary and not user[name].expr:
            merged[name].set(vary=True)
    first = problem.run(merged)
    best = {n: float(first.params[n].value) for n in problem.names}
    height = float(np.ptp(problem.value(best)))
    misfit = judge(problem.residual(best), data.error, int(first.nvarys), data.kind, height)
    final = problem.run(first.params, misfit.scale)
    params = {n: _value(problem, n, final.params[n]) for n in final.params}
    found = (
        doubts.temperature_range_short(data.T),
        doubts.temperature_misfit(misfit),
        doubts.change_large(problem.model, data.sigma),
        doubts.interaction_not_diffusive(problem.model, sample, sheet, data.T),
    )
    return TemperatureFit(
        sweep=sweep,
        model=problem.model.name,
        T=data.T,
        sigma=data.sigma,
        error=data.error,
        errors=data.kind,
        B=data.field,
        params=params,
        best=best,
        held={n: v for n, v in best.items() if not merged[n].vary and not merged[n].expr},
        problem=problem,
        misfit=misfit,
        chi2=misfit.chi2,
        covariance=getattr(final, "covar", None),
        flags=(*data.flags, *(f for f in found if f is not None)),
        log=log,
        error_method="covariance",
        lmfit_factory=lambda: final,
    )


def _value(problem: TemperatureProblem, name: str, p: lmfit.Parameter) -> ParameterValue:
    row = problem.row(name) if name in problem.names else None
    unit = row.unit if row is not None else "m" if name.startswith("L_") else "S"
    nuisance = row is None or row.nuisance
    value, fixed = float(p.value), not p.vary and not p.expr
    if fixed:
        return ParameterValue(name, unit, value, 0.0, NAN, NAN, True, fixed=True, nuisance=nuisance)
    err = NAN if p.stderr is None else float(p.stderr)
    # An error that lmfit cannot give means that the data leave the parameter open.
    if not (math.isfinite(err) and err < abs(value - p.min) / 3.0 and err < abs(p.max - value) / 3.0):
        return ParameterValue(name, unit, NAN, NAN, NAN, NAN, False, nuisance=nuisance)
    return ParameterValue(name, unit, value, err, value - err, value + err, True, nuisance=nuisance)
