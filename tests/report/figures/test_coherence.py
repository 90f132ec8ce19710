"""The figure of the lengths."""

from __future__ import annotations

import math

from hlnfit.report.figures import draw


def test_lengths_are_logarithmic_against_logarithmic_temperature(wal):
    """A power law is a line."""
    axes = draw("coherence", wal).axes[0]

    assert ("log", "log") == (axes.get_xscale(), axes.get_yscale())
    assert "$T$  (K)" == axes.get_xlabel()


def test_the_law_stands_in_the_legend_with_its_exponent(wal):
    """p and the name of the law."""
    labels = [t.get_text() for t in draw("coherence", wal).axes[0].get_legend().get_texts()]

    assert labels[0].startswith("$L")
    assert wal.dephasing.preferred.law in labels[1] and "p" in labels[1]


def test_points_are_the_fitted_lengths_in_nanometres(wal):
    """With error bars from the limits."""
    axes = draw("coherence", wal).axes[0]
    drawn = sorted(float(c.lines[0].get_ydata()[0]) for c in axes.containers)

    assert sorted(1e9 * f.params["L_phi"].value for f in wal.series.fits) == drawn


def test_a_bound_is_an_arrow_that_begins_there(undetermined):
    """Up where the length is longer than the bound."""
    axes = draw("coherence", undetermined).axes[0]
    arrows = [(a.xyann, a.xy) for a in axes.texts if a.arrow_patch is not None]
    bounds = [1e9 * f.params["L_so"].bound_value for f in undetermined.series.fits]
    bounds = sorted(b for b in bounds if math.isfinite(b))

    assert bounds == sorted(start[1] for start, _ in arrows)
    assert all(end[1] > start[1] for start, end in arrows)


def test_arrows_and_points_lie_inside_the_axes(undetermined):
    """Nothing is cut off."""
    axes = draw("coherence", undetermined).axes[0]
    low, high = axes.get_ylim()

    assert all(low < a.xy[1] < high for a in axes.texts if a.arrow_patch is not None)
    assert all(low < float(c.lines[0].get_ydata()[0]) < high for c in axes.containers)
