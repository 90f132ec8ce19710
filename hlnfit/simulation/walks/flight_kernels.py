"""Walks of exponential flights that are closed at every collision: film, wire and slab.

Lengths are in mean free paths, areas in their squares. A walker leaves the origin, is absorbed with the
probability tau / tau_phi of a flight, and at each collision adds the weight of the loops that close
within two more flights to the bin of their area: in column 0 all loops (coherent backscattering), in
column 1 each times the cosine between its first and last flight (the non-backscattering correction).

Source: next-event estimation of loops: A. Sawada and T. Koga, Phys. Rev. E 95, 023309 (2017); second
column: A. P. Dmitriev, V. Yu. Kachorovskii and I. V. Gornyi, Phys. Rev. B 56, 9910 (1997).
"""

from __future__ import annotations

import math

import numpy as np

from hlnfit.simulation.walks.areas import area_bin
from hlnfit.simulation.walks.closure import (
    closure_in_plane,
    closure_in_space,
    direction,
    direction_in_space,
)
from hlnfit.simulation.walks.random_bits import uniform
from hlnfit.simulation.walks.unfolding import draw_image, flux_of_flight
from hlnfit.stored import stored


@stored(nogil=True)
def _turned(
    spin: tuple[float, float, float, float], dx: float, dy: float, Q_R: float, Q_D: float
) -> tuple[float, float, float, float]:
    """Return the spin rotation after a flight (dx, dy) through Rashba and Dresselhaus coupling."""
    ax = Q_R * dy + Q_D * dx
    ay = -Q_R * dx - Q_D * dy
    angle = math.hypot(ax, ay)
    if angle == 0.0:
        return spin
    a = math.cos(0.5 * angle)
    scale = math.sin(0.5 * angle) / angle
    b, c = scale * ax, scale * ay
    w, x, y, z = spin
    return (a * w - b * x - c * y, a * x + b * w + c * z, a * y + c * w - b * z, a * z + b * y - c * x)


@stored(nogil=True)
def film(state: np.ndarray, walks: int, beta: float, Q_R: float, Q_D: float, out: np.ndarray) -> None:
    """Walk in an infinite film. Q_R and Q_D are spin rotations (rad) a mean free path."""
    rate = 1.0 + beta
    survival = 1.0 / rate
    spinful = Q_R != 0.0 or Q_D != 0.0
    for _ in range(walks):
        x, y, area = 0.0, 0.0, 0.0
        spin = (1.0, 0.0, 0.0, 0.0)
        first_x, first_y = 0.0, 0.0
        collision = 0
        while True:
            nx, ny = direction(state)
            r = -math.log(uniform(state)) * survival
            if uniform(state) > survival:
                break
            dx, dy = r * nx, r * ny
            area += 0.5 * (x * dy - y * dx)
            x += dx
            y += dy
            if spinful:
                spin = _turned(spin, dx, dy, Q_R, Q_D)
            collision += 1
            if collision == 1:
                first_x, first_y = nx, ny
            sx, sy, weight = closure_in_plane(state, x, y, rate)
            if spinful:
                closed = _turned(_turned(spin, sx - x, sy - y, Q_R, Q_D), -sx, -sy, Q_R, Q_D)
                weight *= 2.0 * closed[0] * closed[0] - 1.0
            row = out[area_bin(area + 0.5 * (x * sy - y * sx))]
            row[0] += weight
            row[1] -= weight * (first_x * sx + first_y * sy) / math.hypot(sx, sy)


@stored(nogil=True)
def wire(state: np.ndarray, walks: int, beta: float, width: float, out: np.ndarray) -> None:
    """Walk in a strip with specular walls; the current flows along x."""
    rate = 1.0 + beta
    survival = 1.0 / rate
    for _ in range(walks):
        origin = width * uniform(state)
        x, y, flux = 0.0, origin, 0.0
        first_x = 0.0
        collision = 0
        while True:
            nx, ny = direction(state)
            r = -math.log(uniform(state)) * survival
            if uniform(state) > survival:
                break
            dx, dy = r * nx, r * ny
            flux += flux_of_flight(dx, y, y + dy, width)
            x += dx
            y += dy
            collision += 1
            if collision == 1:
                first_x = nx
            image, weight = draw_image(state, y, origin, width, rate)
            sx, sy, chance = closure_in_plane(state, x, y - image, rate)
            weight *= chance
            closed = flux + flux_of_flight(sx - x, y, sy + image, width)
            closed += flux_of_flight(-sx, sy + image, image, width)
            row = out[area_bin(closed)]
            row[0] += weight
            row[1] -= 2.0 * weight * first_x * sx / math.hypot(sx, sy)


@stored(nogil=True)
def slab(state: np.ndarray, walks: int, beta: float, thickness: float, tilt: float, out: np.ndarray) -> None:
    """Walk in a slab with specular faces; the field is tilted by ``tilt`` from the normal towards y."""
    rate = 1.0 + beta
    survival = 1.0 / rate
    normal, in_plane = math.cos(tilt), math.sin(tilt)
    scale = 4.0 * math.pi / 3.0 * thickness
    for _ in range(walks):
        origin = thickness * uniform(state)
        x, y, z, flux = 0.0, 0.0, origin, 0.0
        first_x, first_y = 0.0, 0.0
        collision = 0
        while True:
            nx, ny, nz = direction_in_space(state)
            r = -math.log(uniform(state)) * survival
            if uniform(state) > survival:
                break
            dx, dy, dz = r * nx, r * ny, r * nz
            flux += 0.5 * normal * (x * dy - y * dx)
            flux += in_plane * flux_of_flight(dx, z, z + dz, thickness)
            x += dx
            y += dy
            z += dz
            collision += 1
            if collision == 1:
                first_x, first_y = nx, ny
            image, weight = draw_image(state, z, origin, thickness, rate)
            sx, sy, sz, density = closure_in_space(state, x, y, z - image, rate)
            weight *= scale * density
            closed = flux + 0.5 * normal * (x * sy - y * sx)
            closed += in_plane * flux_of_flight(sx - x, z, sz + image, thickness)
            closed += in_plane * flux_of_flight(-sx, sz + image, image, thickness)
            row = out[area_bin(closed)]
            row[0] += weight
            last = (first_x * sx + first_y * sy) / math.sqrt(sx * sx + sy * sy + sz * sz)
            row[1] -= 1.5 * weight * last


@stored(nogil=True)
def returns(state: np.ndarray, walks: int, out: np.ndarray) -> None:
    """Add 2 pi l^2 times the density of return after k flights to ``out[k - 3]``, in a film."""
    for _ in range(walks):
        x, y = 0.0, 0.0
        for k in range(out.size):
            nx, ny = direction(state)
            r = -math.log(uniform(state))
            x += r * nx
            y += r * ny
            out[k] += closure_in_plane(state, x, y, 1.0)[2]


@stored(nogil=True)
def returns_in_space(state: np.ndarray, walks: int, out: np.ndarray) -> None:
    """Add l^3 times the density of return after k flights to ``out[k - 5]``, in three dimensions."""
    for _ in range(walks):
        x, y, z = 0.0, 0.0, 0.0
        for k in range(out.size + 2):
            nx, ny, nz = direction_in_space(state)
            r = -math.log(uniform(state))
            x += r * nx
            y += r * ny
            z += r * nz
            if k > 1:
                out[k - 2] += closure_in_space(state, x, y, z, 1.0)[3]
