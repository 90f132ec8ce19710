"""From an optimum to the numbers of the table: values, errors, limits, bounds, lengths, derived fields."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import length_from_field
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.profile import Profile
from hlnfit.fitting.result import ParameterValue

FloatArray = NDArray[np.float64]
NAN = math.nan
Z_95 = 1.959964
"""Standard errors on each side of a normal distribution that hold 95 %."""
MAX_REMANENCE = 0.03
"""Remanence of a magnet (T), at most: a field offset with a larger standard error is not determined."""
WALD_LOG = 1.0 / 3.0
"""Without a profile: 0 and infinity lie 3 standard errors away where sigma(ln B) is below 1/3."""


def parameter_values(
    problem: Problem,
    values: Mapping[str, float],
    covariance: FloatArray,
    profiles: Mapping[str, Profile],
) -> dict[str, ParameterValue]:
    """Return every parameter of the fit by name.

    Parameters
    ----------
    covariance : array, (n_free, n_free)
        Scaled; rates in their logarithm.
    profiles : mapping
        Empty where only the covariance was asked for.
    """
    sigma = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    error = dict(zip(problem.free, sigma.tolist(), strict=True))
    out: dict[str, ParameterValue] = {}
    for term in problem.terms:
        for q, name in zip(term.model.parameters, term.names, strict=True):
            rate = q.kind == "rate"
            value = values[name]
            if name not in error:
                out[name] = ParameterValue(
                    name, q.unit, value, 0.0, NAN, NAN, True, fixed=True, nuisance=q.nuisance
                )
                if rate and q.length_name:
                    _add_length(out, name, value)
                continue
            err = error[name] * (value if rate else 1.0)
            if rate or q.kind == "amplitude":
                p = profiles.get(name)
                out[name] = _judged(
                    name,
                    q.unit,
                    value,
                    err,
                    error[name] if rate else err / max(abs(value), 1e-300),
                    p,
                    q.nuisance,
                )
            elif q.kind == "coefficient":
                out[name] = _symmetric(name, q.unit, value, err, _visible(problem, values, name, err))
            else:
                out[name] = _of_a_number(name, q.unit, value, err, q.lower)
            if rate and q.length_name:
                _add_length(out, name, value)
        own = dict(zip(term.model.names, term.names, strict=True))
        for derived in term.model.derived:
            _add_derived(out, problem, values, covariance, derived, own)
    for name in (*problem.level_names, *problem.offset_names, *problem.odd):
        unit = unit_of(problem, name)
        err, value = error.get(name, 0.0), values[name]
        if name not in error:
            out[name] = ParameterValue(name, unit, value, 0.0, NAN, NAN, True, fixed=True, nuisance=True)
        else:
            far = name in problem.offset_names and err > MAX_REMANENCE
            out[name] = _symmetric(name, unit, value, err, not far)
    return out


def _visible(problem: Problem, values: Mapping[str, float], name: str, err: float) -> bool:
    """Return whether the error of a coefficient moves the curve by less than its whole height.

    Zero is as good a value as any other: no comparison with the value itself can tell. One that is tied to
    others is compared with itself.
    """
    if name not in problem.linear:
        return err <= abs(values[name])
    if not math.isfinite(err):
        return False
    column = problem.columns(problem.theta_of(values))[1][:, problem.linear.index(name)] * problem.error
    return bool(err * np.ptp(column) <= np.ptp(problem.y))


def _of_a_number(name: str, unit: str, value: float, err: float, lower: float) -> ParameterValue:
    """Return a mobility, a thickness, a ratio: with an error above itself it is not determined.

    One that may be negative is of order 1, and near zero says something up to an error of one half.
    """
    return _symmetric(name, unit, value, err, err <= (abs(value) if lower >= 0.0 else max(abs(value), 0.5)))


def _symmetric(name: str, unit: str, value: float, err: float, determined: bool) -> ParameterValue:
    """Return a coefficient, a level or an offset with limits on both sides of its value."""
    if not determined:
        return ParameterValue(name, unit, NAN, NAN, NAN, NAN, False, nuisance=True)
    lo_95, hi_95 = value - Z_95 * err, value + Z_95 * err
    return ParameterValue(
        name, unit, value, err, value - err, value + err, determined, nuisance=True, lo_95=lo_95, hi_95=hi_95
    )


def unit_of(problem: Problem, name: str) -> str:
    """Return the SI unit of a constant, an offset or an odd term."""
    if name in problem.level_names:
        return "S"
    if name in problem.offset_names:
        return "T"
    return "S/T" if name == "c_odd1" else "S/T^3"


def _judged(
    name: str, unit: str, value: float, err: float, log_error: float, p: Profile | None, nuisance: bool
) -> ParameterValue:
    if p is None:
        determined = log_error < WALD_LOG
        bound, bound_value = "", NAN
        (lo, hi), (lo_95, hi_95) = (_wald(value, err, log_error, unit, z) for z in (1.0, Z_95))
    else:
        determined, lo, hi, lo_95, hi_95 = p.determined, p.low, p.high, p.low_95, p.high_95
        bound, bound_value = _bound(p.bound_low, p.bound_high, 1.0)
        if math.isfinite(hi - lo):
            # Half of the 68 % interval: the curvature at the optimum misses how far a flat valley goes.
            err = 0.5 * (hi - lo)
    if not determined:
        return ParameterValue(name, unit, NAN, NAN, NAN, NAN, False, bound, bound_value, nuisance=nuisance)
    return ParameterValue(name, unit, value, err, lo, hi, True, nuisance=nuisance, lo_95=lo_95, hi_95=hi_95)


def _wald(value: float, err: float, log_error: float, unit: str, z: float) -> tuple[float, float]:
    """Return the limits at z standard errors; those of fields lie evenly in the logarithm."""
    if unit != "T":
        return value - z * err, value + z * err
    # As maps do it: the library of numpy and that of Python differ in the last bit.
    return value * float(np.exp(-z * log_error)), value * float(np.exp(min(z * log_error, 700.0)))


def _bound(low: float, high: float, per_unit: float) -> tuple[str, float]:
    if math.isfinite(low):
        return f"> {_short(low * per_unit)}", low
    if math.isfinite(high):
        return f"< {_short(high * per_unit)}", high
    return "", NAN


def _short(value: float) -> str:
    """Return three significant digits without an exponent where that is readable."""
    if value != 0.0 and not 1e-3 <= abs(value) < 1e5:
        return f"{value:.2e}"
    digits = max(0, 2 - math.floor(math.log10(abs(value)))) if value else 0
    return f"{round(value, 2 - math.floor(math.log10(abs(value))) if value else 0):.{digits}f}"


def _add_length(out: dict[str, ParameterValue], name: str, best: float) -> None:
    field = out[name]
    length_name = "L_" + name[2:]
    if field.determined:
        L = float(length_from_field(field.value))
        ratio = 0.5 * field.err / field.value if field.value > 0.0 else NAN
        lo, hi, lo_95, hi_95 = (
            float(length_from_field(b)) if b > 0.0 and math.isfinite(b) else NAN
            for b in (field.hi, field.lo, field.hi_95, field.lo_95)
        )
        out[length_name] = ParameterValue(
            length_name, "m", L, L * ratio, lo, hi, True, fixed=field.fixed, nuisance=field.nuisance,
            lo_95=lo_95, hi_95=hi_95,
        )  # fmt: skip
        return
    low = high = NAN
    if field.bound.startswith("<"):
        low = float(length_from_field(field.bound_value))
    elif field.bound.startswith(">"):
        high = float(length_from_field(field.bound_value))
    bound, bound_value = _bound(low, high, 1e9)
    out[length_name] = ParameterValue(length_name, "m", NAN, NAN, NAN, NAN, False, bound, bound_value)


def _add_derived(
    out: dict[str, ParameterValue],
    problem: Problem,
    values: Mapping[str, float],
    covariance: FloatArray,
    derived: Any,
    own: Mapping[str, str],
) -> None:
    """Add a linear combination of rates (and its length), its error from the covariance."""
    value = sum(c * values[own[n]] for n, c in derived.combination.items())
    gradient = {
        problem.free.index(own[n]): c * values[own[n]]
        for n, c in derived.combination.items()
        if own[n] in problem.free
    }
    variance = sum(a * float(covariance[i, j]) * b for i, a in gradient.items() for j, b in gradient.items())
    err = math.sqrt(variance) if variance >= 0.0 else math.inf
    log_error = err / value if value > 0.0 else math.inf
    out[derived.name] = _judged(derived.name, "T", value, err, log_error, None, False)
    _add_length(out, derived.name, value)
