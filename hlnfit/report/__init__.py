"""Reports: tables, curves, figures and a page from an analysis."""

from __future__ import annotations

from hlnfit.report.files import check_out
from hlnfit.report.write import write_report

__all__ = ["check_out", "write_report"]
