"""Hikami-Larkin-Nagaoka with isotropic spin-orbit and isotropic magnetic-impurity scattering."""

from __future__ import annotations

from hlnfit.models.base import Derived, Model
from hlnfit.models.modes import ModeTable
from hlnfit.models.papers import BERGMANN_1984, HIKAMI_1980, at
from hlnfit.models.rows import B_E, B_IN, rate

MODEL = Model(
    name="hln_magnetic",
    title="Hikami-Larkin-Nagaoka with magnetic impurities",
    kind="field",
    parameters=(
        B_IN,
        rate("B_so", 0.05, "spin-orbit field, isotropic"),
        rate("B_s", 1e-3, "spin-flip field of magnetic impurities, isotropic"),
        B_E,
    ),
    derived=(Derived("B_phi", {"B_in": 1.0, "B_s": 2.0}, "the rate of the singlet, B_in + 2 B_s"),),
    table=ModeTable(
        ("B_in", "B_so", "B_s", "B_e"),
        (-1.0, 1.5, -0.5),
        ((0.0, 0.0, 0.0, 1.0), (1.0, 4.0 / 3.0, 2.0 / 3.0, 0.0), (1.0, 0.0, 2.0, 0.0)),
    ),
    latex=(
        r"\Delta\sigma = G_0\left[-f_2\!\left(\frac{B_e}{|B|}\right) + \frac32 f_2\!\left("
        r"\frac{B_{in} + \frac43 B_{so} + \frac23 B_s}{|B|}\right) - \frac12 f_2\!\left("
        r"\frac{B_{in} + 2 B_s}{|B|}\right)\right]"
    ),
    convention=(
        "Spin-flip scattering enters the singlet with 2 B_s and the isotropic triplets with 2/3 B_s. "
        "In terms of B_phi = B_in + 2 B_s the triplet rate is B_phi + 4/3 (B_so - B_s). "
        "B_e is the total elastic field B_0 + B_so + B_s."
    ),
    validity=(
        "as hln",
        "the impurity spins are free: well above the Kondo temperature and below spin-glass order",
        "with strong spin-orbit coupling only B_phi = B_in + 2 B_s can be determined from one curve",
    ),
    limits=("B_s -> 0: hln with B_phi = B_in", "B_so = B_s: the triplets dephase like the singlet"),
    references=(at(HIKAMI_1980, "18"), BERGMANN_1984),
)
