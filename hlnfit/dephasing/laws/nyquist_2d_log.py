"""Nyquist dephasing of a film whose logarithm is cut off by the whole dephasing rate.

With B_phi = B_0 + A T ln(g A T / B_phi) and A = k_B / (4 e D g), the argument of the logarithm is
k_B T tau_phi / hbar. Alone, this is linear in T: then B_phi = A W(g) T, with Lambert's W. Beside a
constant B_0 the logarithm shrinks toward low temperature, and the curve bends. The solution is
B_phi = A T omega(ln g + B_0 / (A T)), omega being Wright's function, W(e^z). The fit holds B_0 / A (a
temperature) as its shape, so that A is left as an amplitude.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import wrightomega

from hlnfit.dephasing.laws.base import Amplitude, FloatArray, Public, RateLaw, Setting, Shape
from hlnfit.dephasing.laws.papers import ALEINER_1999


@dataclass(frozen=True, slots=True)
class _Ratio(Shape):
    """B_0 / A in kelvin: its range follows from the temperatures."""

    def grid(self, T: FloatArray) -> FloatArray:
        """Return zero, and values from far below to far above the temperatures."""
        return np.concatenate([[0.0], np.geomspace(1e-3 * T.min(), 1e4 * T.max(), 89)])


def _columns(T: FloatArray, shapes: FloatArray, setting: Setting) -> tuple[FloatArray, FloatArray]:
    assert setting.g is not None
    with np.errstate(invalid="ignore"):
        omega = wrightomega(np.log(setting.g) + shapes[:, None] / T[None, :])
    value, slope = T[None, :] * omega, omega / (1.0 + omega)
    return value[:, :, None], slope[:, :, None]


def _of(theta: FloatArray) -> tuple[FloatArray, FloatArray]:
    A, ratio = theta
    return np.array([ratio * A, A]), np.array([[ratio, A], [1.0, 0.0]])


def _held(
    T: FloatArray, name: str, value: float, shapes: FloatArray, setting: Setting
) -> tuple[FloatArray, FloatArray]:
    columns, _ = _columns(T, shapes, setting)
    nothing = np.zeros_like(columns[:, :, 0])
    if name == "A":
        return value * columns[:, :, 0], columns[:, :, :0]
    if value == 0.0:
        without, _ = _columns(T, np.zeros_like(shapes), setting)
        return nothing, without
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        fixed = (value / shapes)[:, None] * columns[:, :, 0]
    # B_0 without any ratio to A is no curve: far from every point.
    return np.where(np.isfinite(fixed), np.minimum(fixed, 1e100), 1e100), columns[:, :, :0]


LAW = RateLaw(
    name="nyquist_2d_log",
    title="Nyquist dephasing of a film, self-consistent",
    amplitudes=(Amplitude("A", "T/K", "k_B / (4 e D g)"),),
    columns=_columns,
    shape=_Ratio("T_0", "K", 0.0, np.inf),
    exponent=1.0,
    dimensions=(2,),
    needs_g=True,
    implicit=True,
    public=Public(("B_0", "A"), ("T", "T/K"), _of, _held),
    latex=r"B_\varphi = B_0 + A T \ln\frac{g A T}{B_\varphi},\qquad A = \frac{k_B}{4eDg}",
    validity="k_B T tau_phi > hbar at every temperature, and g = h / (e^2 R_sheet) well above 1",
    references=(ALEINER_1999,),
)
