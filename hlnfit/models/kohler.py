"""Kohler background sigma_cl [1/(1 + (mu B)^2) - 1]: the classical conductivity of one more band."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.models.base import Model, Parameter

FloatArray = NDArray[np.float64]


def drude_drop(B: FloatArray, mobility: float) -> tuple[FloatArray, FloatArray]:
    """Return 1/(1 + (mu B)^2) - 1 and its derivative by mu, without cancellation at small mu B."""
    square = (mobility * B) ** 2
    return -square / (1.0 + square), -2.0 * mobility * B**2 / (1.0 + square) ** 2


def _formula(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    drop, slope = drude_drop(B, p[1])
    return p[0] * drop, np.stack((drop, p[0] * slope), axis=1)


MODEL = Model(
    name="kohler",
    title="Kohler background of one classical band",
    kind="background",
    parameters=(
        Parameter(
            "sigma_cl", "S", 0.0, -1e6, 1e6, "amplitude", "sheet conductance of the band", nuisance=True
        ),
        Parameter("mu", "m^2/Vs", 0.1, 1e-6, 1e3, "number", "mobility of the band", nuisance=True),
    ),
    formula=_formula,
    latex=r"\Delta\sigma = \sigma_{cl}\left[\frac{1}{1 + (\mu B)^2} - 1\right]",
    convention="A relative magnetoresistance of (mu B)^2 at low field; mu B is the Hall angle of the band.",
    validity=("classical transport: omega_c tau may be large, no Landau quantization",),
    limits=("mu B << 1: quadratic with c2 = -sigma_cl mu^2", "mu B >> 1: -sigma_cl"),
)
