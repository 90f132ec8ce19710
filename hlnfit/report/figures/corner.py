"""The posterior of a sweep that was sampled: every parameter, and every pair of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hlnfit.errors import MissingExtraError
from hlnfit.report.labels import math_name, readable_unit
from hlnfit.report.style import DOUBLE, INK, LENGTH_COLORS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from hlnfit.analysis import Analysis
    from hlnfit.fitting.mcmc import Samples

ORDER = 90
TITLE = "Posterior"
CAPTION = (
    "Samples of the posterior of the first sweep that was sampled (--errors mcmc): the distribution of each "
    "parameter with its 68 % limits, and contours that hold 68 % and 95 % of the samples of each pair. A "
    "contour that is bent or open is what a single error bar cannot tell."
)
_BINS = 36
_MOST = 6


def draw(analysis: Analysis) -> Figure | None:
    """Draw the figure; None where no sweep was sampled."""
    for fit in analysis.series.fits:
        if fit.samples is not None:
            shown = [n for n, p in fit.params.items() if n in fit.samples.values and _shown(n, p.nuisance)]
            units = {n: fit.params[n].unit for n in shown}
            return draw_corner(fit.samples, shown, units)
    return None


def _shown(name: str, nuisance: bool) -> bool:
    """Return True for lengths and amplitudes: fields say the same as lengths."""
    return not nuisance and not name.startswith("B_")


def draw_corner(
    samples: Samples, names: list[str] | None = None, units: dict[str, str] | None = None
) -> Figure:
    """Draw the distribution of each parameter and the contours of each pair.

    Parameters
    ----------
    samples : Samples
    names : list of str, optional
        At most six are drawn; by default every length and amplitude.
    units : dict, optional
        SI unit of each parameter (``{"L_phi": "m"}``); by default metres for lengths.

    Raises
    ------
    MissingExtraError
        corner is not installed.
    """
    from matplotlib.figure import Figure

    corner = _import_corner()
    chosen = list(names) if names is not None else [n for n in samples.values if n[:2] in ("L_", "al")]
    chosen = (chosen or list(samples.values))[:_MOST]
    known = units or {}
    columns, labels, logs = [], [], []
    for name in chosen:
        scale, unit = readable_unit(known.get(name, "m" if name.startswith("L_") else ""))
        values = scale * samples.values[name]
        low, high = np.quantile(values, [0.01, 0.99])
        logs.append(bool(low > 0.0 and high > 5.0 * low))
        columns.append(np.log10(values) if logs[-1] else values)
        symbol = rf"\lg\,{math_name(name)}" if logs[-1] else math_name(name)
        labels.append(f"${symbol}$  ({unit})" if unit else f"${symbol}$")
    n = len(chosen)
    size = min(DOUBLE, 1.0 + 1.5 * n)
    # corner places its panels itself.
    figure = Figure(figsize=(size, size), layout=None)
    corner.corner(
        np.stack(columns, axis=1),
        bins=_BINS,
        range=[0.998] * n,
        color=LENGTH_COLORS[0],
        quantiles=(0.15865, 0.84135),
        levels=(0.6827, 0.9545),
        smooth=1.0,
        plot_density=False,
        labels=labels,
        max_n_ticks=3,
        fig=figure,
        contour_kwargs={"colors": INK, "linewidths": 0.8},
        hist_kwargs={"linewidth": 1.0},
    )
    return figure


def _import_corner() -> Any:
    try:
        import corner
    except ImportError:
        raise MissingExtraError("the corner figure", "corner", "mcmc") from None
    return corner
