"""From the scan over all combinations of fields to the best minimum in the coordinates of the family."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.compiled import Integers, Places, Rows, Vector, kernel
from hlnfit.fitting.engine.direct import RESIDUAL, subtract_held
from hlnfit.fitting.engine.orthonormal import add_row, dot
from hlnfit.fitting.engine.reduced import Z, descend_reduced
from hlnfit.fitting.engine.scan import lowest_minima
from hlnfit.fitting.engine.sheet import BEST, LOWER, THETA, UPPER

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

N_STARTS = 4
ROUGH, ROUGH_STEPS = 1.0, 8
"""Promised fall, in units of chi-square per degree of freedom, and number of steps, after which a start has
shown what it leads to."""
FINE = 1e-10
MOST_STEPS = 100
FAR = 30.0
"""Chi-square above the lowest so far, in the same units, at which a start is given up."""
RIVAL = 9.0
"""Chi-square above the lowest, in the same units, below which another minimum is of interest."""


@kernel
def _apart(sheet: Rows, n: int, places: Rows, place: int, one: float) -> bool:
    """Return whether a place lies outside of the valley at THETA, by the curvature there."""
    total = 0.0
    for i in range(n):
        for j in range(n):
            total += (
                (places[place, i] - sheet[THETA, i])
                * sheet[BEST + i, j]
                * (places[place, j] - sheet[THETA, j])
            )
    return total > RIVAL * one


@kernel
def without_modes(held: Rows, points: Rows, rows: Rows, q: int, onto: Rows) -> float:
    """Leave in the residual the data less all columns without modes; return chi-square.

    The first row of ``onto`` (3, n_static) gets the coordinates of the data on these columns, which stand
    in the rows from q on.
    """
    subtract_held(held, points, rows)
    for c in range(onto.shape[1]):
        onto[0, c] = dot(rows, q + c, rows, RESIDUAL)
        add_row(rows, RESIDUAL, -onto[0, c], rows, q + c)
    return dot(rows, RESIDUAL, rows, RESIDUAL)


@kernel
def best_of_starts(
    modes: Rows,
    first: float,
    table: Rows,
    factor: Rows,
    work: Rows,
    room: Rows,
    sheet: Rows,
    m: int,
    on_grid: Rows,
    neighbour: Integers,
    on_mesh: Rows,
    at: Places,
    among: Places,
    one: float,
    places: Rows,
    others: Vector,
) -> None:
    """Leave the best minimum in THETA; say in ``places`` where each start led, in ``others`` how much worse.

    ``one`` is what noise leaves for each degree of freedom; ``at`` (N_STARTS,) and ``among`` (n_mesh,) are
    scratch.
    """
    n_rates = places.shape[1]
    for k in range(others.size):
        others[k] = np.inf
    best = 0
    for k in range(lowest_minima(on_mesh, neighbour, dot(work, Z, work, Z), one, at, among)):
        for i in range(n_rates):
            sheet[THETA, i] = min(max(on_grid[at[k], i], sheet[LOWER, i]), sheet[UPPER, i])
        known, ceiling = (best, others[best] + FAR * one) if k else (-1, np.inf)
        others[k] = descend_reduced(
            modes, first, table, factor, work, room, sheet, m, one, ROUGH, ROUGH_STEPS, np.inf, False,
            places, known, ceiling,
        )  # fmt: skip
        for i in range(n_rates):
            places[k, i] = sheet[THETA, i]
        if others[k] < others[best]:
            best = k
    for i in range(n_rates):
        sheet[THETA, i] = places[best, i]
    lowest = descend_reduced(
        modes, first, table, factor, work, room, sheet, m, one, FINE, MOST_STEPS, np.inf, True,
        places, -1, np.inf,
    )  # fmt: skip
    others[best] = lowest
    for k in range(others.size):
        if k != best and others[k] < lowest + RIVAL * one and not _apart(sheet, n_rates, places, k, one):
            others[k] = np.inf
    for i in range(n_rates):
        places[best, i] = sheet[THETA, i]
    found = best
    for k in range(others.size):
        # A start that has come almost as low somewhere else is followed to its end.
        if k != found and others[k] < lowest + RIVAL * one:
            for i in range(n_rates):
                sheet[THETA, i] = places[k, i]
            others[k] = descend_reduced(
                modes, first, table, factor, work, room, sheet, m, one, FINE, MOST_STEPS, np.inf, True,
                places, found, np.inf,
            )  # fmt: skip
            for i in range(n_rates):
                places[k, i] = sheet[THETA, i]
            if others[k] < others[best]:
                best = k
    lowest = others[best]
    for i in range(n_rates):
        sheet[THETA, i] = places[best, i]
    for k in range(others.size):
        others[k] = max(others[k] - lowest, 0.0) if k != best else np.inf
