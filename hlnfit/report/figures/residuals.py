"""Residuals of every sweep in standard errors of a point, where a misfit shows as a pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hlnfit.report.fitted_curve import fitted_curve
from hlnfit.report.panels import panels
from hlnfit.report.style import DARK_GREY, INK, LENGTH_COLORS, directions, field_unit, usable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from hlnfit.analysis import Analysis
    from hlnfit.fitting import SweepFit

ORDER = 70
TITLE = "Residuals"
CAPTION = (
    "Data minus fit inside the window, divided by the error of a point (open: sweeps down). The band is "
    "±1. Noise looks like noise; a wave or a kink at B = 0 is something that the model does not hold. "
    "χ²: per degree of freedom, before limits are widened."
)
_MOST_POINTS = 8000


def draw(analysis: Analysis) -> Figure | None:
    """Draw the figure; None where nothing was fitted."""
    series = analysis.series
    drawn = [k for k, f in enumerate(series.fits) if f.fitted]
    if not drawn:
        return None
    n_points = sum(series.fits[k].n_points for k in drawn)
    factor, unit = field_unit(max(series.fits[k].B_max for k in drawn))
    figure, axes = panels(series, drawn, rf"$B$  ({unit})", "residual / error")
    for k, one in zip(drawn, axes):
        _panel(one, series.fits[k], factor, rasterized=n_points > _MOST_POINTS)
    return figure


def _panel(axes: Axes, fit: SweepFit, factor: float, *, rasterized: bool) -> None:
    points = fitted_curve(fit)
    r = points.residual / points.error
    for _, fill, here in directions(fit):
        chosen = here & points.inside
        axes.plot(
            factor * points.x[chosen],
            r[chosen],
            linestyle="none",
            marker="o",
            markersize=1.8,
            fillstyle=fill,
            markeredgewidth=0.4 if fill == "none" else 0.0,
            color=LENGTH_COLORS[0] if usable(fit) else DARK_GREY,
            alpha=0.85,
            rasterized=rasterized,
        )
    axes.axhspan(-1.0, 1.0, color="0.92", zorder=0, linewidth=0)
    axes.axhline(0.0, color=INK, linewidth=0.5)
    largest = max(3.5, 1.1 * float(np.max(np.abs(r[points.inside]), initial=0.0)))
    axes.set_ylim(-largest, largest)
    axes.locator_params(axis="x", nbins=4)
    axes.locator_params(axis="y", nbins=5)
    if fit.misfit is not None:
        axes.set_title(
            rf"$\chi^2$ {fit.misfit.chi2_red:.3g}", loc="right", fontsize=6.5, pad=2.5, color="0.35"
        )
