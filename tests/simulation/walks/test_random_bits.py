"""The bit generators of the kernels against their reference sequences and against chance."""

import numpy as np
import pytest
from numpy.random import SeedSequence

from hlnfit.simulation.walks.random_bits import lane_state, next_word, uniform, word_state


def test_xoshiro256_plus_plus_sequence():
    """From state (1, 2, 3, 4) the generator gives the words of its published C code."""
    # First outputs of xoshiro256++ 1.0 (D. Blackman and S. Vigna, 2019) for s = {1, 2, 3, 4}.
    expected = [41943041, 58720359, 3588806011781223, 3591011842654386]
    state = np.array([1, 2, 3, 4], dtype=np.uint64)
    assert expected == [int(next_word(state)) for _ in range(4)]


def test_uniform_numbers_are_open_and_even():
    """Numbers lie inside (0, 1) with mean 1/2 and variance 1/12."""
    state = word_state(SeedSequence(1))
    numbers = np.array([uniform(state) for _ in range(20_000)])

    assert 0.0 < numbers.min() < numbers.max() < 1.0
    assert 0.5 == pytest.approx(numbers.mean(), abs=4 * np.sqrt(1 / 12 / 20_000))
    assert 1 / 12 == pytest.approx(numbers.var(), abs=4 * np.sqrt(1 / 180 / 20_000))


def test_lanes_start_apart():
    """No two lanes share a word of their state."""
    states = lane_state(SeedSequence(1), 128)

    assert (4, 128) == states.shape
    assert len(set(states[0].tolist())) > 126
