"""Rows of coherence.csv: one a sweep, the same columns for every sweep of a model."""

from __future__ import annotations

import math
from typing import Any

from hlnfit import models
from hlnfit.fitting.result import ParameterValue, SweepFit

NAN = math.nan
LEADING = ("sweep", "file", "temperature_K", "model")
TRAILING = (
    "R_sheet_ohm", "sigma0_S", "B_offset_T", "B_offset_err_T", "odd_S_per_T", "B_max_T", "n_points",
    "chi2_red", "errors", "verdict", "flags",
)  # fmt: skip


def row_of(fit: SweepFit, sweep: int = 0) -> dict[str, Any]:
    """Return one row: SI except for lengths in nm; NaN (empty in the file) where nothing is determined.

    The physics columns of a rejected sweep are empty too.
    """
    physics = fit.verdict != "reject" and fit.fitted
    curve = fit.curve
    row: dict[str, Any] = {
        "sweep": sweep,
        "file": curve.source.file,
        "temperature_K": fit.temperature,
        "model": fit.model,
    }
    terms = models.get(fit.model).terms
    lengths: list[tuple[str, str]] = []
    numbers: list[tuple[str, str]] = []
    for term in terms:
        own = dict(zip(term.model.names, term.names, strict=True))
        suffix = term.names[0][len(term.model.names[0]) :]
        for q in term.model.parameters:
            numbers.append((own[q.name], q.kind))
            if q.length_name is not None:
                lengths.append((own[q.name], "L_" + own[q.name][2:]))
        for derived in term.model.derived:
            name = derived.name + suffix
            lengths.append((name, "L_" + name[2:]))
    lengths.sort(key=lambda pair: not pair[0].startswith("B_phi"))
    for field, length in lengths:
        if field == "B_phi":
            p = _get(fit, field, physics)
            row["B_phi_T"], row["B_phi_err_T"] = p.value, p.err
        _five(row, length, _get(fit, length, physics), 1e9, "_nm")
    for name, kind in numbers:
        if kind == "amplitude":
            _five(row, name, _get(fit, name, physics), 1.0, "")
    for name, kind in numbers:
        if kind != "amplitude" and name != "B_phi":
            _five(row, name, _get(fit, name, physics), 1.0, "")
    offset, offset_err = _offset(fit) if physics else (NAN, NAN)
    odd = fit.params.get("c_odd1") if physics else None
    row |= {
        "R_sheet_ohm": 1.0 / fit.sigma0 if physics and fit.sigma0 > 0.0 else NAN,
        "sigma0_S": fit.sigma0 if physics else NAN,
        "B_offset_T": offset,
        "B_offset_err_T": offset_err,
        "odd_S_per_T": odd.value if odd is not None else (0.0 if physics else NAN),
        "B_max_T": fit.B_max if physics else NAN,
        "n_points": fit.n_points if fit.fitted else len(curve),
        "chi2_red": fit.misfit.chi2_red if physics and fit.misfit is not None else NAN,
        "errors": curve.errors,
        "verdict": fit.verdict,
        "flags": ";".join(dict.fromkeys(f.code for f in fit.flags)),
    }
    row |= sample_columns(fit, physics)
    row |= curve.conditions
    return row


def sample_columns(fit: SweepFit, physics: bool) -> dict[str, float]:
    """Return the columns of the sample where its density is known; empty where something is missing."""
    sample, sigma = fit.sample, fit.sigma0
    if sample is None or sample.density is None:
        return {}
    known = physics and sigma > 0.0
    D = sample.diffusion(sigma) if known else None
    L = fit.params.get("L_phi")
    tau = 1e12 * L.value**2 / D if D is not None and L is not None else NAN
    mobility = sample.mobility(sigma) if known else None
    return {
        "density_m2": sample.density,
        "mobility_m2_Vs": NAN if mobility is None else mobility,
        "D_m2_s": NAN if D is None else D,
        "tau_phi_ps": tau,
    }


_EMPTY = ParameterValue("", "", NAN, NAN, NAN, NAN, False)


def _get(fit: SweepFit, name: str, physics: bool) -> ParameterValue:
    return fit.params.get(name, _EMPTY) if physics else _EMPTY


def _five(row: dict[str, Any], name: str, p: ParameterValue, scale: float, unit: str) -> None:
    row[f"{name}{unit}"] = p.value * scale
    row[f"{name}_err{unit}"] = p.err * scale
    row[f"{name}_lo{unit}"] = p.lo * scale
    row[f"{name}_hi{unit}"] = p.hi * scale
    row[f"{name}_bound"] = p.bound


def _offset(fit: SweepFit) -> tuple[float, float]:
    """Return the mean field offset of the directions and its error."""
    found = [p for n, p in fit.params.items() if n.startswith("B_offset")]
    if not found:
        return NAN, NAN
    mean = sum(p.value for p in found) / len(found)
    return mean, math.sqrt(sum(p.err**2 for p in found)) / len(found)


__all__ = ["LEADING", "TRAILING", "row_of"]
