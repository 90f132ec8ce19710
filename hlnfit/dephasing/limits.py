"""Limits of the parameters of a rate law from the profile of chi-square.

A parameter is held, everything else is fitted again, and the limits are where chi-square has risen by 1
(68 %) or 2.71 (95 %, one-sided), in units of scale^2.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from hlnfit.dephasing.separable import Optimum, SeparableProblem
from hlnfit.fitting.result import ParameterValue

NAN = math.nan
REJECTED = 9.0
ONE_SIDED_95 = 2.705543


def fixed_exponent(p: float) -> ParameterValue:
    """Return the exponent of a law that says what it is."""
    return ParameterValue("p", "", p, 0.0, NAN, NAN, True, fixed=True)


def _crossing(delta: Callable[[float], float], start: float, end: float, target: float) -> float:
    """Return where the profile reaches ``target`` between its minimum and ``end``; NaN where it does not."""
    if start == end or not delta(end) > target:
        return NAN
    inside, outside = start, end
    # The root of a profile is nearly linear, so the secant on it is quick, and bisection keeps it safe.
    z_in, z_out, z = 0.0, math.sqrt(delta(end)), math.sqrt(target)
    for k in range(80):
        part = (z - z_in) / (z_out - z_in) if k % 3 < 2 else 0.5
        middle = inside + min(max(part, 0.01), 0.99) * (outside - inside)
        value = math.sqrt(delta(middle))
        if abs(value - z) < 1e-4 * z:
            return middle
        if value < z:
            inside, z_in = middle, value
        else:
            outside, z_out = middle, value
        if abs(outside - inside) <= 1e-9 * max(abs(inside), abs(outside)):
            break
    return 0.5 * (inside + outside)


def _profile(problem: SeparableProblem, o: Optimum, name: str, scale: float) -> Callable[[float], float]:
    known: dict[float, float] = {}

    def delta(value: float) -> float:
        if value not in known:
            known[value] = max(problem.chi2_with(name, value) - o.chi2, 0.0) / scale**2
        return known[value]

    return delta


def amplitude_limits(
    problem: SeparableProblem,
    o: Optimum,
    name: str,
    value: float,
    unit: str,
    scale: float,
    meaningful: bool,
) -> ParameterValue:
    """Return an amplitude with its limits; ``meaningful`` is False where its unit is not known."""
    if not meaningful:
        return ParameterValue(name, unit, NAN, NAN, NAN, NAN, False)
    delta = _profile(problem, o, name, scale)
    determined = value > 0.0 and delta(0.0) > REJECTED
    target = 1.0 if determined else ONE_SIDED_95
    hi = _crossing(delta, value, _beyond(problem, o, delta, name, value, target), target)
    if not determined:
        bound = f"< {hi:.3g}" if math.isfinite(hi) else ""
        return ParameterValue(name, unit, NAN, NAN, NAN, NAN, False, bound, hi)
    lo = _crossing(delta, value, 0.0, target)
    return ParameterValue(name, unit, value, 0.5 * (hi - lo), lo, hi, True)


def _beyond(
    problem: SeparableProblem,
    o: Optimum,
    delta: Callable[[float], float],
    name: str,
    value: float,
    target: float,
) -> float:
    """Return a value above the optimum that is rejected, as near as doubling finds it."""
    # A column that nothing else makes up for raises chi-square by one over this distance: the least
    # possible error.
    X, _ = problem.columns(np.array([o.shape]))
    names = [a.name for a in problem.law.amplitudes]
    column = X[0][:, names.index(name)] if name in names else problem.rates.whitening @ np.ones(len(X[0]))
    step = 1.0 / max(float(np.linalg.norm(column)), 1e-300)
    for _ in range(200):
        if delta(value + step) > target:
            break
        step *= 2.0
    return value + step


def shape_limits(problem: SeparableProblem, o: Optimum, scale: float, *, told: bool) -> ParameterValue:
    """Return a fitted exponent with its limits."""
    shape = problem.law.shape
    assert shape is not None
    delta = _profile(problem, o, shape.name, scale)
    below, above = delta(shape.lower) > REJECTED, delta(shape.upper) > REJECTED
    if told and below and above:
        lo = _crossing(delta, o.shape, shape.lower, 1.0)
        hi = _crossing(delta, o.shape, shape.upper, 1.0)
        return ParameterValue(shape.name, shape.unit, o.shape, 0.5 * (hi - lo), lo, hi, True)
    bound, value = "", NAN
    if below or delta(shape.lower) > max(ONE_SIDED_95, delta(shape.upper)):
        value = _crossing(delta, o.shape, shape.lower, ONE_SIDED_95)
        bound = f"> {value:.3g}"
    elif above or delta(shape.upper) > ONE_SIDED_95:
        value = _crossing(delta, o.shape, shape.upper, ONE_SIDED_95)
        bound = f"< {value:.3g}"
    return ParameterValue(shape.name, shape.unit, NAN, NAN, NAN, NAN, False, bound, value)


def choice_limits(problem: SeparableProblem, o: Optimum, scale: float, *, told: bool) -> ParameterValue:
    """Return an exponent that was chosen among a few: determined where all others are rejected."""
    shape = problem.law.shape
    assert shape is not None
    delta = _profile(problem, o, shape.name, scale)
    left = [c for c in shape.choices if delta(c) <= REJECTED]
    if told and left == [o.shape]:
        return ParameterValue(shape.name, shape.unit, o.shape, 0.0, o.shape, o.shape, True)
    possible = [c for c in shape.choices if delta(c) <= ONE_SIDED_95]
    bound = " or ".join(f"{c:g}" for c in possible)
    return ParameterValue(shape.name, shape.unit, NAN, NAN, NAN, NAN, False, bound)
