"""What every model promises, asked of the whole registry."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit import models
from hlnfit.errors import ConfigError
from hlnfit.models import Model, Parameter, evaluate

B = np.concatenate(([0.0], np.geomspace(1e-4, 15.0, 24)))
T = np.geomspace(0.02, 300.0, 25)
FIELD_LIKE = [n for n in models.names() if models.get(n).kind != "temperature"]


def _typical(q: Parameter, rng: np.random.Generator) -> float:
    """Return a value that an experiment could have."""
    if q.kind == "rate":
        return float(10.0 ** rng.uniform(-3.5, 0.5))
    if q.kind in ("amplitude", "coefficient"):
        return float(rng.uniform(0.2, 2.0) * rng.choice((-1.0, 1.0)))
    spread = 10.0 ** rng.uniform(-0.3, 0.3)
    value = q.default * spread if q.default else rng.uniform(0.1, 0.5)
    return float(np.clip(value, q.lower, q.upper))


def _anywhere(q: Parameter, rng: np.random.Generator) -> float:
    """Return a value anywhere in the box, in its logarithm where the box is positive."""
    if q.lower > 0.0:
        return float(np.exp(rng.uniform(np.log(q.lower), np.log(q.upper))))
    return float(rng.uniform(q.lower, q.upper))


def _abscissa(model: Model) -> np.ndarray:
    if model.kind == "temperature":
        return T
    return B[::3] if model.extra.get("numerical") else B


def _inside(model: Model, x: np.ndarray, p: np.ndarray) -> np.ndarray:
    """Return the points at which the model is defined: a superconductor has a conductance above T_c only."""
    above = model.extra.get("above")
    return x if above is None else x[x > 1.1 * p[model.names.index(above)]]


def _points(model: Model, choose: object, n: int) -> list[np.ndarray]:
    rng = np.random.default_rng(20260101)
    n = max(1, n // 3) if model.extra.get("numerical") else n
    return [np.array([choose(q, rng) for q in model.parameters]) for _ in range(n)]  # type: ignore[operator]


@pytest.mark.parametrize("name", models.names())
def test_metadata_is_complete(name: str) -> None:
    """A model says what it computes, in which convention it counts and where it holds."""
    model = models.get(name)

    assert name == model.name
    assert model.title
    assert model.latex
    assert model.validity
    assert model.kind == "background" or model.references
    assert model.kind == "background" or (model.convention and model.limits)
    assert all(r.text and r.bibtex_key for r in model.references)
    assert all(r.doi is None or r.doi.startswith("10.") for r in model.references)


@pytest.mark.parametrize("name", models.names())
def test_parameter_table_is_well_formed(name: str) -> None:
    """Names are unique, defaults lie inside the box, and rates are positive fields in tesla."""
    model = models.get(name)

    assert len(model.parameters) == len(set(model.names))
    for q in model.parameters:
        assert q.lower < q.upper
        assert q.lower <= q.default <= q.upper
        assert q.description
        assert np.isfinite([q.lower, q.default, q.upper]).all()
        if q.kind == "rate":
            assert q.unit == "T"
            assert q.lower > 0.0
            assert q.name.startswith("B_")
        if q.source is not None:
            assert q.source.split(".")[0] in ("sample", "geometry", "sweep")
    for d in model.derived:
        assert set(d.combination) <= set(model.names)


@pytest.mark.parametrize("name", models.names("field"))
def test_every_field_model_has_a_phase_field(name: str) -> None:
    """The result of every field model is a phase-coherence field."""
    model = models.get(name)

    assert "B_phi" in (*model.names, *(d.name for d in model.derived))


@pytest.mark.parametrize("name", FIELD_LIKE)
def test_zero_at_zero_field(name: str) -> None:
    """The magnetoconductance is exactly zero at B = 0, wherever that point stands in the sweep."""
    model = models.get(name)
    for p in _points(model, _typical, 3):
        value, jacobian = evaluate(model, np.array([-0.5, 0.0, 0.3, 0.0]), p)

        assert 0.0 == value[1] == value[3]
        assert not jacobian[[1, 3]].any()
        assert np.isfinite(value).all()


@pytest.mark.parametrize("name", FIELD_LIKE)
def test_even_in_the_field(name: str) -> None:
    """Reversing the field changes nothing (Onsager)."""
    model = models.get(name)
    for p in _points(model, _typical, 3):
        x = _abscissa(model)
        forward, forward_slope = evaluate(model, x, p)
        backward, backward_slope = evaluate(model, -x[::-1], p)

        np.testing.assert_array_equal(forward, backward[::-1])
        np.testing.assert_array_equal(forward_slope, backward_slope[::-1])


@pytest.mark.parametrize("name", models.names())
def test_finite_everywhere_in_the_box(name: str) -> None:
    """No parameters inside the box give a NaN, an infinity or a warning."""
    model = models.get(name)
    x = _abscissa(model)[::6]
    for p in _points(model, _anywhere, 60):
        value, jacobian = evaluate(model, _inside(model, x, p), p)

        assert np.isfinite(value).all(), dict(zip(model.names, p, strict=True))
        assert np.isfinite(jacobian).all(), dict(zip(model.names, p, strict=True))


@pytest.mark.parametrize("name", models.names())
def test_shapes(name: str) -> None:
    """One point, many points and none: value (n,), jacobian (n, parameters)."""
    model = models.get(name)
    p = model.vector({})
    for n in (0, 1, 7):
        value, jacobian = evaluate(model, _abscissa(model)[:n], p)

        assert (n,) == value.shape
        assert (n, p.size) == jacobian.shape


@pytest.mark.parametrize("name", models.names())
def test_points_do_not_know_each_other(name: str) -> None:
    """A value depends on its own field alone, not on the other points or their order."""
    model = models.get(name)
    p = _points(model, _typical, 1)[0]
    x = _inside(model, _abscissa(model), p)
    value, _ = evaluate(model, x, p)
    order = np.random.default_rng(1).permutation(x.size)
    scale = np.abs(value).max()

    np.testing.assert_allclose(value[order], evaluate(model, x[order], p)[0], rtol=1e-12, atol=1e-9 * scale)
    np.testing.assert_allclose(value[5:6], evaluate(model, x[5:6], p)[0], rtol=1e-6, atol=1e-6 * scale)


@pytest.mark.parametrize("name", models.names())
def test_jacobian_is_the_derivative(name: str) -> None:
    """Each column of the jacobian is the derivative of the value, by differences of eighth order."""
    model = models.get(name)
    weights = {1: 4.0 / 5.0, 2: -1.0 / 5.0, 3: 4.0 / 105.0, 4: -1.0 / 280.0}
    tolerance = float(model.extra.get("jacobian_tolerance", 1e-8))
    numerical = bool(model.extra.get("numerical"))
    for p in _points(model, _typical, 3):
        x = _inside(model, _abscissa(model)[1 :: 5 if numerical else 1], p)
        value, jacobian = evaluate(model, x, p)
        scale = np.abs(value).max()
        for k, q in enumerate(model.parameters):
            h = float(model.extra.get("difference_step", 4e-3)) * abs(p[k])
            if not q.lower <= p[k] - 4 * h < p[k] + 4 * h <= q.upper:
                continue
            quotient = np.zeros(x.size)
            for i, w in weights.items():
                for sign in (1.0, -1.0):
                    shifted = p.copy()
                    shifted[k] += sign * i * h
                    quotient += sign * w / h * evaluate(model, x, shifted)[0]
            error = np.abs(quotient - jacobian[:, k]) * abs(p[k])

            assert error.max() <= tolerance * max(scale, np.abs(jacobian[:, k] * p[k]).max()), (
                name,
                q.name,
                p,
            )


@pytest.mark.parametrize("name", models.names())
def test_call_by_name_is_evaluate(name: str) -> None:
    """Calling a model with named parameters gives what the fit sees, shaped like the field."""
    model = models.get(name)
    x = _abscissa(model)[1:7]
    values = {q.name: q.default for q in model.parameters}

    assert (2, 3) == model(x.reshape(2, 3), **values).shape
    np.testing.assert_array_equal(evaluate(model, x, model.vector(values))[0], model(x, **values))


@pytest.mark.parametrize("name", models.names("field"))
def test_no_number_where_there_is_none(name):
    """A rate of zero or infinity gives a finite curve or an error, a negative one always an error."""
    model = models.get(name)
    B = np.array([-0.1, 0.0, 0.3])
    for row in model.parameters:
        if row.kind != "rate":
            continue
        with pytest.raises(ConfigError, match=row.name):
            model(B, **{row.name: -1e-3})
        for value in (0.0, np.inf):
            try:
                found = model(B, **{row.name: value})
            except ConfigError as error:
                assert row.name in str(error)
            else:
                assert np.isfinite(found).all()
