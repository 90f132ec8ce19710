"""Bit generators for kernels: xoshiro256++ for one walker, xoshiro128++ for lanes of walkers.

Seeded from a `numpy.random.SeedSequence`, whose words are well mixed, so that neighbouring blocks and
lanes have unrelated streams.

Source: D. Blackman and S. Vigna, ACM Trans. Math. Softw. 47, 36 (2021).
"""

from __future__ import annotations

import numpy as np
from numba import uint64
from numpy.random import SeedSequence
from numpy.typing import NDArray

from hlnfit.stored import stored


def word_state(seeds: SeedSequence) -> NDArray[np.uint64]:
    """Return the state, shape (4,), of a 64-bit generator."""
    return np.asarray(seeds.generate_state(4, np.uint64), dtype=np.uint64)


def lane_state(seeds: SeedSequence, lanes: int) -> NDArray[np.uint32]:
    """Return the states, shape (4, lanes), of 32-bit generators side by side."""
    words = np.asarray(seeds.generate_state(4 * lanes, np.uint32), dtype=np.uint32)
    return words.reshape(4, lanes)


@stored(inline="always")
def next_word(state: np.ndarray) -> np.uint64:
    """Return 64 random bits and move ``state`` on."""
    s0, s1, s2, s3 = state[0], state[1], state[2], state[3]
    total = s0 + s3
    word = ((total << uint64(23)) | (total >> uint64(41))) + s0
    shifted = s1 << uint64(17)
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = (s3 << uint64(45)) | (s3 >> uint64(19))
    state[0], state[1], state[2], state[3] = s0, s1, s2, s3
    # numba gives its numbers no types.
    return word  # type: ignore[no-any-return]


@stored(inline="always")
def uniform(state: np.ndarray) -> float:
    """Return a random number in the open interval (0, 1), on a grid of 2^-53 shifted by half a step."""
    return (np.float64(next_word(state) >> uint64(11)) + 0.5) * 1.1102230246251565e-16
