"""One damped step inside a box.

The whole step is projected: where a parameter would leave the box it is put on the bound, and the others
are solved for again with that displacement known. Clipping a step component by component can predict a
rise where there is none, and then stops too early.
Source: D. W. Marquardt, J. Soc. Indust. Appl. Math. 11, 431 (1963), with the scaling of J. J. More,
Lecture Notes in Mathematics 630, 105 (1978): damping multiplies the largest diagonal met so far, so that
parameters do not run away into regions where nothing depends on them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.compiled import Rows, kernel, part
from hlnfit.fitting.engine.sheet import (
    AT,
    BEST,
    HELD,
    LOWER,
    REST,
    SCALE,
    STEP,
    THETA,
    TRIAL,
    UPPER,
    damped_at,
    normal_at,
)

FloatArray = NDArray[np.float64]

LONGEST = 1.0
"""A step in a logarithm beyond e leaves the region where the linearization means anything."""


@kernel
def solve_positive(a: Rows, first: int, x: Rows, row: int, n: int) -> bool:
    """Solve a x = x in place; False if not positive definite.

    ``a`` has its lower triangle in n rows from ``first`` on and is overwritten; x is a row of ``x``.
    """
    # a = L D L', without roots and with n divisions: L below the diagonal, 1/D on it.
    for i in range(n):
        for j in range(i):
            for k in range(j):
                a[first + i, j] -= a[first + i, k] * a[first + j, k]
        pivot = a[first + i, i]
        for j in range(i):
            part = a[first + i, j] * a[first + j, j]
            pivot -= a[first + i, j] * part
            a[first + i, j] = part
        if not pivot > 0.0:
            return False
        a[first + i, i] = 1.0 / pivot
        for k in range(i):
            x[row, i] -= a[first + i, k] * x[row, k]
    for i in range(n - 1, -1, -1):
        x[row, i] *= a[first + i, i]
        for k in range(i + 1, n):
            x[row, i] -= a[first + k, i] * x[row, k]
    return True


@part
def _solve_three(sheet: Rows, damping: float) -> bool:
    """Fill the step of three parameters, as ``solve_positive`` does, without its loops; the usual case."""
    b = BEST
    a0, a1, a2 = sheet[b, 0], sheet[b + 1, 1], sheet[b + 2, 2]
    l10, l20, l21 = sheet[b + 1, 0], sheet[b + 2, 0], sheet[b + 2, 1]
    a0 += damping * (sheet[SCALE, 0] if sheet[SCALE, 0] > 0.0 else 1.0)
    a1 += damping * (sheet[SCALE, 1] if sheet[SCALE, 1] > 0.0 else 1.0)
    a2 += damping * (sheet[SCALE, 2] if sheet[SCALE, 2] > 0.0 else 1.0)
    d0 = 1.0 / a0
    m10, m20 = l10 * d0, l20 * d0
    p1 = a1 - m10 * l10
    l21 -= m20 * l10
    d1 = 1.0 / p1
    m21 = l21 * d1
    p2 = a2 - m20 * l20 - m21 * l21
    if not (a0 > 0.0 and p1 > 0.0 and p2 > 0.0):
        return False
    x0 = sheet[b, 3]
    x1 = sheet[b + 1, 3] - m10 * x0
    x2 = (sheet[b + 2, 3] - m20 * x0 - m21 * x1) / p2
    x1 = x1 * d1 - m21 * x2
    sheet[STEP, 0], sheet[STEP, 1], sheet[STEP, 2] = x0 * d0 - m10 * x1 - m20 * x2, x1, x2
    return True


@part
def _solve(sheet: Rows, n: int, damping: float) -> bool:
    """Fill the damped step; False where the damped matrix is not positive definite."""
    if n == 3:
        return _solve_three(sheet, damping)
    a = damped_at(n)
    for i in range(n):
        sheet[STEP, i] = sheet[BEST + i, n]
        for j in range(i + 1):
            sheet[a + i, j] = sheet[BEST + i, j]
        sheet[a + i, i] += damping * (sheet[SCALE, i] if sheet[SCALE, i] > 0.0 else 1.0)
    return solve_positive(sheet, a, sheet, STEP, n)


@kernel
def _project(sheet: Rows, n: int, damping: float) -> None:
    """Fill the step again, with parameters that would leave the box put on its bound."""
    a = damped_at(n)
    for k in range(n):
        sheet[STEP, k] = 0.0
        slope = sheet[BEST + k, n]
        held = (sheet[THETA, k] <= sheet[LOWER, k] and slope < 0.0) or (
            sheet[THETA, k] >= sheet[UPPER, k] and slope > 0.0
        )
        sheet[HELD, k] = 1.0 if held else 0.0
    for _ in range(n + 1):
        m = 0
        for k in range(n):
            if sheet[HELD, k] == 0.0:
                sheet[AT, m] = k
                m += 1
        if m == 0:
            break
        for i in range(m):
            row = int(sheet[AT, i])
            sheet[REST, i] = sheet[BEST + row, n]
            for k in range(n):
                if sheet[HELD, k] != 0.0:
                    sheet[REST, i] -= sheet[BEST + row, k] * sheet[STEP, k]
            for j in range(i + 1):
                sheet[a + i, j] = sheet[BEST + row, int(sheet[AT, j])]
            sheet[a + i, i] += damping * (sheet[SCALE, row] if sheet[SCALE, row] > 0.0 else 1.0)
        solve_positive(sheet, a, sheet, REST, m)
        outside = False
        for i in range(m):
            k = int(sheet[AT, i])
            sheet[STEP, k] = sheet[REST, i]
            trial = sheet[THETA, k] + sheet[REST, i]
            if trial < sheet[LOWER, k] or trial > sheet[UPPER, k]:
                bound = sheet[LOWER, k] if trial < sheet[LOWER, k] else sheet[UPPER, k]
                sheet[STEP, k], sheet[HELD, k], outside = bound - sheet[THETA, k], 1.0, True
        if not outside:
            break


@part
def damped_step(sheet: Rows, n: int, n_log: int, damping: float) -> float:
    """Fill STEP and TRIAL of the sheet and return the fall of chi-square that the linearization promises.

    Parameters
    ----------
    sheet : array
        Of a fit with ``n`` nonlinear parameters; the first ``n_log`` are logarithms and move by no more than
        LONGEST.

    Returns
    -------
    float
        2 step.J'r - step.J'J.step; -1 where the damped matrix is not positive definite.
    """
    if not _solve(sheet, n, damping):
        return -1.0
    inside = True
    for k in range(n):
        inside &= sheet[LOWER, k] < sheet[THETA, k] + sheet[STEP, k] < sheet[UPPER, k]
    if not inside:
        _project(sheet, n, damping)
    longest, along, curved = 0.0, 0.0, 0.0
    for k in range(n):
        step = sheet[STEP, k]
        if k < n_log:
            longest = max(longest, abs(step))
        along += step * sheet[BEST + k, n]
        for j in range(n):
            curved += step * sheet[BEST + k, j] * sheet[STEP, j]
    shorter = LONGEST / longest if longest > LONGEST else 1.0
    for k in range(n):
        sheet[STEP, k] *= shorter
        trial = sheet[THETA, k] + sheet[STEP, k]
        sheet[TRIAL, k] = min(max(trial, sheet[LOWER, k]), sheet[UPPER, k])
    return shorter * (2.0 * along - shorter * curved)


@part
def longest_move(sheet: Rows, n: int) -> float:
    """Return the largest absolute component of the step."""
    out = 0.0
    for k in range(n):
        out = max(out, abs(sheet[STEP, k]))
    return out


@part
def accept_trial(sheet: Rows, n: int, first: bool) -> None:
    """Make the trial, and J'J there, the best. ``first``: nothing was best before."""
    normal = normal_at(n)
    for k in range(n):
        sheet[THETA, k] = sheet[TRIAL, k]
        for j in range(n + 1):
            sheet[BEST + k, j] = sheet[normal + k, j]
        diagonal = sheet[BEST + k, k]
        sheet[SCALE, k] = diagonal if first else max(sheet[SCALE, k], diagonal)
