"""Geometry and Sample: what was measured on, and what follows from it (k_F, D, l_e, B_tr)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from hlnfit.constants import FIELD_TIMES_AREA, HBAR, E, H
from hlnfit.errors import GeometryError
from hlnfit.units import Quantity, parse_quantity

Length = float | str | Quantity | None


def _length(value: Length, name: str, *, required: bool, kind: str) -> Quantity | None:
    if value is None:
        if required:
            raise GeometryError(
                f"a {kind} needs its {name}",
                expected=f"--{name} with a unit, like 20um",
            )
        return None
    quantity = parse_quantity(value, "length", name=name)
    if not quantity.value > 0.0:
        raise GeometryError(f"{name} is {quantity.value:g} m", expected="a positive length")
    return quantity


@dataclass(frozen=True, slots=True, init=False)
class Geometry:
    """How the current flows: turns a measured resistance into a conductance.

    Attributes
    ----------
    length, width, thickness : Quantity or None
        In metres, each with its error. A plain number is metres; text takes a unit and may carry an
        error: ``"80(5) nm"``.
    """

    kind: ClassVar[str] = "square"
    needs: ClassVar[tuple[str, ...]] = ()

    length: Quantity | None
    width: Quantity | None
    thickness: Quantity | None

    def __init__(self, length: Length = None, width: Length = None, thickness: Length = None) -> None:
        for name, value in (("length", length), ("width", width), ("thickness", thickness)):
            quantity = _length(value, name, required=name in self.needs, kind=self.kind.replace("-", " "))
            object.__setattr__(self, name, quantity)

    @property
    def squares(self) -> Quantity:
        """Measured resistance over sheet resistance, with its error; dimensionless."""
        return Quantity(1.0)

    @property
    def per_square(self) -> bool:
        """True where the reduced conductance is per square, False for a whole wire."""
        return True


@dataclass(frozen=True, slots=True, init=False)
class HallBar(Geometry):
    """A bar with voltage probes ``length`` apart, ``width`` wide: R_sheet = R width / length."""

    kind: ClassVar[str] = "hall-bar"
    needs: ClassVar[tuple[str, ...]] = ("length", "width")

    @property
    def squares(self) -> Quantity:
        """Length over width."""
        assert self.length is not None and self.width is not None
        ratio = self.length.value / self.width.value
        relative = math.hypot(self.length.error / self.length.value, self.width.error / self.width.value)
        return Quantity(ratio, ratio * relative)


@dataclass(frozen=True, slots=True, init=False)
class VanDerPauw(Geometry):
    """A van der Pauw sample of fourfold symmetry: R_sheet = pi R / ln 2.

    Source: L. J. van der Pauw, Philips Res. Rep. 13, 1 (1958), with equal resistances of both pairs.
    """

    kind: ClassVar[str] = "van-der-pauw"

    @property
    def squares(self) -> Quantity:
        """ln 2 / pi."""
        return Quantity(math.log(2.0) / math.pi)


@dataclass(frozen=True, slots=True, init=False)
class Square(Geometry):
    """The file already holds the sheet resistance (or the sample is a square)."""


@dataclass(frozen=True, slots=True, init=False)
class Wire(Geometry):
    """A wire ``length`` long and ``width`` wide; its conductance is that of the whole wire."""

    kind: ClassVar[str] = "wire"
    needs: ClassVar[tuple[str, ...]] = ("length", "width")

    @property
    def per_square(self) -> bool:
        """False: the conductance is that of the whole wire."""
        return False


GEOMETRIES: dict[str, type[Geometry]] = {cls.kind: cls for cls in (HallBar, VanDerPauw, Square, Wire)}


def geometry(kind: str, **lengths: Length) -> Geometry:
    """Return the geometry of this name: hall-bar, van-der-pauw, square or wire.

    Raises
    ------
    GeometryError
        The name is unknown or a needed length is missing.
    """
    try:
        cls = GEOMETRIES[kind]
    except KeyError:
        raise GeometryError(f"geometry {kind!r} is unknown", expected=", ".join(GEOMETRIES)) from None
    return cls(**lengths)


@dataclass(frozen=True, slots=True)
class Sample:
    """What is known of the electrons; everything SI, None where unknown.

    Attributes
    ----------
    density : float, 1/m^2
        Sheet density, from the user or from R_xy.
    mass : float, kg
        Effective mass of a parabolic band. Give ``fermi_velocity`` instead for a Dirac cone.
    fermi_velocity : float, m/s
    spin_degeneracy, valley_degeneracy : int
    thickness : float, m
    """

    density: float | None = None
    mass: float | None = None
    fermi_velocity: float | None = None
    spin_degeneracy: int = 2
    valley_degeneracy: int = 1
    thickness: float | None = None
    density_from: Literal["user", "hall", ""] = ""

    def __post_init__(self) -> None:
        for name in ("density", "mass", "fermi_velocity", "thickness"):
            value: Any = getattr(self, name)
            if value is not None and not (math.isfinite(value) and value > 0.0):
                raise GeometryError(f"{name} is {value!r}", expected="a positive number")
        if self.mass is not None and self.fermi_velocity is not None:
            raise GeometryError(
                "both a mass and a Fermi velocity are given",
                expected="one of them: mass for a parabolic band, velocity for a Dirac cone",
            )

    @property
    def k_F(self) -> float | None:
        """Fermi wave vector sqrt(4 pi n / (g_s g_v)) in 1/m."""
        if self.density is None:
            return None
        return math.sqrt(4.0 * math.pi * self.density / (self.spin_degeneracy * self.valley_degeneracy))

    @property
    def v_F(self) -> float | None:
        """Fermi velocity in m/s: given, or hbar k_F / m."""
        if self.fermi_velocity is not None:
            return self.fermi_velocity
        if self.k_F is None or self.mass is None:
            return None
        return HBAR * self.k_F / self.mass

    def mobility(self, sigma: float) -> float | None:
        """Mobility sigma / (n e) in m^2/(V s) at the sheet conductance ``sigma`` in siemens."""
        return None if self.density is None else sigma / (self.density * E)

    def k_F_l(self, sigma: float) -> float:
        """k_F l = 2 sigma h / (g_s g_v e^2); it needs no density."""
        return 2.0 * sigma * H / (self.spin_degeneracy * self.valley_degeneracy * E**2)

    def mean_free_path(self, sigma: float) -> float | None:
        """Transport mean free path l = k_F l / k_F in m."""
        return None if self.k_F is None else self.k_F_l(sigma) / self.k_F

    def diffusion(self, sigma: float) -> float | None:
        """Diffusion constant D = v_F l / 2 in m^2/s."""
        path = self.mean_free_path(sigma)
        return None if path is None or self.v_F is None else 0.5 * self.v_F * path

    def scattering_time(self, sigma: float) -> float | None:
        """Transport time tau = l / v_F in s."""
        path = self.mean_free_path(sigma)
        return None if path is None or self.v_F is None else path / self.v_F

    def B_tr(self, sigma: float) -> float | None:
        """Transport field hbar / (2 e l^2) in T."""
        path = self.mean_free_path(sigma)
        return None if path is None else 2.0 * FIELD_TIMES_AREA / float(np.square(path))
