"""``separate``: from sweeps over field (and temperature) to localization and interaction."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlnfit.errors import FitError
from hlnfit.fitting.prepare import with_hall_density
from hlnfit.fitting.result import SweepFit
from hlnfit.models import Model
from hlnfit.reduction import reduce
from hlnfit.sample import Geometry, Sample
from hlnfit.separation.conclude import conclude
from hlnfit.separation.curves import Sorted, fit_curves, in_plane_curves, quenching_band, sort_sweeps, usable
from hlnfit.separation.doubts import NOT_QUENCHED
from hlnfit.separation.hall_slopes import hall_slope
from hlnfit.separation.levels import Levels, levels_of
from hlnfit.separation.measured import Independent, Measured, joined, measure, of_run
from hlnfit.separation.parallel import fit_in_plane
from hlnfit.separation.plateau import conductance_at
from hlnfit.separation.result import Separation
from hlnfit.separation.settings import Band, band_of, check_film, check_g_factor, temperature_of
from hlnfit.separation.temperature_sweeps import NOMINAL_ZERO, Run, runs_over_temperature
from hlnfit.sweep import Sweep

FloatArray = NDArray[np.float64]
ZERO = 0.2
"""A run over temperature counts as one at B = 0 below this part of the smallest B_phi."""


def separate(
    sweeps: Sequence[Sweep],
    geometry: Geometry | None = None,
    *,
    model: str | Model = "hln_simple",
    sample: Sample | None = None,
    quench: Band = None,
    g_factor: float | None = None,
    t_min: float | str | None = None,
    t_max: float | str | None = None,
    fix: Mapping[str, Any] | None = None,
    b_max: float | str | None = "auto",
    odd: str = "cubic",
    merge: str = "directions",
    errors_are_measured: bool = False,
    keep_outliers: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Separation:
    """Tell weak localization from electron-electron interaction in a film.

    Slopes are d sigma/d ln T in G0 = e^2/(pi h). At B = 0 the slope is alpha p + K_ee, in a field well above
    B_phi it is K_ee (times 1 - (mobility B)^2 in 1/rho_xx); the little that is left of localization there is
    taken off with the fitted magnetoconductance. Independently, K_ee follows from the Hall slope, whose
    relative change is -2 delta sigma_ee/sigma, and from sweeps in the plane of the film.

    Parameters
    ----------
    sweeps : SweepSet or sequence of Sweep
        Field sweeps at two or more temperatures, with R_xy where it was measured; those with a condition
        ``tilt_deg`` of 90 are taken for in-plane ones. Sweeps over temperature at B = 0 and in a high field
        add points, or stand alone.
    geometry : Geometry
        Of a film.
    model : str or Model
        Of the magnetoconductance. With spin-orbit coupling inside of the range of fields use ``hln``.
    sample : Sample, optional
        Density (where there is no R_xy) and valley degeneracy.
    quench : pair of fields, or text such as "0.5T..1T", optional
        Band of fields in which localization is taken for quenched. Default: the upper 30 % of the range.
    g_factor : float, optional
        For the Zeeman term of the interaction; 0 leaves it out. Default: 2, but 0 where alpha is negative
        (no triplets) or where the data show that there is no such term.
    t_min, t_max : float (K) or text, optional
        Range of temperatures.
    fix, b_max, odd
        As in :func:`hlnfit.fit`, for the magnetoconductance below the quenching band.
    merge, errors_are_measured, keep_outliers
        As in :func:`hlnfit.reduce`.
    progress : callable(done, total), optional
        Told how many curves are fitted.

    Returns
    -------
    Separation

    Raises
    ------
    GeometryError, ConfigError
        The settings cannot be carried out.
    FitError
        There are no two temperatures to form a slope with.

    References
    ----------
    .. [1] B. L. Altshuler and A. G. Aronov, in Electron-Electron Interactions in Disordered Systems
       (North-Holland, 1985).
    .. [2] A. Houghton, J. R. Senna and S. C. Ying, Phys. Rev. B 25, 2196 (1982), for the tensor.
    .. [3] P. A. Lee and T. V. Ramakrishnan, Phys. Rev. B 26, 4009 (1982), for the in-plane field.
    """
    model = check_film(geometry, model)
    assert geometry is not None
    check_g_factor(g_factor)
    sample = sample or Sample()
    asked = band_of(quench)
    low, high = temperature_of(t_min, 0.0, "t_min"), temperature_of(t_max, math.inf, "t_max")
    chosen = sort_sweeps(sweeps, low, high)
    how: dict[str, Any] = {
        "merge": merge,
        "errors_are_measured": errors_are_measured,
        "keep_outliers": keep_outliers,
    }
    curves = tuple(sorted(reduce(chosen.perpendicular, geometry, **how), key=_temperature))
    sample = with_hall_density(sample, curves)
    band = quenching_band(curves, asked)
    fitting: dict[str, Any] = {"fix": fix, "b_max": b_max, "odd": odd, "sample": sample}
    series = fit_curves(curves, model, band, **fitting, progress=progress) if curves else None
    fits = () if series is None else series.fits
    kept = [usable(f) for f in fits]
    good = [f for f, keep in zip(fits, kept, strict=True) if keep]
    levels = None
    if series is not None and len({round(math.log(f.temperature), 3) for f in good}) > 1:
        levels = levels_of(good, series.shared)
    else:
        good = []
    runs = runs_over_temperature(chosen.over_temperature, geometry, sample, low, high)
    found, halls = _measure(good, levels, band, runs, chosen)
    in_plane = in_plane_curves(chosen.parallel, geometry, **how)
    isotropic = None
    if in_plane:
        isotropic = fit_in_plane(in_plane, 2.0 if g_factor is None else g_factor, sample.valley_degeneracy)
    _check_temperatures(found, isotropic is not None, fits)
    return conclude(
        found, band, series, kept, chosen.unused, isotropic, halls,
        sample=sample, geometry=geometry, g_factor=g_factor,
    )  # fmt: skip


def _temperature(curve: Any) -> float:
    T = curve.temperature
    return math.inf if T is None or not math.isfinite(T) else float(T)


def _measure(
    fits: Sequence[SweepFit],
    levels: Levels | None,
    band: tuple[float, float],
    runs: Sequence[Run],
    chosen: Sorted,
) -> tuple[Measured, list[float]]:
    """Return all measured numbers, and the nonlinearity of the Hall sweeps where there is one."""
    middle = 0.5 * (band[0] + band[1])
    zero, quenched, hall = [_nothing()], [_nothing()], [_nothing()]
    nonlinear = []
    for k, fit in enumerate(fits):
        plateau = conductance_at(fit, *band)
        if plateau is not None:
            quenched.append(_one(fit.temperature, plateau.value, plateau.error, k, middle))
        slope = hall_slope(fit, chosen.all)
        if slope is not None:
            value, error, each = slope
            hall.append(_one(fit.temperature, math.log(abs(value)), error / abs(value), k, middle))
            nonlinear += [h.nonlinearity for h in each if h.nonlinear]
    B_phi = np.exp(levels.ln_B) if levels is not None and levels.own else np.zeros(0)
    for source, run in enumerate(runs, start=1):
        use = _use_of(run, B_phi, max(abs(r.B) for r in runs))
        if use is not None:
            (zero if use == "zero" else quenched).append(of_run(run, source))
    return measure(levels, joined(zero), joined(quenched), joined(hall)), nonlinear


def _use_of(run: Run, B_phi: FloatArray, highest: float) -> str | None:
    """Return what a run over temperature is for, by its field: ``zero``, ``quenched`` or None."""
    if not B_phi.size:
        return "zero" if abs(run.B) <= NOMINAL_ZERO else "quenched" if abs(run.B) >= 0.8 * highest else None
    if abs(run.B) <= max(ZERO * float(B_phi.min()), 1e-5):
        return "zero"
    return "quenched" if float(B_phi.max()) < NOT_QUENCHED * abs(run.B) else None


def _nothing() -> Independent:
    none, whole = np.zeros(0), np.zeros(0, dtype=np.int64)
    return Independent(none, none, none, whole, whole, none)


def _one(T: float, value: float, error: float, curve: int, B: float) -> Independent:
    return Independent(
        np.array([T]), np.array([value]), np.array([error]), np.array([curve]), np.array([0]), np.array([B])
    )


def _check_temperatures(found: Measured, in_plane: bool, fits: Sequence[SweepFit]) -> None:
    T = [*found.zero.T, *found.quenched.T, *(found.levels.T if found.levels is not None else ())]
    if in_plane or len({round(math.log(t), 3) for t in T}) > 1:
        return
    reasons = dict.fromkeys(f"{x.message}" for f in fits for x in f.flags if x.severity == "reject")
    raise FitError(
        f"{len(fits)} field sweeps give {len(set(T))} usable temperatures",
        expected="two or more temperatures to form a slope with, better four over a factor of four",
        advice="\n  ".join(["", *list(reasons)[:10]]) if reasons else None,
    )
