"""What the points say of a fit that misses them: the size of the residuals and the height of the curve."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.compiled import Integers, Rows, kernel
from hlnfit.fitting.engine.direct import INVERSE_ERROR, RESIDUAL, F, T, fill_static, subtract_held
from hlnfit.fitting.engine.orthonormal import add_row
from hlnfit.fitting.engine.sheet import COEFFICIENT

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


@kernel
def mean_square(points: Rows, rows: Rows) -> float:
    """Return the mean square of data minus model, in siemens squared."""
    total = 0.0
    for i in range(rows.shape[1]):
        total += (rows[RESIDUAL, i] / points[INVERSE_ERROR, i]) ** 2
    return float(total / rows.shape[1])


@kernel
def height_of_modes(static: Integers, held: Rows, points: Rows, rows: Rows, sheet: Rows) -> float:
    """Return the peak to peak of the modes over the points, in siemens. It uses up the residual."""
    low, high = np.inf, -np.inf
    for i in range(rows.shape[1]):
        rows[T, i] = rows[RESIDUAL, i]
    subtract_held(held, points, rows)
    for c in range(static.shape[0]):
        fill_static(static[c, 0], static[c, 1], points, rows, F)
        add_row(rows, RESIDUAL, -sheet[COEFFICIENT, c], rows, F)
    for i in range(rows.shape[1]):
        height = (rows[RESIDUAL, i] - rows[T, i]) / points[INVERSE_ERROR, i]
        low, high = min(low, height), max(high, height)
    return high - low
