"""The folder of partial results beside the output of a long run."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Final

PARTIAL_RESULTS: Final = "partial"


def remove_partial(folder: Path) -> None:
    """Remove partial results, and their folder where nothing else is in it."""
    from hlnfit.simulation.partial_results import found_in, half_written_in

    for file in (*found_in(folder), *half_written_in(folder)):
        file.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        folder.rmdir()
