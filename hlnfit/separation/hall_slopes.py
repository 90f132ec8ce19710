"""The Hall slope of each curve, mean of its sweeps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hlnfit.fitting.result import SweepFit
from hlnfit.reduction.hall import Hall, hall_of_sweep, mean_slope
from hlnfit.separation.constants_of_interaction import zeeman_part
from hlnfit.sweep import Sweep


def hall_slope(fit: SweepFit, sweeps: Sequence[Sweep]) -> tuple[float, float, tuple[Hall, ...]] | None:
    """Return the Hall slope in ohm/T, its error, and what each sweep of the curve says.

    None where no sweep has a Hall resistance with a slope three errors from zero.

    Parameters
    ----------
    fit : SweepFit
        For the field offsets, and for which sweeps its curve is made of.
    sweeps : sequence of Sweep
        The set that ``fit.curve.source.numbers`` refers to.
    """
    offsets = [v for n, v in fit.best.items() if n.startswith("B_offset")]
    centre = float(np.mean(offsets)) if offsets else 0.0
    halls = [hall_of_sweep(sweeps[k], centre=centre) for k in fit.curve.source.numbers]
    found = tuple(h for h in halls if h is not None and h.determined)
    if not found:
        return None
    slope, error = mean_slope(found)
    return slope, error, found


def zeeman_of_slope(fit: SweepFit, g_factor: float, n_v: int) -> float:
    """Return zeta g2 of a curve as its Hall slope sees it: the mean over its fields, weighted with B^2."""
    B = fit.curve.B
    weight = B * B
    values = zeeman_part(B, fit.temperature, g_factor, n_v)
    return float(np.sum(weight * values) / np.sum(weight))
