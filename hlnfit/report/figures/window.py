"""How L_phi, L_so and alpha depend on the window of the fit, with the window that was used."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hlnfit.report.labels import sweep_name
from hlnfit.report.style import (
    DOUBLE,
    MOST_IN_LEGEND,
    SINGLE,
    SeriesColors,
    field_unit,
    log_ticks,
    new_figure,
    usable,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from hlnfit.analysis import Analysis
    from hlnfit.fitting import WindowScan

FloatArray = NDArray[np.float64]
ORDER = 40
TITLE = "Window"
CAPTION = (
    "Lengths and amplitude from fits of |B| ≤ B_max, with standard errors. Large symbols: the window that "
    "was used. Crosses: L_φ of the curve folded onto B ≥ 0; dashed: with a quadratic background, or without "
    "one where the model has it. A curve that stays level to the right says that the answer does not depend "
    "on the choice."
)


def draw(analysis: Analysis) -> Figure | None:
    """Draw the figure; None where no other window was looked at."""
    fits = analysis.series.fits
    scanned = [
        (k, f.window)
        for k, f in enumerate(fits)
        if usable(f) and f.window is not None and f.window.b_max.size > 1
    ]
    scanned = [(k, scan) for k, scan in scanned if np.isfinite(scan.L_phi).any()]
    if not scanned:
        return None
    colors = SeriesColors(analysis.series)
    quantities = [
        name for name in ("L_phi", "L_so", "alpha") if any(_known(s, name).any() for _, s in scanned)
    ]
    figure = new_figure(SINGLE if len(quantities) == 1 else DOUBLE, 2.9)
    grid = figure.subplots(1, len(quantities), squeeze=False)[0]
    factor, unit = field_unit(max(float(scan.b_max.max()) for _, scan in scanned))
    for axes, name in zip(grid, quantities, strict=True):
        for k, scan in scanned:
            label = sweep_name(fits[k], analysis.series.condition) if name == "L_phi" else None
            _draw_scan(axes, scan, name, factor, colors[k], label)
        _finish(axes, name, [scan for _, scan in scanned], factor)
        axes.set_xlabel(rf"$B_\mathrm{{max}}$  ({unit})")
    if len(scanned) > MOST_IN_LEGEND and colors.n_known > 1:
        colors.colorbar(figure, grid[0], location="top")
    else:
        figure.legend(loc="outside upper center", ncols=min(len(scanned), 4), columnspacing=1.2)
    return figure


def _values(scan: WindowScan, name: str) -> tuple[FloatArray, FloatArray]:
    """Return a quantity and its error in the unit of the axis."""
    factor = 1.0 if name == "alpha" else 1e9
    return factor * np.asarray(getattr(scan, name)), factor * np.asarray(getattr(scan, f"{name}_err"))


def _known(scan: WindowScan, name: str) -> NDArray[np.bool_]:
    value, _ = _values(scan, name)
    return np.isfinite(value)


def _draw_scan(axes: Axes, scan: WindowScan, name: str, factor: float, color: str, label: str | None) -> None:
    known = _known(scan, name)
    if not known.any():
        return
    at = factor * scan.b_max
    value, err = _values(scan, name)
    shown = np.minimum(err, 0.9 * np.abs(value))[known]
    axes.errorbar(
        at[known], value[known], yerr=shown, color=color, marker="o", markersize=2.2, linewidth=0.8,
        elinewidth=0.7, label=label,
    )  # fmt: skip
    if name == "L_phi":
        axes.plot(at, 1e9 * scan.symmetrized, "x", color=color, markersize=3.2, markeredgewidth=0.7)
        axes.plot(at, 1e9 * scan.background, "--", color=color, linewidth=0.7, alpha=0.8, markersize=0.0)
    k = scan.chosen
    if k is not None and math.isfinite(value[k]):
        axes.plot(
            [at[k]], [value[k]], marker="o", markersize=6.0, markerfacecolor="white", markeredgecolor=color,
            markeredgewidth=1.3, zorder=4,
        )  # fmt: skip


def _finish(axes: Axes, name: str, scans: list[WindowScan], factor: float) -> None:
    """Set scales and limits by what was determined: a fit that failed does not stretch the axis."""
    fields = factor * np.concatenate([s.b_max[_known(s, name)] for s in scans])
    values = np.concatenate([_values(s, name)[0][_known(s, name)] for s in scans])
    axes.set_xscale("log")
    low, high = float(fields.min()) / 1.2, float(fields.max()) * 1.2
    axes.set_xlim(low, high)
    log_ticks(axes.xaxis, low, high)
    if name == "alpha":
        axes.set_ylabel(r"$\alpha$")
        span = max(float(np.ptp(values)), 0.1)
        axes.set_ylim(float(values.min()) - 0.25 * span, float(values.max()) + 0.25 * span)
        return
    axes.set_yscale("log")
    low, high = float(values.min()) / 1.25, float(values.max()) * 1.25
    axes.set_ylim(low, high)
    log_ticks(axes.yaxis, low, high)
    axes.set_ylabel(r"$L_\varphi$  (nm)" if name == "L_phi" else r"$L_\mathrm{so}$  (nm)")
