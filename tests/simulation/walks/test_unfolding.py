"""Mirrored copies of a sample between specular walls."""

import numpy as np
import pytest
from numpy.random import SeedSequence

from hlnfit.simulation.walks.random_bits import word_state
from hlnfit.simulation.walks.unfolding import draw_image, flux_of_flight, folded


def triangle(y, width):
    """Return the triangular wave that is y on [0, width] and mirrored beyond."""
    return np.abs((np.asarray(y) + width) % (2 * width) - width)


@pytest.mark.parametrize("y", [-3.7, -0.2, 0.4, 1.9, 12.3])
def test_folding_is_a_triangular_wave(y):
    """Straight flight through mirrored copies is specular reflection."""
    assert triangle(y, 1.5) == pytest.approx(folded(y, 1.5), abs=1e-14)


@pytest.mark.parametrize(
    ("dx", "y1", "y2"), [(1.0, 0.2, 7.9), (-2.0, 3.3, -4.1), (0.5, 0.3, 0.3), (3.0, 1.0, 1.2)]
)
def test_flux_of_a_flight_is_the_integral_along_it(dx, y1, y2):
    """The closed form is the integral of the true coordinate, counted from the middle, over x."""
    along = (np.arange(200_000) + 0.5) / 200_000
    expected = dx * np.mean(triangle(y1 + along * (y2 - y1), 1.3) - 0.65)
    assert expected == pytest.approx(flux_of_flight(dx, y1, y2, 1.3), abs=1e-8)


@pytest.mark.parametrize("width", [0.2, 1.0, 30.0])
def test_images_are_drawn_with_their_weight(width):
    """Weighted counts of images add up: a sum over all images of exp(-distance) comes out."""
    origin, y, rate = 0.3 * width, 0.45 * width, 1.2
    state = word_state(SeedSequence(1))
    samples = []
    for _ in range(20_000):
        image, weight = draw_image(state, y, origin, width, rate)
        samples.append(weight * np.exp(-rate * abs(image - y)))
        assert origin == pytest.approx(folded(image, width), abs=1e-9 * width)
    copies = np.arange(-2000, 2001)
    images = np.concatenate((2 * copies * width + origin, 2 * copies * width - origin))
    expected = np.exp(-rate * np.abs(images - y)).sum()
    error = np.std(samples) / np.sqrt(len(samples))

    assert error < 0.02 * expected
    assert expected == pytest.approx(np.mean(samples), abs=4 * error, rel=1e-6)
