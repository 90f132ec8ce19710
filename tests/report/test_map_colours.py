"""The ends of the colour scale of a map."""

import numpy as np
import pytest

from hlnfit.report.maps.color_map import _limits


def test_colours_reach_to_the_last_cells():
    """Where no cell is far from the others, none is cut off."""
    values = np.geomspace(50.0, 250.0, 180)

    assert _limits(values) == pytest.approx((50.0, 250.0))
    assert _limits(np.linspace(-1.0, 2.0, 90)) == pytest.approx((-1.0, 2.0))


def test_a_wild_cell_does_not_take_the_colours():
    """One cell a thousand times above the others leaves them their range."""
    values = np.append(np.geomspace(50.0, 250.0, 180), 1e5)
    low, high = _limits(values)

    assert low == pytest.approx(50.0)
    assert 250.0 < high < 400.0
