"""Bilayer graphene: the Berry phase 2 pi gives weak localization at every rate."""

from __future__ import annotations

from hlnfit.models.base import Model, Reference
from hlnfit.models.modes import ModeTable
from hlnfit.models.rows import B_PHI, rate

MODEL = Model(
    name="bilayer_graphene",
    title="Bilayer graphene (Kechedzhi)",
    kind="field",
    parameters=(
        B_PHI,
        rate("B_i", 0.05, "intervalley scattering field"),
        rate("B_star", 0.5, "intravalley symmetry-breaking field (warping and z), without B_i"),
    ),
    table=ModeTable(
        ("B_phi", "B_i", "B_star"),
        (1.0, -1.0, 2.0),
        ((1.0, 0.0, 0.0), (1.0, 2.0, 0.0), (1.0, 1.0, 1.0)),
    ),
    latex=(
        r"\Delta\sigma = G_0\left[f_2\!\left(\frac{B_\varphi}{|B|}\right) - f_2\!\left("
        r"\frac{B_\varphi + 2B_i}{|B|}\right) + 2 f_2\!\left(\frac{B_\varphi + B_i + B_*}{|B|}\right)\right]"
    ),
    description="For chirality J the last term has the sign (-1)^J: minus in a monolayer, plus in a bilayer.",
    convention="B_star excludes intervalley scattering, as in the model graphene.",
    validity=("B << B_tr", "spin-orbit coupling below 1/tau_phi", "k_F l >> 1"),
    limits=(
        "B_i = B_star = 0: +2 G0 f2(B_phi/B)",
        "B_i, B_star -> infinity: +G0 f2(B_phi/B)",
    ),
    references=(
        Reference(
            "K. Kechedzhi, V. I. Fal'ko, E. McCann and B. L. Altshuler, Phys. Rev. Lett. 98, 176806 (2007)",
            doi="10.1103/PhysRevLett.98.176806",
            bibtex_key="kechedzhi2007",
        ),
        Reference(
            "R. V. Gorbachev et al., Phys. Rev. Lett. 98, 176805 (2007)",
            bibtex_key="gorbachev2007",
        ),
    ),
)
