"""A grid of small panels, one a sweep."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hlnfit.report.labels import sweep_name
from hlnfit.report.style import DARK_GREY, DOUBLE, INK, SINGLE, new_figure, usable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from hlnfit.fitting import Series

MOST_PANELS = 60


def panels(series: Series, drawn: Sequence[int], x: str, y: str) -> tuple[Figure, list[Axes]]:
    """Return a figure and its axes, labelled once; further sweeps than 60 get no panel."""
    n = min(len(drawn), MOST_PANELS)
    columns = 1 if n == 1 else 2 if n <= 4 else 3 if n <= 9 else 4 if n <= 20 else 5
    rows = math.ceil(n / columns)
    height = 2.3 if n == 1 else {2: 2.0, 3: 1.65, 4: 1.35, 5: 1.15}[columns] * rows + 0.5
    figure = new_figure(SINGLE if n == 1 else DOUBLE, height)
    grid = figure.subplots(rows, columns, squeeze=False)
    axes = list(grid.flat)
    for empty in axes[n:]:
        empty.set_visible(False)
    for k, one in zip(drawn, axes):
        fit = series.fits[k]
        text = sweep_name(fit, series.condition)
        mark = "" if fit.verdict == "good" else f"  ({fit.verdict})"
        one.set_title(text + mark, loc="left", fontsize=7.0, pad=2.5, color=INK if usable(fit) else DARK_GREY)
        one.tick_params(labelsize=6.5 if n > 4 else 7.5, length=2.5)
    figure.supxlabel(x, fontsize=8.0, color=INK)
    figure.supylabel(y, fontsize=8.0, color=INK)
    return figure, axes[:n]
