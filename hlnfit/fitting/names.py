"""The parameters of a fit by name: which there are, which are free, in which order and in which bounds."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.terms import Term
from hlnfit.models import Parameter

FloatArray = NDArray[np.float64]
MAX_OFFSET = 0.1
"""Largest field offset in tesla that a fit may find: remanence of magnets is below it."""


@dataclass(frozen=True, eq=False)
class Names:
    """Names of the parameters of all curves of one shape.

    Attributes
    ----------
    offsets, levels : tuple of str
        Field offsets and additive constants, one a direction.
    terms : tuple of str
        Parameters of all terms.
    all : tuple of str
        Of terms, levels, offsets and odd terms, fixed ones included.
    nonlinear, linear : tuple of str
        Free parameters.
    rows : tuple of Parameter or None
        What the models say of the nonlinear ones; None for offsets.
    is_log : bool array, (n_nonlinear,)
        Which of them are fitted in their logarithm.
    """

    offsets: tuple[str, ...]
    levels: tuple[str, ...]
    terms: tuple[str, ...]
    all: tuple[str, ...]
    nonlinear: tuple[str, ...]
    linear: tuple[str, ...]
    rows: tuple[Parameter | None, ...]
    is_log: NDArray[np.bool_]


def names_of(
    terms: tuple[Term, ...],
    odd: tuple[str, ...],
    n_groups: int,
    fixed: Iterable[str] = (),
    as_nonlinear: tuple[str, ...] = (),
) -> Names:
    """Return the names; the arguments are those of :class:`hlnfit.fitting.problem.Problem`."""
    models = tuple((t.names, id(t.model)) for t in terms)
    return _names_of(_Shape((models, odd, n_groups, frozenset(fixed), as_nonlinear), terms))


@dataclass(frozen=True)
class _Shape:
    """What decides the names, with the terms that keep the models alive which it counts by identity."""

    key: tuple[Hashable, tuple[str, ...], int, frozenset[str], tuple[str, ...]]
    terms: tuple[Term, ...] = field(compare=False)


@lru_cache(maxsize=64)
def _names_of(shape: _Shape) -> Names:
    terms = shape.terms
    _, odd, n_groups, fixed, as_nonlinear = shape.key
    offsets = tuple("B_offset" if g == 0 else f"B_offset_{g + 1}" for g in range(n_groups))
    levels = tuple("dsigma0" if g == 0 else f"dsigma0_{g + 1}" for g in range(n_groups))
    of_terms = tuple(name for term in terms for name in term.names)
    nonlinear = [
        name
        for term in terms
        for k, name in enumerate(term.names)
        if name not in fixed and (k != term.amplitude or name in as_nonlinear)
    ]
    rows = [next(t.parameter(n) for t in terms if n in t.names) for n in nonlinear]
    free_offsets = [n for n in offsets if n not in fixed]
    amplitudes = [t.names[t.amplitude] for t in terms if t.amplitude is not None]
    is_log = np.array([row.kind == "rate" for row in rows] + [False] * len(free_offsets), dtype=np.bool_)
    is_log.setflags(write=False)
    return Names(
        offsets,
        levels,
        of_terms,
        (*of_terms, *levels, *offsets, *odd),
        (*nonlinear, *free_offsets),
        tuple(n for n in (*amplitudes, *levels, *odd) if n not in fixed and n not in as_nonlinear),
        (*rows, *[None] * len(free_offsets)),
        is_log,
    )


def box_of(rows: tuple[Parameter | None, ...], B: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return lower and upper bounds of theta (logarithms for rates) for points at these fields (T)."""
    lower, upper = [], []
    size = np.abs(B)
    span = float(size.max(initial=1e-9))
    smallest = float(size.min(initial=span, where=size > 0.0))
    for row in rows:
        if row is None:
            reach = min(MAX_OFFSET, 0.25 * span)
            lower.append(-reach)
            upper.append(reach)
        elif row.kind == "rate":
            # Beyond these the curve no longer changes its shape.
            lower.append(np.log(max(row.lower, 1e-4 * max(smallest, 1e-5 * span), 1e-300)))
            upper.append(np.log(min(row.upper, 1e3 * span)))
        else:
            lower.append(row.lower)
            upper.append(row.upper)
    return np.array(lower), np.array(upper)
