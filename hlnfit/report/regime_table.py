"""What kind of sample it is: every ratio that decides which theory applies, and the models that follow."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from hlnfit import models
from hlnfit.numbers import plain_number
from hlnfit.regime import Regime
from hlnfit.regime.throughout import allowed_throughout
from hlnfit.report.labels import html_unit
from hlnfit.report.regimes import regimes_of

if TYPE_CHECKING:
    from hlnfit.analysis import Analysis

UNKNOWN = Markup("–")
ENDLESS = Markup("∞")
_GREEK: Final = {"tau": "τ", "phi": "φ", "omega": "ω", "hbar": "ħ", "mu": "µ", "sigma": "σ", "pi": "π"}
_SYMBOL = re.compile(r"\b(k_F l|k_B T|[A-Za-z]+_[A-Za-z]+|d[gln]*/d ln L|tau|hbar|omega|mu|sigma|pi)\b")


@dataclass(frozen=True)
class RegimeTable:
    """Rows of quantity, values and meaning, one column of values for each end of the series.

    Attributes
    ----------
    ends : tuple of str
        Names of the columns: the first and the last sweep, or one of them.
    rows : tuple of (title, values, meaning)
    missing : tuple of str
        What would have to be known to fill in the rest.
    allowed, open, refused : tuples of (model, reason)
        Field models over the whole series.
    """

    ends: tuple[str, ...]
    rows: tuple[tuple[Markup, tuple[Markup, ...], str], ...]
    missing: tuple[str, ...]
    allowed: tuple[tuple[str, str], ...]
    open: tuple[tuple[str, str], ...]
    refused: tuple[tuple[str, str], ...]


def regime_table(analysis: Analysis) -> RegimeTable | None:
    """Return the table of an analysis; None where no sweep has a conductance."""
    return table_of(regimes_of(analysis))


def table_of(regimes: Mapping[str, Regime]) -> RegimeTable | None:
    """Return the table of regimes in the order of a series."""
    if not regimes:
        return None
    names = list(regimes)
    ends = names[:1] if len(names) == 1 else [names[0], names[-1]]
    columns = [regimes[n].rows() for n in ends]
    rows = []
    for same in zip(*columns, strict=True):
        if all(r.value is None for r in same):
            continue
        meanings = list(dict.fromkeys(r.meaning for r in same if r.meaning))
        values = tuple(_value(r.value, r.unit) for r in same)
        rows.append((html_title(same[0].title), values, "; ".join(meanings)))
    judged = [a for a in allowed_throughout(regimes, models) if a.kind == "field"]
    chosen = {
        answer: tuple((a.model, a.reason) for a in judged if a.allowed is answer)
        for answer in (True, None, False)
    }
    missing = tuple(dict.fromkeys(m for r in regimes.values() for m in r.missing))
    return RegimeTable(tuple(ends), tuple(rows), missing, chosen[True], chosen[None], chosen[False])


def _value(value: float | None, unit: str) -> Markup:
    if value is None:
        return UNKNOWN
    number = ENDLESS if math.isinf(value) else Markup(plain_number(value, 3, "html"))
    return Markup("{} {}").format(number, Markup(html_unit(unit))) if unit else number


def html_title(title: str) -> Markup:
    """Return a title with its symbols in italics and indices below the line.

    >>> html_title("k_B T tau/hbar")
    Markup('<i>k</i><sub>B</sub><i>T</i> <i>τ</i>/<i>ħ</i>')
    """
    return Markup(_SYMBOL.sub(lambda m: _symbol(m[0]), str(escape(title))))


def _symbol(text: str) -> str:
    if text in ("k_F l", "k_B T"):
        return f"<i>k</i><sub>{text[2]}</sub><i>{text[4]}</i>"
    head, _, sub = text.partition("_")
    if text.startswith("d"):
        return text
    below = f"<sub>{_GREEK.get(sub, sub)}</sub>" if sub else ""
    return f"<i>{_GREEK.get(head, head)}</i>{below}"
