"""From the measured numbers to the result: slopes with their covariance, Fermi-liquid constants, doubts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import G0, length_from_field
from hlnfit.fitting.result import ParameterValue, SweepFit
from hlnfit.fitting.series import Series
from hlnfit.flags import Flag
from hlnfit.regime import Regime, regime_of
from hlnfit.sample import Geometry, Sample
from hlnfit.separation import doubts
from hlnfit.separation.constants_of_interaction import F0_value, zeeman_part
from hlnfit.separation.lines import FittedLine, slopes_together
from hlnfit.separation.measured import Measured
from hlnfit.separation.over_field import SlopesOverField, slopes_over_field
from hlnfit.separation.parallel import Isotropic
from hlnfit.separation.result import MEANINGS, Separation
from hlnfit.separation.routes import Common, choose_g, common, lines_in_field, lines_without_field
from hlnfit.separation.tables import levels_table, steps

FloatArray = NDArray[np.float64]
NAN = math.nan
SLOPES = {
    "zero": "slope_zero",
    "as_measured": "slope_quenched",
    "quenched": "K_ee",
    "localization": "alpha_p_mr",
    "ln_B_phi": "p",
    "hall": "K_ee_hall",
}
"""Line -> what its slope is called."""


def conclude(
    found: Measured,
    band: tuple[float, float],
    series: Series | None,
    kept: Sequence[bool],
    unused: int,
    in_plane: Isotropic | None,
    nonlinear: Sequence[float],
    *,
    sample: Sample,
    geometry: Geometry,
    g_factor: float | None,
) -> Separation:
    """Return the separation.

    Parameters
    ----------
    found : Measured
    band : pair of float, T
    series, kept : Series or None, list of bool
        The fits and which of them enter.
    unused : int
        Sweeps that were not used.
    in_plane : Isotropic or None
    nonlinear : sequence of float
        Nonlinearity of the Hall sweeps that have one.
    sample, geometry : Sample, Geometry
    g_factor : float or None
    """
    # The relative error of the number of squares is common to all slopes.
    scale_error = geometry.squares.error / geometry.squares.value
    at = common(found, sample)
    lines = lines_without_field(found, at)
    g, decided = choose_g(g_factor, found, at, lines)
    lines |= lines_in_field(found, at, g)
    params, names, covariance = _numbers(found, lines, in_plane, scale_error)
    unquenched = _unquenched(found)
    spoiled = unquenched[0] > doubts.NOT_QUENCHED
    for name in ("K_ee", "alpha_p") if spoiled else ():
        if name in params:
            params[name] = ParameterValue(name, "", NAN, NAN, NAN, NAN, False)
    for route in ("", "_hall", "_zeeman"):
        if f"K_ee{route}" in params:
            params[f"F0{route}"] = F0_value(f"F0{route}", params[f"K_ee{route}"], at.n_v)
    B = 0.5 * (band[0] + band[1])
    result = Separation(
        params={n: params[n] for n in MEANINGS if n in params},
        names=names,
        covariance=covariance,
        levels=levels_table(found),
        lines=lines,
        B_quench=B,
        band=band,
        over_field=None if spoiled else _over_field(found, lines, at, g),
        in_plane=in_plane,
        series=series,
        model="" if series is None else series.model,
        g_factor=g,
        n_v=at.n_v,
        mobility_field=NAN if at.mobility is None else at.mobility * B,
        log=steps(found, band, at, f"{g:g} ({decided})", scale_error),
        regime=_regime(found, at, sample, geometry, B, params.get("alpha")),
    )
    fits = () if series is None else series.fits
    flags = _doubts(result, found, at, fits, kept, unused, nonlinear, unquenched)
    return replace(result, flags=flags)


def _regime(
    found: Measured,
    at: Common,
    sample: Sample,
    geometry: Geometry,
    B: float,
    alpha: ParameterValue | None,
) -> Regime | None:
    """Return the regime at the highest temperature, where the logarithms end first."""
    T = np.concatenate([found.zero.T, found.quenched.T, *([found.levels.T] if found.levels else [])])
    if not T.size or not at.sigma > 0.0:
        return None
    levels = found.levels
    own = levels is not None and bool(levels.own)
    B_phi = float(np.exp(levels.ln_B[np.argmax(levels.T), 0])) if levels is not None and own else None
    return regime_of(
        sample,
        at.sigma,
        float(T.max()),
        L_phi=None if B_phi is None else length_from_field(B_phi),
        geometry=geometry,
        B_max=B if B > 0.0 else None,
        symmetry="symplectic" if alpha is not None and alpha.value < 0.0 else "orthogonal",
    )


def _numbers(
    found: Measured, lines: Mapping[str, FittedLine], in_plane: Isotropic | None, scale_error: float
) -> tuple[dict[str, ParameterValue], tuple[str, ...], FloatArray]:
    """Return slopes, amplitude and their difference, and the covariance of all of them."""
    fitted = [lines[n] for n in SLOPES if n in lines]
    names = [SLOPES[n] for n in SLOPES if n in lines]
    values = [f.slope for f in fitted]
    matrix = slopes_together(fitted, found.covariance) if fitted else np.zeros((0, 0))
    if found.levels is not None and "alpha" in found.levels.shared:
        at = found.levels.at_shared[found.levels.shared.index("alpha")]
        rows = np.array([f.estimator * math.sqrt(f.scale) for f in fitted])
        matrix = _with_row(matrix, rows @ found.covariance[:, at], float(found.covariance[at, at]))
        names, values = [*names, "alpha"], [*values, float(found.levels.values[at])]
    if in_plane is not None:
        matrix = _with_row(matrix, np.zeros(len(names)), in_plane.error**2)
        names, values = [*names, "K_ee_zeeman"], [*values, in_plane.K_ee]
    if "slope_zero" in names and "K_ee" in names:
        difference = np.zeros(len(names))
        difference[[names.index("slope_zero"), names.index("K_ee")]] = 1.0, -1.0
        matrix = _with_row(matrix, matrix @ difference, float(difference @ matrix @ difference))
        names, values = [*names, "alpha_p"], [*values, float(difference @ np.array(values))]
    value = np.array(values)
    # The number of squares multiplies every conductance alike; an exponent has none in it.
    common_part = np.where(np.array(names) == "p", 0.0, value) * scale_error
    matrix = matrix + np.outer(common_part, common_part)
    errors = np.sqrt(np.diag(matrix))
    params = {
        n: ParameterValue(n, "", v, e, v - e, v + e, True)
        for n, v, e in zip(names, value.tolist(), errors.tolist(), strict=True)
    }
    return params, tuple(names), matrix


def _with_row(matrix: FloatArray, row: FloatArray, variance: float) -> FloatArray:
    return np.block([[matrix, row[:, None]], [row[None, :], np.array([[variance]])]])


def _unquenched(found: Measured) -> tuple[float, float]:
    """Return B_phi over the quenching field at worst, and what is left of localization in the slope, G0."""
    q = found.quenched
    if found.levels is None or not found.levels.own or q.n < 2:
        return 0.0, 0.0
    left, _ = found.left(q)
    highest = float(np.exp(found.levels.ln_B[:, 0]).max())
    slope = float(np.polyfit(np.log(q.T), left / G0, 1)[0]) if np.ptp(np.log(q.T)) > 1e-2 else 0.0
    return highest / float(q.B.min()), slope


def _over_field(
    found: Measured, lines: Mapping[str, FittedLine], at: Common, g_factor: float
) -> SlopesOverField | None:
    levels = found.levels
    if levels is None or "quenched" not in lines or not levels.own:
        return None
    K, mobility = lines["quenched"].slope, at.mobility or 0.0

    def expected(B: float) -> FloatArray:
        zeeman = zeeman_part(B, levels.T, g_factor, at.n_v)
        interaction = K * np.log(levels.T) - (1.0 - K) * zeeman
        out: FloatArray = levels.left_over(B)[0] + G0 * (1.0 - (mobility * B) ** 2) * interaction
        return out

    least = 0.3 * float(np.exp(levels.ln_B[:, 0]).min())
    return slopes_over_field(levels.fits, levels.T, expected, least)


def _doubts(
    result: Separation,
    found: Measured,
    at: Common,
    fits: Sequence[SweepFit],
    kept: Sequence[bool],
    unused: int,
    nonlinear: Sequence[float],
    unquenched: tuple[float, float],
) -> tuple[Flag, ...]:
    params = result.params
    K_ee = params.get("K_ee")
    routes = [n for n in ("K_ee", "K_ee_hall", "K_ee_zeeman") if n in params and params[n].determined]
    pairs = {(a, b): result.difference(a, b) for i, a in enumerate(routes) for b in routes[i + 1 :]}
    both = all(n in params and params[n].determined for n in ("alpha_p", "alpha_p_mr"))
    T = np.concatenate([found.quenched.T, found.zero.T, *([found.levels.T] if found.levels else [])])
    flags = [
        doubts.sweeps_left_out(fits, kept, unused),
        doubts.not_quenched(*unquenched, 0.0 if K_ee is None else K_ee.err),
        doubts.quench_unverified(found.levels is not None or not found.quenched.n),
        doubts.routes_disagree(params, pairs),
        doubts.alpha_p_disagrees(params, result.difference("alpha_p", "alpha_p_mr") if both else None),
        doubts.not_logarithmic(result.lines),
        doubts.few_temperatures(T),
        doubts.triplets_suppressed(params.get("alpha")),
        *(doubts.impossible_slope(n, params[n], at.n_v) for n in routes),
        doubts.mobility_unknown(at.mobility is not None),
        doubts.field_too_high(result.mobility_field),
        doubts.hall_not_linear(nonlinear),
        doubts.interaction_not_diffusive(result.regime),
    ]
    order = ("reject", "caution", "info")
    return tuple(sorted((f for f in flags if f is not None), key=lambda f: order.index(f.severity)))
