"""The variant of Hikami-Larkin-Nagaoka in circulation that writes 3/2 B_so where the paper has 4/3 B_so."""

from __future__ import annotations

from hlnfit.models.base import Model
from hlnfit.models.modes import ModeTable
from hlnfit.models.papers import HIKAMI_1980
from hlnfit.models.rows import B_E, B_PHI, rate

MODEL = Model(
    name="hln_three_halves",
    title="Hikami-Larkin-Nagaoka with 3/2 B_so, to reproduce tables made with it",
    kind="field",
    parameters=(B_PHI, rate("B_so", 0.05, "spin-orbit field; the triplet rates are B_phi + 3/2 B_so"), B_E),
    table=ModeTable(
        ("B_phi", "B_so", "B_e"),
        (-1.0, 1.5, -0.5),
        ((0.0, 0.0, 1.0), (1.0, 1.5, 0.0), (1.0, 0.0, 0.0)),
    ),
    latex=(
        r"\Delta\sigma = G_0\left[-f_2\!\left(\frac{B_e}{|B|}\right) + \frac32 f_2\!\left("
        r"\frac{B_\varphi + \frac32 B_{so}}{|B|}\right)"
        r" - \frac12 f_2\!\left(\frac{B_\varphi}{|B|}\right)\right]"
    ),
    description=(
        "The same curves as hln with another name for the spin-orbit field. Use it only to compare with a "
        "table of B_so or L_so that was made with it."
    ),
    convention=(
        "Reproduces the B_so of tables, theses and fit scripts in which the second digamma has the argument "
        "1/2 + (B_phi + 3/2 B_so)/B: read the formula printed beside the table. This B_so is 8/9 of the "
        "B_so of hln, and this L_so is 1.061 times as long; B_phi and B_e are the same."
    ),
    validity=("as hln; the argument 3/2 B_so has no derivation from isotropic spin-orbit scattering",),
    limits=("B_so = 8/9 of the value in hln: the same curve",),
    references=(HIKAMI_1980,),
)
