"""Pages and parts of pages that are made from the code, so that they cannot fall behind it.

Each maker returns Markdown. Parts go to docs/_generated, from where pages include them; the pages of the
models go to docs/reference/models. Neither is committed.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from pages import command_line, configuration, flags, formats, laws, models


def write(source: Path) -> None:
    """Write everything that is generated, from nothing."""
    parts, pages = source / "_generated", source / "reference" / "models"
    for folder in (parts, pages):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    for name, maker in {
        "flags": flags.table,
        "verdicts": flags.verdicts,
        "formats": formats.table,
        "laws": laws.reference,
        "command_line": command_line.reference,
        "configuration": configuration.reference,
    }.items():
        (parts / f"{name}.md").write_text(maker(), encoding="utf-8")
    for name, text in models.pages().items():
        (pages / f"{name}.md").write_text(text, encoding="utf-8")
    (pages / "figures").mkdir()
    for name, drawn in models.figures().items():
        (pages / "figures" / f"{name}.png").write_bytes(drawn)


def setup(app: Any) -> dict[str, Any]:
    """Write the pages before Sphinx looks for them."""
    app.connect("builder-inited", lambda app: write(Path(app.srcdir)))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
