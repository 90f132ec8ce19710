"""Closed random walks that carry a spin: one loop, many durations at once.

A Brownian bridge of duration t is the unit bridge stretched by sqrt(t). One sequence of random bits is
therefore walked once with the spin rotations of all durations side by side. Each step turns the spin by
one of a few unit quaternions, chosen by the bits of the step: two bits for the direction (Rashba and
Dresselhaus rotations are fixed by the direction) and, with random spin-orbit scattering, three more for
the signs of a random kick.

With a Zeeman field the time-reversed path sees the opposite precession: two spins are carried, and their
product replaces the square.

Source: loop factor Tr U^2 / 2 and its Zeeman form: G. Bergmann, Phys. Rep. 107, 1 (1984); SU(2) rotation
along the path: J.-S. Meyer, V. I. Fal'ko and B. L. Altshuler, NATO Sci. Ser. II 72, 117 (2002).
"""

from __future__ import annotations

import math

import numpy as np
from numba import uint64
from numpy.random import SeedSequence

from hlnfit.simulation.walks.areas import BINS, area_bin
from hlnfit.simulation.walks.random_bits import next_word, word_state
from hlnfit.stored import stored

DURATIONS = 32
"""Number of durations walked side by side; a constant, so that the inner loops unroll into registers."""
_KICKS = 8
_DIRECTIONS = 4
# 1 / (k (k + 1)), the ratios of successive coefficients of the series of cos and sin in turn.
_TERMS = 8
_INVERSE = tuple(1.0 / (k * (k + 1.0)) for k in range(1, 2 * _TERMS + 1))
_SERIES_LIMIT = 4.0


@stored(nogil=True, fastmath={"contract"})
def _fill_table(
    table: np.ndarray,
    x: float,
    y: float,
    durations: np.ndarray,
    rates: np.ndarray,
    kicks: int,
    sign: float,
    steps: int,
) -> None:
    """Fill the rotations (entry, component w x y z by duration) of one loop with end point (x, y).

    ``rates`` holds B_R, B_D, B_3, B_so, B_Zx, B_Zz in tesla, ``durations`` 4 e D t / hbar in 1/T. The
    half-angle vector of a step is Q dr / 2 turned by the linear couplings, plus the kick, plus the
    Zeeman precession with ``sign``.
    """
    root_R, root_D = 0.5 * math.sqrt(rates[0]), 0.5 * math.sqrt(rates[1])
    unit = math.sqrt(8.0 / steps)
    # Variance a unit of u: 2 B_3 in the plane, (4/3) B_so on each of three axes.
    kick_xy = 0.5 * math.sqrt((2.0 * rates[2] + 4.0 / 3.0 * rates[3]) / steps)
    kick_z = 0.5 * math.sqrt(4.0 / 3.0 * rates[3] / steps)
    zeeman_x = 0.5 * sign * rates[4] / steps
    zeeman_z = 0.5 * sign * rates[5] / steps
    for entry in range(_DIRECTIONS * kicks):
        dx = unit * (float(entry & 1) - x / steps)
        dy = unit * (float((entry >> 1) & 1) - y / steps)
        vx = root_R * dy + root_D * dx
        vy = -root_R * dx - root_D * dy
        vz = 0.0
        if kicks > 1:
            kick = entry >> 2
            vx += kick_xy if kick & 1 else -kick_xy
            vy += kick_xy if kick & 2 else -kick_xy
            vz += kick_z if kick & 4 else -kick_z
        row = table[entry]
        largest = 0.0
        for j in range(DURATIONS):
            u = durations[j]
            stretch = math.sqrt(u)
            ax = stretch * vx + u * zeeman_x
            ay = stretch * vy
            az = stretch * vz + u * zeeman_z
            square = ax * ax + ay * ay + az * az
            largest += square if square > _SERIES_LIMIT else 0.0
            # cos and sin(a)/a as series in a^2: they vectorize, calls of sin and cos do not.
            q = -square
            cosine = 1.0
            sine = 1.0
            for i in range(_TERMS):
                cosine = 1.0 + q * _INVERSE[2 * (_TERMS - 1 - i)] * cosine
                sine = 1.0 + q * _INVERSE[2 * (_TERMS - 1 - i) + 1] * sine
            row[j] = cosine
            row[DURATIONS + j] = sine * ax
            row[2 * DURATIONS + j] = sine * ay
            row[3 * DURATIONS + j] = sine * az
        if largest > 0.0:
            for j in range(DURATIONS):
                u = durations[j]
                stretch = math.sqrt(u)
                ax = stretch * vx + u * zeeman_x
                ay = stretch * vy
                az = stretch * vz + u * zeeman_z
                angle = math.sqrt(ax * ax + ay * ay + az * az)
                if angle * angle > _SERIES_LIMIT:
                    scale = math.sin(angle) / angle
                    row[j] = math.cos(angle)
                    row[DURATIONS + j] = scale * ax
                    row[2 * DURATIONS + j] = scale * ay
                    row[3 * DURATIONS + j] = scale * az


