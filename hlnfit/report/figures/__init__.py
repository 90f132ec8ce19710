"""The figures of a report: one a file, each with ``draw(analysis) -> Figure or None``.

A file of this package is a figure; nothing else is to be touched to add one. It defines ``draw`` and a
``CAPTION``; ``ORDER`` says where on the page it stands.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from hlnfit.analysis import Analysis


@cache
def figure_names() -> tuple[str, ...]:
    """Return the names of all figures, without importing any."""
    return tuple(sorted(info.name for info in pkgutil.iter_modules(__path__)))


@cache
def figure_modules() -> tuple[tuple[str, Any], ...]:
    """Return (name, module) of all figures in the order of the page."""
    found = [(name, importlib.import_module(f"{__name__}.{name}")) for name in figure_names()]
    return tuple(sorted(found, key=lambda pair: (pair[1].ORDER, pair[0])))


def draw(name: str, analysis: Analysis) -> Figure | None:
    """Draw one figure by its name; None where the analysis holds nothing to draw."""
    from hlnfit.report.style import drawing

    with drawing():
        figure: Figure | None = dict(figure_modules())[name].draw(analysis)
    return figure
