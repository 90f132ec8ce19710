"""A thin cylinder in a field along its axis: oscillations of period h/2e (Altshuler, Aronov and Spivak)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import k0, k1

from hlnfit.constants import FIELD_TIMES_AREA, G0, H
from hlnfit.constants import E as CHARGE
from hlnfit.models.base import Model, Parameter, Reference
from hlnfit.models.even import even
from hlnfit.models.rows import B_PHI

FloatArray = NDArray[np.float64]
_FAR = 40.0
_MOST_TURNS = 4000


def aas_oscillation(flux: ArrayLike, turn: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return -4 sum_n K_0(n C/L_phi) cos(2 pi n flux) and its derivatives by ``flux`` and ``turn``.

    Parameters
    ----------
    flux : array_like
        Flux through the cylinder in units of h/2e.
    turn : float
        Circumference over L_phi.
    """
    phi = np.asarray(flux, dtype=np.float64)
    value, by_flux, by_turn = (np.zeros_like(phi) for _ in range(3))
    for n in range(1, min(math.ceil(_FAR / turn), _MOST_TURNS) + 1):
        angle = 2.0 * np.pi * n * phi
        weight = float(k0(n * turn))
        value -= 4.0 * weight * np.cos(angle)
        by_flux += 8.0 * np.pi * n * weight * np.sin(angle)
        by_turn += 4.0 * n * float(k1(n * turn)) * np.cos(angle)
    return value, by_flux, by_turn


def _formula(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    B_phi, circumference = p
    quantum = H / (2.0 * CHARGE)
    flux = circumference**2 / (4.0 * np.pi) * B / quantum
    turn = circumference * math.sqrt(B_phi / FIELD_TIMES_AREA)
    value, by_flux, by_turn = aas_oscillation(flux, turn)
    zero, _, zero_by_turn = aas_oscillation(0.0, turn)
    change = by_turn - zero_by_turn
    jacobian = np.stack(
        (
            change * turn / (2.0 * B_phi),
            change * turn / circumference + by_flux * 2.0 * flux / circumference,
        ),
        axis=1,
    )
    return G0 * (value - zero), G0 * jacobian


MODEL = Model(
    name="cylinder",
    title="Thin cylinder in an axial field (Altshuler-Aronov-Spivak)",
    kind="field",
    parameters=(
        B_PHI,
        Parameter("circumference", "m", 3e-6, 1e-8, 1e-2, "length", "circumference of the cylinder"),
    ),
    formula=even(_formula),
    latex=(
        r"\delta\sigma = -2G_0\left[\ln\frac{L_\varphi}{\ell} + 2\sum_{n\ge1} K_0\!\left(\frac{nC}{L_\varphi}"
        r"\right)\cos\frac{2\pi n\Phi}{h/2e}\right],\quad \Phi = \frac{B C^2}{4\pi}"
    ),
    convention="The sheet conductance of the wall; B along the axis, the flux through the circular section.",
    validity=(
        "wall much thinner than sqrt(hbar/(4eB)) and than L_phi: no flux through the wall itself",
        "no spin-orbit coupling",
        "circumference above L_phi/100 (the sum over turns ends at 4000)",
    ),
    # Thousands of periods in the range of a magnet: difference quotients need a small step.
    extra={"difference_step": 1e-7, "jacobian_tolerance": 1e-5},
    limits=("circumference >> L_phi: no oscillation", "period h/2e in flux"),
    references=(
        Reference(
            "B. L. Altshuler, A. G. Aronov and B. Z. Spivak, JETP Lett. 33, 94 (1981)",
            bibtex_key="altshuler1981aas",
        ),
    ),
)
