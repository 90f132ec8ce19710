"""Flags: warnings as data, each with a code, a severity, a sentence, advice and the numbers behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from hlnfit.frozen import FrozenMapping

Severity = Literal["info", "caution", "reject"]
Verdict = Literal["good", "caution", "reject"]
Stage = Literal["load", "reduce", "optimum", "series"]

SEVERITIES: tuple[Severity, ...] = ("info", "caution", "reject")


@dataclass(frozen=True, slots=True)
class Flag:
    """One doubt about a sweep or a series.

    Attributes
    ----------
    code : str
        Short name in lower case with underscores; this is what tables show.
    severity : {"info", "caution", "reject"}
    message : str
        One sentence a physicist can read, with the numbers in it.
    advice : str
        What to do about it.
    evidence : mapping of str to number or text
        The numbers, in SI, for results.json.
    """

    code: str
    severity: Severity
    message: str
    advice: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.severity not in SEVERITIES:
            raise ValueError(f"unknown severity {self.severity!r} of flag {self.code}")
        object.__setattr__(self, "evidence", FrozenMapping(self.evidence))

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for results.json."""
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "advice": self.advice,
            "evidence": dict(self.evidence),
        }


def verdict_of(flags: Iterable[Flag]) -> Verdict:
    """Return the worst severity among the flags; ``good`` where nothing is above ``info``."""
    worst = max((SEVERITIES.index(flag.severity) for flag in flags), default=0)
    return "good" if worst == 0 else ("caution" if worst == 1 else "reject")
