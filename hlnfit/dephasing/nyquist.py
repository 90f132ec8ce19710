"""Nyquist dephasing: rates of electron-electron scattering with small energy transfer, nothing fitted.

An electron loses its phase in the fluctuating electric field of all the others, which is the Johnson
noise of the conductor itself. In a film the rate is linear in T, in a wire it goes as T^(2/3).

References
----------
.. [1] B. L. Altshuler, A. G. Aronov and D. E. Khmelnitskii, J. Phys. C 15, 7367 (1982).
.. [2] I. L. Aleiner, B. L. Altshuler and M. E. Gershenson, Waves Random Media 9, 201 (1999).
.. [3] B. N. Narozhny, G. Zala and I. L. Aleiner, Phys. Rev. B 65, 180202(R) (2002).
.. [4] F. Pierre, A. B. Gougam, A. Anthore, H. Pothier, D. Esteve and N. O. Birge, Phys. Rev. B 68,
   085413 (2003).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import wrightomega

from hlnfit.constants import HBAR, K_B, E, H
from hlnfit.dephasing.conversion import B_phi_from_rate

FloatArray = NDArray[np.float64]


def dimensionless_conductance(R_sheet: ArrayLike) -> FloatArray:
    """Return g = h / (e^2 R_sheet) of a sheet resistance in ohms."""
    with np.errstate(divide="ignore"):
        return np.asarray(H / (E**2 * np.asarray(R_sheet, np.float64)), dtype=np.float64)


def _metal(g: FloatArray, T: FloatArray, rate: FloatArray) -> FloatArray:
    """Put NaN where the theory of a metal says nothing: g <= 1, or a temperature below zero."""
    valid = (g > 1.0) & (T >= 0.0)
    return np.asarray(np.where(valid, rate, np.nan), dtype=np.float64)


def nyquist_rate_2d(T: ArrayLike, R_sheet: ArrayLike) -> FloatArray:
    """Return the Nyquist rate of a film, 1/tau_phi = (k_B T / hbar) (ln g) / g, in 1/s [1]_ [2]_.

    Parameters
    ----------
    T : array, K
    R_sheet : array, ohm

    Returns
    -------
    array, 1/s
        NaN where g = h / (e^2 R_sheet) is not above 1.

    Notes
    -----
    The logarithm of [1]_ is ln(g / 2), that of [2]_ and of most later work ln g. To leading order both
    are the same; at g = 25 (1 kohm) they differ by a fifth.
    """
    t, g = np.asarray(T, np.float64), dimensionless_conductance(R_sheet)
    with np.errstate(divide="ignore", invalid="ignore"):
        return _metal(g, t, K_B * t / HBAR * np.log(g) / g)


def nyquist_rate_2d_self_consistent(
    T: ArrayLike, R_sheet: ArrayLike, other_rate: ArrayLike = 0.0
) -> FloatArray:
    """Return the total rate 1/tau_phi of a film whose own dephasing cuts the logarithm off, in 1/s.

    Solves 1/tau_phi = 1/tau_0 + (k_B T / (hbar g)) ln(k_B T tau_phi / hbar): the slowest fluctuations
    that matter are those of the total dephasing rate [2]_. With x = k_B T / (hbar g) the solution is
    x W(g exp((1/tau_0) / x)), W being Lambert's function.

    Parameters
    ----------
    T : array, K
    R_sheet : array, ohm
    other_rate : array, 1/s
        1/tau_0: dephasing by everything else.
    """
    t, g = np.asarray(T, np.float64), dimensionless_conductance(R_sheet)
    rest = np.asarray(other_rate, np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        x = K_B * t / (HBAR * g)
        total = np.where(t > 0.0, x * wrightomega(np.log(g) + rest / x), rest + 0.0 * x)
        return _metal(g, t, np.asarray(total))


def nza_rate_2d(
    T: ArrayLike, R_sheet: ArrayLike, F0: ArrayLike, E_F: ArrayLike, tau: ArrayLike
) -> FloatArray:
    """Return the rate of a film with Fermi-liquid interaction in the triplet channel, in 1/s [3]_.

    1/tau_phi = {1 + 3 F0^2 / [(1 + F0)(2 + F0)]} (k_B T / (g hbar)) ln[g (1 + F0)]
    + (pi / 4) {1 + 3 F0^2 / (1 + F0)^2} (k_B T)^2 / (hbar E_F) ln(E_F tau / hbar).

    Parameters
    ----------
    T : array, K
    R_sheet : array, ohm
    F0 : array
        Fermi-liquid constant F_0^sigma, above -1.
    E_F : array, J
    tau : array, s
        Transport time. The last logarithm is that of the diffusive regime, k_B T tau < hbar; where
        k_B T tau > hbar it becomes ln(E_F / k_B T).

    Returns
    -------
    array, 1/s
        NaN where g (1 + F0) is not above 1.
    """
    t, g = np.asarray(T, np.float64), dimensionless_conductance(R_sheet)
    f, fermi = np.asarray(F0, np.float64), np.asarray(E_F, np.float64)
    thermal = K_B * t
    with np.errstate(divide="ignore", invalid="ignore"):
        # Both forms of the logarithm meet where k_B T tau = hbar.
        cut = np.log(fermi / np.maximum(HBAR / np.asarray(tau, np.float64), thermal))
        small = (1.0 + 3.0 * f**2 / ((1.0 + f) * (2.0 + f))) * thermal / (g * HBAR) * np.log(g * (1.0 + f))
        large = 0.25 * np.pi * (1.0 + 3.0 * f**2 / (1.0 + f) ** 2) * thermal**2 / (HBAR * fermi) * cut
        return _metal(np.asarray(g * (1.0 + f)), t, small + large)


def nyquist_time_1d(T: ArrayLike, D: ArrayLike, R_per_length: ArrayLike) -> FloatArray:
    """Return the Nyquist time of a wire, tau_N = [hbar^2 / (e^2 k_B T sqrt(D) R/L)]^(2/3), in s [1]_.

    Parameters
    ----------
    T : array, K
    D : array, m^2/s
    R_per_length : array, ohm/m
        Resistance of the wire over its length.

    Notes
    -----
    This is the time in the argument of the Airy functions. A form with a further factor sqrt(2) in
    circulation follows from counting the time of both paths of the Cooperon.
    """
    t, d, r = (np.asarray(v, np.float64) for v in (T, D, R_per_length))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((HBAR**2 / (E**2 * K_B * t * np.sqrt(d) * r)) ** (2.0 / 3.0), dtype=np.float64)


def nyquist_rate_1d(T: ArrayLike, D: ArrayLike, R_per_length: ArrayLike) -> FloatArray:
    """Return the dephasing rate 1 / tau_phi = 1 / (2 tau_N) of a wire, in 1/s [4]_.

    The Airy function of the exact theory is within 4 % the square root of an exponential relaxation
    with this rate, which is therefore what a fit of B_phi finds.
    """
    with np.errstate(divide="ignore"):
        return np.asarray(0.5 / nyquist_time_1d(T, D, R_per_length), dtype=np.float64)


def nyquist_B_phi(T: ArrayLike, R_sheet: ArrayLike, D: ArrayLike) -> FloatArray:
    """Return what B_phi of a film would be if it were Nyquist dephasing alone, in T.

    B_phi = (hbar / 4 e D) (k_B T / hbar) (ln g) / g: nothing is fitted, and with D from density and
    mass nothing is free. To be drawn beside measured values.

    Parameters
    ----------
    T : array, K
    R_sheet : array, ohm
    D : array, m^2/s
    """
    return B_phi_from_rate(nyquist_rate_2d(T, R_sheet), D)
