"""The rate laws: one a file, found by the list of files.

A file of this package that defines ``LAW`` is a law; nothing else is to be touched to add one.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from functools import cache

from hlnfit.dephasing.laws.base import Amplitude, RateLaw, Setting, Shape
from hlnfit.errors import ConfigError

__all__ = ["Amplitude", "RateLaw", "Setting", "Shape", "get", "names"]


@cache
def _registry() -> dict[str, RateLaw]:
    found: dict[str, RateLaw] = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda i: i.name):
        law = getattr(importlib.import_module(f"{__name__}.{info.name}"), "LAW", None)
        if law is None:
            continue
        if law.name in found:
            raise ValueError(f"two rate laws are called {law.name}")
        found[law.name] = law
    # Simple laws first: this is the order of the rows of dephasing.csv.
    return dict(sorted(found.items(), key=lambda item: (item[1].n_parameters, item[1].implicit, item[0])))


def names() -> tuple[str, ...]:
    """Return the names of all rate laws, those with few parameters first."""
    return tuple(_registry())


def get(name: str) -> RateLaw:
    """Return the rate law of this name.

    Raises
    ------
    ConfigError
        There is no such law; the message lists near names.
    """
    registry = _registry()
    if name not in registry:
        near = difflib.get_close_matches(name, registry, n=4, cutoff=0.4) or list(registry)
        raise ConfigError(f"dephasing law {name!r} is unknown", expected=f"one like {', '.join(near)}")
    return registry[name]
