"""Electron-electron interaction from the diffusive to the ballistic regime (Zala, Narozhny and Aleiner)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import G0, HBAR, K_B
from hlnfit.models.base import Model, Parameter, Reference
from hlnfit.models.eei import F0, TAU, VALLEYS, triplet

FloatArray = NDArray[np.float64]


def _formula(T: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    F0_value, tau, E_F, n_v = p
    channels = 4.0 * n_v**2 - 1.0
    one, by_F0 = triplet(F0_value)
    ballistic = 2.0 * np.pi * K_B * T * tau / HBAR
    hartree = F0_value / (1.0 + F0_value)
    log = np.log(E_F / (K_B * T))
    slope = 1.0 + channels * one
    strength = 1.0 + channels * hartree
    value = strength * ballistic - slope * log
    jacobian = np.stack(
        (
            channels * (ballistic / (1.0 + F0_value) ** 2 - by_F0 * log),
            strength * ballistic / tau,
            np.full(T.size, -slope / E_F),
            8.0 * n_v * (hartree * ballistic - one * log),
        ),
        axis=1,
    )
    return G0 * value, G0 * jacobian


MODEL = Model(
    name="eei_zna",
    title="Interaction correction of a film at intermediate temperature (Zala-Narozhny-Aleiner)",
    kind="temperature",
    parameters=(
        F0,
        TAU,
        Parameter(
            "E_F",
            "J",
            2e-21,
            1e-25,
            1e-17,
            "number",
            "Fermi energy",
            source="sample.fermi_energy",
            nuisance=True,
        ),
        VALLEYS,
    ),
    formula=_formula,
    latex=(
        r"\delta\sigma(T) = \frac{e^2}{\pi\hbar}\frac{k_BT\tau}{\hbar}\left[1 + (4n_v^2-1)\frac{F_0}{1+F_0}"
        r"\right] - G_0\left\{1 + (4n_v^2-1)\left[1-\frac{\ln(1+F_0)}{F_0}\right]\right\}\ln\frac{E_F}{k_BT}"
    ),
    description=(
        "The crossover functions f(T tau) and t(T tau; F0), which change the linear terms by a few percent "
        "where these matter, are taken as zero."
    ),
    convention="F0 is F0^sigma; tau the transport time; the linear term is metallic for F0 < -1/4 (n_v = 1).",
    validity=("k_B T << E_F", "short-range impurities", "F0 not near -1"),
    limits=(
        "k_B T tau << hbar: the logarithm of eei_2d",
        "k_B T tau >> hbar: linear in T, zero at F0 = -1/(4 n_v^2)",
    ),
    references=(
        Reference(
            "G. Zala, B. N. Narozhny and I. L. Aleiner, Phys. Rev. B 64, 214204 (2001)",
            bibtex_key="zala2001",
        ),
    ),
)
