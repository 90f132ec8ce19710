"""results.json: everything that is known of an analysis, in SI, for programs.

Its keys stand in a fixed order; numbers that are not finite are null. A rejected sweep keeps its numbers
under ``rejected_fit``, so that no program takes them for a result.
"""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from hlnfit.report.coherence_csv import coherence_rows, columns_of, samples_of
from hlnfit.report.curves_csv import curve_file
from hlnfit.report.dephasing_csv import dephasing_rows
from hlnfit.report.identifiability_json import comparison, identifiability
from hlnfit.report.noise_numbers import noise_numbers, window_numbers
from hlnfit.report.regimes import regimes_of

if TYPE_CHECKING:
    from hlnfit.analysis import Analysis
    from hlnfit.fitting import SweepFit
    from hlnfit.fitting.profile import Profile
    from hlnfit.sample import Geometry, Sample
    from hlnfit.units import Quantity

SCHEMA = "hlnfit/1"


def results_json(analysis: Analysis, config_text: str | None = None) -> str:
    """Return the text of results.json, with LF at its end.

    ``config_text`` is the TOML of the config; None takes it from the analysis.
    """
    return (
        json.dumps(plain(results(analysis, config_text)), indent=1, ensure_ascii=False, allow_nan=False)
        + "\n"
    )


def plain(value: Any) -> Any:
    """Return the value as JSON can hold it: NaN and infinities become None, arrays become lists."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return str(value)


def results(analysis: Analysis, config_text: str | None = None) -> dict[str, Any]:
    """Return the content of results.json as nested plain values."""
    series = analysis.series
    rows = coherence_rows(analysis)
    config = tomllib.loads(analysis.config.to_toml() if config_text is None else config_text)
    verdicts = [f.verdict for f in series.fits]
    return {
        "schema": SCHEMA,
        "versions": dict(sorted(analysis.versions.items())),
        "seed": _seed(analysis, config),
        "inputs": inputs(analysis),
        "config": config,
        "geometry": _geometry(analysis.geometry),
        "sample": _sample(analysis.sample),
        "model": series.model,
        "condition": series.condition,
        "shared": series.shared,
        "verdict": series.verdict,
        "verdicts": {v: verdicts.count(v) for v in ("good", "caution", "reject")},
        "flags": [f.as_dict() for f in (*analysis.flags, *series.flags)],
        "sweeps": [
            _sweep(fit, k, sample)
            for k, (fit, sample) in enumerate(zip(series.fits, samples_of(analysis), strict=True))
        ],
        "regime": {
            name: {row.name: {"value": row.value, "unit": row.unit} for row in regime.rows()}
            for name, regime in regimes_of(analysis).items()
        },
        "covariance_B_phi_T2": series.covariance_B_phi,
        "coherence": {"columns": columns_of(rows), "rows": rows},
        "dephasing": _dephasing(analysis),
        "comparison": comparison(analysis),
        "pieces": [
            {
                "file": p.file,
                "rows": p.rows,
                "n_points": p.n_points,
                "B_min_T": p.B_min,
                "B_max_T": p.B_max,
                "temperature_K": p.temperature,
                "reason": p.reason,
            }
            for p in analysis.sweeps.pieces
        ],
        "problems": [{"file": p.file, "message": p.message} for p in analysis.sweeps.problems],
    }


def inputs(analysis: Analysis) -> list[dict[str, str]]:
    """Return base name, SHA-256 and loader of every input, in the order of their first use."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    sources = [s.source for s in analysis.sweeps] + [c.source for c in analysis.curves]
    for source in sources:
        if source.file and source.sha256:
            entry = {"file": source.file, "sha256": source.sha256, "loader": source.loader}
            found.setdefault((source.file, source.sha256), entry)
    return list(found.values())


def _seed(analysis: Analysis, config: Mapping[str, Any]) -> int | None:
    """Return the seed of the run; a config leaves out what is at its default."""
    value = getattr(getattr(analysis.config, "run", None), "seed", config.get("run", {}).get("seed"))
    return value if isinstance(value, int) else None


def _dephasing(analysis: Analysis) -> dict[str, Any] | None:
    fit = analysis.dephasing
    if fit is None:
        return None
    return {
        "rows": dephasing_rows(analysis),
        "preferred": fit.preferred.law,
        "decisive": fit.decisive,
        "reason": fit.reason,
        "sweeps": fit.sweeps,
        "T_K": fit.rates.T,
        "B_phi_T": fit.rates.B_phi,
        "covariance_T2": fit.rates.covariance,
        "excluded": [
            {"sweep": e.sweep, "temperature_K": e.temperature, "reason": e.reason} for e in fit.excluded
        ],
        "untried": fit.untried,
        "nyquist_B_phi_T": fit.nyquist(fit.rates.T),
        "flags": [f.as_dict() for f in fit.flags],
    }


def _quantity(quantity: Quantity | None) -> dict[str, float] | None:
    return None if quantity is None else {"value": quantity.value, "error": quantity.error}


