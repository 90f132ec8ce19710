"""A mapping that cannot be changed and can be pickled.

The standard library's ``MappingProxyType`` is the former but not the latter, and values have to travel to
other processes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

Value = TypeVar("Value", covariant=True)


class FrozenMapping(Mapping[str, Value]):
    """A read-only copy of a mapping."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, Value]) -> None:
        self._items = dict(items)

    def __getitem__(self, name: str) -> Value:
        return self._items[name]

    # Those of Mapping raise and catch an error for each name that is not there.
    def __contains__(self, name: object) -> bool:
        return name in self._items

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of this name, or the default."""
        return self._items.get(name, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return repr(self._items)
