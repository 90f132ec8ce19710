"""The readable formats, from the registry of loaders."""

from __future__ import annotations

from hlnfit.loaders import formats


def table() -> str:
    """Return a table with one row a format."""
    rows = ["| name | format | usual extensions | what is read |", "|---|---|---|---|"]
    for one in formats():
        extensions = " ".join(f"`{e}`" for e in one.extensions)
        rows.append(f"| `{one.name}` | {one.title} | {extensions} | {one.reads} |")
    return "\n".join(rows) + "\n"
