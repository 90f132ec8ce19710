"""A wire between two large contacts, of any length compared with L_phi."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bernoulli

from hlnfit.constants import FIELD_TIMES_AREA, G0
from hlnfit.models.base import Model
from hlnfit.models.papers import BEENAKKER_1988
from hlnfit.models.rows import B_PHI
from hlnfit.models.wire_rows import LENGTH, WIDTH, flux_field

FloatArray = NDArray[np.float64]

# coth k/k - 1/k^2 = sum_n a_n k^(2n)
_SERIES = tuple(4.0**n * float(bernoulli(2 * n)[-1]) / math.factorial(2 * n) for n in range(1, 15))


def contact_factor(square: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return coth(k)/k - 1/k^2 and its derivative by k^2, of k^2 >= 0.

    It is the sum over the Cooperon modes of a wire that loses every phase in its contacts: 1/3 at k = 0.
    """
    q = np.asarray(square, dtype=np.float64)
    small = q < 0.5
    near = np.where(small, q, 0.0)
    value = np.zeros_like(near)
    slope = np.zeros_like(near)
    for n in range(len(_SERIES) - 1, -1, -1):
        slope = slope * near + value
        value = value * near + _SERIES[n]
    far = np.where(small, 1.0, q)
    k = np.sqrt(far)
    coth = 1.0 / np.tanh(k)
    direct = coth / k - 1.0 / far
    # d/dk [coth k/k] = (1 - coth^2)/k - coth/k^2, and coth^2 - 1 = 1/sinh^2
    sinh_square = np.sinh(np.minimum(k, 300.0)) ** 2
    direct_slope = (-1.0 / (k * sinh_square) - coth / far) / (2.0 * k) + 1.0 / far**2
    return np.asarray(np.where(small, value, direct)), np.asarray(np.where(small, slope, direct_slope))


def _formula(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    B_phi, width, length = p
    delta, by_width = flux_field(B, width)
    unit = length**2 / FIELD_TIMES_AREA
    start = unit * B_phi
    square = start + unit * delta
    zero, zero_slope = contact_factor(start)
    factor, slope = contact_factor(square)
    scale = -2.0 * np.pi * G0
    value = scale * (factor - zero)
    jacobian = scale * np.stack(
        (
            unit * (slope - zero_slope),
            unit * slope * by_width,
            2.0 / length * (slope * square - zero_slope * start),
        ),
        axis=1,
    )
    # The difference of equal numbers at B = 0 is exactly zero; so are its derivatives.
    return value, jacobian


MODEL = Model(
    name="wire_finite_length",
    title="Dirty wire between two contacts, any length",
    kind="field",
    dimension=1,
    parameters=(B_PHI, WIDTH, LENGTH),
    formula=_formula,
    latex=(
        r"\delta G = -\frac{2e^2}{h}\left[\frac{\coth k}{k} - \frac1{k^2}\right],\quad "
        r"k^2 = L^2\left(\frac1{L_\varphi^2} + \frac1{L_B^2}\right),\ L_B = \frac{\sqrt3\hbar}{e|B|W}"
    ),
    convention="The conductance of the wire, both spins: -2/3 e^2/h at B = 0 without dephasing.",
    validity=(
        "mean free path < width < 0.3 L_phi",
        "contacts that break every phase; no contact resistance beside the wire's",
        "no spin-orbit coupling; the average over samples (universal fluctuations are as large)",
    ),
    limits=("length >> L_phi: wire_wl", "length << L_phi and B -> infinity: +2/3 e^2/h"),
    references=(BEENAKKER_1988,),
)
