"""coherence.csv: one row a sweep, with every length of the model, its error, limits and bound."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hlnfit.constants import HBAR, E
from hlnfit.fitting.table import LEADING, TRAILING
from hlnfit.report.csv_text import all_columns, csv_text

if TYPE_CHECKING:
    from hlnfit.analysis import Analysis
    from hlnfit.fitting import SweepFit
    from hlnfit.sample import Sample

SAMPLE_COLUMNS = ("density_m2", "mobility_m2_Vs", "D_m2_s", "tau_phi_ps", "rashba_eVm")
_RASHBA_FIELDS = ("B_R", "B_so1")
NAN = math.nan


def coherence_rows(analysis: Analysis) -> list[dict[str, Any]]:
    """Return the rows of coherence.csv: those of the series, and what the sample adds to them."""
    rows = analysis.series.rows()
    samples = samples_of(analysis)
    return [
        {**row, **_of_sample(fit, sample)}
        for row, fit, sample in zip(rows, analysis.series.fits, samples, strict=True)
    ]


def samples_of(analysis: Analysis) -> list[Sample]:
    """Return the sample of each sweep: its own where R_xy gave one, that of the analysis otherwise."""
    own = analysis.extra.get("samples")
    n = len(analysis.series.fits)
    if isinstance(own, Sequence) and len(own) == n:
        return [analysis.sample if s is None else s for s in own]
    return [analysis.sample] * n


def columns_of(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the columns in the order of the contract.

    First what the sweep is, then its parameters, then the columns that every model has, then those of the
    sample, and at last further conditions.
    """
    found = all_columns(rows) or [*LEADING, *TRAILING]
    sample = [c for c in SAMPLE_COLUMNS if c in found]
    parameters: list[str] = []
    conditions: list[str] = []
    for row in rows:
        past_trailing = False
        for name in row:
            past_trailing = past_trailing or name in TRAILING
            if name in LEADING or name in TRAILING or name in sample:
                continue
            place = conditions if past_trailing else parameters
            if name not in parameters and name not in conditions:
                place.append(name)
    return [*LEADING, *parameters, *TRAILING, *sample, *conditions]


def coherence_csv(analysis: Analysis) -> str:
    """Return the text of coherence.csv."""
    rows = coherence_rows(analysis)
    return csv_text(columns_of(rows), rows)


def _of_sample(fit: SweepFit, sample: Sample) -> dict[str, float]:
    """Return density, mobility, D, tau_phi = L_phi^2 / D and, for Rashba models, alpha_R.

    B_R = m^2 alpha_R^2 / (e hbar^3) for the linear Rashba splitting 2 alpha_R k; the mean free path drops
    out with D = v_F^2 tau / 2. Source: W. Knap et al., Phys. Rev. B 53, 3912 (1996).
    """
    usable = fit.verdict != "reject" and fit.fitted and fit.sheet_conductance > 0.0
    out: dict[str, float] = {}
    if sample.density is not None:
        D = sample.diffusion(fit.sheet_conductance) if usable else None
        L_phi = fit.params["L_phi"].value if usable and "L_phi" in fit.params else NAN
        out["density_m2"] = sample.density if usable else NAN
        out["mobility_m2_Vs"] = fit.sheet_conductance / (sample.density * E) if usable else NAN
        out["D_m2_s"] = NAN if D is None else D
        out["tau_phi_ps"] = NAN if D is None else 1e12 * L_phi**2 / D
    field = next((n for n in _RASHBA_FIELDS if n in fit.params), None)
    if field is not None and sample.mass is not None:
        B_R = fit.params[field].value if usable else NAN
        out["rashba_eVm"] = math.sqrt(E * HBAR**3 * B_R) / sample.mass / E if B_R >= 0.0 else NAN
    return out
