"""Workers: processes, Dask, or none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hlnfit.errors import ConfigError, MissingExtraError, WorkerError
from hlnfit.simulation.blocks import run_blocks
from hlnfit.simulation.workers import workers


def test_one_job_needs_no_process():
    """A single job runs in this process."""
    with workers(1) as executor:
        assert executor is None


@pytest.mark.parametrize(("jobs", "dask", "words"), [(0, None, "--jobs is 0"), (2, "tcp://x", "both given")])
def test_impossible_workers(jobs, dask, words):
    """No jobs at all, or two kinds of workers at once, are refused in words."""
    with pytest.raises(ConfigError, match=words), workers(jobs, dask):
        pass


def test_dask_is_an_extra(monkeypatch):
    """Without distributed, --dask says what to install."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match=r"hlnfit\[dask\]"), workers(1, "tcp://127.0.0.1:1"):
        pass


def test_a_lost_worker_changes_nothing():
    """Two processes of a Dask cluster, one killed in the middle: the bits of a serial run, nothing lost."""
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    program = Path(__file__).with_name("lose_a_worker.py")
    done = subprocess.run(
        [sys.executable, str(program)], capture_output=True, text=True, timeout=120, check=False
    )

    assert 0 == done.returncode, done.stderr
    outcome = json.loads(done.stdout)
    assert 1 == outcome["killed"]
    assert outcome["expected_when_killed"][0] > 17
    assert outcome["same"]
    assert outcome["loops"][0] == outcome["loops"][1]


def test_a_scheduler_that_is_not_there(monkeypatch):
    """An address where nobody answers is told in words."""
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    with pytest.raises(ConfigError, match="no Dask scheduler answers at nonsense"), workers(1, "nonsense://"):
        pass


def die(seeds):
    """End the process as the kernel does when memory is short."""
    os._exit(1)


def test_a_process_that_dies_is_told_in_words():
    """A broken pool is no traceback, and says that the same command goes on."""
    with pytest.raises(WorkerError, match=r"died.*Run the same again"), workers(2) as executor:
        run_blocks(die, seed=0, needed=lambda done: 16, max_blocks=16, executor=executor)
