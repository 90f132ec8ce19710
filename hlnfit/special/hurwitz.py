"""The Hurwitz zeta function zeta(s, a) of real s and complex a, also for s < 1, which scipy has not.

Source: Euler-Maclaurin summation; Digital Library of Mathematical Functions, section 25.11(iii).
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bernoulli, poch

ComplexArray = NDArray[np.complex128]
_SHIFT = 14
_TERMS = 10


@cache
def _tail(s: float) -> tuple[float, ...]:
    numbers = bernoulli(2 * _TERMS)
    return tuple(
        float(numbers[2 * k]) / math.factorial(2 * k) * float(poch(s, 2 * k - 1))
        for k in range(1, _TERMS + 1)
    )


def hurwitz_zeta(s: float, a: ArrayLike) -> ComplexArray:
    """Return zeta(s, a) for s > -1, s != 1, and complex a with Re a > 0 (array like ``a``)."""
    x = np.asarray(a, dtype=np.complex128)
    total = np.zeros_like(x)
    for n in range(_SHIFT):
        total += (x + n) ** (-s)
    far = x + _SHIFT
    power = far ** (-s)
    total += power * (far / (s - 1.0) + 0.5)
    w = far**-2.0
    tail = np.zeros_like(x)
    for c in reversed(_tail(s)):
        tail = (tail + c) * w
    return np.asarray(total + power * tail * far)
