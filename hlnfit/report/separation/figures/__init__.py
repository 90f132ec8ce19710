"""The figures of a separation: one a file, each with ``draw(separation) -> Figure or None`` and a caption."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from hlnfit.separation import Separation

FIGURES = ("slopes", "slopes_over_field", "hall_slope", "in_plane")
"""Names in the order of the page."""


def module_of(name: str) -> Any:
    """Return the module of one figure."""
    import importlib

    return importlib.import_module(f"{__name__}.{name}")


def draw(name: str, separation: Separation) -> Figure | None:
    """Draw one figure by its name; None where the separation holds nothing to draw."""
    from hlnfit.report.style import drawing

    with drawing():
        figure: Figure | None = module_of(name).draw(separation)
    return figure