def _geometry(geometry: Geometry) -> dict[str, Any]:
    lengths = {f"{n}_m": _quantity(getattr(geometry, n)) for n in ("length", "width", "thickness")}
    return {"kind": geometry.kind, **lengths}


def _sample(sample: Sample) -> dict[str, Any]:
    return {
        "density_m2": sample.density,
        "density_from": sample.density_from,
        "mass_kg": sample.mass,
        "fermi_velocity_m_s": sample.fermi_velocity,
        "spin_degeneracy": sample.spin_degeneracy,
        "valley_degeneracy": sample.valley_degeneracy,
        "thickness_m": sample.thickness,
    }


def _sweep(fit: SweepFit, sweep: int, sample: Sample) -> dict[str, Any]:
    curve, source = fit.curve, fit.curve.source
    rejected = fit.verdict == "reject"
    numbers = _numbers(fit, sample) if fit.fitted else None
    return {
        "sweep": sweep,
        "file": source.file,
        "sha256": source.sha256,
        "loader": source.loader,
        "columns": source.columns,
        "rows": source.rows,
        "numbers": source.numbers,
        "temperature_K": curve.temperature,
        "conditions": curve.conditions,
        "directions": curve.group_names,
        "curve": f"curves/{curve_file(fit, sweep)}",
        "model": fit.model,
        "verdict": fit.verdict,
        "flags": [f.as_dict() for f in fit.flags],
        "steps": curve.log,
        "measures": curve.measures,
        "errors": curve.errors,
        "symmetrized": curve.symmetrized,
        "scale_error": curve.scale_error,
        "n_points_measured": len(curve),
        "error_method": fit.error_method,
        "fit": None if rejected else numbers,
        **({"rejected_fit": numbers} if rejected else {}),
    }


def _numbers(fit: SweepFit, sample: Sample) -> dict[str, Any]:
    """Return everything that the fit says, in SI."""
    problem, misfit = fit.problem, fit.misfit
    assert problem is not None
    return {
        "parameters": {
            p.name: {
                "unit": p.unit,
                "value": p.value,
                "err": p.err,
                "lo": p.lo,
                "hi": p.hi,
                "lo_95": p.lo_95,
                "hi_95": p.hi_95,
                "determined": p.determined,
                "bound": p.bound,
                "bound_value": p.bound_value,
                "fixed": p.fixed,
                "nuisance": p.nuisance,
            }
            for p in fit.params.values()
        },
        "optimum": fit.best,
        "sigma0_S": fit.sigma0,
        "R_sheet_ohm": 1.0 / fit.sheet_conductance if fit.sheet_conductance > 0.0 else None,
        "k_F_l": sample.k_F_l(fit.sheet_conductance) if fit.sheet_conductance > 0.0 else None,
        "B_tr_T": sample.B_tr(fit.sheet_conductance) if fit.sheet_conductance > 0.0 else None,
        "B_max_T": fit.B_max,
        "n_points": fit.n_points,
        "n_free": len(problem.free),
        "chi2": fit.chi2,
        "misfit": None if misfit is None else _plain_fields(misfit),
        "noise": None if fit.noise is None else noise_numbers(fit.noise),
        "covariance": {
            "names": problem.free,
            "in_logarithm": [n for n, log in zip(problem.nonlinear, problem.is_log) if log],
            "matrix": fit.covariance,
            "correlation": None if fit.covariance is None else correlation(fit.covariance),
        },
        "bootstrap": _bootstrap(fit),
        **identifiability(fit),
        "systematics": fit.systematics,
        "profiles": {name: _profile(p) for name, p in fit.profiles.items()},
        "window": None if fit.window is None else window_numbers(fit.window),
    }


def _bootstrap(fit: SweepFit) -> dict[str, Any] | None:
    found = fit.bootstrap
    if found is None:
        return None
    return {
        "kind": found.kind,
        "resamples": len(found.values) + found.failed,
        "failed": found.failed,
        "block_points": found.block_points,
        "seed": found.seed,
    }


def _plain_fields(value: Any) -> dict[str, Any]:
    """Return the numbers of a dataclass by the names of its fields."""
    found = {f.name: getattr(value, f.name) for f in fields(value)}
    return {name: v for name, v in found.items() if isinstance(v, (bool, int, float))}


def _profile(profile: Profile) -> dict[str, Any]:
    return {
        "low": profile.low,
        "high": profile.high,
        "low_95": profile.low_95,
        "high_95": profile.high_95,
        "determined": profile.determined,
        "delta_chi2_at_zero": profile.at_zero,
        "delta_chi2_at_infinity": profile.at_infinity,
        "bound_low": profile.bound_low,
        "bound_high": profile.bound_high,
        "points": profile.points,
    }


def correlation(covariance: np.ndarray) -> np.ndarray:
    """Return the correlation matrix; NaN where a variance is infinite or zero."""
    sigma = np.sqrt(np.diag(covariance))
    usable = np.isfinite(sigma) & (sigma > 0.0)
    scale = np.where(usable, sigma, np.nan)
    with np.errstate(invalid="ignore"):
        out: np.ndarray = np.clip(covariance / np.outer(scale, scale), -1.0, 1.0)
    return out
