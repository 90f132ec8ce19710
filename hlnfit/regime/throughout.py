"""Which models a regime allows over a whole series: what holds at one temperature may fail at another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from hlnfit.regime.allowance import Allowance, Registry
from hlnfit.regime.regime import Regime


def allowed_throughout(
    regimes: Mapping[str, Regime], registry: Registry | Iterable[Any]
) -> tuple[Allowance, ...]:
    """Return what all regimes together say of each model, allowed ones first.

    A model is allowed where every regime allows it; one that some refuse is refused.

    Parameters
    ----------
    regimes : mapping of name (such as ``4.2 K``) to Regime
        In the order of the series; at least one.
    registry : module or iterable of Model
    """
    judged = {name: {a.model: a for a in r.models(registry)} for name, r in regimes.items()}
    first = next(iter(judged.values()))
    found = [_together({name: by_model[m] for name, by_model in judged.items()}) for m in first]
    order = {True: 0, None: 1, False: 2}
    # Sorting is stable: among equals the order of the first regime stays.
    return tuple(
        sorted(
            found, key=lambda a: (order[a.allowed], sum(c.holds is not True for c in a.checks), not a.needed)
        )
    )


def _together(said: Mapping[str, Allowance]) -> Allowance:
    """Return the strictest answer, and where it holds if not everywhere."""
    for answer in (False, None, True):
        where = [name for name, a in said.items() if a.allowed is answer]
        if where:
            break
    one = said[where[0]]
    needed = next((a for a in said.values() if a.needed), one)
    if len(where) == len(said):
        return needed if one.allowed else one
    at = where[0] if len(where) == 1 else f"{where[0]} to {where[-1]}"
    return replace(one, reason=f"at {at}: {one.reason}")
