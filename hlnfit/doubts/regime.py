"""Doubts about the regime: is the sample one to which the theory applies?"""

from __future__ import annotations

import math

from hlnfit.doubts.registry import Evidence, Found, doubt
from hlnfit.regime import Regime, regime_of
from hlnfit.regime.conditions import NOT_BEYOND
from hlnfit.regime.regime import DIFFUSIVE_RATE

SECOND_ORDER = 0.05
"""Part of the amplitude that the second order takes away, from which on it is told."""


def _regime(e: Evidence) -> Regime | None:
    """Return the regime of a sweep; None where it has no conductance."""
    sigma = e.sheet_conductance
    if not (math.isfinite(sigma) and sigma > 0.0):
        return None
    L = e.params.get("L_phi")
    T = e.curve.temperature
    return regime_of(
        e.sample,
        sigma,
        _positive(T),
        L_phi=None if L is None else _positive(L.value),
        B_max=_positive(e.B_max),
    )


def _positive(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) and value > 0.0 else None


@doubt(
    "optimum",
    "caution below 5, reject below 1",
    "The corrections are an expansion in 1/(k_F l); near 1 the sample localizes strongly. Check geometry "
    "and degeneracies (--spin-degeneracy, --valley-degeneracy).",
)
def strong_disorder(e: Evidence) -> Found | None:
    """The sheet resistance means k_F l near 1 (Ioffe-Regel)."""
    r = _regime(e)
    if r is None or r.metal == "metallic":
        return None
    return Found(
        "reject" if r.metal == "localized" else "caution",
        f"The sheet resistance of {1.0 / e.sheet_conductance:.4g} ohm means k_F l = {r.k_F_l:.2g} (with "
        f"{e.sample.spin_degeneracy * e.sample.valley_degeneracy} degenerate bands).",
        {"R_sheet_ohm": 1.0 / e.sheet_conductance, "k_F_l": r.k_F_l},
    )


@doubt(
    "optimum",
    "caution",
    "The sample is not weakly localized at this temperature: only a scale of length is left of the number.",
)
def longer_than_localization_length(e: Evidence) -> Found | None:
    """L_phi exceeds the localization length, where weak localization has become strong."""
    alpha, r = e.params.get("alpha"), _regime(e)
    # Strong spin-orbit coupling delocalizes: without a positive amplitude the class is not known.
    if r is None or alpha is None or not alpha.value > 0.0 or r.L_phi is None:
        return None
    if r.localization_length is None or r.L_phi <= r.localization_length:
        return None
    return Found(
        "caution",
        f"L_phi = {1e9 * r.L_phi:.3g} nm is longer than the localization length l exp(pi g/2) = "
        f"{1e9 * r.localization_length:.3g} nm (g = {r.g:.2g}).",
        {"L_phi_m": r.L_phi, "localization_length_m": r.localization_length, "g": r.g},
    )


@doubt(
    "optimum",
    "info",
    "Nothing to do for L_phi where the amplitude is free. Compare alpha with the reduced value.",
)
def second_order(e: Evidence) -> Found | None:
    """The conductance is so low that the second order reduces the amplitude visibly."""
    r = _regime(e)
    if r is None or r.metal == "localized" or 1.0 - r.two_loop < SECOND_ORDER:
        return None
    return Found(
        "info",
        f"g = sigma h/e^2 = {r.g:.3g}: in second order the amplitude of weak localization is "
        f"1 - 2/(pi g) = {r.two_loop:.2f} of what one loop gives.",
        {"g": r.g, "two_loop": r.two_loop},
    )


@doubt(
    "optimum",
    "info",
    "Give --density and --mass (or --fermi-velocity), or measure R_xy: the window can then be held below "
    "0.1 B_tr, and D and tau_phi follow.",
)
def sample_unknown(e: Evidence) -> Found | None:
    """Density or mass is not known, so that the transport field B_tr is not."""
    if e.sample.B_tr(max(e.sigma0, 1e-30)) is not None:
        return None
    return Found("info", "The density is not known: the transport field B_tr cannot be given.")


@doubt("optimum", "info", "Give --mass (or --fermi-velocity): D, tau_phi and the thermal length follow.")
def mass_unknown(e: Evidence) -> Found | None:
    """The density is known and the mass is not, so that D and tau_phi are not."""
    if e.sample.density is None or e.sample.v_F is not None:
        return None
    return Found("info", "Neither mass nor Fermi velocity is known: D and tau_phi cannot be given.")