@stored(nogil=True, fastmath={"contract"})
def _rotate(table: np.ndarray, path: np.ndarray, spin: np.ndarray) -> None:
    """Multiply the rotations of a path, first step rightmost, into ``spin`` (components by duration)."""
    for j in range(DURATIONS):
        spin[j] = 1.0
        spin[DURATIONS + j] = 0.0
        spin[2 * DURATIONS + j] = 0.0
        spin[3 * DURATIONS + j] = 0.0
    for k in range(path.size):
        row = table[path[k]]
        for j in range(DURATIONS):
            a, b = row[j], row[DURATIONS + j]
            c, d = row[2 * DURATIONS + j], row[3 * DURATIONS + j]
            w, x = spin[j], spin[DURATIONS + j]
            y, z = spin[2 * DURATIONS + j], spin[3 * DURATIONS + j]
            spin[j] = a * w - b * x - c * y - d * z
            spin[DURATIONS + j] = a * x + b * w + c * z - d * y
            spin[2 * DURATIONS + j] = a * y + c * w + d * x - b * z
            spin[3 * DURATIONS + j] = a * z + d * w + b * y - c * x


@stored(nogil=True)
def _draw(state: np.ndarray, kicks: int, path: np.ndarray) -> tuple[float, float, float]:
    """Draw a path of table entries; return its end point and the area of its closed form."""
    steps = path.size
    bits = 5 if kicks > 1 else 2
    per_word = 60 // bits
    mask = uint64((1 << bits) - 1)
    word = uint64(0)
    left = 0
    x, y = 0, 0
    sum_x, sum_y, moment, both = 0, 0, 0, 0
    for k in range(steps):
        if left == 0:
            word = next_word(state)
            left = per_word
        entry = int(word & mask)
        word >>= uint64(bits)
        left -= 1
        path[k] = entry
        dx = entry & 1
        dy = (entry >> 1) & 1
        sum_x += x
        sum_y += y
        moment += x * dy
        both += dx * dy
        x += dx
        y += dy
    n = float(steps)
    fx, fy = float(x), float(y)
    weighted = (n - 1.0) * fy - float(sum_y)
    area = float(moment) - (fy * float(sum_x) + fx * weighted) / n + 0.5 * fx * fy * (n - 1.0) / n
    return fx, fy, 8.0 / n * (area + 0.5 * (float(both) - fx * fy / n))


@stored(nogil=True)
def _spin_histogram(
    state: np.ndarray, loops: int, steps: int, durations: np.ndarray, rates: np.ndarray, out: np.ndarray
) -> None:
    """Add the spin factor 2 w^2 - 1 of each duration to the row of the loop's area in ``out``."""
    kicks = _KICKS if rates[2] > 0.0 or rates[3] > 0.0 else 1
    table = np.empty((_DIRECTIONS * kicks, 4 * DURATIONS))
    spin = np.empty(4 * DURATIONS)
    path = np.empty(steps, np.int64)
    for _ in range(loops):
        x, y, area = _draw(state, kicks, path)
        _fill_table(table, x, y, durations, rates, kicks, 0.0, steps)
        _rotate(table, path, spin)
        row = out[area_bin(area)]
        for j in range(DURATIONS):
            row[j] += 2.0 * spin[j] * spin[j] - 1.0


