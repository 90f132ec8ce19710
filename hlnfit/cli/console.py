"""Where words go: results to stdout, logs and progress to stderr.

On a terminal, tables have colours and fit its width. In a pipe or a file they are plain and as wide as
they need to be, so that ``grep`` and ``less -S`` see whole rows.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bar

PIPE_WIDTH: Final = 160
PATIENCE: Final = 2.0
"""Seconds of work after which a progress bar appears."""
LOG_EVERY: Final = 30.0
"""Seconds between two lines of progress where there is no terminal."""


def results() -> Console:
    """Return the console for results."""
    from rich.console import Console

    if sys.stdout.isatty():
        return Console(highlight=False, emoji=False)
    width = None if "COLUMNS" in os.environ else PIPE_WIDTH
    return Console(file=cast(IO[str], _WithoutPadding()), width=width, highlight=False, emoji=False)


class _WithoutPadding:
    """Standard output without the blanks with which tables fill their lines."""

    encoding = property(lambda self: sys.stdout.encoding)

    def write(self, text: str) -> int:
        """Write lines."""
        return sys.stdout.write("\n".join(line.rstrip(" ") for line in text.split("\n")))

    def flush(self) -> None:
        """Write what is waiting."""
        sys.stdout.flush()

    def isatty(self) -> bool:
        """Return False: this is used for pipes and files."""
        return False


def errors() -> Console:
    """Return the console for logs."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, emoji=False)


def log(text: str) -> None:
    """Write one line to stderr."""
    errors().print(text, markup=False, soft_wrap=True, style="dim")


class Progress:
    """A progress bar on stderr that appears after two seconds; without a terminal, a line now and then."""

    def __init__(self) -> None:
        self._started = self._told = time.monotonic()
        self._bar: Bar | None = None
        self._stage = ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show how far a stage is."""
        if not sys.stderr.isatty():
            self._tell(stage, done, total)
            return
        if self._bar is None:
            if time.monotonic() - self._started < PATIENCE:
                return
            self._start()
        assert self._bar is not None
        if stage != self._stage:
            self._stage = stage
            for task in self._bar.task_ids:
                self._bar.remove_task(task)
            self._bar.add_task(stage, total=total)
        self._bar.update(self._bar.task_ids[-1], completed=done, total=total)

    def _tell(self, stage: str, done: int, total: int) -> None:
        """Write a line to the log of a long job."""
        now = time.monotonic()
        if now - self._told < LOG_EVERY or done >= total:
            return
        self._told = now
        log(f"{stage}: {done} of {total} ({now - self._started:.0f} s)")

    def _start(self) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=errors(),
            transient=True,
        )
        self._bar.start()

    def stop(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()


@contextmanager
def progress() -> Iterator[Progress]:
    """Show progress while the work in this block is done."""
    shown = Progress()
    try:
        yield shown
    finally:
        shown.stop()
