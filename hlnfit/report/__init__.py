"""Reports: tables, curves, figures and a page from an analysis."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hlnfit.report.files import check_out
    from hlnfit.report.write import write_report

__all__ = ["check_out", "write_report"]

# The command line needs the numbers of this package, and starts fast only without the rest.
_HOMES = {"check_out": "hlnfit.report.files", "write_report": "hlnfit.report.write"}


def __getattr__(name: str) -> Any:
    """Import a public function when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(importlib.import_module(_HOMES[name]), name)
