"""A film that goes from electron-electron to electron-phonon scattering: B_0 + A T + A_2 T^p_2."""

from __future__ import annotations

import numpy as np

from hlnfit.dephasing.laws.base import (
    B_0,
    Amplitude,
    FloatArray,
    RateLaw,
    Setting,
    Shape,
    constant_and,
    power_column,
)
from hlnfit.dephasing.laws.papers import ALTSHULER_1982, LIN_2002


def _columns(T: FloatArray, shapes: FloatArray, setting: Setting) -> tuple[FloatArray, FloatArray]:
    linear, _ = power_column(T, np.ones_like(shapes))
    return constant_and((linear, np.zeros_like(linear)), power_column(T, shapes))


LAW = RateLaw(
    name="nyquist_2d_phonon",
    title="Nyquist dephasing and electron-phonon scattering of a film",
    amplitudes=(
        B_0,
        Amplitude("A", "T/K", "electron-electron part at 1 K"),
        Amplitude("A_2", "T/K^{p}", "electron-phonon part at 1 K"),
    ),
    columns=_columns,
    shape=Shape("p_2", "", 2.0, 4.0, choices=(2.0, 3.0, 4.0)),
    exponent=1.0,
    dimensions=(2,),
    latex=r"B_\varphi = B_0 + A T + A_2 T^{p_2},\quad p_2 \in \{2, 3, 4\}",
    validity="as for nyquist_2d and electron_phonon",
    references=(ALTSHULER_1982, LIN_2002),
)
