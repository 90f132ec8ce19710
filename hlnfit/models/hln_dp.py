"""D'yakonov-Perel spin relaxation with rates 1:1:2: cubic Dresselhaus or cubic Rashba coupling."""

from __future__ import annotations

from hlnfit.models.base import Model
from hlnfit.models.modes import ModeTable
from hlnfit.models.papers import HIKAMI_1980, KNAP_1996, at
from hlnfit.models.rows import B_PHI, rate

MODEL = Model(
    name="hln_dp",
    title="D'yakonov-Perel spin relaxation 1:1:2 (cubic spin-orbit coupling)",
    kind="field",
    parameters=(
        B_PHI,
        rate("B_so", 0.05, "spin-orbit field; triplets at B_phi + B_so (two) and B_phi + 2 B_so"),
    ),
    table=ModeTable(("B_phi", "B_so"), (1.0, 0.5, -0.5), ((1.0, 1.0), (1.0, 2.0), (1.0, 0.0))),
    latex=(
        r"\Delta\sigma = G_0\left[f_2\!\left(\frac{B_\varphi + B_{so}}{|B|}\right) + \frac12 f_2\!\left("
        r"\frac{B_\varphi + 2 B_{so}}{|B|}\right) - \frac12 f_2\!\left(\frac{B_\varphi}{|B|}\right)\right]"
    ),
    description=(
        "Spin splitting that is cubic in the wave vector (third angular harmonic) enters as an additive "
        "rate: holes, oxide interfaces, cubic Dresselhaus coupling. Linear Rashba or Dresselhaus coupling "
        "does not: use ilp or rashba_dresselhaus; this form gives a B_so 1.6 to 6 times too small there."
    ),
    convention="B_so = hbar/(4 e D) 2 Omega_3^2 tau_3 with the spin splitting 2 hbar Omega_3.",
    validity=(
        "B << B_tr",
        "Omega_3 tau << 1 and E_F >> hbar Omega_3",
        "no linear spin-orbit term",
    ),
    limits=("B_so -> 0: hln_simple with alpha = 1", "B_so -> infinity: hln_simple with alpha = -1/2"),
    references=(HIKAMI_1980, at(KNAP_1996, "37 with H'_so = 0")),
)
