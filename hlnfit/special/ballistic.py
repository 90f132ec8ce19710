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
from numpy.polynomial.chebyshev import chebder
from numpy.typing import NDArray

from hlnfit.special.cooperon_2d import f2_and_slope
from hlnfit.stored import stored

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


@cache
def _series() -> tuple[FloatArray, FloatArray]:
    """Return the series of both parts, of their derivatives by x and by y: arrays (3, n_x, n_y)."""
    _, back, other = _table()
    return _with_derivatives(back), _with_derivatives(other)


def _with_derivatives(c: FloatArray) -> FloatArray:
    by_x = np.pad(chebder(c), ((0, 1), (0, 0)))
    by_y = np.pad(chebder(c.T).T, ((0, 0), (0, 1)))
    return np.stack((c, by_x, by_y)).astype(np.float64)


@stored()
def _clenshaw(x: FloatArray, rows: FloatArray, out: FloatArray) -> None:
    """Sum Chebyshev series (m, n) at the points x (k,) into out (m, k)."""
    for i in range(x.size):
        for j in range(rows.shape[0]):
            before = 0.0
            last = 0.0
            for n in range(rows.shape[1] - 1, 0, -1):
                before, last = last, 2.0 * x[i] * last - before + rows[j, n]
            out[j, i] = x[i] * last - before + rows[j, 0]


def _chebyshev(series: FloatArray, log_b: FloatArray, log_beta: float) -> Part:
    low_b, high_b, low, high = np.log(_table()[0])
    x = 2.0 * (log_b - low_b) / (high_b - low_b) - 1.0
    y = min(max(2.0 * (log_beta - low) / (high - low) - 1.0, -1.0), 1.0)
    rows = series @ np.cos(np.arange(series.shape[2]) * np.arccos(y))
    out = np.empty((3, x.size))
    _clenshaw(x, rows, out)
    return Part(out[0], out[1] * (2.0 / (high_b - low_b)), out[2] * (2.0 / (high - low)))


def _inside(b: FloatArray, beta: float, series: FloatArray, *, cooperon: bool) -> Part:
    """Return a part for b up to 100 and beta up to 3."""
    ranges = _table()[0]
    clipped = max(beta, ranges[2])
    rest = _chebyshev(series, np.log(np.maximum(b, ranges[0])), float(np.log(clipped)))
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


def _up_to_three(b: FloatArray, beta: float, series: FloatArray, *, cooperon: bool) -> Part:
    top = _table()[0][1]
    part = _inside(np.minimum(b, top), beta, series, cooperon=cooperon)
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
    back, other = _series()
    largest = float(_table()[0][3])
    parts = []
    for series, cooperon in ((back, True), (other, False)):
        if beta <= largest:
            parts.append(_up_to_three(b, beta, series, cooperon=cooperon))
            continue
        # P_N(s, b) = P_N(1, b/s^2)/s and P_N << 1: sigma scales with 1/s at fixed b/s^2.
        ratio = (1.0 + largest) / (1.0 + beta)
        part = _up_to_three(b * ratio**2, largest, series, cooperon=cooperon)
        by_log_beta = -(part.value + 2.0 * part.by_log_b) * ratio * beta / (1.0 + beta)
        parts.append(Part(ratio * part.value, ratio * part.by_log_b, by_log_beta))
    return parts[0], parts[1]
