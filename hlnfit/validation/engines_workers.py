"""Workers for blocks of simulation: processes of this computer, or a Dask cluster."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context

from hlnfit.errors import ConfigError, MissingExtraError

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
        with _environment(dict.fromkeys(_THREADS, "1")):
            pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))
            with pool:
                yield pool


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        Client = import_module("distributed").Client
    except ImportError:
        raise MissingExtraError("--dask", "distributed", "dask") from None
    try:
        client = Client(address, timeout="10s")
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"no Dask scheduler answers at {address}",
            expected="an address like tcp://10.0.0.5:8786",
            advice="Start one with: dask scheduler.",
        ) from error
    with client:
        yield client.get_executor()


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
