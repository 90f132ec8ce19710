"""Fits in the coordinates of the family: two dozen numbers instead of the points.

The same descent as on the points, with the columns that hold no modes projected out beforehand.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.compiled import Rows, kernel, part
from hlnfit.fitting.engine.descent import LOST
from hlnfit.fitting.engine.family import look_up, look_up_roughly, to_coordinates
from hlnfit.fitting.engine.mode_field import log_field
from hlnfit.fitting.engine.orthonormal import DEPENDENT, add_row, back_substitute, dot, orthonormalize
from hlnfit.fitting.engine.plan import FIRST_RATE, PART, WEIGHT
from hlnfit.fitting.engine.sheet import (
    COEFFICIENT,
    THETA,
    TRIAL,
    along_at,
    normal_at,
    r_at,
    share_at,
)
from hlnfit.fitting.engine.step import LONGEST, accept_trial, damped_step, longest_move
from hlnfit.fitting.engine.trio import evaluate_trio, is_trio

FloatArray = NDArray[np.float64]

# Rows of the room for a curve: data, data minus model, scratch; then the columns of the free amplitudes,
# orthonormal, the slopes of the modes by ln b, and the jacobian with these columns projected out.
Z, REST, SCRATCH, COLUMNS = range(4)
HOPE = 3.0
"""How many times the promised fall a descent may still gain."""
SHORTENED = 0.5 * LONGEST
NEAR = 0.1
"""A descent that comes so close in every logarithm to a known minimum would only find it again."""


@kernel
def first_of_jacobian(n_modes: int, m: int) -> int:
    """Return the row of the first derivative."""
    return COLUMNS + m + n_modes


@kernel
def _transform(factor: Rows, work: Rows, row: int) -> None:
    to_coordinates(factor, work, row, work, SCRATCH)
    for i in range(work.shape[1]):
        work[row, i] = work[SCRATCH, i]


@kernel
def _eliminate(work: Rows, sheet: Rows, r: int, m: int) -> None:
    """Take the columns of the free amplitudes out of the residual; leave their coefficients in the sheet."""
    orthonormalize(work, COLUMNS, 0, m, sheet, r, DEPENDENT)
    for c in range(m):
        sheet[COEFFICIENT, c] = dot(work, COLUMNS + c, work, REST)
        add_row(work, REST, -sheet[COEFFICIENT, c], work, COLUMNS + c)
    back_substitute(sheet, r, COEFFICIENT, m)


@kernel
def _differentiate(modes: Rows, factor: Rows, work: Rows, sheet: Rows, normal: int, m: int) -> None:
    """Fill the jacobian from the slopes, J'J and J'r."""
    n_modes, n_rates = modes.shape[0], modes.shape[1] - FIRST_RATE
    slopes, first, share = COLUMNS + m, first_of_jacobian(n_modes, m), share_at(n_rates)
    along = along_at(n_rates, n_modes, m)
    for k in range(n_rates):
        row = first + k
        for i in range(work.shape[1]):
            work[row, i] = 0.0
        for j in range(n_modes):
            if modes[j, FIRST_RATE + k] != 0.0:
                part = int(modes[j, PART])
                amplitude = sheet[COEFFICIENT, part - 1] if part else 1.0
                add_row(work, row, modes[j, WEIGHT] * amplitude * sheet[share + j, k], work, slopes + j)
        if factor.shape[0] > 0:
            _transform(factor, work, row)
        for c in range(m):
            sheet[along + c, k] = dot(work, COLUMNS + c, work, row)
            add_row(work, row, -sheet[along + c, k], work, COLUMNS + c)
        sheet[normal + k, n_rates] = dot(work, row, work, REST)
        for h in range(k + 1):
            sheet[normal + k, h] = dot(work, row, work, first + h)
            sheet[normal + h, k] = sheet[normal + k, h]


@kernel
def evaluate_reduced(
    modes: Rows,
    first: float,
    table: Rows,
    factor: Rows,
    work: Rows,
    sheet: Rows,
    theta: int,
    normal: int,
    m: int,
    rough: bool,
) -> float:
    """Fill work and sheet at the theta of a row of the sheet; return the squared norm of the residual.

    Parameters
    ----------
    first, table
        Of the Family.
    factor : array, (rank, rank) or (0, rank)
        What turns the numbers of the table into coordinates; empty where they are such.
    work : array, (n_rows, rank)
        See above.
    sheet : array
        Of a fit whose only nonlinear parameters are rates and whose only columns the m free amplitudes.
    """
    n_modes, n_rates = modes.shape[0], modes.shape[1] - FIRST_RATE
    slopes, share = COLUMNS + m, share_at(n_rates)
    own = factor.shape[0] > 0
    for i in range(work.shape[1]):
        work[REST, i] = 0.0 if own else work[Z, i]
    for c in range(m):
        for i in range(work.shape[1]):
            work[COLUMNS + c, i] = 0.0
    for j in range(n_modes):
        part = int(modes[j, PART])
        into, weight = (COLUMNS + part - 1, modes[j, WEIGHT]) if part else (REST, -modes[j, WEIGHT])
        log_b = log_field(modes, j, sheet, theta, share, n_rates)
        if rough:
            look_up_roughly(first, table, log_b, work, into, weight, slopes + j)
        else:
            look_up(first, table, log_b, work, into, weight, slopes + j)
    if own:
        _transform(factor, work, REST)
        for i in range(work.shape[1]):
            work[REST, i] += work[Z, i]
        for c in range(m):
            _transform(factor, work, COLUMNS + c)
    if m:
        _eliminate(work, sheet, r_at(n_rates, n_modes), m)
    _differentiate(modes, factor, work, sheet, normal, m)
    return dot(work, REST, work, REST)


@part
def _is_near(sheet: Rows, n: int, places: Rows, place: int) -> bool:
    near = True
    for k in range(n):
        near &= abs(sheet[THETA, k] - places[place, k]) < NEAR
    return near


@kernel
def descend_reduced(
    modes: Rows,
    first: float,
    table: Rows,
    factor: Rows,
    work: Rows,
    room: Rows,
    sheet: Rows,
    m: int,
    one: float,
    tolerance: float,
    most: int,
    chi2: float,
    last: bool,
    places: Rows,
    known_place: int,
    ceiling: float,
) -> float:
    """Move THETA of the sheet downhill; return the squared norm of the residual before the last step.

    Infinity where the descent comes NEAR the known minimum.

    Parameters
    ----------
    room : array, (ROOM, rank)
        Scratch of ``evaluate_trio``.
    one : float
        Chi-square per degree of freedom.
    tolerance : float
        The promised fall, in units of ``one``, at which the descent ends.
    chi2 : float
        Where BEST is of THETA already, what the last descent returned; else infinity.
    last : bool
        Go to the end, with the last step taken; otherwise values are good to 1e-5 only.
    places, known_place : array (n_places, n_rates), int
        The row of a known minimum, or -1.
    ceiling : float
        A descent that promises to stay above is given up.
    """
    n = modes.shape[1] - FIRST_RATE
    normal = normal_at(n)
    trio, known = is_trio(modes, m), chi2 < np.inf
    for k in range(n):
        sheet[TRIAL, k] = sheet[THETA, k]
    enough = tolerance * one + LOST * dot(work, Z, work, Z)
    damping, steps, promised = 1e-3, -1, 0.0
    while steps < most and damping < 1e8:
        if known:
            promised = damped_step(sheet, n, n, damping)
            if not promised >= 0.0:
                damping *= 10.0
                continue
            # A step that was shortened promises less than there is to gain.
            if chi2 - HOPE * promised > ceiling and longest_move(sheet, n) < SHORTENED:
                break
            if known_place >= 0 and _is_near(sheet, n, places, known_place):
                return np.inf
            if promised <= enough and damping <= 1e-3:
                # Undamped: in a flat valley damping would stop short of the floor.
                if last and damped_step(sheet, n, n, 1e-12) >= 0.0:
                    for k in range(n):
                        sheet[THETA, k] = sheet[TRIAL, k]
                break
        steps += 1
        if trio:
            new = evaluate_trio(modes, first, table, factor, work, room, sheet, TRIAL, normal, not last)
        else:
            new = evaluate_reduced(modes, first, table, factor, work, sheet, TRIAL, normal, m, not last)
        if not new <= chi2:
            damping *= 4.0
            continue
        gain = chi2 - new
        chi2 = new
        accept_trial(sheet, n, not known)
        if known:
            if gain <= enough and damping <= 1e-2:
                break
            damping = max(damping * (0.1 if gain > 0.5 * promised else 0.5), 1e-9)
        known = True
    return chi2
