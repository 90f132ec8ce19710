"""Two classical bands: as a background of sigma_xx, and of 1/rho_xx.

Source: the tensors of two Drude bands add, sigma_xx = sum sigma_i / (1 + (mu_i B)^2) and
sigma_xy = sum sigma_i mu_i B / (1 + (mu_i B)^2); N. W. Ashcroft and N. D. Mermin, Solid State Physics
(1976).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.constants import E
from hlnfit.models.base import Model, Parameter, Reference
from hlnfit.models.kohler import drude_drop

FloatArray = NDArray[np.float64]

_ASHCROFT = Reference(
    "N. W. Ashcroft and N. D. Mermin, Solid State Physics (Holt, Rinehart and Winston, New York, 1976)",
    bibtex_key="ashcroft1976",
)


def two_band_resistivity(
    B: ArrayLike, n1: float, mu1: float, n2: float, mu2: float
) -> tuple[FloatArray, FloatArray]:
    """Return rho_xx and rho_xy in ohms of two classical bands in parallel.

    Parameters
    ----------
    B : array, T
    n1, n2 : float, m^-2
        Sheet densities, positive.
    mu1, mu2 : float, m^2/Vs
        Mobilities with the sign of the carriers' Hall effect; the conductivity of a band is e n |mu|.
    """
    b = np.asarray(B, dtype=np.float64)
    xx = np.zeros_like(b)
    xy = np.zeros_like(b)
    for n, mu in ((n1, mu1), (n2, mu2)):
        band = E * n * abs(mu) / (1.0 + (mu * b) ** 2)
        xx = xx + band
        xy = xy + mu * b * band
    square = xx**2 + xy**2
    return np.asarray(xx / square), np.asarray(xy / square)


def _sum(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    drop_1, slope_1 = drude_drop(B, p[1])
    drop_2, slope_2 = drude_drop(B, p[3])
    value = p[0] * drop_1 + p[2] * drop_2
    return value, np.stack((drop_1, p[0] * slope_1, drop_2, p[2] * slope_2), axis=1)


def _inverse_rho(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    # 1/rho_xx - (s1 + s2) = -s1 s2 (m1 - m2)^2 B^2 / [s1 + s2 + (s1 m2^2 + s2 m1^2) B^2]
    s1, m1, s2, m2 = p
    square = B * B
    below = s1 + s2 + (s1 * m2**2 + s2 * m1**2) * square
    gap = m1 - m2
    value = -s1 * s2 * gap**2 * square / below
    scaled = -square / below
    by_s1 = scaled * s2 * gap**2 - value * (1.0 + m2**2 * square) / below
    by_s2 = scaled * s1 * gap**2 - value * (1.0 + m1**2 * square) / below
    by_m1 = scaled * s1 * s2 * 2.0 * gap - value * 2.0 * s2 * m1 * square / below
    by_m2 = -scaled * s1 * s2 * 2.0 * gap - value * 2.0 * s1 * m2 * square / below
    return value, np.stack((by_s1, by_m1, by_s2, by_m2), axis=1)


def _band(index: int, mobility: float, *, linear: bool) -> tuple[Parameter, Parameter]:
    lower = -1e6 if linear else 1e-12
    return (
        Parameter(
            f"sigma_{index}",
            "S",
            0.0 if linear else 1e-3,
            lower,
            1e6,
            "coefficient" if linear else "number",
            f"sheet conductance of band {index} at B = 0",
            nuisance=True,
        ),
        Parameter(
            f"mu_{index}",
            "m^2/Vs",
            mobility,
            1e-6 if linear else -1e3,
            1e3,
            "number",
            f"mobility of band {index}" + ("" if linear else ", signed"),
            nuisance=True,
        ),
    )


MODELS = (
    Model(
        name="two_band",
        title="Two classical bands, background of sigma_xx",
        kind="background",
        parameters=(*_band(1, 0.1, linear=True), *_band(2, 0.3, linear=True)),
        formula=_sum,
        latex=r"\Delta\sigma = \sum_{i=1,2} \sigma_i\left[\frac{1}{1 + (\mu_i B)^2} - 1\right]",
        convention="For data of the quantity sigma-xx (inverted tensor), where conductivities add.",
        validity=("the data are sigma_xx from the inverted tensor",),
        limits=("sigma_2 = 0: kohler",),
        references=(_ASHCROFT,),
    ),
    Model(
        name="two_band_inverse_rho",
        title="Two classical bands, background of 1/rho_xx",
        kind="background",
        parameters=(*_band(1, 0.1, linear=False), *_band(2, -0.1, linear=False)),
        formula=_inverse_rho,
        latex=(
            r"\Delta\frac{1}{\rho_{xx}} = -\frac{\sigma_1\sigma_2(\mu_1-\mu_2)^2 B^2}"
            r"{\sigma_1+\sigma_2+(\sigma_1\mu_2^2+\sigma_2\mu_1^2) B^2}"
        ),
        convention="For data of the quantity inverse-rho; mobilities carry the sign of the carriers.",
        validity=("the data are 1/rho_xx, not sigma_xx",),
        limits=("mu_1 = mu_2: 0", "B -> infinity: saturates"),
        references=(_ASHCROFT,),
    ),
)
