"""A power of temperature: B_phi = A T^p, without saturation."""

from __future__ import annotations

from hlnfit.dephasing.laws.base import EXPONENT, Amplitude, FloatArray, RateLaw, Setting, power_column
from hlnfit.dephasing.laws.papers import LIN_2002


def _columns(T: FloatArray, shapes: FloatArray, setting: Setting) -> tuple[FloatArray, FloatArray]:
    value, slope = power_column(T, shapes)
    return value[:, :, None], slope[:, :, None]


LAW = RateLaw(
    name="power",
    title="Power of T",
    amplitudes=(Amplitude("A", "T/K^{p}", "B_phi at 1 K"),),
    columns=_columns,
    shape=EXPONENT,
    latex=r"B_\varphi = A T^p",
    validity="no saturation within the range of temperatures",
    references=(LIN_2002,),
)
