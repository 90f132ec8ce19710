"""Scaling theory of localization: how the conductance of a film flows with its size.

g is the total conductance of a square in units of e^2/h, both spins included. To the first order that
does not vanish,

    dg/d ln L = -2/pi (orthogonal), +1/pi (symplectic), -2/(pi^2 g) (unitary)

for two spins. From g at the mean free path this flow reaches zero at the localization length. It is that
of one valley, or of valleys that intervalley scattering mixes.

References
----------
.. [1] E. Abrahams, P. W. Anderson, D. C. Licciardello and T. V. Ramakrishnan, Phys. Rev. Lett. 42, 673
   (1979).
.. [2] P. A. Lee and T. V. Ramakrishnan, Rev. Mod. Phys. 57, 287 (1985), section II, for the localization
   lengths.
.. [3] G. M. Minkov, A. V. Germanenko and I. V. Gornyi, Phys. Rev. B 70, 245423 (2004), for the amplitude
   of the magnetoconductance to second order.
"""

from __future__ import annotations

import math
from typing import Literal, get_args

from hlnfit.constants import E, H

Symmetry = Literal["orthogonal", "unitary", "symplectic"]
SYMMETRIES: tuple[Symmetry, ...] = get_args(Symmetry)


def conductance_in_quanta(sigma: float) -> float:
    """Return g = sigma h / e^2 of a sheet conductance in siemens."""
    return sigma * H / E**2


def flow(g: float, symmetry: Symmetry = "orthogonal", spins: int = 2) -> float:
    """Return dg/d ln L [1]_, dimensionless.

    Parameters
    ----------
    g : float
        Total conductance in e^2/h, above zero.
    symmetry : {"orthogonal", "unitary", "symplectic"}
        No spin-orbit coupling and no field; a field beyond B_phi (or magnetic impurities); strong
        spin-orbit coupling.
    spins : int
        Degenerate spins: each has its own flow of g/spins, except where spin-orbit coupling mixes them.
    """
    if symmetry == "orthogonal":
        return -spins / math.pi
    if symmetry == "unitary":
        return -(spins**2) / (2.0 * math.pi**2 * g)
    return 1.0 / math.pi


def localization_length(
    g: float, mean_free_path: float, symmetry: Symmetry = "orthogonal", spins: int = 2
) -> float:
    """Return the localization length in metres, where the flow from g at the mean free path ends [2]_.

    l exp(pi g/2) in the orthogonal and l exp[(pi g/2)^2] in the unitary class for two spins, where
    g = k_F l for one valley. Infinite in the symplectic class, which does not localize at large g, and
    where it is beyond any float.
    """
    if symmetry == "symplectic":
        return math.inf
    exponent = math.pi * g / spins
    if symmetry == "unitary":
        exponent **= 2
    return mean_free_path * math.exp(exponent) if exponent < 700.0 else math.inf


def two_loop_amplitude(g: float) -> float:
    """Return 1 - 2/(pi g), by which the amplitude of weak localization falls short of its first order [3]_.

    An expansion in 1/g: it means nothing where it is far from 1.
    """
    return 1.0 - 2.0 / (math.pi * g)
