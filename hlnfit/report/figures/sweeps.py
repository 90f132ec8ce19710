"""Every sweep in its own panel and its own window: data, fit and the 68 % band."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hlnfit.constants import G0
from hlnfit.report.fitted_curve import band_to_draw, field_grid, fitted_curve, smooth_model
from hlnfit.report.panels import panels
from hlnfit.report.style import DARK_GREY, INK, LENGTH_COLORS, directions, field_unit, usable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from hlnfit.analysis import Analysis
    from hlnfit.fitting import SweepFit

ORDER = 60
TITLE = "Sweeps"
CAPTION = (
    "Each sweep in its own window: data without offset, level and odd terms (open: sweeps down; pale: "
    "outside the window), the fit and its 68 % band, where it is narrower than the curve is high. "
    "Rejected sweeps are grey, their fits dashed."
)
_BEYOND_WINDOW = 1.25
_MOST_POINTS = 8000


def draw(analysis: Analysis) -> Figure | None:
    """Draw the figure; None for a single sweep, which has a figure already, and where there are no data."""
    series = analysis.series
    drawn = [k for k, f in enumerate(series.fits) if len(f.curve)]
    if len(drawn) < 2:
        return None
    n_points = sum(len(series.fits[k].curve) for k in drawn)
    factor, unit = field_unit(max(_reach(series.fits[k]) for k in drawn))
    figure, axes = panels(series, drawn, rf"$B$  ({unit})", r"$\Delta\sigma$  ($e^2\!/\pi h$)")
    for k, one in zip(drawn, axes):
        _panel(one, series.fits[k], factor, rasterized=n_points > _MOST_POINTS)
    return figure


def _reach(fit: SweepFit) -> float:
    largest = float(np.abs(fit.curve.B).max())
    # All of a rejected sweep is shown, since what is wrong with it may lie outside the window.
    return min(largest, _BEYOND_WINDOW * fit.B_max) if usable(fit) else largest


def _panel(axes: Axes, fit: SweepFit, factor: float, *, rasterized: bool) -> None:
    good = usable(fit)
    points = fitted_curve(fit)
    reach = _reach(fit)
    y = points.correction / G0
    near = np.abs(points.x) <= reach
    for _, fill, here in directions(fit):
        for inside in (False, True):
            chosen = here & (points.inside == inside) & near
            axes.plot(
                factor * points.x[chosen],
                y[chosen],
                linestyle="none",
                marker="o",
                markersize=1.8,
                fillstyle=fill,
                markeredgewidth=0.4 if fill == "none" else 0.0,
                color=LENGTH_COLORS[0] if good else DARK_GREY,
                alpha=0.8 if inside or not good else 0.3,
                rasterized=rasterized,
            )
    if fit.fitted:
        x = field_grid(max(-fit.B_max, points.x.min()), min(fit.B_max, points.x.max()))
        model, width = smooth_model(fit, x)
        if good:
            lower, upper = band_to_draw(model, width)
            axes.fill_between(
                factor * x,
                lower / G0,
                upper / G0,
                color=LENGTH_COLORS[1],
                alpha=0.35,
                linewidth=0,
            )
        axes.plot(
            factor * x,
            model / G0,
            color=LENGTH_COLORS[1] if good else INK,
            linestyle="-" if good else "--",
            linewidth=0.9,
        )
    axes.set_xlim(-1.03 * factor * reach, 1.03 * factor * reach)
    if near.any():
        low, high = float(np.nanmin(y[near])), float(np.nanmax(y[near]))
        pad = 0.06 * (high - low) or 1.0
        axes.set_ylim(low - pad, high + pad)
    axes.locator_params(axis="x", nbins=4)
    axes.locator_params(axis="y", nbins=4)
