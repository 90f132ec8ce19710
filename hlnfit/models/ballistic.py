"""Weak localization beyond the diffusion approximation: fields up to and above B_tr."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import G0
from hlnfit.models.base import Model, Parameter, Reference
from hlnfit.models.even import even
from hlnfit.models.rows import B_PHI, LARGEST_FIELD, SMALLEST_FIELD
from hlnfit.special.ballistic import ballistic_parts

FloatArray = NDArray[np.float64]

B_TR = Parameter(
    "B_tr",
    "T",
    0.5,
    SMALLEST_FIELD,
    LARGEST_FIELD,
    "rate",
    "transport field hbar/(2 e l^2), l the mean free path",
    source="sample.B_tr",
    nuisance=True,
)
GASPARYAN_1985 = Reference(
    "V. M. Gasparyan and A. Yu. Zyuzin, Sov. Phys. Solid State 27, 999 (1985)", bibtex_key="gasparyan1985"
)
KAWABATA_1984 = Reference("A. Kawabata, J. Phys. Soc. Jpn. 53, 3540 (1984)", bibtex_key="kawabata1984")
DMITRIEV_1997 = Reference(
    "A. P. Dmitriev, V. Yu. Kachorovskii and I. V. Gornyi, Phys. Rev. B 56, 9910 (1997)",
    bibtex_key="dmitriev1997",
)


def _formula(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    B_phi, B_tr = p
    back, other = ballistic_parts(B / B_tr, B_phi / B_tr)
    both = back + other
    jacobian = np.stack((both.by_log_beta / B_phi, -(both.by_log_b + both.by_log_beta) / B_tr), axis=1)
    return G0 * both.value, G0 * jacobian


MODEL = Model(
    name="ballistic",
    title="Weak localization beyond the diffusion approximation",
    kind="field",
    parameters=(B_PHI, B_TR),
    formula=even(_formula),
    latex=(
        r"\Delta\sigma = G_0\Big[-b\sum_N\frac{P_N^3}{1-P_N} + \frac b2\sum_N Q_N^2\Big(\frac{P_N}{1-P_N} + "
        r"\frac{P_{N+1}}{1-P_{N+1}}\Big)\Big]_0^B,\ b = \frac{B}{B_{tr}},\ P_N = \int_0^\infty\!\! "
        r"e^{-sx-bx^2/4} L_N(\tfrac{bx^2}2)\,dx,\ s = 1+\tfrac{B_\varphi}{B_{tr}}"
    ),
    description=(
        "Coherent backscattering and the return into all other directions; the amplitude is fixed. A "
        "diffusive fit to such a curve finds alpha = 0.75, 0.58, 0.42 and a B_phi too small by 36, 23, 12 % "
        "at B_phi/B_tr = 0.003, 0.03, 0.1: a prefactor below 1 is no new physics."
    ),
    convention="B_tr = hbar/(2 e l^2) = hbar/(4 e D tau), B_phi/B_tr = tau/tau_phi. Short-range disorder.",
    validity=(
        "no spin-orbit coupling (else golub)",
        "omega_c tau << 1, that is B << k_F l B_tr",
        "exact to 1e-7 G0 for B_phi/B_tr from 1e-4 to 3 and B/B_tr from 1e-3 to 100; continued beyond",
    ),
    limits=("B, B_phi << B_tr: hln_simple with alpha = 1", "B >> B_tr: falls as -7.76 G0 sqrt(B_tr/B)"),
    references=(
        GASPARYAN_1985,
        KAWABATA_1984,
        DMITRIEV_1997,
        Reference(
            "A. Zduniak, M. I. Dyakonov and W. Knap, Phys. Rev. B 56, 1996 (1997)",
            bibtex_key="zduniak1997",
        ),
    ),
)
