"""One Cooperon channel with a free amplitude, as used for topological insulators and strong spin-orbit."""

from __future__ import annotations

from hlnfit.models.base import Model, Parameter, Reference
from hlnfit.models.modes import ModeTable

MODEL = Model(
    name="hln_simple",
    title="Hikami-Larkin-Nagaoka, one channel with free amplitude",
    kind="field",
    parameters=(
        Parameter(
            "alpha", "", -0.5, -1e3, 1e3, "amplitude", "number of channels: +1 WL, -1/2 one WAL channel"
        ),
        Parameter("B_phi", "T", 5e-3, 1e-12, 1e6, "rate", "phase-coherence field hbar/(4 e L_phi^2)"),
    ),
    table=ModeTable(("B_phi",), (1.0,), ((1.0,),)),
    latex=r"\Delta\sigma = \alpha G_0\, f_2(B_\varphi/|B|),\quad f_2(y) = \psi(\tfrac12+y) - \ln y",
    convention=(
        "alpha = +1 is weak localization, alpha = -1/2 one antilocalizing channel, with the prefactor "
        "G0 = e^2/(pi h). Papers that write -alpha, or e^2/(2 pi h) with alpha = -1, mean the same curve."
    ),
    validity=(
        "B << B_tr and B << B_so (strong spin-orbit) or B >> B_so (none)",
        "k_F l >> 1",
        "L_phi > thickness",
    ),
    limits=("B -> 0: alpha G0 B^2 / (24 B_phi^2)", "B >> B_phi: alpha G0 [ln(B/B_phi) - 1.96351]"),
    references=(
        Reference(
            "S. Hikami, A. I. Larkin and Y. Nagaoka, Prog. Theor. Phys. 63, 707 (1980)",
            equation="18, strong spin-orbit limit",
            doi="10.1143/PTP.63.707",
            bibtex_key="hikami1980",
        ),
    ),
)
