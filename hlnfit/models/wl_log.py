"""Weak localization as a function of temperature in films: the logarithm."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import G0
from hlnfit.models.base import Model, Parameter
from hlnfit.models.papers import HIKAMI_1980, LEE_1985
from hlnfit.models.rows import rate

FloatArray = NDArray[np.float64]

P = Parameter("p", "", 1.0, 0.05, 8.0, "number", "exponent of the dephasing rate, 1/tau_phi ~ T^p")


def _plain(T: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    logarithm = G0 * np.log(T)
    return p[0] * logarithm, logarithm[:, None]


def _spin_orbit(T: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    B_0, B_1, exponent, B_so = p
    power = T**exponent
    phase = B_0 + B_1 * power
    shift = 4.0 / 3.0 * B_so
    # Zero at 1 K, so that the level belongs to the sample and not to the correction.
    one = B_0 + B_1
    value = 1.5 * np.log((phase + shift) / (one + shift)) - 0.5 * np.log(phase / one)
    triplet, singlet = 1.5 / (phase + shift), 0.5 / phase
    triplet_1, singlet_1 = 1.5 / (one + shift), 0.5 / one
    by_phase = triplet - singlet
    by_one = triplet_1 - singlet_1
    jacobian = np.stack(
        (
            by_phase - by_one,
            by_phase * power - by_one,
            by_phase * B_1 * power * np.log(T),
            4.0 / 3.0 * (triplet - triplet_1),
        ),
        axis=1,
    )
    return G0 * value, G0 * jacobian


MODELS = (
    Model(
        name="wl_log",
        title="Weak localization, logarithm of the temperature",
        kind="temperature",
        parameters=(
            Parameter(
                "alpha_p",
                "",
                1.0,
                -50.0,
                50.0,
                "amplitude",
                "alpha times p: +p for WL, -p/2 for one WAL channel",
            ),
        ),
        formula=_plain,
        latex=r"\delta\sigma(T) = \alpha p\, G_0 \ln\frac{T}{1\,\mathrm{K}}",
        description=(
            "The interaction correction has the same logarithm: the slope of sigma(T) gives alpha p + K_ee. "
            "Measure it again in a field well above B_phi, where the localization part is gone."
        ),
        convention="Zero at 1 K. 1/tau_phi ~ T^p.",
        validity=("k_B T tau << hbar", "no saturation of the dephasing rate", "L_phi > thickness"),
        limits=("no spin-orbit coupling: alpha_p = p", "strong spin-orbit coupling: alpha_p = -p/2"),
        references=(LEE_1985,),
    ),
    Model(
        name="wl_spin_orbit",
        title="Weak localization against temperature with partial spin-orbit coupling and saturation",
        kind="temperature",
        parameters=(
            rate("B_0", 1e-4, "dephasing field at T = 0"),
            rate("B_1", 1e-3, "growth of the dephasing field up to 1 K"),
            P,
            rate("B_so", 1e-2, "spin-orbit field, isotropic"),
        ),
        formula=_spin_orbit,
        latex=(
            r"\delta\sigma(T) = G_0\left[\frac32\ln\frac{B_\varphi(T)+\frac43B_{so}}{B_\varphi(1\,\mathrm K)"
            r"+\frac43B_{so}} - \frac12\ln\frac{B_\varphi(T)}{B_\varphi(1\,\mathrm K)}\right],\quad "
            r"B_\varphi(T) = B_0 + B_1 (T/\mathrm K)^p"
        ),
        description="Only ratios of the fields enter: fix one of them, best from the magnetoconductance.",
        convention="Zero at 1 K; isotropic spin-orbit rates as in hln.",
        validity=("k_B T tau << hbar", "B_phi and B_so well below B_e"),
        limits=(
            "B_so >> B_phi: wl_log with alpha_p = -p/2",
            "B_so << B_phi and B_0 = 0: wl_log with alpha_p = p",
        ),
        references=(HIKAMI_1980, LEE_1985),
    ),
)
