"""How L_phi depends on the window of the fit, with the window that was used."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hlnfit.report.labels import sweep_name
from hlnfit.report.style import (
    MOST_IN_LEGEND,
    SINGLE,
    SeriesColors,
    field_unit,
    log_ticks,
    new_figure,
    usable,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from hlnfit.analysis import Analysis

ORDER = 40
TITLE = "Window"
CAPTION = (
    "Coherence length from fits of |B| ≤ B_max, with standard errors. Large symbols: the window that was "
    "used. A curve that stays level to the right says that the answer does not depend on the choice."
)


def draw(analysis: Analysis) -> Figure | None:
    """Draw the figure; None where no window was looked for."""
    fits = analysis.series.fits
    scanned = [
        k for k, f in enumerate(fits) if usable(f) and f.window is not None and f.window.b_max.size > 1
    ]
    if not any(np.isfinite(fits[k].window.L_phi).any() for k in scanned):  # type: ignore[union-attr]
        return None
    colors = SeriesColors(analysis.series)
    figure = new_figure(SINGLE, 2.8)
    axes = figure.subplots()
    largest = max(float(fits[k].window.b_max.max()) for k in scanned)  # type: ignore[union-attr]
    factor, unit = field_unit(largest)
    lengths, fields = [], []
    for k in scanned:
        scan = fits[k].window
        assert scan is not None
        known = np.isfinite(scan.L_phi)
        if not known.any():
            continue
        L, err, at = 1e9 * scan.L_phi[known], 1e9 * scan.L_phi_err[known], factor * scan.b_max[known]
        axes.errorbar(
            at,
            L,
            yerr=np.minimum(err, 0.9 * L),
            color=colors[k],
            marker="o",
            markersize=2.2,
            linewidth=0.8,
            elinewidth=0.7,
            label=sweep_name(fits[k], analysis.series.condition),
        )
        if scan.chosen is not None and math.isfinite(scan.L_phi[scan.chosen]):
            axes.plot(
                [factor * scan.b_max[scan.chosen]],
                [1e9 * scan.L_phi[scan.chosen]],
                marker="o",
                markersize=6.0,
                markerfacecolor="white",
                markeredgecolor=colors[k],
                markeredgewidth=1.3,
                zorder=4,
            )
        lengths += L.tolist()
        fields += at.tolist()
    axes.set_xscale("log")
    axes.set_yscale("log")
    for axis, values, limit in ((axes.xaxis, fields, axes.set_xlim), (axes.yaxis, lengths, axes.set_ylim)):
        low, high = min(values) / 1.2, max(values) * 1.2
        limit(low, high)
        log_ticks(axis, low, high)
    axes.set_xlabel(rf"$B_\mathrm{{max}}$  ({unit})")
    axes.set_ylabel(r"$L_\varphi$  (nm)")
    if len(scanned) > MOST_IN_LEGEND and colors.n_known > 1:
        colors.colorbar(figure, axes, location="top")
    else:
        figure.legend(loc="outside upper center", ncols=min(len(scanned), 4), columnspacing=1.2)
    return figure
