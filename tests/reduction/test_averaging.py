from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from hlnfit.errors import FitError
from hlnfit.reduction.averaging import average

B = np.linspace(-0.025, 0.025, 101)
LAB = Path(os.environ.get("HLNFIT_LAB_DATA", Path(__file__).parents[3] / "shared" / "data"))


def signal(x: np.ndarray) -> np.ndarray:
    """A cusp."""
    return np.asarray(1.0 / (1.0 + (x / 0.004) ** 2))


def several(n: int, seed: int, noise: float = 0.3) -> list[np.ndarray]:
    """Return noisy sweeps of one signal on different levels."""
    rng = np.random.default_rng(seed)
    return [signal(B) + rng.normal(10.0, 2.0) + noise * rng.normal(size=B.size) for _ in range(n)]


@pytest.mark.parametrize("n", [3, 5, 12, 40])
def test_error_of_the_mean_is_its_scatter(n: int) -> None:
    """Means of n sweeps scatter about the truth, freed of their level, by their claimed errors."""
    chi2 = []
    for seed in range(60):
        mean = average([B] * n, several(n, seed))
        assert mean.error is not None
        rest = mean.mean - signal(B)
        chi2.append(np.mean(((rest - rest.mean()) / mean.error) ** 2))

    assert 1.0 == pytest.approx(np.mean(chi2), abs=0.12)


def test_level_is_no_error_of_the_shape() -> None:
    """Levels that differ by 20 % give a level error, and the shape keeps its small one."""
    mean = average([B] * 20, several(20, 0, noise=0.01))

    assert mean.error is not None
    assert 0.01 / np.sqrt(20) == pytest.approx(float(np.median(mean.error)), rel=0.2)
    assert 2.0 / np.sqrt(20) == pytest.approx(mean.level_error, rel=0.4)


def test_one_broken_sweep_is_left_out() -> None:
    """A sweep that jumped is found in all of 50 sets, and no honest one is lost in 99 of 100."""
    lost, missed = 0, 0
    for seed in range(50):
        sweeps = several(10, seed)
        sweeps[7] = sweeps[7] + np.where(B > 0.005, 6.0, 0.0)
        found = average([B] * 10, sweeps).broken
        missed += 7 not in found
        lost += len(set(found) - {7})

    assert 0 == missed
    assert lost <= 5


def test_sweep_that_was_stopped_is_left_out_with_the_range_kept() -> None:
    """A sweep of half the length does not shorten the grid; one filled with NaN neither."""
    fields, values = [B] * 6, several(6, 1)
    fields[2], values[2] = B[:40], values[2][:40]
    values[4] = np.where(np.arange(B.size) < 45, values[4], np.nan)

    mean = average(fields, values)

    assert (2, 4) == mean.broken
    np.testing.assert_allclose(B, mean.B)
    assert "sweep 2, 4" in " ".join(mean.log)


def test_broken_sweep_can_be_kept() -> None:
    """Asked to keep all, the mean is over all."""
    sweeps = several(6, 2)
    sweeps[0] = sweeps[0] + 50.0 * B / B.max()

    assert (0,) == average([B] * 6, sweeps).broken
    assert () == average([B] * 6, sweeps, keep_broken=True).broken


def test_three_sweeps_cannot_outvote_one() -> None:
    """With three sweeps nothing is left out: there is no telling which one is wrong."""
    sweeps = several(3, 2)
    sweeps[0] = sweeps[0] + 50.0 * B / B.max()

    assert () == average([B] * 3, sweeps).broken


def test_fields_that_do_not_agree_are_interpolated() -> None:
    """Sweeps in opposite directions with shifted fields are averaged at common ones, never by index."""
    fine = np.linspace(-0.025, 0.025, 501)
    shifted = fine + 4e-5

    mean = average([fine, shifted[::-1], fine], [signal(fine), signal(shifted[::-1]), signal(fine)])

    np.testing.assert_allclose(signal(mean.B), mean.mean, atol=2e-4)
    assert mean.B[0] >= shifted[0] and mean.B[-1] <= fine[-1]


def test_grid_of_the_user() -> None:
    """A given grid is used, and must lie inside every sweep."""
    mean = average([B, B], [signal(B), signal(B)], grid=[-0.01, 0.0, 0.01])

    assert [-0.01, 0.0, 0.01] == mean.B.tolist()
    with pytest.raises(FitError, match="grid inside"):
        average([B, B], [signal(B), signal(B)], grid=[-0.1, 0.1])


def test_a_single_sweep_has_no_error() -> None:
    """One sweep is its own mean, and nothing is known of its error."""
    mean = average([B], [signal(B)])

    assert mean.error is None
    np.testing.assert_allclose(signal(B), mean.mean)


def test_nothing_to_average() -> None:
    """No sweeps, empty sweeps and sweeps without a common range are refused."""
    with pytest.raises(FitError, match="0 arrays"):
        average([], [])
    with pytest.raises(FitError, match="fewer than two points"):
        average([[0.1]], [[1.0]])
    with pytest.raises(FitError, match="no range"):
        average([B, B + 1.0], [signal(B), signal(B)])


@pytest.mark.lab_data
@pytest.mark.skipif(not LAB.is_dir(), reason=f"no measurement files at {LAB}")
def test_broken_sweep_of_a_real_gate_map() -> None:
    """Row 11 of the base-temperature map of twisted bilayer graphene was stopped partway: it is left out."""
    path = LAB / "tbg_wse2" / "W5_10nA_-2Vbg_baseT_40-39.txt"
    R = np.loadtxt(path) / 10e-9
    field = np.linspace(-0.025, 0.025, R.shape[1])

    mean = average([field] * len(R), 1.0 / R)

    assert (11,) == mean.broken
    assert mean.error is not None
