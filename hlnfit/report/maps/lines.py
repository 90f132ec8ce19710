"""One quantity against one axis of a map, a line for each value of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from hlnfit.numbers import plain_number
from hlnfit.report.labels import condition_label, math_name
from hlnfit.report.maps.cells import TEMPERATURE, Cells, axis_label
from hlnfit.report.style import LENGTH_COLORS, SINGLE, drawing, log_ticks, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FloatArray = NDArray[np.float64]
CAPTION: Final = (
    "{what} with its 68 % limits (open symbols: verdict caution). Cells that do not determine it, and "
    "rejected ones, are left out."
)
MOST_LINES: Final = 8


def draw(cells: Cells) -> Figure | None:
    """Draw the figure; None where both axes are long, or nothing is determined."""
    if min(cells.value.shape) > MOST_LINES or not np.isfinite(cells.value).any():
        return None
    with drawing():
        return _drawn(cells)


def _drawn(cells: Cells) -> Figure:
    import matplotlib as mpl

    by_row = cells.y.size <= cells.x.size
    along_name, other_name = (cells.x_name, cells.y_name) if by_row else (cells.y_name, cells.x_name)
    along, other = (cells.x, cells.y) if by_row else (cells.y, cells.x)
    grids: tuple[NDArray[Any], ...] = (cells.value, cells.low, cells.high, cells.caution)
    value, low, high, open_ = grids if by_row else tuple(a.T for a in grids)
    figure = new_figure(SINGLE, 2.6)
    axes = figure.subplots()
    shades = mpl.colormaps["viridis"](np.linspace(0.0, 0.86, max(other.size, 1)))
    for k in range(other.size):
        color = LENGTH_COLORS[0] if other.size == 1 else shades[k]
        _line(axes, along, value[k], low[k], high[k], open_[k], color, _text(other_name, other[k]))
    known = value[np.isfinite(value)]
    if cells.name.startswith("L_") and known.max() > 2.0 * known.min():
        axes.set_yscale("log")
        log_ticks(axes.yaxis, float(known.min()) / 1.2, float(known.max()) * 1.2)
        axes.set_ylim(known.min() / 1.25, known.max() * 1.25)
    if along_name == TEMPERATURE and along.min() > 0.0 and along.max() > 3.0 * along.min():
        axes.set_xscale("log")
        axes.set_xlim(along.min() / 1.2, along.max() * 1.2)
        log_ticks(axes.xaxis, float(along.min()) / 1.2, float(along.max()) * 1.2)
    axes.set_xlabel(axis_label(along_name))
    axes.set_ylabel(f"${math_name(cells.name)}${'  (nm)' if cells.name.startswith('L_') else ''}")
    if other.size > 1:
        figure.legend(loc="outside upper center", ncols=min(other.size, 4), columnspacing=1.2)
    return figure


def _text(condition: str, value: float) -> str:
    if not condition:
        return ""
    _, unit = condition_label(condition)
    sign = "\N{MINUS SIGN}" if value < 0.0 else ""
    return f"{sign}{plain_number(abs(value), 3)} {unit}".strip()


def _line(
    axes: Axes,
    x: FloatArray,
    value: FloatArray,
    low: FloatArray,
    high: FloatArray,
    caution: NDArray[np.bool_],
    color: Any,
    label: str,
) -> None:
    """Draw one line with its limits; it is broken where a cell has no value."""
    axes.plot(x, value, "-", color=color, lw=0.8, alpha=0.6)
    known = np.isfinite(value)
    style = {"color": color, "ls": "none", "capsize": 0.0, "elinewidth": 0.8, "ms": 3.4, "mew": 0.9}
    first = True
    for chosen, face in ((known & ~caution, color), (known & caution, "white")):
        if not chosen.any():
            continue
        reach = [np.maximum(value - low, 0.0)[chosen], np.maximum(high - value, 0.0)[chosen]]
        axes.errorbar(
            x[chosen], value[chosen], np.nan_to_num(reach), fmt="o", mfc=face, label=label if first else None,
            **style,
        )  # fmt: skip
        first = False
