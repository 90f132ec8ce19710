"""Doubts about what the data can tell apart."""

from __future__ import annotations

from hlnfit.doubts.registry import Evidence, Found, doubt

ALIKE = 0.97
"""Correlation from which two parameters are told to move together."""


@doubt(
    "optimum",
    "info",
    "Quote the combination. Hold one of them at what is known from elsewhere (--fix), or share it over a "
    "series.",
)
def determined_together(e: Evidence) -> Found | None:
    """Single parameters are not determined, but a combination of them is."""
    c = e.combination
    if c is None:
        return None
    return Found(
        "info",
        f"The data determine a combination and not each parameter: {c.words}.",
        {"combination": c.name, "value": c.value, "relative_error": c.relative_error, "unit": c.unit},
    )


@doubt(
    "optimum",
    "info",
    "Nothing to do: limits take it into account. Never quote one of them with the other held, as if it were "
    "known. A larger window, or a shared parameter, tells them apart.",
)
def strongly_correlated(e: Evidence) -> Found | None:
    """Two parameters that are determined move together."""
    if not e.correlations:
        return None
    (first, second), r = max(e.correlations.items(), key=lambda pair: abs(pair[1]))
    if abs(r) < ALIKE:
        return None
    return Found(
        "info",
        f"{first} and {second} move together (correlation {r:.3f}).",
        {"parameters": f"{first}, {second}", "correlation": r},
    )
