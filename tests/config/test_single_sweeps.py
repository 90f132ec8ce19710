"""Settings for single sweeps."""

from __future__ import annotations

import numpy as np

from hlnfit.config import Config
from hlnfit.config.single_sweeps import spread, window
from hlnfit.curve import Magnetoconductance
from hlnfit.sweep import Source, Sweep, SweepSet


def made(entries: list[dict], fix: dict | None = None):
    """Spread settings over two curves: one of sweeps 0 and 1 at 2 K, one of sweep 2 at 4 K."""
    B = np.linspace(-1.0, 1.0, 5)
    sweeps = SweepSet(tuple(Sweep(B, np.ones(5), np.full(5, T)) for T in (2.0, 2.0, 4.0)))
    curves = [
        Magnetoconductance(B, B, temperature=T, source=Source(numbers=n))
        for T, n in ((2.0, (0, 1)), (4.0, (2,)))
    ]
    return spread(Config(sweep=entries).sweep, fix or {}, curves, sweeps)


def test_a_curve_is_meant_where_one_of_its_sweeps_is():
    """Directions that were merged are one curve with the numbers of both."""
    settings = made([{"match": "1", "b_max": "300mT", "odd": "none"}])

    assert [{"b_max": 0.3, "odd": "none"}, {}] == settings.each


def test_what_is_held_everywhere_stays_held_elsewhere():
    """A value for one sweep does not free the parameter in the others."""
    settings = made([{"match": "T=4K", "fix": {"alpha": -1.0}}], {"alpha": -0.5})

    assert {"alpha": {0: -0.5, 1: -1.0}} == settings.fix


def test_what_is_held_in_one_sweep_is_free_in_the_others():
    """Only the sweeps that are meant get the value."""
    settings = made([{"match": "T=4K", "fix": {"alpha": -1.0}}])

    assert {"alpha": {1: -1.0}} == settings.fix


def test_later_entries_win_and_unmatched_ones_are_told():
    """The order in the config decides; a match without a sweep is not passed over in silence."""
    settings = made(
        [{"match": "0", "odd": "none"}, {"match": "0", "odd": "linear"}, {"match": "9", "odd": "none"}]
    )

    assert "linear" == settings.each[0]["odd"]
    assert ["9"] == settings.unmatched


def test_window_in_tesla():
    """5 kOe are 0.5 T; auto stays a word."""
    assert 0.5 == window("5 kOe")
    assert "auto" == window("auto")
