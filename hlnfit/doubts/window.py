"""Doubts about the window: does the answer depend on how much of the curve is fitted?"""

from __future__ import annotations

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
    if scan is None or scan.agreed:
        return None
    known = [float(v) for v in scan.L_phi if v == v]
    return Found(
        "caution",
        f"L_phi depends on the window: {1e9 * min(known):.3g} to {1e9 * max(known):.3g} nm over the windows "
        "tried, and no two neighbouring ones agree.",
        {"L_phi_least_m": min(known), "L_phi_most_m": max(known)},
    )
