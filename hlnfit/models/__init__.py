"""The formulas: one model a file, found by the list of files.

A file of this package that defines ``MODEL`` (or ``MODELS``) is a model; nothing else is to be touched
to add one.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from functools import cache

from hlnfit.errors import ConfigError
from hlnfit.models.base import Derived, Model, ModelKind, Parameter, Reference
from hlnfit.models.evaluate import evaluate
from hlnfit.models.modes import ModeTable

__all__ = [
    "Derived",
    "ModeTable",
    "Model",
    "Parameter",
    "Reference",
    "evaluate",
    "get",
    "names",
]


@cache
def _registry() -> dict[str, Model]:
    found: dict[str, Model] = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda i: i.name):
        module = importlib.import_module(f"{__name__}.{info.name}")
        models = getattr(module, "MODELS", ()) or ([module.MODEL] if hasattr(module, "MODEL") else [])
        for model in models:
            if model.name in found:
                raise ValueError(f"two models are called {model.name}")
            found[model.name] = model
    return found


def names(kind: ModelKind | None = None) -> tuple[str, ...]:
    """Return the names of all models, or of those of one kind (field, background, temperature)."""
    return tuple(n for n, m in _registry().items() if kind is None or m.kind == kind)


def get(name: str) -> Model:
    """Return the model of this name.

    Raises
    ------
    ConfigError
        There is no such model; the message lists near names.
    """
    registry = _registry()
    if name not in registry:
        near = difflib.get_close_matches(name, registry, n=4, cutoff=0.4) or sorted(registry)
        raise ConfigError(f"model {name!r} is unknown", expected=f"one like {', '.join(near)}")
    return registry[name]
