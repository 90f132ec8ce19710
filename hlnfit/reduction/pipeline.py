"""The order of the steps: clean, convert, give errors, merge directions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from hlnfit.curve import Magnetoconductance
from hlnfit.errors import ConfigError, GeometryError
from hlnfit.flags import Flag
from hlnfit.reduction.conductance import conductance, odd_resistance
from hlnfit.reduction.errors_of_points import smooth_shape
from hlnfit.reduction.merge import merge_directions
from hlnfit.reduction.noise import point_scatter
from hlnfit.reduction.outliers import find_outliers
from hlnfit.sample import Geometry
from hlnfit.sweep import Sweep

MIN_POINTS = 10


def reduce(
    sweeps: Iterable[Sweep] | Sweep,
    geometry: Geometry | None = None,
    *,
    merge: str = "directions",
    errors_are_measured: bool = False,
    keep_outliers: bool = False,
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
    wanted = [sweeps] if isinstance(sweeps, Sweep) else list(sweeps)
    curves = [
        _reduce_one(s, geometry, errors_are_measured=errors_are_measured, keep_outliers=keep_outliers)
        for s in wanted
        if s.axis == "field"
    ]
    return merge_directions(curves) if merge == "directions" else tuple(curves)


def _empty(sweep: Sweep, flag: Flag) -> Magnetoconductance:
    return Magnetoconductance(
        [],
        [],
        temperature=sweep.temperature,
        group_names=(sweep.direction,),
        conditions=sweep.conditions,
        source=sweep.source,
        flags=(*sweep.flags, flag),
        log=sweep.log,
    )


def _reduce_one(
    sweep: Sweep, geometry: Geometry, *, errors_are_measured: bool, keep_outliers: bool
) -> Magnetoconductance:
    log = list(sweep.log)
    flags = list(sweep.flags)
    usable = np.isfinite(sweep.B) & np.isfinite(sweep.R_xx)
    n_usable = int(usable.sum())
    if n_usable < MIN_POINTS:
        return _empty(
            sweep,
            Flag(
                "too_few_points",
                "reject",
                f"The sweep holds {n_usable} usable points; at least {MIN_POINTS} are needed.",
                "Look at the file with hlnfit inspect --plot.",
                {"n_points": n_usable},
            ),
        )
    sweep = sweep.take(usable)
    B, R = sweep.B, sweep.R_xx
    if geometry.per_square is False:
        squares, scale_error = 1.0, 0.0
    else:
        squares = geometry.squares.value
        scale_error = geometry.squares.error / squares
    if np.median(R) < 0.0:
        R = -R
        log.append("Resistance is negative throughout: its sign was turned (a pair of leads is exchanged).")
    measures = _measure_resistance(B, R, sweep)
    if not keep_outliers:
        bad = find_outliers(B, R)
        if bad.any():
            where = ", ".join(f"{b:.4g} T" for b in B[bad][:5])
            flags.append(
                Flag(
                    "outliers",
                    "info",
                    f"{int(bad.sum())} of {B.size} points were left out as outliers (at {where}).",
                    "Use --keep-outliers to fit them.",
                    {"n_outliers": int(bad.sum()), "B_T": [float(b) for b in B[bad]]},
                )
            )
            log.append(f"Left out {int(bad.sum())} outliers at {where}.")
            sweep = sweep.take(~bad)
            B, R = B[~bad], R[~bad]
    if np.any(R <= 0.0):
        # 1/R has a pole here: no conductance can be formed, and none is needed to say what this is.
        return _with(
            _empty(
                sweep,
                Flag(
                    "resistance_not_positive",
                    "reject",
                    f"The resistance reaches {float(R.min()):.3g} ohm: zero within the noise, or of both signs. "
                    + (
                        "It vanishes around B = 0 and recovers in field, which is a superconducting transition."
                        if measures["R_centre_ohm"] < 0.5 * measures["R_edge_ohm"]
                        else "No conductance can be formed from it."
                    ),
                    "Measure above the transition, or check contacts and lock-in phase.",
                    measures,
                ),
            ),
            measures,
        )
    odd = odd_resistance(B, R)
    sigma, slope = conductance(B, R, squares)
    log.append(f"Conductance = {squares:.6g} / R; the odd part of R is carried to first order.")
    shape = np.ones_like(sigma)
    kind: Any = "estimated"
    if sweep.R_xx_std is not None and np.isfinite(sweep.R_xx_std).any():
        kind = "instrument"
        shape = smooth_shape(sweep.R_xx_std)
    shape = shape * np.abs(slope) / float(np.median(np.abs(slope)))
    scatter = point_scatter(B, sigma, shape)
    if not scatter > 0.0:
        # Exactly repeated numbers: quantized data. Half a digit is what is known then.
        scatter = max(float(np.ptp(sigma)), abs(float(np.median(sigma)))) * 1e-9
    error = scatter * shape
    if kind == "instrument":
        std = sweep.R_xx_std * np.abs(slope)
        ratio = float(np.nanmedian(std)) / scatter
        measures["std_over_scatter"] = ratio
        if errors_are_measured:
            kind = "given"
            error = np.where(np.isfinite(std) & (std > 0.0), std, float(np.nanmedian(std)))
            log.append("The Std. Dev. column is used as the error of each point, as requested.")
        else:
            log.append(f"Std. Dev. column: shape only; it is {ratio:.3g} times the scatter between points.")
    near = np.argsort(np.abs(B), kind="stable")[: max(3, B.size // 20)]
    reference = float(np.median(sigma[near]))
    measures["odd_peak_S"] = float(np.max(np.abs(odd * slope))) if odd.any() else 0.0
    measures["scatter_S"] = scatter
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
        scale_error=scale_error,
        measures=measures,
        source=sweep.source,
        flags=tuple(flags),
        log=tuple(log),
    )


def _with(curve: Magnetoconductance, measures: dict[str, float]) -> Magnetoconductance:
    from dataclasses import replace

    return replace(curve, measures=measures)


def _measure_resistance(B: np.ndarray, R: np.ndarray, sweep: Sweep) -> dict[str, float]:
    """Measure what the doubts judge: extreme resistances and the drift of temperature."""
    size = np.abs(B)
    centre = size <= np.quantile(size, 0.1)
    edge = size >= np.quantile(size, 0.9)
    measures = {
        "R_min_ohm": float(R.min()),
        "R_max_ohm": float(R.max()),
        "R_centre_ohm": float(np.median(R[centre])),
        "R_edge_ohm": float(np.median(R[edge])),
        "two_terminal": float(sweep.two_terminal),
    }
    T = sweep.T
    if np.isfinite(T).sum() >= MIN_POINTS:
        measures["T_span_K"] = float(np.nanmax(T) - np.nanmin(T))
        known = np.isfinite(T)
        if np.nanstd(T) > 0.0 and np.std(R[known]) > 0.0:
            measures["T_R_correlation"] = float(np.corrcoef(T[known], R[known])[0, 1])
    return measures
