"""Doubts about a series over temperature: do its curves fall together as no localization would?"""

from __future__ import annotations

import math
from typing import Any

from hlnfit.doubts.registry import Found, SeriesEvidence, doubt

STRONG, DECISIVE = 20.0, 40.0
"""Evidence (twice the logarithm of the ratio of probabilities) of one law against weak localization."""


@doubt(
    "series",
    "caution from 20,000 times more probable than weak localization; reject from the square of that",
    "Such curves are those of local moments. Turn the field into the plane: moments do not care, weak "
    "localization nearly vanishes. Measure up to saturation, g mu_B B >> k_B T.",
)
def magnetic_scaling(e: SeriesEvidence) -> Found | None:
    """The relative change of R is one function of B/T, as of local moments, at all temperatures."""
    return _found(e.scaling, "B/T", "T", "local moments")


@doubt(
    "series",
    "caution from 20,000 times more probable than weak localization; reject from the square of that",
    "This is classical magnetoresistance. Where a cusp sits on top of it, fit the cusp with a background "
    "(--background kohler) or in a small window (--b-max).",
)
def kohler_scaling(e: SeriesEvidence) -> Found | None:
    """The relative change of R is one function of B/R(0) at all temperatures (Kohler's rule)."""
    return _found(e.scaling, "B/R", "R", "classical orbits (Kohler's rule)")


def _found(s: Any, variable: str, over: str, cause: str) -> Found | None:
    if s is None or s.variable != variable:
        return None
    parabolas = math.isnan(s.evidence)
    if not parabolas and s.evidence < STRONG:
        return None
    low, high = s.temperatures
    power = ""
    if math.isfinite(s.exponent) and math.isfinite(s.exponent_err):
        power = f" (width ~ {over}^{s.exponent:.2f} +- {max(s.exponent_err, 0.01):.2f})"
    told = f"The {s.n} curves from {low:.3g} to {high:.3g} K fall on one function of {variable}{power}"
    if parabolas:
        told += f", a parabola without a cusp, as of {cause}."
    else:
        more = "more than 10,000" if s.evidence > 18.4 else f"{math.exp(0.5 * s.evidence):.0f}"
        told += (
            f": {s.law}. That is {more} times more probable than weak localization, and the way of {cause}."
        )
    return Found(
        "reject" if s.evidence >= DECISIVE else "caution",
        told,
        {
            "evidence": s.evidence,
            "law": s.law,
            "exponent": s.exponent,
            "exponent_err": s.exponent_err,
            "width_T": s.width,
            "chi2_red": s.chi2_red,
        },
    )
