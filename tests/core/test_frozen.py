"""A mapping that cannot be changed, but pickled."""

from __future__ import annotations

import copy
import pickle

import pytest

from hlnfit.frozen import FrozenMapping


def test_it_is_a_copy_that_cannot_be_changed():
    """A change of the origin does not show, and there is no way to assign."""
    origin = {"gate_V": 1.0}
    frozen = FrozenMapping(origin)
    origin["gate_V"] = 2.0

    assert {"gate_V": 1.0} == frozen
    assert 1 == len(frozen)
    assert "{'gate_V': 1.0}" == repr(frozen)
    with pytest.raises(TypeError):
        frozen["gate_V"] = 2.0  # type: ignore[index]


def test_it_travels():
    """Pickled or copied it is the same."""
    frozen = FrozenMapping({"gate_V": 1.0})

    assert frozen == pickle.loads(pickle.dumps(frozen))
    assert frozen == copy.deepcopy(frozen)
