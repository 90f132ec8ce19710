"""Linear and cubic spin splitting: reference values, the closed form by roots, limits, precision, speed."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest

from hlnfit import models
from hlnfit.constants import G0
from hlnfit.models import evaluate

B = np.geomspace(1e-4, 10.0, 30)


def _by_roots(b: float, B_phi: float, B_so: float, B_so1: float) -> tuple[mp.mpf, mp.mpf]:
    """Return sigma(B) and sigma(0) in G0, ln B_tr left out, by the roots of the cubic."""

    def sum_over_roots(y, s, s1, one, function):
        linear = 5 * s**2 - one - 4 * s1 * (s - y)
        constant = 2 * s * (s**2 - one) + 4 * s1 * y * s + 2 * s1 * one
        companion = mp.matrix([[0, 0, -constant], [1, 0, -linear], [0, 1, -4 * (s - s1)]])
        roots, _ = mp.eig(companion)
        total = mp.mpf(0)
        for k, v in enumerate(roots):
            others = [v - w for j, w in enumerate(roots) if j != k]
            N = 3 * v**2 + (8 * s - 4 * s1) * v + 5 * s**2 - one + 4 * s1 * y
            total += N / (others[0] * others[1]) * function(v)
        return mp.re(total)

    with mp.workdps(60):
        field, y0, so, so1 = (mp.mpf(float(v)) for v in (b, B_phi, B_so, B_so1))
        y, s, s1 = y0 / field, so / field, so1 / field
        a = mp.mpf(1) / 2 + y + s
        in_field = 1 / a + (2 * a + 1 + s) / ((a + 1) * (a + s) - 2 * s1)
        in_field -= sum_over_roots(y, s, s1, 1, lambda v: mp.digamma(mp.mpf(3) / 2 + y - v))
        in_field += mp.digamma(mp.mpf(1) / 2 + y) - 2 * mp.log(field)
        at_zero = mp.log(y0) - sum_over_roots(y0, so, so1, 0, lambda v: mp.log(y0 - v))
        return -in_field / 2, -at_zero / 2


def _closed_form(b: float, B_phi: float, B_so: float, B_so1: float) -> tuple[float, float]:
    """Return the same as numbers of ordinary precision."""
    in_field, at_zero = _by_roots(b, B_phi, B_so, B_so1)
    return float(in_field), float(at_zero)


def test_reference_values(reference) -> None:
    """Pure linear, pure cubic and mixed splitting agree with 30-digit values."""
    for a, expected in reference("ilp"):
        found = models.get("ilp")(a["B"], B_phi=a["Bphi"], B_so=a["Bso"], B_so1=a["Bso1"])

        assert expected == pytest.approx(float(found) / G0, rel=1e-10, abs=1e-12)


def test_rashba_closed_form(reference) -> None:
    """For pure Rashba coupling sigma(B) is the closed form of Punnoose, sigma(0) its limit."""
    for a, expected in reference("rashba_closed_form_sigma"):
        _, at_zero = _closed_form(a["B"], a["Bphi"], a["Bs"], a["Bs"])
        found = models.get("ilp")(a["B"], B_phi=a["Bphi"], B_so=a["Bs"], B_so1=a["Bs"])

        assert expected == pytest.approx(float(found) / G0 + at_zero, rel=1e-11)


def test_against_the_roots_everywhere() -> None:
    """Summation and closed form agree to 1e-13 G0 at random rates, where roots nearly meet as well."""
    rng = np.random.default_rng(11)
    model = models.get("ilp")
    points = [(1.0, 0.1, 0.488225, 0.488225), (1.0, 0.1, 0.488225 * (1 + 1e-6), 0.488225)]
    for _ in range(25):
        B_so = 10.0 ** rng.uniform(-3, 1)
        points.append(
            (10.0 ** rng.uniform(-3, 1), 10.0 ** rng.uniform(-4, 0), B_so, B_so * rng.uniform(0.01, 1))
        )
    for b, B_phi, B_so, B_so1 in points:
        in_field, at_zero = _closed_form(b, B_phi, B_so, B_so1)
        found = float(model(b, B_phi=B_phi, B_so=B_so, B_so1=B_so1)) / G0

        assert in_field - at_zero == pytest.approx(found, rel=1e-12, abs=1e-13)


@pytest.mark.parametrize("b", [1e-5, 1e-4, 1e-3])
def test_against_the_roots_at_low_field(b) -> None:
    """Where the whole effect is 1e-9 to 1e-5 of G0 nine of its digits are right at least."""
    in_field, at_zero = _by_roots(b, 0.03, 0.08, 0.05)
    found = float(models.get("ilp")(b, B_phi=0.03, B_so=0.08, B_so1=0.05)) / G0

    with mp.workdps(40):
        expected = float(in_field - at_zero)

    assert expected == pytest.approx(found, rel=1e-9, abs=0.0)


def test_cubic_only_is_the_additive_form() -> None:
    """Without a linear part the splitting enters as the additive rates 1:1:2."""
    expected = models.get("hln_dp")(B, B_phi=2e-3, B_so=0.05)

    np.testing.assert_allclose(expected, models.get("ilp")(B, B_phi=2e-3, B_so=0.05, B_so1=0.0), rtol=1e-10)


def test_strong_and_vanishing_coupling() -> None:
    """Strong coupling leaves -f2/2, none +f2."""
    one = models.get("hln_simple")
    b = B[:20]

    np.testing.assert_allclose(
        one(b, alpha=-0.5, B_phi=2e-3), models.get("ilp")(b, B_phi=2e-3, B_so=1e5, B_so1=5e4), rtol=1e-4
    )
    np.testing.assert_allclose(
        one(b, alpha=1.0, B_phi=2e-3), models.get("ilp")(b, B_phi=2e-3, B_so=1e-9, B_so1=1e-9), rtol=1e-4
    )


def test_quadratic_at_low_field() -> None:
    """Far below all rates the curve is quadratic, to many digits: nothing cancels."""
    values = models.get("ilp")(np.array([1e-6, 1e-5]), B_phi=0.03, B_so=0.05, B_so1=0.05) / G0

    assert 100.0 == pytest.approx(values[1] / values[0], rel=1e-5)


def test_linear_part_above_the_whole_is_the_whole() -> None:
    """B_so1 > B_so has no meaning and is taken as B_so; the derivative follows."""
    model = models.get("ilp")
    value, jacobian = evaluate(model, B, np.array([2e-3, 0.05, 0.08]))
    expected, _ = evaluate(model, B, np.array([2e-3, 0.05, 0.05]))

    np.testing.assert_array_equal(expected, value)
    assert not jacobian[:, 2].any()


def test_rashba_sample_is_not_hln() -> None:
    """At equal fields the linear splitting is far from the additive form: the shortcut is not harmless."""
    linear = models.get("ilp")(0.2, B_phi=2e-3, B_so=0.05, B_so1=0.05) / G0
    additive = models.get("hln_dp")(0.2, B_phi=2e-3, B_so=0.05) / G0

    assert abs(float(linear - additive)) > 0.3
