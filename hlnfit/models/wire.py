"""A long wire narrower than L_phi whose mean free path is shorter than its width."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.models.base import Model
from hlnfit.models.papers import ALTSHULER_1981, BEENAKKER_1988
from hlnfit.models.rows import B_PHI, rate
from hlnfit.models.wire_rows import LENGTH, UNIT, WIDTH, drop, flux_field

FloatArray = NDArray[np.float64]


def wire_correction(B: ArrayLike, B_phi: float, B_so: float, width: float, length: float) -> FloatArray:
    """Return the whole correction delta G(B) in siemens of a long dirty wire, not its change with the field.

    Parameters
    ----------
    B : array_like, T
    B_phi, B_so : float, T
    width, length : float, m
    """
    delta, _ = flux_field(np.asarray(B, dtype=np.float64), width)
    triplets = 1.5 / np.sqrt(B_phi + 4.0 / 3.0 * B_so + delta)
    return np.asarray(-UNIT / length * (triplets - 0.5 / np.sqrt(B_phi + delta)))


def _with_spin_orbit(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    B_phi, B_so, width, length = p
    delta, by_width = flux_field(B, width)
    triplet, triplet_b, triplet_delta = drop(B_phi + 4.0 / 3.0 * B_so, delta)
    singlet, singlet_b, singlet_delta = drop(B_phi, delta)
    value = UNIT / length * (1.5 * triplet - 0.5 * singlet)
    jacobian = np.stack(
        (
            UNIT / length * (1.5 * triplet_b - 0.5 * singlet_b),
            UNIT / length * 2.0 * triplet_b,
            UNIT / length * (1.5 * triplet_delta - 0.5 * singlet_delta) * by_width,
            -value / length,
        ),
        axis=1,
    )
    return value, jacobian


def _without(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    B_phi, width, length = p
    delta, by_width = flux_field(B, width)
    one, by_b, by_delta = drop(B_phi, delta)
    value = UNIT / length * one
    jacobian = np.stack((UNIT / length * by_b, UNIT / length * by_delta * by_width, -value / length), axis=1)
    return value, jacobian


_VALIDITY = (
    "mean free path < width < 0.3 L_phi, and length well above L_phi",
    "width < sqrt(hbar/(eB)): beyond that the wire is two-dimensional",
    "the field enters to first order; at width = 0.3 L_phi the curvature is wrong by a tenth",
)
_CONVENTION = (
    "The conductance of the whole wire, both spins. L_B = sqrt(3) hbar/(e B W). B_phi is the sum of all "
    "dephasing rates, Nyquist noise counted as 1/(2 tau_N)."
)

MODELS = (
    Model(
        name="wire",
        title="Long dirty wire with spin-orbit scattering",
        kind="field",
        dimension=1,
        parameters=(
            B_PHI,
            rate("B_so", 0.05, "spin-orbit field, isotropic; the triplet rates are B_phi + 4/3 B_so"),
            WIDTH,
            LENGTH,
        ),
        formula=_with_spin_orbit,
        latex=(
            r"\delta G = -\frac{2e^2}{h}\frac1L\left[\frac32\left(\frac1{L_\varphi^2}+\frac1{L_B^2}+"
            r"\frac4{3L_{so}^2}\right)^{-1/2} - \frac12\left(\frac1{L_\varphi^2}+\frac1{L_B^2}"
            r"\right)^{-1/2}\right],\quad L_B = \frac{\sqrt3\hbar}{e|B|W}"
        ),
        convention=_CONVENTION,
        validity=(
            *_VALIDITY,
            "impurity spin-orbit scattering; D'yakonov-Perel relaxation is slowed by (W/L_so)^2 in a wire",
        ),
        limits=("B_so -> 0: wire_wl", "B_so -> infinity: -1/2 wire_wl"),
        references=(ALTSHULER_1981, BEENAKKER_1988),
    ),
    Model(
        name="wire_wl",
        title="Long dirty wire without spin-orbit scattering",
        kind="field",
        dimension=1,
        parameters=(B_PHI, WIDTH, LENGTH),
        formula=_without,
        latex=(
            r"\delta G = -\frac{2e^2}{h}\frac1L\left(\frac1{L_\varphi^2}+\frac1{L_B^2}\right)^{-1/2},"
            r"\quad L_B = \frac{\sqrt3\hbar}{e|B|W}"
        ),
        convention=_CONVENTION,
        validity=_VALIDITY,
        limits=("B -> infinity: (2e^2/h) L_phi/L",),
        references=(ALTSHULER_1981, BEENAKKER_1988),
    ),
)
