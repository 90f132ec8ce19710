"""The last words on a curve of a shared grid, from its coordinates: no need to evaluate the model again.

The coordinates on the static columns, which the fit leaves out, have a table of their own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.compiled import Rows, kernel
from hlnfit.fitting.engine.direct import RESIDUAL
from hlnfit.fitting.engine.family import look_up
from hlnfit.fitting.engine.mode_field import log_field
from hlnfit.fitting.engine.orthonormal import add_row, back_substitute, dot
from hlnfit.fitting.engine.plan import FIRST_RATE, PART, WEIGHT
from hlnfit.fitting.engine.reduced import COLUMNS, REST, Z, evaluate_reduced
from hlnfit.fitting.engine.sheet import COEFFICIENT, THETA, along_at, normal_at, r_at, share_at

FloatArray = NDArray[np.float64]


@kernel
def state_from_coordinates(
    modes: Rows,
    first: float,
    table: Rows,
    factor: Rows,
    static_table: Rows,
    onto_static: Rows,
    work: Rows,
    small: Rows,
    sheet: Rows,
) -> float:
    """Fill coefficients, r and along of the sheet, and the jacobian in ``work``; return |residual|^2.

    Parameters
    ----------
    factor : array, (0, rank)
        As for ``evaluate_reduced`` on a shared grid.
    static_table : array, (n_nodes, 2 n_static)
        As the table of the family, on the static columns.
    onto_static : array, (3, n_static)
        Row 0: coordinates of the data on the static columns. The others are scratch.
    small, sheet : arrays
        Sheets of the fit in coordinates, at whose THETA this is, and of the whole fit.
    """
    n_modes, n_rates, n_static = modes.shape[0], modes.shape[1] - FIRST_RATE, onto_static.shape[1]
    own_m = work.shape[0] - COLUMNS - n_modes - n_rates
    m = n_static + own_m
    chi2 = evaluate_reduced(modes, first, table, factor, work, small, THETA, normal_at(n_rates), own_m, False)
    r, along = r_at(n_rates, n_modes), along_at(n_rates, n_modes, m)
    small_r, small_along = r, along_at(n_rates, n_modes, own_m)
    for c in range(m):
        in_small = c - n_static
        sheet[COEFFICIENT, c] = onto_static[0, c] if in_small < 0 else small[COEFFICIENT, in_small]
        for d in range(own_m):
            sheet[r + c, n_static + d] = 0.0 if in_small < 0 else small[small_r + in_small, d]
        for k in range(n_rates):
            sheet[along + c, k] = 0.0 if in_small < 0 else small[small_along + in_small, k]
    share = share_at(n_rates)
    for j in range(n_modes):
        part = int(modes[j, PART])
        amplitude = small[COEFFICIENT, part - 1] if part else 1.0
        for c in range(n_static):
            onto_static[1, c] = 0.0
        log_b = log_field(modes, j, small, THETA, share, n_rates)
        if n_static:
            look_up(first, static_table, log_b, onto_static, 1, modes[j, WEIGHT], 2)
        for c in range(n_static):
            sheet[COEFFICIENT, c] -= amplitude * onto_static[1, c]
            if part:
                sheet[r + c, n_static + part - 1] += onto_static[1, c]
        for k in range(n_rates):
            if modes[j, FIRST_RATE + k] == 0.0:
                continue
            scale = modes[j, WEIGHT] * amplitude * small[share + j, k]
            for c in range(n_static):
                sheet[along + c, k] += scale * onto_static[2, c]
    # The amplitudes' share of the static columns is taken out already: only these are solved for.
    back_substitute(sheet, r, COEFFICIENT, n_static)
    return chi2


@kernel
def residual_on_points(basis: Rows, work: Rows, rows: Rows) -> float:
    """Take what the fit explains from the data without static columns; return chi-square."""
    for k in range(basis.shape[0]):
        add_row(rows, RESIDUAL, work[REST, k] - work[Z, k], basis, k)
    return dot(rows, RESIDUAL, rows, RESIDUAL)
