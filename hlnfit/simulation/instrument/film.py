"""Film: what is measured. Sheet conductance, Hall effect and geometry of a Hall bar."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hlnfit.constants import G0, E
from hlnfit.errors import ConfigError
from hlnfit.simulation.instrument.curves import Curve, along_temperature
from hlnfit.sweep import FloatArray


@dataclass(frozen=True, slots=True)
class Film:
    """A film in the shape of a Hall bar.

    Attributes
    ----------
    length, width : float, m
        Distance of the voltage probes and width of the bar.
    sigma0 : float or callable(T) -> float, S
        Sheet conductance at B = 0.
    density : float, 1/m^2
        Sheet density of the carriers; R_xy = hall_sign B / (n e).
    hall_sign : {1, -1}
    background : float or callable(B, T) -> array
        What is added to the sheet conductance in a field: a coefficient of B^2 in S/T^2, or a function
        of field (T) and temperature (K) in S. One band of carriers has none: its 1/rho_xx does not
        depend on the field.
    interaction : float
        Slope K_ee of the interaction correction G0 K_ee ln(T/1 K) to sigma_xx, in G0 = e^2/(pi h). It
        leaves sigma_xy alone, so that it shows in rho_xx with the factor 1 - (mobility B)^2 and in the Hall
        coefficient [1]_, where what ``sigma0`` and the curve hold, localization, does not.

    References
    ----------
    .. [1] A. Houghton, J. R. Senna and S. C. Ying, Phys. Rev. B 25, 2196 (1982).
    """

    length: float = 100e-6
    width: float = 20e-6
    sigma0: float | Callable[[float], float] = 1e-3
    density: float = 5e18
    hall_sign: int = 1
    background: float | Curve = 0.0
    interaction: float = 0.0

    def __post_init__(self) -> None:
        for name in ("length", "width", "density"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value > 0.0):
                raise ConfigError(f"{name} of the film is {value!r}", expected="a positive number in SI")
        if self.hall_sign not in (1, -1):
            raise ConfigError(f"hall_sign is {self.hall_sign!r}", expected="1 or -1")

    @property
    def squares(self) -> float:
        """Length over width: measured over sheet resistance."""
        return self.length / self.width

    def sigma_at(self, T: FloatArray) -> FloatArray:
        """Return the sheet conductance (S) at B = 0 for each temperature (K)."""
        sigma0 = self.sigma0
        if callable(sigma0):
            out = np.array([float(sigma0(float(t))) for t in T])
        else:
            out = np.full(T.shape, float(sigma0))
        if not np.all(np.isfinite(out) & (out > 0.0)):
            raise ConfigError(
                "the sheet conductance of the film is not positive", expected="sigma0(T) > 0 in siemens"
            )
        return out

    def background_at(self, B: FloatArray, T: FloatArray) -> FloatArray:
        """Return the classical part (S) of the sheet conductance at each field (T)."""
        if callable(self.background):
            return along_temperature(self.background, B, T)
        return self.background * np.square(B)

    def hall(self, B: FloatArray) -> FloatArray:
        """Return R_xy in ohm at each field (T)."""
        return self.hall_sign * B / (self.density * E)

    def tensor(self, sigma: FloatArray, B: FloatArray, T: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return rho_xx and rho_xy in ohm from the sheet conductance of localization at each field.

        sigma is one Drude band, whose mobility localization renormalizes; the interaction correction is
        added to sigma_xx and the tensor inverted.
        """
        rho_xx, rho_xy = 1.0 / sigma, self.hall(B)
        if self.interaction == 0.0:
            return rho_xx, rho_xy
        drude = rho_xx**2 + rho_xy**2
        xx = rho_xx / drude + G0 * self.interaction * np.log(T)
        xy = rho_xy / drude
        return xx / (xx**2 + xy**2), xy / (xx**2 + xy**2)
