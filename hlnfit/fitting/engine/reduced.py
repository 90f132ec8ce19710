"""Fits in the coordinates of the family: two dozen numbers instead of the points.

The same descent as on the points, with the columns that hold no modes projected out beforehand.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.compiled import Rows, kernel
from hlnfit.fitting.engine.descent import LOST
from hlnfit.fitting.engine.direct import log_field
from hlnfit.fitting.engine.family import look_up, to_coordinates
from hlnfit.fitting.engine.orthonormal import DEPENDENT, add_row, back_substitute, dot, orthonormalize
from hlnfit.fitting.engine.plan import FIRST_RATE, PART, WEIGHT
from hlnfit.fitting.engine.sheet import (
    COEFFICIENT,
    THETA,
    TRIAL,
    along_at,
    gram_at,
    normal_at,
    r_at,
    share_at,
)
from hlnfit.fitting.engine.step import accept_trial, damped_step

FloatArray = NDArray[np.float64]

# Rows of the room for a curve: data, data minus model, scratch; then the columns of the free amplitudes,
# orthonormal, and the slopes of the modes by ln b.
Z, REST, SCRATCH, COLUMNS = range(4)


@kernel
def _transform(factor: Rows, work: Rows, row: int) -> None:
    to_coordinates(factor, work, row, work, SCRATCH)
    for i in range(work.shape[1]):
        work[row, i] = work[SCRATCH, i]


@kernel
def _eliminate(work: Rows, sheet: Rows, n_rates: int, n_modes: int, m: int) -> None:
    """Take the columns of the free amplitudes out of the residual and the slopes."""
    r, along = r_at(n_rates, n_modes), along_at(n_rates, n_modes, m)
    orthonormalize(work, COLUMNS, 0, m, sheet, r, DEPENDENT)
    for c in range(m):
        sheet[COEFFICIENT, c] = dot(work, COLUMNS + c, work, REST)
        add_row(work, REST, -sheet[COEFFICIENT, c], work, COLUMNS + c)
        for j in range(n_modes):
            sheet[along + c, j] = dot(work, COLUMNS + c, work, COLUMNS + m + j)
            add_row(work, COLUMNS + m + j, -sheet[along + c, j], work, COLUMNS + c)
    back_substitute(sheet, r, COEFFICIENT, m)


@kernel
def _assemble(modes: Rows, sheet: Rows, share: int, gram: int, normal: int) -> None:
    """Fill J'J and J'r from the inner products of the slopes."""
    n_modes, n_rates = modes.shape[0], modes.shape[1] - FIRST_RATE
    for k in range(n_rates):
        for i in range(n_rates + 1):
            sheet[normal + k, i] = 0.0
    for i in range(n_modes):
        part = int(modes[i, PART])
        a = modes[i, WEIGHT] * (sheet[COEFFICIENT, part - 1] if part else 1.0)
        for k in range(n_rates):
            if modes[i, FIRST_RATE + k] == 0.0:
                continue
            ak = a * sheet[share + i, k]
            sheet[normal + k, n_rates] += ak * sheet[gram + i, n_modes]
            for j in range(n_modes):
                part = int(modes[j, PART])
                b = ak * modes[j, WEIGHT] * (sheet[COEFFICIENT, part - 1] if part else 1.0)
                b *= sheet[gram + i, j]
                for h in range(n_rates):
                    if modes[j, FIRST_RATE + h] != 0.0:
                        sheet[normal + k, h] += b * sheet[share + j, h]


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
    slopes, share, gram = COLUMNS + m, share_at(n_rates), gram_at(n_rates, n_modes)
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
        look_up(first, table, log_b, work, into, weight, slopes + j)
    if own:
        _transform(factor, work, REST)
        for i in range(work.shape[1]):
            work[REST, i] += work[Z, i]
        for c in range(COLUMNS, work.shape[0]):
            _transform(factor, work, c)
    if m:
        _eliminate(work, sheet, n_rates, n_modes, m)
    for j in range(n_modes):
        sheet[gram + j, n_modes] = dot(work, slopes + j, work, REST)
        for i in range(j + 1):
            sheet[gram + j, i] = dot(work, slopes + j, work, slopes + i)
            sheet[gram + i, j] = sheet[gram + j, i]
    _assemble(modes, sheet, share, gram, normal)
    return dot(work, REST, work, REST)


@kernel
def descend_reduced(
    modes: Rows,
    first: float,
    table: Rows,
    factor: Rows,
    work: Rows,
    sheet: Rows,
    m: int,
    one: float,
    tolerance: float,
    most: int,
    chi2: float,
    last: bool,
) -> float:
    """Move THETA of the sheet downhill; return the squared norm of the residual before the last step.

    Parameters
    ----------
    one : float
        Chi-square per degree of freedom.
    tolerance : float
        The promised fall, in units of ``one``, at which the descent ends.
    chi2 : float
        Where BEST is of THETA already, what the last descent returned; else infinity.
    last : bool
        Take the step at which the descent ends.
    """
    n = modes.shape[1] - FIRST_RATE
    normal = normal_at(n)
    known = chi2 < np.inf
    for k in range(n):
        sheet[TRIAL, k] = sheet[THETA, k]
    enough = tolerance * one + LOST * dot(work, Z, work, Z)
    damping, steps, promised = 1e-3, -1, 0.0
    while steps < most and damping < 1e8:
        if known:
            promised = damped_step(sheet, n, n, damping)
            if promised < 0.0:
                damping *= 10.0
                continue
            if promised <= enough and damping <= 1e-3:
                # Undamped: in a flat valley damping would stop short of the floor.
                if last and damped_step(sheet, n, n, 1e-12) >= 0.0:
                    for k in range(n):
                        sheet[THETA, k] = sheet[TRIAL, k]
                break
        steps += 1
        new = evaluate_reduced(modes, first, table, factor, work, sheet, TRIAL, normal, m)
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
