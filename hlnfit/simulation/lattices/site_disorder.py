"""Disorder by address: the same site of the same sample always gets the same number.

A number is a hash of (seed, sample, column, row, purpose), so that it does not matter in which order,
process or field sites are visited: a sweep of the field keeps its impurities, and no disorder is stored.

Source: finalizer of SplitMix64, G. L. Steele, D. Lea and C. H. Flood, OOPSLA 2014, ACM SIGPLAN Not. 49,
453; idea of random access: J. K. Salmon et al., SC11, 16 (2011).
"""

from __future__ import annotations

import math

import numpy as np
from numba import uint64
from numpy.random import SeedSequence

from hlnfit.stored import stored

POTENTIAL, BOND_ANGLE, BOND_PHASE_1, BOND_PHASE_2 = 0, 1, 2, 3

_GAMMA = uint64(0x9E3779B97F4A7C15)
_MIX_1 = uint64(0xBF58476D1CE4E5B9)
_MIX_2 = uint64(0x94D049BB133111EB)


def sample_key(seeds: SeedSequence) -> np.uint64:
    """Return the 64-bit key of a sample."""
    return np.uint64(seeds.generate_state(1, np.uint64)[0])


@stored(inline="always")
def _mixed(word: np.uint64) -> np.uint64:
    """Return ``word`` with every bit depending on every bit."""
    word = (word ^ (word >> uint64(30))) * _MIX_1
    word = (word ^ (word >> uint64(27))) * _MIX_2
    return word ^ (word >> uint64(31))


@stored(nogil=True)
def site_uniform(key: np.uint64, column: int, row: int, purpose: int) -> float:
    """Return the uniform number in (0, 1) of one site and purpose of the sample ``key``."""
    word = _mixed(uint64(key) + _GAMMA * (uint64(column) + uint64(1)))
    word = _mixed(word + _GAMMA * (uint64(4) * uint64(row) + uint64(purpose) + uint64(1)))
    return (np.float64(word >> uint64(11)) + 0.5) * 1.1102230246251565e-16


@stored(nogil=True)
def random_rotation(key: np.uint64, column: int, row: int, out: np.ndarray) -> None:
    """Fill ``out`` (2, 2) with the SU(2) matrix of a bond, uniform in Haar measure."""
    share = site_uniform(key, column, row, BOND_ANGLE)
    first = 2.0 * math.pi * site_uniform(key, column, row, BOND_PHASE_1)
    second = 2.0 * math.pi * site_uniform(key, column, row, BOND_PHASE_2)
    cos, sin = math.sqrt(1.0 - share), math.sqrt(share)
    out[0, 0] = cos * complex(math.cos(first), math.sin(first))
    out[0, 1] = sin * complex(math.cos(second), math.sin(second))
    out[1, 0] = -out[0, 1].conjugate()
    out[1, 1] = out[0, 0].conjugate()
