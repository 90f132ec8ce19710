"""``hlnfit validate``: tables, figures, exit codes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time

import pytest

from hlnfit import models
from hlnfit.cli.partial_folder import remove_partial

FAST = ("--line", "spin_helix_cooperon", "--line", "rashba_cooperon", "--line", "spinless_loops")


def test_tables_and_figures(call, tmp_path):
    """Three lines agree: exit code 0, a CSV with a row a point, JSON, a page and two figures."""
    done = call("validate", "--quick", *FAST, "-o", "out")

    assert 0 == done.exit_code, done.stderr
    assert "All 3 lines agree." in done.stdout
    assert "3/3" in done.stderr and "3/3" not in done.stdout
    rows = (tmp_path / "out" / "agreement.csv").read_text(encoding="utf-8").splitlines()
    assert 1 + 3 * 6 == len(rows)
    assert "spinless_loops" in (tmp_path / "out" / "agreement.md").read_text(encoding="utf-8")
    names = {p.name for p in (tmp_path / "out" / "figures").iterdir()}
    assert {"overview.png", "overview.pdf", "curves.png", "curves.pdf"} == names


def test_disagreement_is_exit_code_one(call, monkeypatch):
    """With a wrong sign in a formula the answer is no, and says by how much."""
    right = models.get
    monkeypatch.setattr(models, "get", lambda name: lambda *a, **k: -right(name)(*a, **k))
    done = call("validate", "--line", "spin_helix_cooperon")

    assert 1 == done.exit_code
    assert "off by" in done.stdout
    assert "DISAGREES" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--line", "nonsense"), "no line nonsense"),
        (("--jobs", "0"), "--jobs is 0"),
        (("--seed", "-1"), "the seed is -1"),
    ],
)
def test_usage_is_exit_code_two(call, arguments, words):
    """A slip of the user is told as one."""
    done = call("validate", "--quick", *arguments)

    assert 2 == done.exit_code
    assert words in done.stderr


def test_nothing_is_overwritten(call, tmp_path):
    """An earlier table stays, and is refused before any work."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "agreement.csv").write_text("mine", encoding="utf-8")
    done = call("validate", *FAST, "-o", "out")

    assert 2 == done.exit_code
    assert "--force" in done.stderr
    assert "mine" == (tmp_path / "out" / "agreement.csv").read_text(encoding="utf-8")


def test_processes_change_no_byte(call):
    """Two processes give the JSON of one."""
    line = ("validate", "--quick", "--line", "spinless_loops", "--json")
    one, two = call(*line), call(*line, "--jobs", "2")

    assert json.loads(one.stdout)["passes"]
    assert one.stdout == two.stdout


KEPT_AT_ONCE = """
import sys
from hlnfit.simulation import partial_results
from hlnfit.__main__ import main

partial_results.SECONDS = 0.0
sys.exit(main())
"""


def test_killed_and_run_again(call, tmp_path):
    """Killed in the middle, the same command goes on from the blocks it kept and writes the same bytes."""
    line = ("validate", "--line", "bulk_loops", "--no-plots")
    running = subprocess.Popen([sys.executable, "-c", KEPT_AT_ONCE, *line, "-o", "out"], cwd=tmp_path)
    deadline = time.monotonic() + 60
    while not (kept := list((tmp_path / "out" / "partial").glob("*.npz"))):
        assert running.poll() is None and time.monotonic() < deadline
        time.sleep(0.01)
    time.sleep(0.2)
    running.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
    running.wait()
    assert not (tmp_path / "out" / "agreement.json").exists()
    assert kept[0].stat().st_size > 0

    resumed = call(*line, "-o", "out")
    whole = call(*line, "-o", "whole")

    assert 0 == resumed.exit_code, resumed.stderr
    assert "Going on with what an earlier run left" in resumed.stderr
    assert "Going on" not in whole.stderr
    assert not (tmp_path / "out" / "partial").exists()
    for name in ("agreement.json", "agreement.csv", "agreement.md"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


@pytest.mark.parametrize("other", [None, "notes.txt"])
def test_what_a_kill_left_half_written_goes_with_the_rest(other, tmp_path):
    """A file that was being written is ours, and nothing else is."""
    folder = tmp_path / "partial"
    folder.mkdir()
    (folder / "0123.blocks.npz").write_bytes(b"whole")
    (folder / ".0123.blocks.npz.89abcdef.tmp").write_bytes(b"ha")
    if other:
        (folder / other).write_text("mine", encoding="utf-8")
    remove_partial(folder)

    assert folder.exists() == bool(other)
    assert [p.name for p in folder.glob("*")] == ([other] if other else [])