@doubt(
    "optimum",
    "caution",
    "Use a smaller --b-max, or a model that goes beyond the diffusion approximation.",
)
def beyond_diffusion(e: Evidence) -> Found | None:
    """The window reaches beyond 0.1 B_tr, where the diffusive formula bends."""
    B_tr = e.sample.B_tr(e.sheet_conductance) if e.sheet_conductance > 0.0 else None
    if B_tr is None or _goes_beyond(e) or e.B_max <= NOT_BEYOND * B_tr:
        return None
    return Found(
        "caution",
        f"The window reaches {e.B_max:.3g} T; the transport field is {B_tr:.3g} T, and the diffusive "
        "formula holds below a tenth of it.",
        {"B_max_T": e.B_max, "B_tr_T": B_tr},
    )


@doubt(
    "optimum",
    "info where the amplitude is free, caution where it is fixed",
    "Leave the amplitude free: it takes up most of the difference. Or use a model that goes beyond the "
    "diffusion approximation.",
)
def fast_dephasing(e: Evidence) -> Found | None:
    """tau/tau_phi exceeds 0.003: loops of few collisions are missing, and the amplitude falls below 1."""
    r = _regime(e)
    if r is None or r.tau_over_tau_phi is None or _goes_beyond(e) or r.tau_over_tau_phi <= DIFFUSIVE_RATE:
        return None
    return Found(
        "info" if e.free_amplitude else "caution",
        f"tau/tau_phi = {r.tau_over_tau_phi:.2g}: the phase is lost after few collisions, the amplitude is "
        "below that of the diffusion approximation, and a fit with a fixed amplitude gives a wrong L_phi.",
        {"tau_over_tau_phi": r.tau_over_tau_phi},
    )


def _goes_beyond(e: Evidence) -> bool:
    """Return True for models that hold beyond diffusion: the transport field is a parameter of theirs."""
    return "B_tr" in e.params


@doubt(
    "optimum",
    "caution; reject from 10 times L_phi",
    "Use a model for thick films: film (2D to 3D) or kawabata (3D).",
)
def thicker_than_L_phi(e: Evidence) -> Found | None:
    """The film is thicker than L_phi, so that it is not two-dimensional."""
    L, d = e.params.get("L_phi"), e.sample.thickness
    # A model that has the thickness as a parameter counts with it.
    if d is None or L is None or not math.isfinite(L.value) or L.value >= d or "thickness" in e.params:
        return None
    bulk = d > 10.0 * L.value
    return Found(
        "reject" if bulk else "caution",
        f"L_phi = {1e9 * L.value:.3g} nm is less than the thickness of {1e9 * d:.3g} nm: the sample is "
        f"{'bulk' if bulk else 'not two-dimensional'}.",
        {"L_phi_m": L.value, "thickness_m": d},
    )


@doubt("optimum", "caution", "Use --geometry wire and a model for wires (hlnfit models --for CONFIG).")
def narrower_than_L_phi(e: Evidence) -> Found | None:
    """The bar is narrower than L_phi, so that it is a wire."""
    L, width = e.params.get("L_phi"), e.curve.measures.get("width_m")
    if width is None or L is None or not math.isfinite(L.value) or L.value <= width or "width" in e.params:
        return None
    return Found(
        "caution",
        f"L_phi = {1e9 * L.value:.3g} nm is more than the width of {1e9 * width:.3g} nm.",
        {"L_phi_m": L.value, "width_m": width},
    )


@doubt(
    "optimum",
    "caution",
    "The whole sample is coherent: conductance fluctuations and the contacts decide the curve. Average over "
    "gate voltages or samples.",
)
def shorter_than_L_phi(e: Evidence) -> Found | None:
    """The voltage probes are closer to each other than L_phi."""
    L, length = e.params.get("L_phi"), e.curve.measures.get("length_m")
    if length is None or L is None or not math.isfinite(L.value) or L.value <= length:
        return None
    return Found(
        "caution",
        f"L_phi = {1e9 * L.value:.3g} nm is more than the length of {1e9 * length:.3g} nm.",
        {"L_phi_m": L.value, "length_m": length},
    )
