"""One curve, one model."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hlnfit import Magnetoconductance, Sample, fit
from hlnfit.errors import ConfigError
from tests.fitting.curves import G0, noisy, one_channel, three_terms

B = np.linspace(-1.0, 1.0, 401)


@pytest.fixture
def rng():
    """A generator of its own for each test."""
    return np.random.default_rng(11)


@pytest.mark.parametrize("alpha", [1.0, -0.5, -1.0])
@pytest.mark.parametrize("B_phi", [2e-3, 0.02, 0.2])
def test_noise_free_curves_come_back_exactly(alpha, B_phi):
    """Without noise amplitude, B_phi, offset and odd terms are those put in, to 1e-6."""
    x = B - 0.0123
    found = fit(Magnetoconductance(B, one_channel(x, alpha, B_phi) + 3e-6 * x + 1e-6 * x**3 + 7e-6))

    assert alpha == pytest.approx(found.best["alpha"], rel=1e-6)
    assert B_phi == pytest.approx(found.best["B_phi"], rel=1e-5)
    assert 0.0123 == pytest.approx(found.best["B_offset"], abs=1e-6)
    assert 3e-6 == pytest.approx(found.best["c_odd1"], rel=1e-4)
    assert 1e-6 == pytest.approx(found.best["c_odd3"], rel=1e-3)
    assert 7e-6 == pytest.approx(found.best["dsigma0"], rel=1e-4)


@pytest.mark.parametrize("factor", [1e-4, 1.0, 1e4])
def test_the_unit_of_field_does_not_matter(factor):
    """A curve measured over 1e-4 or 1e4 times the field gives B_phi times that factor."""
    found = fit(Magnetoconductance(B * factor, one_channel(B, -0.5, 0.02)), fix={"B_offset": 0.0})

    assert 0.02 * factor == pytest.approx(found.best["B_phi"], rel=1e-6)
    assert -0.5 == pytest.approx(found.best["alpha"], rel=1e-6)


def test_one_sided_sweep_that_starts_at_zero(rng):
    """A sweep over B >= 0 that begins at B = 0 and rests there works, and needs no odd terms."""
    half = np.concatenate([np.zeros(4), np.linspace(0.0, 1.0, 200)])
    found = fit(noisy(one_channel(half, -0.5, 0.02), half, rng), fix={"B_offset": 0.0})

    assert found.params["B_phi"].value == pytest.approx(0.02, abs=4.0 * found.params["B_phi"].err)
    assert "c_odd1" not in found.best


def test_limits_lie_around_the_value(rng):
    """68 % limits of a well determined parameter are one standard error to each side."""
    found = fit(noisy(one_channel(B, -0.5, 0.02), B, rng))
    p = found.params["B_phi"]

    assert p.determined
    assert p.lo < p.value < p.hi
    assert p.value - p.lo == pytest.approx(p.err, rel=0.1)
    L = found.params["L_phi"]
    assert L.value == pytest.approx(math.sqrt(1.6455298923772668e-16 / p.value), rel=1e-12)
    assert L.lo == pytest.approx(math.sqrt(1.6455298923772668e-16 / p.hi), rel=1e-12)


def test_error_scales_with_noise_not_with_given_size(rng):
    """Errors given ten times too small are a misfit that widens the limits, not a tenth of the error."""
    y = one_channel(B, -0.5, 0.02)
    noise = 0.01 * np.ptp(y)
    data = y + noise * rng.normal(size=B.size)
    honest = fit(Magnetoconductance(B, data, np.full(B.size, noise)))
    bold = fit(Magnetoconductance(B, data, np.full(B.size, 0.1 * noise)))

    assert 1.0 == pytest.approx(honest.misfit.chi2_red, rel=0.2)
    assert 100.0 == pytest.approx(bold.misfit.chi2_red, rel=0.2)
    assert bold.misfit.significant
    assert bold.params["B_phi"].err == pytest.approx(honest.params["B_phi"].err, rel=0.2)


def test_given_errors_that_are_right_are_not_rescaled(rng):
    """Given errors are used as they are: half the data with the same errors change no scale."""
    y = one_channel(B, -0.5, 0.02)
    noise = 0.01 * np.ptp(y)
    found = fit(Magnetoconductance(B, y + noise * rng.normal(size=B.size), np.full(B.size, noise)))

    assert 1.0 == found.misfit.scale


def test_L_so_without_information_is_a_bound(rng):
    """Weak localization without spin-orbit coupling bounds L_so from below and shows no value."""
    found = fit(noisy(one_channel(B, 1.0, 0.02), B, rng), "hln", fix={"B_e": 1e4})
    L_so = found.params["L_so"]

    assert not L_so.determined
    assert math.isnan(L_so.value) and math.isnan(L_so.err)
    assert L_so.bound.startswith("> ")
    row = found.row()
    assert math.isnan(row["L_so_nm"])
    assert L_so.bound == row["L_so_bound"]


def test_three_terms_come_back(rng):
    """A crossover curve gives B_phi and B_so within their errors."""
    found = fit(noisy(three_terms(B, 5e-3, 0.05, 2.0), B, rng), "hln", fix={"B_e": 2.0})

    for name, truth in (("B_phi", 5e-3), ("B_so", 0.05)):
        p = found.params[name]
        assert p.determined
        assert truth == pytest.approx(p.value, abs=4.0 * p.err)


def test_pure_noise_is_rejected(rng):
    """Noise around a constant gives the verdict reject and empty physics columns."""
    found = fit(Magnetoconductance(B, 1e-7 * rng.normal(size=B.size)))
    row = found.row()

    assert "reject" == found.verdict
    assert "no_signal" in row["flags"]
    assert math.isnan(row["L_phi_nm"]) and math.isnan(row["alpha"])
    assert 401 == row["n_points"]


def test_parabola_has_no_cusp(rng):
    """Classical magnetoresistance is rejected as a parabola, whatever amplitude would fit it."""
    found = fit(noisy(1e-4 * B**2, B, rng))

    assert "reject" == found.verdict
    assert "L_phi_not_determined" in {f.code for f in found.flags}


def test_lengths_can_be_fixed_with_units(rng):
    """L_so=57.4nm holds B_so at hbar/(4 e L_so^2)."""
    curve = noisy(three_terms(B, 5e-3, 0.05, 2.0), B, rng)
    found = fit(curve, "hln", fix={"L_so": "57.3677nm", "B_e": "2 T"})

    assert 0.05 == pytest.approx(found.best["B_so"], rel=1e-5)
    assert found.params["L_so"].fixed
    assert 57.3677e-9 == pytest.approx(found.params["L_so"].value, rel=1e-12)


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"model": "hlm"}, "hln"),
        ({"fix": {"B_soo": 1.0}}, "B_soo"),
        ({"fix": {"L_so": "30nm"}}, "L_so"),
        ({"fix": {"B_phi": -1.0}}, "positive"),
        ({"odd": "quintic"}, "cubic"),
        ({"errors": "guess"}, "profile"),
        ({"b_max": -1.0}, "positive"),
        ({"model": "hln+quadratic"}, "B_e"),
        ({"model": "quadratic"}, "field model"),
    ],
)
def test_wrong_settings_are_told_in_words(options, match):
    """Each wrong setting is a ConfigError that names it."""
    curve = Magnetoconductance(B, one_channel(B, -0.5, 0.02))
    with pytest.raises(ConfigError, match=match):
        fit(curve, **options)


def test_background_is_fitted_together(rng):
    """A quadratic background is a coefficient of its own and does not bias B_phi."""
    y = one_channel(B, -0.5, 0.02) - 5e-5 * B**2
    found = fit(noisy(y, B, rng), background="quadratic")

    assert "hln_simple+quadratic" == found.model
    assert 0.02 == pytest.approx(found.params["B_phi"].value, abs=4.0 * found.params["B_phi"].err)
    assert -5e-5 == pytest.approx(found.best["c2"], abs=4.0 * found.params["c2"].err)


def test_two_channels_by_a_sum():
    """Two channels of different L_phi come back from a sum of two models."""
    y = one_channel(B, -0.5, 2e-3) + one_channel(B, -0.5, 0.1)
    found = fit(Magnetoconductance(B, y), "hln_simple+hln_simple", fix={"alpha": -0.5, "alpha_2": -0.5})

    assert [2e-3, 0.1] == pytest.approx(sorted([found.best["B_phi"], found.best["B_phi_2"]]), rel=1e-3)


def test_automatic_window_avoids_what_the_model_lacks(rng):
    """With a strong unmodelled background at high field the window shrinks and L_phi stays right."""
    y = one_channel(B, -0.5, 5e-3) + 8e-5 * B**4
    curve = noisy(y, B, rng, relative=2e-3)
    found = fit(curve, b_max="auto")

    assert found.B_max < 0.7
    assert 5e-3 == pytest.approx(found.params["B_phi"].value, rel=0.1)
    assert 8 == found.window.b_max.size


def test_window_stays_below_a_tenth_of_B_tr(rng):
    """Where density is known the window ends at 0.1 B_tr."""
    curve = noisy(one_channel(B, -0.5, 2e-3), B, rng, sigma0=1e-3)
    sample = Sample(density=2e17)
    found = fit(curve, b_max="auto", sample=sample)

    assert found.B_max <= 0.1 * sample.B_tr(1e-3)


def test_elastic_field_is_taken_from_the_sample(rng):
    """B_e is B_tr where density and mass are known."""
    sample = Sample(density=2e16, mass=6e-32)
    curve = noisy(three_terms(B, 5e-3, 0.05, sample.B_tr(1e-3)), B, rng, sigma0=1e-3)
    found = fit(curve, "hln", sample=sample)

    assert found.params["B_e"].fixed
    assert sample.B_tr(1e-3) == pytest.approx(found.best["B_e"], rel=1e-12)


def test_too_few_points_and_constant_data_give_a_reason():
    """Five points, or twenty at one field, are a verdict with a reason."""
    few = fit(Magnetoconductance(B[198:203], B[198:203] ** 2))
    still = fit(Magnetoconductance(np.ones(20), np.arange(20.0)))

    assert ("reject", "reject") == (few.verdict, still.verdict)
    assert "too_few_points" == few.row()["flags"]
    assert "zero_field_not_covered" == still.row()["flags"]


def test_symmetrized_curve_has_no_offset_and_no_odd_terms(rng):
    """A folded curve is kept on B >= 0, with nothing odd to fit."""
    half = np.linspace(0.0, 1.0, 200)
    found = fit(noisy(one_channel(half, -0.5, 0.02), half, rng, symmetrized=True))

    assert found.params["B_offset"].fixed
    assert () == found.problem.odd


def test_sigma0_of_the_table_includes_dsigma0():
    """sigma0_S is the fitted conductance at B = 0."""
    found = fit(Magnetoconductance(B, one_channel(B, -0.5, 0.02) + 2e-6, sigma0=1e-3))

    assert 1.002e-3 == pytest.approx(found.row()["sigma0_S"], rel=1e-9)
    assert 1.0 / 1.002e-3 == pytest.approx(found.row()["R_sheet_ohm"], rel=1e-9)


def test_prefactor_convention():
    """alpha is in units of e^2/(pi h): at B = 10 B_phi one channel changes by 0.7619658791 G0."""
    from hlnfit import models

    assert 0.7619658791 * G0 == pytest.approx(
        float(models.get("hln_simple")(0.1, alpha=1.0, B_phi=0.01)), rel=1e-9
    )


def test_equal_channels_stand_in_the_order_of_B_phi(rng):
    """In every sweep of a series the first channel is the one of longer L_phi."""
    for _ in range(5):
        y = one_channel(B, -0.5, 2e-3) + one_channel(B, -0.5, 0.1)
        found = fit(noisy(y, B, rng, 2e-3), "hln_simple+hln_simple", errors="covariance")
        assert found.best["B_phi"] < found.best["B_phi_2"]


def test_bulk_model_needs_the_thickness_and_uses_it():
    """Kawabata's S/m become siemens with the thickness; without it there is a GeometryError."""
    from hlnfit import models
    from hlnfit.errors import GeometryError

    d = 300e-9
    curve = Magnetoconductance(B, d * models.get("kawabata")(B, B_phi=0.02))
    with pytest.raises(GeometryError, match="thickness"):
        fit(curve, "kawabata")
    found = fit(curve, "kawabata", sample=Sample(thickness=d))

    assert 0.02 == pytest.approx(found.best["B_phi"], rel=1e-4)


def test_error_of_a_profile_is_half_of_its_interval(rng):
    """err is half of hi - lo where limits were computed."""
    p = fit(noisy(one_channel(B, -0.5, 0.02), B, rng)).params["B_phi"]

    assert 0.5 * (p.hi - p.lo) == pytest.approx(p.err, rel=1e-12)


def test_what_the_sample_holds_can_be_freed(rng):
    """fix={"B_e": "free"} fits B_e although density and mass would give it."""
    sample = Sample(density=2e16, mass=6e-32)
    curve = noisy(three_terms(B, 5e-3, 0.05, 2.0), B, rng, sigma0=1e-3)

    assert not fit(curve, "hln", sample=sample, fix={"B_e": "free"}).params["B_e"].fixed
