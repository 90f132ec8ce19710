"""Turning points, rests, jumps and steps of measured series."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit.loaders.turning import (
    jitter,
    jumps,
    level_steps,
    rests,
    temperature_steps,
    turning_points,
)


def test_a_triangle_turns_at_its_extremes() -> None:
    """Up, down, up turns twice, at the highest and at the lowest row."""
    B = np.concatenate([np.linspace(-1, 1, 21), np.linspace(0.9, -1, 20), np.linspace(-0.9, 1, 20)])
    assert [20, 40] == turning_points(B, 0.05)


@pytest.mark.parametrize("seed", range(5))
def test_noise_below_the_threshold_turns_nothing(seed: int) -> None:
    """A field that jitters by more than its step is still one sweep."""
    rng = np.random.default_rng(seed)
    B = np.linspace(-1, 1, 400) + rng.normal(0.0, 0.01, 400)
    assert [] == turning_points(B, 0.1)


def test_jitter_is_the_noise_of_a_ramp() -> None:
    """Second differences see the noise and not the ramp."""
    rng = np.random.default_rng(1)
    B = np.linspace(-1, 1, 5000) + rng.normal(0.0, 1e-3, 5000)
    assert 1e-3 == pytest.approx(jitter(B), rel=0.1)
    assert 0.0 == pytest.approx(jitter(np.linspace(-1, 1, 50)), abs=1e-12)


def test_a_field_at_rest_is_found_between_two_runs() -> None:
    """Thirty rows at -1 T between a run down and a run up are a rest."""
    B = np.concatenate([np.linspace(1, -1, 41), np.full(30, -1.0), np.linspace(-1, 1, 41)])
    ((start, stop),) = rests(B, 1e-5)
    assert (40, 72) == (start, stop)


def test_a_slow_noisy_sweep_does_not_rest() -> None:
    """Many rows within the noise of the field reading are no rest while the field goes on."""
    rng = np.random.default_rng(2)
    B = np.linspace(-0.025, 0.025, 2000) + rng.normal(0.0, 2e-4, 2000)
    assert [] == rests(B, 4.0 * jitter(B))


def test_a_dense_center_does_not_rest() -> None:
    """Steps of 0.5 mT near zero field and of 0.5 T outside are one sweep without a rest."""
    B = np.concatenate([np.arange(-9, -0.1, 0.5), np.arange(-0.05, 0.05, 5e-4), np.arange(0.5, 9.1, 0.5)])
    assert [] == rests(B, 1e-5 * np.ptp(B))


def test_a_jump_back_begins_anew() -> None:
    """0 to 9 T, and again from 0: the row after the jump begins the second run."""
    B = np.tile(np.linspace(0, 9, 31), 2)
    assert [31] == jumps(B)


def test_a_gap_in_a_sweep_is_no_jump() -> None:
    """Missing rows in the direction of the sweep do not end it."""
    B = np.concatenate([np.linspace(-9, -4, 20), np.linspace(1, 9, 20)])
    assert [] == jumps(B)


def test_temperature_steps_are_found_in_noise() -> None:
    """Steps from 2.0 to 2.1 to 2.2 K with 0.5 mK noise (a real file) are found at the right rows."""
    rng = np.random.default_rng(3)
    T = np.repeat([2.0, 2.1, 2.2], 100) + rng.normal(0.0, 5e-4, 300)
    assert [100, 200] == temperature_steps(T)


def test_a_drift_is_no_step() -> None:
    """A temperature that settles from 2.05 to 2.00 K, read every second row, does not split the sweep."""
    T = np.concatenate([np.repeat([2.0519, 2.0307, 2.013, 2.0009], 2), np.full(80, 1.9998)])
    assert [] == temperature_steps(T)
    assert [] == temperature_steps(np.linspace(2.0, 3.0, 100))


def test_a_single_glitch_of_the_thermometer_is_no_step() -> None:
    """One wrong reading does not end a sweep."""
    T = np.full(100, 4.2)
    T[50] = 7.0
    assert [] == temperature_steps(T)


def test_unknown_temperatures_have_no_steps() -> None:
    """NaN temperatures give no steps and no warning."""
    assert [] == temperature_steps(np.full(50, np.nan))


def test_gate_levels_are_told_from_a_gate_ramp() -> None:
    """A gate that is held at three levels steps twice; a ramped gate has no levels."""
    assert [50, 100] == level_steps(np.repeat([-1.0, 0.0, 1.0], 50))
    assert [] == level_steps(np.linspace(-1, 1, 150))
