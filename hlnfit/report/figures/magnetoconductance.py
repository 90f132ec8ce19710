"""Magnetoconductance with fits, 68 % bands and residuals, all temperatures in one figure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from hlnfit.constants import G0
from hlnfit.report.fitted_curve import FittedCurve, band_to_draw, field_grid, fitted_curve, smooth_model
from hlnfit.report.labels import sweep_name
from hlnfit.report.style import (
    GREY,
    INK,
    MOST_IN_LEGEND,
    SINGLE,
    SeriesColors,
    darker,
    directions,
    field_unit,
    marker_size,
    new_figure,
    usable,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from hlnfit.analysis import Analysis
    from hlnfit.fitting import SweepFit

ORDER = 10
TITLE = "Magnetoconductance"
CAPTION = (
    "Change of the conductance with field, in units of e²/πh, after subtraction of the fitted field offset, "
    "level and odd terms. Symbols: data (open: sweeps down; pale: outside the window of the fit); "
    "lines: fits with their 68 % bands, where those are narrower than the curve is high; "
    "grey: rejected sweeps. Below: data minus fit inside the windows."
)
_MOST_VECTOR_POINTS = 4000
_BEYOND_WINDOW = 1.5
"""How far beyond the largest window the axis goes, so that the cusp stays visible in a 9 T sweep."""


def draw(analysis: Analysis, offset: float = 0.0) -> Figure | None:
    """Draw the figure.

    Parameters
    ----------
    offset : float
        Distance in e^2/(pi h) by which each curve is moved above the one before.
    """
    fits = analysis.series.fits
    curves = [fitted_curve(f) for f in fits]
    if not any(c.B.size for c in curves):
        return None
    colors = SeriesColors(analysis.series)
    n_good = sum(usable(f) for f in fits)
    figure = new_figure(SINGLE, 4.1 if n_good else 3.0)
    if n_good:
        top, bottom = figure.subplots(2, 1, sharex=True, height_ratios=(3.2, 1.0))
    else:
        top, bottom = figure.subplots(), None
    reach = _reach(fits, curves)
    factor, unit = field_unit(reach)
    rasterized = sum(c.B.size for c in curves) > _MOST_VECTOR_POINTS
    lowest, highest = [], []
    level = 0.0
    for k in reversed(range(len(fits))):
        fit, points = fits[k], curves[k]
        good = usable(fit)
        color = colors[k] if good else GREY
        y = points.correction / G0 + level
        _points(top, fit, points, factor, y, color, good=good, rasterized=rasterized)
        if good:
            x = field_grid(max(-fit.B_max, points.x.min()), min(fit.B_max, points.x.max()))
            model, width = smooth_model(fit, x)
            model, width = model / G0 + level, width / G0
            band = band_to_draw(model, width)
            top.fill_between(factor * x, *band, color=color, alpha=0.3, linewidth=0)
            top.plot(factor * x, model, color=darker(color), linewidth=0.8, zorder=3)
            shown = np.abs(points.x) <= reach
            lowest.append(float(np.min([np.quantile(y[shown], 0.002), model.min()])))
            highest.append(float(np.max([np.quantile(y[shown], 0.998), model.max()])))
            assert bottom is not None
            _residual(bottom, points, factor, color, rasterized=rasterized)
            level += offset
        elif fit.fitted:
            x = field_grid(-fit.B_max, fit.B_max)
            model, _ = smooth_model(fit, x)
            top.plot(factor * x, model / G0 + level, color=GREY, linestyle="--", linewidth=0.8, zorder=1)
    top.set_xlim(-factor * reach * 1.02, factor * reach * 1.02)
    if lowest:
        span = max(max(highest) - min(lowest), 1e-12)
        top.set_ylim(min(lowest) - 0.06 * span, max(highest) + 0.06 * span)
    top.set_ylabel(r"$\Delta\sigma$  ($e^2\!/\pi h$)" + (", shifted" if offset else ""))
    last = top if bottom is None else bottom
    last.set_xlabel(rf"$B$  ({unit})")
    if bottom is not None:
        bottom.axhline(0.0, color=INK, linewidth=0.6)
        bottom.set_ylabel("residual")
        _even_limits(bottom, curves, fits)
        figure.align_ylabels()
    _key(figure, [top] if bottom is None else [top, bottom], fits, colors, analysis.series.condition)
    return figure


def _reach(fits: tuple[SweepFit, ...], curves: list[FittedCurve]) -> float:
    """Return the largest field shown."""
    largest = max(float(np.abs(c.B).max()) for c in curves if c.B.size)
    windows = [f.B_max for f in fits if usable(f)]
    return min(largest, _BEYOND_WINDOW * max(windows)) if windows else largest


def _points(
    axes: Axes,
    fit: SweepFit,
    points: FittedCurve,
    factor: float,
    y: np.ndarray,
    color: object,
    *,
    good: bool,
    rasterized: bool,
) -> None:
    size = 1.25 * marker_size(points.B.size)
    for _, fill, here in directions(fit):
        for inside in (False, True):
            chosen = here & (points.inside == inside)
            axes.plot(
                factor * points.x[chosen],
                y[chosen],
                linestyle="none",
                marker="o",
                markersize=size,
                fillstyle=fill,
                markeredgewidth=0.5 if fill == "none" else 0.0,
                color=color,
                alpha=(0.75 if inside else 0.3) if good else 0.5,
                zorder=2 if good else 0,
                rasterized=rasterized,
            )


def _residual(axes: Axes, points: FittedCurve, factor: float, color: object, *, rasterized: bool) -> None:
    inside = points.inside
    axes.plot(
        factor * points.x[inside],
        points.residual[inside] / G0,
        linestyle="none",
        marker="o",
        markersize=0.8 * marker_size(points.B.size),
        markeredgewidth=0,
        color=color,
        alpha=0.6,
        rasterized=rasterized,
    )


def _key(
    figure: Figure,
    axes: list[Axes],
    fits: tuple[SweepFit, ...],
    colors: SeriesColors,
    condition: str,
) -> None:
    """Say which colour is which sweep: a legend for few, a scale for many."""
    good = [k for k in range(len(fits)) if usable(fits[k])]
    handles = []
    if len(good) > MOST_IN_LEGEND and colors.n_known > 1:
        colors.colorbar(figure, axes, location="top")
    else:
        handles = [Line2D([], [], color=colors[k], label=sweep_name(fits[k], condition)) for k in good]
    if len(good) < len(fits):
        handles.append(
            Line2D([], [], color=GREY, marker="o", markersize=3, linestyle="none", label="rejected")
        )
    met = {name: fill for k in good for name, fill, _ in directions(fits[k])}
    if len(met) > 1:
        symbol: dict[str, Any] = {
            "color": INK,
            "marker": "o",
            "markersize": 3,
            "markeredgewidth": 0.5,
            "linestyle": "none",
        }
        handles += [Line2D([], [], fillstyle=fill, label=name, **symbol) for name, fill in met.items()]
    if handles:
        columns = math.ceil(len(handles) / math.ceil(len(handles) / 4))
        figure.legend(handles=handles, loc="outside upper center", ncols=columns, columnspacing=1.2)


def _even_limits(axes: Axes, curves: list[FittedCurve], fits: tuple[SweepFit, ...]) -> None:
    """Set limits that are the same above and below zero and leave out a few extreme points."""
    sizes = [np.abs(c.residual[c.inside]) / G0 for c, f in zip(curves, fits) if usable(f)]
    largest = 1.25 * float(np.quantile(np.concatenate(sizes), 0.998))
    if largest > 0.0:
        axes.set_ylim(-largest, largest)
    axes.yaxis.set_major_locator(MaxNLocator(3, symmetric=True))
