"""One array for all the small numbers of a fit: where each of them stands.

numba counts references for every array that a larger function is given, and for the members of tuples at
each use; with small arrays that costs more than the arithmetic. So a fit has one sheet, and its rows have
names. With k nonlinear parameters, n modes and m linear columns:

==============  ======  ==========================================================================
rows            number  content
==============  ======  ==========================================================================
THETA ... STEP  1 each  theta, a trial of it, its bounds, scale of the damping, the last step (k)
HELD ... REST   1 each  scratch of steps inside the box (k)
COEFFICIENT     1       linear coefficients (m)
BEST            k       J'J, and J'r in the last column, at theta (k + 1)
normal_at       k       the same at the trial
damped_at       k       scratch of the linear solver
share_at        n       d ln b / d theta of each mode (k)
r_at            m       the linear columns in terms of the orthonormal ones (m)
along_at        m       what is projected out of the jacobian (k)
==============  ======  ==========================================================================
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.compiled import Rows, kernel, making_arrays

FloatArray = NDArray[np.float64]

THETA, TRIAL, LOWER, UPPER, SCALE, STEP, HELD, AT, REST, COEFFICIENT, BEST = range(11)


@kernel
def along_at(k: int, n_modes: int, m: int) -> int:
    """Return the first row of what is projected out."""
    return BEST + 3 * k + n_modes + m


@making_arrays
def new_sheet(k: int, n_modes: int, m: int) -> Rows:
    """Return an empty sheet."""
    return np.zeros((along_at(k, n_modes, m) + m, max(k, n_modes, m) + 1))


@kernel
def normal_at(k: int) -> int:
    """Return the first row of J'J at the trial."""
    return BEST + k


@kernel
def damped_at(k: int) -> int:
    """Return the first row of the scratch of the linear solver."""
    return BEST + 2 * k


@kernel
def share_at(k: int) -> int:
    """Return the first row of the derivatives of ln b."""
    return BEST + 3 * k


@kernel
def r_at(k: int, n_modes: int) -> int:
    """Return the first row of the triangular factor of the linear columns."""
    return BEST + 3 * k + n_modes
