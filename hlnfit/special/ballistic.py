"""Weak localization beyond the diffusion approximation, without spin: both contributions, from a table.

b = B/B_tr, beta = tau/tau_phi = B_phi/B_tr. Inside 1e-3 <= b <= 100 and 1e-4 <= beta <= 3 the table is exact
to 1e-7 G0. Below in b or beta the difference to the diffusive f2(beta/b) is continued, which vanishes there;
above b = 100 the correction falls as b^(-1/2); above beta = 3 a return takes place within one mean free path,
and the functions scale with s = 1 + beta.

Source: V. M. Gasparyan and A. Yu. Zyuzin, Sov. Phys. Solid State 27, 999 (1985); A. Kawabata, J. Phys. Soc.
Jpn. 53, 3540 (1984); A. P. Dmitriev, V. Yu. Kachorovskii and I. V. Gornyi, Phys. Rev. B 56, 9910 (1997). The
table is written by benchmarks/derive_ballistic_table.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.polynomial.chebyshev import chebder, chebval
from numpy.typing import NDArray

from hlnfit.special.cooperon_2d import f2_and_slope

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Part:
    """A change of conductance with the field in G0, and its logarithmic derivatives; arrays (n,)."""

    value: FloatArray
    by_log_b: FloatArray
    by_log_beta: FloatArray

    def __add__(self, other: Part) -> Part:
        """Return the sum of two contributions."""
        return Part(
            self.value + other.value,
            self.by_log_b + other.by_log_b,
            self.by_log_beta + other.by_log_beta,
        )


@cache
def _table() -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the ranges (b, beta) and the coefficients of both parts."""
    text = Path(__file__).with_name("ballistic_table.txt").read_text(encoding="utf-8")
    rows = [[float(v) for v in line.split()] for line in text.splitlines() if not line.startswith("#")]
    both = np.array(rows[1:])
    half = both.shape[0] // 2
    return np.array(rows[0]), both[:half], both[half:]


def zero_field(beta: float) -> tuple[float, float, float, float]:
    """Return sigma_a(0) and sigma_b(0) in G0 and their derivatives by ln beta."""
    s = 1.0 + beta
    log = float(np.log(beta))
    double = float(np.log(2.0 * s))
    a = log - float(np.log(s))
    b = (2.0 * double + beta * log) / (2.0 + beta) - float(np.log(s))
    by_beta = (2.0 / s + log + 1.0) / (2.0 + beta) - (2.0 * double + beta * log) / (2.0 + beta) ** 2
    return a, b, 1.0 / s, beta * (by_beta - 1.0 / s)


def _chebyshev(coefficients: FloatArray, log_b: FloatArray, log_beta: float) -> Part:
    low_b, high_b, low, high = np.log(_table()[0])
    x = 2.0 * (log_b - low_b) / (high_b - low_b) - 1.0
    y = 2.0 * (log_beta - low) / (high - low) - 1.0
    row = chebval(y, coefficients.T)
    slope = chebval(y, chebder(coefficients.T)) * 2.0 / (high - low)
    return Part(chebval(x, row), chebval(x, chebder(row)) * 2.0 / (high_b - low_b), chebval(x, slope))


def _inside(b: FloatArray, beta: float, coefficients: FloatArray, *, cooperon: bool) -> Part:
    """Return a part for b up to 100 and beta up to 3."""
    ranges = _table()[0]
    clipped = max(beta, ranges[2])
    rest = _chebyshev(coefficients, np.log(np.maximum(b, ranges[0])), float(np.log(clipped)))
    if beta < ranges[2]:
        rest = Part(rest.value, rest.by_log_b, np.zeros_like(b))
    low = b < ranges[0]
    if low.any():
        # f2 carries the rest to B = 0, where all is quadratic.
        f, slope = f2_and_slope(beta / np.where(low, b, ranges[0]))
        edge, edge_slope = f2_and_slope(beta / ranges[0])
        ratio = np.where(low, f / edge, 1.0)
        by_b = np.where(low, rest.value * slope / edge, rest.by_log_b)
        by_beta = rest.by_log_beta * ratio - np.where(
            low, rest.value * (slope / edge - ratio * edge_slope / edge), 0.0
        )
        rest = Part(rest.value * ratio, by_b, by_beta)
    if not cooperon:
        return rest
    f, slope = f2_and_slope(beta / b)
    return rest + Part(f, slope, -slope)


def _up_to_three(b: FloatArray, beta: float, coefficients: FloatArray, *, cooperon: bool) -> Part:
    top = _table()[0][1]
    part = _inside(np.minimum(b, top), beta, coefficients, cooperon=cooperon)
    high = b > top
    if not high.any():
        return part
    # What is left of the correction falls as b^(-1/2).
    a0, b0, a_slope, b_slope = zero_field(beta)
    zero, slope = (a0, a_slope) if cooperon else (b0, b_slope)
    root = np.where(high, np.sqrt(top / b), 1.0)
    left = part.value + zero
    return Part(
        np.where(high, left * root - zero, part.value),
        np.where(high, -0.5 * left * root, part.by_log_b),
        np.where(high, (part.by_log_beta + slope) * root - slope, part.by_log_beta),
    )


def ballistic_parts(b: FloatArray, beta: float) -> tuple[Part, Part]:
    """Return the changes of sigma_a (backscattering) and sigma_b (all other directions) with the field.

    Parameters
    ----------
    b : array, (n,)
        B/B_tr, positive.
    beta : float
        B_phi/B_tr, positive.
    """
    _, back, other = _table()
    largest = float(_table()[0][3])
    parts = []
    for coefficients, cooperon in ((back, True), (other, False)):
        if beta <= largest:
            parts.append(_up_to_three(b, beta, coefficients, cooperon=cooperon))
            continue
        # P_N(s, b) = P_N(1, b/s^2)/s and P_N << 1: sigma scales with 1/s at fixed b/s^2.
        ratio = (1.0 + largest) / (1.0 + beta)
        part = _up_to_three(b * ratio**2, largest, coefficients, cooperon=cooperon)
        by_log_beta = -(part.value + 2.0 * part.by_log_b) * ratio * beta / (1.0 + beta)
        parts.append(Part(ratio * part.value, ratio * part.by_log_b, by_log_beta))
    return parts[0], parts[1]
