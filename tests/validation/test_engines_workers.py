"""Workers: processes, Dask, or none."""

from __future__ import annotations

import sys

import pytest

from hlnfit.errors import ConfigError, MissingExtraError
from hlnfit.validation.engines_workers import workers


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


@pytest.mark.slow
def test_dask_gives_the_bits_of_a_serial_run():
    """A line on a Dask cluster has the same numbers as in this process."""
    distributed = pytest.importorskip("distributed", reason="the extra dask is not installed")
    from hlnfit.validation.engines import validate

    serial = [one.rows() for one in validate(quick=True, only=["spinless_loops"])]
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster,
        workers(1, cluster.scheduler_address) as executor,
    ):
        clustered = [one.rows() for one in validate(quick=True, only=["spinless_loops"], executor=executor)]

    assert serial == clustered
