"""Where the zero of the magnet is, from the data alone."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit.reduction.symmetry import centre_of_symmetry
from tests.fitting.curves import one_channel

B = np.linspace(-1.0, 1.0, 201)


@pytest.mark.parametrize("centre", [-0.03, 0.006, 0.02])
def test_a_displaced_cusp_under_a_hall_part_is_found(centre):
    """The centre comes out within a third of the step, whatever odd part lies on top."""
    y = one_channel(B - centre, -0.5, 0.02) + 3e-5 * (B - centre)

    assert centre == pytest.approx(centre_of_symmetry(B, y, -0.1, 0.1), abs=0.0035)


def test_order_does_not_matter():
    """A down sweep has the centre of the same curve swept up."""
    y = one_channel(B - 0.02, -0.5, 0.02)

    assert centre_of_symmetry(B, y, -0.1, 0.1) == centre_of_symmetry(B[::-1], y[::-1], -0.1, 0.1)


def test_without_a_cusp_the_centre_is_zero():
    """A parabola with a straight line on top is no displaced parabola."""
    rng = np.random.default_rng(0)
    y = B**2 + 0.05 * B + 0.001 * rng.normal(size=B.size)

    assert 0.0 == centre_of_symmetry(B, y, -0.1, 0.1)


def test_one_sided_data_have_no_centre():
    """From B >= 0 alone nothing can be said."""
    half = np.linspace(0.0, 1.0, 100)

    assert 0.0 == centre_of_symmetry(half, half**2, -0.1, 0.1)
