"""Rows of parameter tables that many models share: the characteristic fields of the Cooperon."""

from __future__ import annotations

from hlnfit.models.base import Parameter

SMALLEST_FIELD = 1e-12
"""Tesla; the field of a coherence length of 13 mm, longer than any sample."""
LARGEST_FIELD = 1e6
"""Tesla; the field of a length of 13 pm, shorter than any atom."""


def rate(name: str, default: float, description: str, *, nuisance: bool = False) -> Parameter:
    """Return the row of a characteristic field hbar / (4 e L^2), positive and in tesla."""
    return Parameter(
        name, "T", default, SMALLEST_FIELD, LARGEST_FIELD, "rate", description, nuisance=nuisance
    )


B_PHI = rate("B_phi", 5e-3, "phase-coherence field hbar/(4 e L_phi^2)")
B_IN = rate("B_in", 5e-3, "inelastic field hbar/(4 e L_in^2), without magnetic scattering")
B_E = Parameter(
    "B_e",
    "T",
    1.0,
    SMALLEST_FIELD,
    LARGEST_FIELD,
    "rate",
    "total elastic field, the argument of the elastic digamma (B_tr in two dimensions)",
    source="sample.B_tr",
    nuisance=True,
)
