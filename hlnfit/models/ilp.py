"""Linear and cubic spin splitting of a quantum well: Iordanskii, Lyanda-Geller and Pikus."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import G0
from hlnfit.models.base import Model, Reference
from hlnfit.models.even import even
from hlnfit.models.papers import IORDANSKII_1994, KNAP_1996, PIKUS_1995, at
from hlnfit.models.rows import B_PHI, rate
from hlnfit.special.cooperon_2d import f2_and_slope
from hlnfit.special.spin_orbit_sum import triplet_differences

FloatArray = NDArray[np.float64]


def _formula(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    B_phi, B_so, B_so1 = p
    # A linear part above the whole has no meaning: it is taken as the whole (no cubic part).
    linear_only = B_so1 >= B_so
    triplets = np.empty((4, B.size))
    triplet_differences(np.ascontiguousarray(B), B_phi, B_so, min(B_so1, B_so), triplets)
    singlet, slope = f2_and_slope(B_phi / B)
    value = -0.5 * G0 * (singlet + triplets[0])
    jacobian = -0.5 * G0 * triplets[1:]
    jacobian[0] += 0.5 * G0 * slope / B_phi
    if linear_only:
        jacobian[1] += jacobian[2]
        jacobian[2] = 0.0
    return value, jacobian.T


MODEL = Model(
    name="ilp",
    title="Linear and cubic spin splitting (Iordanskii-Lyanda-Geller-Pikus)",
    kind="field",
    parameters=(
        B_PHI,
        rate("B_so", 0.05, "spin-orbit field of the linear and cubic splitting together (H_so)"),
        rate("B_so1", 0.04, "spin-orbit field of the linear splitting alone (H'_so), at most B_so"),
    ),
    formula=even(_formula),
    latex=(
        r"\Delta\sigma = -\frac{G_0}{2}\left[f_2(b_\varphi) + \frac1{a_0} + \frac{2a_0+1+s}{(a_0+1)(a_0+s)"
        r"-2s_1} + \sum_{n\ge1}\frac{N(y_n)}{P(y_n)} - \int_0^\infty\!\frac{N_0}{P_0}\,dw\right],\quad "
        r"y_n = n+\tfrac12+b_\varphi,\ a_0 = \tfrac12+b_\varphi+s"
    ),
    description=(
        "Only one linear term may be present, Rashba or linear Dresselhaus, beside the cubic one; for both "
        "use rashba_dresselhaus. Rashba: B_so1 = m*^2 alpha^2/(e hbar^3), independent of the scattering "
        "time. The sum over Landau levels is complete: series cut at some level number lose 0.01 to 0.1 G0."
    ),
    convention=(
        "H_so = hbar sigma.Omega(k), so that the spin splitting is 2 hbar Omega. B_so1 = hbar/(4eD) 2 "
        "Omega_1^2 tau_1, B_so3 likewise, B_so = B_so1 + B_so3. Spin relaxation 1:1:2: S_z = +-1 at B_so, "
        "S_z = 0 at 2 B_so. A B_so1 above B_so is taken as B_so."
    ),
    validity=(
        "B << B_tr",
        "Omega tau << 1 (else golub)",
        "E_F >> hbar Omega",
        "Rashba or Dresselhaus, not both (else rashba_dresselhaus)",
        "no Zeeman splitting (else rashba_zeeman)",
    ),
    limits=(
        "B_so1 -> 0: hln_dp",
        "B_so -> infinity: -G0 f2(B_phi/B) / 2",
        "B_so -> 0: +G0 f2(B_phi/B)",
    ),
    references=(
        IORDANSKII_1994,
        PIKUS_1995,
        at(KNAP_1996, "37, 38"),
        Reference("A. Punnoose, Appl. Phys. Lett. 88, 252113 (2006)", bibtex_key="punnoose2006"),
    ),
)
