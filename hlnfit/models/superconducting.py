"""Superconducting fluctuations above T_c: Maki-Thompson and Aslamazov-Larkin."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import G0, HBAR, K_B
from hlnfit.constants import E as CHARGE
from hlnfit.models.base import Model, Parameter, Reference
from hlnfit.models.eei import DIFFUSION
from hlnfit.models.even import even
from hlnfit.models.rows import B_PHI
from hlnfit.special.aslamazov_larkin import al_field_pair
from hlnfit.special.cooperon_2d import f2_and_slope
from hlnfit.special.maki_thompson import larkin_beta_pair

FloatArray = NDArray[np.float64]

AL_UNIT = CHARGE**2 / (16.0 * HBAR)
"""e^2/(16 hbar), the sheet paraconductivity at ln(T/T_c) = 1."""

_EPSILON = Parameter(
    "epsilon", "", 0.5, 1e-4, 10.0, "number", "ln(T/T_c) at the temperature of the sweep, above T_c"
)
_T = Parameter(
    "temperature", "K", 4.0, 1e-3, 1e3, "number", "temperature of the sweep", source="sweep.temperature"
)
_T_C = Parameter("T_c", "K", 1.0, 1e-3, 290.0, "number", "critical temperature of the film")

LARKIN_1980 = Reference("A. I. Larkin, JETP Lett. 31, 219 (1980)", bibtex_key="larkin1980")
ASLAMAZOV_1968 = Reference(
    "L. G. Aslamazov and A. I. Larkin, Phys. Lett. A 26, 238 (1968)", bibtex_key="aslamazov1968"
)
ABRAHAMS_1971 = Reference(
    "E. Abrahams, R. E. Prange and M. J. Stephen, Physica 55, 230 (1971)", bibtex_key="abrahams1971"
)
REDI_1977 = Reference("M. H. Redi, Phys. Rev. B 16, 2027 (1977)", bibtex_key="redi1977")


def _maki_thompson(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    beta, by_epsilon = (float(v) for v in larkin_beta_pair(p[1]))
    f, slope = f2_and_slope(p[0] / B)
    return -G0 * beta * f, -G0 * np.stack((-beta * slope / p[0], by_epsilon * f), axis=1)


def _aslamazov_larkin(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    epsilon, T, D = p
    B_c = 2.0 * K_B * T * epsilon / (np.pi * CHARGE * D)
    factor, slope = al_field_pair(B_c / B)
    unit = AL_UNIT / epsilon
    # factor - 1 is exact: the factor is within one ulp of 1 where the field does nothing.
    drop = unit * (factor - 1.0)
    log_slope = unit * slope
    return drop, np.stack(((log_slope - drop) / epsilon, log_slope / T, -log_slope / D), axis=1)


def _above(T: FloatArray, T_c: float) -> FloatArray:
    """Return ln(T/T_c), NaN at and below T_c."""
    return np.log(np.where(np.greater(T, T_c), T, np.nan) / T_c)


def _paraconductivity(T: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    epsilon = _above(T, p[0])
    value = AL_UNIT / epsilon
    return value, (value / (epsilon * p[0]))[:, None]


def _maki_thompson_of_temperature(T: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    T_c, delta = p
    epsilon = _above(T, T_c)
    # ln(epsilon/delta)/(epsilon - delta) = ln(1 + u)/(u delta), u = epsilon/delta - 1, is regular at u = 0.
    u = epsilon / delta - 1.0
    near = np.abs(u) < 1e-3
    w = np.where(near, 1.0, u)
    ratio = np.where(near, 1.0 - u / 2.0 + u**2 / 3.0 - u**3 / 4.0, np.log1p(w) / w)
    slope = np.where(
        near, -0.5 + 2.0 * u / 3.0 - 0.75 * u**2 + 0.8 * u**3, (1.0 / (1.0 + w) - np.log1p(w) / w) / w
    )
    unit = 2.0 * AL_UNIT / delta
    value = unit * ratio
    by_epsilon = unit * slope / delta
    jacobian = np.stack((-by_epsilon / T_c, -value / delta - by_epsilon * epsilon / delta), axis=1)
    return value, jacobian


MODELS = (
    Model(
        name="maki_thompson",
        title="Maki-Thompson fluctuations in a field (Larkin)",
        kind="field",
        parameters=(B_PHI, _EPSILON),
        formula=even(_maki_thompson),
        latex=(
            r"\Delta\sigma = -\beta\!\left(\ln\frac{T}{T_c}\right) G_0\,"
            r" f_2\!\left(\frac{B_\varphi}{|B|}\right)"
        ),
        description=(
            "Exactly the shape of weak localization: from one curve only the difference of alpha and beta "
            "can be told. Give T_c, or fix epsilon, and compare temperatures."
        ),
        convention="beta > 0 counts like antilocalization. epsilon = ln(T/T_c).",
        validity=(
            "T above T_c, and B below (k_B T/(4 e D)) ln(T/T_c)",
            "not so near T_c that epsilon < pi hbar/(8 k_B T tau_phi)",
        ),
        limits=("epsilon << 1: beta = pi^2/(4 epsilon)", "epsilon >> 1: beta = pi^2/(6 epsilon^2)"),
        references=(LARKIN_1980,),
    ),
    Model(
        name="aslamazov_larkin",
        title="Aslamazov-Larkin paraconductivity of a film in a field",
        kind="background",
        parameters=(_EPSILON, _T, DIFFUSION),
        formula=even(_aslamazov_larkin),
        latex=(
            r"\Delta\sigma = \frac{e^2}{16\hbar\epsilon}\left\{8x^2\left[\psi(\tfrac12+x) - \psi(1+x) + "
            r"\frac1{2x}\right] - 1\right\},\ x = \frac{B_c}{|B|},\ B_c = \frac{2k_BT\epsilon}{\pi e D}"
        ),
        convention="Sheet conductance; epsilon = ln(T/T_c).",
        validity=("epsilon << 1", "thickness below the coherence length", "perpendicular field"),
        limits=("B >> B_c: the whole paraconductivity is gone",),
        references=(ASLAMAZOV_1968, ABRAHAMS_1971, REDI_1977),
    ),
    Model(
        name="paraconductivity",
        title="Aslamazov-Larkin paraconductivity of a film against temperature",
        kind="temperature",
        parameters=(_T_C,),
        formula=_paraconductivity,
        latex=r"\delta\sigma(T) = \frac{e^2}{16\hbar}\frac1{\ln(T/T_c)}",
        convention="Sheet conductance. There is no value at and below T_c.",
        validity=("T_c < T < 1.5 T_c", "above the Ginzburg region, epsilon > e^2 R_sheet/(16 hbar)"),
        limits=("T -> T_c: diverges",),
        references=(ASLAMAZOV_1968,),
        extra={"above": "T_c"},
    ),
    Model(
        name="maki_thompson_log",
        title="Maki-Thompson fluctuations of a film against temperature",
        kind="temperature",
        parameters=(
            _T_C,
            Parameter("delta", "", 0.05, 1e-6, 10.0, "number", "pair breaking pi hbar/(8 k_B T tau_phi)"),
        ),
        formula=_maki_thompson_of_temperature,
        latex=(
            r"\delta\sigma(T) = \frac{e^2}{8\hbar}\frac{\ln(\epsilon/\delta)}{\epsilon-\delta},\ "
            r"\epsilon = \ln\frac{T}{T_c}"
        ),
        convention="Sheet conductance; delta is taken as constant (tau_phi ~ 1/T).",
        validity=("epsilon << 1", "above the Ginzburg region"),
        limits=("epsilon = delta: e^2/(8 hbar delta)",),
        references=(
            Reference(
                "J. M. B. Lopes dos Santos and E. Abrahams, Phys. Rev. B 31, 172 (1985)",
                bibtex_key="lopesdossantos1985",
            ),
        ),
        extra={"above": "T_c"},
    ),
)
