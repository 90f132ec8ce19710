"""Random numbers that stay the same on every platform and with every release of numpy.

numpy promises a stable stream of raw bits for a bit generator, but not for the distributions of
``Generator``. The raw bits of PCG64 are therefore turned into uniform numbers here, and into normal ones
by the inverse of the normal distribution function.
"""

from __future__ import annotations

import numpy as np
from numpy.random import PCG64, SeedSequence
from numpy.typing import NDArray
from scipy.special import ndtri

from hlnfit.sweep import FloatArray

Seed = int | SeedSequence


class Draws:
    """One stream of random numbers, named by a key below a seed.

    Streams with different keys are independent, so that switching one defect on leaves the numbers of
    the others as they are.

    Parameters
    ----------
    seed : int or SeedSequence
    key : int
        Numbers that name the stream.
    """

    def __init__(self, seed: Seed, *key: int) -> None:
        root = seed if isinstance(seed, SeedSequence) else SeedSequence(seed)
        self._bits = PCG64(SeedSequence(root.entropy, spawn_key=(*root.spawn_key, *key)))

    def uniform(self, n: int) -> FloatArray:
        """Return n numbers in the open interval (0, 1), each a multiple of 2^-54."""
        raw = self._bits.random_raw(n) if n else np.zeros(0, dtype=np.uint64)
        top: NDArray[np.uint64] = np.asarray(raw, dtype=np.uint64) >> np.uint64(11)
        return (top.astype(np.float64) + 0.5) * 2.0**-53

    def normal(self, n: int) -> FloatArray:
        """Return n numbers of mean 0 and variance 1."""
        return np.asarray(ndtri(self.uniform(n)), dtype=np.float64)

    def log_uniform(self, low: float, high: float, n: int) -> FloatArray:
        """Return n numbers between low and high, uniform in their logarithm."""
        return np.asarray(low * (high / low) ** self.uniform(n), dtype=np.float64)

    def integers(self, low: int, high: int, n: int) -> NDArray[np.int64]:
        """Return n whole numbers from low to high, both included."""
        return low + np.floor(self.uniform(n) * (high - low + 1)).astype(np.int64)
