"""The figure of the dephasing field."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit.report.figures import draw


def test_points_and_preferred_law_are_those_of_the_fit(wal):
    """B_phi in mT, the law through it, residuals below."""
    top, bottom = draw("dephasing", wal).axes
    points = top.containers[0].lines[0]
    law = next(line for line in top.lines if line.get_linewidth() == 1.2)

    assert 1e3 * wal.dephasing.rates.B_phi == pytest.approx(points.get_ydata())
    x, y = law.get_data()
    assert 1e3 * wal.dephasing.preferred.curve(x) == pytest.approx(y)
    assert 4 == np.size(bottom.lines[-1].get_ydata())


def test_nyquist_dephasing_is_drawn_where_the_diffusion_constant_is_known(wal):
    """Nothing is fitted in it."""
    labels = [line.get_label() for line in draw("dephasing", wal).axes[0].lines]

    assert "Nyquist, nothing fitted" in labels
