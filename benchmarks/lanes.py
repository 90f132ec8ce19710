"""How many numbers a compiled loop takes at once, and how long it takes for one."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from numba import njit


def nanoseconds(run: Callable[[int], object], repeats: int, points: int) -> float:
    """Return the processor time of a point; ``run(n)`` does the work on all points n times."""
    run(1)
    start = time.process_time()
    run(repeats)
    return (time.process_time() - start) / repeats / points * 1e9


def lanes(function: Any, *arguments: Any) -> int:
    """Return how many numbers a division in a compiled loop takes at once (1: a scalar loop)."""
    # What is read from disk has no code to look at: compile anew.
    options = {k: v for k, v in function.targetoptions.items() if k != "nopython"}
    code = njit(**options)(function.py_func)
    code(*arguments)
    text = next(iter(code.inspect_llvm().values()))
    return max((int(n) for n in re.findall(r"fdiv [a-z ]*<(\d+) x double>", text)), default=1)
