"""Quadratic background c2 B^2: the low-field limit of any smooth classical or quantum correction."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.models.base import Model, Parameter

FloatArray = NDArray[np.float64]


def _formula(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    square = B * B
    return p[0] * square, square[:, None]


MODEL = Model(
    name="quadratic",
    title="Quadratic background",
    kind="background",
    parameters=(
        Parameter("c2", "S/T^2", 0.0, -1e6, 1e6, "coefficient", "coefficient of B^2", nuisance=True),
    ),
    formula=_formula,
    latex=r"\Delta\sigma = c_2 B^2",
    description="Conductivities add: the background is fitted together with the quantum correction.",
    validity=("B small against the field scale of the background",),
)
