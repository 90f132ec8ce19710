"""Flags in words: each code once, with the sweeps it concerns and what to do."""

from __future__ import annotations

import string
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.padding import Padding

from hlnfit.flags import SEVERITIES, Flag, Severity

if TYPE_CHECKING:
    from rich.console import Console

    from hlnfit.analysis import Analysis

TEXT_WIDTH = 100
"""Longer lines are hard to read."""
STYLE = {"good": "green", "info": "", "caution": "yellow", "reject": "red"}


@dataclass
class Concern:
    """A code, the worst flag with it, and each sweep it was raised for with the severity there.

    ``where`` is the sweep of the worst flag; None stands for the analysis as a whole.
    """

    worst: Flag
    where: int | None
    sweeps: dict[int, Severity] = field(default_factory=dict)

    def add(self, flag: Flag, sweep: int | None) -> None:
        """Count one more flag of this code."""
        if sweep is not None:
            known = self.sweeps.get(sweep, flag.severity)
            self.sweeps[sweep] = max(known, flag.severity, key=SEVERITIES.index)
        if SEVERITIES.index(flag.severity) > SEVERITIES.index(self.worst.severity):
            self.worst, self.where = flag, sweep


def concerns(told: Iterable[tuple[Flag, int | None]]) -> list[Concern]:
    """Gather flags by their code, worst first, then in the order of their appearance."""
    found: dict[str, Concern] = {}
    for flag, sweep in told:
        found.setdefault(flag.code, Concern(flag, sweep)).add(flag, sweep)
    # Of equal severity, those of single sweeps come first: tables refer to them.
    return sorted(found.values(), key=lambda c: (-SEVERITIES.index(c.worst.severity), not c.sweeps))


def concerns_of(analysis: Analysis) -> list[Concern]:
    """Gather the flags of an analysis: of the whole, of the series, of the law and of each sweep."""
    general = [*analysis.flags, *analysis.series.flags, *getattr(analysis.dephasing, "flags", ())]
    told: list[tuple[Flag, int | None]] = [(f, None) for f in general]
    told += [(f, k) for k, fit in enumerate(analysis.series.fits) for f in fit.flags]
    return concerns(told)


def letters_of(found: Iterable[Concern]) -> dict[str, str]:
    """Return a short mark for each code that concerns single sweeps, for tables."""
    marks = [*string.ascii_lowercase, *(f"{a}{b}" for a in "abc" for b in string.ascii_lowercase)]
    return dict(zip((c.worst.code for c in found if c.sweeps), marks))


def ranges(numbers: Iterable[int], total: int) -> str:
    """Return numbers as people write them.

    >>> ranges([0, 1, 2, 5], 10)
    'sweeps 0-2, 5'
    >>> ranges([0, 1], 2)
    'all sweeps'
    """
    found = sorted(numbers)
    if total > 1 and len(found) == total:
        return "all sweeps"
    parts: list[str] = []
    start = 0
    for k in range(1, len(found) + 1):
        if k == len(found) or found[k] != found[k - 1] + 1:
            first, last = found[start], found[k - 1]
            parts.append(f"{first}" if first == last else f"{first}-{last}")
            start = k
    return f"sweep{'s' * (len(found) > 1)} {', '.join(parts)}"


def print_flags(console: Console, found: Iterable[Concern], total: int) -> None:
    """Print every code once; ``total`` is the number of sweeps there are."""
    found = list(found)
    letters = letters_of(found)
    width = min(console.width, TEXT_WIDTH)
    for concern in found:
        flag = concern.worst
        console.print(f"{letters.get(flag.code, '-')}  [bold]{flag.code}[/] {_severities(concern, total)}")
        one_of_many = f"Sweep {concern.where}: " if len(concern.sweeps) > 1 else ""
        words = escape(f"{one_of_many}{flag.message} {flag.advice}".rstrip())
        console.print(Padding(words, (0, 0, 0, 3)), width=width)


def _severities(concern: Concern, total: int) -> str:
    """Return how bad it is and where: ``(info), all sweeps`` or ``(reject in sweep 1; info in sweep 0)``."""
    met = [x for x in reversed(SEVERITIES) if x in concern.sweeps.values()]
    if len(met) <= 1:
        where = f", {ranges(concern.sweeps, total)}" if concern.sweeps else ""
        return f"({_styled(concern.worst.severity)}){where}"
    each = (
        f"{_styled(x)} in {ranges([k for k, own in concern.sweeps.items() if own == x], total)}" for x in met
    )
    return f"({'; '.join(each)})"


def _styled(severity: Severity) -> str:
    style = STYLE[severity]
    return f"[{style}]{severity}[/]" if style else severity
