"""A film of any thickness in a perpendicular field: from two dimensions to three."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import FIELD_TIMES_AREA, G0
from hlnfit.models.base import Model, Parameter
from hlnfit.models.even import even
from hlnfit.models.kawabata import KAWABATA_1980
from hlnfit.models.papers import ALTSHULER_1981
from hlnfit.models.rows import B_PHI
from hlnfit.special.film_sum import film_sums

FloatArray = NDArray[np.float64]


def _formula(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    B_phi, thickness = p
    B_d = FIELD_TIMES_AREA * np.pi**2 / thickness**2
    out = np.empty((B.size, 3))
    film_sums(np.ascontiguousarray(B), B_phi, B_d, out)
    jacobian = np.stack((out[:, 1], -2.0 * out[:, 2] / thickness), axis=1)
    return G0 * out[:, 0], G0 * jacobian


MODEL = Model(
    name="film",
    title="Film between two and three dimensions",
    kind="field",
    parameters=(
        B_PHI,
        Parameter(
            "thickness", "m", 3e-8, 1e-10, 1e-2, "length", "film thickness", source="geometry.thickness"
        ),
    ),
    formula=even(_formula),
    latex=(
        r"\Delta\sigma = G_0 \sum_{m=0}^{\infty} f_2\!\left(\frac{B_\varphi + m^2 B_d}{|B|}\right),\quad "
        r"B_d = \frac{\pi^2\hbar}{4 e d^2}"
    ),
    description="The sheet conductance of the film; every transverse mode of the Cooperon is one channel.",
    convention="Perpendicular field, conductance per square. Divide by the thickness for a conductivity.",
    validity=(
        "no spin-orbit coupling",
        "mean free path well below the thickness and below sqrt(hbar/(4eB))",
        "surfaces that reflect and do not dephase",
    ),
    limits=(
        "thickness << L_phi and sqrt(hbar/(4eB)): hln_simple with alpha = 1",
        "thickness >> L_phi: thickness times kawabata",
    ),
    references=(ALTSHULER_1981, *KAWABATA_1980),
)
