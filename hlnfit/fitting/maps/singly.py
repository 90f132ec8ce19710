"""Maps of models that the compiled engine does not cover: one fit after the other, the same arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlnfit.curve import Magnetoconductance
from hlnfit.fitting.fit import fit
from hlnfit.fitting.maps.result import MapParameter
from hlnfit.fitting.maps.verdict import UNFITTED
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.result import SweepFit
from hlnfit.models import Model
from hlnfit.sample import Sample

FloatArray = NDArray[np.float64]
Flat = dict[str, NDArray[Any]]


def fit_singly(
    problem: Problem,
    model: str | Model,
    sample: Sample | None,
    B: FloatArray,
    y: FloatArray,
    error: FloatArray | None,
    progress: Callable[[int, int], None],
) -> tuple[dict[str, MapParameter], Flat]:
    """Return the parameters of all curves, and the other arrays of a map, from :func:`hlnfit.fit`."""
    odd = {0: "none", 1: "linear", 2: "cubic"}[len(problem.odd)]
    fits = []
    for k in range(y.shape[0]):
        x = B if B.ndim == 1 else B[k]
        e = None if error is None else np.broadcast_to(error if error.ndim == 1 else error[k], x.shape)
        usable = np.isfinite(x) & np.isfinite(y[k])
        if e is not None:
            usable = usable & np.isfinite(e) & (e > 0.0)
        curve = Magnetoconductance(x[usable], y[k][usable], None if e is None else e[usable])
        fits.append(fit(curve, model, errors="covariance", fix=problem.fixed, odd=odd, sample=sample))
        progress(k + 1, y.shape[0])
    return _parameters(problem, fits), _flat(problem, fits)


def _parameters(problem: Problem, fits: list[SweepFit]) -> dict[str, MapParameter]:
    names: dict[str, Any] = {}
    for one in fits:
        names |= {n: p for n, p in one.params.items() if n not in names}
    for name in problem.all_names:
        names.setdefault(name, None)
    out = {}
    for name, row in names.items():
        own: dict[str, Any] = {
            what: np.array([getattr(f.params[name], what) if name in f.params else np.nan for f in fits])
            for what in ("value", "err", "lo", "hi")
        }
        own["determined"] = np.array([name in f.params and f.params[name].determined for f in fits])
        fixed, nuisance, unit = (row.fixed, row.nuisance, row.unit) if row else (False, False, "")
        out[name] = MapParameter(name, unit, fixed=fixed, nuisance=nuisance, **own)
    return out


def _flat(problem: Problem, fits: list[SweepFit]) -> Flat:
    n_free = len(problem.free)
    flags = np.empty(len(fits), dtype=object)
    covariance = np.full((len(fits), n_free, n_free), np.nan)
    for k, one in enumerate(fits):
        flags[k] = ";".join(dict.fromkeys(f.code for f in one.flags)) if one.fitted else UNFITTED
        if one.covariance is not None:
            covariance[k] = one.covariance
    misfits = [f.misfit for f in fits]
    out: Flat = {
        "verdict": np.array([f.verdict for f in fits], dtype="<U7"),
        "flags": flags,
        "chi2": np.array([f.chi2 for f in fits]),
        "chi2_red": np.array([m.chi2_red if m else np.nan for m in misfits]),
        "scale": np.array([m.scale if m else np.nan for m in misfits]),
        "n_points": np.array([len(f.curve) for f in fits], dtype=np.int64),
        "converged": np.array([f.fitted for f in fits]),
        "covariance": covariance,
    }
    return out | {f"best_{n}": np.array([f.best.get(n, np.nan) for f in fits]) for n in problem.all_names}
