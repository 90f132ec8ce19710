"""Doubts about choices: does the answer depend on the window, or on folding the curve?"""

from __future__ import annotations

import math

from hlnfit.doubts.registry import Evidence, Found, doubt


@doubt(
    "optimum",
    "caution",
    "Look at the window figure; add a background or use a model that holds over the whole range, or choose "
    "--b-max yourself and say so.",
)
def window_unstable(e: Evidence) -> Found | None:
    """No two neighbouring windows give the same L_phi."""
    scan = e.window
    if scan is None or not scan.automatic or scan.agreed:
        return None
    known = [float(v) for v in scan.L_phi if v == v]
    return Found(
        "caution",
        f"L_phi depends on the window: {1e9 * min(known):.3g} to {1e9 * max(known):.3g} nm over the windows "
        "tried, and no two neighbouring ones agree.",
        {"L_phi_least_m": min(known), "L_phi_most_m": max(known)},
    )


@doubt(
    "optimum",
    "info beyond 3 sigma, caution beyond 5 sigma and 5 %",
    "Quote the difference as a systematic error. Something in the curve is neither even nor a smooth odd "
    "part: drift, fluctuations, or contacts.",
)
def differs_when_symmetrized(e: Evidence) -> Found | None:
    """Folding the curve onto B >= 0 gives another L_phi."""
    L = e.params.get("L_phi")
    folded = e.systematics.get("L_phi_symmetrized_m", math.nan)
    if L is None or not math.isfinite(L.value) or not math.isfinite(folded) or not L.err > 0.0:
        return None
    difference = folded - L.value
    if abs(difference) <= 3.0 * L.err:
        return None
    bad = abs(difference) > 5.0 * L.err and abs(difference) > 0.05 * L.value
    return Found(
        "caution" if bad else "info",
        f"The symmetrized curve gives L_phi = {1e9 * folded:.4g} nm instead of {1e9 * L.value:.4g} nm: a "
        f"systematic error of {1e9 * abs(difference):.2g} nm beside the statistical {1e9 * L.err:.2g} nm.",
        {"L_phi_symmetrized_m": folded, "L_phi_m": L.value},
    )


@doubt(
    "optimum",
    "info beyond 3 sigma and 2 %, caution beyond 5 sigma and 5 %; info where the noise is correlated",
    "alpha is then no count of channels: use a model with a spin-orbit field (hln, ilp) or one that goes "
    "beyond diffusion, and compare windows.",
)
def amplitude_drifts(e: Evidence) -> Found | None:
    """The amplitude depends on the window: half of it gives another alpha."""
    names = ("alpha_window", "alpha_half_window", "alpha_half_window_err")
    whole, half, err = (e.systematics.get(name, math.nan) for name in names)
    if not (err > 0.0 and e.null_delta > 9.0):
        return None
    # The half is part of the whole: its error is that of the difference, or larger.
    sigmas, share = abs(half - whole) / err, abs(half - whole) / abs(whole)
    # Conductance fluctuations move an amplitude, too, and by more than the scatter of points says.
    correlated = e.noise is not None and e.noise.significant and not e.noise.white
    least = (5.0, 0.1) if correlated else (3.0, 0.02)
    if not (sigmas > least[0] and share > least[1]):
        return None
    return Found(
        "caution" if sigmas > 5.0 and share > 0.05 and not correlated else "info",
        f"alpha = {whole:.3g} over the window of {e.B_max:.3g} T and {half:.3g} +- {err:.1g} over half: "
        "the smaller window is the better one.",
        {"alpha": whole, "alpha_half_window": half, "alpha_half_window_err": err},
    )
