"""The rules behind the flags: from the registry of doubts, and from the places that raise a flag directly."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import hlnfit
from hlnfit.doubts import Doubt, doubts

STAGES = {
    "load": "When a file is read",
    "reduce": "When a sweep becomes a conductance",
    "optimum": "When a curve was fitted",
    "series": "When a series was fitted",
}
PACKAGE = Path(hlnfit.__file__).parent
# Rooms that raise flags by themselves, and the stage they belong to.
ROOMS = {
    "loaders": "load",
    "reduction": "reduce",
    "fitting": "optimum",
    "dephasing": "series",
    "separation": "series",
    "analysis.py": "series",
}


@dataclass(frozen=True)
class Raised:
    """A flag that is raised in the code of a stage, with its sentence as far as it stands there."""

    code: str
    severity: str
    message: str
    advice: str


def verdicts() -> str:
    """Return the rules of the verdict in one table, a row for each doubt that can lower it, worst first."""
    found = [d for d in doubts() if "reject" in d.severities or "caution" in d.severities]
    found.sort(key=lambda d: not d.severities.startswith("reject"))
    rows = ["| flag | raised where | severity |", "|---|---|---|"]
    rows += [f"| `{d.code}` | {_cell(d.meaning)} | {_cell(d.severities)} |" for d in found]
    return "\n".join(rows) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def table() -> str:
    """Return one section a stage, one entry a doubt."""
    elsewhere: dict[str, dict[str, Raised]] = {stage: {} for stage in STAGES}
    for room, stage in ROOMS.items():
        for one in _raised_in(PACKAGE / room):
            elsewhere[stage].setdefault(one.code, one)
    sections = []
    for stage, heading in STAGES.items():
        found = doubts(stage)  # type: ignore[arg-type]
        entries = [_entry(d) for d in found]
        known = {d.code for d in found}
        entries += [_short_entry(r) for r in elsewhere[stage].values() if r.code not in known]
        if entries:
            sections.append(f"## {heading}\n\n" + "\n\n".join(entries))
    return "\n\n".join(sections) + "\n"


def _entry(doubt: Doubt) -> str:
    return f"`{doubt.code}`\n: {doubt.meaning} **{doubt.severities}.**\n: *What to do:* {doubt.advice}"


def _short_entry(flag: Raised) -> str:
    severity = f" **{flag.severity}.**" if flag.severity else ""
    text = f"`{flag.code}`\n: " + f"{_plain(flag.message)}{severity}".strip()
    return f"{text}\n: *What to do:* {_plain(flag.advice)}" if flag.advice else text


def _plain(text: str) -> str:
    for sign in "\\_*<>`[]":
        text = text.replace(sign, "\\" + sign)
    return text


def _raised_in(place: Path) -> Iterator[Raised]:
    for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                claim = (ast.get_docstring(function) or "").partition("\n")[0]
                for node in ast.walk(function):
                    if isinstance(node, ast.Call) and _text(node.func) == "Flag":
                        yield from _raised(node, claim, is_doubt=path.stem == "doubts")


def _raised(call: ast.Call, claim: str, *, is_doubt: bool) -> Iterator[Raised]:
    """Read one call; a function of a file of doubts says in its docstring what it doubts."""
    given = dict(zip(("code", "severity", "message", "advice"), call.args))
    given |= {k.arg: k.value for k in call.keywords if k.arg}
    code, severity, message, advice = (
        _text(given[name]) if name in given else "" for name in ("code", "severity", "message", "advice")
    )
    if code and "…" not in code:
        told = claim if is_doubt or sum(c.isalpha() for c in message) < 12 else message
        yield Raised(code, severity.replace("…", ""), told, advice.strip("…"))


def _text(node: ast.expr) -> str:
    """Return a text as it stands in the code; what is computed becomes an ellipsis."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.Name):
        return node.id if node.id == "Flag" else "…"
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _text(node.left) + _text(node.right)
    if isinstance(node, ast.IfExp):
        return " or ".join(dict.fromkeys(t for t in (_text(node.body), _text(node.orelse)) if t))
    return "…"
