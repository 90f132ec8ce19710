"""Workers for blocks of simulation: processes of this computer, or a Dask cluster."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context
from typing import Any

from hlnfit.errors import ConfigError, MissingExtraError, WorkerError

_AGAIN = "Run the same again: finished blocks are kept where there is an output folder."
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@contextmanager
def workers(jobs: int = 1, dask: str | None = None) -> Iterator[Executor | None]:
    """Give an executor for the time of a run; None where everything runs in this process.

    Parameters
    ----------
    jobs : int
        Processes; started afresh, as Windows and macOS do, so that they behave alike everywhere.
    dask : str, optional
        Address of a Dask scheduler, such as ``tcp://10.0.0.5:8786``.

    Raises
    ------
    ConfigError
        The number is not positive, both were given, or the scheduler does not answer.
    WorkerError
        A process died; workers of a Dask cluster died again and again, or have no hlnfit of this version.
    MissingExtraError
        ``distributed`` is not installed.
    """
    if jobs < 1:
        raise ConfigError(f"--jobs is {jobs}", expected="a number of processes, 1 or more")
    if dask is not None:
        if jobs > 1:
            raise ConfigError("--jobs and --dask were both given", expected="one of them")
        with _cluster(dask) as executor:
            yield executor
    elif jobs == 1:
        yield None
    else:
        # One thread of linear algebra in each: more would only stand in each other's way.
        pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))
        with _environment(dict.fromkeys(_THREADS, "1")), pool:
            try:
                yield pool
            except BrokenProcessPool:
                raise WorkerError("a worker process died, for want of memory?", advice=_AGAIN) from None


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    """Give the executor of a Dask cluster, which hands the work of a lost worker to another one."""
    try:
        distributed = import_module("distributed")
    except ImportError:
        raise MissingExtraError("--dask", "distributed", "dask") from None
    try:
        client = distributed.Client(address, timeout="10s")
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"no Dask scheduler answers at {address}",
            expected="an address like tcp://10.0.0.5:8786",
            advice="Start one with: dask scheduler.",
        ) from error
    with client:
        _check_workers(client, address)
        try:
            yield client.get_executor()
        except (distributed.KilledWorker, distributed.comm.CommClosedError, CancelledError) as error:
            raise WorkerError(
                f"the Dask cluster at {address} lost the work: {error}", advice=_AGAIN
            ) from error


def _check_workers(client: Any, address: str) -> None:
    """Refuse a cluster without workers, or whose workers have another hlnfit: their numbers may differ."""
    import hlnfit

    try:
        client.wait_for_workers(1, timeout=30)
    except TimeoutError:
        raise WorkerError(
            f"the Dask cluster at {address} has no workers", advice=f"Start some with: dask worker {address}."
        ) from None
    try:
        versions = set(client.run(version_here).values())
    except ImportError as error:
        raise WorkerError(
            f"the workers at {address} cannot import hlnfit: {error}", advice="Install hlnfit where they run."
        ) from error
    if versions != {hlnfit.__version__}:
        raise WorkerError(
            f"the workers at {address} have hlnfit {', '.join(sorted(versions))}",
            expected=f"version {hlnfit.__version__}, as here",
        )


def version_here() -> str:
    """Return the version of hlnfit in this process."""
    import hlnfit

    return hlnfit.__version__


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Set environment variables for processes that are started meanwhile."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
