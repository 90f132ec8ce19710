"""From rows to sweeps: directions, temperatures, pieces, runs over temperature."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit.loaders.recording import HallRows, Recording
from hlnfit.loaders.split import split
from hlnfit.sweep import Source, SweepSet


def _split(B: np.ndarray, T: np.ndarray | float = 2.0, **rest: object) -> SweepSet:
    T = np.broadcast_to(np.asarray(T, dtype=float), B.shape).copy()
    lines = np.arange(1, B.size + 1)
    recording = Recording(B=B, T=T, R_xx=1000.0 + B**2, lines=lines, **rest)  # type: ignore[arg-type]
    return split(recording, Source(file="film.dat"))


def test_an_up_and_a_down_sweep() -> None:
    """The turning point belongs to the run that led to it; no row is lost or doubled."""
    B = np.concatenate([np.linspace(-1, 1, 41), np.linspace(0.95, -1, 40)])
    up, down = _split(B)
    assert ("up", 41, (1, 41)) == (up.direction, len(up), up.source.rows)
    assert ("down", 40, (42, 81)) == (down.direction, len(down), down.source.rows)


def test_a_hysteresis_loop_from_zero_is_three_sweeps() -> None:
    """0 to 9, to -9, to 9 T."""
    B = np.concatenate([np.linspace(0, 9, 30), np.linspace(8.7, -9, 60), np.linspace(-8.7, 9, 60)])
    assert ["up", "down", "up"] == [s.direction for s in _split(B)]


@pytest.mark.parametrize("noise", [0.0, 1e-4, 2e-3, 1e-2])
def test_field_jitter_does_not_cut_a_sweep(noise: float) -> None:
    """Set-point noise of twice the field step leaves two sweeps two sweeps."""
    rng = np.random.default_rng(7)
    B = np.concatenate([np.linspace(-1, 1, 401), np.linspace(1, -1, 401)]) + rng.normal(0.0, noise, 802)
    found = _split(B)
    assert ["up", "down"] == [s.direction for s in found]
    assert 802 == sum(len(s) for s in found) + sum(p.n_points for p in found.pieces)


def test_temperatures_split_at_the_turning_point() -> None:
    """The row at the turning point that already has the next temperature goes with the next sweep."""
    B = np.concatenate([np.linspace(-1, 1, 101), [1.0001], np.linspace(0.98, -1, 100)])
    T = np.concatenate([np.full(101, 2.0), np.full(101, 2.1)])
    first, second = _split(B, T)
    assert (101, 101) == (len(first), len(second))
    assert 2.0 == first.temperature
    assert 2.1 == second.temperature


def test_same_field_runs_at_several_temperatures() -> None:
    """0 to 9 T at 2, 5 and 10 K without the way back are three sweeps."""
    B = np.tile(np.linspace(0, 9, 46), 3)
    found = _split(B, np.repeat([2.0, 5.0, 10.0], 46))
    assert [2.0, 5.0, 10.0] == [s.temperature for s in found]
    assert [46, 46, 46] == [len(s) for s in found]
    assert () == found.pieces


def test_a_drifting_sweep_stays_one() -> None:
    """A drift of 1 K during a sweep is judged later, not cut."""
    (sweep,) = _split(np.linspace(-9, 9, 181), np.linspace(2.0, 3.0, 181))
    assert 181 == len(sweep)


def test_field_jitter_at_the_end_is_a_piece() -> None:
    """Rows at rest after a sweep are listed and not fitted."""
    rng = np.random.default_rng(4)
    rest = 5.0 + rng.normal(0.0, 3e-6, 40)
    found = _split(np.concatenate([np.linspace(-5, 5, 91), rest]), 50.0)
    assert 1 == len(found)
    assert 1 == len(found.pieces)
    assert "rests at 5" in found.pieces[0].reason
    assert found.pieces[0].n_points >= 39


def test_readings_at_the_turning_point_are_a_piece() -> None:
    """Eight readings while the magnet turns round are no part of either sweep; its ends keep one each."""
    rng = np.random.default_rng(6)
    up, down = np.linspace(-1, 1, 101), np.linspace(1, -1, 101)
    wait = 1.0 + rng.normal(0.0, 3e-6, 8)
    found = _split(np.concatenate([up, wait, down]) + rng.normal(0.0, 1e-5, 210))
    assert ["up", "down"] == [s.direction for s in found]
    assert [101, 101] == [len(s) for s in found]
    assert [8] == [p.n_points for p in found.pieces]


def test_a_pause_or_a_dense_center_stays_in_the_sweep() -> None:
    """Thirty readings at zero field in passing, or steps of 20 microtesla there, are points like others."""
    halves = np.linspace(-9, -0.1, 90), np.linspace(0.1, 9, 90)
    for center in (np.zeros(30), np.linspace(-1e-3, 1e-3, 101)):
        (sweep,) = _split(np.concatenate([halves[0], center, halves[1]]))
        assert 180 + center.size == len(sweep)


def test_a_short_run_is_a_piece() -> None:
    """Five rows back from the turning point are too few."""
    found = _split(np.concatenate([np.linspace(-1, 1, 41), np.linspace(0.9, 0.5, 5)]))
    assert 1 == len(found)
    assert "only 5 points" in found.pieces[0].reason


def test_a_small_run_is_a_piece_and_a_zoom_is_a_sweep() -> None:
    """Twelve rows over 2 % of the range are a piece; a steady zoom into low field is a sweep."""
    wide = np.linspace(-9, 9, 181)
    found = _split(np.concatenate([wide, np.linspace(8.97, 8.7, 12)]))
    assert 1 == len(found)
    assert "of the field range" in found.pieces[0].reason
    zoom = _split(np.concatenate([wide, np.linspace(-0.1, 0.1, 101)]))
    assert [181, 101] == [len(s) for s in zoom]


def test_cooling_at_zero_field_is_a_run_over_temperature() -> None:
    """300 to 2 K with the field jittering around 50 microtesla is one R(T) sweep."""
    rng = np.random.default_rng(5)
    (sweep,) = _split(5e-5 + rng.normal(0, 1e-5, 150), np.linspace(300, 2, 150))
    assert ("temperature", "down", 150) == (sweep.axis, sweep.direction, len(sweep))


def test_cooling_and_warming_at_nine_tesla_are_two_runs() -> None:
    """A run over temperature is cut where the temperature turns."""
    T = np.concatenate([np.linspace(300, 2, 100), np.linspace(4, 300, 100)])
    found = _split(np.full(200, 9.0), T)
    assert [("temperature", "down"), ("temperature", "up")] == [(s.axis, s.direction) for s in found]


def test_a_cooldown_between_two_field_sweeps() -> None:
    """Field sweep at 20 K, cooling at rest, field sweep at 2 K: three sweeps on two axes."""
    B = np.concatenate([np.linspace(-9, 9, 91), np.full(60, 9.0), np.linspace(9, -9, 91)])
    T = np.concatenate([np.full(91, 20.0), np.linspace(20, 2, 60), np.full(91, 2.0)])
    found = _split(B, T)
    assert ["field", "temperature", "field"] == [s.axis for s in found]
    assert 20.0 == found[0].temperature
    assert 2.0 == found[2].temperature


def test_two_temperatures_at_rest_are_no_run() -> None:
    """One reading at 90 K and twenty near 119 K at constant field are no R(T) run (a real file)."""
    found = _split(np.full(23, 9.0), np.r_[90.0, np.linspace(116.4, 119.8, 22)])
    assert 0 == len(found)
    assert "the field rests at 9 T" == found.pieces[0].reason


def test_a_weak_field_sweep_is_no_temperature_run() -> None:
    """A sweep over 1 mT at a constant temperature is a field sweep."""
    (sweep,) = _split(np.linspace(-5e-4, 5e-4, 101), 0.02)
    assert "field" == sweep.axis


def test_gate_steps_end_a_sweep() -> None:
    """Three gate voltages in one column file give three sweeps with their gate."""
    gate = np.repeat([-1.0, 0.0, 1.0], 41)
    found = _split(np.tile(np.linspace(-1, 1, 41), 3), 2.0, steps={"gate_V": gate})
    assert [-1.0, 0.0, 1.0] == [s.conditions["gate_V"] for s in found]


def test_alternating_hall_rows_are_interpolated_in_field() -> None:
    """R_xy read half a step later lands on the R_xx rows at their field, not at their time."""
    B = np.linspace(-1, 1, 41)
    hall_B = B + 0.02
    lines = np.arange(41) * 2 + 1
    recording = Recording(
        B=B,
        T=np.full(41, 2.0),
        R_xx=np.full(41, 100.0),
        lines=lines,
        hall=HallRows(hall_B, np.full(41, 2.0), 7.0 * hall_B, lines + 1),
    )
    (sweep,) = split(recording, Source())
    assert sweep.R_xy is not None
    assert 7.0 * B[1:] == pytest.approx(sweep.R_xy[1:])


def test_hall_rows_of_the_next_temperature_stay_out() -> None:
    """At a turning point the Hall reading of the other temperature is not used."""
    B = np.concatenate([np.linspace(-1, 1, 41), np.linspace(1, -1, 41)])
    T = np.repeat([2.0, 3.0], 41)
    lines = np.arange(82) * 2 + 1
    hall = HallRows(B, T, np.where(T < 2.5, 1.0, 5.0), lines + 1)
    recording = Recording(B=B, T=T, R_xx=np.ones(82), lines=lines, hall=hall)
    first, second = split(recording, Source())
    assert {1.0} == set(first.R_xy)  # type: ignore[arg-type]
    assert {5.0} == set(second.R_xy)  # type: ignore[arg-type]


def test_comments_go_with_their_rows() -> None:
    """A comment of the instrument is kept with its line in the sweep it belongs to."""
    B = np.concatenate([np.linspace(-1, 1, 41), np.linspace(0.95, -1, 40)])
    up, down = _split(B, 2.0, comments=((10, "compliance"), (60, "helium fill")))
    assert ("line 10: compliance",) == up.quality
    assert ("line 60: helium fill",) == down.quality
