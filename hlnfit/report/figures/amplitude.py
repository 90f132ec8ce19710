"""Amplitudes of the model against temperature, beside the values that a number of channels gives."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hlnfit.report.figures.coherence import running_axis
from hlnfit.report.labels import condition_value, math_name
from hlnfit.report.style import GREY, LENGTH_COLORS, SINGLE, new_figure, usable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from hlnfit.analysis import Analysis
    from hlnfit.fitting import Series

ORDER = 30
TITLE = "Amplitude"
CAPTION = (
    "Amplitude α with its 68 % limits (open symbols: verdict caution). Lines: +1, one channel of weak "
    "localization; −1/2 and −1, one and two channels of antilocalization."
)
_CHANNELS = ((1.0, r"$+1$"), (-0.5, r"$-\frac{1}{2}$"), (-1.0, r"$-1$"))


def draw(analysis: Analysis) -> Figure | None:
    """Draw the figure; None where no amplitude is free, or only one sweep is usable."""
    series = analysis.series
    names = amplitudes_of(series)
    if not names or sum(usable(f) for f in series.fits) < 2:
        return None
    figure = new_figure(SINGLE, 2.3)
    axes = figure.subplots()
    shown = [v for k, name in enumerate(names) for v in _amplitude(axes, series, name, k)]
    running_axis(axes, series)
    low, high = min(shown), max(shown)
    pad = max(0.35 * (high - low), 0.08 * max(abs(low), abs(high)))
    low, high = low - pad, high + pad
    for value, text in _CHANNELS:
        if low < value < high:
            axes.axhline(value, color=GREY, linewidth=0.8, linestyle=(0, (5, 3)), zorder=0)
            axes.annotate(
                text,
                (1.02, value),
                xycoords=("axes fraction", "data"),
                ha="left",
                va="center",
                fontsize=7.5,
                color="0.35",
            )
    axes.set_ylim(low, high)
    axes.set_ylabel(rf"${math_name(names[0])}$" if len(names) == 1 else r"$\alpha$")
    if len(names) > 1:
        axes.legend(loc="best")
    return figure


def amplitudes_of(series: Series) -> list[str]:
    """Return the names of the free amplitudes of the interference correction, backgrounds left out."""
    found = dict.fromkeys(
        name
        for fit in series.fits
        if usable(fit)
        for name, p in fit.params.items()
        if name.startswith("alpha") and not p.fixed and math.isfinite(p.value)
    )
    return list(found)


def _amplitude(axes: Axes, series: Series, name: str, k: int) -> list[float]:
    shown: list[float] = []
    label: str | None = rf"${math_name(name)}$"
    color = LENGTH_COLORS[k % len(LENGTH_COLORS)]
    for fit in series.fits:
        p = fit.params.get(name) if usable(fit) else None
        at = condition_value(fit, series.condition)
        if p is None or not math.isfinite(p.value):
            continue
        low, high = (p.lo, p.hi) if np.isfinite(p.lo + p.hi) else (p.value - p.err, p.value + p.err)
        axes.errorbar(
            [at if math.isfinite(at) else 0.0],
            [p.value],
            yerr=[[max(p.value - low, 0.0)], [max(high - p.value, 0.0)]],
            color=color,
            marker="os"[k % 2],
            markersize=4.0,
            markerfacecolor=color if fit.verdict == "good" else "white",
            linestyle="none",
            elinewidth=0.8,
            capsize=1.5,
            capthick=0.8,
            label=label,
        )
        label = None
        shown += [low, high]
    return shown
