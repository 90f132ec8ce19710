"""Settings that all tests share."""

from __future__ import annotations

import hashlib
import os
import shutil
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


def _use_fresh_kernels() -> None:
    """Keep compiled kernels in a folder of their own for each state of the sources.

    numba looks at the date of a kernel's own file alone. A kernel that calls another one, which has changed
    since, would be taken from the cache with the old one inside, and may write where it must not.
    """
    root = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for path in sorted((root / "hlnfit").rglob("*.py")):
        text = path.read_bytes()
        if b"njit" in text or b"kernel" in text:
            digest.update(text)
    home = root / ".numba_cache"
    mine = home / digest.hexdigest()[:16]
    for old in home.glob("*") if home.is_dir() else ():
        if old != mine:
            shutil.rmtree(old, ignore_errors=True)
    os.environ["NUMBA_CACHE_DIR"] = str(mine)


if "NUMBA_CACHE_DIR" not in os.environ:
    _use_fresh_kernels()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Compile the fit engine before the first test, whose time it would count against."""
    if session.items:
        curve = hf.Magnetoconductance(np.linspace(-1.0, 1.0, 41), np.linspace(-1.0, 1.0, 41) ** 2 * 1e-6)
        hf.fit(curve, "hln_simple", errors="covariance")
        hf.fit_map(curve.B, curve.dsigma[None])
