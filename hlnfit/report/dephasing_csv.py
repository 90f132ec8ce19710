"""dephasing.csv: one row a law that was tried on L_phi(T)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hlnfit.report.csv_text import all_columns, csv_text

if TYPE_CHECKING:
    from hlnfit.analysis import Analysis

FIRST = ("law", "p", "p_err")
LAST = ("chi2_red", "aicc", "preferred")


def dephasing_rows(analysis: Analysis) -> list[dict[str, Any]]:
    """Return one row a law; none where no law could be fitted."""
    return [] if analysis.dephasing is None else [dict(row) for row in analysis.dephasing.table()]


def dephasing_csv(analysis: Analysis) -> str:
    """Return the text of dephasing.csv; the header alone where no law could be fitted."""
    rows = dephasing_rows(analysis)
    between = [c for c in all_columns(rows) if c not in FIRST and c not in LAST]
    return csv_text([*FIRST, *between, *LAST], rows)
