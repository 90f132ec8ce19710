"""The rate laws of dephasing, from their registry."""

from __future__ import annotations

from hlnfit.dephasing import laws
from hlnfit.dephasing.laws import RateLaw


def reference() -> str:
    """Return one section a law."""
    return "\n\n".join(_section(laws.get(name)) for name in laws.names()) + "\n"


def _section(law: RateLaw) -> str:
    parts = [f"### `{law.name}`", f"{law.title}."]
    if law.latex:
        parts.append("$$\n" + law.latex.replace(r",\quad ", "\n\n") + "\n$$")
    dimensions = ", ".join(f"{d}D" for d in law.dimensions)
    known = "; needs the sheet resistance" if law.needs_g else ""
    parts.append(f"Tried in {dimensions}{known}. Parameters: {', '.join(f'`{n}`' for n in law.names)}.")
    if law.validity:
        parts.append(f"Validity: {law.validity}.")
    if law.references:
        parts.append("Source: " + "; ".join(r.text for r in law.references) + ".")
    return "\n\n".join(parts)
