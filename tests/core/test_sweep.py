"""Sweeps hold read-only SI arrays of one length."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest

from hlnfit.errors import LoadError
from hlnfit.sweep import Piece, Problem, Source, Sweep, SweepSet, readonly


def sweep(**rest) -> Sweep:
    """Return a short sweep."""
    values = {"B": [-1, 0, 1], "R_xx": [101.0, 100.0, 101.0], "T": [4.2, 4.3, 4.1], **rest}
    return Sweep(**values)


def test_arrays_are_read_only_copies():
    """Nothing done to the caller's array or to the sweep's reaches the numbers inside."""
    field = np.array([-1.0, 0.0, 1.0])
    made = sweep(B=field)
    field[0] = 9.0

    assert [-1.0, 0.0, 1.0] == made.B.tolist()
    assert all(a.dtype == np.float64 for a in (made.B, made.R_xx, made.T))
    for array in (made.B, made.R_xx, made.T):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0.0


def test_attributes_are_frozen():
    """A sweep cannot be given another array or condition."""
    made = sweep(conditions={"gate_V": -2.0})

    with pytest.raises(AttributeError):
        made.B = made.R_xx  # type: ignore[misc]
    with pytest.raises(TypeError):
        made.conditions["gate_V"] = 0.0  # type: ignore[index]


@pytest.mark.parametrize("name", ["R_xx", "T", "R_xy", "R_xx_std"])
def test_lengths_agree(name: str):
    """An array of another length than B is refused with its name."""
    with pytest.raises(ValueError, match=f"{name} has 2 points, B has 3"):
        sweep(**{name: [1.0, 2.0]})


def test_only_one_dimension():
    """A matrix is no sweep."""
    with pytest.raises(ValueError, match="one-dimensional"):
        readonly(np.zeros((2, 2)))


def test_temperature_is_the_median_of_what_is_known():
    """A spike of the thermometer or a missing reading does not move it; unknown is NaN."""
    assert pytest.approx(4.2) == sweep(T=[4.2, np.nan, 300.0]).take([0, 1]).temperature
    assert pytest.approx(4.2) == sweep(T=[4.2, 4.2, 300.0]).temperature
    assert math.isnan(sweep(T=[np.nan] * 3).temperature)


def test_take_keeps_columns_together():
    """Chosen rows are chosen in every column, by mask or by index."""
    made = sweep(R_xy=[-1.0, 0.0, 1.0], R_xx_std=[0.1, 0.2, 0.3])

    kept = made.take(np.array([True, False, True]))

    assert 2 == len(kept)
    assert [-1.0, 1.0] == kept.B.tolist()
    assert [-1.0, 1.0] == kept.R_xy.tolist()
    assert [0.1, 0.3] == kept.R_xx_std.tolist()
    assert kept.B.tolist() == made.take(np.array([0, 2])).B.tolist()
    assert made.take(np.array([0])).source == made.source


def test_sweep_travels():
    """A sweep can be sent to another process with all that is known of it."""
    made = sweep(conditions={"gate_V": -2.0}, source=Source("a.dat", columns={"field": "Field (Oe)"}))

    there = pickle.loads(pickle.dumps(made))

    assert made.B.tolist() == there.B.tolist()
    assert made.conditions == there.conditions
    assert made.source == there.source


def test_set_is_a_sequence():
    """Sweeps are counted, walked through and cut; a cut keeps the record of problems."""
    problem = Problem("b.dat", LoadError("the file is empty", file="b.dat"))
    piece = Piece("a.dat", (1, 2), 2, 0.0, 0.01, 4.2, "2 points")
    sweeps = SweepSet((sweep(), sweep(T=[2.0] * 3)), (piece,), (problem,))

    assert 2 == len(sweeps)
    assert [4.2, 2.0] == [s.temperature for s in sweeps]
    assert 2.0 == sweeps[-1].temperature
    assert isinstance(sweeps[1:], SweepSet)
    assert (problem,) == sweeps[1:].problems
    assert "b.dat: the file is empty." == problem.message


def test_sets_add_up():
    """Two sets make one, with the pieces and problems of both."""
    problem = Problem("b.dat", LoadError("the file is empty"))

    total = SweepSet((sweep(),)) + SweepSet((sweep(),), problems=(problem,))

    assert 2 == len(total)
    assert (problem,) == total.problems
