"""Specular walls by unfolding: the walker goes straight on through mirrored copies of the sample.

Across a wire or a slab of width W the true coordinate is a triangular wave of the unfolded one, and every
copy holds one image of the origin. Loops that close on any image are loops of the true walk.
"""

from __future__ import annotations

import math

import numpy as np

from hlnfit.simulation.walks.random_bits import uniform
from hlnfit.stored import stored


@stored(nogil=True)
def _wave_integral(y: float, width: float) -> float:
    """Return the integral from 0 to y of the true coordinate less half the width; periodic in 2 W."""
    phase = y - 2.0 * width * math.floor(y / (2.0 * width))
    if phase < width:
        return 0.5 * phase * (phase - width)
    phase -= width
    return 0.5 * phase * (width - phase)


@stored(nogil=True)
def folded(y: float, width: float) -> float:
    """Return the true coordinate, between 0 and ``width``, of the unfolded one."""
    phase = y - 2.0 * width * math.floor(y / (2.0 * width))
    return phase if phase < width else 2.0 * width - phase


@stored(nogil=True)
def flux_of_flight(dx: float, y1: float, y2: float, width: float) -> float:
    """Return the integral of (true y - W / 2) dx along a straight flight from y1 to y2 (unfolded)."""
    dy = y2 - y1
    if abs(dy) < 1e-7 * width:
        return dx * (folded(0.5 * (y1 + y2), width) - 0.5 * width)
    return dx / dy * (_wave_integral(y2, width) - _wave_integral(y1, width))


@stored(nogil=True)
def draw_image(state: np.ndarray, y: float, origin: float, width: float, rate: float) -> tuple[float, float]:
    """Draw an image of the origin near the unfolded coordinate ``y``.

    Returns
    -------
    image : float
        Unfolded coordinate of the image.
    weight : float
        One over the probability of drawing it: that an exponential jump from ``y`` ends in its copy.
    """
    jump = -math.log(uniform(state)) / rate
    if uniform(state) < 0.5:
        jump = -jump
    copy = math.floor((y + jump) / width)
    low, high = rate * (copy * width - y), rate * ((copy + 1.0) * width - y)
    if low >= 0.0:
        chance = -0.5 * math.exp(-low) * math.expm1(low - high)
    elif high <= 0.0:
        chance = -0.5 * math.exp(high) * math.expm1(low - high)
    else:
        chance = 1.0 - 0.5 * (math.exp(low) + math.exp(-high))
    place = origin if copy % 2.0 == 0.0 else width - origin
    return copy * width + place, 1.0 / chance
