"""Profile likelihood of the lengths and amplitudes: what the limits are read from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hlnfit.constants import length_from_field
from hlnfit.report.labels import math_name, sweep_name
from hlnfit.report.profile_trace import trace, traceable
from hlnfit.report.style import (
    DOUBLE,
    INK,
    MOST_IN_LEGEND,
    SINGLE,
    SeriesColors,
    log_ticks,
    new_figure,
    usable,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from hlnfit.analysis import Analysis

ORDER = 80
TITLE = "Profiles"
CAPTION = (
    "Rise of χ² when one parameter is held and all others are fitted again, in units in which 1 is one "
    "standard error. Dashed: 1 (68 % limits); dotted: 9, which both ends of the range must exceed for a "
    "value to be called determined. A profile that stays below gives a one-sided bound at most."
)
_TOP = 16.0
_MOST_LINES = 12
"""Each line costs some twenty fits; of a longer series this many sweeps are drawn."""


def draw(analysis: Analysis) -> Figure | None:
    """Draw one panel a parameter; None where no profile was computed."""
    fits = analysis.series.fits
    found = dict.fromkeys(n for f in fits if usable(f) for n in f.profiles if traceable(f, n))
    names = sorted(
        (n for n in found if not _nuisance(analysis, n)), key=lambda n: (not n.startswith("B_"), n)
    )
    if not names:
        return None
    names = names[:4]
    n_columns = len(names)
    figure = new_figure(SINGLE if n_columns == 1 else DOUBLE, 2.5)
    panels = figure.subplots(1, n_columns, sharey=True, squeeze=False)[0]
    colors = SeriesColors(analysis.series)
    drawn = [k for k, f in enumerate(fits) if usable(f)]
    if len(drawn) > _MOST_LINES:
        drawn = [drawn[i] for i in np.unique(np.linspace(0, len(drawn) - 1, _MOST_LINES).astype(int))]
    for axes, name in zip(panels, names):
        _panel(axes, analysis, name, colors, drawn)
    panels[0].set_ylabel(r"$\Delta\chi^2$")
    panels[0].set_ylim(-0.02 * _TOP, _TOP)
    if len(drawn) > MOST_IN_LEGEND and colors.n_known > 1:
        colors.colorbar(figure, list(panels))
    else:
        handles, labels = panels[0].get_legend_handles_labels()
        figure.legend(
            handles, labels, loc="outside upper center", ncols=min(len(drawn), 6), columnspacing=1.2
        )
    return figure


def _nuisance(analysis: Analysis, name: str) -> bool:
    return all(f.params[name].nuisance for f in analysis.series.fits if usable(f) and name in f.params)


def _panel(axes: Axes, analysis: Analysis, name: str, colors: SeriesColors, drawn: list[int]) -> None:
    rate = name.startswith("B_")
    seen: list[float] = []
    for k in drawn:
        fit = analysis.series.fits[k]
        if name not in fit.profiles or not traceable(fit, name):
            continue
        values, delta = trace(fit, name, _TOP)
        x = 1e9 * length_from_field(values) if rate else values
        axes.plot(
            x,
            delta,
            color=colors[k],
            linewidth=0.9,
            label=sweep_name(fit, analysis.series.condition),
        )
        near = x[delta < 1.2 * _TOP]
        seen += [float(v) for v in near if np.isfinite(v)]
    axes.axhline(1.0, color=INK, linewidth=0.6, linestyle=(0, (5, 3)), zorder=0)
    axes.axhline(9.0, color=INK, linewidth=0.6, linestyle=(0, (1, 2)), zorder=0)
    length = f"L_{name[2:]}" if rate else name
    axes.set_xlabel(rf"${math_name(length)}$" + ("  (nm)" if rate else ""))
    if not seen:
        return
    low, high = min(seen), max(seen)
    if rate:
        middle = float(np.exp(np.median(np.log(seen))))
        low, high = max(low / 1.05, middle / 100.0), min(high * 1.05, middle * 100.0)
        axes.set_xscale("log")
        axes.set_xlim(low, high)
        log_ticks(axes.xaxis, low, high)
    else:
        pad = 0.05 * (high - low) or 0.1
        axes.set_xlim(low - pad, high + pad)
        axes.locator_params(axis="x", nbins=5)
