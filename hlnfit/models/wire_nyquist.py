"""A long dirty wire whose electrons dephase by Nyquist noise: the Airy function."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.models.base import Derived, Model, Reference
from hlnfit.models.papers import ALTSHULER_1981
from hlnfit.models.rows import rate
from hlnfit.models.wire_rows import LENGTH, UNIT, WIDTH, flux_field
from hlnfit.special.airy import airy_pair

FloatArray = NDArray[np.float64]


def nyquist_wire_correction(
    B: ArrayLike, B_0: float, B_N: float, width: float, length: float, B_so: float = 0.0
) -> FloatArray:
    """Return the whole correction delta G(B) in siemens of a long dirty wire with Nyquist dephasing.

    Parameters
    ----------
    B : array_like, T
    B_0 : float, T
        Field of all other dephasing.
    B_N : float, T
        Nyquist field hbar/(4 e D tau_N), 1/tau_N = [e^2 k_B T sqrt(D) (R/L)/hbar^2]^(2/3).
    width, length : float, m
    B_so : float, T
    """
    delta, _ = flux_field(np.asarray(B, dtype=np.float64), width)
    singlet, _ = airy_pair((B_0 + delta) / B_N)
    triplet, _ = airy_pair((B_0 + delta + 4.0 / 3.0 * B_so) / B_N)
    return np.asarray(-UNIT / (length * np.sqrt(B_N)) * (1.5 * triplet - 0.5 * singlet))


def _formula(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    B_0, B_N, B_so, width, length = p
    delta, by_width = flux_field(B, width)
    unit = UNIT / (length * np.sqrt(B_N))
    value = np.zeros(B.size)
    jacobian = np.zeros((B.size, 5))
    for weight, extra in ((1.5, 4.0 / 3.0), (-0.5, 0.0)):
        start = (B_0 + extra * B_so) / B_N
        zero, zero_slope = airy_pair(start)
        a = start + delta / B_N
        ratio, slope = airy_pair(a)
        scale = -unit * weight
        value += scale * (ratio - zero)
        by_start = scale * (slope - zero_slope) / B_N
        jacobian[:, 0] += by_start
        jacobian[:, 1] -= scale * (slope * a - zero_slope * start) / B_N
        jacobian[:, 2] += extra * by_start
        jacobian[:, 3] += scale * slope / B_N * by_width
    jacobian[:, 1] -= 0.5 * value / B_N
    jacobian[:, 4] = -value / length
    return value, jacobian


MODEL = Model(
    name="wire_nyquist",
    title="Long dirty wire with Nyquist dephasing",
    kind="field",
    dimension=1,
    parameters=(
        rate("B_0", 1e-3, "field of all dephasing but Nyquist noise"),
        rate("B_N", 5e-3, "Nyquist field hbar/(4 e D tau_N)"),
        rate("B_so", 0.05, "spin-orbit field, isotropic; the triplet rates are higher by 4/3 B_so"),
        WIDTH,
        LENGTH,
    ),
    derived=(
        Derived("B_phi", {"B_0": 1.0, "B_N": 0.5}, "effective phase field: -Ai/Ai' = 1/sqrt(1/2 + a) to 4 %"),
    ),
    formula=_formula,
    latex=(
        r"\delta G = -\frac{2e^2}{h}\frac{L_N}{L}\left[\frac32 r(a_t) - \frac12 r(a)\right],\ r(a) = "
        r"-\frac{Ai(a)}{Ai'(a)},\ a = \frac{B_0 + B_W}{B_N},\ a_t = a + \frac{4B_{so}}{3B_N},\ "
        r"B_W = \frac{e W^2 B^2}{12\hbar}"
    ),
    description=(
        "Small-energy electron-electron scattering in a wire dephases by no rate: the decay is "
        "exp[-(t/tau_N)^(3/2)]-like. The curve differs from wire by a few percent, and its effective rate "
        "is 1/(2 tau_N) + 1/tau_0."
    ),
    convention=(
        "1/tau_N = [e^2 k_B T sqrt(D) R/(hbar^2 L)]^(2/3). A version larger by sqrt(2) inside the bracket "
        "circulates; it counts the loop's noise once too often."
    ),
    validity=(
        "mean free path < width < L_N",
        "thermal length sqrt(hbar D/(k_B T)) above the width",
        "length well above L_phi",
    ),
    limits=("B_N -> 0: wire with B_phi = B_0", "B_so -> infinity: -1/2 of the curve without spin-orbit"),
    references=(
        Reference(
            "B. L. Altshuler, A. G. Aronov and D. E. Khmelnitskii, J. Phys. C 15, 7367 (1982)",
            doi="10.1088/0022-3719/15/36/018",
            bibtex_key="altshuler1982",
        ),
        ALTSHULER_1981,
    ),
)
