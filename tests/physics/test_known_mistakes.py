"""Mistakes that other codes make: each has biased a published number, and each is excluded here by name."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.constants import e, h, hbar
from scipy.special import digamma

import hlnfit as hf
from hlnfit.constants import field_from_length, length_from_field
from hlnfit.sweep import Sweep
from tests.fitting.curves import G0, noisy, one_channel, three_terms

B = np.linspace(-1.0, 1.0, 301)


def test_prefactor_is_e2_over_pi_h():
    """One WL channel at B = 10 B_phi: e^2/(pi h) [psi(1/2 + 0.1) - ln 0.1], no factor pi or 2 lost."""
    by_hand = e**2 / (math.pi * h) * (digamma(0.6) - math.log(0.1))

    assert by_hand == pytest.approx(float(hf.models.get("hln_simple")(0.1, alpha=1.0, B_phi=0.01)), rel=1e-12)


def test_lengths_are_made_with_hbar_and_tesla():
    """L = sqrt(hbar / (4 e B)): 128.28 nm at 10 mT, not sqrt(2 pi) times that, nor 100 times less."""
    assert math.sqrt(hbar / (4.0 * e * 0.01)) == pytest.approx(length_from_field(0.01), rel=1e-12)
    assert 128.28e-9 == pytest.approx(length_from_field(0.01), rel=1e-4)
    assert 0.01 == pytest.approx(field_from_length(length_from_field(0.01)), rel=1e-14)


@pytest.mark.parametrize("factor", [math.pi, 2.0 * math.pi, h / e**2])
def test_slips_of_the_prefactor_are_recognized(factor):
    """A curve made with a wrong prefactor is answered with the name of the slip."""
    rng = np.random.default_rng(1)
    found = hf.fit(noisy(factor * one_channel(B, -0.5, 0.02), B, rng, 2e-3))

    assert "unit_slip" in {f.code for f in found.flags}
    assert "good" != found.verdict


def test_isotropic_spin_orbit_has_four_thirds():
    """The triplets sit at B_phi + 4/3 B_so; the named variant with 3/2 is another curve and says so."""
    value = hf.models.get("hln")(B, B_phi=5e-3, B_so=0.05, B_e=2.0)
    variant = hf.models.get("hln_three_halves")

    np.testing.assert_allclose(three_terms(B, 5e-3, 0.05, 2.0), value, atol=1e-9 * G0, rtol=1e-9)
    assert np.abs(variant(B, B_phi=5e-3, B_so=0.05, B_e=2.0) - value).max() > 0.05 * G0
    assert "3/2" in variant.convention


def test_zero_field_is_exactly_zero_and_sweeps_may_touch_it():
    """The limit at B = 0 is 0; sweeps that start, end, rest or repeat at B = 0 are fitted."""
    assert 0.0 == float(hf.models.get("hln")(0.0, B_phi=5e-3, B_so=0.05, B_e=2.0))
    rng = np.random.default_rng(2)
    half = np.linspace(0.0, 1.0, 150)
    for fields in (half, half[::-1], np.concatenate([np.zeros(5), half]), -half):
        found = hf.fit(noisy(one_channel(fields, 1.0, 0.02), fields, rng), fix={"B_offset": 0.0})
        p = found.params["B_phi"]
        assert 0.02 == pytest.approx(p.value, abs=4.0 * p.err)


def test_one_noisy_point_at_zero_field_does_not_bias_L_phi():
    """sigma(0) is a fit parameter: a point at B = 0 four sigma off does not matter."""
    rng = np.random.default_rng(3)
    y = one_channel(B, -0.5, 0.02)
    noise = 0.005 * np.ptp(y)
    data = y + noise * rng.normal(size=B.size)
    data = data - data[B.size // 2]
    clean = hf.fit(hf.Magnetoconductance(B, data))
    data[B.size // 2] += 4.0 * noise
    shifted = hf.fit(hf.Magnetoconductance(B, data))

    assert clean.params["B_phi"].value == pytest.approx(
        shifted.params["B_phi"].value, abs=2.0 * clean.params["B_phi"].err
    )


def test_field_offset_of_the_magnet_is_fitted():
    """A remanence of 8 mT does not shorten L_phi."""
    rng = np.random.default_rng(4)
    found = hf.fit(noisy(one_channel(B - 0.008, -0.5, 0.005), B, rng))
    p = found.params["B_phi"]

    assert 0.005 == pytest.approx(p.value, abs=4.0 * p.err)
    assert 0.008 == pytest.approx(found.best["B_offset"], abs=4.0 * found.params["B_offset"].err)


def test_symmetrization_interpolates():
    """Folding a curve whose fields are not mirror images leaves no odd part behind."""
    from hlnfit.reduction.symmetrize import fold

    rng = np.random.default_rng(5)
    field = np.sort(rng.uniform(-1.0, 1.0, 400))
    folded = fold(field, field**2 + 0.3 * field, np.full(400, 1e-3))

    np.testing.assert_allclose(folded.even, folded.B**2, atol=2e-3)
    by_index = 0.5 * ((field**2 + 0.3 * field) + (field**2 + 0.3 * field)[::-1])
    assert np.abs(by_index - field**2).max() > 0.02


def test_conductivities_add_not_resistances():
    """A background of one band is added to the conductivity, and both come back."""
    rng = np.random.default_rng(6)
    y = one_channel(B, 1.0, 0.005) + 1e-4 * (1.0 / (1.0 + (2.0 * B) ** 2) - 1.0)
    found = hf.fit(noisy(y, B, rng, 1e-3), background="kohler", errors="covariance")

    assert 0.005 == pytest.approx(found.best["B_phi"], abs=5.0 * found.params["B_phi"].err)
    assert 2.0 == pytest.approx(abs(found.best["mu"]), rel=0.1)


def test_errors_are_those_of_the_points_not_of_the_signal():
    """chi2_red is 1 for white noise (with the scatter of the signal as error it would be near 0)."""
    rng = np.random.default_rng(7)
    found = hf.fit(noisy(one_channel(B, -0.5, 0.02), B, rng))

    assert 1.0 == pytest.approx(found.misfit.chi2_red, abs=0.3)


def test_errors_given_ten_times_too_small_are_noticed():
    """They are a misfit of chi2_red near 100 in the table, not hidden by a rescaling."""
    rng = np.random.default_rng(8)
    y = one_channel(B, -0.5, 0.02)
    noise = 0.01 * np.ptp(y)
    found = hf.fit(hf.Magnetoconductance(B, y + noise * rng.normal(size=B.size), np.full(B.size, noise / 10)))

    assert 100.0 == pytest.approx(found.row()["chi2_red"], rel=0.3)
    assert "misfit" in found.row()["flags"]


@pytest.mark.parametrize("alpha", [1.0, -0.5, -1.0])
def test_alpha_takes_both_signs_without_being_told(alpha):
    """No bound forbids WL or WAL."""
    rng = np.random.default_rng(9)
    found = hf.fit(noisy(one_channel(B, alpha, 0.02), B, rng))

    assert alpha == pytest.approx(found.params["alpha"].value, abs=4.0 * found.params["alpha"].err)


def test_long_L_phi_is_not_capped():
    """L_phi of 3 micrometres comes back as that."""
    rng = np.random.default_rng(10)
    field = np.linspace(-0.02, 0.02, 401)
    B_phi = field_from_length(3e-6)
    found = hf.fit(noisy(one_channel(field, 1.0, B_phi), field, rng))

    assert 3e-6 == pytest.approx(found.params["L_phi"].value, abs=4.0 * found.params["L_phi"].err)


def test_a_number_without_information_is_not_printed():
    """An error of 100 percent and more is a bound, never a value with an error."""
    rng = np.random.default_rng(11)
    found = hf.fit(noisy(one_channel(B, 1.0, 0.02), B, rng), "hln", fix={"B_e": 1e3})
    row = found.row()

    assert math.isnan(row["L_so_nm"]) and math.isnan(row["L_so_err_nm"])
    assert row["L_so_bound"].startswith("> ")


def test_sweep_that_is_not_weak_localization_gives_no_number():
    """A dip of 70 percent of R, fitted by others with alpha in the thousands, is rejected."""
    rng = np.random.default_rng(12)
    R = 1.0 - 0.7 * np.exp(-((B / 0.3) ** 2)) + 1e-3 * rng.normal(size=B.size)
    (curve,) = hf.reduce(Sweep(B, R, np.full(B.size, 2.0)), hf.HallBar(1e-3, 1e-3))
    found = hf.fit(curve)

    assert "reject" == found.verdict
    assert math.isnan(found.row()["alpha"])
