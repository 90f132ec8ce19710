"""Beyond the diffusion approximation, with and without spin: reference values, limits, false prefactors."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import curve_fit

from hlnfit import models
from hlnfit.constants import G0
from hlnfit.special import f2
from hlnfit.special.ballistic import ballistic_parts, zero_field
from hlnfit.special.golub import golub_plan, golub_sums, golub_zero_field

B = np.concatenate(([0.0], np.geomspace(1e-4, 30.0, 30)))


def test_ballistic_reference(reference) -> None:
    """Both contributions agree with 26-digit sums to 1e-6, zero field included."""
    for k, key in enumerate(("ballistic_wl_a", "ballistic_wl_b")):
        for a, expected in reference(key):
            part = ballistic_parts(np.array([a["b"]]), a["beta"])[k]
            found = float(part.value[0]) + zero_field(a["beta"])[k]

            assert expected == pytest.approx(found, abs=1e-6)


def test_ballistic_model_is_the_sum_of_both() -> None:
    """The model in tesla is both parts at b = B/B_tr, beta = B_phi/B_tr (reference sums, 26 digits)."""
    # sigma_a + sigma_b at b = 1, beta = 0.02, less their zero-field values
    a0, b0, _, _ = zero_field(0.02)
    expected = -2.4671827411884975602 + 0.61854012061888383257 - a0 - b0
    found = float(models.get("ballistic")(0.4, B_phi=0.008, B_tr=0.4)) / G0

    assert expected == pytest.approx(found, abs=1e-6)


def test_zero_field_values() -> None:
    """sigma_a(0) = -ln((1 + beta)/beta); sigma_b(0) -> ln 2."""
    assert -np.log(1.1 / 0.1) == pytest.approx(zero_field(0.1)[0], rel=1e-14)
    assert np.log(2.0) == pytest.approx(zero_field(1e-9)[1], rel=1e-7)


def test_diffusive_limit() -> None:
    """B and B_phi far below B_tr: one diffusive channel."""
    b = np.geomspace(1e-6, 1e-3, 20)
    expected = f2(1e-4 / b)
    back, other = ballistic_parts(b, 1e-4)

    np.testing.assert_allclose(expected, back.value + other.value, atol=2e-3)


def test_continued_without_a_step() -> None:
    """At the edges of the table value and derivatives go on smoothly enough for a fit."""
    for b, beta in ((1e-3, 0.03), (100.0, 0.03)):
        x = b * np.array([1.0 - 1e-7, 1.0 + 1e-7])
        for part in ballistic_parts(x, beta):
            assert part.value[0] == pytest.approx(part.value[1], abs=1e-6)
    for beta in (1e-4, 3.0):
        low, high = (ballistic_parts(np.array([0.3]), beta * f) for f in (1.0 - 1e-7, 1.0 + 1e-7))
        for one, two in zip(low, high, strict=True):
            assert one.value[0] == pytest.approx(two.value[0], abs=1e-6)


def test_high_field_decay() -> None:
    """Far above B_tr nothing is left: the change is minus the whole correction."""
    a0, b0, _, _ = zero_field(0.01)
    back, other = ballistic_parts(np.array([1e12]), 0.01)

    assert -(a0 + b0) == pytest.approx(float(back.value[0] + other.value[0]), abs=1e-4)


@pytest.mark.parametrize(("beta", "alpha"), [(0.003, 0.75), (0.01, 0.68), (0.03, 0.58), (0.1, 0.42)])
def test_diffusive_fit_finds_a_prefactor_below_one(beta, alpha) -> None:
    """Fitting alpha f2(B_phi/B) below B_tr gives alpha = 0.75 to 0.42 for tau/tau_phi = 0.003 to 0.1."""
    b = np.linspace(0.0125, 1.0, 80)
    exact = models.get("ballistic")(b, B_phi=beta, B_tr=1.0) / G0
    (found, _), _ = curve_fit(lambda x, a, y: a * f2(np.exp(y) / x), b, exact, p0=(1.0, np.log(beta)))

    assert alpha == pytest.approx(found, abs=0.03)


def test_golub_reference(reference) -> None:
    """Both contributions agree with independent six-digit sums to 1e-5."""
    for a, expected in reference("golub_rashba"):
        plan = golub_plan(a["b"], a["beta"], a["theta"])

        assert expected == pytest.approx(golub_sums(a["b"], a["beta"], a["theta"], plan), abs=1e-5)


def test_golub_model_is_the_change_of_the_sums() -> None:
    """The model in tesla is sigma_a + sigma_b at B less that at zero field (six digits)."""
    plan = golub_plan(0.5, 0.1, 1.0)
    at_zero = sum(golub_zero_field(0.1, 1.0, plan))
    found = float(models.get("golub")(0.2, B_phi=0.04, B_tr=0.4, theta=1.0)) / G0

    assert -2.0950368 + 0.53659143 - at_zero == pytest.approx(found, abs=1e-5)


def test_golub_without_spin_is_ballistic() -> None:
    """No spin rotation: the spinless theory, also above 16 B_tr, and at zero field."""
    a0, b0, _, _ = zero_field(0.02)
    found = models.get("golub")(B, B_phi=0.01, B_tr=0.5, theta=0.0) / G0

    assert (a0, b0) == pytest.approx(golub_zero_field(0.02, 1e-7, golub_plan(1.0, 0.02, 0.0)), abs=1e-6)
    np.testing.assert_allclose(models.get("ballistic")(B, B_phi=0.01, B_tr=0.5) / G0, found, atol=1e-5)


def test_golub_in_the_diffusive_limit_is_ilp() -> None:
    """All rates far below B_tr: linear splitting with B_so1 = B_tr theta^2/2, 2 % at a scale of 0.001."""
    scale = 1e-3
    fields = np.array([0.3, 1.0, 3.0]) * scale
    expected = models.get("ilp")(fields, B_phi=0.3 * scale, B_so=2 * scale, B_so1=2 * scale) / G0
    found = models.get("golub")(fields, B_phi=0.3 * scale, B_tr=1.0, theta=2.0 * np.sqrt(scale)) / G0

    np.testing.assert_allclose(expected, found, rtol=0.01)


def test_golub_goes_on_above_sixteen() -> None:
    """The curve continues without a step, and ends at the loss of the whole correction."""
    model = models.get("golub")
    values = {"B_phi": 0.01, "B_tr": 0.5, "theta": 1.0}
    below, above = model(8.0 * np.array([0.99, 1.01]), **values) / G0
    end = float(model(1e9, **values)) / G0

    assert below == pytest.approx(above, abs=0.02)
    assert -sum(golub_zero_field(0.02, 1.0, golub_plan(1.0, 0.02, 1.0))) == pytest.approx(end, abs=1e-3)
