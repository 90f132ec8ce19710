"""Noise with memory: 1/f noise along the measurement, and fluctuations that repeat in the field."""

from __future__ import annotations

import math

import numpy as np

from hlnfit.simulation.instrument.draws import Draws
from hlnfit.sweep import FloatArray

_WAVES = 128


def pink_noise(draws: Draws, n: int) -> FloatArray:
    """Return n points of 1/f noise with variance 1.

    A sum of relaxations of equal variance whose times are a factor of two apart, from one point to the
    whole measurement, has a spectrum 1/f between them (the usual picture of activated processes with a
    flat distribution of energies; review: M. B. Weissman, Rev. Mod. Phys. 60, 537 (1988)).
    """
    total = np.zeros(n)
    octaves = max(1, math.ceil(math.log2(max(n, 2))))
    for k in range(octaves):
        memory = math.exp(-(2.0**-k))
        kick = math.sqrt(1.0 - memory * memory)
        shocks = draws.normal(n)
        state = 0.0
        for i in range(n):
            state = shocks[i] if i == 0 else memory * state + kick * shocks[i]
            total[i] += state
    return np.asarray(total / math.sqrt(octaves))


class FieldPattern:
    """A random function of the field with mean 0 and variance 1: the fingerprint of one disorder.

    The autocorrelation is Gaussian and falls to one half at the distance ``correlation_field``
    (definition of the correlation field of conductance fluctuations: P. A. Lee, A. D. Stone and
    H. Fukuyama, Phys. Rev. B 35, 1039 (1987)). The same field always gives the same value, whatever the
    order in which fields are asked for.

    Parameters
    ----------
    draws : Draws
    correlation_field : float, T
    even : bool
        True for f(B) = f(-B), as required between two terminals; the variance then is 2 at B = 0, as
        the symmetry under time reversal demands, and falls to 1 beyond the correlation field.
    """

    def __init__(self, draws: Draws, correlation_field: float, *, even: bool = False) -> None:
        self._rates = draws.normal(_WAVES) * math.sqrt(2.0 * math.log(2.0)) / correlation_field
        self._phases = 2.0 * math.pi * draws.uniform(_WAVES)
        self._even = even

    def __call__(self, B: FloatArray) -> FloatArray:
        """Return the pattern at each field (T)."""
        turns = np.multiply.outer(B, self._rates)
        if self._even:
            waves = math.sqrt(2.0) * np.cos(turns) * np.cos(self._phases)
        else:
            waves = np.cos(turns + self._phases)
        return np.asarray(math.sqrt(2.0 / _WAVES) * waves.sum(axis=-1))
