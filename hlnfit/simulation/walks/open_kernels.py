"""Walks of exponential flights that are left to wander, with specular or diffusely reflecting walls.

Lengths are in mean free paths and the speed is one, so that times are lengths of paths.
"""

from __future__ import annotations

import math

import numpy as np

from hlnfit.simulation.walks.closure import direction, direction_in_space
from hlnfit.simulation.walks.random_bits import uniform
from hlnfit.stored import stored

SPECULAR, DIFFUSE = 0, 1


@stored(nogil=True)
def _fresh_direction(state: np.ndarray, dimension: int) -> tuple[float, float, float]:
    """Return an isotropic direction: x along the sample, y across it, z along the other in-plane axis."""
    if dimension == 2:
        x, y = direction(state)
        return x, y, 0.0
    return direction_in_space(state)


@stored(nogil=True)
def _from_wall(state: np.ndarray, dimension: int, inward: float) -> tuple[float, float, float]:
    """Return a direction off a diffuse wall: Lambert's law, probability proportional to the normal."""
    if dimension == 2:
        x = 2.0 * uniform(state) - 1.0
        return x, inward * math.sqrt(1.0 - x * x), 0.0
    normal = math.sqrt(uniform(state))
    x, z = direction(state)
    across = math.sqrt(1.0 - normal * normal)
    return across * x, inward * normal, across * z


@stored(nogil=True)
def wander(
    state: np.ndarray,
    walks: int,
    time: float,
    width: float,
    dimension: int,
    walls: int,
    cone: float,
    out: np.ndarray,
) -> None:
    """Add up, over walks, the moments that `open_walks` needs.

    Parameters
    ----------
    state : ndarray
    walks : int
    time : float
        Length of the whole walk (mean free paths).
    width : float
        Distance of the walls (mean free paths); infinite for none.
    dimension : int
        2 or 3.
    walls : int
        ``SPECULAR`` or ``DIFFUSE``.
    cone : float
        In two dimensions a collision turns the path by an angle uniform in [-cone, cone]; pi is isotropic.
    out : ndarray, shape (3,)
        Receives the sums of v_x(0) x(T), Phi(T / 2)^2 and Phi(T)^2 with Phi the integral of y dx, y
        counted from the middle.
    """
    bounded = math.isfinite(width)
    for _ in range(walks):
        vx, vy, _ = _fresh_direction(state, dimension)
        start = vx
        x, y, flux, clock = 0.0, 0.0, 0.0, 0.0
        if bounded:
            y = width * uniform(state)
        half_done = False
        left = -math.log(uniform(state))
        while True:
            until = time if half_done else 0.5 * time
            step = min(left, until - clock)
            hit = 0.0
            if bounded:
                # The nearest wall ahead, if it comes before the collision and before the checkpoint.
                ahead = (width - y) / vy if vy > 0.0 else (-y / vy if vy < 0.0 else math.inf)
                if ahead < step:
                    step = ahead
                    hit = -1.0 if vy > 0.0 else 1.0
            dx, dy = step * vx, step * vy
            if bounded:
                flux += dx * (y + 0.5 * dy - 0.5 * width)
            x += dx
            y += dy
            clock += step
            left -= step
            if hit != 0.0:
                y = width if hit < 0.0 else 0.0
                if walls == SPECULAR:
                    vy = -vy
                else:
                    # The wall remembers nothing, and neither does the exponential law of the path.
                    vx, vy, _ = _from_wall(state, dimension, hit)
                continue
            if clock >= until:
                if half_done:
                    break
                out[1] += flux * flux
                half_done = True
                continue
            if cone < math.pi:
                turn = cone * (2.0 * uniform(state) - 1.0)
                cos, sin = math.cos(turn), math.sin(turn)
                vx, vy = cos * vx - sin * vy, sin * vx + cos * vy
            else:
                vx, vy, _ = _fresh_direction(state, dimension)
            left = -math.log(uniform(state))
        out[0] += start * x
        out[2] += flux * flux
