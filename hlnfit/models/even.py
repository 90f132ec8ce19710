"""Formulas that are written for B > 0: even in the field and exactly zero at B = 0."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.models.base import Formula

FloatArray = NDArray[np.float64]


def even(positive: Formula) -> Formula:
    """Return the formula on all fields: ``positive`` at |B|, and zero with zero derivatives at B = 0."""

    def formula(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
        size = np.abs(B)
        inside = size != 0.0
        if inside.all():
            return positive(size, p)
        value = np.zeros(B.size)
        jacobian = np.zeros((B.size, p.size))
        value[inside], jacobian[inside] = positive(size[inside], p)
        return value, jacobian

    return formula
