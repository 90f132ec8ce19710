"""Doubts about a dephasing fit: each function returns a flag or nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import G0
from hlnfit.dephasing.law_fit import LawFit
from hlnfit.dephasing.nyquist import nyquist_B_phi
from hlnfit.dephasing.rates import Rates
from hlnfit.dephasing.result import Excluded
from hlnfit.fitting.result import ParameterValue
from hlnfit.flags import Flag

FloatArray = NDArray[np.float64]
SHORTEST_RANGE = 2.0
"""Lowest factor between temperatures from which an exponent can be told."""
MISFIT_RATE = 1e-3
"""Rate at which honest points are called a misfit."""
FLAT = 0.2
"""Slope d sigma / d ln T in G0 below which the conductance counts as constant; interaction alone gives
about 0.3 to 1."""


def sweeps_left_out(excluded: Sequence[Excluded]) -> Flag | None:
    """Sweeps were rejected, or do not determine B_phi."""
    if not excluded:
        return None
    listed = "; ".join(f"sweep {e.sweep} ({e.temperature:.4g} K): {e.reason}" for e in excluded)
    return Flag(
        "dephasing_sweeps_left_out",
        "info",
        f"{len(excluded)} sweeps do not enter the temperature dependence. {listed}.",
        "See their flags in coherence.csv.",
        {"sweeps": [e.sweep for e in excluded]},
    )


def temperature_range_short(rates: Rates) -> Flag | None:
    """The temperatures span less than a factor of 2."""
    if rates.range_factor >= SHORTEST_RANGE:
        return None
    return Flag(
        "temperature_range_short",
        "caution",
        f"The temperatures span a factor of {rates.range_factor:.3g} only: no exponent can be told from "
        "them, and fitted ones are left empty.",
        f"Measure over a factor of {SHORTEST_RANGE:g} or more.",
        {"T_min_K": float(rates.T[0]), "T_max_K": float(rates.T[-1])},
    )


def law_undecided(decisive: bool, reason: str, fits: Sequence[LawFit]) -> Flag | None:
    """Several laws describe the points equally well."""
    if decisive:
        return None
    return Flag(
        "dephasing_law_undecided",
        "info",
        reason,
        "A wider range of temperatures tells laws apart; more points in the same range hardly do.",
        {f"aicc_{f.law}": f.aicc for f in fits},
    )


def no_law_fits(preferred: LawFit) -> Flag | None:
    """The preferred law misses the points by more than their errors."""
    from scipy.special import chdtrc

    dof = preferred.n - preferred.rate_law.n_continuous
    if dof < 1 or chdtrc(dof, preferred.chi2) >= MISFIT_RATE:
        return None
    return Flag(
        "dephasing_misfit",
        "caution",
        f"{preferred.law}, the best law, misses the points by {preferred.scale:.2g} times their errors; "
        "errors and limits were widened by that.",
        "Look for a sweep that does not belong, or for temperatures that were not those of the electrons.",
        {"chi2_red": preferred.chi2_red, "scale": preferred.scale},
    )


def saturation(fits: Sequence[LawFit], preferred: LawFit) -> Flag | None:
    """B_phi levels off toward low temperature."""
    found = _saturating(fits, preferred)
    if found is None:
        return None
    fit, B_0 = found
    free = fit.law == "power_saturating"
    onset = saturation_temperature(fit)
    return Flag(
        "dephasing_saturates",
        "caution",
        f"Dephasing saturates at B_0 = {B_0.value:.3g} T ({B_0.lo:.3g} to {B_0.hi:.3g} T), "
        + ("with the exponent left free" if free else f"if the law is {fit.law}")
        + (f"; below {onset:.3g} K the constant part is the larger." if onset > 0.0 else "."),
        "Candidates: heating by the excitation (halve it), magnetic impurities, a sample not much longer "
        "than L_phi, radio-frequency noise on the leads (filter them).",
        {"B_0_T": B_0.value, "B_0_lo_T": B_0.lo, "B_0_hi_T": B_0.hi, "law": fit.law, "T_onset_K": onset},
    )


def _saturating(fits: Sequence[LawFit], preferred: LawFit) -> tuple[LawFit, ParameterValue] | None:
    """Return the fit that shows a constant part. With the exponent free it needs no assumption.

    A wrong exponent looks like saturation (T^(2/3) like a constant and T), so that a law with a fixed
    one is asked only where the free one could not be fitted.
    """
    free = next((f for f in fits if f.law == "power_saturating"), None)
    asked = preferred if free is None else free
    B_0 = asked.parameters.get("B_0")
    return (asked, B_0) if B_0 is not None and B_0.determined else None


def saturation_temperature(fit: LawFit) -> float:
    """Return the temperature in kelvin at which B_phi is 2 B_0; NaN where it never is."""
    B_0 = fit.best.get("B_0", 0.0)
    if not B_0 > 0.0:
        return math.nan
    T = np.geomspace(1e-3, 1e3, 2001)
    above = np.flatnonzero(fit.curve(T) >= 2.0 * B_0)
    return float(T[above[0]]) if above.size else math.nan


def heating_suspected(
    fits: Sequence[LawFit], preferred: LawFit, rates: Rates, R_sheet: FloatArray | None
) -> Flag | None:
    """Where dephasing saturates, the conductance stops changing too: are the electrons cold?

    Below the saturation localization contributes nothing to d sigma / d ln T any more, but the
    electron-electron interaction goes on. A conductance that is constant as well says that the electrons
    keep their temperature (or, less often, that there is no interaction correction).
    """
    found = _saturating(fits, preferred)
    if found is None or R_sheet is None:
        return None
    # At half the onset the constant part has clearly won.
    low = np.less_equal(rates.T, 0.5 * saturation_temperature(found[0]))
    if low.sum() < 3 or rates.T[low].max() < 1.5 * rates.T[low].min():
        return None
    x, y = np.log(rates.T[low]), 1.0 / R_sheet[low]
    x = x - x.mean()
    power = float(x @ x)
    slope = float(x @ y) / power
    rest = y - y.mean() - slope * x
    error = math.sqrt(float(rest @ rest) / (x.size - 2) / power)
    if abs(slope) + 2.0 * error >= FLAT * G0:
        return None
    return Flag(
        "heating_suspected",
        "caution",
        f"Below {rates.T[low].max():.3g} K dephasing saturates and the conductance stays constant too "
        f"(d sigma / d ln T = {slope / G0:.2f} +- {error / G0:.2f} e^2/(pi h)): the electrons may be "
        "warmer than the thermometer.",
        "Repeat the lowest temperature with half the excitation; L_phi must not change.",
        {"slope_S": slope, "slope_err_S": error, "T_below_K": float(rates.T[low].max())},
    )


def far_from_nyquist(
    fits: Sequence[LawFit], R_sheet: FloatArray | None, D: FloatArray | None, rates: Rates
) -> Flag | None:
    """The part linear in T is far from the Nyquist rate that density, mass and resistance predict."""
    fit = next((f for f in fits if f.law == "nyquist_2d"), None)
    if fit is None or R_sheet is None or D is None or not fit.parameters["A"].determined:
        return None
    predicted = float(np.median(nyquist_B_phi(1.0, R_sheet, D)))
    if not predicted > 0.0:
        return None
    ratio = fit.parameters["A"].value / predicted
    if 0.2 <= ratio <= 5.0:
        return None
    return Flag(
        "far_from_nyquist",
        "info",
        f"The part of B_phi linear in T is {ratio:.2g} times that of Nyquist dephasing, "
        f"{1e3 * predicted:.3g} mT/K.",
        "Usual are factors of 1 to 3. Check geometry, density, mass and degeneracies; else another process "
        "dominates.",
        {"A_T_per_K": fit.parameters["A"].value, "nyquist_T_per_K": predicted, "ratio": ratio},
    )
