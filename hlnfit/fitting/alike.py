"""The best fits of several curves by themselves: those of one shape go through the engine together."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.arrange import Curves
from hlnfit.fitting.engine.channels import put_in_order
from hlnfit.fitting.engine.levels import weights_and_level
from hlnfit.fitting.engine.plan import plan_of, shape_of
from hlnfit.fitting.engine.run import fit_curves
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.solve import Optimum
from hlnfit.fitting.start import best_fit

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def best_fits(problems: Sequence[Problem]) -> list[Optimum]:
    """Return the lowest minimum of each curve alone, the same as ``best_fit`` gives."""
    out: dict[int, Optimum] = {}
    alike: dict[Hashable, list[int]] = {}
    for k, problem in enumerate(problems):
        alike.setdefault((shape_of(problem), problem.B.size, problem.group.tobytes()), []).append(k)
    for members in alike.values():
        if len(members) > 1:
            out |= dict(zip(members, _together([problems[k] for k in members]), strict=True))
    return [out[k] if k in out and np.isfinite(out[k].chi2) else best_fit(p) for k, p in enumerate(problems)]


def _together(problems: Sequence[Problem]) -> list[Optimum]:
    known = plan_of(problems[0]) if problems[0].nonlinear else None
    if known is None:
        return [best_fit(p) for p in problems]
    plan, order = known
    fields, data, error, groups = (
        np.stack([getattr(p, name) for p in problems]) for name in ("B", "y", "error", "group")
    )
    if np.any(fields[:, 1:] < fields[:, :-1]):
        sort = np.argsort(fields, axis=1, kind="stable")
        fields, data, error, groups = (
            np.take_along_axis(of, sort, axis=1) for of in (fields, data, error, groups)
        )
    if (groups != groups[0]).any():
        return [best_fit(p) for p in problems]
    weight, level, power = weights_and_level(error)
    curves = Curves(
        np.arange(len(problems)),
        fields,
        np.array(np.broadcast_to(weight, fields.shape)),
        level,
        power,
        data,
        np.full(len(problems), fields.shape[1]),
        groups[0].astype(np.int64),
        False,
    )
    found = fit_curves(plan, curves, np.full(len(problems), np.inf))
    put_in_order(problems[0], order, found)
    back = np.argsort(order)
    place = np.concatenate([np.arange(plan.n_theta), plan.n_theta + back])
    square, units = np.ix_(place, place), curves.units.tolist()
    out = []
    for k, problem in enumerate(problems):
        coefficients = found.coefficient[k][back]
        at_bound = tuple(n for n, b in zip(problem.nonlinear, found.bound[k], strict=True) if b)
        out.append(
            Optimum(
                problem,
                found.theta[k],
                problem.values_of(found.theta[k], coefficients),
                float(found.chi2[k]) / units[k],
                at_bound,
                bool(found.converged[k]),
                coefficients=coefficients,
                known_covariance=found.covariance[k][square] * units[k],
            )
        )
    return out
