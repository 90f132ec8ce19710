"""The figure of the magnetoconductance."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit import models
from hlnfit.constants import G0
from hlnfit.report.figures import magnetoconductance
from hlnfit.report.style import GREY, drawing


def panel(analysis, **options):
    """Return the upper axes of the figure."""
    with drawing():
        return magnetoconductance.draw(analysis, **options).axes[0]


def fits(axes):
    """Return the solid lines."""
    return [line for line in axes.lines if line.get_linestyle() == "-"]


def test_fits_are_drawn_in_units_of_the_quantum_of_the_correction(wal):
    """The line of 2 K is -f2(B_phi/B)/2 with B_phi = 2 mT, in e^2/(pi h), within 1 %."""
    line = fits(panel(wal))[-1]
    x, y = line.get_data()
    truth = models.get("hln_simple")(x, alpha=-0.5, B_phi=2e-3) / G0

    assert np.max(np.abs(y - truth)) < 0.01 * np.max(np.abs(truth))


def test_data_of_both_directions_lie_on_the_fit(wal):
    """Offsets are taken out of the data."""
    axes = panel(wal)
    line = fits(axes)[-1]
    points = [p for p in axes.lines if p.get_marker() == "o" and p.get_color() == axes.lines[-2].get_color()]
    inside = [p for p in points if p.get_alpha() == 0.75]

    assert 2 == len(inside)
    for p in inside:
        x, y = p.get_data()
        assert y == pytest.approx(np.interp(x, *line.get_data()), abs=0.02)


def test_curves_can_be_moved_apart(wal):
    """An offset of 0.5 lifts the coldest of four curves by 1.5."""
    plain, moved = (fits(panel(wal, offset=o))[-1].get_ydata() for o in (0.0, 0.5))

    assert 1.5 == pytest.approx(float(np.median(moved - plain)), rel=1e-9)


def test_rejected_sweeps_are_grey(rejects):
    """They are seen, and seen to be rejected."""
    colors = [line.get_color() for line in panel(rejects).lines]

    assert GREY in colors


def test_rejected_sweeps_do_not_set_the_scale(rejects):
    """A wild curve must not hide the good ones."""
    low, high = panel(rejects).get_ylim()

    assert -2.5 < low < 0.0 < high < 0.5


def test_bands_are_drawn(wal):
    """One for each usable sweep."""
    assert 4 == len(panel(wal).collections)
