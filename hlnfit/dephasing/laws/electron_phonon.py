"""Electron-phonon scattering: B_phi = B_0 + A T^p with p = 2, 3 or 4.

p = 3 in a clean metal, 4 in a dirty one whose impurities move with the lattice, 2 where the scatterers
(boundaries, heavy impurities) stand still.
"""

from __future__ import annotations

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
from hlnfit.dephasing.laws.papers import LIN_2002, RAMMER_1986, SERGEEV_2000


def _columns(T: FloatArray, shapes: FloatArray, setting: Setting) -> tuple[FloatArray, FloatArray]:
    return constant_and(power_column(T, shapes))


LAW = RateLaw(
    name="electron_phonon",
    title="Electron-phonon scattering",
    amplitudes=(B_0, Amplitude("A", "T/K^{p}", "B_phi - B_0 at 1 K")),
    columns=_columns,
    shape=Shape("p", "", 2.0, 4.0, choices=(2.0, 3.0, 4.0)),
    latex=r"B_\varphi = B_0 + A T^p,\quad p \in \{2, 3, 4\}",
    validity="temperatures far below that of Debye, and no crossover between clean and dirty within them",
    references=(RAMMER_1986, SERGEEV_2000, LIN_2002),
)
