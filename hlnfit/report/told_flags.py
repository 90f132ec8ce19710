"""Flags for people: each code once, with its sweeps, the worst first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hlnfit.flags import SEVERITIES, Flag, Severity
from hlnfit.report.labels import sweep_name

if TYPE_CHECKING:
    from hlnfit.analysis import Analysis

WHOLE = "the whole analysis"


@dataclass(frozen=True)
class ToldFlag:
    """One code.

    Attributes
    ----------
    code, severity, advice : str
        The severity is the worst one met.
    sweeps : tuple of str
        What tells the sweeps from each other, such as ``4.2 K``.
    messages : tuple of (sweep, message)
        Each different message once, with the first sweep that has it.
    """

    code: str
    severity: Severity
    advice: str
    sweeps: tuple[str, ...]
    messages: tuple[tuple[str, str], ...]


def told_flags(analysis: Analysis) -> list[ToldFlag]:
    """Return the flags of the analysis, the series and all sweeps by their code."""
    series = analysis.series
    met: dict[str, list[tuple[str, Flag]]] = {}
    of_dephasing = () if analysis.dephasing is None else analysis.dephasing.flags
    for flag in (*analysis.flags, *series.flags, *of_dephasing):
        met.setdefault(flag.code, []).append((WHOLE, flag))
    for fit in series.fits:
        for flag in fit.flags:
            met.setdefault(flag.code, []).append((sweep_name(fit, series.condition), flag))
    told = [_told(code, found) for code, found in met.items()]
    # Of equal severity, what concerns more sweeps comes first.
    return sorted(told, key=lambda f: (-SEVERITIES.index(f.severity), -len(f.sweeps), f.code))


def _told(code: str, found: list[tuple[str, Flag]]) -> ToldFlag:
    worst = max((flag for _, flag in found), key=lambda f: SEVERITIES.index(f.severity))
    messages: dict[str, str] = {}
    for sweep, flag in found:
        messages.setdefault(flag.message, sweep)
    return ToldFlag(
        code,
        worst.severity,
        worst.advice,
        tuple(dict.fromkeys(sweep for sweep, _ in found)),
        tuple((sweep, message) for message, sweep in messages.items()),
    )
