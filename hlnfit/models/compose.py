"""Sums of models, and models with a free amplitude.

Conductivities of parallel channels add, and so do classical backgrounds. The terms of a sum keep the order
in which they are named. Parameters that occur again get the suffix ``_2``, ``_3`` and so on; nothing else
is renamed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hlnfit.errors import ConfigError
from hlnfit.models.base import Derived, Formula, Model, ModelKind, Parameter, Part
from hlnfit.models.evaluate import evaluate

FloatArray = NDArray[np.float64]


def add(models: Sequence[Model]) -> Model:
    """Return the sum of models as one model, whose ``terms`` are these models.

    Raises
    ------
    ConfigError
        The terms are functions of different things (field and temperature), have different units (a film
        and a wire), or hold the same background twice.
    """
    flat = [part.model for model in models for part in model.terms]
    if len(flat) == 1:
        return models[0]
    name = "+".join(m.name for m in flat)
    kind = _kind(flat, name)
    carriers = [m for m in flat if m.kind == "field"] or flat
    # A classical background has no dimension of its own, but one that is written for bulk or a wire has.
    dimensions = {m.dimension for m in carriers} | {m.dimension for m in flat if m.dimension != 2}
    if len(dimensions) > 1:
        raise ConfigError(
            f"model {name!r} adds corrections of {' and '.join(f'{d}D' for d in sorted(dimensions))}",
            expected="terms of one dimension, since their units differ",
        )
    parts, parameters = _number(flat)
    return Model(
        name=name,
        title=" + ".join(m.title for m in flat),
        kind=kind,
        parameters=parameters,
        formula=_sum(parts),
        dimension=carriers[0].dimension,
        derived=tuple(d for part in parts for d in _derived(part)),
        latex=r" \;+\; ".join(m.latex for m in flat),
        description="\n".join(dict.fromkeys(m.description for m in flat if m.description)),
        validity=tuple(dict.fromkeys(v for m in flat for v in m.validity)),
        limits=(),
        convention="\n".join(dict.fromkeys(m.convention for m in flat if m.convention)),
        references=tuple(dict.fromkeys(r for m in flat for r in m.references)),
        parts=parts,
    )


def with_amplitude(model: Model) -> Model:
    """Return the model multiplied by a free amplitude ``alpha``, which its title then says.

    Raises
    ------
    ConfigError
        The model has an amplitude already.
    """
    if any(q.kind == "amplitude" for q in model.parameters) or model.parts:
        raise ConfigError(f"model {model.name} has an amplitude already, or is a sum")
    alpha = Parameter("alpha", "", 1.0, -1e3, 1e3, "amplitude", "free amplitude; the theory gives 1")
    left, right, definitions = model.sides
    said = "The amplitude alpha is free here, where the theory gives 1."
    return replace(
        model,
        name=f"alpha*{model.name}",
        title=f"{model.title}, with free amplitude",
        parameters=(alpha, *model.parameters),
        formula=None if model.formula is None else _scaled(model.formula),
        latex=rf"{left} = \alpha\left\{{{right}\right\}}{definitions}",
        convention=f"{model.convention} {said}".strip(),
    )


def _kind(flat: list[Model], name: str) -> ModelKind:
    kinds = {m.kind for m in flat}
    if "temperature" in kinds and len(kinds) > 1:
        raise ConfigError(
            f"model {name!r} adds functions of temperature and of field",
            expected="models of one kind",
        )
    backgrounds = [m.name for m in flat if m.kind == "background"]
    twice = next((n for n in backgrounds if backgrounds.count(n) > 1), None)
    if twice is not None:
        raise ConfigError(f"background {twice} stands twice in model {name!r}")
    for kind in ("temperature", "field"):
        if kind in kinds:
            return kind
    return "background"


def _number(flat: list[Model]) -> tuple[tuple[Part, ...], tuple[Parameter, ...]]:
    seen: dict[str, int] = {}
    parts: list[Part] = []
    parameters: list[Parameter] = []
    for model in flat:
        names = []
        for q in model.parameters:
            seen[q.name] = seen.get(q.name, 0) + 1
            names.append(q.name if seen[q.name] == 1 else f"{q.name}_{seen[q.name]}")
        start = len(parameters)
        parts.append(Part(model, tuple(names), slice(start, start + len(names))))
        parameters += [replace(q, name=n) for q, n in zip(model.parameters, names, strict=True)]
    return tuple(parts), tuple(parameters)


def _derived(part: Part) -> tuple[Derived, ...]:
    renamed = dict(zip(part.model.names, part.names, strict=True))
    suffix = next((n[len(old) :] for old, n in renamed.items()), "")
    return tuple(
        Derived(d.name + suffix, {renamed[k]: v for k, v in d.combination.items()}, d.description)
        for d in part.model.derived
    )


def _sum(parts: tuple[Part, ...]) -> Formula:
    def formula(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
        value = np.zeros(B.size)
        jacobian = np.zeros((B.size, p.size))
        for part in parts:
            term, by_p = evaluate(part.model, B, p[part.slice])
            value += term
            jacobian[:, part.slice] = by_p
        return value, jacobian

    return formula


def _scaled(formula: Formula) -> Formula:
    def scaled(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
        value, jacobian = formula(B, p[1:])
        return p[0] * value, np.concatenate((value[:, None], p[0] * jacobian), axis=1)

    return scaled
