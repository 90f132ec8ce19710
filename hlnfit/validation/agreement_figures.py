"""Figures of the agreement, drawn into empty figures that the caller styles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from hlnfit.validation.agreement import STANDARD_ERRORS, Agreement

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ENGINE: Final = "#c4581a"
FORMULA: Final = "#1b4f8a"
WRONG: Final = "#a0153e"
COLUMNS: Final = 3
FEWEST_POINTS: Final = 3
"""Lines with fewer points have no curve to show; they stand in the overview."""


def overview_height(agreements: Sequence[Agreement]) -> float:
    """Return the height in inches that the overview needs."""
    return 1.1 + 0.19 * len(agreements)


def draw_overview(agreements: Sequence[Agreement], figure: Figure) -> None:
    """Draw each point's difference over its limit: what lies between -1 and 1 agrees."""
    axes = figure.subplots()
    axes.axvspan(-1.0, 1.0, color="0.93", lw=0)
    axes.axvline(0.0, color="0.6", lw=0.7)
    most = 1.3
    for row, one in enumerate(agreements):
        c = one.comparison
        with np.errstate(divide="ignore", invalid="ignore"):
            part = np.where(c.difference == 0.0, 0.0, c.difference / c.limit)
        shown = np.clip(np.nan_to_num(part, nan=most), -most, most)
        for agrees, color, marker in ((True, FORMULA, "o"), (False, WRONG, "X")):
            points = c.agrees == agrees
            axes.plot(shown[points], np.full(int(points.sum()), row), marker, color=color, ms=3.6, mew=0)
    axes.set_yticks(range(len(agreements)), [one.name for one in agreements])
    axes.tick_params(axis="y", length=0, right=False)
    axes.set_ylim(len(agreements) - 0.4, -0.6)
    axes.set_xlim(-most - 0.05, most + 0.05)
    axes.set_xlabel(f"(engine $-$ formula) / (allowance + {STANDARD_ERRORS:g} standard errors)")


def with_curves(agreements: Sequence[Agreement]) -> list[Agreement]:
    """Return the lines that have enough points for a panel."""
    return [one for one in agreements if one.comparison.x.size >= FEWEST_POINTS]


def curves_height(agreements: Sequence[Agreement]) -> float:
    """Return the height in inches that the panels need."""
    return 0.4 + 1.75 * max(1, math.ceil(len(with_curves(agreements)) / COLUMNS))


def draw_curves(agreements: Sequence[Agreement], figure: Figure) -> None:
    """Draw engine and formula of each line with enough points, a panel each."""
    drawn = with_curves(agreements)
    rows = max(1, math.ceil(len(drawn) / COLUMNS))
    grid = list(figure.subplots(rows, COLUMNS, squeeze=False).flat)
    for empty in grid[len(drawn) :]:
        empty.set_visible(False)
    for axes, one in zip(grid, drawn):
        _panel(axes, one)
    named: dict[str, Any] = {}
    for axes in grid[: len(drawn)]:
        named |= dict(zip(*reversed(axes.get_legend_handles_labels())))
    if named:
        figure.legend(list(named.values()), list(named), loc="outside upper right", ncols=3)


def _panel(axes: Axes, one: Agreement) -> None:
    c = one.comparison
    axes.plot(c.x, c.reference, "-", color=FORMULA, label="formula at these points")
    if np.any(c.allowance > 0.0):
        low, high = c.reference - c.allowance, c.reference + c.allowance
        axes.fill_between(c.x, low, high, color=FORMULA, alpha=0.15, lw=0, label="what is allowed for")
    axes.errorbar(
        c.x,
        c.value,
        yerr=STANDARD_ERRORS * c.error,
        fmt="o",
        ms=3.2,
        mfc="white",
        color=ENGINE if one.passes else WRONG,
        elinewidth=0.9,
        label=f"engine, {STANDARD_ERRORS:g} standard errors",
    )
    if np.all(c.x > 0.0) and c.x.max() / c.x.min() > 20.0:
        axes.set_xscale("log")
    axes.axhline(0.0, color="0.8", lw=0.6, zorder=0)
    axes.set_title(one.name if one.passes else f"{one.name}  DISAGREES", loc="left", fontsize=7.0, pad=2.5)
    axes.set_xlabel(one.x_label, fontsize=7.0, labelpad=1)
    axes.set_ylabel(_in_symbols(one.quantity), fontsize=7.0)
    axes.tick_params(labelsize=6.5)


def _in_symbols(quantity: str) -> str:
    """Return the name of a quantity with its symbols set in mathematics."""
    symbols = {
        "Delta sigma_a": r"$\Delta\sigma_a$",
        "Delta sigma": r"$\Delta\sigma$",
        "2 pi l^2 n_k": r"$2\pi l^2 n_k$",
        "e^2/h": "$e^2/h$",
        "G0": "$G_0$",
    }
    for words, symbol in symbols.items():
        quantity = quantity.replace(words, symbol)
    return quantity.replace(")^2", r")$^2$")
