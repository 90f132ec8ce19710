"""Doubts about the regime: is the sample one to which the theory applies?"""

from __future__ import annotations

import math

from hlnfit.doubts.registry import Evidence, Found, doubt


@doubt(
    "optimum",
    "caution below 5, reject below 1",
    "The corrections are an expansion in 1/(k_F l); near 1 the sample localizes strongly. Check geometry "
    "and degeneracies (--spin-degeneracy, --valley-degeneracy).",
)
def strong_disorder(e: Evidence) -> Found | None:
    """The sheet resistance means k_F l near 1 (Ioffe-Regel)."""
    if not e.sigma0 > 0.0:
        return None
    k_F_l = e.sample.k_F_l(e.sigma0)
    if k_F_l >= 5.0:
        return None
    return Found(
        "reject" if k_F_l < 1.0 else "caution",
        f"The sheet resistance of {1.0 / e.sigma0:.4g} ohm means k_F l = {k_F_l:.2g} (with "
        f"{e.sample.spin_degeneracy * e.sample.valley_degeneracy} degenerate bands).",
        {"R_sheet_ohm": 1.0 / e.sigma0, "k_F_l": k_F_l},
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


@doubt(
    "optimum",
    "caution",
    "Use a smaller --b-max, or a model that goes beyond the diffusion approximation.",
)
def beyond_diffusion(e: Evidence) -> Found | None:
    """The window reaches beyond 0.1 B_tr, where the diffusive formula bends."""
    B_tr = e.sample.B_tr(e.sigma0) if e.sigma0 > 0.0 else None
    if B_tr is None or e.B_max <= 0.1 * B_tr * (1.0 + 1e-9):
        return None
    return Found(
        "caution",
        f"The window reaches {e.B_max:.3g} T; the transport field is {B_tr:.3g} T, and the diffusive "
        "formula holds below a tenth of it.",
        {"B_max_T": e.B_max, "B_tr_T": B_tr},
    )


@doubt("optimum", "caution", "Use a model for thick films: film (2D to 3D) or kawabata (3D).")
def thicker_than_L_phi(e: Evidence) -> Found | None:
    """The film is thicker than L_phi, so that it is not two-dimensional."""
    L, d = e.params.get("L_phi"), e.sample.thickness
    if d is None or L is None or not math.isfinite(L.value) or L.value >= d:
        return None
    return Found(
        "caution",
        f"L_phi = {1e9 * L.value:.3g} nm is less than the thickness of {1e9 * d:.3g} nm.",
        {"L_phi_m": L.value, "thickness_m": d},
    )
