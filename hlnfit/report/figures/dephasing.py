"""Dephasing field against temperature with the laws that were tried, and what they miss."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hlnfit.report.dephasing_view import law_label
from hlnfit.report.figures.coherence import running_axis
from hlnfit.report.style import GREY, INK, LENGTH_COLORS, SINGLE, log_ticks, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from hlnfit.analysis import Analysis

ORDER = 25
TITLE = "Dephasing"
CAPTION = (
    "Dephasing field, proportional to 1/τ_φ, with standard errors. Thick: the preferred law with its 68 % "
    "band; thin: the other laws that were tried; dotted, where D is known: Nyquist dephasing, nothing "
    "fitted. Below: data minus the preferred law, in standard errors."
)


def draw(analysis: Analysis) -> Figure | None:
    """Draw the figure; None where no law was fitted."""
    fit = analysis.dephasing
    if fit is None:
        return None
    rates = fit.rates
    T, B, err = rates.T, 1e3 * rates.B_phi, 1e3 * rates.err
    figure = new_figure(SINGLE, 3.6)
    top, bottom = figure.subplots(2, 1, sharex=True, height_ratios=(3.0, 1.0))
    grid = np.geomspace(T.min() / 1.15, T.max() * 1.15, 200)
    for law in fit.fits:
        if law is not fit.preferred:
            top.plot(grid, 1e3 * law.curve(grid), color=GREY, linewidth=0.6, zorder=1)
    low, high = fit.preferred.band(grid)
    top.fill_between(grid, 1e3 * low, 1e3 * high, color=LENGTH_COLORS[0], alpha=0.2, linewidth=0)
    label = law_label(fit.preferred)
    top.plot(grid, 1e3 * fit.preferred.curve(grid), color=LENGTH_COLORS[0], linewidth=1.2, label=label)
    nyquist = fit.nyquist(grid)
    if nyquist is not None:
        top.plot(
            grid, 1e3 * nyquist, color=INK, linewidth=1.0, linestyle=":", label="Nyquist, nothing fitted"
        )
    style = {
        "color": LENGTH_COLORS[1],
        "marker": "o",
        "markersize": 4.0,
        "linestyle": "none",
        "elinewidth": 0.8,
    }
    top.errorbar(T, B, yerr=np.minimum(err, 0.9 * B), capsize=1.5, capthick=0.8, zorder=3, **style)
    rest = (rates.B_phi - fit.preferred.curve(T)) / rates.err
    bottom.axhspan(-1.0, 1.0, color="0.92", zorder=0, linewidth=0)
    bottom.axhline(0.0, color=INK, linewidth=0.6)
    bottom.plot(T, rest, color=LENGTH_COLORS[1], marker="o", markersize=3.2, linestyle="none")
    reach = max(2.5, 1.2 * float(np.max(np.abs(rest))))
    bottom.set_ylim(-reach, reach)
    running_axis(bottom, analysis.series)
    top.set_yscale("log")
    # The law is shown wherever it is near the points, and as far as a factor of a few away from them.
    curve = 1e3 * fit.preferred.curve(grid)
    low_end = max(min(B.min(), curve.min()), 0.2 * B.min()) / 1.3
    high_end = min(max(B.max(), curve.max()), 3.0 * B.max()) * 1.2
    top.set_ylim(low_end, high_end)
    log_ticks(top.yaxis, low_end, high_end)
    top.set_xlabel("")
    top.set_ylabel(r"$B_\varphi$  (mT)")
    bottom.set_ylabel("residual / err.")
    top.legend(loc="upper left")
    figure.align_ylabels()
    return figure
