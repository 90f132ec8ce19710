"""What else bends sigma(T): phonons as a power law, a coefficient of either sign, and the Kondo logarithm."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.models.base import Model, Parameter, Reference

FloatArray = NDArray[np.float64]


def _power(T: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    rho_0, slope, exponent = p
    power = T**exponent
    total = rho_0 + slope * power
    # 1/(rho_0 + a T^n) - 1/rho_0
    value = -slope * power / (rho_0 * total)
    by_total = -1.0 / total**2
    jacobian = np.stack(
        (by_total + 1.0 / rho_0**2, by_total * power, by_total * slope * power * np.log(T)), axis=1
    )
    return value, jacobian


def _linear(T: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    rho_0, coefficient = p
    growth = coefficient * T
    value = -growth / (rho_0 * (1.0 + growth))
    return value, np.stack((-value / rho_0, -T / (rho_0 * (1.0 + growth) ** 2)), axis=1)


def _kondo(T: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    log = np.log(T)
    return p[0] * log, log[:, None]


MODELS = (
    Model(
        name="drude_power",
        title="Drude conductance with a power law of phonons",
        kind="temperature",
        parameters=(
            Parameter("rho_0", "ohm", 100.0, 1e-3, 1e8, "number", "residual sheet resistance", nuisance=True),
            Parameter(
                "a",
                "ohm/K^n",
                1e-3,
                0.0,
                1e8,
                "number",
                "growth of the sheet resistance at 1 K",
                nuisance=True,
            ),
            Parameter(
                "n", "", 2.0, 0.5, 6.0, "number", "exponent: 5 clean metal, 2 dirty, 1 high T", nuisance=True
            ),
        ),
        formula=_power,
        latex=r"\delta\sigma(T) = \frac1{\rho_0 + a (T/\mathrm K)^n} - \frac1{\rho_0}",
        convention="Resistances of one band add (Matthiessen); quantum corrections add as conductances.",
        validity=("T well below the Debye temperature for a single power",),
        limits=("a = 0: 0",),
        references=(
            Reference(
                "J. M. Ziman, Electrons and Phonons (Clarendon Press, Oxford, 1960)",
                bibtex_key="ziman1960",
            ),
        ),
    ),
    Model(
        name="mooij_tcr",
        title="Temperature coefficient of a highly resistive metal, of either sign (Mooij)",
        kind="temperature",
        parameters=(
            Parameter("rho_0", "ohm", 100.0, 1e-3, 1e8, "number", "sheet resistance at T = 0", nuisance=True),
            Parameter("tcr", "1/K", -1e-4, -1e-3, 1e-3, "number", "d ln(rho)/dT at T = 0"),
        ),
        formula=_linear,
        latex=r"\delta\sigma(T) = \frac1{\rho_0 (1 + \mathrm{TCR}\,T)} - \frac1{\rho_0}",
        description=(
            "Alloys and amorphous metals have a coefficient that falls with their resistivity and changes "
            "sign near 150 to 200 uOhm cm. A negative one looks like localization over a narrow range of "
            "temperature, but is linear in T rather than in ln T, and no magnetoresistance goes with it."
        ),
        convention="TCR = (1/rho) d rho/dT; negative where the resistance rises on cooling.",
        validity=(
            "a negative coefficient: resistivity above some 150 uOhm cm",
            "|TCR| T << 1, far above the temperatures where ln T corrections are seen",
        ),
        limits=("TCR = 0: 0", "TCR > 0: drude_power with n = 1"),
        references=(Reference("J. H. Mooij, phys. stat. sol. (a) 17, 521 (1973)", bibtex_key="mooij1973"),),
    ),
    Model(
        name="kondo_log",
        title="Kondo logarithm above the Kondo temperature",
        kind="temperature",
        parameters=(
            Parameter("c_K", "S", 1e-6, -1e3, 1e3, "amplitude", "slope of the conductance per ln T"),
        ),
        formula=_kondo,
        latex=r"\delta\sigma(T) = c_K \ln\frac{T}{1\,\mathrm K}",
        description=(
            "The same shape as weak localization and interaction. A magnetic field removes it at "
            "g mu_B B > k_B T, a localization logarithm already at B_phi."
        ),
        convention="Zero at 1 K. c_K > 0: the resistance rises on cooling.",
        validity=("T well above the Kondo temperature",),
        limits=("T near the Kondo temperature: saturates, which this form does not",),
        references=(Reference("J. Kondo, Prog. Theor. Phys. 32, 37 (1964)", bibtex_key="kondo1964"),),
    ),
)
