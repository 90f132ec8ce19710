"""The order of the steps: clean, convert, give errors, merge directions."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from hlnfit.curve import ErrorKind, Magnetoconductance
from hlnfit.errors import ConfigError, GeometryError
from hlnfit.flags import Flag
from hlnfit.reduction.conductance import conductance, odd_resistance
from hlnfit.reduction.errors_of_points import smooth_shape
from hlnfit.reduction.hall import Hall, hall_of_sweep
from hlnfit.reduction.merge import merge_directions
from hlnfit.reduction.noise import point_scatter
from hlnfit.reduction.outliers import find_outliers
from hlnfit.reduction.readings import follows, repeated_readings
from hlnfit.reduction.tensor import conductivity_xx
from hlnfit.sample import Geometry
from hlnfit.sweep import FloatArray, Sweep
from hlnfit.units import Quantity

MIN_POINTS = 10


def reduce(
    sweeps: Iterable[Sweep] | Sweep,
    geometry: Geometry | None = None,
    *,
    merge: str = "directions",
    errors_are_measured: bool = False,
    keep_outliers: bool = False,
    quantity: str = "inverse-rho",
) -> tuple[Magnetoconductance, ...]:
    """Reduce field sweeps to magnetoconductance.

    Parameters
    ----------
    sweeps : SweepSet, sequence of Sweep, or Sweep
        Sweeps over temperature are passed over.
    geometry : Geometry
        Turns resistance into conductance (per square, or of a whole wire).
    merge : {"directions", "none"}
        Whether up and down sweeps at one temperature become one curve.
    errors_are_measured : bool
        True: a Std. Dev. column is the error of a point. False: only its shape is used.
    keep_outliers : bool
    quantity : {"inverse-rho", "sigma-xx"}
        1/rho_xx, or the element of the inverted tensor (needs R_xy in each sweep).

    Returns
    -------
    tuple of Magnetoconductance
        One for each sweep, or pair of sweeps. A sweep that cannot be reduced is there too, without
        points and with a flag that says why.

    Raises
    ------
    GeometryError
        No geometry was given.
    """
    if geometry is None:
        raise GeometryError(
            "no geometry was given",
            expected="HallBar, VanDerPauw, Square or Wire (--geometry hall-bar|van-der-pauw|square|wire)",
            advice="Resistance per square is what weak localization is measured in; it cannot be guessed.",
        )
    if merge not in ("directions", "none"):
        raise ConfigError(f"merge is {merge!r}", expected="directions or none")
    if quantity not in ("inverse-rho", "sigma-xx"):
        raise ConfigError(f"quantity is {quantity!r}", expected="inverse-rho or sigma-xx")
    if quantity == "sigma-xx" and not geometry.per_square:
        raise ConfigError("a wire has no conductivity tensor", expected="--quantity inverse-rho")
    how = _How(geometry, quantity, errors_are_measured, keep_outliers)
    wanted = [sweeps] if isinstance(sweeps, Sweep) else list(sweeps)
    curves = [_reduce_one(s, how) for s in wanted if s.axis == "field"]
    return merge_directions(curves) if merge == "directions" else tuple(curves)


def _empty(sweep: Sweep, flag: Flag, measures: dict[str, float] | None = None) -> Magnetoconductance:
    return Magnetoconductance(
        [],
        [],
        temperature=sweep.temperature,
        group_names=(sweep.direction,),
        conditions=sweep.conditions,
        measures=measures or {},
        source=sweep.source,
        flags=(*sweep.flags, flag),
        log=sweep.log,
    )


@dataclass(frozen=True, slots=True)
class _How:
    """The settings of a reduction."""

    geometry: Geometry
    quantity: str
    errors_are_measured: bool
    keep_outliers: bool


def _reduce_one(sweep: Sweep, how: _How) -> Magnetoconductance:
    sweep = sweep.take(np.isfinite(sweep.B) & np.isfinite(sweep.R_xx))
    if len(sweep) < MIN_POINTS:
        return _empty(sweep, _too_few(len(sweep)))
    if np.median(sweep.R_xx) < 0.0:
        note = "Resistance is negative throughout: its sign was turned (a pair of leads is exchanged)."
        sweep = replace(sweep, R_xx=-sweep.R_xx, log=(*sweep.log, note))
    sweep = _perpendicular(sweep)
    measures = {**_measure_resistance(sweep), **_lengths(how.geometry)}
    if not how.geometry.per_square and how.geometry.length and how.geometry.width:
        measures["wire_squares"] = how.geometry.length.value / how.geometry.width.value
    hall = hall_of_sweep(sweep) if how.geometry.per_square else None
    if not how.keep_outliers:
        n = len(sweep)
        sweep = _without_outliers(sweep)
        measures["n_outliers"] = float(n - len(sweep))
    B, R = sweep.B, sweep.R_xx
    if np.any(R <= 0.0):
        # 1/R has a pole here: no conductance can be formed, and none is needed to say what this is.
        return _empty(sweep, _not_positive(float(R.min()), measures), measures)
    squares = how.geometry.squares if how.geometry.per_square else Quantity(1.0)
    if how.quantity == "sigma-xx":
        if hall is None or sweep.R_xy is None:
            return _empty(sweep, _no_hall(), measures)
        sigma, slope, odd, steps = conductivity_xx(B, R, sweep.R_xy, squares.value)
    else:
        sigma, slope, odd = conductance(B, R, squares.value)
        steps = (f"Conductance = {squares.value:.6g} / R; the odd part of R is carried to first order.",)
    error, kind, log = _errors(sweep, sigma, slope, measures, how.errors_are_measured)
    near = np.argsort(np.abs(B), kind="stable")[: max(3, B.size // 20)]
    reference = float(np.median(sigma[near]))
    even = sigma + odd * reference**2 / squares.value
    measures["odd_peak_S"] = float(np.max(np.abs(odd * slope)))
    measures["even_span_S"] = float(np.ptp(even))
    if hall is not None:
        steps = (*steps, *hall.log)
        measures |= _hall_measures(hall, reference)
    return Magnetoconductance(
        B,
        sigma - reference,
        error,
        temperature=sweep.temperature,
        sigma0=reference,
        errors=kind,
        group_names=(sweep.direction,),
        conditions=sweep.conditions,
        R_sheet=1.0 / reference,
        scale_error=squares.error / squares.value,
        measures=measures,
        source=sweep.source,
        flags=sweep.flags,
        log=(*sweep.log, *dict.fromkeys(steps), *log),
    )


def _perpendicular(sweep: Sweep) -> Sweep:
    """Return the sweep over the component of the field along the normal of the film."""
    tilt = sweep.conditions.get("tilt_deg", 0.0)
    if tilt == 0.0:
        return sweep
    along = math.cos(math.radians(tilt))
    note = f"Field along the normal: B cos({tilt:g} deg) = {along:.5g} B."
    return replace(sweep, B=sweep.B * along, log=(*sweep.log, note))


def _hall_measures(hall: Hall, sigma: float) -> dict[str, float]:
    """Return what the Hall resistance says, for the sample and the doubts."""
    out = {
        "hall_slope_ohm_T": hall.slope,
        "hall_nonlinearity": hall.nonlinearity if hall.nonlinear else 0.0,
    }
    if hall.determined and hall.two_sided and not hall.nonlinear:
        out["density_m2"] = hall.density
        out["density_err_m2"] = hall.density_error
        out["mobility_m2_Vs"] = hall.mobility(1.0 / sigma)[0]
    return out


def _no_hall() -> Flag:
    return Flag(
        "hall_missing",
        "reject",
        "The sweep has no Hall resistance, so that the tensor cannot be inverted.",
        "Name its column (--hall-column) or file (--hall-file), or use --quantity inverse-rho.",
    )


def _too_few(n: int) -> Flag:
    return Flag(
        "too_few_points",
        "reject",
        f"The sweep holds {n} usable points; at least {MIN_POINTS} are needed.",
        "Look at the file with hlnfit inspect --plot.",
        {"n_points": n},
    )


def _not_positive(lowest: float, measures: dict[str, float]) -> Flag:
    hall = measures.get("R_odd_ohm", 0.0) > 3.0 * measures.get("R_even_ohm", np.inf)
    why = (
        "of both signs and odd in B: this is a Hall resistance, not R_xx"
        if hall
        else "zero within the noise, or of both signs"
    )
    return Flag(
        "resistance_not_positive",
        "reject",
        f"The resistance reaches {lowest:.3g} ohm, {why}, so that no conductance can be formed.",
        "Name the column of R_xx (--resistance-column)."
        if hall
        else "Check contacts, lock-in phase, and whether the sample is superconducting.",
        measures,
    )


def _without_outliers(sweep: Sweep) -> Sweep:
    bad = find_outliers(sweep.B, sweep.R_xx)
    n = int(bad.sum())
    if n == 0:
        return sweep
    where = ", ".join(f"{b:.4g} T" for b in sweep.B[bad][:5])
    flag = Flag(
        "outliers",
        "info",
        f"{n} of {len(sweep)} points were left out as outliers (at {where}).",
        "Use --keep-outliers to fit them.",
        {"n_outliers": n, "B_T": [float(b) for b in sweep.B[bad]]},
    )
    kept = sweep.take(~bad)
    return replace(kept, flags=(*sweep.flags, flag), log=(*sweep.log, f"Left out {n} outliers at {where}."))


def _errors(
    sweep: Sweep, sigma: FloatArray, slope: FloatArray, measures: dict[str, float], measured: bool
) -> tuple[FloatArray, ErrorKind, tuple[str, ...]]:
    """Return the errors of the points in siemens, their kind and what to log."""
    std = sweep.R_xx_std
    instrument = std is not None and bool(np.isfinite(std).any())
    # The noise is in R: in the conductance it follows the slope of 1/R.
    relative = np.abs(slope) / float(np.median(np.abs(slope)))
    shape = relative * smooth_shape(std) if instrument and std is not None else relative
    scatter = point_scatter(sweep.B, sigma, shape)
    if not scatter > 0.0:
        # Exactly repeated numbers (quantized or computed data): rounding is all that is known.
        scatter = 1e-9 * max(float(np.ptp(sigma)), abs(float(np.median(sigma))))
    measures["scatter_S"] = scatter
    if not instrument or std is None:
        return scatter * shape, "estimated", (f"Scatter of neighbouring points: {scatter:.3g} S.",)
    given = std * np.abs(slope)
    ratio = float(np.nanmedian(given)) / scatter
    measures["std_over_scatter"] = ratio
    # A loader that averaged rows knows the error of the mean: that is no scatter inside a point.
    if measured or sweep.std_kind == "measured":
        filled = np.where(np.isfinite(given) & (given > 0.0), given, float(np.nanmedian(given)))
        whose = "column" if sweep.std_kind == "instrument" else "error of the mean over rows"
        return filled, "given", (f"The Std. Dev. {whose} is used as the error of each point.",)
    note = f"Std. Dev. column: only its shape is used; it is {ratio:.3g} times the scatter between points."
    return scatter * shape, "instrument", (note,)


def _lengths(geometry: Geometry) -> dict[str, float]:
    """Return length and width of a bar or wire in metres, for models that need them."""
    known = {"length_m": geometry.length, "width_m": geometry.width}
    return {name: q.value for name, q in known.items() if q is not None}


def _measure_resistance(sweep: Sweep) -> dict[str, float]:
    """Measure what the doubts judge: extreme and repeated resistances, and the drift of temperature."""
    size, R, T = np.abs(sweep.B), sweep.R_xx, sweep.T
    measures = {
        "R_min_ohm": float(R.min()),
        "R_max_ohm": float(R.max()),
        "R_centre_ohm": float(np.median(R[size <= np.quantile(size, 0.1)])),
        "R_edge_ohm": float(np.median(R[size >= np.quantile(size, 0.9)])),
        "two_terminal": float(sweep.two_terminal),
    }
    return measures | follows(T, R) | repeated_readings(R) | _odd_share(sweep)


def _odd_share(sweep: Sweep) -> dict[str, float]:
    """Return by how much the odd part of R exceeds the even one, for sweeps that give no conductance."""
    if len(sweep) < MIN_POINTS or not sweep.B.min() < 0.0 < sweep.B.max():
        return {}
    odd = odd_resistance(sweep.B, sweep.R_xx)
    return {"R_odd_ohm": float(np.max(np.abs(odd))), "R_even_ohm": float(np.max(np.abs(sweep.R_xx - odd)))}
