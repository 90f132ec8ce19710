"""Doubts about spin-orbit coupling and Zeeman energy: forms that hold for one kind of coupling only."""

from __future__ import annotations

import math

from hlnfit.constants import G0
from hlnfit.doubts.registry import Evidence, Found, doubt
from hlnfit.special.zeeman_zero_field import log_quotient

ADDITIVE_ZEEMAN = ("maekawa_fukuyama", "maekawa_fukuyama_conventional", "parallel_zeeman")
CONVENTIONAL = "maekawa_fukuyama_conventional"
VISIBLE = 0.1
"""Zeeman field over spin-orbit field from which the kind of coupling decides the curve."""
DECISIVE = 9.0


@doubt(
    "optimum",
    "caution; info where the Zeeman field is negligible",
    "Use maekawa_fukuyama, which has the logarithm, or rashba_zeeman for linear coupling; this form is for "
    "repeating published tables.",
)
def zeeman_logarithm_missing(e: Evidence) -> Found | None:
    """The conventional Maekawa-Fukuyama form subtracts a zero-field value that depends on the field."""
    if CONVENTIONAL not in e.terms or not math.isfinite(e.B_max):
        return None
    B_phi, s, zeta = (e.best.get(n, math.nan) for n in ("B_phi", "B_so", "zeta"))
    b = zeta * e.B_max
    if not (B_phi > 0.0 and s > 0.0 and math.isfinite(b)):
        return None
    missing = s * log_quotient(B_phi, s, b)[0] - 0.5 * math.log1p(2.0 * s / B_phi)
    small = abs(missing) < 0.01
    return Found(
        "info" if small else "caution",
        f"The formula lacks the Zeeman logarithm, {missing:+.2g} e^2/(pi h) at {e.B_max:.3g} T: it is wrong "
        f"wherever (zeta B)^2/(2 B_so) = {b * b / (2.0 * s):.2g} T is comparable with B_phi = {B_phi:.2g} T.",
        {"missing_S": missing * G0, "B_T": e.B_max, "b_T": b},
    )


@doubt(
    "optimum",
    "caution from zeta B of a tenth of B_so on, info below",
    "For Rashba wells and oxide interfaces use rashba_zeeman.",
)
def additive_rates_only(e: Evidence) -> Found | None:
    """The Zeeman form holds for impurity and cubic spin-orbit coupling, not for linear Rashba coupling."""
    used = [name for name in e.terms if name in ADDITIVE_ZEEMAN]
    B_so, zeta = (e.best.get(n, math.nan) for n in ("B_so", "zeta"))
    if not used or not (B_so > 0.0 and zeta * e.B_max > 0.0):
        return None
    ratio = zeta * e.B_max / B_so
    return Found(
        "caution" if ratio > VISIBLE else "info",
        f"{used[0]} holds for spin-orbit rates that add (impurities, cubic splitting). The Zeeman field "
        f"reaches {ratio:.2g} B_so here: with linear Rashba or Dresselhaus splitting the curve is another, "
        "from there on even in sign.",
        {"zeeman_over_B_so": ratio},
    )


@doubt(
    "optimum",
    "caution where linear splitting fits better (chi-square lower by over 9), info where it fits as well",
    "Decide by what is known of the sample: a quantum well or an oxide interface has linear Rashba splitting "
    "(ilp), a metal film has not.",
)
def linear_spin_orbit(e: Evidence) -> Found | None:
    """Linear (Rashba) spin splitting describes the curve as well as added rates do, with another B_so."""
    better = e.systematics.get("linear_delta_chi2", math.nan)
    B_so, L_so = e.best.get("B_so", math.nan), e.params.get("L_so")
    if not better > -DECISIVE or L_so is None or not L_so.determined:
        return None
    other, L_phi = e.systematics["linear_B_so_T"], e.systematics["linear_L_phi_m"]
    if better <= DECISIVE and abs(math.log(other / B_so)) < 0.2:
        return None
    own = e.params.get("L_phi")
    was = f" instead of {1e9 * own.value:.3g} nm" if own is not None and math.isfinite(own.value) else ""
    how = f"better (chi-square lower by {better:.3g})" if better > DECISIVE else "as well"
    return Found(
        "caution" if better > DECISIVE else "info",
        f"Linear spin splitting (ilp) describes the curve {how}, with B_so = {other:.3g} T instead of "
        f"{B_so:.3g} T and L_phi = {1e9 * L_phi:.3g} nm{was}.",
        {"linear_delta_chi2": better, "linear_B_so_T": other, "B_so_T": B_so, "linear_L_phi_m": L_phi},
    )
