"""Compiled functions that come back from disk without numba's compiler.

Before numba reads a compiled function from disk it loads its compiler, and with the function the modules of
all that was compiled into it: two hundred of them, scipy's linear algebra among them, which code that is
compiled already does not use. They are a third of the time to a first fit. Beside the machine code it reads
the form of it that LLVM compiles into further functions: nine tenths of the time that reading takes, for
what a process whose kernels are all on disk never asks for.

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

import llvmlite.binding
from numba import njit
from numba.core.caching import FunctionCache
from numba.core.codegen import JITCodeLibrary

Function = TypeVar("Function", bound=Callable[..., Any])
_MARKS = (b"hlnfit.stored import", b"engine.compiled import")
"""What a file imports that has compiled functions in it."""


class StoredCode(FunctionCache):
    """The place on disk of one compiled function, which is looked for when the function is first called.

    A process uses a tenth of the compiled functions that it imports; numba tries with a temporary file, for
    each of them, whether it could write beside the source.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function

    def __getattr__(self, name: str) -> Any:
        if "_enabled" in vars(self) or "_function" not in vars(self):
            raise AttributeError(name)
        # numba has no type hints.
        super().__init__(self._function)  # type: ignore[no-untyped-call]
        # What came from other sources is written over instead of kept beside.
        self._cache_file._source_stamp = (self._cache_file._source_stamp, sources())
        return getattr(self, name)

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
        # numba has no type hints.
        key = self._index_key(sig, target_context.codegen())  # type: ignore[no-untyped-call]
        try:
            # numba has no type hints.
            name = self._cache_file._load_index().get(key)  # type: ignore[no-untyped-call]
            if name is None:
                return None
            # numba has no type hints.
            code = Path(self._cache_file._data_path(name)).read_bytes()  # type: ignore[no-untyped-call]
        except OSError:
            return None
        return _rebuilt(target_context, *_Reader(io.BytesIO(code)).load())


def _rebuilt(
    context: Any,
    code: Any,
    described: Any,
    environment: Any,
    signature: Any,
    objectmode: Any,
    lifted: Any,
    annotation: Any,
    reload_init: Any,
    environments: Any,
) -> Any:
    """Return what numba has of a compiled function, from what it keeps of it on disk."""
    from numba.core import compiler

    if reload_init:
        raise TypeError("what has to run before compiled code does is left to numba")
    library = _StoredLibrary.read(context.codegen(), code, described)
    make: Any = compiler.CompileResult
    result = make(
        typing_context=context.typing_context,
        target_context=context,
        entry_point=context.get_executable(library, described, environment),
        typing_error=None,
        type_annotation=annotation,
        signature=signature,
        objectmode=objectmode,
        lifted=lifted,
        fndesc=described,
        library=library,
        call_helper=None,
        environment=environment,
        metadata=None,
        reload_init=reload_init,
        referenced_envs=environments,
    )
    for referenced in environments:
        library.codegen.set_env(referenced.env_name, referenced)
    return result


class _StoredLibrary(JITCodeLibrary):
    """Machine code from disk; LLVM's form of it is read when a function is compiled that calls it."""

    _intermediate: bytes

    @classmethod
    def read(cls, codegen: Any, kept: Any, described: Any) -> _StoredLibrary:
        """Return the machine code of a function, ready to be called."""
        name, kind, (code, intermediate) = kept
        if kind != "object":
            raise TypeError(f"{kind} of {name} instead of machine code")
        library: Any = cls(codegen, name)
        library._intermediate = intermediate
        library.enable_object_caching()
        library._set_compiled_object(code)
        library._finalize_final_module()
        codegen._engine._defined_symbols |= {
            described.llvm_func_name,
            described.llvm_cpython_wrapper_name,
            described.llvm_cfunc_wrapper_name,
        }
        return library  # type: ignore[no-any-return]  # numba has no type hints

    def _get_module_for_linking(self) -> Any:
        if self._shared_module is None:
            self._shared_module = llvmlite.binding.parse_bitcode(self._intermediate)
            # numba has no type hints.
            self._codegen._engine._load_defined_symbols(self._shared_module)  # type: ignore[no-untyped-call]
        return self._shared_module


@cache
def sources() -> str:
    """Return a digest of all files that hold compiled functions, or the numbers in them."""
    digest = hashlib.sha256()
    package = Path(__file__).parent
    for room in ("special", "fitting", "models", "reduction", "simulation"):
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
        dispatcher._cache = StoredCode(function)
        return dispatcher  # type: ignore[no-any-return]  # the dispatcher stands for the function

    return compiled
