"""Graphene with spin-orbit coupling and strong intervalley scattering: z-asymmetric and z-symmetric rates."""

from __future__ import annotations

from hlnfit.models.base import Model, Reference
from hlnfit.models.modes import ModeTable
from hlnfit.models.rows import B_PHI, rate

MODEL = Model(
    name="graphene_soc",
    title="Graphene with spin-orbit coupling (McCann-Fal'ko)",
    kind="field",
    parameters=(
        B_PHI,
        rate("B_asy", 0.02, "field of the z-asymmetric (Rashba) spin-orbit rate"),
        rate("B_sym", 0.1, "field of the z-symmetric (Kane-Mele, valley-Zeeman) spin-orbit rate"),
    ),
    table=ModeTable(
        ("B_phi", "B_asy", "B_sym"),
        (-0.5, 0.5, 1.0),
        ((1.0, 0.0, 0.0), (1.0, 2.0, 0.0), (1.0, 1.0, 1.0)),
    ),
    latex=(
        r"\Delta\sigma = -\frac{G_0}{2}\left[f_2\!\left(\frac{B_\varphi}{|B|}\right) - f_2\!\left("
        r"\frac{B_\varphi + 2B_{asy}}{|B|}\right) - 2 f_2\!\left(\frac{B_\varphi + B_{asy} + B_{sym}}{|B|}"
        r"\right)\right]"
    ),
    description=(
        "B_asy gives antilocalization; B_sym alone suppresses localization to zero and never reverses it. "
        "1/tau_asy = 2 lambda_R^2 tau_p/hbar^2, 1/tau_sym = 4 lambda_VZ^2 tau_iv/hbar^2 (motional narrowing)."
    ),
    convention=(
        "The same curve as hln_anisotropic with 2 B_so_x = B_asy, 2 B_so_z = B_sym and no magnetic or "
        "elastic field."
    ),
    validity=(
        "intervalley rate far above B (B_i >> B)",
        "random or impurity spin-orbit coupling, or B << B_asy: a uniform Rashba coupling is a vector "
        "potential, no additive rate",
        "B << B_tr",
    ),
    limits=(
        "B_asy -> infinity: -G0 f2(B_phi/B) / 2",
        "B_asy = 0, B_sym -> infinity: 0",
        "both 0: +G0 f2(B_phi/B)",
    ),
    references=(
        Reference(
            "E. McCann and V. I. Fal'ko, Phys. Rev. Lett. 108, 166606 (2012)",
            doi="10.1103/PhysRevLett.108.166606",
            bibtex_key="mccann2012",
        ),
        Reference(
            "S. Zihlmann et al., Phys. Rev. B 97, 075434 (2018)",
            bibtex_key="zihlmann2018",
        ),
        Reference(
            "A. W. Cummings et al., Phys. Rev. Lett. 119, 206601 (2017)",
            doi="10.1103/PhysRevLett.119.206601",
            bibtex_key="cummings2017",
        ),
    ),
)
