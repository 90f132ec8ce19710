"""Sort the sweeps, reduce them, and fit the magnetoconductance of all temperatures together."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hlnfit.curve import Magnetoconductance
from hlnfit.fitting.prepare import prepare
from hlnfit.fitting.result import SweepFit
from hlnfit.fitting.series import Series, fit_series
from hlnfit.models import Model
from hlnfit.reduction import reduce
from hlnfit.sample import Geometry, Sample
from hlnfit.separation.levels import is_own
from hlnfit.sweep import Sweep

PERPENDICULAR, PARALLEL = 5.0, 1.0
"""Degrees from the normal, and from the plane, within which a field counts as along them."""
BAND = 0.7
"""Lower edge of the quenching band, relative to the largest field that every curve reaches."""


@dataclass(frozen=True, eq=False)
class Sorted:
    """Sweeps by what they are for.

    Attributes
    ----------
    all : tuple of Sweep
        Numbered; curves refer to them.
    perpendicular, parallel, over_temperature : tuples of Sweep
    unused : int
        Sweeps in a tilted field.
    """

    all: tuple[Sweep, ...]
    perpendicular: tuple[Sweep, ...]
    parallel: tuple[Sweep, ...]
    over_temperature: tuple[Sweep, ...]
    unused: int


def sort_sweeps(sweeps: Sequence[Sweep], t_min: float, t_max: float) -> Sorted:
    """Return the sweeps by direction of the field and by what they run over."""
    numbered = tuple(replace(s, source=replace(s.source, numbers=(k,))) for k, s in enumerate(sweeps))
    over_field = [s for s in numbered if s.axis == "field" and t_min <= s.temperature <= t_max]
    tilts = [abs(s.conditions.get("tilt_deg", 0.0)) for s in over_field]
    normal = tuple(s for s, t in zip(over_field, tilts, strict=True) if t <= PERPENDICULAR)
    in_plane = tuple(s for s, t in zip(over_field, tilts, strict=True) if abs(t - 90.0) <= PARALLEL)
    runs = tuple(
        s
        for s in numbered
        if s.axis == "temperature" and abs(s.conditions.get("tilt_deg", 0.0)) <= PERPENDICULAR
    )
    unused = len(numbered) - len(normal) - len(in_plane) - len(runs)
    return Sorted(numbered, normal, in_plane, runs, unused)


def in_plane_curves(
    sweeps: Sequence[Sweep], geometry: Geometry, **options: Any
) -> tuple[Magnetoconductance, ...]:
    """Reduce sweeps in the plane over their total field."""
    # The reduction takes the component along the normal of a tilted field; here there is none.
    total = [
        replace(s, conditions={n: v for n, v in s.conditions.items() if n != "tilt_deg"}) for s in sweeps
    ]
    return reduce(total, geometry, **options)


def quenching_band(
    curves: Sequence[Magnetoconductance], band: tuple[float, float] | None
) -> tuple[float, float]:
    """Return the fields between which localization counts as quenched: the user's, or the highest ones."""
    if band is not None:
        return band
    reach = np.array([float(np.max(np.abs(c.B))) for c in curves if len(c)])
    if not reach.size:
        return math.nan, math.nan
    # A zoom into low field does not decide for the others.
    top = float(np.min(reach[reach >= 0.5 * np.median(reach)]))
    return BAND * top, top


def fit_curves(
    curves: Sequence[Magnetoconductance],
    model: str | Model,
    band: tuple[float, float],
    *,
    fix: Mapping[str, Any] | None,
    b_max: float | str | None,
    odd: str,
    sample: Sample,
    progress: Callable[[int, int], None] | None = None,
) -> Series:
    """Fit the curves below the quenching band, with everything shared but dephasing.

    Points of the band are left out, so that levels at B = 0 and in the band have independent noise.
    """
    low = [c.window(band[0]) if math.isfinite(band[0]) else c for c in curves]
    options: dict[str, Any] = {"fix": fix, "odd": odd, "sample": sample, "b_max": b_max}
    share = shared_names(low, model, options)
    if progress is not None:
        options["progress"] = progress
    series = fit_series(low, model, share=share, errors="covariance", **options)
    # Plateaus are read from the whole curves.
    whole = [replace(f, curve=c) for f, c in zip(series.fits, curves, strict=True)]
    return replace(series, fits=tuple(whole))


def shared_names(
    curves: Sequence[Magnetoconductance], model: str | Model, options: Mapping[str, Any]
) -> tuple[str, ...]:
    """Return the free parameters of the model that do not depend on temperature."""
    for curve in curves:
        # The window costs a scan and changes no name.
        ready = prepare(curve, model, **{**options, "b_max": None})
        if ready.problem is None:
            continue
        terms = [t for t in ready.problem.terms if t.model.kind == "field"]
        names = [n for t in terms for n in t.names if n in ready.problem.free and not is_own(n)]
        return tuple(names)
    return ()


def usable(fit: SweepFit) -> bool:
    """Return True for a fit whose level and dephasing field are known with their errors."""
    if not fit.fitted or fit.verdict == "reject" or fit.covariance is None or fit.problem is None:
        return False
    if not math.isfinite(fit.temperature) or fit.curve.sigma0 is None:
        return False
    names = [n for n in fit.problem.free if is_own(n) or n in fit.problem.level_names]
    at = [fit.problem.free.index(n) for n in names]
    return bool(np.all(np.isfinite(fit.covariance[np.ix_(at, at)])))
