"""Formulas that are written for B > 0: even in the field and exactly zero at B = 0."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.models.base import Formula

FloatArray = NDArray[np.float64]


MIRRORED = 0.75
"""Part of the fields that are left when mirror images are taken together, below which that pays."""


def even(positive: Formula) -> Formula:
    """Return the formula on all fields: ``positive`` at |B|, and zero with zero derivatives at B = 0.

    Where the fields come in pairs +-B, each pair is calculated once.
    """

    def formula(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
        size = np.abs(B)
        inside = size != 0.0
        if inside.all():
            return _folded(positive, size, p)
        value = np.zeros(B.size)
        jacobian = np.zeros((B.size, p.size))
        if inside.any():
            value[inside], jacobian[inside] = _folded(positive, size[inside], p)
        return value, jacobian

    return formula


def _folded(positive: Formula, size: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the formula at |B|, mirror images calculated once."""
    if size.size < 3:
        return positive(size, p)
    order = np.argsort(size)
    rising = size[order]
    new = np.empty(size.size, dtype=np.bool_)
    new[0] = True
    # Grids such as linspace(-1, 1, n) are symmetric to rounding only.
    np.greater(np.diff(rising), 4e-16 * rising[1:], out=new[1:])
    n = np.count_nonzero(new)
    if n > MIRRORED * size.size:
        return positive(size, p)
    place = np.empty(size.size, dtype=np.int64)
    place[order] = np.cumsum(new) - 1
    value, jacobian = positive(rising[new], p)
    return value[place], jacobian[place]
