"""From the scan over all combinations of fields to the best minimum in the coordinates of the family."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.compiled import Integers, Rows, Vector, kernel
from hlnfit.fitting.engine.direct import RESIDUAL, subtract_held
from hlnfit.fitting.engine.orthonormal import add_row, dot
from hlnfit.fitting.engine.reduced import descend_reduced
from hlnfit.fitting.engine.scan import lowest_minima, lowest_of
from hlnfit.fitting.engine.sheet import LOWER, THETA, UPPER

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

N_STARTS = 4
ROUGH, ROUGH_STEPS = 1.0, 8
"""Promised fall, in units of chi-square per degree of freedom, and number of steps, after which a start has
shown what it leads to."""
FINE = 1e-7
MOST_STEPS = 100


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
    sheet: Rows,
    m: int,
    on_grid: Rows,
    neighbour: Integers,
    on_mesh: Rows,
    one: float,
    places: Rows,
    others: Vector,
) -> None:
    """Leave the best minimum in THETA; say in ``places`` where each start led, in ``others`` how much worse.

    ``one`` is what noise leaves for each degree of freedom.
    """
    n_rates = places.shape[1]
    for k in range(others.size):
        others[k] = np.inf
    at = np.zeros(N_STARTS, np.int64)
    at[0] = lowest_of(on_mesh)
    n_starts, best, last = 1, 0, 0
    for k in range(N_STARTS):
        if k == 1:
            n_starts = lowest_minima(on_mesh, neighbour, at)
        if k >= n_starts:
            break
        last = k
        for i in range(n_rates):
            sheet[THETA, i] = min(max(on_grid[at[k], i], sheet[LOWER, i]), sheet[UPPER, i])
        others[k] = descend_reduced(
            modes, first, table, factor, work, sheet, m, one, ROUGH, ROUGH_STEPS, np.inf, False
        )
        for i in range(n_rates):
            places[k, i] = sheet[THETA, i]
        if others[k] < others[best]:
            best = k
    for i in range(n_rates):
        sheet[THETA, i] = places[best, i]
    known = others[best] if best == last else np.inf
    lowest = descend_reduced(modes, first, table, factor, work, sheet, m, one, FINE, MOST_STEPS, known, True)
    for k in range(others.size):
        others[k] = max(others[k] - lowest, 0.0) if k != best else np.inf
