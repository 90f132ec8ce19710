"""Relative change of the Hall slope with temperature, beside what the quenched conductance predicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hlnfit.report.style import INK, LENGTH_COLORS, SINGLE, log_ticks, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from hlnfit.separation import Separation

TITLE = "Hall slope"
CAPTION = (
    "Relative change of the Hall slope R_H, with standard errors. Solid: its own line, −2 K_ee G₀/σ per "
    "ln T. Dashed: the K_ee of the quenched conductance, nothing fitted but the level. Localization does not "
    "change R_H."
)


def draw(separation: Separation) -> Figure | None:
    """Draw the figure; None without a line of Hall slopes."""
    fit = separation.lines.get("hall")
    if fit is None:
        return None
    line = fit.line
    middle = float(np.mean(fit.fitted))
    order = np.argsort(line.T)
    T = line.T[order]
    figure = new_figure(SINGLE, 2.4)
    axes = figure.subplots()
    axes.errorbar(
        line.T, 100.0 * (line.y - middle), yerr=100.0 * fit.errors, color=LENGTH_COLORS[0], marker="o",
        markersize=3.6, linestyle="none", elinewidth=0.8, capsize=1.5, zorder=3,
    )  # fmt: skip
    axes.plot(T, 100.0 * (fit.fitted - middle)[order], color=LENGTH_COLORS[0], label="Hall slope")
    K_ee = separation.params.get("K_ee")
    if K_ee is not None and K_ee.determined:
        predicted = K_ee.value * line.column
        axes.plot(
            T, 100.0 * (predicted - predicted.mean())[order], color=INK, linewidth=1.0,
            linestyle=(0, (4, 2)), label="from the quenched conductance",
        )  # fmt: skip
    low, high = T[0] / 1.1, T[-1] * 1.1
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    log_ticks(axes.xaxis, low, high)
    axes.set_xlabel("$T$ (K)")
    axes.set_ylabel(r"$\delta R_H / R_H$  (%)")
    axes.legend(loc="best")
    return figure
