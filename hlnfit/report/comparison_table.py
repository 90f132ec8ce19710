"""The comparison of models as the page and the terminal show it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hlnfit.numbers import plain_number

if TYPE_CHECKING:
    from hlnfit.analysis import Analysis

HEADS = ("model", "free parameters", "χ²", "ΔAICc", "weight", "BIC", "median L_φ (nm)", "verdict")


@dataclass(frozen=True)
class ComparisonTable:
    """Words, column heads and one row a model; ``preferred`` is empty where the data cannot tell."""

    words: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    preferred: str


def comparison_table(analysis: Analysis) -> ComparisonTable | None:
    """Return the table; None where nothing was compared."""
    found = analysis.comparison
    if found is None:
        return None
    rows = tuple(
        (
            r["model"],
            str(r["n_free"]),
            plain_number(r["chi2"], 4),
            plain_number(r["delta_aicc"], 3),
            f"{r['weight']:.2g}" if r["weight"] >= 1e-3 else "< 0.001",
            plain_number(r["bic"], 4),
            plain_number(r["L_phi_nm"], 4) if math.isfinite(r["L_phi_nm"]) else "not determined",
            r["verdict"],
        )
        for r in found.rows()
    )
    return ComparisonTable(found.words, HEADS, rows, found.preferred or "")
