"""Logarithmic bins of area."""

import numpy as np
import pytest

from hlnfit.simulation.walks.areas import BINS, PER_OCTAVE, area_bin, bin_areas, bin_widths


def test_bins_tile_the_axis():
    """Each bin begins where the one before ends."""
    middle, width = bin_areas(), bin_widths()
    assert np.allclose((middle + width / 2)[:-1], (middle - width / 2)[1:], rtol=1e-15)


@pytest.mark.parametrize("area", [1e-7, 0.3, -0.3, 1.0, 0.9999999, 12345.6])
def test_an_area_falls_into_its_bin(area):
    """The bin of an area contains its absolute value, whatever its sign."""
    index = area_bin(area)
    assert abs(abs(area) - bin_areas()[index]) <= bin_widths()[index] / 2


def test_bins_are_narrow():
    """The relative width of a bin is at most one in 64."""
    assert np.max(bin_widths() / bin_areas()) <= 1 / PER_OCTAVE


@pytest.mark.parametrize(("area", "index"), [(0.0, 0), (1e-30, 0), (1e30, BINS - 1)])
def test_what_lies_outside_goes_to_the_ends(area, index):
    """Nothing is lost, and nothing is written outside the table."""
    assert index == area_bin(area)
