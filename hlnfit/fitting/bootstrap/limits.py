"""Limits from refits: the 68 % quantiles of each parameter. What is determined, the profile says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import length_from_field
from hlnfit.fitting.bootstrap.bootstrap import Bootstrap
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.result import ParameterValue, SweepFit

FloatArray = NDArray[np.float64]
QUANTILES = 0.15865525393145707, 0.8413447460685429
"""Those that a normal distribution has at one standard deviation."""


def with_bootstrap(fit: SweepFit, found: Bootstrap) -> SweepFit:
    """Return the fit with errors and limits from refits.

    The values stay those of the optimum. A parameter that the profile does not determine stays without
    numbers: refits of data that say nothing of it scatter over its whole range.
    """
    assert fit.problem is not None
    params = limits(fit.problem, fit.params, found)
    log = np.concatenate([fit.problem.is_log, np.zeros(len(fit.problem.linear), dtype=np.bool_)])
    columns = np.where(log, np.log(np.where(log, found.values, 1.0)), found.values)
    matrix = np.atleast_2d(np.cov(columns, rowvar=False)) if len(columns) > 1 else fit.covariance
    return replace(fit, params=params, bootstrap=found, covariance=matrix, error_method="bootstrap")


def limits(
    problem: Problem, params: Mapping[str, ParameterValue], found: Bootstrap
) -> dict[str, ParameterValue]:
    """Return the parameters with the quantiles of the refits as their limits."""
    values = _values(problem, found)
    out = {}
    for name, p in params.items():
        drawn = values.get(name)
        if drawn is None or p.fixed or not p.determined or drawn.size < 2:
            out[name] = p
            continue
        lo, hi, lo_95, hi_95 = (float(q) for q in np.quantile(drawn, (*QUANTILES, 0.025, 0.975)))
        out[name] = replace(p, err=0.5 * (hi - lo), lo=lo, hi=hi, lo_95=lo_95, hi_95=hi_95)
    return out


def _values(problem: Problem, found: Bootstrap) -> dict[str, FloatArray]:
    """Return the refitted values by name, with derived fields and lengths."""
    out = {n: found.of(n) for n in found.names}
    lengths = []
    for term in problem.terms:
        own = dict(zip(term.model.names, term.names, strict=True))
        lengths += [own[q.name] for q in term.model.parameters if q.length_name is not None]
        suffix = term.names[0][len(term.model.names[0]) :]
        for derived in term.model.derived:
            parts = [
                c * out.get(own[n], np.full(len(found.values), problem.fixed.get(own[n], np.nan)))
                for n, c in derived.combination.items()
            ]
            out[derived.name + suffix] = np.sum(parts, axis=0)
            lengths.append(derived.name + suffix)
    for name in lengths:
        if name in out:
            out["L_" + name[2:]] = np.asarray(length_from_field(out[name]))
    return out
