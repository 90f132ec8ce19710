"""Closing a walk of exponential flights: the next two flights are drawn so that they end at the origin.

A return to a point has zero probability, so it is not waited for: at every collision the density of
arriving at the target after one more collision is computed, and the place of that collision drawn. With
two flights instead of one the weight has a finite variance in two and in three dimensions: the 1/r of the
flights cancels against the area element of elliptic coordinates with walker and target as foci.
"""

from __future__ import annotations

import math

import numpy as np

from hlnfit.simulation.walks.random_bits import uniform
from hlnfit.stored import stored


@stored(nogil=True)
def direction(state: np.ndarray) -> tuple[float, float]:
    """Return a random direction in the plane."""
    while True:
        x = 2.0 * uniform(state) - 1.0
        y = 2.0 * uniform(state) - 1.0
        square = x * x + y * y
        if 0.0 < square <= 1.0:
            scale = 1.0 / math.sqrt(square)
            return x * scale, y * scale


@stored(nogil=True)
def direction_in_space(state: np.ndarray) -> tuple[float, float, float]:
    """Return a random direction in space."""
    z = 2.0 * uniform(state) - 1.0
    x, y = direction(state)
    radius = math.sqrt(1.0 - z * z)
    return radius * x, radius * y, z


@stored(nogil=True)
def closure_in_plane(state: np.ndarray, x: float, y: float, rate: float) -> tuple[float, float, float]:
    """Draw the last collision before a return, for a walker at (x, y) from its target.

    Parameters
    ----------
    state : ndarray
    x, y : float
        Walker minus target, in mean free paths.
    rate : float
        Attenuation a mean free path, 1 + tau / tau_phi.

    Returns
    -------
    sx, sy : float
        The collision, relative to the target.
    weight : float
        2 pi l^2 times the density at the target; its mean is the Bessel function K_0(rate r).
    """
    r = math.hypot(x, y)
    scaled = rate * r
    # exp(-scaled cosh(mu)) is flat up to cosh(mu) ~ 1 / scaled: draw mu from a soft step of that width.
    edge = math.log(1.0 + 1.5 / scaled)
    width = 0.5
    mass = math.log1p(math.exp(edge / width))
    grown = math.expm1(uniform(state) * mass)
    mu = edge - width * math.log(grown)
    if mu > 700.0:
        return x, y, 0.0
    cosh, sinh = math.cosh(mu), math.sinh(mu)
    weight = math.exp(-scaled * cosh) * width * mass * (1.0 + 1.0 / grown)
    cos, sin = direction(state)
    along, across = 0.5 * (1.0 + cosh * cos), 0.5 * sinh * sin
    return along * x - across * y, along * y + across * x, weight


@stored(nogil=True)
def closure_in_space(
    state: np.ndarray, x: float, y: float, z: float, rate: float
) -> tuple[float, float, float, float]:
    """Draw the last collision before a return in three dimensions.

    As `closure_in_plane`, in prolate spheroidal coordinates; ``weight`` is the density at the target in
    units of l^-3, with mean exp(-rate r) / (16 r) pi for rate -> 0.
    """
    r = math.sqrt(x * x + y * y + z * z)
    xi = 1.0 / uniform(state)
    spread = math.atanh(1.0 / xi)
    weight = math.exp(-rate * r * xi) * 2.0 * xi * spread / (4.0 * math.pi * r)
    eta = xi * math.tanh((2.0 * uniform(state) - 1.0) * spread)
    cos, sin = direction(state)
    ux, uy, uz = x / r, y / r, z / r
    # Two unit vectors across the line of foci, without a division by a small number.
    if abs(uz) < 0.9:
        norm = 1.0 / math.hypot(ux, uy)
        ax, ay, az = -uy * norm, ux * norm, 0.0
    else:
        norm = 1.0 / math.hypot(uy, uz)
        ax, ay, az = 0.0, -uz * norm, uy * norm
    bx, by, bz = uy * az - uz * ay, uz * ax - ux * az, ux * ay - uy * ax
    along = 0.5 * r * (1.0 + xi * eta)
    across = 0.5 * r * math.sqrt(max((xi * xi - 1.0) * (1.0 - eta * eta), 0.0))
    cos *= across
    sin *= across
    return (
        along * ux + cos * ax + sin * bx,
        along * uy + cos * ay + sin * by,
        along * uz + cos * az + sin * bz,
        weight,
    )
