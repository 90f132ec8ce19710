"""Hikami-Larkin-Nagaoka in full: spin-orbit and magnetic scattering with different rates along x and z."""

from __future__ import annotations

from hlnfit.models.base import Derived, Model
from hlnfit.models.modes import ModeTable
from hlnfit.models.papers import HIKAMI_1980, at
from hlnfit.models.rows import B_E, B_IN, rate

MODEL = Model(
    name="hln_anisotropic",
    title="Hikami-Larkin-Nagaoka, anisotropic spin-orbit and magnetic scattering",
    kind="field",
    parameters=(
        B_IN,
        rate("B_so_x", 0.02, "spin-orbit field of the in-plane spin axes (x, and equal for y)"),
        rate("B_so_z", 0.02, "spin-orbit field of the out-of-plane spin axis"),
        rate("B_s_x", 3e-4, "magnetic scattering field of the in-plane spin axes"),
        rate("B_s_z", 3e-4, "magnetic scattering field of the out-of-plane spin axis"),
        B_E,
    ),
    derived=(
        Derived(
            "B_phi",
            {"B_in": 1.0, "B_s_x": 4.0, "B_s_z": 2.0},
            "the rate of the singlet, B_in + 4 B_s_x + 2 B_s_z",
        ),
    ),
    table=ModeTable(
        ("B_in", "B_so_x", "B_so_z", "B_s_x", "B_s_z", "B_e"),
        (-1.0, 1.0, 0.5, -0.5),
        (
            (0.0, 0.0, 0.0, 0.0, 0.0, 1.0),
            (1.0, 2.0, 2.0, 2.0, 0.0, 0.0),
            (1.0, 4.0, 0.0, 0.0, 2.0, 0.0),
            (1.0, 0.0, 0.0, 4.0, 2.0, 0.0),
        ),
    ),
    latex=(
        r"\Delta\sigma = G_0\left[-f_2\!\left(\frac{B_e}{|B|}\right) + f_2\!\left(\frac{B_{in} + 2 B_{so}^x"
        r" + 2 B_{so}^z + 2 B_s^x}{|B|}\right) + \frac12 f_2\!\left(\frac{B_{in} + 4 B_{so}^x + 2 B_s^z}"
        r"{|B|}\right) - \frac12 f_2\!\left(\frac{B_{in} + 4 B_s^x + 2 B_s^z}{|B|}\right)\right]"
    ),
    convention=(
        "The rates 1/tau_so^x = 1/tau_so^y, 1/tau_so^z, 1/tau_s^x = 1/tau_s^y and 1/tau_s^z of the original "
        "paper. B_e is the total elastic field."
    ),
    validity=(
        "as hln",
        "four fields enter (singlet, two triplets, elastic), so a curve determines at most three "
        "combinations of the five spin rates: fix the others",
    ),
    limits=(
        "B_so_x = B_so_z = B_so/3 and B_s_x = B_s_z = B_s/3: hln_magnetic",
        "B_so_x = 0 and B_so_z -> infinity: no antilocalization, the unitary class",
    ),
    references=(at(HIKAMI_1980, "18"),),
)
