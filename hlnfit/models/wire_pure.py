"""A long wire narrower than its mean free path: flux cancels between boundary collisions."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.constants import FIELD_TIMES_AREA
from hlnfit.models.base import Formula, Model, Parameter
from hlnfit.models.papers import BEENAKKER_1988
from hlnfit.models.rows import B_PHI
from hlnfit.models.wire_rows import LENGTH, UNIT, WIDTH, drop

FloatArray = NDArray[np.float64]

# tau_B = C1 l_m^4/(W^3 v_F) + C2 l_m^2 l/(W^2 v_F), l_m^2 = hbar/(eB)
SPECULAR = (9.5, 24.0 / 5.0)
DIFFUSE = (4.0 * np.pi, 3.0)

_PATH = Parameter(
    "mean_free_path", "m", 5e-7, 1e-9, 1e-2, "length", "mean free path", source="sample.mean_free_path"
)


def _dephasing_field(
    B: FloatArray, width: float, path: float, walls: tuple[float, float]
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return hbar/(4 e D tau_B) with D = v_F l/2, and its derivatives by the width and the mean free path."""
    weak, strong = 8.0 * walls[0] * FIELD_TIMES_AREA, 2.0 * walls[1] * B
    below = path * (weak + strong * path * width)
    value = width**3 * B * B / below
    by_width = value * (3.0 / width - strong * path**2 / below)
    by_path = -value * (weak + 2.0 * strong * path * width) / below
    return value, by_width, by_path


def pure_wire_correction(
    B: ArrayLike, B_phi: float, width: float, length: float, mean_free_path: float, *, specular: bool
) -> FloatArray:
    """Return the whole correction delta G(B) in siemens of a long pure wire.

    Parameters
    ----------
    B : array_like, T
    B_phi : float, T
    width, length, mean_free_path : float, m
    specular : bool
        True for mirror-like walls, False for rough ones.
    """
    walls = SPECULAR if specular else DIFFUSE
    delta, _, _ = _dephasing_field(np.asarray(B, dtype=np.float64), width, mean_free_path, walls)
    elastic = 2.0 * FIELD_TIMES_AREA / mean_free_path**2
    return np.asarray(
        -UNIT / length * (1.0 / np.sqrt(B_phi + delta) - 1.0 / np.sqrt(B_phi + elastic + delta))
    )


def _formula(walls: tuple[float, float]) -> Formula:
    def formula(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
        B_phi, width, length, path = p
        delta, by_width, by_path = _dephasing_field(np.abs(B), width, path, walls)
        elastic = 2.0 * FIELD_TIMES_AREA / path**2
        one, one_b, one_delta = drop(B_phi, delta)
        cut, cut_b, cut_delta = drop(B_phi + elastic, delta)
        unit = UNIT / length
        value = unit * (one - cut)
        by_delta = unit * (one_delta - cut_delta)
        jacobian = np.stack(
            (
                unit * (one_b - cut_b),
                by_delta * by_width,
                -value / length,
                by_delta * by_path + unit * cut_b * 2.0 * elastic / path,
            ),
            axis=1,
        )
        return value, jacobian

    return formula


def _model(name: str, walls: tuple[float, float], words: str, constants: str) -> Model:
    return Model(
        name=name,
        title=f"Long pure wire, {words} walls",
        kind="field",
        dimension=1,
        parameters=(B_PHI, WIDTH, LENGTH, _PATH),
        formula=_formula(walls),
        latex=(
            r"\delta G = -\frac{2e^2}{h}\frac{\sqrt D}{L}\left[\left(\frac1{\tau_\varphi}+\frac1{\tau_B}"
            r"\right)^{-1/2} - \left(\frac1{\tau_\varphi}+\frac1{\tau_B}+\frac1\tau\right)^{-1/2}\right],"
            r"\ \tau_B = \frac{C_1 l_m^4}{W^3 v_F} + \frac{C_2 l_m^2 l}{W^2 v_F}"
        ),
        convention=f"{constants}, l_m^2 = hbar/(eB), D = v_F l/2; v_F drops out. Both spins.",
        validity=(
            "width < mean free path < L_phi < length",
            "width < sqrt(hbar/(eB))",
            "no spin-orbit coupling",
        ),
        limits=("B -> 0: quadratic", "B -> infinity: the whole correction is gone"),
        references=(BEENAKKER_1988,),
    )


MODELS = (
    _model("wire_pure_specular", SPECULAR, "mirror-like", "C1 = 9.5, C2 = 24/5"),
    _model("wire_pure_diffuse", DIFFUSE, "rough", "C1 = 4 pi, C2 = 3"),
)
