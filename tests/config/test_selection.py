"""Selections: which sweeps the words of the user mean."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit.config import Selection
from hlnfit.config.selection import choose
from hlnfit.errors import ConfigError
from hlnfit.sweep import Sweep, SweepSet


def sweep(T: float, gate: float | None = None, direction: str = "up") -> Sweep:
    """Return a short sweep at a temperature (K) and a gate voltage (V)."""
    B = np.linspace(-1.0, 1.0, 5)
    conditions = {} if gate is None else {"gate_V": gate}
    return Sweep(B, np.ones(5), np.full(5, T), direction=direction, conditions=conditions)


SWEEPS = SweepSet(
    (
        sweep(1.5, -2.0, "down"),
        sweep(1.5, 3.0),
        sweep(2.003, -2.0),
        sweep(4.2, -2.0),
        sweep(10.02, 3.0),
        sweep(float("nan"), -2.0),
    )
)


def chosen(text: str) -> list[int]:
    """Return the numbers of the sweeps that are meant."""
    selection = Selection.parse(text)
    return [k for k, s in enumerate(SWEEPS) if selection.matches(k, s)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0", [0]),
        ("0,3..5", [0, 3, 4, 5]),
        ("T=4.2K", [3]),
        ("T=4.2", [3]),
        ("T=4200mK", [3]),
        ("T=2K", [2]),  # within 1 %
        ("T=2..10K", [2, 3, 4]),
        ("T=2K..10K", [2, 3, 4]),
        ("T=10..2K", [2, 3, 4]),
        ("T=300mK..2K", [0, 1, 2]),
        ("T=..2K", [0, 1, 2]),
        ("T=4K..", [3, 4]),
        ("T=1.5K,T=4.2K", [0, 1, 3]),
        ("gate_V=-2", [0, 2, 3, 5]),
        ("gate_V=-2V", [0, 2, 3, 5]),
        ("gate=-2000mV", [0, 2, 3, 5]),
        ("gate_V=-3..0", [0, 2, 3, 5]),
        ("T=1.5K,gate_V=3", [1]),
        ("direction=down", [0]),
        ("tilt_deg=0", []),
    ],
)
def test_what_is_meant(text, numbers):
    """Alternatives of one kind add up, different kinds must hold together."""
    assert numbers == chosen(text)


@pytest.mark.parametrize(
    "text", ["", ",", "cold", "T=", "T=cold", "T=1..2..3K", "T=2m", "direction=left", "-1", "T=4 apples"]
)
def test_what_cannot_be_understood(text):
    """A selection that means nothing is refused with examples, never taken for all sweeps."""
    with pytest.raises(ConfigError):
        Selection.parse(text)


def test_choose_keeps_and_leaves_out():
    """select keeps, exclude leaves out."""
    left = choose(SWEEPS, Selection.parse("gate_V=-2"), Selection.parse("T=4.2K"))

    assert [1.5, 2.003] == [s.temperature for s in left][:2]
    assert 3 == len(left)


def test_nothing_left_lists_what_there_is():
    """The error names the temperatures to choose from."""
    with pytest.raises(ConfigError, match=r"1\.5, 2, 4\.2, 10 K"):
        choose(SWEEPS, Selection.parse("T=77K"), None)
