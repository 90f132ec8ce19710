"""The divided difference of two Zeeman-mixed modes against multiple-precision arithmetic."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest

from hlnfit.special.zeeman_pair import divided_difference, pair_quotients
from hlnfit.special.zeeman_zero_field import log_quotient, log_quotients, root_quotients

# B_phi, s, b in units of B: modes apart, near each other, together, complex
POINTS = [
    (0.1, 1.0, 0.1),
    (0.1, 1.0, 0.99),
    (0.1, 1.0, 1.0),
    (0.1, 1.0, 1.01),
    (0.02, 0.5, 3.0),
    (40.0, 3.0, 2.9),
]


def _f2(y):
    return mp.digamma(mp.mpf(1) / 2 + y) - mp.log(y)


def _f3(y):
    return -mp.zeta(mp.mpf(1) / 2, mp.mpf(1) / 2 + y) - 2 * mp.sqrt(y)


def _quotient(kernel, B_phi, s, b):
    """Return [k(m + r) - k(m - r)]/(2 r) as a function of m and d = r^2, and its derivatives."""

    def quotient(m, d):
        r = mp.sqrt(d)
        return mp.re((kernel(m + r) - kernel(m - r)) / (2 * r))

    # The point itself may be r = 0: a shift of d by 1e-25 changes nothing at 12 digits.
    m, d = mp.mpf(B_phi) + mp.mpf(s), mp.mpf(s) ** 2 - mp.mpf(b) ** 2 + mp.mpf("1e-25")
    return (
        quotient(m, d),
        mp.diff(lambda x: quotient(x, d), m),
        mp.diff(lambda x: quotient(m, x), d, h=mp.mpf("1e-12")),
    )


@pytest.mark.parametrize("three", [False, True])
@pytest.mark.parametrize(("B_phi", "s", "b"), POINTS)
def test_divided_difference(B_phi, s, b, three) -> None:
    """Value and both derivatives agree, inside and outside the disk where the modes meet."""
    with mp.workdps(60):
        expected = [float(v) for v in _quotient(_f3 if three else _f2, B_phi, s, b)]

    found = np.empty((3, 1))
    divided_difference(np.ones(1), B_phi, s, np.array([b]), three, found)

    assert expected == pytest.approx(found[:, 0], rel=1e-9, abs=1e-13)


@pytest.mark.parametrize("three", [False, True])
def test_each_field_by_itself(three) -> None:
    """Fields are gathered by kind and in blocks, and come back to their places, whatever their order."""
    rng = np.random.default_rng(5)
    B = 10.0 ** rng.uniform(-3.0, 1.0, 300)
    together, alone = np.empty((4, B.size)), np.empty((4, B.size))
    pair_quotients(B, 0.03, 0.2, 0.4, three, together)
    for i in range(B.size):
        one = np.empty((4, 1))
        pair_quotients(B[i : i + 1], 0.03, 0.2, 0.4, three, one)
        alone[:, i] = one[:, 0]

    np.testing.assert_allclose(together, alone, rtol=1e-13)


@pytest.mark.parametrize("fill", [log_quotients, root_quotients])
def test_derivatives_by_parameters(fill) -> None:
    """B_phi, s and zeta: central differences of the value, on both sides of the meeting of the rates."""
    B = np.array([0.01, 0.3, 0.49, 0.5, 0.51, 2.0])
    point = np.array([0.05, 0.2, 0.4])
    out = np.empty((4, B.size))
    fill(B, *point, out)
    for k in range(3):
        step = np.zeros(3)
        step[k] = 1e-5 * point[k]
        upper, lower = np.empty((4, B.size)), np.empty((4, B.size))
        fill(B, *(point + step), upper)
        fill(B, *(point - step), lower)

        np.testing.assert_allclose((upper[0] - lower[0]) / (2.0 * step[k]), out[k + 1], rtol=1e-6)


@pytest.mark.parametrize(("B_phi", "s", "b"), POINTS)
def test_log_quotient(B_phi, s, b) -> None:
    """ln(lambda_+/lambda_-)/(2 r) and its derivatives, regular at r = 0."""

    def quotient(m, d):
        r = mp.sqrt(d)
        return mp.re(mp.log((m + r) / (m - r)) / (2 * r))

    with mp.workdps(60):
        m, d = mp.mpf(B_phi) + mp.mpf(s), mp.mpf(s) ** 2 - mp.mpf(b) ** 2 + mp.mpf("1e-25")
        expected = [
            float(quotient(m, d)),
            float(mp.diff(lambda x: quotient(x, d), m)),
            float(mp.diff(lambda x: quotient(m, x), d, h=mp.mpf("1e-12"))),
        ]

    assert expected == pytest.approx(log_quotient(B_phi, s, b), rel=1e-9)
