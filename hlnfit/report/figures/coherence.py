"""Coherence length, and every other length of the model, against temperature."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from hlnfit.constants import length_from_field
from hlnfit.report.dephasing_view import law_label
from hlnfit.report.labels import condition_label, condition_value, math_name
from hlnfit.report.style import LENGTH_COLORS, SINGLE, log_ticks, new_figure, usable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from hlnfit.analysis import Analysis
    from hlnfit.fitting import Series

ORDER = 20
TITLE = "Lengths"
CAPTION = (
    "Lengths of the model with their 68 % limits (open symbols: verdict caution). Arrows begin at one-sided "
    "95 % limits of lengths that the data do not determine; dotted lines are lengths that were fixed. "
    "Rejected sweeps are left out."
)
_MARKERS = ("o", "s", "D", "^")


def draw(analysis: Analysis) -> Figure | None:
    """Draw the figure; None where fewer than two sweeps give a length or a bound."""
    series = analysis.series
    names = lengths_of(series)
    if max((_n_drawable(series, name) for name in names), default=0) < 2:
        return None
    figure = new_figure(SINGLE, 2.8)
    axes = figure.subplots()
    values: list[float] = []
    for k, name in enumerate(names):
        values += _length(axes, series, name, LENGTH_COLORS[k % 4], _MARKERS[k % 4])
    _law(axes, analysis)
    running_axis(axes, series)
    axes.set_yscale("log")
    low, high = min(values) / 1.2, max(values) * 1.2
    axes.set_ylim(low, high)
    log_ticks(axes.yaxis, low, high)
    if len(names) == 1:
        axes.set_ylabel(f"${math_name(names[0])}$  (nm)")
        if analysis.dephasing is not None:
            axes.legend(*_key(axes), loc="best")
    else:
        axes.set_ylabel("length  (nm)")
        figure.legend(*_key(axes), loc="outside upper center", ncols=3, columnspacing=1.2)
    return figure


def _key(axes: Axes) -> tuple[list[Any], list[str]]:
    """Return handles and labels of the legend, the lengths before the law."""
    pairs = sorted(zip(*axes.get_legend_handles_labels()), key=lambda pair: not pair[1].startswith("$L"))
    return [handle for handle, _ in pairs], [label for _, label in pairs]


def running_axis(axes: Axes, series: Series) -> None:
    """Prepare the x axis: logarithmic in temperature, linear in any other condition."""
    label, unit = condition_label(series.condition)
    at = np.array([condition_value(f, series.condition) for f in series.fits if usable(f)])
    at = at[np.isfinite(at)]
    if series.condition != "temperature_K" or not at.size or at.min() <= 0.0:
        axes.set_xlabel(f"{label}  ({unit})" if unit else label)
        axes.locator_params(axis="x", nbins=5)
        return
    axes.set_xscale("log")
    low, high = at.min() / 1.25, at.max() * 1.25
    axes.set_xlim(low, high)
    log_ticks(axes.xaxis, low, high)
    axes.set_xlabel("$T$  (K)")


def lengths_of(series: Series) -> list[str]:
    """Return the lengths of the model, L_phi first."""
    found = dict.fromkeys(
        p.name for f in series.fits if usable(f) for p in f.params.values() if p.name.startswith("L_")
    )
    return sorted(found, key=lambda name: not name.startswith("L_phi"))


def _n_drawable(series: Series, name: str) -> int:
    found = [f.params[name] for f in series.fits if usable(f) and name in f.params]
    return sum(math.isfinite(p.value) or bool(p.bound) for p in found)


def _length(axes: Axes, series: Series, name: str, color: str, marker: str) -> list[float]:
    """Draw one length in nm and return the numbers that the axis must hold."""
    shown: list[float] = []
    label: str | None = f"${math_name(name)}$"
    fixed = {
        1e9 * f.params[name].value
        for f in series.fits
        if usable(f) and name in f.params and f.params[name].fixed
    }
    for value in sorted(fixed):
        axes.axhline(value, color=color, linestyle=":", linewidth=1.0, label=label)
        label = None
        shown.append(value)
    for fit in series.fits:
        p = fit.params.get(name) if usable(fit) else None
        at = condition_value(fit, series.condition)
        if p is None or p.fixed or not math.isfinite(at):
            continue
        style: dict[str, Any] = {"color": color, "marker": marker, "markersize": 4.0, "linestyle": "none"}
        style["markerfacecolor"] = color if fit.verdict == "good" else "white"
        if math.isfinite(p.value):
            value, low, high = 1e9 * p.value, 1e9 * p.lo, 1e9 * p.hi
            if not (math.isfinite(low) and math.isfinite(high)):
                low, high = value - 1e9 * p.err, value + 1e9 * p.err
            axes.errorbar(
                [at],
                [value],
                yerr=[[max(value - low, 0.0)], [max(high - value, 0.0)]],
                elinewidth=0.8,
                capsize=1.5,
                capthick=0.8,
                label=label,
                zorder=3,
                **style,
            )
            shown += [value, max(low, 0.2 * value), high]
            label = None
        elif p.bound:
            shown += _arrow(axes, at, p, color, label)
            label = None
    return shown


def _arrow(axes: Axes, at: float, parameter: Any, color: str, label: str | None) -> list[float]:
    """Draw an arrow that begins at the bound and points to where the length may be."""
    bound = 1e9 * parameter.bound_value
    tip = bound * (1.35 if parameter.bound.startswith(">") else 1.0 / 1.35)
    axes.annotate(
        "",
        xy=(at, tip),
        xytext=(at, bound),
        arrowprops={"arrowstyle": "-|>", "color": color, "linewidth": 0.9, "mutation_scale": 7, "shrinkA": 0},
    )
    axes.plot([at], [bound], marker="_", markersize=6, color=color, linestyle="none", label=label)
    return [bound, tip]


def _law(axes: Axes, analysis: Analysis) -> None:
    """Draw the preferred law of dephasing with its exponent."""
    fit = analysis.dephasing
    if fit is None:
        return
    T = fit.rates.T
    grid = np.geomspace(T.min() / 1.15, T.max() * 1.15, 200)
    B = fit.preferred.curve(grid)
    L = 1e9 * length_from_field(np.where(B > 0.0, B, np.nan))
    axes.plot(grid, L, color=LENGTH_COLORS[0], linewidth=0.9, zorder=2, label=law_label(fit.preferred))
