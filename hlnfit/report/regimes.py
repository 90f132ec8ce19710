"""The regime of each sweep, from the fit and from what is known of the sample."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hlnfit.regime import Regime, regime_of
from hlnfit.report.coherence_csv import samples_of
from hlnfit.report.labels import sweep_name

if TYPE_CHECKING:
    from hlnfit.analysis import Analysis
    from hlnfit.fitting import SweepFit


def regimes_of(analysis: Analysis) -> dict[str, Regime]:
    """Return the regime of each sweep whose conductance is known, by what tells the sweep from the others.

    A sweep that was rejected has no L_phi and no window, but it has a conductance.
    """
    found: dict[str, Regime] = {}
    for k, (fit, sample) in enumerate(zip(analysis.series.fits, samples_of(analysis), strict=True)):
        sigma0 = fit.sigma0 if _known(fit.sigma0) else fit.curve.sigma0
        if sigma0 is None or not _known(sigma0):
            continue
        believed = fit.fitted and fit.verdict != "reject"
        T = fit.temperature
        name = sweep_name(fit, analysis.series.condition)
        found[name if name not in found else f"{name} (sweep {k})"] = regime_of(
            sample,
            sigma0,
            T if _known(T) else None,
            L_phi=_value(fit, "L_phi") if believed else None,
            geometry=analysis.geometry,
            B_max=fit.B_max if believed and _known(fit.B_max) else None,
            symmetry="symplectic" if believed and _antilocalized(fit) else "orthogonal",
            tilt_deg=fit.curve.conditions.get("tilt_deg", 0.0),
        )
    return found


def _known(value: float | None) -> bool:
    return value is not None and math.isfinite(value) and value > 0.0


def _value(fit: SweepFit, name: str) -> float | None:
    p = fit.params.get(name)
    return p.value if p is not None and _known(p.value) else None


def _antilocalized(fit: SweepFit) -> bool:
    """Return True where the spin relaxes within L_phi, so that disorder does not localize in the end."""
    alpha, L_phi = fit.params.get("alpha"), _value(fit, "L_phi")
    if alpha is not None and math.isfinite(alpha.value) and not alpha.fixed:
        return alpha.value < 0.0
    lengths = [_value(fit, n) for n in ("L_so", "L_so1", "L_R", "L_asy")]
    return L_phi is not None and any(L is not None and L_phi > L for L in lengths)
