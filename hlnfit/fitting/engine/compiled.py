"""How the kernels are compiled: for the types that their annotations name, once, and kept on disk.

Without types given beforehand numba compiles a function anew for each constant that it is called with.
Larger kernels take plain arrays and numbers only, since numba counts references to what is in a tuple at
each use.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

Rows = NDArray[np.float64]
"""A contiguous array of two dimensions."""
Vector = NDArray[np.float64]
"""A contiguous array of one dimension."""
Integers = NDArray[np.int64]
"""A contiguous array of integers, of two dimensions."""
Places = NDArray[np.int64]
"""A contiguous array of integers, of one dimension."""

_TYPES = {
    "Rows": types.float64[:, ::1],
    "Vector": types.float64[::1],
    "Integers": types.int64[:, ::1],
    "Places": types.int64[::1],
    "float": types.float64,
    "int": types.int64,
    "bool": types.boolean,
    "None": types.void,
}
Function = TypeVar("Function", bound=Callable[..., Any])


def kernel(function: Function) -> Function:
    """Compile a function; products may be contracted with sums."""
    return _compile(function, {"contract"})


def sums(function: Function) -> Function:
    """Compile a function whose sums may be reordered, so that they run in vector registers."""
    return _compile(function, {"reassoc", "contract"})


def _compile(function: Function, fastmath: set[str]) -> Function:
    named = dict(function.__annotations__)
    returns = _type(named.pop("return"))
    signature = returns(*(_type(name) for name in named.values()))
    compiled: Function = njit(signature, cache=True, error_model="numpy", nogil=True, fastmath=fastmath)(
        function
    )
    if compiled.stats.cache_misses:  # type: ignore[attr-defined]  # of the dispatcher
        _tell()
    return compiled


@cache
def _tell() -> None:
    """Say, once, why the first import takes its time."""
    logging.getLogger("hlnfit").warning(
        "hlnfit compiles its fit engine, once for this installation: about a minute."
    )


def _type(name: str) -> Any:
    if name.startswith("tuple["):
        return types.Tuple(
            [  # type: ignore[no-untyped-call]  # numba has no type hints
                _TYPES[part.strip()] for part in name[6:-1].split(",")
            ]
        )
    return _TYPES[name]
