"""The rules behind the flags, from the registry of doubts."""

from __future__ import annotations

from hlnfit.doubts import Doubt, doubts

STAGES = {
    "load": "When a file is read",
    "reduce": "When a sweep becomes a conductance",
    "optimum": "When a curve was fitted",
    "series": "When a series was fitted",
}


def table() -> str:
    """Return one section a stage, one entry a doubt."""
    sections = []
    for stage, heading in STAGES.items():
        found = doubts(stage)  # type: ignore[arg-type]
        if found:
            sections.append(f"## {heading}\n\n" + "\n\n".join(_entry(d) for d in found))
    return "\n\n".join(sections) + "\n"


def _entry(doubt: Doubt) -> str:
    return f"`{doubt.code}`\n: {doubt.meaning} **{doubt.severities}.**\n: *What to do:* {doubt.advice}"
