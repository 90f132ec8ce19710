"""The lowest minimum: starts all over the ranges, linear parameters solved, then downhill from the best."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.temperature.problem import LEVEL, TemperatureProblem
from hlnfit.models import Parameter, evaluate

FloatArray = NDArray[np.float64]
MOST_STARTS = 400
TRIED = 3
"""Starts from which the descent goes on."""
WIDE = 1e4
"""Ratio of the ends of a range above which a positive parameter is tried on a logarithmic grid."""


def best_values(
    problem: TemperatureProblem, near: Mapping[str, float] | None = None, *, search: bool = True
) -> dict[str, float]:
    """Return every parameter at the lowest chi-square that was found.

    Parameters
    ----------
    near : mapping, optional
        A further start.
    search : bool
        False: go on from ``near`` only.
    """
    starts = [solved(problem, s) for s in _grid(problem)] if search or near is None else []
    starts.sort(key=problem.chi2)
    starts = starts[:TRIED]
    if near is not None:
        starts.append({**near, **problem.fixed})
    found = [_descend(problem, s) for s in starts]
    return min(found, key=problem.chi2)


def _descend(problem: TemperatureProblem, start: Mapping[str, float]) -> dict[str, float]:
    """Go downhill inside the ranges; parameters that span decades move in their logarithm."""
    from scipy.optimize import least_squares

    names = problem.free
    if not names:
        return dict(start)
    wide = np.array([_spans_decades(problem, n) for n in names])
    box = np.array([problem.box(n) for n in names])
    box[wide] = np.log(box[wide])
    x = np.array([float(start[n]) for n in names])
    x[wide] = np.log(x[wide])
    margin = 1e-9 * np.where(np.isfinite(box[:, 1] - box[:, 0]), box[:, 1] - box[:, 0], 0.0)
    x = np.clip(x, box[:, 0] + margin, box[:, 1] - margin)
    rate = np.array([problem.is_log(n) for n in names])

    def values_of(at: FloatArray) -> dict[str, float]:
        natural = np.where(wide, np.exp(np.where(wide, at, 0.0)), at)
        return {**start, **problem.fixed, **dict(zip(names, natural.tolist(), strict=True))}

    def jacobian(at: FloatArray) -> FloatArray:
        values = values_of(at)
        chain = np.array([values[n] for n in names])
        # The problem gives the derivative by the logarithm for rates already.
        out: FloatArray = -problem.jacobian(values) * np.where(wide & ~rate, chain, 1.0)
        return out / problem.error[:, None]

    def residual(at: FloatArray) -> FloatArray:
        return problem.residual(values_of(at))

    found = least_squares(
        residual, x, jac=jacobian, bounds=(box[:, 0], box[:, 1]),
        x_scale="jac", ftol=1e-14, xtol=1e-14, gtol=1e-14, max_nfev=200,
    )  # fmt: skip
    low, polished = values_of(found.x), solved(problem, values_of(found.x))
    return polished if problem.chi2(polished) <= problem.chi2(low) else low


def _spans_decades(problem: TemperatureProblem, name: str) -> bool:
    low, high = problem.box(name)
    return problem.is_log(name) or (low > 0.0 and high / low > WIDE)


def solved(problem: TemperatureProblem, values: Mapping[str, float]) -> dict[str, float]:
    """Return the values with amplitudes and level at their linear optimum (smallest where degenerate)."""
    rows = problem.model.parameters
    linear = [k for k, q in enumerate(rows) if q.linear and q.name not in problem.fixed]
    p = np.array([values[n] for n in problem.model.names])
    p[linear] = 1.0
    value, jacobian = evaluate(problem.model, problem.T, p)
    columns = [jacobian[:, k] for k in linear]
    rest = problem.y - (value - sum((c for c in columns), np.zeros(problem.T.size)))
    if LEVEL in problem.free:
        columns = [*columns, np.ones(problem.T.size)]
    else:
        rest = rest - problem.fixed[LEVEL]
    out = dict(values)
    if not columns:
        return out
    a = np.stack(columns, axis=1) / problem.error[:, None]
    norm = np.sqrt(np.einsum("ij,ij->j", a, a))
    norm[norm == 0.0] = 1.0
    c, *_ = np.linalg.lstsq(a / norm, rest / problem.error, rcond=1e-12)
    found = c / norm
    for k, x in zip(linear, found, strict=False):
        out[rows[k].name] = float(np.clip(x, rows[k].lower, rows[k].upper))
    if LEVEL in problem.free:
        # The level is solved once more where an amplitude was clipped.
        rest_of_level = problem.y - problem.value({**out, LEVEL: 0.0})
        weight = 1.0 / problem.error**2
        out[LEVEL] = float(np.sum(weight * rest_of_level) / np.sum(weight))
    return out


def _grid(problem: TemperatureProblem) -> list[dict[str, float]]:
    """Return starts over the nonlinear free parameters; amplitudes and level are solved for."""
    base = {q.name: q.default for q in problem.model.parameters} | {LEVEL: 0.0} | dict(problem.fixed)
    nonlinear = [q for q in problem.model.parameters if not q.linear and q.name not in problem.fixed]
    if not nonlinear:
        return [base]
    each = max(2, int(MOST_STARTS ** (1.0 / len(nonlinear))))
    axes = [_axis(q, problem, min(each, 12)) for q in nonlinear]
    names = [q.name for q in nonlinear]
    return [{**base, **dict(zip(names, point, strict=True))} for point in itertools.product(*axes)]


def _axis(q: Parameter, problem: TemperatureProblem, n: int) -> list[float]:
    if q.unit == "K":
        # A transition temperature lies below the data.
        coldest = float(problem.T.min())
        return [coldest * x for x in np.linspace(0.05, 0.98, n)]
    if q.lower > 0.0 and q.upper / q.lower > WIDE:
        low, high = max(q.lower, 1e-3 * q.default), min(q.upper, 1e3 * q.default)
        return [q.default, *np.geomspace(low, high, n)]
    low = max(q.lower, q.default - 2.0 * (abs(q.default) + 1.0))
    high = min(q.upper, q.default + 2.0 * (abs(q.default) + 1.0))
    return [q.default, *np.linspace(low, high, n + 2)[1:-1]]
