"""Blocks of random work: order, stopping, independence of the number of workers."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from hlnfit.errors import ConfigError
from hlnfit.simulation.blocks import FEWEST_BLOCKS, averaged, blocks_for, checked_precision, run_blocks


def normal_block(seeds):
    """Return ten normal numbers."""
    return np.random.default_rng(seeds).normal(size=10)


def until(precision):
    """Return a stopping rule."""
    return lambda samples: blocks_for(precision, averaged(samples))


def test_threads_give_the_serial_result():
    """Serial and threaded runs take the same blocks in the same order and stop at the same one."""
    arguments = {"seed": 7, "needed": until(0.1), "max_blocks": 400}
    serial = run_blocks(normal_block, **arguments)
    with ThreadPoolExecutor(3) as threads:
        threaded = run_blocks(normal_block, executor=threads, **arguments)

    assert FEWEST_BLOCKS < len(serial) < 400
    assert np.array_equal(serial, threaded)


def test_another_seed_gives_other_numbers():
    """Two seeds share nothing; one seed repeats itself."""
    first, again, other = (
        run_blocks(normal_block, seed=seed, needed=until(10.0), max_blocks=16) for seed in (1, 1, 2)
    )

    assert np.array_equal(first, again)
    assert not np.any(np.isin(first, other))


def test_stops_at_the_wanted_precision():
    """The standard error of the mean of unit normals ends just below what was asked for."""
    samples = run_blocks(normal_block, seed=3, needed=until(0.08), max_blocks=10_000)
    estimate = averaged(samples)

    assert len(samples) == estimate.blocks
    assert np.max(estimate.error) <= 0.08
    # Ten components of variance 1: the worst of them needs about 1 / 0.08^2 = 156 blocks.
    assert 130 < estimate.blocks < 300
    assert np.all(np.abs(estimate.value) < 4 * estimate.error)


def test_stops_at_the_largest_number_of_blocks():
    """An unreachable precision ends at max_blocks."""
    assert 20 == len(run_blocks(normal_block, seed=3, needed=until(1e-9), max_blocks=20))


def test_progress_counts_every_block():
    """Progress is told after each block, and at the end both numbers are equal."""
    told = []
    run_blocks(
        normal_block, seed=0, needed=until(0.2), max_blocks=50, progress=lambda *seen: told.append(seen)
    )

    assert list(range(1, len(told) + 1)) == [done for done, _ in told]
    assert told[-1][0] == told[-1][1]


def test_standard_error_of_the_mean():
    """Blocks 1, 2, 3, 4 have mean 5/2 and standard error sqrt(5/3)/2."""
    estimate = averaged([np.array([float(k)]) for k in (1, 2, 3, 4)])

    assert 2.5 == estimate.value[0]
    assert np.sqrt(5 / 3) / 2 == pytest.approx(estimate.error[0])
    assert not estimate.value.flags.writeable


@pytest.mark.parametrize(("precision", "blocks"), [(0.0, 100), (float("nan"), 100), (0.1, 1)])
def test_impossible_requests_are_refused(precision, blocks):
    """A precision of zero, or a single block, allows no honest standard error."""
    with pytest.raises(ConfigError):
        checked_precision(precision, blocks)


def test_negative_seed_is_refused():
    """Seeds are whole numbers from zero."""
    with pytest.raises(ConfigError, match="seed"):
        run_blocks(normal_block, seed=-1, needed=until(1.0), max_blocks=20)
