"""The command line for tests: called in this process, or as a program of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

CHECKOUT = Path(__file__).resolve().parents[2]
BAR = ("--geometry", "hall-bar", "--length", "100um", "--width", "20um")


@pytest.fixture
def call(monkeypatch, tmp_path) -> Callable[..., Any]:
    """Call the command line in an empty folder; an error that is no exit is raised."""
    from hlnfit.cli.app import app

    monkeypatch.chdir(tmp_path)

    def run(*arguments: object, columns: int = 100) -> Any:
        monkeypatch.setenv("COLUMNS", str(columns))
        result = CliRunner().invoke(app, [str(a) for a in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def program(tmp_path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Call ``python -m hlnfit`` in an empty folder; ``hide`` makes packages impossible to import."""

    def run(*arguments: object, hide: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "hlnfit"]
        if hide:
            hidden = f"import sys; sys.modules.update(dict.fromkeys({hide!r}))"
            command = [sys.executable, "-c", f"{hidden}; from hlnfit.__main__ import main; main()"]
        return subprocess.run(
            [*command, *(str(a) for a in arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT), "OMP_NUM_THREADS": "1"},
            check=False,
        )

    return run


@pytest.fixture
def films() -> Path:
    """Folder with six text files, one sweep and one temperature each."""
    return CHECKOUT / "sample_data" / "two_column"


@pytest.fixture
def ppms() -> Path:
    """A file of a Quantum Design instrument with ten temperatures."""
    return CHECKOUT / "sample_data" / "wal_film" / "wal_film_PPMS.dat"
