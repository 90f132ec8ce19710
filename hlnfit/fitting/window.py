"""How the answer depends on the window, and the window that is used when none was given.

The default is the largest B_max whose L_phi agrees within one sigma with the next smaller of eight
logarithmic windows, never beyond 0.1 B_tr where the sample is known.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import length_from_field
from hlnfit.curve import Magnetoconductance
from hlnfit.fitting.misfit import judge
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.result import WindowScan
from hlnfit.fitting.solve import Optimum
from hlnfit.fitting.start import best_fit
from hlnfit.fitting.terms import Term

FloatArray = NDArray[np.float64]
N_WINDOWS = 8
MAX_LOG_ERROR = 0.7
"""A window whose ln B_phi is known no better than this says nothing to compare with."""


def scan_windows(
    curve: Magnetoconductance,
    error: FloatArray,
    terms: tuple[Term, ...],
    *,
    odd: str,
    fixed: Mapping[str, float],
    cap: float | None = None,
) -> WindowScan:
    """Fit the curve in eight logarithmic windows and choose the default one.

    Parameters
    ----------
    error : array, (n,), S
    cap : float, T, optional
        0.1 B_tr.
    """
    size = np.sort(np.abs(curve.B))
    full = float(size[-1])
    top = min(full, cap) if cap is not None else full
    n_least = min(size.size, max(16, 3 * (len(terms[0].names) + 4)))
    least = max(float(size[n_least - 1]), full / 30.0)
    capped = top < full
    if least >= top:
        windows = np.array([top])
    else:
        windows = np.geomspace(least, top, N_WINDOWS)
        windows[-1] = top
    L, err, alpha = (np.full(windows.size, math.nan) for _ in range(3))
    warm: dict[str, float] | None = None
    for k in range(windows.size - 1, -1, -1):
        inside = np.abs(curve.B) <= windows[k] * (1.0 + 1e-12)
        if not all((inside & (curve.group == g)).sum() >= 5 for g in np.unique(curve.group)):
            continue
        part = curve.take(inside)
        problem = Problem.from_curve(part, error[inside], terms, odd=odd, fixed=fixed)
        if len(part) <= len(problem.free) + 2:
            continue
        extra = () if warm is None else (problem.theta_of(warm),)
        best = best_fit(problem, n_starts=4 if extra else 12, extra=extra)
        warm = best.values
        n_free = len(problem.free)
        found = judge(problem.plain_residual(best.values), problem.error, n_free, curve.errors, math.inf)
        log_error = _log_error_of_B_phi(best, found.scale)
        B_phi = B_phi_of(terms, best.values)
        if not log_error < MAX_LOG_ERROR or not math.isfinite(B_phi):
            continue
        L[k] = length_from_field(B_phi)
        err[k] = 0.5 * L[k] * log_error
        alpha[k] = best.values.get("alpha", math.nan)
    useful = np.flatnonzero(np.isfinite(L))
    for k, below in zip(useful[:0:-1], useful[-2::-1]):
        if abs(L[k] - L[below]) <= err[below]:
            return WindowScan(windows, L, err, alpha, int(k), True, capped)
    if useful.size:
        return WindowScan(windows, L, err, alpha, int(useful[0]), useful.size == 1, capped)
    return WindowScan(windows, L, err, alpha, windows.size - 1, True, capped)


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


def _log_error_of_B_phi(best: Optimum, scale: float) -> float:
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
