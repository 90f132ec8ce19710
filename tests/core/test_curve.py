"""A reduced curve keeps what is finite, says where its errors are from and cannot be changed."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hlnfit.curve import Magnetoconductance
from hlnfit.errors import FitError


def test_from_two_arrays():
    """Field and conductance are enough; errors are then estimated by the fit."""
    curve = Magnetoconductance([-1, 0, 1], [1e-6, 0.0, 1e-6])

    assert 3 == len(curve)
    assert np.float64 == curve.B.dtype
    assert curve.error is None
    assert "estimated" == curve.errors
    assert [0, 0, 0] == curve.group.tolist()
    assert curve.two_sided


def test_given_errors():
    """Errors that are given are used as given; one number stands for all points."""
    curve = Magnetoconductance([0, 1], [0.0, 1e-6], 2e-8)

    assert "given" == curve.errors
    assert [2e-8, 2e-8] == curve.error.tolist()
    assert "instrument" == Magnetoconductance([0, 1], [0, 1], [1, 2], errors="instrument").errors


def test_points_that_are_not_finite_are_left_out():
    """A missing reading takes its field, error and group along."""
    curve = Magnetoconductance(
        [0.0, 1.0, np.nan, 3.0], [0.0, np.inf, 1.0, 3.0], [1.0, 2.0, 3.0, 4.0], group=[0, 0, 1, 1]
    )

    assert [0.0, 3.0] == curve.B.tolist()
    assert [0.0, 3.0] == curve.dsigma.tolist()
    assert [1.0, 4.0] == curve.error.tolist()
    assert [0, 1] == curve.group.tolist()


@pytest.mark.parametrize("error", [0.0, -1e-8, np.nan])
def test_errors_are_positive(error: float):
    """A standard error of zero would be an infinite weight."""
    with pytest.raises(FitError, match="not positive"):
        Magnetoconductance([0.0, 1.0], [0.0, 1.0], [1.0, error])


def test_shapes_agree():
    """Arrays of different length, matrices and a group of another length are refused in words."""
    with pytest.raises(FitError, match=r"B has shape \(2,\) and dsigma has shape \(3,\)"):
        Magnetoconductance([0.0, 1.0], [0.0, 1.0, 2.0])
    with pytest.raises(FitError, match="one-dimensional"):
        Magnetoconductance(np.zeros((2, 2)), np.zeros((2, 2)))
    with pytest.raises(FitError, match="group has shape"):
        Magnetoconductance([0.0, 1.0], [0.0, 1.0], group=[0])


def test_unknown_attribute_is_refused():
    """A misspelled attribute is not swallowed."""
    with pytest.raises(TypeError, match="no attribute temprature"):
        Magnetoconductance([0.0], [0.0], temprature=4.2)


def test_read_only():
    """Neither arrays nor attributes nor mappings can be changed."""
    curve = Magnetoconductance([0.0, 1.0], [0.0, 1.0], 1.0, conditions={"gate_V": 1.0})

    for array in (curve.B, curve.dsigma, curve.error, curve.group):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    with pytest.raises(AttributeError):
        curve.sigma0 = 1.0  # type: ignore[misc]
    with pytest.raises(TypeError):
        curve.conditions["gate_V"] = 0.0  # type: ignore[index]


def test_window_is_symmetric():
    """A window keeps both signs of the field up to and with its edge."""
    curve = Magnetoconductance([-2.0, -1.0, 0.5, 1.0, 2.0], np.arange(5.0), np.ones(5))

    inside = curve.window(1.0)

    assert [-1.0, 0.5, 1.0] == inside.B.tolist()
    assert [1.0, 2.0, 3.0] == inside.dsigma.tolist()
    assert "given" == inside.errors


def test_one_sided():
    """A curve that only touches zero is one-sided."""
    assert not Magnetoconductance([0.0, 1.0], [0.0, 1.0]).two_sided
    assert not Magnetoconductance([], []).two_sided


def test_curve_travels():
    """A curve can be sent to another process with all that is known of it."""
    curve = Magnetoconductance([0.0, 1.0], [0.0, 1.0], temperature=4.2, measures={"drift_K": 0.1})

    there = pickle.loads(pickle.dumps(curve))

    assert curve.B.tolist() == there.B.tolist()
    assert 4.2 == there.temperature
    assert curve.measures == there.measures


@given(st.lists(st.tuples(st.floats(), st.floats()), max_size=20))
def test_whatever_goes_in_finite_comes_out(points: list[tuple[float, float]]):
    """No value that is not finite is left, and the order is kept."""
    field, value = np.array(points).reshape(-1, 2).T

    curve = Magnetoconductance(field, value)

    finite = np.isfinite(field) & np.isfinite(value)
    assert field[finite].tolist() == curve.B.tolist()
    assert value[finite].tolist() == curve.dsigma.tolist()
