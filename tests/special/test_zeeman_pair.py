"""The divided difference of two Zeeman-mixed modes against multiple-precision arithmetic."""

from __future__ import annotations

import mpmath as mp
import pytest

from hlnfit.special.zeeman_pair import log_quotient, pair_quotient

# B_phi, s, b in units of B: modes apart, near each other, together, complex
POINTS = [
    (0.1, 1.0, 0.1),
    (0.1, 1.0, 0.99),
    (0.1, 1.0, 1.0),
    (0.1, 1.0, 1.01),
    (0.02, 0.5, 3.0),
    (40.0, 3.0, 2.9),
]


def _digamma_quotient(B_phi, s, b):
    """Return [f2(m + r) - f2(m - r)]/(2 r) as a function of m and d = r^2, and its derivatives."""

    def quotient(m, d):
        r = mp.sqrt(d)
        f = lambda y: mp.digamma(mp.mpf(1) / 2 + y) - mp.log(y)  # noqa: E731
        return mp.re((f(m + r) - f(m - r)) / (2 * r))

    # The point itself may be r = 0: a shift of d by 1e-25 changes nothing at 12 digits.
    m, d = mp.mpf(B_phi) + mp.mpf(s), mp.mpf(s) ** 2 - mp.mpf(b) ** 2 + mp.mpf("1e-25")
    return (
        quotient(m, d),
        mp.diff(lambda x: quotient(x, d), m),
        mp.diff(lambda x: quotient(m, x), d, h=mp.mpf("1e-12")),
    )


@pytest.mark.parametrize(("B_phi", "s", "b"), POINTS)
def test_pair_quotient(B_phi, s, b) -> None:
    """Value and both derivatives agree, inside and outside the disk where the modes meet."""
    with mp.workdps(60):
        expected = [float(v) for v in _digamma_quotient(B_phi, s, b)]

    assert expected == pytest.approx(pair_quotient(1.0, B_phi, s, b, False), rel=1e-9, abs=1e-13)


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
