"""Electron-electron interaction in the diffusive regime: films, wires and bulk (Altshuler and Aronov)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import zeta

from hlnfit.constants import G0, HBAR, K_B
from hlnfit.models.base import Model, Parameter
from hlnfit.models.papers import ALTSHULER_1985, LEE_1985
from hlnfit.models.wire_rows import LENGTH
from hlnfit.special.hurwitz import hurwitz_zeta
from hlnfit.special.interaction_constant import F_tilde_pair

FloatArray = NDArray[np.float64]

F0 = Parameter("F0", "", -0.15, -0.95, 10.0, "number", "Fermi-liquid constant F0^sigma of the triplet")
F = Parameter("F", "", 0.3, -1.5, 20.0, "number", "screened-exchange constant F; 1 + F/2 = 1/(1 + F0)")
TAU = Parameter(
    "tau",
    "s",
    1e-13,
    1e-17,
    1e-8,
    "number",
    "scattering time",
    source="sample.scattering_time",
    nuisance=True,
)
VALLEYS = Parameter(
    "n_v",
    "",
    1.0,
    1.0,
    12.0,
    "number",
    "valleys without intervalley mixing; 1 where mixing is strong",
    source="sample.valley_degeneracy",
    nuisance=True,
)
DIFFUSION = Parameter(
    "D", "m^2/s", 1e-3, 1e-8, 10.0, "number", "diffusion constant", source="sample.diffusion", nuisance=True
)

_BULK = (
    -0.5 * float(np.sqrt(np.pi)) * float(hurwitz_zeta(0.5, 1.0).real) / float(np.sqrt(2.0))
)  # 1.294/sqrt 2
_WIRE = 0.75 * float(np.sqrt(2.0 * np.pi)) * float(zeta(1.5))  # 4.911


def triplet(F0: float) -> tuple[float, float]:
    """Return 1 - ln(1 + F0)/F0, one triplet's part of the slope, and its derivative by F0 > -1."""
    if abs(F0) < 1e-2:
        # 1 - ln(1 + x)/x = x/2 - x^2/3 + x^3/4 - ...
        powers = range(1, 10)
        value = sum(-((-F0) ** k) / (k + 1.0) for k in powers)
        slope = sum(k * (-F0) ** (k - 1) / (k + 1.0) for k in powers)
        return value, slope
    log = float(np.log1p(F0))
    return 1.0 - log / F0, log / F0**2 - 1.0 / (F0 * (1.0 + F0))


def slope_2d(F0: float, n_v: float = 1.0) -> float:
    """Return K_ee, the slope of the conductance of a film in units of G0 per ln T.

    1 + (4 n_v^2 - 1)[1 - ln(1 + F0)/F0]: the singlet and 4 n_v^2 - 1 triplets.
    """
    return 1.0 + (4.0 * n_v**2 - 1.0) * triplet(F0)[0]


