"""Linear spin-orbit coupling and Zeeman splitting in a perpendicular, tilted or in-plane field."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import G0
from hlnfit.models.base import Model, Parameter
from hlnfit.models.even import even
from hlnfit.models.log_field_table import tabulated
from hlnfit.models.maekawa_fukuyama import ZETA
from hlnfit.models.papers import IORDANSKII_1994, KNAP_1996, MAEKAWA_1981
from hlnfit.models.rows import B_PHI, rate
from hlnfit.special.cooperon_2d import f2_and_slope
from hlnfit.special.tilted_spin_orbit_sum import tilted_sums
from hlnfit.special.two_spin_orbit_sum import triplet_sums
from hlnfit.special.two_spin_orbit_zero_field import triplet_gap

FloatArray = NDArray[np.float64]

_DIFFERENCE = 1e-6


def _formula(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    fields, zeta, tilt = np.ascontiguousarray(p[:4]), float(p[4]), float(p[5])
    turned = 1.0
    if not 0.0 <= tilt <= 0.5 * np.pi:
        # Half a turn about the normal and the reversal of the field change nothing.
        turned = 1.0 if np.sin(2.0 * tilt) >= 0.0 else -1.0
        tilt = float(np.arccos(np.abs(np.cos(tilt))))

    def compute(total_field: FloatArray) -> FloatArray:
        out = np.zeros((total_field.size, 7))
        if tilt == 0.0:
            triplet_sums(total_field, fields, zeta, out)
        else:
            tilted_sums(total_field, fields, zeta, tilt, _DIFFERENCE, out)
        return out

    sums = tabulated(compute, B, _quadratic_below(fields, zeta))
    cosine = np.cos(tilt)
    singlet, slope = f2_and_slope(p[0] / (B * cosine))
    jacobian = -0.5 * G0 * sums[:, 1:]
    jacobian[:, 0] += 0.5 * G0 * slope / p[0]
    jacobian[:, 5] += 0.5 * G0 * slope * np.tan(tilt)
    jacobian[:, 5] *= turned
    return -0.5 * G0 * (singlet + sums[:, 0]), jacobian


def _quadratic_below(fields: FloatArray, zeta: float) -> float:
    """Return the field below which triplets and Zeeman effect are quadratic."""
    gap = triplet_gap(fields[0], fields[1], fields[2], fields[3])
    if zeta == 0.0:
        return gap / 30.0
    # The Zeeman field b dephases the singlet by b^2/gap.
    return float(min(fields[0], np.sqrt(fields[0] * gap) / zeta)) / 30.0


MODEL = Model(
    name="rashba_zeeman",
    title="Rashba, Dresselhaus and Zeeman coupling at any tilt (numerical Cooperon)",
    kind="field",
    parameters=(
        B_PHI,
        rate("B_R", 0.03, "Rashba field (hbar/4e) (2 m* alpha/hbar^2)^2"),
        rate("B_D", 1e-3, "linear Dresselhaus field (hbar/4e) (2 m* beta/hbar^2)^2"),
        rate("B_3", 3e-3, "cubic spin-orbit field, an additive rate"),
        replace(ZETA, upper=100.0),
        Parameter(
            "tilt",
            "rad",
            0.0,
            0.0,
            0.5 * np.pi,
            "number",
            "angle between field and normal: 0 perpendicular, pi/2 in the plane along x = [100]",
            source="sweep.tilt",
        ),
    ),
    formula=even(_formula),
    latex=(
        r"\Delta\sigma = -\frac{G_0}{2}\left[\mathrm{Tr}_T M^{-1} - (M^{-1})_{SS}\right]_{B=0}^{B},\ "
        r"M = M_{RD}(B\cos\theta) + i\,(\mathbf b\cdot\mathbf T)\text{-coupling},\ \mathbf b = \zeta B"
        r"(\sin\theta, 0, \cos\theta)"
    ),
    description=(
        "B is the total field; only its normal part makes Landau levels. The closed forms with a Zeeman term "
        "(maekawa_fukuyama, parallel_zeeman) hold for additive spin-orbit rates and are wrong for linear "
        "coupling, even in sign. Derivatives in a tilted field are by differences, good to 1e-5."
    ),
    convention="Rates as in rashba_dresselhaus; zeta = g mu_B/(4 e D), Zeeman field over total field.",
    validity=(
        "B cos(tilt) << B_tr",
        "Omega tau << 1",
        "no orbital effect of the in-plane field (thickness well below sqrt(hbar/(4eB)))",
        "computed to 1e-7 G0",
    ),
    limits=(
        "zeta = 0, tilt = 0: rashba_dresselhaus",
        "B_R = B_D = 0, tilt = 0: maekawa_fukuyama with B_so = B_3",
        "B_R = B_D = 0, tilt = pi/2: parallel_zeeman with B_so = B_3",
        "weak in-plane field: B_phi -> B_phi + (zeta B)^2/B_so in the singlet",
    ),
    references=(IORDANSKII_1994, KNAP_1996, MAEKAWA_1981),
    extra={"numerical": True, "jacobian_tolerance": 2e-5, "difference_step": 1e-2},
)
