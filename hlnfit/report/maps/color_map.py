"""One quantity over gate voltage and temperature as colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from hlnfit.numbers import plain_number
from hlnfit.report.labels import math_name
from hlnfit.report.maps.cells import TEMPERATURE, Cells, axis_label
from hlnfit.report.style import INK, SINGLE, drawing, log_ticks, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FloatArray = NDArray[np.float64]
CAPTION: Final = (
    "{what} over the map. Grey: not determined by the data; hatched: rejected; white: no curve; "
    "dots: verdict caution. Cells at the ends of the scale may lie beyond it."
)
MOST_ROWS: Final = 14
"""Up to so many values of an axis each gets a row of the same height with its value beside it."""
MOST_DOTS: Final = 2500
MOST_FURTHER: Final = 0.25
"""How far the colours go beyond the middle 96 % of the cells, as a part of the range of these."""
UNDETERMINED, REJECTED = "0.80", "0.90"


def draw(cells: Cells) -> Figure | None:
    """Draw the figure; None for a line of curves, or where nothing is determined."""
    known = cells.value[np.isfinite(cells.value)]
    if min(cells.value.shape) < 2 or not known.size:
        return None
    with drawing():
        return _drawn(cells, known)


def _drawn(cells: Cells, known: FloatArray) -> Figure:
    import matplotlib as mpl
    from matplotlib.colors import ListedColormap, LogNorm, Normalize

    n_y = cells.y.size
    figure = new_figure(SINGLE * 1.25, float(np.clip(1.15 + 0.16 * n_y, 1.9, 3.3)))
    axes = figure.subplots()
    x_edges, y_edges = _edges(cells.x), _row_edges(cells.y)
    low, high = _limits(known)
    if low == high:
        low, high = low - 0.5 * abs(low) - 1e-12, high + 0.5 * abs(high) + 1e-12
    logarithmic = cells.name.startswith("L_") and low > 0.0 and high / low > 3.0
    norm = LogNorm(low, high) if logarithmic else Normalize(low, high)
    colors = ListedColormap(mpl.colormaps["viridis"](np.linspace(0.0, 1.0, 256)))
    masked = np.ma.masked_invalid(cells.value)
    flat: dict[str, Any] = {"cmap": "gray", "vmin": 0.0, "vmax": 1.0, "rasterized": True}
    for where, shade in ((cells.undetermined, UNDETERMINED), (cells.rejected, REJECTED)):
        layer = np.ma.masked_where(~where, np.full(cells.value.shape, float(shade)))
        axes.pcolormesh(x_edges, y_edges, layer, **flat)
    _hatch(axes, cells, x_edges, y_edges)
    mesh = axes.pcolormesh(x_edges, y_edges, masked, cmap=colors, norm=norm, rasterized=True)
    _dots(axes, cells, x_edges, y_edges)
    bar = figure.colorbar(mesh, ax=axes, pad=0.02, aspect=20, extend=_extend(known, float(low), float(high)))
    unit = "  (nm)" if cells.name.startswith("L_") else ""
    bar.set_label(f"${math_name(cells.name)}${unit}")
    bar.outline.set_linewidth(0.5)
    if logarithmic:
        log_ticks(bar.ax.yaxis, float(low), float(high))
    axes.set_xlabel(axis_label(cells.x_name))
    axes.set_ylabel(axis_label(cells.y_name))
    if n_y <= MOST_ROWS:
        axes.set_yticks(np.arange(n_y), [_number(v) for v in cells.y])
        axes.tick_params(axis="y", length=0)
        axes.yaxis.minorticks_off()
    elif cells.y_name == TEMPERATURE and cells.y.min() > 0.0 and cells.y.max() > 5.0 * cells.y.min():
        axes.set_yscale("log")
        axes.set_ylim(y_edges[0], y_edges[-1])
        log_ticks(axes.yaxis, float(y_edges[0]), float(y_edges[-1]))
    axes.tick_params(direction="out", top=False, right=False)
    axes.locator_params(axis="x", nbins=6)
    return figure


def _limits(known: FloatArray) -> tuple[float, float]:
    """Return the ends of the colour scale: those of the values, unless a few wild cells would take it all."""
    positive = bool(known.min() > 0.0)
    size = np.log(known) if positive else known
    low, high = np.quantile(size, [0.02, 0.98])
    further = MOST_FURTHER * (high - low)
    ends = [max(low - further, size.min()), min(high + further, size.max())]
    low, high = np.exp(ends) if positive else ends
    return float(low), float(high)


def _number(value: float) -> str:
    sign = "\N{MINUS SIGN}" if value < 0.0 else ""
    return sign + plain_number(abs(value), 3)


def _row_edges(y: FloatArray) -> FloatArray:
    return np.arange(-0.5, y.size) if y.size <= MOST_ROWS else _edges(y)


def _edges(values: FloatArray) -> FloatArray:
    """Return the edges of cells around rising values: the middles, and as far beyond the ends."""
    middles = 0.5 * (values[1:] + values[:-1])
    if values[0] > 0.0 and values[0] < 0.5 * (values[1] - values[0]):
        first = values[0] ** 2 / middles[0]
    else:
        first = values[0] - (middles[0] - values[0])
    return np.concatenate([[first], middles, [values[-1] + (values[-1] - middles[-1])]])


def _hatch(axes: Axes, cells: Cells, x_edges: FloatArray, y_edges: FloatArray) -> None:
    """Hatch rejected cells, neighbours in a row as one piece."""
    from matplotlib.patches import Rectangle

    for row, line in enumerate(cells.rejected):
        change = np.flatnonzero(np.diff(np.concatenate([[0], line.astype(int), [0]])))
        for start, stop in zip(change[::2], change[1::2], strict=True):
            axes.add_patch(
                Rectangle(
                    (x_edges[start], y_edges[row]),
                    x_edges[stop] - x_edges[start],
                    y_edges[row + 1] - y_edges[row],
                    fill=False,
                    hatch="////////",
                    edgecolor="0.55",
                    linewidth=0.0,
                )
            )


def _dots(axes: Axes, cells: Cells, x_edges: FloatArray, y_edges: FloatArray) -> None:
    rows, columns = np.nonzero(cells.caution)
    if not rows.size or rows.size > MOST_DOTS:
        return
    x = 0.5 * (x_edges[columns] + x_edges[columns + 1])
    y = 0.5 * (y_edges[rows] + y_edges[rows + 1])
    axes.plot(x, y, "o", color="white", mec=INK, mew=0.4, ms=2.0, ls="none")


def _extend(known: FloatArray, low: float, high: float) -> str:
    below, above = bool((known < low).any()), bool((known > high).any())
    return {(True, True): "both", (True, False): "min", (False, True): "max"}.get((below, above), "neither")
