"""Linear background c1_abs |B|: a classical magnetoresistance that is linear and even in the field."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.models.base import Model, Parameter

FloatArray = NDArray[np.float64]


def _formula(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    size = np.abs(B)
    return p[0] * size, size[:, None]


MODEL = Model(
    name="linear",
    title="Linear background",
    kind="background",
    parameters=(
        Parameter("c1_abs", "S/T", 0.0, -1e6, 1e6, "coefficient", "coefficient of |B|", nuisance=True),
    ),
    formula=_formula,
    latex=r"\Delta\sigma = c_{1,|B|}\, |B|",
    description="Even in B; the odd term of a Hall admixture is c1 B and belongs to the contacts.",
    convention="The coefficient is called c1_abs, so that it is never taken for the odd coefficient c1.",
    validity=("it has a cusp at B = 0 like antilocalization: fit it only where a linear regime is seen",),
)
