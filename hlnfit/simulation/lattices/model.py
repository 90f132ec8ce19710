"""The tight-binding film: Anderson disorder, a magnetic field, spin-orbit coupling."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from hlnfit.errors import ConfigError

SpinOrbit = Literal["none", "rashba", "su2"]


@dataclass(frozen=True, slots=True)
class Lattice:
    """A square lattice with nearest-neighbour hopping -1.

    Longitudinal bonds are one in the gauge used throughout: the flux and the spin-orbit rotation of a
    column sit in its transverse bonds, which is all that a column can be asked for.

    Attributes
    ----------
    width : int
        Sites across.
    energy : float
        Fermi energy in units of the hopping; the band is (-4, 4).
    disorder : float
        Width W of the box from which site energies are drawn, in units of the hopping.
    flux : float
        Magnetic flux through a plaquette in units of h / e.
    spin_orbit : {"none", "rashba", "su2"}
        ``su2``: transverse bonds are random rotations, uniform in SU(2).
    rashba_angle : float
        Rotation (rad) of the spin by uniform Rashba coupling along one bond.
    periodic : bool
        True where the first and the last row are neighbours; excludes a flux.
    """

    width: int
    energy: float
    disorder: float
    flux: float = 0.0
    spin_orbit: SpinOrbit = "none"
    rashba_angle: float = 0.0
    periodic: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no lattice."""
        if self.width < 1 or (self.periodic and self.width < 3):
            raise ConfigError(f"a width of {self.width} sites", expected="at least 1, or 3 if periodic")
        if not abs(self.energy) < 4.0:
            raise ConfigError(f"energy = {self.energy:g}", expected="an energy inside the band (-4, 4)")
        if not (math.isfinite(self.disorder) and self.disorder >= 0.0):
            raise ConfigError(f"disorder = {self.disorder:g}", expected="a box width of 0 or more")
        if not (math.isfinite(self.flux) and math.isfinite(self.rashba_angle)):
            raise ConfigError("a flux or an angle that is not finite", expected="numbers")
        if self.spin_orbit not in ("none", "rashba", "su2"):
            raise ConfigError(f"spin_orbit = {self.spin_orbit!r}", expected="none, rashba or su2")
        if self.rashba_angle != 0.0 and self.spin_orbit != "rashba":
            raise ConfigError("a Rashba angle without Rashba coupling", expected='spin_orbit="rashba"')
        if self.periodic and self.flux != 0.0:
            raise ConfigError(
                "a flux through a periodic strip", expected="open edges", advice="Set periodic=False."
            )

    @property
    def spins(self) -> int:
        """Spin components a site: one or two."""
        return 1 if self.spin_orbit == "none" else 2

    @property
    def channels(self) -> int:
        """Number of modes of a lead, open and closed, with spin."""
        return self.width * self.spins
