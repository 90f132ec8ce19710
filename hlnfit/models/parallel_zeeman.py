"""In-plane field: the Zeeman energy mixes singlet and triplet and nothing else happens."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import G0
from hlnfit.models.base import Model
from hlnfit.models.even import even
from hlnfit.models.maekawa_fukuyama import B_SO, ZETA, zeeman_logarithm
from hlnfit.models.papers import MAEKAWA_1981
from hlnfit.models.rows import B_PHI

FloatArray = NDArray[np.float64]


def _formula(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    value, jacobian = zeeman_logarithm(B, p, 0.5 * p[1], 0.5)
    return G0 * value, G0 * jacobian


MODEL = Model(
    name="parallel_zeeman",
    title="In-plane field, Zeeman splitting with additive spin-orbit rates",
    kind="field",
    parameters=(B_PHI, B_SO, ZETA),
    formula=even(_formula),
    latex=(
        r"\Delta\sigma = G_0\left[\frac{s}{2r}\ln\frac{\lambda_+}{\lambda_-} - \frac12\ln\frac{B_\varphi"
        r"+B_{so}}{B_\varphi}\right],\ s = \tfrac12 B_{so},\ r^2 = s^2-(\zeta B)^2,\ "
        r"\lambda_\pm = B_\varphi+s\pm r"
    ),
    description=(
        "B is the in-plane field. The Zeeman energy destroys the antilocalizing singlet: negative "
        "magnetoconductance. Orbital effects of finite thickness are the model parallel_orbital; both add "
        "only while each is small."
    ),
    convention="Spin-orbit rates 1:1:2 with 2 B_so out of plane; zeta = g mu_B/(4 e D).",
    validity=(
        "additive rates (impurities, cubic coupling): for linear Rashba or Dresselhaus coupling only the "
        "weak-field rule B_phi -> B_phi + (zeta B)^2/B_so survives; use rashba_zeeman with tilt 0",
        "no orbital effect of the in-plane field",
    ),
    limits=("zeta -> 0 or B_so -> 0: 0", "B -> infinity: -G0 ln(1 + B_so/B_phi)/2"),
    references=(MAEKAWA_1981,),
)
