"""Closed random walks without spin: many walkers side by side, steps straight from random bits.

A walk makes N steps of 0 or 1 in x and in y, one bit each. Taking off its mean drift closes it: the
result is a discrete Brownian bridge, and the drift of the 0-or-1 steps goes with the rest. All sums are
exact integers; one 32-bit word gives 16 steps. Each quarter of a walk, closed by itself, is a loop of N/4
steps, which costs nothing more and allows the error of discretization to be extrapolated away.
"""

from __future__ import annotations

import numpy as np
from numba import int32, uint32
from numpy.random import SeedSequence

from hlnfit.simulation.walks.areas import BINS, area_bin
from hlnfit.simulation.walks.random_bits import lane_state
from hlnfit.stored import stored

LANES = 128
STEPS_PER_WORD = 16
QUARTERS = 4


def bridge_areas(seeds: SeedSequence, *, loops: int, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Return histograms of the area of ``loops`` loops of ``steps`` steps, and of 4 ``loops`` of a quarter.

    ``loops`` is a multiple of 128 and ``steps`` of 64. Areas are those of Brownian bridges of diffusion
    constant 1 and duration 1; bins as in `areas`.
    """
    fine = np.zeros(BINS, dtype=np.int64)
    coarse = np.zeros(BINS, dtype=np.int64)
    _walk(lane_state(seeds, LANES), loops // LANES, steps // (QUARTERS * STEPS_PER_WORD), fine, coarse)
    return fine, coarse


@stored(nogil=True)
def _walk(state: np.ndarray, rounds: int, words: int, fine: np.ndarray, coarse: np.ndarray) -> None:
    """Walk ``rounds`` times all lanes, ``words`` words a quarter."""
    s0, s1, s2, s3 = state[0], state[1], state[2], state[3]
    # Quarter: position, sum of positions before each step, sum of x times step in y, simultaneous steps.
    x = np.empty(LANES, np.int32)
    y = np.empty(LANES, np.int32)
    sum_x = np.empty(LANES, np.int32)
    sum_y = np.empty(LANES, np.int32)
    moment = np.empty(LANES, np.int32)
    both = np.empty(LANES, np.int32)
    whole = np.empty((6, LANES))
    steps = float(words * STEPS_PER_WORD)
    for _ in range(rounds):
        whole[:] = 0.0
        for _quarter in range(QUARTERS):
            for lane in range(LANES):
                x[lane] = 0
                y[lane] = 0
                sum_x[lane] = 0
                sum_y[lane] = 0
                moment[lane] = 0
                both[lane] = 0
            for _word in range(words):
                _sixteen_steps(s0, s1, s2, s3, x, y, sum_x, sum_y, moment, both)
            for lane in range(LANES):
                qx, qy = float(x[lane]), float(y[lane])
                qsx, qsy = float(sum_x[lane]), float(sum_y[lane])
                qm, qb = float(moment[lane]), float(both[lane])
                coarse[area_bin(_closed_area(qx, qy, qsx, qsy, qm, qb, steps))] += 1
                # Append the quarter to the walk: it starts where the walk has come to.
                at_x, at_y = whole[0, lane], whole[1, lane]
                whole[2, lane] += qsx + steps * at_x
                whole[3, lane] += qsy + steps * at_y
                whole[4, lane] += qm + at_x * qy
                whole[5, lane] += qb
                whole[0, lane] = at_x + qx
                whole[1, lane] = at_y + qy
        for lane in range(LANES):
            area = _closed_area(
                whole[0, lane],
                whole[1, lane],
                whole[2, lane],
                whole[3, lane],
                whole[4, lane],
                whole[5, lane],
                QUARTERS * steps,
            )
            fine[area_bin(area)] += 1


@stored(nogil=True)
def _sixteen_steps(
    s0: np.ndarray,
    s1: np.ndarray,
    s2: np.ndarray,
    s3: np.ndarray,
    x: np.ndarray,
    y: np.ndarray,
    sum_x: np.ndarray,
    sum_y: np.ndarray,
    moment: np.ndarray,
    both: np.ndarray,
) -> None:
    """Move every lane by sixteen steps. Written without calls and branches so that it vectorizes."""
    for lane in range(LANES):
        # xoshiro128++, one generator a lane.
        a, b, c, d = s0[lane], s1[lane], s2[lane], s3[lane]
        total = a + d
        word = ((total << uint32(7)) | (total >> uint32(25))) + a
        shifted = b << uint32(9)
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= shifted
        d = (d << uint32(11)) | (d >> uint32(21))
        s0[lane], s1[lane], s2[lane], s3[lane] = a, b, c, d
        px, py = x[lane], y[lane]
        sx, sy = sum_x[lane], sum_y[lane]
        m, t = moment[lane], both[lane]
        for step in range(STEPS_PER_WORD):
            dx = int32(word >> uint32(2 * step)) & int32(1)
            dy = int32(word >> uint32(2 * step + 1)) & int32(1)
            sx += px
            sy += py
            m += px & (-dy)
            t += dx & dy
            px += dx
            py += dy
        x[lane], y[lane] = px, py
        sum_x[lane], sum_y[lane] = sx, sy
        moment[lane], both[lane] = m, t


@stored(nogil=True)
def _closed_area(
    x: float, y: float, sum_x: float, sum_y: float, moment: float, both: float, steps: float
) -> float:
    """Return the area of the polygon left when the drift (x, y) / steps is taken off every step.

    The sum of x_k dy_k + dx_k dy_k / 2 over the closed polygon; a bit has variance 1/4, a bridge of unit
    diffusion constant and duration 2 / steps, hence the factor 8 / steps.
    """
    # Sum of k dy_k over the steps, from the sum of positions.
    weighted = (steps - 1.0) * y - sum_y
    area = moment - (y * sum_x + x * weighted) / steps + 0.5 * x * y * (steps - 1.0) / steps
    return 8.0 / steps * (area + 0.5 * (both - x * y / steps))
