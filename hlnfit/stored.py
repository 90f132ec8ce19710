"""Compiled functions that come back from disk without numba's compiler.

Before numba reads a compiled function from disk it loads its compiler, and with the function the modules of
all that was compiled into it: two hundred of them, scipy's linear algebra among them, which code that is
compiled already does not use. They are a third of the time to a first fit.

numba judges a compiled function on disk by its own source file alone, though it holds the machine code of
the functions of other files that it calls. After an update such code may read arrays past their end; so
what is on disk counts only for the very sources that it came from.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from numba import njit
from numba.core.caching import FunctionCache

Function = TypeVar("Function", bound=Callable[..., Any])
_MARKS = (b"hlnfit.stored import", b"engine.compiled import")
"""What a file imports that has compiled functions in it."""


class StoredCode(FunctionCache):
    """The place on disk of one compiled function."""

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the compiled function for a signature; None where it is not on disk."""
        try:
            return self._without_compiler(sig, target_context)
        except (ImportError, AttributeError, TypeError):
            # Another numba, with other insides: then its own way, which only takes longer.
            # numba has no type hints.
            return super().load_overload(sig, target_context)  # type: ignore[no-untyped-call]

    def _without_compiler(self, sig: Any, target_context: Any) -> Any:
        from numba.core.runtime.nrt import rtsys

        # The counts of references to arrays are all that compiled code needs. What has to be compiled after
        # all loads the compiler then.
        rtsys.initialize(target_context)
        if not self._enabled:
            return None
        key = self._index_key(sig, target_context.codegen())
        try:
            # numba has no type hints.
            name = self._cache_file._load_index().get(key)  # type: ignore[no-untyped-call]
            if name is None:
                return None
            # numba has no type hints.
            code = Path(self._cache_file._data_path(name)).read_bytes()  # type: ignore[no-untyped-call]
        except OSError:
            return None
        return self._impl.rebuild(target_context, _Reader(io.BytesIO(code)).load())

    def _index_key(self, sig: Any, codegen: Any) -> tuple[Any, ...]:
        # numba has no type hints.
        return (*super()._index_key(sig, codegen), sources())  # type: ignore[no-untyped-call]


@cache
def sources() -> str:
    """Return a digest of all files that hold compiled functions, or the numbers in them."""
    digest = hashlib.sha256()
    package = Path(__file__).parent
    for room in ("special", "fitting", "models", "reduction"):
        for file in sorted((package / room).rglob("*.py")):
            text = file.read_bytes()
            if room == "special" or any(mark in text for mark in _MARKS):
                digest.update(text)
    return digest.hexdigest()


class _Reader(pickle.Unpickler):
    """Reads a compiled function without the modules that numba's own parts of it came from."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("numba.core.environment", "_rebuild_env"):
            return _environment
        return super().find_class(module, name)


def _environment(module: str, constants: list[Any], name: str) -> Any:
    """Return the environment of a compiled function: constants; only interpreted code needs the globals."""
    from numba.core.environment import Environment, _rebuild_env, lookup_environment

    known = lookup_environment(name)  # type: ignore[no-untyped-call]  # numba has no type hints
    if known is not None or module in sys.modules or not module.startswith("numba."):
        # numba has no type hints.
        return known or _rebuild_env(module, constants, name)  # type: ignore[no-untyped-call]
    environment = Environment({"__name__": module})
    environment.consts[:] = constants
    environment.env_name = name
    Environment._memo[name] = environment
    return environment


def stored(**options: Any) -> Callable[[Function], Function]:
    """Compile a function at its first call and keep it on disk; ``options`` as in ``numba.njit``."""

    def compiled(function: Function) -> Function:
        dispatcher: Any = njit(error_model="numpy", **options)(function)
        dispatcher._cache = StoredCode(function)  # type: ignore[no-untyped-call]  # numba has no type hints
        return dispatcher  # type: ignore[no-any-return]  # the dispatcher stands for the function

    return compiled
