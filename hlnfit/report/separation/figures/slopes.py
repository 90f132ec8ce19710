"""Conductance at B = 0 and in the quenching field against ln T, with the lines whose slopes count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hlnfit.numbers import plain_number
from hlnfit.report.style import INK, LENGTH_COLORS, SINGLE, log_ticks, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from hlnfit.separation import Separation
    from hlnfit.separation.lines import FittedLine

TITLE = "Slopes"
CAPTION = (
    "Conductance against temperature, each line from its own middle. At B = 0 the slope is αp + K_ee; in the "
    "quenching field, what is left of localization and the Zeeman term taken off, it is K_ee. Below: points "
    "minus their line, in standard errors."
)
_LINES = (("zero", "$B = 0$", 0, "o"), ("quenched", "quenched", 1, "s"))


def draw(separation: Separation) -> Figure | None:
    """Draw the figure; None where no line could be formed."""
    shown = [(separation.lines[n], t, c, m) for n, t, c, m in _LINES if n in separation.lines]
    if not shown:
        return None
    figure = new_figure(SINGLE, 3.6)
    top, bottom = figure.subplots(2, 1, sharex=True, height_ratios=(3.0, 1.0))
    T = np.concatenate([fit.line.T for fit, *_ in shown])
    reach = 2.5
    for fit, name, color, marker in shown:
        text = name if name.startswith("$") else f"$B$ = {plain_number(separation.B_quench, 3)} T"
        reach = max(reach, _one(top, bottom, fit, text, LENGTH_COLORS[color], marker))
    bottom.axhspan(-1.0, 1.0, color="0.92", zorder=0, linewidth=0)
    bottom.axhline(0.0, color=INK, linewidth=0.6)
    bottom.set_ylim(-1.2 * reach, 1.2 * reach)
    low, high = T.min() / 1.1, T.max() * 1.1
    bottom.set_xscale("log")
    bottom.set_xlim(low, high)
    log_ticks(bottom.xaxis, low, high)
    top.set_ylabel(r"$\sigma - \langle\sigma\rangle$  ($e^2/\pi h$)")
    bottom.set_ylabel("residual / err.")
    bottom.set_xlabel("$T$ (K)")
    top.legend(loc="upper left")
    figure.align_ylabels()
    return figure


def _one(top: Axes, bottom: Axes, fit: FittedLine, text: str, color: Any, marker: str) -> float:
    """Draw one line; return the largest residual in standard errors."""
    line = fit.line
    # The constant of each source is taken off, so that all points lie on one line through zero.
    constant = fit.fitted - fit.slope * line.column
    y, on_line = line.y - constant, fit.slope * line.column
    order = np.argsort(line.T)
    middle = float(np.mean(on_line))
    style = {"color": color, "marker": marker, "linestyle": "none", "markersize": 3.6, "elinewidth": 0.8}
    top.errorbar(
        line.T,
        y - middle,
        yerr=fit.errors,
        label=f"{text}: slope {plain_number(fit.slope, 3)}",
        capsize=1.5,
        zorder=3,
        **style,
    )
    top.plot(line.T[order], on_line[order] - middle, color=color, linewidth=1.0)
    rest = (line.y - fit.fitted) / fit.errors
    bottom.plot(line.T, rest, color=color, marker=marker, markersize=3.0, linestyle="none")
    return float(np.max(np.abs(rest)))
