"""Synthetic curves whose truth comes from scipy's digamma, not from the package."""

from __future__ import annotations

import numpy as np
from scipy.constants import e, h
from scipy.special import digamma

from hlnfit import Magnetoconductance

G0 = e**2 / (np.pi * h)


def f2(y):
    """psi(1/2 + y) - ln y; good to 1e-9 for the y used here (below 1e3)."""
    return digamma(0.5 + y) - np.log(y)


def one_channel(B, alpha, B_phi):
    """Delta sigma of one channel in siemens, zero at B = 0."""
    size = np.maximum(np.abs(B), 1e-3 * B_phi)
    return np.where(np.abs(B) < 1e-3 * B_phi, 0.0, alpha * G0 * f2(B_phi / size))


def three_terms(B, B_phi, B_so, B_e):
    """S. Hikami, A. I. Larkin, Y. Nagaoka, Prog. Theor. Phys. 63, 707 (1980), isotropic spin-orbit."""
    size = np.maximum(np.abs(B), 1e-4)
    value = -f2(B_e / size) + 1.5 * f2((B_phi + 4.0 / 3.0 * B_so) / size) - 0.5 * f2(B_phi / size)
    return np.where(np.abs(B) < 1e-4, 0.0, G0 * value)


def noisy(values, B, rng, relative=0.01, **rest):
    """A curve with white noise of a part of its peak to peak."""
    noise = relative * np.ptp(values)
    return Magnetoconductance(B, values + noise * rng.normal(size=B.size), **rest)
