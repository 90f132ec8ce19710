"""Which models a regime allows, and why: no model is judged here by how well it fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from hlnfit.regime.conditions import Check
from hlnfit.regime.demands import LAST, demands_of, simpler_one

if TYPE_CHECKING:
    from hlnfit.regime.regime import Regime


class ModelLike(Protocol):
    """What is asked of a model: the table of its parameters, its kind and its dimension."""

    @property
    def name(self) -> str:
        """Name in the registry."""

    @property
    def kind(self) -> str:
        """field, background or temperature."""

    @property
    def dimension(self) -> int:
        """1, 2 or 3."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parameters."""

    @property
    def extra(self) -> Mapping[str, Any]:
        """``extra["regime"]``, where a model states its conditions itself."""


@runtime_checkable
class Registry(Protocol):
    """``hlnfit.models``, or anything with names and models."""

    def names(self) -> tuple[str, ...]:
        """Return the names of all models."""

    def get(self, name: str) -> Any:
        """Return the model of a name."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a regime says of one model.

    Attributes
    ----------
    model, kind : str
    allowed : bool or None
        None: nothing speaks against it, but something has to be known first.
    reason : str
        What speaks against it; else what is not known; else what speaks for it.
    checks : tuple of Check
        Each condition with its answer (True, False or None) and the numbers behind it.
    needed : bool
        False where a simpler formula holds in this regime as well.
    """

    model: str
    kind: str
    allowed: bool | None
    reason: str
    checks: tuple[Check, ...]
    needed: bool = True


def allowances(regime: Regime, registry: Registry | Iterable[Any]) -> tuple[Allowance, ...]:
    """Return what a regime says of each model, allowed ones first.

    Among equals come first those that the regime needs, then those with fewer parameters.

    Parameters
    ----------
    regime : Regime
    registry : module or iterable of Model
        ``hlnfit.models``, or some models.
    """
    if isinstance(registry, Registry):
        found: list[ModelLike] = [registry.get(name) for name in registry.names()]
    else:
        found = list(registry)
    judged = [(_judge(regime, m), m) for m in found]
    order = {True: 0, None: 1, False: 2}
    judged.sort(
        key=lambda pair: (
            order[pair[0].allowed],
            sum(check.holds is not True for check in pair[0].checks),
            pair[0].model in LAST,
            not pair[0].needed,
            len(pair[1].names),
            # Of two with as many parameters, the one that asks less of the sample.
            len(pair[0].checks),
        )
    )
    return tuple(allowance for allowance, _ in judged)


def _judge(regime: Regime, model: ModelLike) -> Allowance:
    checks = tuple(ask(regime) for ask in demands_of(model))
    against = [c.words for c in checks if c.holds is False]
    open_ones = [c.words for c in checks if c.holds is None]
    allowed = False if against else None if open_ones else True
    said = against or open_ones or [c.words for c in checks if c.words]
    simpler = simpler_one(regime, model.name) if allowed else ""
    return Allowance(
        model.name,
        model.kind,
        allowed,
        _sentence([*said, *([simpler] if simpler else [])]),
        checks,
        not simpler,
    )


def _sentence(parts: list[str]) -> str:
    return "; ".join(dict.fromkeys(parts)) or "no condition on the sample"
