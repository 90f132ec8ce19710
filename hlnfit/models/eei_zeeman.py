"""The magnetoconductance of the interaction correction: the Zeeman energy turns triplets off.

It depends on the total field, whatever its direction, and adds to the localization correction as a
background. Zero localization is left in it: these terms have no phase-coherence field.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.constants import G0, HBAR, K_B, MU_B
from hlnfit.models.base import Formula, Model, Parameter, Reference
from hlnfit.models.eei import DIFFUSION, F
from hlnfit.models.papers import LEE_1985
from hlnfit.models.wire_rows import LENGTH
from hlnfit.special.interaction_constant import F_tilde_pair
from hlnfit.special.zeeman_interaction import g1_pair, g2_pair, g3_pair

FloatArray = NDArray[np.float64]
Pair = Callable[[ArrayLike], tuple[FloatArray, FloatArray]]

_T = Parameter(
    "temperature", "K", 1.0, 1e-3, 1e3, "number", "temperature of the sweep", source="sweep.temperature"
)
_G = Parameter("g_factor", "", 2.0, 0.0, 500.0, "number", "size of the g factor")


def _formula(dimension: Literal[1, 2, 3], pair: Pair, extra: int) -> Formula:
    """Return the formula; ``extra`` is the number of parameters after F, temperature and g_factor."""

    def formula(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
        constant, slope = (float(v) for v in F_tilde_pair(p[0], dimension))
        T, g_factor = p[1], p[2]
        per_field = MU_B / (K_B * T)
        size = np.abs(B)
        g, g_slope = pair(g_factor * per_field * size)
        unit, by_T, by_extra = _unit(dimension, p)
        value = -0.5 * G0 * unit * constant * g
        by_h = -0.5 * G0 * unit * constant * g_slope
        jacobian = np.zeros((B.size, 3 + extra))
        jacobian[:, 0] = -0.5 * G0 * unit * slope * g
        jacobian[:, 1] = value * by_T - by_h * g_factor * per_field * size / T
        jacobian[:, 2] = by_h * per_field * size
        for k, factor in enumerate(by_extra):
            jacobian[:, 3 + k] = value * factor
        return value, jacobian

    return formula


def _unit(dimension: int, p: FloatArray) -> tuple[float, float, tuple[float, ...]]:
    """Return what multiplies (G0/2) F-tilde g_d, and its logarithmic derivatives by T and by p[3:]."""
    if dimension == 2:
        return 1.0, 0.0, ()
    T, D = p[1], p[3]
    thermal = float(np.sqrt(HBAR * D / (K_B * T)))
    if dimension == 3:
        return 1.0 / (thermal * float(np.sqrt(2.0))), 0.5 / T, (-0.5 / D,)
    return thermal / p[4], -0.5 / T, (0.5 / D, -1.0 / p[4])


_REFERENCES = (
    Reference(
        "P. A. Lee and T. V. Ramakrishnan, Phys. Rev. B 26, 4009 (1982)",
        bibtex_key="lee1982",
    ),
    LEE_1985,
)
_VALIDITY = (
    "weak spin-orbit coupling: B_so below the Zeeman field g mu_B B/(4 e D)",
    "k_B T tau << hbar",
    "F-tilde small: at finite F0 the curvature at small field is different",
)
_CONVENTION = (
    "F is the screened-exchange constant, h = g mu_B B/(k_B T). The coefficient of h^2 is 0.0913 in a film "
    "(0.084 is often quoted), 0.0565 in bulk (0.053 is often quoted), 0.2347 in a wire."
)


def _model(
    name: str, title: str, dimension: Literal[1, 2, 3], pair: Pair, extra: tuple[Parameter, ...], latex: str
) -> Model:
    return Model(
        name=name,
        title=title,
        kind="background",
        dimension=dimension,
        parameters=(F, _T, _G, *extra),
        formula=_formula(dimension, pair, len(extra)),
        latex=latex,
        convention=_CONVENTION,
        validity=_VALIDITY,
        limits=("h << 1: quadratic", "h >> 1: -(G0/2) F-tilde ln(h/1.298) in a film"),
        references=_REFERENCES,
    )


MODELS = (
    _model(
        "eei_zeeman_2d",
        "Zeeman effect in the interaction correction of a film",
        2,
        g2_pair,
        (),
        r"\Delta\sigma = -\frac{G_0}{2}\tilde F_2\, g_2(h),\ g_2 = \mathrm{Re}[\psi(1+z)+z\psi'(1+z)]+\gamma,"
        r"\ z = \frac{ih}{2\pi}",
    ),
    _model(
        "eei_zeeman_3d",
        "Zeeman effect in the interaction correction in bulk",
        3,
        g3_pair,
        (DIFFUSION,),
        r"\Delta\sigma = -\frac{G_0}{2}\frac{\tilde F_3}{\sqrt2}\sqrt{\frac{k_BT}{\hbar D}}\, g_3(h)",
    ),
    _model(
        "eei_zeeman_1d",
        "Zeeman effect in the interaction correction of a wire",
        1,
        g1_pair,
        (DIFFUSION, LENGTH),
        r"\Delta G = -\frac{G_0}{2}\tilde F_1 \frac{L_T}{L}\, g_1(h)",
    ),
)
