"""Monolayer graphene: the Berry phase against intervalley scattering and intravalley symmetry breaking."""

from __future__ import annotations

from hlnfit.models.base import Model, Reference
from hlnfit.models.modes import ModeTable
from hlnfit.models.rows import B_PHI, rate

MODEL = Model(
    name="graphene",
    title="Monolayer graphene (McCann)",
    kind="field",
    parameters=(
        B_PHI,
        rate("B_i", 0.05, "intervalley scattering field"),
        rate("B_star", 0.5, "intravalley symmetry-breaking field (warping and z), without B_i"),
    ),
    table=ModeTable(
        ("B_phi", "B_i", "B_star"),
        (1.0, -1.0, -2.0),
        ((1.0, 0.0, 0.0), (1.0, 2.0, 0.0), (1.0, 1.0, 1.0)),
    ),
    latex=(
        r"\Delta\sigma = G_0\left[f_2\!\left(\frac{B_\varphi}{|B|}\right) - f_2\!\left("
        r"\frac{B_\varphi + 2B_i}{|B|}\right) - 2 f_2\!\left(\frac{B_\varphi + B_i + B_*}{|B|}\right)\right]"
    ),
    description="The prefactor G0 holds the spin; the valleys are explicit.",
    convention=(
        "B_star excludes intervalley scattering. The 2006 paper defines 1/tau_* with 1/tau_i included and "
        "writes the last argument as B_phi + B_*: B_star here = B_*(2006) - B_i."
    ),
    validity=("B << B_tr", "spin-orbit coupling below 1/tau_phi", "k_F l >> 1 (not at the Dirac point)"),
    limits=(
        "B_i = B_star = 0: -2 G0 f2(B_phi/B), antilocalization by the Berry phase pi",
        "B_i, B_star -> infinity: +G0 f2(B_phi/B)",
        "B_star -> infinity, B_i = 0: 0",
    ),
    references=(
        Reference(
            "E. McCann et al., Phys. Rev. Lett. 97, 146805 (2006)",
            bibtex_key="mccann2006",
        ),
        Reference(
            "F. V. Tikhonenko et al., Phys. Rev. Lett. 100, 056802 (2008)",
            bibtex_key="tikhonenko2008",
        ),
    ),
)
