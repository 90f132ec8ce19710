"""Doubts about the shape: a cusp at B = 0 that bends as interference does, or another law?"""

from __future__ import annotations

import math

from hlnfit.doubts.registry import Evidence, Found, doubt

BEATEN = 14.0
"""Delta chi-square from which another law is believed: by chance in fewer than one of a thousand."""


@doubt(
    "optimum",
    "caution; reject where the fit also misses by 3 % of the cusp",
    "Look whether the law named is known of such samples. Weak localization has a cusp that turns into a "
    "logarithm of B; sweeps at other temperatures tell (a cusp widens with T as 1/L_phi^2).",
)
def other_law(e: Evidence) -> Found | None:
    """Another law of magnetoresistance describes the curve, and weak localization does not."""
    r = e.rival
    if r is None or r.delta < BEATEN:
        return None
    width = "" if math.isnan(r.width) else f", width {r.width:.3g} T,"
    missed = e.misfit is not None and e.misfit.significant and e.misfit.relative > 0.03
    return Found(
        "reject" if missed else "caution",
        f"Up to {r.B_max:.3g} T the curve is described to within its noise by {r.law}{width} and worse by "
        f"weak localization (chi-square rises by {r.delta:.3g}).",
        {"delta_chi2": r.delta, "width_T": r.width, "B_max_T": r.B_max, "law": r.law},
    )


@doubt(
    "optimum",
    "info; caution from 10 % of the cusp height",
    "Look for switching contacts, changes of range of the meter, magnetic or superconducting transitions; "
    "leave the part beyond the step out with --b-max.",
)
def jump(e: Evidence) -> Found | None:
    """The curve jumps between neighbouring points."""
    found = e.jump
    if found is None:
        return None
    share = abs(found.height) / e.cusp_S if e.cusp_S > 0.0 else math.inf
    where = "once" if found.count == 1 else f"{found.count} times"
    return Found(
        "caution" if share >= 0.1 else "info",
        f"The conductance jumps {where} between neighbouring points, at {found.B:.3g} T by "
        f"{abs(found.height):.2g} S ({_percent(share)} of the cusp height).",
        {"B_T": found.B, "height_S": found.height, "count": found.count},
    )


@doubt(
    "optimum",
    "info; caution from 3 % of the cusp height inside the window",
    "Use a smaller --b-max, below the onset of the oscillations.",
)
def quantum_oscillations(e: Evidence) -> Found | None:
    """The curve oscillates in 1/B (Shubnikov-de Haas)."""
    found = e.oscillation
    if found is None:
        return None
    share = found.amplitude / e.cusp_S if e.cusp_S > 0.0 else math.inf
    inside = math.isnan(e.B_max) or e.B_max > 0.3 * float(abs(e.curve.B).max())
    return Found(
        "caution" if share >= 0.03 and inside else "info",
        f"The curve oscillates in 1/B with a frequency of {found.frequency:.3g} T ({_percent(share)} of the "
        "cusp height): Shubnikov-de Haas oscillations.",
        {"frequency_T": found.frequency, "amplitude_S": found.amplitude, "share": found.share},
    )


def _percent(share: float) -> str:
    return f"{100.0 * share:.2g} %" if share < 10.0 else "more than ten times"
