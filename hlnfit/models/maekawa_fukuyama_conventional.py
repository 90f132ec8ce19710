"""The form of Maekawa-Fukuyama in circulation: every digamma completed with its own logarithm."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import G0
from hlnfit.models.base import Model, Reference
from hlnfit.models.even import even
from hlnfit.models.maekawa_fukuyama import B_SO, ZETA, conventional
from hlnfit.models.papers import MAEKAWA_1981
from hlnfit.models.rows import B_PHI

FloatArray = NDArray[np.float64]


def _formula(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    value, jacobian = conventional(B, p)
    return G0 * value, G0 * jacobian


MODEL = Model(
    name="maekawa_fukuyama_conventional",
    title="Maekawa-Fukuyama as usually printed, without the Zeeman logarithm",
    kind="field",
    parameters=(B_PHI, B_SO, ZETA),
    formula=even(_formula),
    latex=(
        r"\Delta\sigma = G_0\left\{f_2\!\left(\tfrac{B_\varphi+B_{so}}{|B|}\right) + \frac{1}{2"
        r"\sqrt{1-\gamma^2}}\left[f_2\!\left(\tfrac{\lambda_+}{|B|}\right) - f_2\!\left("
        r"\tfrac{\lambda_-}{|B|}\right)\right]\right\},\ \gamma = \zeta|B|/B_{so},\ "
        r"\lambda_\pm = B_\varphi + B_{so}(1\pm\sqrt{1-\gamma^2})"
    ),
    description=(
        "To reproduce published fits only. It subtracts a zero-field value that depends on the field, and "
        "shows a large positive magnetoconductance that is not there: with B_phi = 10 mT, B_so = 0.2 T, "
        "zeta = 0.1 and B = 5 T it gives +1.07 G0 where the complete form gives -0.29 G0."
    ),
    convention="gamma of the literature is zeta B/B_so; otherwise as maekawa_fukuyama.",
    validity=("(zeta B)^2/(2 B_so) << B_phi: use maekawa_fukuyama instead",),
    limits=("zeta -> 0: hln_dp",),
    references=(
        MAEKAWA_1981,
        Reference(
            "A. D. Caviglia et al., Phys. Rev. Lett. 104, 126803 (2010)",
            doi="10.1103/PhysRevLett.104.126803",
            bibtex_key="caviglia2010",
        ),
    ),
)
