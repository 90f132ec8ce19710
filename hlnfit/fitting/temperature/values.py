"""From an optimum over temperature to the numbers of the table."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import G0, length_from_field
from hlnfit.fitting.parameters import WALD_LOG
from hlnfit.fitting.profile import Profile
from hlnfit.fitting.result import ParameterValue
from hlnfit.fitting.temperature.limits import Linearized
from hlnfit.fitting.temperature.problem import TemperatureProblem

FloatArray = NDArray[np.float64]
NAN = math.nan
STEP = 1e-3
"""Half of the step in ln T over which the slope is formed: the third derivative then counts 1e-7."""


def parameter_values(
    problem: TemperatureProblem,
    best: Mapping[str, float],
    lines: Linearized,
    scale: float,
    profiles: Mapping[str, Profile],
) -> dict[str, ParameterValue]:
    """Return every parameter by name; those of rates have their lengths beside them."""
    variance = np.diag(lines.covariance) * scale
    out: dict[str, ParameterValue] = {}
    for name in problem.names:
        row = problem.row(name)
        unit = "S" if row is None else row.unit
        nuisance = row is None or row.nuisance
        value = best[name]
        if name not in problem.free:
            out[name] = ParameterValue(name, unit, value, 0.0, NAN, NAN, True, fixed=True, nuisance=nuisance)
        else:
            deviation = math.sqrt(max(float(variance[problem.free.index(name)]), 0.0))
            out[name] = _free(problem, name, unit, value, deviation, profiles.get(name), nuisance)
        if problem.is_log(name) and row is not None and row.length_name:
            out["L_" + name[2:]] = _length(out[name])
    return out


def _free(
    problem: TemperatureProblem,
    name: str,
    unit: str,
    value: float,
    deviation: float,
    p: Profile | None,
    nuisance: bool,
) -> ParameterValue:
    log = problem.is_log(name)
    low, high = problem.box(name)
    err = deviation * (value if log else 1.0)
    if p is not None:
        bound = f"> {p.bound_low:.3g}" if math.isfinite(p.bound_low) else ""
        bound = f"< {p.bound_high:.3g}" if math.isfinite(p.bound_high) else bound
        limit = p.bound_low if math.isfinite(p.bound_low) else p.bound_high
        if not p.determined:
            return ParameterValue(name, unit, NAN, NAN, NAN, NAN, False, bound, limit, nuisance=nuisance)
        return ParameterValue(name, unit, value, err, p.low, p.high, True, nuisance=nuisance)
    if log:
        determined = deviation < WALD_LOG
    else:
        determined = math.isfinite(err) and value - low > 3.0 * err and high - value > 3.0 * err
    if not determined:
        return ParameterValue(name, unit, NAN, NAN, NAN, NAN, False, nuisance=nuisance)
    return ParameterValue(name, unit, value, err, value - err, value + err, True, nuisance=nuisance)


def _length(field: ParameterValue) -> ParameterValue:
    name = "L_" + field.name[2:]
    if not field.determined:
        # A lower bound of the field is an upper one of the length; tables show lengths in nm.
        turned = {">": "<", "<": ">"}.get(field.bound[:1], "")
        limit = length_from_field(field.bound_value) if turned else NAN
        bound = f"{turned} {1e9 * limit:.3g}" if turned else ""
        return ParameterValue(name, "m", NAN, NAN, NAN, NAN, False, bound, limit, nuisance=field.nuisance)
    L = length_from_field(field.value)
    lo, hi = (length_from_field(b) if b > 0.0 else NAN for b in (field.hi, field.lo))
    return ParameterValue(
        name, "m", L, 0.5 * L * field.err / field.value, lo, hi, True,
        fixed=field.fixed, nuisance=field.nuisance,
    )  # fmt: skip


def slope_of(
    problem: TemperatureProblem, best: Mapping[str, float], lines: Linearized, scale: float
) -> ParameterValue:
    """Return d sigma/d ln T in G0 at the geometric mean of the temperatures, with its error."""
    middle = math.sqrt(float(problem.T[0]) * float(problem.T[-1]))
    pair = middle * np.exp([STEP, -STEP])
    value = problem.value(best, pair)
    slope = float(value[0] - value[1]) / (2.0 * STEP * G0)
    J = problem.jacobian(best, pair)
    gradient = (J[0] - J[1]) / (2.0 * STEP * G0)
    err = math.sqrt(max(float(gradient @ lines.generalized @ gradient) * scale, 0.0))
    return ParameterValue("slope", "G0", slope, err, slope - err, slope + err, True)
