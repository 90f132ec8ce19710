"""In-plane field: the flux through the thickness of a smooth film, or through a rough interface."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.constants import G0, HBAR
from hlnfit.constants import E as CHARGE
from hlnfit.models.base import Formula, Model, Parameter, Reference
from hlnfit.models.papers import ALTSHULER_1981
from hlnfit.models.rows import B_PHI

FloatArray = NDArray[np.float64]


def thickness_field(B_parallel: ArrayLike, thickness: float) -> FloatArray:
    """Return the dephasing field e d^2 B^2/(12 hbar) in tesla of an in-plane field in a film, l << d.

    Source: B. L. Altshuler and A. G. Aronov, JETP Lett. 33, 499 (1981).
    """
    b = np.asarray(B_parallel, dtype=np.float64)
    return np.asarray(CHARGE * thickness**2 / (12.0 * HBAR) * b * b)


def roughness_field(
    B_parallel: ArrayLike, height: float, correlation_length: float, mean_free_path: float
) -> FloatArray:
    """Return the dephasing field (sqrt(pi)/2)(e/hbar)(height^2 L/l) B^2 in tesla of a rough interface.

    Gaussian roughness with correlation length L well below the mean free path l, all in metres.
    Source: H. Mathur and H. U. Baranger, Phys. Rev. B 64, 235325 (2001).
    """
    b = np.asarray(B_parallel, dtype=np.float64)
    area = height**2 * correlation_length / mean_free_path
    return np.asarray(0.5 * np.sqrt(np.pi) * CHARGE / HBAR * area * b * b)


def _growing_rate(coefficient: Callable[[float], tuple[float, float]]) -> Formula:
    """Return ln(1 + c B^2/B_phi) and its jacobian, c and its derivative given by the second parameter."""

    def formula(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
        c, slope = coefficient(p[1])
        square = B * B
        ratio = c * square / p[0]
        by_ratio = 1.0 / (1.0 + ratio)
        jacobian = np.stack((-by_ratio * ratio / p[0], by_ratio * slope * square / p[0]), axis=1)
        return G0 * np.log1p(ratio), G0 * jacobian

    return formula


def _of_thickness(d: float) -> tuple[float, float]:
    unit = CHARGE / (12.0 * HBAR)
    return unit * d * d, 2.0 * unit * d


def _of_roughness(area: float) -> tuple[float, float]:
    unit = 0.5 * float(np.sqrt(np.pi)) * CHARGE / HBAR
    return unit * area, unit


_LATEX = (
    r"\Delta\sigma = G_0 \ln\left(1 + \frac{B_\parallel^{dep}}{B_\varphi}\right),\quad B_\parallel^{dep} = "
)

MODELS = (
    Model(
        name="parallel_orbital",
        title="In-plane field, flux through the thickness",
        kind="field",
        parameters=(
            B_PHI,
            Parameter(
                "thickness", "m", 1e-8, 1e-11, 1e-3, "length", "film thickness", source="geometry.thickness"
            ),
        ),
        formula=_growing_rate(_of_thickness),
        latex=_LATEX + r"\frac{e d^2 B^2}{12\hbar}",
        description="B is the in-plane field. Only thickness^2/B_phi enters: fix one of them.",
        convention="The in-plane field adds the rate D e^2 d^2 B^2/(3 hbar^2) to every Cooperon mode.",
        validity=(
            "mean free path well below the thickness; for l > d flux cancels and the rate is smaller by d/l",
            "L_phi > thickness",
            "no spin-orbit coupling (one mode)",
        ),
        limits=("B -> 0: G0 e d^2 B^2/(12 hbar B_phi)",),
        references=(ALTSHULER_1981,),
    ),
    Model(
        name="parallel_roughness",
        title="In-plane field, flux through a rough interface",
        kind="field",
        parameters=(
            B_PHI,
            Parameter(
                "roughness_area",
                "m^2",
                1e-19,
                1e-30,
                1e-10,
                "number",
                "height^2 correlation length/mean free path",
            ),
        ),
        formula=_growing_rate(_of_roughness),
        latex=_LATEX + r"\frac{\sqrt\pi}{2}\frac{e}{\hbar}\frac{\Delta^2 L}{l} B^2",
        description=(
            "B is the in-plane field. Height, correlation length and mean free path enter as Delta^2 L/l "
            "alone, and only its ratio to B_phi: fix B_phi from a perpendicular sweep."
        ),
        convention="Gaussian height correlations: the rate is sqrt(pi) e^2 Delta^2 L v_F B^2/hbar^2.",
        validity=(
            "correlation length well below the mean free path; longer roughness makes a random "
            "perpendicular field of rms B Delta/L instead",
            "no spin-orbit coupling (one mode)",
        ),
        limits=("B -> 0: quadratic",),
        references=(
            Reference(
                "A. G. Malshukov, K. A. Chao and M. Willander, Phys. Rev. B 56, 6436 (1997)",
                bibtex_key="malshukov1997",
            ),
            Reference(
                "H. Mathur and H. U. Baranger, Phys. Rev. B 64, 235325 (2001)",
                doi="10.1103/PhysRevB.64.235325",
                bibtex_key="mathur2001",
            ),
            Reference(
                "G. M. Minkov et al., Phys. Rev. B 70, 035304 (2004)",
                bibtex_key="minkov2004",
            ),
        ),
    ),
)
