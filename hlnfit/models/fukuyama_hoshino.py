"""Three-dimensional localization with isotropic spin-orbit scattering and Zeeman splitting."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.models.base import Model, Reference
from hlnfit.models.even import even
from hlnfit.models.kawabata import KAWABATA_1980, UNIT
from hlnfit.models.maekawa_fukuyama import ZETA
from hlnfit.models.rows import B_PHI, rate
from hlnfit.special.cooperon_3d import f3_pair
from hlnfit.special.zeeman_pair import pair_quotients
from hlnfit.special.zeeman_zero_field import root_quotients

FloatArray = NDArray[np.float64]


def _formula(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    B_phi, B_so, zeta = p
    s = 2.0 / 3.0 * B_so
    root = np.sqrt(B)
    fields = np.ascontiguousarray(B)
    triplets, slope = f3_pair((B_phi + 2.0 * s) / B)
    in_field, at_zero = np.empty((4, B.size)), np.empty((4, B.size))
    pair_quotients(fields, B_phi, s, zeta, True, in_field)
    root_quotients(fields, B_phi, s, zeta, at_zero)
    pair = root * in_field + 2.0 * at_zero
    lower, upper = np.sqrt(B_phi), np.sqrt(B_phi + 2.0 * s)
    # sqrt(B_phi + 2s) - sqrt(B_phi) without cancellation
    value = root * triplets + s * pair[0] - 2.0 * s / (lower + upper)
    jacobian = s * pair[1:]
    by_triplet = slope / root
    jacobian[0] += by_triplet + 0.5 / lower - 0.5 / upper
    jacobian[1] = (jacobian[1] + pair[0] + 2.0 * by_triplet - 1.0 / upper) * (2.0 / 3.0)
    return UNIT * value, UNIT * jacobian.T


MODEL = Model(
    name="fukuyama_hoshino",
    title="Three-dimensional localization with spin-orbit and Zeeman coupling (Fukuyama-Hoshino)",
    kind="field",
    dimension=3,
    parameters=(
        B_PHI,
        rate("B_so", 0.1, "spin-orbit field, isotropic; the triplet rates are B_phi + 4/3 B_so"),
        ZETA,
    ),
    formula=even(_formula),
    latex=(
        r"\Delta\sigma = \frac{e^2}{2\pi^2\hbar}\sqrt{\frac{e}{\hbar}}\left\{\sqrt{B} f_3\!\left("
        r"\tfrac{B_\varphi+2s}{B}\right) + \frac{s}{2r}\left[\sqrt{B} f_3\!\left(\tfrac{\lambda_+}{B}"
        r"\right) - \sqrt{B} f_3\!\left(\tfrac{\lambda_-}{B}\right) + 2\sqrt{\lambda_+} - 2\sqrt{\lambda_-}"
        r"\right] - \sqrt{B_\varphi+2s} + \sqrt{B_\varphi}\right\},\ s = \tfrac23 B_{so},\ "
        r"\lambda_\pm = B_\varphi+s\pm r,\ r^2 = s^2-(\zeta B)^2"
    ),
    convention=(
        "B_so = hbar/(4 e D tau_so), isotropic; zeta = g mu_B/(4 e D). The gamma of the paper is "
        "[3 g mu_B B/(8 e D B_so)]^2 = (zeta B/s)^2."
    ),
    validity=(
        "L_phi, L_so and sqrt(hbar/(4eB)) below every dimension of the sample",
        "isotropic impurity spin-orbit scattering",
        "k_F l >> 1",
    ),
    limits=("B_so -> 0: kawabata", "B_so -> infinity, zeta = 0: -1/2 kawabata"),
    references=(
        Reference(
            "H. Fukuyama and K. Hoshino, J. Phys. Soc. Jpn. 50, 2131 (1981)",
            bibtex_key="fukuyama1981",
        ),
        *KAWABATA_1980,
    ),
)
