"""``fit_temperature``: one sweep over temperature, one model, and everything that is said of them."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hlnfit import models
from hlnfit.errors import ConfigError
from hlnfit.fitting.misfit import Misfit, judge
from hlnfit.fitting.profile import Profile
from hlnfit.fitting.result import ParameterValue
from hlnfit.fitting.temperature import doubts
from hlnfit.fitting.temperature.held import held_by_default
from hlnfit.fitting.temperature.limits import Linearized, linearized, profile
from hlnfit.fitting.temperature.lmfit_parameters import fit_with_parameters
from hlnfit.fitting.temperature.optimum import best_values
from hlnfit.fitting.temperature.problem import LEVEL, TemperatureProblem
from hlnfit.fitting.temperature.readings import Readings, read_conductance
from hlnfit.fitting.temperature.result import TemperatureFit
from hlnfit.fitting.temperature.values import parameter_values, slope_of
from hlnfit.flags import Flag
from hlnfit.models import Model
from hlnfit.sample import Geometry, Sample
from hlnfit.sweep import Sweep
from hlnfit.units import parse_quantity

if TYPE_CHECKING:
    import lmfit

FloatArray = NDArray[np.float64]
ERROR_METHODS = ("profile", "covariance")


def fit_temperature(
    sweep: Sweep,
    model: str | Model = "wl_log+eei_2d",
    *,
    geometry: Geometry | None = None,
    sample: Sample | None = None,
    fix: Mapping[str, Any] | None = None,
    free: Collection[str] = (),
    t_min: float | str | None = None,
    t_max: float | str | None = None,
    errors: str = "profile",
    errors_are_measured: bool = False,
    parameters: lmfit.Parameters | None = None,
) -> TemperatureFit:
    """Fit a temperature model to R(T) at a held field.

    The conductance is a free level plus the terms of the model.

    Parameters
    ----------
    sweep : Sweep
        One that runs over temperature.
    model : str or Model
        A name of kind ``temperature`` or a sum of them.
    geometry : Geometry
        Turns the resistance into that of a square. Without one it is taken for that, with a flag.
    sample : Sample, optional
        Gives tau, D, the Fermi energy and the number of valleys, which are then held.
    fix : mapping, optional
        Parameters to hold, in SI or as text with a unit (``{"alpha_p": 1.0, "tau": "0.1 ps"}``).
    free : collection of str
        Parameters that would be held by default (from the sample, or because they only shift the level)
        and are to be fitted.
    t_min, t_max : float (K) or text with a unit
        Range of temperatures.
    errors : {"profile", "covariance"}
    errors_are_measured : bool
        True: a Std. Dev. column is the error of a point. False: only its shape is used.
    parameters : lmfit.Parameters, optional
        Values, bounds, ties and expressions of your own; errors are then those of lmfit.

    Returns
    -------
    TemperatureFit
        Data that cannot be fitted give a result with verdict ``reject`` and the reason. Terms that depend
        on temperature in the same way (localization and interaction in a film) are not determined
        one by one; ``params["slope"]`` is their sum.

    Raises
    ------
    ConfigError
        The sweep runs over field; an unknown model, parameter or option.
    GeometryError
        A model of bulk, and no thickness.
    """
    found = models.get(model) if isinstance(model, str) else model
    _check(sweep, found, errors)
    sample = sample or Sample()
    low, high = _limit(t_min, 0.0, "t_min"), _limit(t_max, math.inf, "t_max")
    data = read_conductance(
        sweep,
        geometry,
        sample,
        found.dimension,
        t_min=low,
        t_max=high,
        errors_are_measured=errors_are_measured,
    )
    fixed = _fixed(fix, found, free)
    if not data.usable:
        return TemperatureFit(
            sweep, found.name, B=data.field, flags=data.flags, log=data.log, error_method=errors
        )
    sheet = _sheet(data, found, sample, geometry)
    held, log = held_by_default(found, data.T, data.sigma, sheet, sample, geometry, free=free, fixed=fixed)
    problem = TemperatureProblem(data.T, data.sigma, data.error, found, {**held, **fixed})
    log = (*data.log, *log)
    if parameters is not None:
        return fit_with_parameters(sweep, data, problem, parameters, log, sheet, sample)
    best = best_values(problem)
    kind = data.kind
    misfit = judge(problem.residual(best), data.error, len(problem.free), kind, _height(data))
    lines = linearized(problem, best)
    profiles = _profiles(problem, best, lines, misfit.scale) if errors == "profile" else {}
    params = parameter_values(problem, best, lines, misfit.scale, profiles)
    slope = slope_of(problem, best, lines, misfit.scale) if found.dimension == 2 else None
    if slope is not None:
        params["slope"] = slope
    return TemperatureFit(
        sweep=sweep,
        model=found.name,
        T=data.T,
        sigma=data.sigma,
        error=data.error,
        errors=kind,
        B=data.field,
        params=params,
        best=best,
        held=dict(problem.fixed),
        open=lines.open,
        problem=problem,
        misfit=misfit,
        chi2=misfit.chi2,
        covariance=lines.covariance * misfit.scale,
        profiles=profiles,
        flags=(*data.flags, *_doubts(problem, data, best, lines, misfit, slope, sheet, sample)),
        log=log,
        error_method=errors,
        lmfit_factory=lambda: problem.run(problem.parameters(best), misfit.scale),
    )


def _check(sweep: Sweep, model: Model, errors: str) -> None:
    if errors not in ERROR_METHODS:
        raise ConfigError(f"errors is {errors!r}", expected=" or ".join(ERROR_METHODS))
    if model.kind != "temperature":
        raise ConfigError(
            f"model {model.name!r} is a function of field",
            expected=f"one of {', '.join(models.names('temperature'))}, or a sum of them",
        )
    if sweep.axis != "temperature":
        raise ConfigError(
            "the sweep runs over field",
            expected="a sweep over temperature at a held field",
            advice="Fit field sweeps with hlnfit.fit, a series of them with hlnfit.separate.",
        )


def _limit(value: float | str | None, default: float, name: str) -> float:
    return default if value is None else float(parse_quantity(value, "temperature", name=name))


_DIMENSIONS = {"s": "time", "m": "length", "K": "temperature", "J": "energy", "T": "field"}


def _fixed(fix: Mapping[str, Any] | None, model: Model, free: Collection[str]) -> dict[str, float]:
    names = (*model.names, LEVEL)
    unknown = [n for n in (*(fix or {}), *free) if n not in names]
    if unknown:
        raise ConfigError(f"the model has no parameter {unknown[0]}", expected=f"one of {', '.join(names)}")
    both = [n for n in fix or {} if n in free]
    if both:
        raise ConfigError(f"{both[0]} is both fixed and free", expected="one of the two")
    out = {}
    for name, value in (fix or {}).items():
        unit = "S" if name == LEVEL else model.parameters[model.names.index(name)].unit
        if isinstance(value, str) and unit in _DIMENSIONS:
            out[name] = float(parse_quantity(value, _DIMENSIONS[unit], name=name))
        else:
            try:
                out[name] = float(value)
            except (TypeError, ValueError):
                raise ConfigError(f"{name} is fixed to {value!r}", expected="a number in SI") from None
        if not math.isfinite(out[name]):
            raise ConfigError(f"the fixed value of {name} is not finite")
    return out


def _sheet(data: Readings, model: Model, sample: Sample, geometry: Geometry | None) -> float:
    """Return a sheet conductance in siemens, for what the sample tells."""
    sigma = float(np.median(data.sigma))
    if model.dimension == 3:
        thickness = sample.thickness
        if thickness is None and geometry is not None and geometry.thickness is not None:
            thickness = geometry.thickness.value
        return sigma * thickness if thickness is not None else sigma
    if model.dimension == 1 and geometry is not None and geometry.length and geometry.width:
        return sigma * geometry.length.value / geometry.width.value
    return sigma


def _height(data: Readings) -> float:
    """Return by how much the conductance changes, less what the noise adds to the extremes."""
    n = max(data.T.size // 20, 1)
    order = np.sort(data.sigma)
    return float(np.mean(order[-n:]) - np.mean(order[:n]))


def _profiles(
    problem: TemperatureProblem, best: dict[str, float], lines: Linearized, scale: float
) -> dict[str, Profile]:
    out = {}
    together = {n for group in lines.open for n in group}
    for k, name in enumerate(problem.free):
        if name != LEVEL and name not in together:
            error = math.sqrt(max(float(lines.generalized[k, k]) * scale, 0.0))
            out[name] = profile(problem, best, name, scale, error)
    return out


def _doubts(
    problem: TemperatureProblem,
    data: Readings,
    best: dict[str, float],
    lines: Linearized,
    misfit: Misfit,
    slope: ParameterValue | None,
    sheet: float,
    sample: Sample,
) -> tuple[Flag, ...]:
    together = {n for group in lines.open for n in group}
    found = (
        doubts.terms_inseparable(lines.open, slope),
        doubts.temperature_range_short(data.T),
        doubts.temperature_misfit(misfit),
        doubts.change_large(problem.model, data.sigma),
        doubts.at_bound(problem, best, together),
        doubts.interaction_not_diffusive(problem.model, sample, sheet, data.T),
    )
    return tuple(f for f in found if f is not None)
