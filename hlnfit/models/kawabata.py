"""Three-dimensional weak localization."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import G0, HBAR, E
from hlnfit.models.base import Model, Reference
from hlnfit.models.even import even
from hlnfit.models.rows import B_PHI
from hlnfit.special.cooperon_3d import f3_pair

FloatArray = NDArray[np.float64]

UNIT = G0 * float(np.sqrt(E / HBAR))
"""e^2/(2 pi^2 hbar) sqrt(e/hbar) = 480.6 S/m per sqrt(tesla)."""

KAWABATA_1980 = (
    Reference("A. Kawabata, Solid State Commun. 34, 431 (1980)", bibtex_key="kawabata1980ssc"),
    Reference("A. Kawabata, J. Phys. Soc. Jpn. 49, 628 (1980)", bibtex_key="kawabata1980jpsj"),
)


def _formula(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    value, slope = f3_pair(p[0] / B)
    root = UNIT * np.sqrt(B)
    return root * value, (root / B * slope)[:, None]


MODEL = Model(
    name="kawabata",
    title="Three-dimensional weak localization (Kawabata)",
    kind="field",
    dimension=3,
    parameters=(B_PHI,),
    formula=even(_formula),
    latex=(
        r"\Delta\sigma = \frac{e^2}{2\pi^2\hbar}\sqrt{\frac{e|B|}{\hbar}}\; f_3\!\left(\frac{B_\varphi}{|B|}"
        r"\right),\quad f_3(y) = -\zeta(\tfrac12,\tfrac12+y) - 2\sqrt{y}"
    ),
    convention="The argument of f3 is B_phi/B; part of the literature writes f3(B/B_phi).",
    validity=("L_phi and sqrt(hbar/(4eB)) below every dimension of the sample", "k_F l >> 1"),
    limits=("B >> B_phi: 290.7 S/m sqrt(B/T)", "B << B_phi: (480.6 S/m)/48 B^2 B_phi^(-3/2) in tesla"),
    references=KAWABATA_1980,
)
