"""Maps through the compiled engine: what covers mode tables with linear backgrounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.coherence_field import B_phi_of
from hlnfit.fitting.engine.arrange import Curves, arrange
from hlnfit.fitting.engine.channels import put_in_order
from hlnfit.fitting.engine.plan import Plan, plan_of
from hlnfit.fitting.engine.records import Found
from hlnfit.fitting.engine.run import fit_curves
from hlnfit.fitting.maps.parameters import map_parameters, visible_errors
from hlnfit.fitting.maps.result import MapParameter
from hlnfit.fitting.maps.verdict import MapEvidence, severities, verdicts_and_flags
from hlnfit.fitting.misfit import limit_of_misfit
from hlnfit.fitting.problem import Problem

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Flat = dict[str, NDArray[Any]]


def fit_compiled(
    problem: Problem,
    B: FloatArray,
    y: FloatArray,
    error: FloatArray | None,
    thickness: float | None,
    jobs: int,
    progress: Callable[[int, int], None],
) -> tuple[dict[str, MapParameter], Flat]:
    """Return the parameters of all curves, and the other arrays of a map."""
    known = plan_of(problem)
    assert known is not None
    plan, order = known
    n_curves, n_free = y.shape[0], len(problem.free)
    done = 0

    def tell(size: int) -> None:
        nonlocal done
        done += size
        progress(done, n_curves)

    parts = []
    for curves in arrange(B, y, error):
        limit = misfit_limits(curves.count, n_free, error is not None)
        found = fit_curves(plan, curves, limit, jobs=jobs, progress=tell)
        put_in_order(problem, order, found)
        outcome = _outcome(problem, plan, order, curves, found, limit, error is not None, thickness)
        parts.append((curves.index, *outcome))
    if len(parts) == 1:
        _, params, flat = parts[0]
    else:
        params, flat = _merge(parts, n_curves)
    if done < n_curves:
        progress(n_curves, n_curves)
    return params, flat


def misfit_limits(count: IntArray, n_free: int, given: bool) -> FloatArray:
    """Return chi-square above which a misfit is significant, by number of points."""
    numbers, back = np.unique(count, return_inverse=True)
    dof = np.maximum(numbers - n_free, 1)
    limits = [d * limit_of_misfit(int(n), int(d), given) for n, d in zip(numbers, dof, strict=True)]
    return np.array(limits)[back]


def _outcome(
    problem: Problem,
    plan: Plan,
    order: IntArray,
    curves: Curves,
    found: Found,
    limit: FloatArray,
    given: bool,
    thickness: float | None,
) -> tuple[dict[str, MapParameter], Flat]:
    """Return parameters, goodness and verdicts of curves of one kind of grid."""
    n_rates = plan.bounds.shape[1]
    free = best_values(problem, found, order)
    fitted = np.isfinite(found.chi2)
    with np.errstate(invalid="ignore", divide="ignore"):
        chi2 = found.chi2 / curves.units
        dof = np.maximum(curves.count - len(problem.free), 1)
        chi2_red = chi2 / dof
        significant = chi2 > limit
        scale = np.maximum(np.where(significant | (not given), chi2_red, 1.0), 1e-300)
        unit = scale * curves.units
        excess = np.sqrt(np.maximum(found.mean_square - curves.power, 0.0))
        relative = np.where(significant & (found.height > 0.0), excess / found.height, 0.0)
        # In this order, as for single fits, so that not even the last bit differs.
        covariance = ordered(found.covariance, problem, order) * curves.units[:, None, None]
        covariance = covariance * scale[:, None, None]
        params = map_parameters(problem, free, covariance, fitted, visible_errors(problem, curves, free))
        best = {n: free[n] if n in free else params[n].value for n in problem.all_names}
        others = {n: np.exp(found.other_theta[:, :, k]) for k, n in enumerate(problem.nonlinear[:n_rates])}
        evidence = MapEvidence(
            params=params,
            best=best,
            fitted=fitted,
            null_delta=(found.null - found.chi2) / unit,
            significant=significant,
            relative=relative,
            at_bound={n: found.bound[:, k] != 0 for k, n in enumerate(problem.nonlinear)},
            other_delta=found.other / unit[:, None],
            other_B_phi=B_phi_of(problem.terms, {**problem.fixed, **others}),
            free_amplitude="alpha" in problem.free,
            span=curves.extent[2],
            thickness=thickness,
        )
    verdict, flags = verdicts_and_flags(severities(evidence), fitted)
    flat: Flat = {
        "verdict": verdict,
        "flags": flags,
        "chi2": chi2,
        "chi2_red": chi2_red,
        "scale": np.where(fitted, scale, np.nan),
        "n_points": curves.count,
        "converged": found.converged,
        "covariance": covariance,
    }
    return params, flat | {f"best_{n}": a for n, a in best.items()}


def best_values(problem: Problem, found: Found, order: IntArray) -> dict[str, FloatArray]:
    """Return the free parameters at the optimum by name, (n_curves,)."""
    out = {}
    for k, (name, log) in enumerate(zip(problem.nonlinear, problem.is_log, strict=True)):
        out[name] = np.exp(found.theta[:, k]) if log else found.theta[:, k]
    for k, at in enumerate(order):
        out[problem.linear[at]] = found.coefficient[:, k]
    return out


def ordered(covariance: FloatArray, problem: Problem, order: IntArray) -> FloatArray:
    """Return covariances (n_curves, n_free, n_free) in the order of ``problem.free``."""
    if np.array_equal(order, np.arange(order.size)):
        return covariance
    k = len(problem.nonlinear)
    back = np.concatenate([np.arange(k), k + np.argsort(order)])
    return covariance[:, back[:, None], back[None, :]]


def _merge(
    parts: list[tuple[IntArray, dict[str, MapParameter], Flat]], n_curves: int
) -> tuple[dict[str, MapParameter], Flat]:
    """Put curves of several kinds of grid back in their places."""

    def together(arrays: list[NDArray[Any]]) -> NDArray[Any]:
        out = np.empty((n_curves, *arrays[0].shape[1:]), dtype=arrays[0].dtype)
        for (index, _, _), array in zip(parts, arrays, strict=True):
            out[index] = array
        return out

    first, first_flat = parts[0][1:]
    params: dict[str, MapParameter] = {}
    for name, p in first.items():
        own: Mapping[str, NDArray[Any]] = {
            what: together([getattr(params_of[name], what) for _, params_of, _ in parts])
            for what in ("value", "err", "lo", "hi", "determined")
        }
        params[name] = MapParameter(name, p.unit, fixed=p.fixed, nuisance=p.nuisance, **own)
    return params, {name: together([flat[name] for _, _, flat in parts]) for name in first_flat}
