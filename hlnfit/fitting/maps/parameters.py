"""From the numbers of the engine to parameters with errors, limits and lengths, for all curves at once.

The rules are those of ``hlnfit.fitting.parameters`` without a profile.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import length_from_field
from hlnfit.fitting.engine.arrange import Curves
from hlnfit.fitting.maps.result import MapParameter
from hlnfit.fitting.parameters import MAX_REMANENCE, WALD_LOG, unit_of
from hlnfit.fitting.problem import Problem
from hlnfit.models.base import Derived

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]


def map_parameters(
    problem: Problem,
    best: Mapping[str, FloatArray],
    covariance: FloatArray,
    fitted: BoolArray,
    most: Mapping[str, FloatArray],
) -> dict[str, MapParameter]:
    """Return every parameter over the curves by name.

    Parameters
    ----------
    best : mapping of name to array, (n_curves,)
        Free parameters at the optimum.
    covariance : array, (n_curves, n_free, n_free)
        Scaled; rates in their logarithm.
    fitted : bool array, (n_curves,)
        False where a curve could not be fitted: nothing is known there, not even what is held.
    most : mapping of name to array, (n_curves,)
        The error above which a coefficient is not determined; see ``visible_errors``.
    """
    with np.errstate(invalid="ignore"):
        sigma = np.sqrt(np.maximum(np.einsum("kii->ki", covariance), 0.0))
    error = {n: sigma[:, k] for k, n in enumerate(problem.free)}
    out: dict[str, MapParameter] = {}
    for term in problem.terms:
        for q, name in zip(term.model.parameters, term.names, strict=True):
            rate = q.kind == "rate"
            if name not in error:
                out[name] = _held(name, q.unit, problem.fixed[name], fitted, q.nuisance)
            elif rate:
                value = best[name]
                out[name] = _logarithmic(name, q.unit, value, error[name] * value, error[name], q.nuisance)
            else:
                value, err = best[name], error[name]
                amplitude = q.kind == "amplitude"
                if amplitude:
                    with np.errstate(divide="ignore", invalid="ignore"):
                        determined = err / np.maximum(np.abs(value), 1e-300) < WALD_LOG
                else:
                    # A coefficient may well be zero.
                    with np.errstate(invalid="ignore"):
                        determined = np.isfinite(err) & (err <= most.get(name, np.inf))
                out[name] = _linear(name, q.unit, value, err, determined, q.nuisance or not amplitude)
            if rate and q.length_name:
                _add_length(out, name)
        own = dict(zip(term.model.names, term.names, strict=True))
        for derived in term.model.derived:
            out[derived.name] = _combined(problem, best, covariance, derived, own, fitted)
            _add_length(out, derived.name)
    for name in (*problem.level_names, *problem.offset_names, *problem.odd):
        unit = unit_of(problem, name)
        if name in error:
            offset = name in problem.offset_names
            with np.errstate(invalid="ignore"):
                known = fitted & (error[name] <= MAX_REMANENCE) if offset else fitted
            out[name] = _linear(name, unit, best[name], error[name], known, True)
        else:
            out[name] = _held(name, unit, problem.fixed[name], fitted, True)
    return out


def visible_errors(problem: Problem, curves: Curves, best: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Return the error (n_curves,) of each background's coefficient that moves a curve by its height."""
    out: dict[str, FloatArray] = {}
    for term in problem.terms:
        for q, name in zip(term.model.parameters, term.names, strict=True):
            if q.kind != "coefficient" or name not in problem.linear:
                continue
            offset = problem.offset_names[0]
            x = curves.B - (best[offset][:, None] if offset in best else problem.fixed[offset])
            column = np.reshape(term.model(np.ravel(x), **{q.name: 1.0}), x.shape)
            with np.errstate(divide="ignore"):
                out[name] = _heights(curves.y, curves.count) / _heights(column, curves.count)
    return out


def _heights(rows: FloatArray, count: IntArray) -> FloatArray:
    """Return the peak-to-peak of the first ``count`` points of each row."""
    # A grid that all curves share is one row.
    there = np.arange(rows.shape[1]) < count[: rows.shape[0], None]
    high = np.max(rows, axis=1, where=there, initial=-np.inf)
    return np.asarray(high - np.min(rows, axis=1, where=there, initial=np.inf))


def _held(name: str, unit: str, value: float, fitted: BoolArray, nuisance: bool) -> MapParameter:
    nothing = np.full(fitted.shape, np.nan)
    return MapParameter(
        name, unit, np.where(fitted, value, np.nan), np.where(fitted, 0.0, np.nan), nothing, nothing, fitted,
        fixed=True, nuisance=nuisance,
    )  # fmt: skip


def _linear(
    name: str,
    unit: str,
    value: FloatArray,
    err: FloatArray,
    determined: BoolArray,
    nuisance: bool,
) -> MapParameter:
    value, err, lo, hi = (np.where(determined, a, np.nan) for a in (value, err, value - err, value + err))
    return MapParameter(name, unit, value, err, lo, hi, determined, nuisance=nuisance)


def _logarithmic(
    name: str, unit: str, value: FloatArray, err: FloatArray, log_error: FloatArray, nuisance: bool
) -> MapParameter:
    """Return a rate from its value and the standard error of its logarithm."""
    determined = log_error < WALD_LOG
    lo = value * np.exp(-log_error)
    hi = value * np.exp(np.minimum(log_error, 700.0))
    value, err, lo, hi = (np.where(determined, a, np.nan) for a in (value, err, lo, hi))
    return MapParameter(name, unit, value, err, lo, hi, determined, nuisance=nuisance)


def _combined(
    problem: Problem,
    best: Mapping[str, FloatArray],
    covariance: FloatArray,
    derived: Derived,
    own: Mapping[str, str],
    fitted: BoolArray,
) -> MapParameter:
    """Return a linear combination of rates, its error from the covariance."""
    value = np.where(fitted, 0.0, np.nan)
    gradient = {}
    for n, c in derived.combination.items():
        name = own[n]
        if name in problem.free:
            value = value + c * best[name]
            gradient[problem.free.index(name)] = c * best[name]
        else:
            value = value + c * problem.fixed[name]
    variance = np.zeros(value.shape)
    for i, a in gradient.items():
        for j, b in gradient.items():
            variance = variance + a * covariance[:, i, j] * b
    with np.errstate(divide="ignore", invalid="ignore"):
        err = np.where(variance >= 0.0, np.sqrt(variance), np.inf)
        log_error = np.where(value > 0.0, err / value, np.inf)
    return _logarithmic(derived.name, "T", value, err, log_error, False)


def _add_length(out: dict[str, MapParameter], name: str) -> None:
    field = out[name]
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.asarray(length_from_field(field.value))
        err = value * (0.5 * field.err / field.value)
        lo, hi = np.asarray(length_from_field(field.hi)), np.asarray(length_from_field(field.lo))
    length = "L_" + name[2:]
    out[length] = MapParameter(
        length, "m", value, err, lo, hi, field.determined, fixed=field.fixed, nuisance=field.nuisance
    )
