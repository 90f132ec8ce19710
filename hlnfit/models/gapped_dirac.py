"""One Dirac cone with a gap: a magnetic topological insulator or a massive HgTe well.

The pair vertex of spin-textured electrons has three harmonics with weights a^4 : 2 a^2 b^2 : b^4; two of the
channels become gapless, one without a gap (cos theta = 0, antilocalization), one at cos theta = 1
(localization).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import FIELD_TIMES_AREA, G0
from hlnfit.models.base import Model, Parameter, Reference
from hlnfit.models.even import even
from hlnfit.models.rows import B_PHI
from hlnfit.special.cooperon_2d import f2_and_slope

FloatArray = NDArray[np.float64]


def channels(cos_theta: float) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Return (alpha, d alpha/d cos_theta, (mean_free_path/ell)^2) of channel 0 and of channel 1.

    Parameters
    ----------
    cos_theta : float
        Delta/(2 E_F), with Delta the full gap; 0 to 1.
    """
    c = cos_theta
    q = c * c
    three = 1.0 + 3.0 * q
    alpha_0 = 4.0 * q * (1.0 + q) / three**2
    slope_0 = 8.0 * c * (1.0 - q) / three**3
    ratio = (1.0 - c) / (1.0 + c)
    gap_0 = 8.0 * q * ratio**2 / three
    below = (1.0 + q) * three
    alpha_1 = -((1.0 - q) ** 2) / (2.0 * below)
    slope_1 = 2.0 * c * (1.0 - q) / below + (1.0 - q) ** 2 * c * (4.0 + 6.0 * q) / below**2
    gap_1 = 2.0 * q * (1.0 - q) / (1.0 + q) ** 2
    return (alpha_0, slope_0, gap_0), (alpha_1, slope_1, gap_1)


def _gap_slopes(c: float) -> tuple[float, float]:
    """Return the derivatives of both mean_free_path^2/ell^2 by cos theta."""
    q = c * c
    three = 1.0 + 3.0 * q
    ratio = (1.0 - c) / (1.0 + c)
    slope_0 = 16.0 * c * ratio**2 / three**2 - 32.0 * q * ratio / ((1.0 + c) ** 2 * three)
    slope_1 = 4.0 * c * (1.0 - 3.0 * q) / (1.0 + q) ** 3
    return slope_0, slope_1


def _formula(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    B_phi, cos_theta, path = p
    elastic = FIELD_TIMES_AREA / path**2
    value = np.zeros(B.size)
    jacobian = np.zeros((B.size, 3))
    for (alpha, slope, gap), gap_slope in zip(channels(cos_theta), _gap_slopes(cos_theta), strict=True):
        b = B_phi + gap * elastic
        f, steep = f2_and_slope(b / B)
        by_b = -alpha * steep / b
        value += alpha * f
        jacobian[:, 0] += by_b
        jacobian[:, 1] += slope * f + by_b * gap_slope * elastic
        jacobian[:, 2] += by_b * gap * (-2.0 * elastic / path)
    return G0 * value, G0 * jacobian


MODEL = Model(
    name="gapped_dirac",
    title="Gapped Dirac cone (Lu-Shi-Shen)",
    kind="field",
    parameters=(
        B_PHI,
        Parameter("cos_theta", "", 0.1, 0.0, 1.0, "number", "Delta/(2 E_F), Delta the full gap"),
        Parameter(
            "mean_free_path",
            "m",
            2e-8,
            1e-10,
            1e-4,
            "length",
            "single-particle mean free path v tau",
            source="sample.mean_free_path",
        ),
    ),
    formula=even(_formula),
    latex=(
        r"\Delta\sigma = G_0\sum_{i=0,1}\alpha_i f_2\!\left(\frac{B_\varphi + B_i}{|B|}\right),\quad "
        r"\alpha_1 = -\frac{(1-c^2)^2}{2(1+c^2)(1+3c^2)},\quad \alpha_0 = \frac{4c^2(1+c^2)}{(1+3c^2)^2},"
        r"\quad c = \cos\theta"
    ),
    description=(
        "B_i = hbar/(4 e ell_i^2) with ell^2/ell_1^2 = 2 c^2 (1-c^2)/(1+c^2)^2 and "
        "ell^2/ell_0^2 = 8 c^2 [(1-c)/(1+c)]^2/(1+3c^2), ell the mean free path. Random magnetic scattering "
        "adds to B_phi."
    ),
    convention=(
        "cos theta = Delta/(2 E_F) with the full gap Delta; ell = v tau is the single-particle mean free "
        "path of short-range scalar disorder. The lengths ell_i are those of this derivation: compare the "
        "definition before quoting them beside the paper's. B_phi is that of the leading channel."
    ),
    validity=(
        "one channel nearly gapless at a time (cos theta near 0 or near 1)",
        "one Dirac cone, scalar short-range disorder",
        "B << B_tr",
    ),
    limits=("cos_theta = 0: hln_simple with alpha = -1/2", "cos_theta = 1: hln_simple with alpha = +1/2"),
    references=(
        Reference(
            "H.-Z. Lu, J. Shi and S.-Q. Shen, Phys. Rev. Lett. 107, 076801 (2011)",
            doi="10.1103/PhysRevLett.107.076801",
            bibtex_key="lu2011",
        ),
        Reference(
            "G. Tkachov and E. M. Hankiewicz, Phys. Rev. B 84, 035444 (2011)",
            doi="10.1103/PhysRevB.84.035444",
            bibtex_key="tkachov2011",
        ),
    ),
)
