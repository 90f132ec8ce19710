"""d sigma/d ln T against field: it goes from alpha p + K_ee to K_ee as the field quenches localization."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hlnfit.report.style import GREY, INK, LENGTH_COLORS, SINGLE, field_unit, log_ticks, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from hlnfit.separation import Separation

TITLE = "Slope against field"
CAPTION = (
    "Slope dσ/d ln T of the measured conductance at each field, with standard errors. Line: what K_ee and "
    "the fitted magnetoconductance give together. Dashed: αp + K_ee, measured at B = 0, and K_ee. Grey: the "
    "quenching band."
)


def draw(separation: Separation) -> Figure | None:
    """Draw the figure; None where the slopes could not be formed."""
    over = separation.over_field
    if over is None:
        return None
    factor, unit = field_unit(float(over.B.max()))
    B = factor * over.B
    figure = new_figure(SINGLE, 2.5)
    axes = figure.subplots()
    axes.axvspan(
        factor * separation.band[0], factor * separation.band[1], color="0.93", linewidth=0, zorder=0
    )
    for name, label in (("slope_zero", r"$\alpha p + K_{ee}$"), ("K_ee", "$K_{ee}$")):
        p = separation.params.get(name)
        if p is not None and p.determined:
            axes.axhline(p.value, color=GREY, linewidth=0.8, linestyle=(0, (5, 3)), zorder=0)
            axes.annotate(
                label,
                (1.02, p.value),
                xycoords=("axes fraction", "data"),
                va="center",
                fontsize=7.5,
                color=INK,
            )
    axes.plot(B, over.expected, color=INK, linewidth=1.0)
    axes.errorbar(
        B, over.slope, yerr=over.error, color=LENGTH_COLORS[0], marker="o", markersize=3.4,
        linestyle="none", elinewidth=0.8, capsize=1.5,
    )  # fmt: skip
    low, high = float(B.min()) / 1.2, factor * float(np.max(separation.band)) * 1.1
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    log_ticks(axes.xaxis, low, high)
    axes.set_xlabel(f"$B$ ({unit})")
    axes.set_ylabel(r"$d\sigma/d\,\ln T$  ($e^2/\pi h$)")
    return figure
