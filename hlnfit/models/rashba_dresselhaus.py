"""Rashba and linear Dresselhaus coupling together, with a cubic part: the Cooperon solved numerically."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import G0
from hlnfit.models.base import Model, Reference
from hlnfit.models.even import even
from hlnfit.models.log_field_table import tabulated
from hlnfit.models.papers import IORDANSKII_1994, KNAP_1996, PIKUS_1995
from hlnfit.models.rows import B_PHI, rate
from hlnfit.special.cooperon_2d import f2_and_slope
from hlnfit.special.two_spin_orbit_sum import triplet_sums
from hlnfit.special.two_spin_orbit_zero_field import triplet_gap

FloatArray = NDArray[np.float64]


def _formula(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    def compute(fields: FloatArray) -> FloatArray:
        out = np.empty((fields.size, 6))
        triplet_sums(fields, p, 0.0, out)
        return out[:, :5]

    gap = triplet_gap(p[0], p[1], p[2], p[3])
    triplets = tabulated(compute, B, gap / 30.0)
    singlet, slope = f2_and_slope(p[0] / B)
    jacobian = -0.5 * G0 * triplets[:, 1:]
    jacobian[:, 0] += 0.5 * G0 * slope / p[0]
    return -0.5 * G0 * (singlet + triplets[:, 0]), jacobian


MODEL = Model(
    name="rashba_dresselhaus",
    title="Rashba, linear and cubic Dresselhaus coupling (numerical Cooperon)",
    kind="field",
    parameters=(
        B_PHI,
        rate("B_R", 0.03, "Rashba field (hbar/4e) (2 m* alpha/hbar^2)^2"),
        rate("B_D", 0.01, "linear Dresselhaus field (hbar/4e) (2 m* beta/hbar^2)^2"),
        rate("B_3", 0.003, "cubic spin-orbit field, an additive rate"),
    ),
    formula=even(_formula),
    latex=(
        r"\Delta\sigma = -\frac{G_0}{2}\left[\mathrm{Tr}_T M^{-1} - \sum_n\frac1{n+\frac12+b_\varphi}"
        r"\right]_{B=0}^{B},\ M = a^\dagger a + \tfrac12 + b_\varphi + (b_R+b_D+b_3)(2-S_z^2) - "
        r"2\sqrt{b_Rb_D}\{S_x,S_y\} + \sqrt{b_R}(-iaS_-+ia^\dagger S_+) + \sqrt{b_D}(aS_++a^\dagger S_-)"
    ),
    description=(
        "Exact for both linear terms in the diffusive limit. The curve is symmetric in B_R and B_D. At fixed "
        "B_R + B_D the minimum depends on B_R B_D: a Rashba-only fit of a mixed sample is biased."
    ),
    convention=(
        "H = alpha (k_y sigma_x - k_x sigma_y) + beta (k_x sigma_x - k_y sigma_y) with beta = gamma_D "
        "(<k_z^2> - k_F^2/4); b = B_i/B. B_R = m*^2 alpha^2/(e hbar^3)."
    ),
    validity=(
        "B << B_tr",
        "Omega tau << 1 (else golub, Rashba only)",
        "no Zeeman splitting (else rashba_zeeman)",
        "computed to 1e-7 G0, and to 1e-6 where B_R = B_D to better than a percent",
    ),
    limits=(
        "B_D = 0 or B_R = 0: ilp",
        "B_R = B_D and B_3 = 0 (persistent spin helix): weak localization, hln_simple with alpha = 1",
        "B_R = B_D = 0: hln_dp with B_so = B_3",
    ),
    references=(
        IORDANSKII_1994,
        PIKUS_1995,
        KNAP_1996,
        Reference(
            "D. C. Marinescu, P. J. Weigele, D. M. Zumbuhl and J. C. Egues, "
            "Phys. Rev. Lett. 122, 156601 (2019)",
            bibtex_key="marinescu2019",
        ),
    ),
    extra={"numerical": True, "jacobian_tolerance": 1e-6},
)
