"""Magnetoconductance in the plane of the film, with the Zeeman term that is common to all temperatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hlnfit.constants import G0
from hlnfit.numbers import plain_number
from hlnfit.report.style import MOST_IN_LEGEND, SINGLE, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from hlnfit.separation import Separation

TITLE = "In-plane field"
CAPTION = (
    "Conductance in an in-plane field minus its fitted value at B = 0. Lines: the Zeeman term of the "
    "interaction with one K_ee for all temperatures."
)


def draw(separation: Separation) -> Figure | None:
    """Draw the figure; None without in-plane sweeps."""
    found = separation.in_plane
    if found is None:
        return None
    import matplotlib as mpl

    figure = new_figure(SINGLE, 2.5)
    axes = figure.subplots()
    curves = sorted(
        zip(found.curves, found.levels.tolist(), strict=True), key=lambda c: c[0].temperature or 0.0
    )
    colors = mpl.colormaps["viridis"](np.linspace(0.0, 0.86, len(curves)))
    for (curve, level), color in zip(curves, colors, strict=True):
        T = curve.temperature or float("nan")
        axes.plot(
            curve.B, (curve.dsigma - level) / G0, color=color, marker="o", markersize=1.8, linestyle="none",
            alpha=0.6, markeredgewidth=0,
        )  # fmt: skip
        B = np.linspace(float(curve.B.min()), float(curve.B.max()), 301)
        label = f"{plain_number(T, 3)} K" if len(curves) <= MOST_IN_LEGEND else None
        axes.plot(B, found.curve(B, T) / G0, color=color, linewidth=1.1, label=label)
    axes.set_xlabel("in-plane $B$ (T)")
    axes.set_ylabel(r"$\Delta\sigma$  ($e^2/\pi h$)")
    if len(curves) <= MOST_IN_LEGEND:
        axes.legend(loc="best")
    return figure
