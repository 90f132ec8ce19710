"""Where words go, and when a progress bar appears."""

from __future__ import annotations

import io
import sys

from hlnfit.cli import console


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Return True."""
        return True


def test_no_bar_for_short_work(monkeypatch):
    """Work below two seconds shows nothing."""
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    with console.progress() as bar:
        bar("Fitting", 1, 2)

    assert "" == stream.getvalue()


def test_no_bar_where_nobody_looks(monkeypatch):
    """A log file has no use for a bar."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(console, "PATIENCE", 0.0)
    with console.progress() as bar:
        bar("Fitting", 1, 2)

    assert "" == stream.getvalue()


def test_a_line_now_and_then_where_nobody_looks(monkeypatch):
    """The log of a long job tells how far it is, and nothing at the end of a stage."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(console, "LOG_EVERY", 0.0)
    with console.progress() as bar:
        bar("Fitting", 1, 2)
        bar("Fitting", 2, 2)

    assert stream.getvalue().startswith("Fitting: 1 of 2 (")
    assert 1 == stream.getvalue().count("\n")


def test_a_bar_for_long_work_on_a_terminal(monkeypatch):
    """It names the stage and how much of it is done, and is gone at the end."""
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(console, "PATIENCE", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    with console.progress() as bar:
        bar("Reading", 1, 1)
        bar("Fitting", 1, 2)

    assert "Fitting" in stream.getvalue()
    assert "1/2" in stream.getvalue()


def test_results_of_a_pipe_have_no_padding(monkeypatch):
    """Tables fill lines with blanks; a file does not need them."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.delenv("COLUMNS", raising=False)
    shown = console.results()
    shown.print("[bold]a[/]   \nb  ")

    assert console.PIPE_WIDTH == shown.width
    assert "a\nb\n" == stream.getvalue()
