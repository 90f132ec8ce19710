"""Sums of models and free amplitudes: names, slices and refusals."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit import Magnetoconductance, fit, models
from hlnfit.constants import G0
from hlnfit.errors import ConfigError
from hlnfit.models import evaluate

B = np.linspace(-1.0, 1.0, 21)


def test_two_channels_and_a_background_add_up() -> None:
    """Parallel channels add as conductivities; the second one's parameters end in _2."""
    model = models.get("hln_simple+hln_simple+quadratic")

    assert ("alpha", "B_phi", "alpha_2", "B_phi_2", "c2") == model.names
    one = models.get("hln_simple")
    expected = one(B, alpha=-0.5, B_phi=1e-3) + one(B, alpha=-0.4, B_phi=1e-2) + 1e-7 * B**2
    found = model(B, alpha=-0.5, B_phi=1e-3, alpha_2=-0.4, B_phi_2=1e-2, c2=1e-7)
    np.testing.assert_allclose(expected, found, rtol=1e-14)


def test_terms_know_their_slice() -> None:
    """A fit sees each term with its own parameters: the slices add up to the whole."""
    model = models.get("hln + kohler")
    p = model.vector({"sigma_cl": 1e-3, "mu": 0.2})
    total, jacobian = evaluate(model, B, p)
    pieces = [evaluate(t.model, B, p[t.slice]) for t in model.terms]

    assert ["hln", "kohler"] == [t.model.name for t in model.terms]
    np.testing.assert_array_equal(total, sum(v for v, _ in pieces))
    np.testing.assert_array_equal(jacobian, np.concatenate([j for _, j in pieces], axis=1))


def test_a_single_model_is_its_own_term() -> None:
    """A model of one file has one term: itself."""
    model = models.get("hln")

    assert model is model.terms[0].model
    assert slice(0, 3) == model.terms[0].slice


def test_derived_fields_keep_their_channel() -> None:
    """The derived B_phi of a second magnetic channel is B_in_2 + 2 B_s_2."""
    model = models.get("hln_magnetic+hln_magnetic")

    assert ["B_phi", "B_phi_2"] == [d.name for d in model.derived]
    assert {"B_in_2": 1.0, "B_s_2": 2.0} == dict(model.derived[1].combination)


def test_free_amplitude_says_so() -> None:
    """alpha*NAME multiplies a model of amplitude 1, and its title tells that."""
    model = models.get("alpha*hln")

    assert "alpha" == model.names[0]
    assert "free amplitude" in model.title
    plain = models.get("hln")(B, B_phi=2e-3)
    np.testing.assert_allclose(0.7 * plain, model(B, alpha=0.7, B_phi=2e-3), rtol=1e-15)
    both = models.get("alpha*two_band_inverse_rho")
    np.testing.assert_allclose(0.3 * models.get("two_band_inverse_rho")(B), both(B, alpha=0.3), rtol=1e-15)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("hln+", "unknown"),
        ("hnl", "hln"),
        ("quadratic+quadratic+hln", "twice"),
        ("alpha*hln_simple", "already"),
        ("beta*hln", "alpha"),
    ],
)
def test_what_cannot_be_added_is_refused(name: str, words: str) -> None:
    """Unknown names, doubled backgrounds and doubled amplitudes are errors that say why."""
    with pytest.raises(ConfigError, match=words):
        models.get(name)


LESS = ["hln_simple", "hln", "hln_magnetic", "ilp", "alpha*hln_dp", "ballistic", "wire"]


@pytest.mark.parametrize("name", LESS)
def test_a_curve_less_its_reference(name: str, jacobian_by_differences) -> None:
    """Two curves that differ in dephasing alone, with derivatives; what is common to both drops out."""
    plain = models.get(name)
    base = name.partition("*")[2] or name
    both = models.get(f"{name}-{base}")
    own = "B_phi" if "B_phi" in plain.names else "B_in"
    values = {q.name: q.default for q in plain.parameters}
    here = {n: v for n, v in values.items() if n in both.names} | {f"{own}_ref": 0.02}
    expected = plain(B, **values) - plain(B, **{**values, own: 0.02})
    p = both.vector(here)
    _, jacobian = evaluate(both, B, p)
    scale = np.abs(jacobian).max(axis=0)

    assert {own, f"{own}_ref"} <= set(both.names)
    assert "B_e" not in both.names
    np.testing.assert_allclose(expected, both(B, **here), atol=1e-9 * np.abs(expected).max(), rtol=1e-9)
    assert 0.0 == both(0.0, **here)
    np.testing.assert_allclose(jacobian_by_differences(both, B, p) / scale, jacobian / scale, atol=1e-6)


def test_only_the_same_model_is_a_reference() -> None:
    """Another model, a sum or a background is refused in words."""
    for name in ("hln-hln_dp", "quadratic-quadratic", "eei_2d-eei_2d"):
        with pytest.raises(ConfigError, match="reference"):
            models.get(name)


def test_data_with_a_reference_curve_taken_off_give_L_phi_back() -> None:
    """Fitted as a plain correction B_phi is wrong by a third; with the reference in the model it is right."""
    rng = np.random.default_rng(0)
    field = np.linspace(-0.3, 0.3, 201)
    y = models.get("hln_simple-hln_simple")(field, alpha=-0.5, B_phi=2e-3, B_phi_ref=0.02)
    curve = Magnetoconductance(field, y + 2e-3 * G0 * rng.normal(size=field.size))
    plain = fit(curve, errors="covariance")
    right = fit(curve, "hln_simple-hln_simple", fix={"B_phi_ref": 0.02})
    p = right.params["B_phi"]

    assert abs(plain.best["B_phi"] / 2e-3 - 1.0) > 0.1
    assert abs(p.value - 2e-3) < 4.0 * p.err
    assert abs(right.params["alpha"].value + 0.5) < 4.0 * right.params["alpha"].err
    assert "good" == right.verdict
