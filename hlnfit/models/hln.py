"""Hikami-Larkin-Nagaoka with isotropic spin-orbit scattering: three digamma functions."""

from __future__ import annotations

from hlnfit.models.base import Model
from hlnfit.models.modes import ModeTable
from hlnfit.models.papers import BERGMANN_1984, HIKAMI_1980, at
from hlnfit.models.rows import B_E, B_PHI, rate

MODEL = Model(
    name="hln",
    title="Hikami-Larkin-Nagaoka, isotropic spin-orbit scattering",
    kind="field",
    parameters=(B_PHI, rate("B_so", 0.05, "spin-orbit field; the triplet rates are B_phi + 4/3 B_so"), B_E),
    table=ModeTable(
        ("B_phi", "B_so", "B_e"),
        (-1.0, 1.5, -0.5),
        ((0.0, 0.0, 1.0), (1.0, 4.0 / 3.0, 0.0), (1.0, 0.0, 0.0)),
    ),
    latex=(
        r"\Delta\sigma = G_0\left[-f_2\!\left(\frac{B_e}{|B|}\right) + \frac32 f_2\!\left("
        r"\frac{B_\varphi + \frac43 B_{so}}{|B|}\right)"
        r" - \frac12 f_2\!\left(\frac{B_\varphi}{|B|}\right)\right]"
    ),
    description=(
        "Impurity (Elliott-Yafet) spin-orbit scattering that is equal for all spin axes: metal films and "
        "heavy impurities. B_phi contains magnetic scattering: B_phi = B_in + 2 B_s."
    ),
    convention=(
        "B_so = B_so^x + B_so^y + B_so^z = 3 B_so^x in the rates of the original paper; both triplet rates "
        "exceed B_phi by 4/3 B_so. B_e is the total elastic field B_0 + B_so + B_s. "
        "A B_so of the variant with 3/2 B_so is 8/9 of this one."
    ),
    validity=(
        "B, B_phi and B_so well below B_e",
        "k_F l >> 1",
        "L_phi > thickness",
        "the elastic term is a cut-off: its shape is not quantitative at B near B_e",
    ),
    limits=(
        "B_so -> 0: one weak-localization channel, G0 [f2(B_phi/B) - f2(B_e/B)]",
        "B_so -> infinity: one antilocalization channel, -G0 f2(B_phi/B) / 2",
        "B -> infinity: 0",
    ),
    references=(at(HIKAMI_1980, "18"), BERGMANN_1984),
)