def _film(T: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    F0_value, tau, n_v = p
    log = np.log(K_B * T * tau / HBAR)
    one, by_F0 = triplet(F0_value)
    channels = 4.0 * n_v**2 - 1.0
    slope = 1.0 + channels * one
    jacobian = np.stack((channels * by_F0 * log, np.full(T.size, slope / tau), 8.0 * n_v * one * log), axis=1)
    return G0 * slope * log, G0 * jacobian


def _film_slope(T: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    log = G0 * np.log(T)
    return p[0] * log, log[:, None]


def _bulk(T: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    D, F_value = p
    constant, slope = (float(v) for v in F_tilde_pair(F_value, 3))
    unit = 0.5 * G0 * _BULK * np.sqrt(K_B * T / (HBAR * D))
    value = unit * (4.0 / 3.0 - 1.5 * constant)
    return value, np.stack((-0.5 * value / D, -1.5 * slope * unit), axis=1)


def _wire(T: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    D, length, F_value = p
    constant, slope = (float(v) for v in F_tilde_pair(F_value, 1))
    unit = -0.5 * G0 * _WIRE * np.sqrt(HBAR * D / (K_B * T)) / length
    value = unit * (4.0 - 1.5 * constant)
    return value, np.stack((0.5 * value / D, -value / length, -1.5 * slope * unit), axis=1)


_DICTIONARY = (
    "F0 is F0^sigma. F, F-tilde, F* and F0^sigma of the literature are four different numbers: "
    "1 + F/2 = 1/(1 + F0) and (3/4) F-tilde = 3 [ln(1 + F0)/F0 - 1] in two dimensions."
)
_VALIDITY = ("k_B T tau << hbar (else eei_zna)", "k_F l >> 1")

MODELS = (
    Model(
        name="eei_2d",
        title="Interaction correction of a film",
        kind="temperature",
        parameters=(F0, TAU, VALLEYS),
        formula=_film,
        latex=(
            r"\delta\sigma(T) = G_0\left\{1 + (4n_v^2-1)\left[1 - \frac{\ln(1+F_0)}{F_0}\right]\right\}"
            r"\ln\frac{k_BT\tau}{\hbar}"
        ),
        description=(
            "tau moves the level alone. Strong spin-orbit coupling removes the triplets (slope 1: use "
            "eei_2d_slope), a Zeeman energy above k_B T all but one of three."
        ),
        convention=_DICTIONARY,
        validity=(*_VALIDITY, "thermal length sqrt(hbar D/(k_B T)) above the thickness"),
        limits=("F0 -> 0: slope 1", "F0 = -0.4541, n_v = 1: slope 0"),
        references=(ALTSHULER_1985, LEE_1985),
    ),
    Model(
        name="eei_2d_slope",
        title="Interaction correction of a film, slope free",
        kind="temperature",
        parameters=(
            Parameter("K_ee", "", 1.0, -50.0, 50.0, "amplitude", "slope of the conductance in G0 per ln T"),
        ),
        formula=_film_slope,
        latex=r"\delta\sigma(T) = K_{ee}\, G_0 \ln\frac{T}{1\,\mathrm{K}}",
        convention="Zero at 1 K. K_ee = 1 - (3/4) F-tilde = 1 + 3 [1 - ln(1 + F0)/F0].",
        validity=_VALIDITY,
        limits=("no triplets: K_ee = 1",),
        references=(ALTSHULER_1985, LEE_1985),
    ),
    Model(
        name="eei_3d",
        title="Interaction correction in bulk",
        kind="temperature",
        dimension=3,
        parameters=(DIFFUSION, F),
        formula=_bulk,
        latex=(
            r"\delta\sigma(T) = \frac{e^2}{4\pi^2\hbar}\frac{1.294}{\sqrt2}\left(\frac43 - \frac32\tilde F_3"
            r"\right)\sqrt{\frac{k_BT}{\hbar D}}"
        ),
        convention=(
            "F-tilde_3 = (4/3) F (2 s + 1)/(1 + s)^2 with s = sqrt(1 + F/2); 1.294 = -(sqrt(pi)/2) zeta(1/2)."
        ),
        validity=(*_VALIDITY, "thermal length below every dimension of the sample"),
        limits=("F-tilde = 8/9: 0",),
        references=(ALTSHULER_1985, LEE_1985),
    ),
    Model(
        name="eei_1d",
        title="Interaction correction of a wire",
        kind="temperature",
        dimension=1,
        parameters=(DIFFUSION, LENGTH, F),
        formula=_wire,
        latex=(
            r"\delta G(T) = -\frac{e^2}{4\pi^2\hbar}\,4.911\left(4 - \frac32\tilde F_1\right)\frac{L_T}{L},"
            r"\quad L_T = \sqrt{\frac{\hbar D}{k_BT}}"
        ),
        convention=(
            "4.911 = 3 sqrt(2 pi) zeta(3/2)/4; the singlet alone is 3.1266 (e^2/h) L_T/L. A source with a "
            "further 1/sqrt(2) disagrees."
        ),
        validity=(*_VALIDITY, "thermal length above the width and below the length"),
        limits=("T -> infinity: 0",),
        references=(ALTSHULER_1985, LEE_1985),
    ),
)
