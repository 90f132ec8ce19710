"""Settings that all tests share."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from hypothesis import settings

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
