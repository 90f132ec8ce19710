"""A curve less a reference curve at a higher temperature: model(T) - model(T_ref).

Many groups subtract the curve of a high temperature as a background. It holds a correction of its own, with a
larger dephasing field, and what is left is the difference of two corrections: everything but dephasing is
common to both.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hlnfit.errors import ConfigError
from hlnfit.models.base import Formula, Model, Parameter
from hlnfit.models.evaluate import evaluate
from hlnfit.models.modes import ModeTable

FloatArray = NDArray[np.float64]
DEPHASING = ("B_phi", "B_in")
SUFFIX = "_ref"


def less_reference(model: Model) -> Model:
    """Return model(T) - model(T_ref): one more parameter, the dephasing field of the reference curve.

    Raises
    ------
    ConfigError
        It is no field model of one term, or has no dephasing field of its own.
    """
    own = [n for n in DEPHASING if n in model.names]
    if model.kind != "field" or model.parts or not own:
        raise ConfigError(
            f"model {model.name!r} has no reference curve",
            expected="one field model, like hln_simple-hln_simple",
        )
    at = model.names.index(own[0])
    row = replace(
        model.parameters[at],
        name=own[0] + SUFFIX,
        description=f"{own[0]} of the reference curve, at the higher temperature",
        source=None,
    )
    parameters = (*model.parameters, row)
    table = None if model.table is None else _table(model.table, own[0], row)
    if table is not None:
        parameters = tuple(q for q in parameters if q.kind != "rate" or q.name in table.parameters)
    left, right, definitions = model.sides
    return replace(
        model,
        name=f"{model.name}-{model.name}",
        title=f"{model.title}, less a reference curve",
        parameters=parameters,
        table=table,
        formula=None if table is not None else _formula(model, at),
        latex=rf"{left} = \left\{{{right}\right\}}_{{T}} - \left\{{\ldots\right\}}_{{T_{{ref}}}}"
        + definitions,
        convention=f"{model.convention} The reference curve differs in {row.name} alone.".strip(),
        limits=(f"{row.name} -> infinity: {model.name}", f"{row.name} = {own[0]}: zero"),
    )


def _table(table: ModeTable, own: str, row: Parameter) -> ModeTable:
    """Return the modes of both curves; what does not depend on dephasing (the elastic cut-off) drops out."""
    at = table.parameters.index(own)
    kept = table.rates[:, at] != 0.0
    here = np.pad(table.rates[kept], ((0, 0), (0, 1)))
    there = here.copy()
    there[:, -1], there[:, at] = here[:, at], 0.0
    rates, weights = np.concatenate((here, there)), table.weights[kept]
    used = (rates != 0.0).any(axis=0)
    names = tuple(n for n, u in zip((*table.parameters, row.name), used.tolist(), strict=True) if u)
    return ModeTable(
        names,
        (*weights.tolist(), *(-weights).tolist()),
        tuple(tuple(r) for r in rates[:, used].tolist()),
    )


def _formula(model: Model, at: int) -> Formula:
    def difference(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
        other = p[:-1].copy()
        other[at] = p[-1]
        value, by_p = evaluate(model, B, p[:-1])
        reference, by_other = evaluate(model, B, other)
        jacobian = np.empty((B.size, p.size))
        jacobian[:, :-1] = by_p - by_other
        jacobian[:, at], jacobian[:, -1] = by_p[:, at], -by_other[:, at]
        return value - reference, jacobian

    return difference
