"""The corner figure: drawn where a sweep was sampled, and only there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hlnfit.fitting.mcmc import Samples
from hlnfit.report.figures import draw
from hlnfit.report.figures.corner import draw_corner
from hlnfit.report.style import DOUBLE, drawing


@pytest.fixture
def samples():
    """Correlated normal samples, and a length that spreads over decades."""
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(2, 2000))
    values = {
        "L_phi": 2e-7 + 1e-8 * a,
        "alpha": -0.5 + 0.01 * (a + b),
        "L_so": 10.0 ** (-6.0 + 0.5 * b),
        "dsigma0": 1e-7 * b,
    }
    return Samples(values, np.zeros(2000), {"B_phi": 20.0}, 0.6, 16, 2000, True, 0)


def test_one_panel_a_pair(samples):
    """Three lengths and amplitudes: three histograms and three pairs."""
    with drawing():
        figure = draw_corner(samples)
    figure.draw_without_rendering()

    assert 6 == sum(axes.get_frame_on() for axes in figure.axes)
    assert figure.get_figwidth() <= DOUBLE
    labels = [axes.get_xlabel() for axes in figure.axes[-3:]]
    assert any("nm" in text for text in labels)
    assert any(r"\lg" in text for text in labels)


def test_no_sampled_sweep_no_figure(single):
    """Nothing to draw without --errors mcmc."""
    assert draw("corner", single) is None


def test_the_first_sampled_sweep_is_drawn(single, samples):
    """Its lengths and amplitudes, without the fields that say the same."""
    fit = replace(single.series.fits[0], samples=samples)
    analysis = replace(single, series=replace(single.series, fits=(fit,)))
    figure = draw("corner", analysis)
    figure.draw_without_rendering()

    assert not any("B_" in axes.get_xlabel() for axes in figure.axes)
