"""Settings that all tests share."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

import hlnfit as hf

# No window opens in a test, whatever the machine.
os.environ.setdefault("MPLBACKEND", "Agg")

# Kernels compile on first use, which is no reason to fail an example; a failure is the same for everybody.
settings.register_profile("hlnfit", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("hlnfit")


# Beside the tests and not beside the sources; what is in there counts for the sources that it came from.
os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(__file__).resolve().parent.parent / ".numba_cache"))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Compile the fit engine before the first test, whose time it would count against.

    Two workers compile a half each, while a third one waits; then each reads what it did not compile.
    """
    if not session.items:
        return
    halves = [_compile_engine, _compile_noise]
    worker, number = os.environ.get("PYTEST_XDIST_WORKER", ""), 0
    if worker.startswith("gw") and int(os.environ["PYTEST_XDIST_WORKER_COUNT"]) > 1:
        number = int(worker[2:])
        told = Path(os.environ["NUMBA_CACHE_DIR"]) / os.environ["PYTEST_XDIST_TESTRUNUID"]
        told.mkdir(parents=True, exist_ok=True)
        if number < len(halves):
            halves[number]()
            (told / str(number)).touch()
        waited = time.monotonic()
        # A worker that died tells nothing any more.
        while len(list(told.iterdir())) < len(halves) and time.monotonic() - waited < 240.0:
            time.sleep(0.2)
    for half in halves:
        half()


def _compile_engine() -> None:
    B = np.linspace(-1.0, 1.0, 41)
    hf.fit_map(B, (B * B * 1e-6)[None])


def _compile_noise() -> None:
    # Not before numba has been told where it keeps what it compiles.
    from hlnfit.fitting.noise import fit_with_noise
    from hlnfit.fitting.prepare import prepare
    from hlnfit.fitting.solve import minimize

    B = np.linspace(-1.0, 1.0, 81)
    wander = 1e-7 * np.cumsum(np.random.default_rng(0).normal(size=B.size))
    problem = prepare(hf.Magnetoconductance(B, wander), "hln_simple").problem
    assert problem is not None
    start = problem.theta_of({**problem.fixed, **dict.fromkeys(problem.nonlinear, 0.01)})
    fit_with_noise(problem, [minimize(problem, start)], "scatter")
