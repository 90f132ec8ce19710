"""Correlation of the fitted parameters, of one sweep."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hlnfit.report.labels import math_name, sweep_name
from hlnfit.report.results_json import correlation
from hlnfit.report.style import SINGLE, new_figure, usable

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from hlnfit.analysis import Analysis
    from hlnfit.fitting import SweepFit

ORDER = 50
TITLE = "Correlation"
CAPTION = (
    "Correlation of the free parameters of the first usable sweep. Two parameters at ±1 cannot be told apart "
    "by these data: fix one of them, or share it over the series. Crosses: no finite variance."
)


def draw(analysis: Analysis) -> Figure | None:
    """Draw the figure; None where no sweep has two free parameters with a covariance."""
    fit = next((f for f in analysis.series.fits if _has_matrix(f)), None)
    if fit is None or fit.problem is None or fit.covariance is None:
        return None
    names = fit.problem.free
    matrix = correlation(fit.covariance)
    n = len(names)
    size = min(SINGLE, 1.2 + 0.36 * n)
    figure = new_figure(max(size, 2.6), max(size, 2.6))
    axes = figure.subplots()
    hidden = np.triu(np.ones((n, n), dtype=np.bool_))
    axes.imshow(np.where(hidden, np.nan, matrix)[1:, :-1], cmap="PuOr_r", vmin=-1.0, vmax=1.0)
    for row in range(1, n):
        for column in range(row):
            value = matrix[row, column]
            # + 0.0 after rounding: no negative zero.
            text = f"{round(value, 2) + 0.0:+.2f}" if np.isfinite(value) else "×"
            text = text.replace("-", "\N{MINUS SIGN}")
            axes.annotate(
                text, (column, row - 1), ha="center", va="center", fontsize=6.0 if n > 6 else 7.0,
                color="white" if abs(value) > 0.6 else "0.15",
            )  # fmt: skip
    labels = [f"${math_name(name)}$" for name in names]
    axes.set_xticks(range(n - 1), labels[:-1], rotation=40, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(n - 1), labels[1:])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.set_title(f"at {sweep_name(fit, analysis.series.condition)}", loc="right", fontsize=7.5, y=0.86)
    return figure


def _has_matrix(fit: SweepFit) -> bool:
    return usable(fit) and fit.covariance is not None and fit.covariance.shape[0] > 1
