"""Doubts about a separation: each function returns a flag or nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.result import ParameterValue, SweepFit
from hlnfit.flags import Flag
from hlnfit.regime import Regime
from hlnfit.separation.constants_of_interaction import largest_slope
from hlnfit.separation.lines import FittedLine

FloatArray = NDArray[np.float64]
AGREE = 3.0
"""Standard errors within which two routes agree."""
VISIBLE = 0.02
"""Relative difference of the two values of alpha p below which nothing is said: the Zeeman term bends the
magnetoconductance by that much."""
UNQUENCHED, NOT_QUENCHED = 0.1, 0.3
"""B_phi over B_quench from which the correction for incomplete quenching is told, and no longer trusted."""
SHORTEST_RANGE = 2.0


def sweeps_left_out(fits: Sequence[SweepFit], kept: Sequence[bool], tilted: int) -> Flag | None:
    """Some sweeps do not enter."""
    lost = [k for k, keep in enumerate(kept) if not keep]
    if not lost and not tilted:
        return None
    told = [
        f"curve {k} ({fits[k].temperature:.3g} K: "
        f"{', '.join(f.code for f in fits[k].flags if f.severity == 'reject') or 'not determined'})"
        for k in lost
    ]
    if tilted:
        told.append(f"{tilted} sweeps outside of the range of temperatures or in a tilted field")
    return Flag(
        "separation_left_out", "info", f"Left out: {'; '.join(told)}.", "", {"curves": lost, "tilted": tilted}
    )


def not_quenched(ratio: float, correction: float, error: float) -> Flag | None:
    """B_phi at the highest temperature is not small against the quenching field."""
    if not ratio > UNQUENCHED and not abs(correction) > max(3.0 * error, 0.1):
        return None
    bad = ratio > NOT_QUENCHED
    return Flag(
        "not_quenched",
        "reject" if bad else "caution",
        f"B_phi reaches {ratio:.2g} of the quenching field: {correction:+.2g} G0 per ln T of the slope there "
        f"is still localization, and was taken off with the fitted model{', too much' if bad else ''}.",
        "Use higher fields (--quench) or lower temperatures only (--t-max, --select).",
        {"B_phi_over_B_quench": ratio, "correction_G0": correction},
    )


def quench_unverified(known: bool) -> Flag | None:
    """No magnetoconductance was given, so that nobody knows whether localization is quenched."""
    if known:
        return None
    return Flag(
        "quench_unverified",
        "caution",
        "There are no field sweeps at several temperatures: whether the field quenches localization is not "
        "known.",
        "Add field sweeps, or measure at a second, higher field: the slope must not change any more.",
    )


def routes_disagree(
    params: Mapping[str, ParameterValue], differences: Mapping[tuple[str, str], tuple[float, float]]
) -> Flag | None:
    """Two independent routes to the interaction correction give different numbers."""
    found = {pair: (d, e) for pair, (d, e) in differences.items() if e > 0.0 and abs(d) > AGREE * e}
    if not found:
        return None
    told = "; ".join(
        f"{a} = {params[a].value:.3g} and {b} = {params[b].value:.3g} are {abs(d) / e:.1f} errors apart"
        for (a, b), (d, e) in found.items()
    )
    return Flag(
        "routes_disagree",
        "caution",
        f"{told}.",
        "A density that depends on temperature, a second band, R_xx mixed into R_xy, phonons, or a field "
        "that does not quench localization: none of these changes both alike.",
        {f"{a}_minus_{b}": [d, e] for (a, b), (d, e) in found.items()},
    )


def alpha_p_disagrees(
    params: Mapping[str, ParameterValue], difference: tuple[float, float] | None
) -> Flag | None:
    """The slope of localization is not what the magnetoconductance says."""
    if difference is None or not difference[1] > 0.0:
        return None
    d, e = difference
    if abs(d) <= AGREE * e or abs(d) <= VISIBLE * abs(params["alpha_p"].value):
        return None
    return Flag(
        "alpha_p_disagrees",
        "caution",
        f"alpha p = {params['alpha_p'].value:.3g} from the slopes, {params['alpha_p_mr'].value:.3g} from the "
        f"magnetoconductance: {abs(d) / e:.1f} errors apart.",
        "Something else depends on ln T and on the field (Kondo impurities, superconducting fluctuations, "
        "the Zeeman term: g_factor), or the model of the magnetoconductance is not right.",
        {"difference": d, "error": e},
    )


def not_logarithmic(lines: Mapping[str, FittedLine]) -> Flag | None:
    """Points miss a straight line in ln T by more than their errors."""
    bad = {n: lines[n] for n in ("zero", "quenched", "hall") if n in lines and lines[n].significant}
    if not bad:
        return None
    words = {"zero": "the conductance at B = 0", "quenched": "the quenched conductance", "hall": "ln R_H"}
    told = ", ".join(
        f"{words[n]} (chi-square {f.chi2:.3g} for {f.dof} degrees of freedom)" for n, f in bad.items()
    )
    return Flag(
        "not_logarithmic",
        "caution",
        f"Not a straight line in ln T: {told}. The errors of the slopes are widened accordingly.",
        "Saturation at low, phonons at high temperatures, thermometry, or a drift of the sample. Use a "
        "smaller range (--t-min, --t-max).",
        {n: f.chi2 / max(f.dof, 1) for n, f in bad.items()},
    )


def few_temperatures(T: FloatArray) -> Flag | None:
    """Two temperatures give a slope and no check of it; a short range gives none worth the name."""
    if not T.size:
        return None
    known = np.unique(np.round(np.log(T), 3))
    factor = math.exp(float(known[-1] - known[0]))
    if known.size > 2 and factor >= SHORTEST_RANGE:
        return None
    what = f"a factor of {factor:.3g}" if factor < SHORTEST_RANGE else f"{known.size} temperatures"
    return Flag(
        "temperature_range_short",
        "caution",
        f"The slopes rest on {what} only: whether they are slopes of a logarithm cannot be seen.",
        f"Measure four or more temperatures over a factor of {SHORTEST_RANGE:g} or more.",
        {"n": int(known.size), "factor": factor},
    )


def triplets_suppressed(alpha: ParameterValue | None) -> Flag | None:
    """Antilocalization: strong spin-orbit coupling removes the triplets."""
    if alpha is None or not alpha.value < 0.0:
        return None
    return Flag(
        "triplets_suppressed",
        "info",
        f"alpha = {alpha.value:.2g}: strong spin-orbit coupling removes the triplets; K_ee is then 1, "
        "whatever F0 is, and there is no Zeeman term. F0 is only a translation of K_ee here.",
        "Compare K_ee with 1. Give g_factor where spin-orbit coupling is weak after all.",
    )


def impossible_slope(name: str, K_ee: ParameterValue, n_v: int) -> Flag | None:
    """K_ee is above the largest value that any Fermi-liquid constant gives."""
    largest = largest_slope(n_v)
    if not K_ee.value - AGREE * K_ee.err > largest:
        return None
    return Flag(
        "K_ee_impossible",
        "caution",
        f"{name} = {K_ee.value:.3g} +- {K_ee.err:.1g} is above {largest:g}, the largest value that "
        "interaction gives in a film.",
        "Check the geometry (number of squares): it scales every slope. Or something else grows with ln T.",
        {name: K_ee.value},
    )


def mobility_unknown(known: bool) -> Flag | None:
    """Neither R_xy nor a density: (mobility B)^2 was neglected."""
    if known:
        return None
    return Flag(
        "mobility_unknown",
        "info",
        "There is no R_xy and no density: the factor 1 - (mobility B)^2 of interaction in 1/rho_xx was taken "
        "as 1.",
        "Measure R_xy, or give --density: it also gives the second route, by the Hall slope.",
    )


def field_too_high(mobility_field: float) -> Flag | None:
    """At this field 1/rho_xx hardly shows the interaction correction."""
    if not mobility_field > 0.7:
        return None
    return Flag(
        "field_too_high",
        "caution",
        f"mobility times B_quench is {mobility_field:.2g}: 1/rho_xx shows 1 - (mobility B)^2 = "
        f"{1.0 - mobility_field**2:.2g} of the interaction correction there.",
        "Quench at a lower field (--quench).",
        {"mobility_field": mobility_field},
    )


def hall_not_linear(nonlinear: Sequence[float]) -> Flag | None:
    """The Hall resistance is not linear in the field."""
    if not nonlinear:
        return None
    return Flag(
        "hall_not_linear",
        "caution",
        f"The Hall resistance of {len(nonlinear)} sweeps is not linear (cubic part up to "
        f"{100.0 * max(map(abs, nonlinear)):.2g} %): two bands, or a magnetic part.",
        "The relation of the Hall slope to interaction is that of one band. Do not use K_ee_hall.",
        {"largest": max(map(abs, nonlinear))},
    )


def interaction_not_diffusive(r: Regime | None) -> Flag | None:
    """k_B T tau/hbar is beyond what a logarithm holds for."""
    if r is None or r.thermal is None or r.T is None or r.interaction == "diffusive":
        return None
    return Flag(
        "interaction_not_diffusive",
        "caution",
        f"k_B T tau/hbar reaches {r.thermal:.2g} at {r.T:.3g} K: the interaction correction is no longer a "
        "logarithm there.",
        "Use lower temperatures only (--t-max), or fit sigma(T) with eei_zna.",
        {"thermal": r.thermal, "T_K": r.T},
    )
