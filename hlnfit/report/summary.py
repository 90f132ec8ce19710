"""The few numbers at the top of the page, and whether to believe them."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from hlnfit.numbers import parameter_text, plain_number
from hlnfit.report.dephasing_view import exponent_text, free_exponent
from hlnfit.report.labels import condition_label, condition_value, html_name, sweep_name
from hlnfit.report.style import usable
from hlnfit.report.told_flags import WHOLE, ToldFlag, told_flags

if TYPE_CHECKING:
    from hlnfit.analysis import Analysis
    from hlnfit.fitting import Series, SweepFit

_WORST_SHOWN = 3


@dataclass(frozen=True)
class Fact:
    """One number at the top: its name, what it is, and a remark."""

    name: Markup
    value: Markup
    remark: str | Markup = ""


@dataclass(frozen=True)
class Summary:
    """What a person reads in ten seconds.

    Attributes
    ----------
    title : str
    facts : tuple of Fact
    verdicts : mapping of verdict to count
    worst : tuple of ToldFlag
        Cautions and rejections, at most three.
    n_worse : int
        How many more there are.
    nothing : tuple of str
        Where no sweep can be used: the reasons. Empty otherwise.
    """

    title: str
    facts: tuple[Fact, ...]
    verdicts: dict[str, int]
    worst: tuple[ToldFlag, ...]
    n_worse: int
    nothing: tuple[str, ...]


def summary(analysis: Analysis) -> Summary:
    """Return the summary of an analysis."""
    series = analysis.series
    told = [f for f in told_flags(analysis) if f.severity != "info"]
    verdicts = Counter(f.verdict for f in series.fits)
    good = [f for f in series.fits if usable(f)]
    facts = []
    for name in ("L_phi", *_other_lengths(series), "alpha"):
        fact = _fact(good, series, name)
        if fact is not None:
            facts.append(fact)
    exponent = _exponent(analysis)
    if exponent is not None:
        facts.insert(1, exponent)
    return Summary(
        _title(series),
        tuple(facts),
        {v: verdicts.get(v, 0) for v in ("good", "caution", "reject")},
        tuple(told[:_WORST_SHOWN]),
        max(len(told) - _WORST_SHOWN, 0),
        () if good else _why_nothing(analysis),
    )


def _exponent(analysis: Analysis) -> Fact | None:
    """Return the exponent of the preferred law, and the free one where that law says what it is."""
    fit = analysis.dephasing
    if fit is None:
        return None
    law = fit.preferred
    text = exponent_text(law, "html")
    remark = Markup("of 1/τ<sub>φ</sub> ∝ <i>T</i><sup><i>p</i></sup>, law {}").format(law.law)
    if not fit.decisive:
        remark += ", not decided by the data"
    free = free_exponent(fit)
    if law.exponent.fixed and free is not None:
        remark += Markup("; fitted freely ({}): {}").format(free.law, Markup(exponent_text(free, "html")))
    return Fact(Markup("<i>p</i>"), Markup(text or "not determined"), remark)


def _title(series: Series) -> str:
    """Return such as ``10 sweeps, 1.8 to 20 K``."""
    n = len(series.fits)
    text = f"{n} sweep{'s' * (n != 1)}"
    values = [v for f in series.fits if math.isfinite(v := condition_value(f, series.condition))]
    if not values:
        return text
    _, unit = condition_label(series.condition)
    ends = list(dict.fromkeys(plain_number(v, 3) for v in (min(values), max(values))))
    return f"{text}, {' to '.join(ends)} {unit}".strip()


def _other_lengths(series: Series) -> list[str]:
    found = dict.fromkeys(
        n for f in series.fits if usable(f) for n, p in f.params.items() if n.startswith("L_") and not p.fixed
    )
    return [n for n in found if n != "L_phi"]


def _fact(fits: list[SweepFit], series: Series, name: str) -> Fact | None:
    """Return the range of one parameter over the usable sweeps, with where its ends are."""
    scale, unit = (1e9, " nm") if name.startswith("L_") else (1.0, "")
    having = [f for f in fits if name in f.params and not f.params[name].fixed]
    known = [f for f in having if math.isfinite(f.params[name].value)]
    if not having:
        return None
    label = Markup(html_name(name))

    def text(fit: SweepFit, unit: str = unit) -> str:
        return f'<span class="number">{parameter_text(fit.params[name], scale, "html")}{unit}</span>'

    if not known:
        bounded = next((f for f in having if f.params[name].bound), None)
        if bounded is None:
            return Fact(label, Markup("not determined"), f"in none of {len(having)} sweeps")
        where = "one-sided 95 % limit at " + sweep_name(bounded, series.condition)
        return Fact(label, Markup(text(bounded)), where)
    low = min(known, key=lambda f: f.params[name].value)
    high = max(known, key=lambda f: f.params[name].value)
    remark = "" if len(known) == len(having) else f"determined in {len(known)} of {len(having)} sweeps"
    if low is high:
        at = f"at {sweep_name(low, series.condition)}"
        return Fact(label, Markup(text(low)), "; ".join(t for t in (at, remark) if t))
    ends = f"at {sweep_name(low, series.condition)} and {sweep_name(high, series.condition)}"
    return Fact(label, Markup(f"{text(low, '')} to {text(high)}"), "; ".join(t for t in (ends, remark) if t))


def _why_nothing(analysis: Analysis) -> tuple[str, ...]:
    """Return the reasons why no sweep can be used, each once."""
    reasons = [
        message if sweep == WHOLE else f"{sweep}: {message}"
        for flag in told_flags(analysis)
        if flag.severity == "reject"
        for sweep, message in flag.messages
    ]
    reasons += [p.message for p in analysis.sweeps.problems]
    return tuple(dict.fromkeys(reasons)) or ("No sweep over magnetic field was found in the files.",)
