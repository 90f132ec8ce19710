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
from numba.core.compiler_lock import global_compiler_lock
from numba.core.options import DefaultOptions
from numpy.typing import NDArray

from hlnfit.stored import StoredCode

Rows = NDArray[np.float64]
"""A contiguous array of two dimensions."""
Cube = NDArray[np.float64]
"""A contiguous array of three dimensions."""
Vector = NDArray[np.float64]
"""A contiguous array of one dimension."""
Integers = NDArray[np.int64]
"""A contiguous array of integers, of two dimensions."""
Places = NDArray[np.int64]
"""A contiguous array of integers, of one dimension."""

Marks = NDArray[np.bool_]
"""A contiguous array of truth values, of one dimension."""

_TYPES = {
    "Rows": types.float64[:, ::1],
    "Cube": types.float64[:, :, ::1],
    "Vector": types.float64[::1],
    "Integers": types.int64[:, ::1],
    "Places": types.int64[::1],
    "Marks": types.boolean[::1],
    "float": types.float64,
    "int": types.int64,
    "bool": types.boolean,
    "None": types.void,
}
Function = TypeVar("Function", bound=Callable[..., Any])


def kernel(function: Function) -> Function:
    """Compile a function that makes no array; products may be contracted with sums."""
    return _compile(function, {"contract"}, _nrt=False)


def sums(function: Function) -> Function:
    """Compile a function whose sums may be reordered, so that they run in vector registers."""
    return _compile(function, {"reassoc", "contract"}, _nrt=False)


def part(function: Function) -> Function:
    """Compile what becomes part of its callers: a call of something small costs as much as its work."""
    return _compile(function, {"contract"}, _nrt=False, forceinline=True)


def sums_part(function: Function) -> Function:
    """Compile a part whose sums may be reordered."""
    return _compile(function, {"reassoc", "contract"}, _nrt=False, forceinline=True)


def making_arrays(function: Function) -> Function:
    """Compile a function that makes arrays, for which numba counts references to all that it is given."""
    return _compile(function, {"contract"})


def _compile(function: Function, fastmath: set[str], **options: Any) -> Function:
    named = dict(function.__annotations__)
    returns = _type(named.pop("return"))
    signature = returns(*(_type(name) for name in named.values()))
    # The dispatcher stands for the function.
    return _when_needed(_kept(function, fastmath, **options), signature)  # type: ignore[no-any-return]


def _when_needed(compiled: Any, signature: Any) -> Any:
    """Return the dispatcher; it compiles, or reads from disk, when it is called or compiled into a caller.

    A caller that is on disk holds the code of what it calls: a process reads the outermost kernels only.
    """
    template = compiled.get_call_template

    def ready() -> None:
        with global_compiler_lock:
            if not compiled._can_compile:
                return
            compiled.compile(signature)
            compiled.disable_compile()
        if compiled.stats.cache_misses:
            _tell()

    def get_call_template(args: Any, kws: Any) -> Any:
        ready()
        return template(args, kws)

    def compile_for_args(*args: Any, **kws: Any) -> Any:
        ready()
        return compiled

    compiled.get_call_template, compiled._compile_for_args = get_call_template, compile_for_args
    return compiled


def at_first_call(function: Function) -> Function:
    """Compile a function that takes tuples, whose types only a call knows."""
    # The dispatcher stands for the function.
    return _kept(function, False)  # type: ignore[no-any-return]


def _kept(function: Function, fastmath: set[str] | bool, **options: Any) -> Any:
    """Return the function to be compiled, with its place on disk."""
    if not hasattr(DefaultOptions, "_nrt"):
        # Without this option, which no page of numba's promises, all works, a tenth slower.
        options.pop("_nrt", None)
    compiled: Any = njit(error_model="numpy", nogil=True, fastmath=fastmath, **options)(function)
    compiled._cache = StoredCode(function)
    return compiled


@cache
def _tell() -> None:
    """Say, once, why the first import takes its time."""
    logging.getLogger("hlnfit").warning(
        "hlnfit compiles its fit engine, once for this installation: one to two minutes."
    )


def _type(name: str) -> Any:
    if name.startswith("tuple["):
        return types.Tuple(
            [  # type: ignore[no-untyped-call]  # numba has no type hints
                _TYPES[part.strip()] for part in name[6:-1].split(",")
            ]
        )
    return _TYPES[name]
