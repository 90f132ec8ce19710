"""B_phi of a fit, whether it is a parameter of the model or follows from others."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from hlnfit.fitting.solve import Optimum
from hlnfit.fitting.terms import Term


def B_phi_of(terms: tuple[Term, ...], values: Mapping[str, Any]) -> Any:
    """Return B_phi of the first field term, derived where the model derives it; numbers or arrays."""
    for term in terms:
        if term.model.kind != "field":
            continue
        own = dict(zip(term.model.names, term.names, strict=True))
        if "B_phi" in own:
            return values[own["B_phi"]]
        for derived in term.model.derived:
            if derived.name == "B_phi":
                return sum(c * values[own[n]] for n, c in derived.combination.items())
    return math.nan


def log_error_of_B_phi(best: Optimum, scale: float) -> float:
    """Return the scaled standard error of ln B_phi; 0 where it is fixed."""
    problem, values, matrix = best.problem, best.values, best.covariance
    gradient = np.zeros(len(problem.free))
    for term in problem.terms:
        if term.model.kind != "field":
            continue
        own = dict(zip(term.model.names, term.names, strict=True))
        combination = {"B_phi": 1.0} if "B_phi" in own else {}
        for derived in term.model.derived:
            if derived.name == "B_phi":
                combination = dict(derived.combination)
        for n, c in combination.items():
            if own[n] in problem.free:
                gradient[problem.free.index(own[n])] = c * values[own[n]]
        break
    B_phi = B_phi_of(problem.terms, values)
    used = gradient != 0.0
    if not used.any():
        return 0.0
    variance = float(gradient[used] @ matrix[np.ix_(used, used)] @ gradient[used])
    return math.sqrt(max(variance * scale, 0.0)) / B_phi if math.isfinite(variance) else math.inf
