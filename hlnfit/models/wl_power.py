"""Weak localization as a function of temperature in wires and in bulk: powers of the temperature."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import G0
from hlnfit.models.base import Model, Parameter
from hlnfit.models.papers import ALTSHULER_1985, LEE_1985
from hlnfit.models.wire_rows import LENGTH
from hlnfit.models.wl_log import P

FloatArray = NDArray[np.float64]

_L_1 = Parameter("L_1", "m", 1e-6, 1e-9, 1e-2, "length", "phase-coherence length at 1 K")


def _wire(T: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    L_1, exponent, length = p
    value = -2.0 * np.pi * G0 * L_1 / length * T ** (-0.5 * exponent)
    return value, np.stack((value / L_1, -0.5 * np.log(T) * value, -value / length), axis=1)


def _bulk(T: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    L_1, exponent = p
    value = G0 / L_1 * T ** (0.5 * exponent)
    return value, np.stack((-value / L_1, 0.5 * np.log(T) * value), axis=1)


MODELS = (
    Model(
        name="wl_1d",
        title="Weak localization of a wire against temperature",
        kind="temperature",
        dimension=1,
        parameters=(_L_1, P, LENGTH),
        formula=_wire,
        latex=r"\delta G(T) = -\frac{2e^2}{h}\frac{L_1}{L}\left(\frac{T}{1\,\mathrm K}\right)^{-p/2}",
        convention="L_phi = L_1 (T/K)^(-p/2); Nyquist noise has p = 2/3. Both spins, no spin-orbit.",
        validity=("mean free path < width < L_phi < length",),
        limits=("T -> infinity: 0",),
        references=(LEE_1985, ALTSHULER_1985),
    ),
    Model(
        name="wl_3d",
        title="Weak localization in bulk against temperature",
        kind="temperature",
        dimension=3,
        parameters=(_L_1, P),
        formula=_bulk,
        latex=r"\delta\sigma(T) = \frac{e^2}{2\pi^2\hbar}\frac1{L_1}\left(\frac{T}{\mathrm K}\right)^{p/2}",
        convention="L_phi = L_1 (T/K)^(-p/2); the conductivity grows as 1/L_phi. No spin-orbit coupling.",
        validity=("L_phi below every dimension of the sample", "k_F l >> 1"),
        limits=("T -> 0: 0",),
        references=(LEE_1985,),
    ),
)
