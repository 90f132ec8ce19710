"""The directives ``run`` and ``python``: carry out a command or a script when the page is built.

What it printed is shown below it. Commands of one build share the folder docs/_generated/runs, which holds
a copy of the sample data; figures that they write can be shown from there. ``:head: N`` shows the first N
lines only, ``:exit: CODE`` expects that exit code (default 0).
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective


class Run(SphinxDirective):
    """Run a command line and show it with its output."""

    has_content = True
    option_spec = {"head": directives.nonnegative_int, "exit": directives.nonnegative_int}  # noqa: RUF012

    def run(self) -> list[nodes.Node]:
        """Return one block with the command and what it wrote to the terminal."""
        command = " ".join(line.removesuffix("\\").strip() for line in self.content)
        folder = _folder(Path(self.env.srcdir))
        done = _carry_out(command, folder)
        wanted = self.options.get("exit", 0)
        if done.returncode != wanted:
            raise self.error(f"{command} ended with {done.returncode}, not {wanted}:\n{done.stdout}")
        lines = done.stdout.rstrip().splitlines()
        head = self.options.get("head")
        if head and len(lines) > head:
            lines = [*lines[:head], "..."]
        text = "\n".join(["$ " + "\n    ".join(self.content), *(line.rstrip() for line in lines)])
        return [nodes.literal_block(text, text, language="text", classes=["terminal"])]


class RunPython(SphinxDirective):
    """Run Python code and show it with what it printed."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return a block with the code and one with its output."""
        code = "\n".join(self.content)
        done = _python(["-c", code], _folder(Path(self.env.srcdir)))
        if done.returncode:
            raise self.error(f"the code failed:\n{done.stdout}")
        shown = [nodes.literal_block(code, code, language="python")]
        printed = done.stdout.rstrip()
        if printed:
            shown.append(nodes.literal_block(printed, printed, language="text", classes=["terminal"]))
        return shown


def _folder(source: Path) -> Path:
    folder = source / "_generated" / "runs"
    if not folder.exists():
        folder.mkdir(parents=True)
        shutil.copytree(source.parent / "sample_data", folder / "sample_data")
    return folder


def _carry_out(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    words = shlex.split(command)
    if words[0] != "hlnfit":
        raise ValueError(f"only hlnfit is run, not {words[0]}")
    return _python(["-m", "hlnfit", *words[1:]], folder)


def _python(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    root = folder.parents[2]
    environment = {
        **os.environ,
        "COLUMNS": "92",
        "NO_COLOR": "1",
        "MPLBACKEND": "Agg",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONPATH": os.pathsep.join(p for p in (str(root), os.environ.get("PYTHONPATH", "")) if p),
    }
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        check=False,
    )


def setup(app: Any) -> dict[str, Any]:
    """Add the directives."""
    app.add_directive("run", Run)
    app.add_directive("python", RunPython)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
