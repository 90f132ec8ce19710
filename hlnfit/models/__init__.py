"""The formulas: one model a file, found by the list of files.

A file of this package that defines ``MODEL`` (or ``MODELS``) is a model; nothing else is to be touched
to add one.
"""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import pkgutil
from functools import cache

from hlnfit.errors import ConfigError
from hlnfit.models.base import Derived, Model, ModelKind, Parameter, Part, Reference
from hlnfit.models.compose import add, with_amplitude
from hlnfit.models.evaluate import evaluate, value_of
from hlnfit.models.modes import ModeTable
from hlnfit.models.reference_curve import less_reference

__all__ = [
    "Derived",
    "ModeTable",
    "Model",
    "Parameter",
    "Part",
    "Reference",
    "add",
    "evaluate",
    "get",
    "less_reference",
    "names",
    "value_of",
    "with_amplitude",
]


@cache
def _of_file(name: str) -> tuple[Model, ...]:
    module = importlib.import_module(f"{__name__}.{name}")
    return tuple(getattr(module, "MODELS", ()) or ([module.MODEL] if hasattr(module, "MODEL") else []))


@cache
def _namesake(name: str) -> Model | None:
    """Return the model of the file of this name, found without reading all the others."""
    if not name.isidentifier() or importlib.util.find_spec(f"{__name__}.{name}") is None:
        return None
    return next((m for m in _of_file(name) if m.name == name), None)


@cache
def _registry() -> dict[str, Model]:
    found: dict[str, Model] = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda i: i.name):
        for model in _of_file(info.name):
            if model.name in found:
                raise ValueError(f"two models are called {model.name}")
            found[model.name] = model
    return found


@cache
def _composed(name: str) -> Model:
    if "+" in name:
        return add([get(part) for part in name.split("+")])
    if "*" not in name:
        first, _, second = name.partition("-")
        if first != second:
            raise ConfigError(
                f"model {name!r} subtracts another model",
                expected=f"{first}-{first}, a curve less the reference curve of a higher temperature",
            )
        return less_reference(get(first))
    factor, _, rest = name.partition("*")
    if factor != "alpha":
        raise ConfigError(f"model {name!r} starts with {factor!r}", expected=f"alpha*{rest}")
    return with_amplitude(get(rest))


def names(kind: ModelKind | None = None) -> tuple[str, ...]:
    """Return the names of all models, or of those of one kind (field, background, temperature)."""
    return tuple(n for n, m in _registry().items() if kind is None or m.kind == kind)


def get(name: str) -> Model:
    """Return the model of this name, or the sum of models such as ``"hln_simple+hln_simple+quadratic"``.

    ``"alpha*NAME"`` is the model with a free amplitude, ``"NAME-NAME"`` a curve less a reference
    curve. In a sum the parameters of a second model of the same name end in ``_2``, of a third in ``_3``.

    Raises
    ------
    ConfigError
        There is no such model; the message lists near names.
    """
    if any(sign in name for sign in "+*-"):
        return _composed(name.replace(" ", ""))
    name = name.strip()
    if (model := _namesake(name)) is not None:
        return model
    registry = _registry()
    if name not in registry:
        near = difflib.get_close_matches(name, registry, n=4, cutoff=0.4) or sorted(registry)
        raise ConfigError(f"model {name!r} is unknown", expected=f"one like {', '.join(near)}")
    return registry[name]
