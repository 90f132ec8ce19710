"""Doubts about the shape: a cusp at B = 0 that bends as interference does, or another law?"""

from __future__ import annotations

import math
from typing import Any

from hlnfit.constants import field_from_length
from hlnfit.doubts.registry import Evidence, Found, doubt

AHEAD = 2.0
"""Evidence (twice the logarithm of the ratio of probabilities) from which another law is the likelier one."""
STRONG = 10.0
"""Evidence that weak localization needs where something else speaks against it: 150 times more probable;
and that a law needs over the whole sweep, where the window cannot tell."""
FOOT, DECISIVE = 6.0, 20.0
"""Windows that end below so many B_phi hold the foot of a cusp only, and need so much evidence."""
OVERALL = 2.0
"""Evidence over the whole sweep, beyond the window, from which another law counts."""
DOUBTFUL = -15.0
"""Evidence of a law in the window below which what lies beyond the window does not matter."""
COUNTS = (-2.0, -1.5, -1.0, -0.5, 0.5, 1.0, 1.5, 2.0)
"""Amplitudes that one to four channels give."""
ANOTHER_LAW = (
    "Look whether the law named is known of such samples. Weak localization has a cusp that turns into a "
    "logarithm of B; sweeps at other temperatures tell (a cusp widens with T as 1/L_phi^2)."
)


@doubt("optimum", "caution; reject where the fit also misses by 3 % of the cusp", ANOTHER_LAW)
def other_law(e: Evidence) -> Found | None:
    """Another law of magnetoresistance describes the curve better than weak localization."""
    r = _told(e)
    if r is None:
        return None
    missed = e.misfit is not None and e.misfit.significant and e.misfit.relative > 0.03
    return Found(
        "reject" if missed else "caution",
        f"Up to {r.B_max:.3g} T the curve is better described by {_named(r)}, than by weak localization "
        f"({_odds(r.evidence)}).",
        {"evidence": r.evidence, "width_T": r.width, "B_max_T": r.B_max, "law": r.law},
    )


@doubt(
    "optimum",
    "caution where weak localization is not 150 times more probable and the window is a part of the sweep or "
    "alpha no count of channels; not 20,000 times where the window ends below 6 B_phi; or where a law is "
    "better over the whole sweep",
    ANOTHER_LAW + " A larger field range shows the logarithm, less noise tells the shapes apart.",
)
def other_law_possible(e: Evidence) -> Found | None:
    """Another law describes the curve nearly as well, and the fit has a weakness that such curves leave."""
    r = e.rival
    if r is None or _told(e) is not None:
        return None
    numbers = {"evidence": r.evidence, "width_T": r.width, "B_max_T": r.B_max, "law": r.law}
    w = r.whole
    if w is not None and w.evidence > OVERALL and r.evidence > DOUBTFUL and not _capped(e):
        return Found(
            "caution",
            f"Up to {w.B_max:.3g} T the curve is better described by {_named(w)}, with a parabola, than by "
            f"weak localization with one ({_odds(w.evidence)}); up to {r.B_max:.3g} T, where weak "
            f"localization was fitted, it is {_odds(-r.evidence)} than {_named(r)}.",
            numbers | {"evidence_whole": w.evidence, "law_whole": w.law, "B_whole_T": w.B_max},
        )
    asked, why = _weakness(e)
    if -r.evidence >= asked:
        return None
    return Found(
        "caution",
        f"The curve may as well be {_named(r)} (weak localization is {_odds(-r.evidence)}), and {why}.",
        numbers | {"evidence_asked": asked},
    )


def _told(e: Evidence) -> Any:
    """Return the law that is the likelier one in the window, or over the sweep and level in the window."""
    r = e.rival
    if r is None or r.evidence > AHEAD:
        return r
    w = r.whole
    level = w is not None and w.evidence > STRONG and r.evidence > -AHEAD and not _capped(e)
    return w if level else None


def _weakness(e: Evidence) -> tuple[float, str]:
    """Return how much evidence weak localization has to have, and why that much."""
    L, alpha = e.params.get("L_phi"), e.params.get("alpha")
    if L is not None and math.isfinite(L.value) and L.value > 0.0:
        foot = e.B_max / field_from_length(L.value)
        if foot < FOOT:
            return DECISIVE, f"the window ends at {foot:.2g} B_phi, before the logarithm of the field begins"
    if e.free_amplitude and alpha is not None and alpha.err > 0.0:
        away = min(abs(alpha.value - count) for count in COUNTS)
        if away > 3.0 * alpha.err:
            return STRONG, f"alpha = {alpha.value:.3g} +- {alpha.err:.1g} is no count of channels"
    part = e.B_max / float(abs(e.curve.B).max())
    if part < 0.99 and not _capped(e):
        return STRONG, f"weak localization was fitted to {100.0 * part:.2g} % of the field range only"
    return -math.inf, ""


def _capped(e: Evidence) -> bool:
    return e.window is not None and e.window.capped


def _named(r: Any) -> str:
    return r.law if math.isnan(r.width) else f"{r.law}, of width {r.width:.3g} T"


def _odds(evidence: float) -> str:
    """Return a ratio of probabilities in words, from twice its logarithm."""
    if evidence > 18.4:
        return "more than 10,000 times more probable"
    ratio = math.exp(0.5 * evidence)
    if ratio < 1.5:
        return "not more probable"
    return f"{ratio:.1f} times more probable" if ratio < 10.0 else f"{ratio:.0f} times more probable"


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
