"""Drawing the last two flights of a loop."""

import math

import numpy as np
import pytest
from numpy.random import SeedSequence
from scipy.integrate import quad
from scipy.special import k0

from hlnfit.simulation.walks.closure import closure_in_plane, closure_in_space, direction_in_space
from hlnfit.simulation.walks.random_bits import word_state


def mean_weight(draw, position, rate, count=20_000):
    """Return mean and standard error of the weight of a closure."""
    state = word_state(SeedSequence(1))
    weights = np.array([draw(state, *position, rate)[-1] for _ in range(count)])
    return weights.mean(), weights.std() / math.sqrt(count)


@pytest.mark.parametrize("r", [1e-3, 0.1, 1.0, 5.0])
@pytest.mark.parametrize("rate", [1.0, 1.3])
def test_two_flights_in_the_plane_arrive_with_bessel_k0(r, rate):
    """The density after two exponential flights is K_0(rate r) / (2 pi l^2), resolved to 2 %."""
    mean, error = mean_weight(closure_in_plane, (0.6 * r, -0.8 * r), rate)

    assert error < 0.02 * mean
    assert k0(rate * r) == pytest.approx(mean, abs=4 * error)


@pytest.mark.parametrize("r", [0.01, 0.3, 2.0])
def test_two_flights_in_space_arrive_with_their_convolution(r):
    """In three dimensions the density is the convolution of two flights, resolved to 3 %."""
    # Fourier: exp(-r)/(4 pi r^2) -> atan(q)/q; two of them in spheroidal coordinates, with xi = 1/u.
    expected = quad(lambda u: math.exp(-r / u) * math.atanh(u) / u, 0.0, 1.0)[0] / (2 * math.pi * r)
    mean, error = mean_weight(closure_in_space, (0.48 * r, -0.6 * r, 0.64 * r), 1.0, 40_000)

    assert error < 0.03 * mean
    assert expected == pytest.approx(mean, abs=4 * error)


def test_last_collision_lies_where_two_flights_meet():
    """Weighted by their attenuation, last collisions have the mean distance of two flights."""
    # For r -> 0 both flights have the same length s, with density K ~ exp(-2 s) / s; at finite r compare
    # the weighted mean of the path length with -d ln K_0 / d rate = r K_1 / K_0 at rate 1.
    state = word_state(SeedSequence(2))
    r = 0.7
    lengths, weights = [], []
    for _ in range(20_000):
        sx, sy, weight = closure_in_plane(state, r, 0.0, 1.0)
        lengths.append(math.hypot(sx, sy) + math.hypot(sx - r, sy))
        weights.append(weight)
    lengths, weights = np.array(lengths), np.array(weights)
    mean = np.average(lengths, weights=weights)
    error = np.std(weights * (lengths - mean)) / weights.mean() / math.sqrt(len(weights))
    step = 1e-5
    expected = -(math.log(k0(r * (1 + step))) - math.log(k0(r * (1 - step)))) / (2 * step)

    assert error < 0.02 * mean
    assert expected == pytest.approx(mean, abs=4 * error)


def test_directions_in_space_are_isotropic():
    """Each component has mean 0 and variance 1/3."""
    state = word_state(SeedSequence(3))
    vectors = np.array([direction_in_space(state) for _ in range(20_000)])

    assert np.allclose(1.0, np.sum(vectors**2, axis=1), rtol=1e-12)
    assert np.all(np.abs(vectors.mean(axis=0)) < 4 * np.sqrt(1 / 3 / 20_000))
    assert np.all(np.abs((vectors**2).mean(axis=0) - 1 / 3) < 4 * np.sqrt(4 / 45 / 20_000))
