"""Doubts about a fit over temperature: each function returns a flag or nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.errors import ConfigError
from hlnfit.fitting.misfit import Misfit
from hlnfit.fitting.result import ParameterValue
from hlnfit.fitting.temperature.problem import TemperatureProblem
from hlnfit.flags import Flag, Severity
from hlnfit.models import Model
from hlnfit.regime import regime_of
from hlnfit.sample import Sample

FloatArray = NDArray[np.float64]
SHORTEST_RANGE = 2.0
LARGEST_CHANGE = 0.3
CORRECTIONS = ("wl_log", "wl_spin_orbit", "eei_2d", "eei_2d_slope", "kondo_log")
DIFFUSIVE = ("eei_2d", "eei_2d_slope", "eei_1d", "eei_3d")


def terms_inseparable(
    open_directions: tuple[tuple[str, ...], ...], slope: ParameterValue | None
) -> Flag | None:
    """Terms of the model have one temperature dependence, so that only their sum is measured."""
    groups = [g for g in open_directions if g]
    if not groups:
        return None
    told = ", and ".join(" and ".join(g) for g in groups)
    sum_of = ""
    if slope is not None and np.isfinite(slope.value):
        sum_of = f" Their sum is: d sigma/d ln T = {slope.value:.3g} +- {slope.err:.1g} G0."
    return Flag(
        "terms_inseparable",
        "caution",
        f"{told} cannot be told apart: these terms depend on temperature in the same way.{sum_of}",
        "Hold one of them (alpha_p from the magnetoconductance), or measure in a field well above B_phi, "
        "where localization is gone: hlnfit separate.",
        {"groups": [list(g) for g in groups]},
    )


def temperature_range_short(T: FloatArray) -> Flag | None:
    """The temperatures span less than a factor of 2."""
    factor = float(T[-1] / T[0])
    if factor >= SHORTEST_RANGE:
        return None
    return Flag(
        "temperature_range_short",
        "caution",
        f"The temperatures span a factor of {factor:.3g} only: over it every law is a straight line.",
        f"Measure over a factor of {SHORTEST_RANGE:g} or more.",
        {"T_min_K": float(T[0]), "T_max_K": float(T[-1])},
    )


def temperature_misfit(found: Misfit) -> Flag | None:
    """The model misses the points by more than their scatter."""
    if not found.significant:
        return None
    share = found.relative
    severity: Severity = "info" if share < 0.03 else "caution" if share <= 0.10 else "reject"
    return Flag(
        "temperature_misfit",
        severity,
        f"The model misses the points by {100.0 * share:.1f} % of the change of the conductance (rms; "
        f"chi-square per degree of freedom {found.chi2_red:.3g}); the limits are widened accordingly.",
        "Look at the residuals: phonons at high temperature (drude_power), saturation at low one, or another "
        "dimension. Fit a smaller range (t_min, t_max).",
        {"chi2_red": found.chi2_red, "rms_S": found.rms, "relative": share},
    )


def change_large(model: Model, sigma: FloatArray) -> Flag | None:
    """The conductance changes by more than a correction to it may."""
    change = float(np.ptp(sigma) / np.max(sigma))
    if change <= LARGEST_CHANGE or not all(part.model.name in CORRECTIONS for part in model.terms):
        return None
    return Flag(
        "change_large",
        "caution",
        f"The conductance changes by {100.0 * change:.0f} %: logarithmic corrections hold where they are "
        "small.",
        "Is this activated or superconducting? Otherwise fit a smaller range of temperatures.",
        {"change": change},
    )


def at_bound(problem: TemperatureProblem, best: dict[str, float], open_names: set[str]) -> Flag | None:
    """A parameter ended at the edge of its range."""
    edge = {}
    for name in problem.free:
        low, high = problem.box(name)
        if name in open_names or not np.isfinite(high - low):
            continue
        margin = 1e-5 * (high - low)
        near_low = best[name] <= (low * 1.001 if low > 0.0 else low + margin)
        if near_low or best[name] >= (high * 0.999 if low > 0.0 else high - margin):
            edge[name] = best[name]
    if not edge:
        return None
    return Flag(
        "at_bound",
        "caution",
        f"{', '.join(edge)} ended at the edge of the range.",
        "The number is what was allowed, not a result. Hold the parameter or change the model.",
        edge,
    )


def interaction_not_diffusive(model: Model, sample: Sample, sheet: float, T: FloatArray) -> Flag | None:
    """k_B T tau/hbar is beyond what the diffusive interaction correction holds for."""
    if not any(part.model.name in DIFFUSIVE for part in model.terms):
        return None
    try:
        r = regime_of(sample, sheet, float(T[-1]))
    except ConfigError:
        return None
    if r.thermal is None or r.interaction == "diffusive":
        return None
    return Flag(
        "interaction_not_diffusive",
        "caution",
        f"k_B T tau/hbar reaches {r.thermal:.2g} at {T[-1]:.3g} K: the interaction correction is no longer "
        "the diffusive one there.",
        "Use eei_zna, or fit lower temperatures only (t_max).",
        {"thermal": r.thermal, "T_max_K": float(T[-1])},
    )
