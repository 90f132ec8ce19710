"""A film with known localization, interaction and contacts, by the conductivity tensor and scipy's digamma.

Localization renormalizes the mobility: sigma_xx and sigma_xy follow from s(B, T) as in one Drude band.
Interaction changes sigma_xx alone. The tensor is inverted, contacts mix R_xy into R_xx and R_xx into R_xy,
and noise is added.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import constants as c
from scipy.special import digamma

from hlnfit.sweep import Sweep

G0 = c.e**2 / (math.pi * c.h)
TEMPERATURES = (0.5, 0.8, 1.3, 2.1, 3.4, 5.5)


def interaction_slope(F0: float, n_v: int = 1) -> float:
    """K_ee of Zala, Narozhny and Aleiner (2001)."""
    return 1.0 + (4 * n_v**2 - 1) * (1.0 - math.log1p(F0) / F0)


def g2(h):
    """Integral of Lee and Ramakrishnan (1982), closed: Re[psi(1+z) + z psi'(1+z)] + gamma, z = ih/2pi."""
    z = 0.5j * np.asarray(h) / np.pi
    step = 1e-5
    slope = (digamma(1 + z + step) - digamma(1 + z - step)) / (2 * step)
    return (digamma(1 + z) + z * slope).real + np.euler_gamma


@dataclass(frozen=True)
class Film:
    """Parameters of the film and of its measurement; SI."""

    sigma: float = 2e-3  # k_F l = 52
    density: float = 1e19  # l = 6.5 nm, B_tr = 7.8 T
    alpha: float = 1.0
    p: float = 1.0
    B_1: float = 1.5e-3  # B_phi at 1 K
    F0: float = -0.2
    g_factor: float = 2.0
    squares: float = 5.0
    admixture: float = 0.02  # of R_xy in R_xx
    misalignment: float = 0.01  # of R_xx in R_xy
    noise: float = 1e-5  # of R_xx, relative
    hall_noise: float = 1e-6  # of R_xy, relative to R_xx per square
    offset: float = 0.0  # of the magnet, T
    level: float = 1.0  # temperature at which the interaction correction is zero, K

    @property
    def K_ee(self) -> float:
        """Slope of the interaction correction."""
        return interaction_slope(self.F0)

    def localization(self, B, T):
        """Correction in siemens, up to a constant."""
        B_phi = self.B_1 * T**self.p
        size = np.maximum(np.abs(B), 1e-9 * B_phi)
        near = np.abs(B) < 1e-6 * B_phi
        full = digamma(0.5 + B_phi / size) + np.log(size)
        return self.alpha * G0 * np.where(near, np.log(B_phi), full)

    def interaction(self, B, T):
        """Correction to sigma_xx in siemens."""
        h = self.g_factor * c.physical_constants["Bohr magneton"][0] * np.abs(B) / (c.k * T)
        zeeman = (2.0 / 3.0) * (1.0 - self.K_ee) * g2(h) if self.g_factor else 0.0
        return G0 * (self.K_ee * np.log(T / self.level) - zeeman)

    def tensor(self, B, T, *, in_plane=False):
        """rho_xx and rho_xy in ohm per square."""
        # The constant keeps sigma the conductance at 1 K and B = 0.
        s = self.sigma - self.alpha * G0 * math.log(self.B_1)
        s = s + self.localization(0.0 * B if in_plane else B, T)
        turn = 0.0 * B if in_plane else s * B / (self.density * c.e)
        xx = s / (1.0 + turn**2) + self.interaction(B, T)
        xy = s * turn / (1.0 + turn**2)
        square = xx**2 + xy**2
        return xx / square, xy / square

    def sweep(self, T, rng, *, B_max=1.0, points=161, one_sided=False, direction="up", in_plane=False):
        """One sweep over field."""
        # Denser around zero, as in the laboratory.
        x = np.linspace(0.0 if one_sided else -1.0, 1.0, points)
        B = B_max * (0.15 * x + 0.85 * x**3)
        B = B if direction == "up" else B[::-1]
        return self._measured(B, np.full(points, T), rng, direction, "field", in_plane)

    def sweeps(self, seed=0, temperatures=TEMPERATURES, **how):
        """Sweeps at several temperatures."""
        rng = np.random.default_rng(seed)
        return [self.sweep(T, rng, **how) for T in temperatures]

    def over_temperature(self, B, rng, low=0.5, high=6.0, points=120):
        """One sweep over temperature at a held field."""
        T = np.geomspace(low, high, points)
        return self._measured(np.full(points, float(B)), T, rng, "up", "temperature", False)

    def _measured(self, B, T, rng, direction, axis, in_plane):
        rho_xx, rho_xy = self.tensor(B - self.offset, T, in_plane=in_plane)
        R_xx = self.squares * rho_xx + self.admixture * rho_xy
        R_xx = R_xx * (1.0 + self.noise * rng.normal(size=B.size))
        R_xy = rho_xy + self.misalignment * rho_xx + self.hall_noise * rho_xx * rng.normal(size=B.size)
        conditions = {"tilt_deg": 90.0} if in_plane else {}
        return Sweep(B, R_xx, T, R_xy=R_xy, axis=axis, direction=direction, conditions=conditions)
