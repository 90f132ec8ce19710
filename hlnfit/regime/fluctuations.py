"""Universal conductance fluctuations: how large they are, and over which field they change.

They are no noise: the sample repeats them at each sweep. In one sample they set the limit to what can be said
of weak localization.
"""

from __future__ import annotations

import math

from hlnfit.constants import E, H

WIRE = 0.42
"""Factor of the correlation field of a wire with L_phi << L_T; up to 0.95 for L_phi >> L_T."""


def ucf_wire_rms(L_phi: float, length: float, L_T: float = math.inf) -> float:
    """Return the rms conductance fluctuation of a wire longer than L_phi, in e^2/h.

    sqrt(12) (L_phi/L)^(3/2) [1 + (9/2 pi) (L_phi/L_T)^2]^(-1/2), at B = 0 and with spin degeneracy. A field
    above the correlation field makes it smaller by sqrt(2), strong spin-orbit coupling by 2.

    Parameters
    ----------
    L_phi, length : float, m
    L_T : float, m
        Thermal length; infinite at T = 0.

    References
    ----------
    C. W. J. Beenakker and H. van Houten, Solid State Phys. 44, 1 (1991).
    """
    thermal = 1.0 + 4.5 / math.pi * (L_phi / L_T) ** 2
    return float(math.sqrt(12.0 / thermal) * (L_phi / length) ** 1.5)


def ucf_film_rms(L_phi: float, length: float, L_T: float = math.inf) -> float:
    """Return the order of the rms conductance fluctuation of a film, in e^2/h: (L_phi/L) min(1, L_T/L_phi).

    Parameters
    ----------
    L_phi, length : float, m
        Of a sample about as wide as it is long.
    L_T : float, m
    """
    return L_phi / length * min(1.0, L_T / L_phi)


def correlation_field(L_phi: float, width: float | None = None) -> float:
    """Return the field in tesla over which the fluctuations change, to a factor of two.

    (h/e)/L_phi^2 in a film, 0.42 (h/e)/(W L_phi) in a wire.

    Parameters
    ----------
    L_phi : float, m
    width : float, m, optional
        Of a wire narrower than L_phi.

    References
    ----------
    P. A. Lee, A. D. Stone and H. Fukuyama, Phys. Rev. B 35, 1039 (1987); for the wire C. W. J. Beenakker and
    H. van Houten, Solid State Phys. 44, 1 (1991).
    """
    if width is not None and width < L_phi:
        return WIRE * H / E / (width * L_phi)
    return H / E / L_phi**2
