"""Zeeman splitting in a perpendicular field with additive spin-orbit rates, zero-field value included."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import G0
from hlnfit.models.base import Model, Parameter
from hlnfit.models.even import even
from hlnfit.models.papers import MAEKAWA_1981
from hlnfit.models.rows import B_PHI, rate
from hlnfit.special.cooperon_2d import f2_and_slope
from hlnfit.special.zeeman_pair import pair_quotients
from hlnfit.special.zeeman_zero_field import log_quotients

FloatArray = NDArray[np.float64]

ZETA = Parameter(
    "zeta", "", 0.05, 0.0, 1e4, "number", "Zeeman field over field, g mu_B/(4 e D) = 1.4471e-5 m^2/s g/D"
)
B_SO = rate("B_so", 0.2, "spin-orbit field; triplets at B_phi + B_so (two) and B_phi + 2 B_so")


def conventional(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the digamma terms and their jacobian, in units of G0, for B > 0."""
    B_phi, B_so, zeta = p
    triplets, slope = f2_and_slope((B_phi + B_so) / B)
    by_triplet = -slope / (B_phi + B_so)
    pair = np.empty((4, B.size))
    pair_quotients(np.ascontiguousarray(B), B_phi, B_so, zeta, False, pair)
    jacobian = B_so * pair[1:]
    jacobian[0] += by_triplet
    jacobian[1] += by_triplet + pair[0]
    return triplets + B_so * pair[0], jacobian.T


def zeeman_logarithm(B: FloatArray, p: FloatArray, s: float, by_s: float) -> tuple[FloatArray, FloatArray]:
    """Return (s/2r) ln(lambda_+/lambda_-) - ln(1 + 2s/B_phi)/2 and its jacobian by B_phi, B_so and zeta.

    ``s`` is half the spin-orbit field of the triplet along the Zeeman field, ``by_s`` its derivative by B_so.
    """
    B_phi, _, zeta = p
    out = np.empty((4, B.size))
    log_quotients(np.ascontiguousarray(B), B_phi, s, zeta, out)
    value = s * out[0] - 0.5 * np.log1p(2.0 * s / B_phi)
    jacobian = s * out[1:]
    jacobian[1] = (jacobian[1] + out[0] - 1.0 / (B_phi + 2.0 * s)) * by_s
    jacobian[0] += s / (B_phi * (B_phi + 2.0 * s))
    return value, jacobian.T


def _formula(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    value, jacobian = conventional(B, p)
    logarithm, by_p = zeeman_logarithm(B, p, p[1], 1.0)
    return G0 * (value + logarithm), G0 * (jacobian + by_p)


MODEL = Model(
    name="maekawa_fukuyama",
    title="Maekawa-Fukuyama: Zeeman splitting with additive spin-orbit rates",
    kind="field",
    parameters=(B_PHI, B_SO, ZETA),
    formula=even(_formula),
    latex=(
        r"\Delta\sigma = G_0\left\{f_2\!\left(\tfrac{B_\varphi+B_{so}}{|B|}\right) + \frac{B_{so}}{2r}\left["
        r"f_2\!\left(\tfrac{\lambda_+}{|B|}\right) - f_2\!\left(\tfrac{\lambda_-}{|B|}\right)"
        r" + \ln\frac{\lambda_+}{\lambda_-}\right] - \frac12\ln\frac{B_\varphi+2B_{so}}{B_\varphi}\right\},"
        r"\ \lambda_\pm = B_\varphi+B_{so}\pm r,\ r^2 = B_{so}^2-(\zeta B)^2"
    ),
    description=(
        "The last two logarithms are the isotropic magnetoconductance of the Zeeman energy, which a parallel "
        "field shows alone. The form in circulation (maekawa_fukuyama_conventional) drops them and is wrong "
        "wherever (zeta B)^2/(2 B_so) is comparable with B_phi."
    ),
    convention=(
        "Spin-orbit rates 1:1:2 (cubic coupling); zeta = b/B with the Zeeman field b = g mu_B B/(4 e D). "
        "The gamma of the literature is zeta B/B_so."
    ),
    validity=(
        "spin-orbit coupling that enters as additive rates: impurities, cubic coupling. For linear Rashba or "
        "Dresselhaus coupling even the sign can be wrong: use rashba_zeeman",
        "B << B_tr",
    ),
    limits=(
        "zeta -> 0: hln_dp",
        "zeta -> infinity: G0 [f2((B_phi + B_so)/B) - ln(1 + 2 B_so/B_phi)/2]",
    ),
    references=(MAEKAWA_1981,),
)