def spin_histograms(
    seeds: SeedSequence, *, loops: int, steps: int, durations: np.ndarray, rates: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return spin factors summed by area and duration, for loops of ``steps`` and of ``steps`` / 4 steps.

    Parameters
    ----------
    seeds : SeedSequence
    loops, steps : int
        Number of loops of each kind; ``steps`` is a multiple of 4.
    durations : ndarray, shape (DURATIONS,)
        Durations 4 e D t / hbar (1/T).
    rates : ndarray, shape (6,)
        B_R, B_D, B_3, B_so, B_Zx, B_Zz (T); the Zeeman fields must be zero.

    Returns
    -------
    fine, coarse : ndarray, shape (BINS, DURATIONS)
    """
    state = word_state(seeds)
    fine = np.zeros((BINS, durations.size))
    coarse = np.zeros((BINS, durations.size))
    _spin_histogram(state, loops, steps, durations, rates, fine)
    _spin_histogram(state, loops, steps // 4, durations, rates, coarse)
    return fine, coarse


@stored(nogil=True)
def _zeeman_sums(
    state: np.ndarray,
    loops: int,
    steps: int,
    B: np.ndarray,
    durations: np.ndarray,
    rates: np.ndarray,
    zeeman: np.ndarray,
    out: np.ndarray,
) -> None:
    """Add F(0) - F(b) cos(B u A / 2) of each field and duration to ``out``."""
    count = DURATIONS
    kicks = _KICKS if rates[2] > 0.0 or rates[3] > 0.0 else 1
    table = np.empty((_DIRECTIONS * kicks, 4 * DURATIONS))
    forward = np.empty(4 * DURATIONS)
    backward = np.empty(4 * DURATIONS)
    plain = np.empty(count)
    path = np.empty(steps, np.int64)
    here = rates.copy()
    for _ in range(loops):
        x, y, area = _draw(state, kicks, path)
        here[4] = 0.0
        here[5] = 0.0
        _fill_table(table, x, y, durations, here, kicks, 1.0, steps)
        _rotate(table, path, forward)
        for j in range(count):
            plain[j] = forward[j] * forward[j]
            # Written as the product below, so that the difference is exactly zero without a field.
            for component in range(1, 4):
                plain[j] -= forward[component * count + j] * forward[component * count + j]
        for i in range(B.size):
            here[4] = zeeman[i, 0]
            here[5] = zeeman[i, 1]
            _fill_table(table, x, y, durations, here, kicks, 1.0, steps)
            _rotate(table, path, forward)
            _fill_table(table, x, y, durations, here, kicks, -1.0, steps)
            _rotate(table, path, backward)
            for j in range(count):
                factor = forward[j] * backward[j]
                for component in range(1, 4):
                    factor -= forward[component * count + j] * backward[component * count + j]
                out[i, j] += plain[j] - factor * math.cos(0.5 * B[i] * durations[j] * area)


def zeeman_sums(
    seeds: SeedSequence,
    *,
    loops: int,
    steps: int,
    B: np.ndarray,
    durations: np.ndarray,
    rates: np.ndarray,
    zeeman: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Return sums of F(0) - F(b) cos(B u A / 2), shape (B, durations), for fine and coarse loops.

    ``zeeman``, shape (B, 2), holds B_Zx and B_Zz (T) at each field; else as in `spin_histograms`.
    """
    state = word_state(seeds)
    fine = np.zeros((B.size, durations.size))
    coarse = np.zeros((B.size, durations.size))
    _zeeman_sums(state, loops, steps, B, durations, rates, zeeman, fine)
    _zeeman_sums(state, loops, steps // 4, B, durations, rates, zeeman, coarse)
    return fine, coarse
