"""From a config to sweeps: the files it names, read with its options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from hlnfit.config.config import Config
from hlnfit.errors import HlnfitError, LoadError
from hlnfit.loaders import load
from hlnfit.sweep import SweepSet

Progress = Callable[[str, int, int], None]
"""Told the stage, how much of it is done, and how much there is."""
OPTIONS: Final = (
    "field_column", "resistance_column", "hall_column", "temperature_column", "field_unit",
    "resistance_unit", "current", "temperature", "field_axis", "average",
)  # fmt: skip


def silent(stage: str, done: int, total: int) -> None:
    """Report progress to nobody."""


def read(config: Config, progress: Progress = silent) -> SweepSet:
    """Read every file of a config and number the sweeps; a file that cannot be read is in ``problems``.

    Raises
    ------
    ConfigError
        A file does not exist, or an option of reading makes no sense.
    """
    options = {name: getattr(config.data, name) for name in OPTIONS}
    hall = config.hall_file()
    if hall is not None:
        options["hall_file"] = str(hall)
    files = config.files()
    total = SweepSet()
    for k, path in enumerate(files):
        progress("Reading", k, len(files))
        total = total + load([path], strict=False, **options)
    progress("Reading", len(files), len(files))
    numbered = (replace(s, source=replace(s.source, numbers=(k,))) for k, s in enumerate(total))
    return replace(total, sweeps=tuple(numbered))


def nothing_to_fit(sweeps: SweepSet, files: Sequence[Path]) -> HlnfitError:
    """Return the error that says why there is nothing to fit."""
    if len(sweeps.problems) == 1 and len(files) == 1:
        return sweeps.problems[0].error
    reasons = [p.message for p in sweeps.problems]
    if len(sweeps):
        reasons.insert(0, f"{len(sweeps)} sweeps run over temperature.")
    what = "the file holds" if len(files) == 1 else f"the {len(files)} files hold"
    return LoadError(
        f"{what} no sweep of resistance over field",
        advice="\n  ".join(["", *reasons[:20], *(["..."] if len(reasons) > 20 else [])]),
    )
