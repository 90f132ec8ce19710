"""Removing the cut-off: extrapolation of Landau-level sums in the number of levels.

A sum over N Landau levels, less its logarithm, approaches its limit as a series in 1/N with integer
powers (Euler-Maclaurin; the couplings enter in pairs, so no half-integer powers appear). Each kernel
therefore runs once through the levels, notes the sum whenever N has doubled, and stops as soon as two
successive Richardson extrapolants agree. The difference of the two is the error that is reported.
"""

from __future__ import annotations

import numpy as np

from hlnfit.stored import stored

# Sixteen extrapolation columns would amplify rounding; nine already reach 1e-12 where it matters.
COLUMNS = 9


@stored()
def first_cutoff(scale: float) -> int:
    """Return the number of levels at which extrapolation may begin, for rates of ``scale`` times B.

    Below about a quarter of the spin-precession scale the sum has not seen its asymptotic form yet, and
    an extrapolation could agree with itself on a wrong limit.
    """
    levels = 16
    while levels < 0.25 * scale:
        levels *= 2
    return levels


@stored()
def extrapolate(row: np.ndarray, columns: int, newest: float) -> tuple[int, float, float]:
    """Add the sum of the newest cut-off to a Richardson table, in place.

    Parameters
    ----------
    row : ndarray, shape (COLUMNS,)
        Last row of the table: column j has the powers 1/N ... 1/N^j removed. Overwritten.
    columns : int
        Number of columns filled so far.
    newest : float
        The sum at twice the cut-off of the last row.

    Returns
    -------
    columns : int
        Number of columns filled now.
    value, error : float
        Best extrapolant, and its distance from the best one of the last row (infinite at first).
    """
    if columns == 0:
        row[0] = newest
        return 1, newest, np.inf
    before = row[columns - 1]
    filled = min(columns + 1, COLUMNS)
    carried = newest
    weight = 1.0
    for j in range(filled - 1):
        weight *= 2.0
        improved = carried + (carried - row[j]) / (weight - 1.0)
        row[j] = carried
        carried = improved
    row[filled - 1] = carried
    return filled, carried, abs(carried - before)
