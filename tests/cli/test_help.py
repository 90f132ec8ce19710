"""Help, version and the list of verbs."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

import hlnfit.cli
from hlnfit.cli.verbs import VERBS


def test_help_lists_every_verb_in_one_line(call):
    """The help fits 80 columns and nothing in it is cut off."""
    shown = call("--help", columns=80)

    assert 0 == shown.exit_code
    column = max(map(len, VERBS)) + 2
    for name, line in VERBS.items():
        assert f"{name:{column}}{line}" in shown.stdout
    assert max(map(len, shown.stdout.splitlines())) <= 80


def test_every_verb_is_a_file_of_its_own():
    """The table names a module with a function of the same name; no stubs, no verb without a file."""
    for name in VERBS:
        module = importlib.import_module(f"hlnfit.cli.{name}")
        assert callable(getattr(module, name))


def test_help_needs_no_verb():
    """Listing the verbs imports none of them, and nothing heavy."""
    folder = Path(hlnfit.cli.__file__).parent
    for file in ("app.py", "verbs.py"):
        tree = ast.parse((folder / file).read_text(encoding="utf-8"))
        top = [n for n in tree.body if isinstance(n, (ast.Import, ast.ImportFrom))]
        names = {n.module if isinstance(n, ast.ImportFrom) else n.names[0].name for n in top}
        assert names <= {
            "__future__", "importlib", "inspect", "typing", "typer", "typer.core",
            "hlnfit.cli.verbs", "hlnfit.errors",
        }  # fmt: skip


def test_help_of_the_program_is_quick(program):
    """A fresh interpreter shows the help without numpy, pydantic or rich."""
    shown = program("--help", hide=("numpy", "pydantic", "rich", "tomlkit", "hlnfit.config"))

    assert 0 == shown.returncode, shown.stderr
    assert "inspect" in shown.stdout


@pytest.mark.parametrize("name", list(VERBS))
def test_every_verb_has_help(call, name):
    """Each verb explains itself."""
    shown = call(name, "--help", columns=80)

    assert 0 == shown.exit_code
    assert f"hlnfit {name}" in shown.stdout.replace("root", "hlnfit")
    assert max(map(len, shown.stdout.splitlines())) <= 80


def test_version(call):
    """The version is one line."""
    assert call("--version").stdout.startswith("hlnfit ")


def test_an_unknown_verb_is_a_usage_error_with_a_near_name(call):
    """A slip of the keyboard: exit code 2 and the verb that was meant."""
    shown = call("ftt")

    assert 2 == shown.exit_code
    assert "'fit'" in shown.stderr
