"""Settings that all tests share."""

from __future__ import annotations

import os

from hypothesis import settings

# No window opens in a test, whatever the machine.
os.environ.setdefault("MPLBACKEND", "Agg")

# Kernels compile on first use, which is no reason to fail an example; a failure is the same for everybody.
settings.register_profile("hlnfit", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("hlnfit")
