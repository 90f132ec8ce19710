"""Levenberg-Marquardt from a start to the minimum of chi-square, on the measured points.

Source: D. W. Marquardt, J. Soc. Indust. Appl. Math. 11, 431 (1963).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.compiled import Integers, Rows, kernel
from hlnfit.fitting.engine.direct import DATA, INVERSE_ERROR, evaluate
from hlnfit.fitting.engine.orthonormal import back_substitute
from hlnfit.fitting.engine.plan import FIRST_RATE
from hlnfit.fitting.engine.sheet import (
    COEFFICIENT,
    LOWER,
    STEP,
    THETA,
    TRIAL,
    UPPER,
    along_at,
    normal_at,
    r_at,
)
from hlnfit.fitting.engine.step import accept_trial, damped_step, longest_move
from hlnfit.fitting.names import MAX_OFFSET

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

LOST = 1e-26
"""Share of the squared data below which chi-square is rounding: a curve without noise."""
SHORT = 1e-2
"""A step in theta that needs no check where the linearization promises next to nothing."""
CLOSE = 1e-2
"""Chi-square, per degree of freedom, that a short step may promise without being damped."""


@kernel
def box(bounds: Rows, n_theta: int, smallest: float, span: float, sheet: Rows) -> None:
    """Fill the bounds of theta; the same as ``Problem.box``.

    Parameters
    ----------
    bounds : array, (2, n_rates), T
    smallest, span : float, T
        Smallest non-zero and largest abs(B). Beyond 1e-4 of the one and 1e3 of the other the curve no
        longer changes its shape.
    """
    reach = min(MAX_OFFSET, 0.25 * span)
    for k in range(n_theta):
        if k < bounds.shape[1]:
            sheet[LOWER, k] = math.log(max(bounds[0, k], 1e-4 * max(smallest, 1e-5 * span), 1e-300))
            sheet[UPPER, k] = math.log(min(bounds[1, k], 1e3 * span))
        else:
            sheet[LOWER, k], sheet[UPPER, k] = -reach, reach


@kernel
def follow(sheet: Rows, n_theta: int, n_modes: int, m: int) -> None:
    """Take the step in theta, and let the coefficients follow to first order."""
    along, r = along_at(n_theta, n_modes, m), r_at(n_theta, n_modes)
    for k in range(n_theta):
        sheet[THETA, k] += sheet[STEP, k]
    # The trial is used no more; its row takes the change of the coefficients.
    for c in range(m):
        sheet[TRIAL, c] = 0.0
        for k in range(n_theta):
            sheet[TRIAL, c] += sheet[along + c, k] * sheet[STEP, k]
    back_substitute(sheet, r, TRIAL, m)
    for c in range(m):
        sheet[COEFFICIENT, c] -= sheet[TRIAL, c]


@kernel
def descend(
    modes: Rows,
    static: Integers,
    held: Rows,
    offsets: Rows,
    points: Rows,
    rows: Rows,
    sheet: Rows,
    n_theta: int,
    n_amplitudes: int,
    tolerance: float,
    most: int,
    placed: bool,
) -> tuple[float, bool]:
    """Move THETA of the sheet to the minimum; rows and sheet hold the state there, with its derivatives.

    The last step, smaller than the tolerance, moves theta and the coefficients only.

    Parameters
    ----------
    tolerance : float
        The distance to the minimum in standard errors at which the search ends.
    most : int
        Largest number of steps.
    placed : bool
        ``rows`` already holds the fields and the static columns.

    Returns
    -------
    chi2 : float
    converged : bool
    """
    n_rates, m = modes.shape[1] - FIRST_RATE, static.shape[0] + n_amplitudes
    still = n_theta == n_rates
    normal = normal_at(n_theta)
    floor = 0.0
    for i in range(points.shape[1]):
        floor += (points[DATA, i] * points[INVERSE_ERROR, i]) ** 2
    floor *= LOST
    dof = max(points.shape[1] - n_theta - m, 1)
    for k in range(n_theta):
        sheet[TRIAL, k] = sheet[THETA, k]
    chi2, damping, steps, last = np.inf, 1e-3, -1, np.inf
    known, stale, sure, converged, promised = False, False, False, False, 0.0
    while not converged and steps < most:
        if known:
            one = chi2 / dof + floor
            # Near the minimum a step is good for less than the rounding of chi-square: it is taken as it is.
            promised = damped_step(sheet, n_theta, n_rates, 1e-12)
            move = longest_move(sheet, n_theta)
            if 0.0 <= promised <= tolerance * tolerance * one or promised >= 0.25 * last:
                converged = True
                if stale:
                    for k in range(n_theta):
                        sheet[TRIAL, k] = sheet[THETA, k]
                    chi2 = evaluate(
                        modes,
                        static,
                        held,
                        offsets,
                        points,
                        rows,
                        sheet,
                        TRIAL,
                        normal,
                        n_theta,
                        n_amplitudes,
                        still,
                    )
                if move < SHORT:
                    follow(sheet, n_theta, modes.shape[0], m)
                    chi2 = max(chi2 - promised, 0.0)
                return chi2, True
            sure = 0.0 <= promised <= 1e-10 * one and move < SHORT
            # Where little is to be gained, damping would leave a thousandth of it for a further step.
            if not (sure or (0.0 <= promised <= CLOSE * one and move < SHORT and damping <= 1e-3)):
                promised = damped_step(sheet, n_theta, n_rates, damping)
            last = promised if sure else np.inf
            if not promised >= 0.0:
                damping *= 10.0
                converged = damping > 1e12
                continue
        steps += 1
        new = evaluate(
            modes,
            static,
            held,
            offsets,
            points,
            rows,
            sheet,
            TRIAL,
            normal,
            n_theta,
            n_amplitudes,
            still and (placed or known),
        )
        if not (sure or new <= chi2):
            stale = True
            damping *= 4.0
            # No descent at any damping: the minimum, to rounding.
            converged = damping > 1e12
            continue
        gain = chi2 - new
        accept_trial(sheet, n_theta, not known)
        chi2, stale = new, False
        if known and not sure:
            converged = gain <= 1e-13 * chi2 + floor and (
                damping < 1e-2 or longest_move(sheet, n_theta) < 1e-10
            )
            damping = max(damping * (0.1 if gain > 0.5 * promised else 0.5), 1e-12)
        known = True
        converged |= n_theta == 0
    if stale:
        for k in range(n_theta):
            sheet[TRIAL, k] = sheet[THETA, k]
        chi2 = evaluate(
            modes, static, held, offsets, points, rows, sheet, TRIAL, normal, n_theta, n_amplitudes, still
        )
    return chi2, converged
