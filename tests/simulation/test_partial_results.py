"""Partial results on disk: a run that was stopped goes on, and ends with the same bits."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from hlnfit import simulation
from hlnfit.errors import ConfigError, OutputError
from hlnfit.simulation import partial_results
from hlnfit.simulation.blocks import averaged, blocks_for, run_blocks
from hlnfit.simulation.partial_results import fingerprint, found_in, read, write


def shifted_block(seeds, *, shift):
    """Return three normal numbers about ``shift``."""
    return shift + np.random.default_rng(seeds).normal(size=3)


def until(precision):
    """Return a stopping rule."""
    return lambda samples: blocks_for(precision, averaged(samples))


class Stopped(BaseException):
    """What Ctrl-C raises."""


def stop_at(block):
    """Return a progress function that stops the run."""

    def progress(done, total):
        if done == block:
            raise Stopped

    return progress


def test_a_stopped_run_goes_on(tmp_path):
    """Stopped between two writings and run again, a run ends with the same blocks."""
    job = partial(shifted_block, shift=2.0)
    rest = {"seed": 5, "needed": until(0.1), "max_blocks": 1000}
    whole = run_blocks(job, **rest)
    with pytest.raises(Stopped):
        run_blocks(job, **rest, checkpoint=tmp_path, progress=stop_at(60))
    resumed = run_blocks(job, **rest, checkpoint=tmp_path)

    assert len(whole) > 80
    assert np.array_equal(whole, resumed)
    assert np.array_equal(whole, read(found_in(tmp_path)[0]))


def test_kept_blocks_are_not_computed_again(tmp_path):
    """A second run of the same job calls nothing, even where it asks for a coarser precision."""
    calls = []

    def counted(seeds, *, shift):
        calls.append(seeds.spawn_key)
        return shifted_block(seeds, shift=shift)

    job = partial(counted, shift=1.0)
    fine = run_blocks(job, seed=5, needed=until(0.1), max_blocks=1000, checkpoint=tmp_path)
    assert len(calls) == len(fine)
    coarse = run_blocks(job, seed=5, needed=until(0.2), max_blocks=1000, checkpoint=tmp_path)
    finer = run_blocks(job, seed=5, needed=until(0.08), max_blocks=1000, checkpoint=tmp_path)

    assert len(coarse) < len(fine) < len(finer) == len(calls)
    assert np.array_equal(run_blocks(job, seed=5, needed=until(0.2), max_blocks=1000), coarse)


@pytest.mark.parametrize(
    "other",
    [
        (partial(shifted_block, shift=2.0), 1),
        (partial(shifted_block, shift=np.float64(2.5)), 0),
        (partial(shifted_block, shift=np.array([2.0])), 0),
        (shifted_block, 0),
    ],
)
def test_another_run_has_another_file(other):
    """Seed, parameters and function all count."""
    assert fingerprint(partial(shifted_block, shift=2.0), 0) != fingerprint(*other)


def test_a_job_that_cannot_be_told_apart_is_refused():
    """What has no fingerprint is not kept under a wrong one."""
    with pytest.raises(TypeError, match="set has no fingerprint"):
        fingerprint(partial(shifted_block, shift={1, 2}), 0)


def test_arrays_and_tuples_come_back(tmp_path):
    """Results are read as they were written, whole numbers included."""
    pairs = [(np.arange(3) + k, np.array([0.1 * k])) for k in range(4)]
    write(tmp_path / "pairs", pairs)
    back = read(tmp_path / "pairs")

    assert isinstance(back[0], tuple)
    for pair, again in zip(pairs, back, strict=True):
        assert all(np.array_equal(a, b) and a.dtype == b.dtype for a, b in zip(pair, again, strict=True))
    assert ["pairs"] == [path.name for path in tmp_path.iterdir()]


def test_a_damaged_file_is_named(tmp_path):
    """Half a file is no result; the message says what to delete."""
    job = partial(shifted_block, shift=0.0)
    run_blocks(job, seed=0, needed=lambda done: 16, max_blocks=16, checkpoint=tmp_path)
    (file,) = found_in(tmp_path)
    file.write_bytes(file.read_bytes()[:100])

    with pytest.raises(ConfigError, match=r"blocks\.npz cannot be read.*Delete this file"):
        run_blocks(job, seed=0, needed=lambda done: 16, max_blocks=16, checkpoint=tmp_path)


def test_a_file_in_place_of_the_folder(tmp_path):
    """A folder that cannot be made is told before any work."""
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="taken cannot be made"):
        run_blocks(
            shifted_block, seed=0, needed=lambda done: 16, max_blocks=16, checkpoint=tmp_path / "taken"
        )


def test_writing_is_rare_where_it_is_slow(tmp_path, monkeypatch):
    """In a quick run nothing is written before the end; with no patience, every block is."""
    written = []
    keep = partial_results.write
    monkeypatch.setattr(partial_results, "write", lambda path, r: (written.append(len(r)), keep(path, r)))
    job, rest = partial(shifted_block, shift=0.0), {"needed": lambda done: 16, "max_blocks": 16}
    run_blocks(job, seed=0, **rest, checkpoint=tmp_path)
    assert [16] == written

    monkeypatch.setattr(partial_results, "SECONDS", 0.0)
    run_blocks(job, seed=1, **rest, checkpoint=tmp_path)
    assert len(written) > 2
    assert written[1:] == sorted(written[1:]) and 16 == written[-1]


ENGINES = {
    "loops": lambda **o: simulation.loops([0.01, 0.1], 1e-3, precision=0.05, **o).value,
    "loop_areas": lambda **o: simulation.loop_areas(loops=1, steps=64, **o).fine,
    "flights": lambda **o: simulation.flights(1.0, 0.1, 1.0, precision=0.2, **o).value,
    "returns": lambda **o: simulation.return_densities(3, precision=0.2, **o).value,
    "diffusion": lambda **o: simulation.diffusion_constant(precision=0.2, **o).value,
    "flux": lambda **o: simulation.flux_cancellation(1.0, precision=0.2, **o).K,
    "lattice": lambda **o: simulation.lattice(0.01, width=4, length=5, precision=0.2, **o).value,
    "backscattering": lambda **o: simulation.backscattering(width=4, length=5, precision=0.2, **o).value,
    "localization": (
        lambda **o: simulation.localization_length(simulation.Lattice(2, 0.1, 5.0), precision=0.2, **o).value
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_goes_on(engine, tmp_path):
    """Stopped in its tenth block and run again, each engine gives what it gives in one go."""
    ask = ENGINES[engine]
    with pytest.raises(Stopped):
        ask(seed=2, checkpoint=tmp_path, progress=stop_at(10))
    assert 10 == len(read(found_in(tmp_path)[0]))

    assert np.array_equal(ask(seed=2), ask(seed=2, checkpoint=tmp_path))
