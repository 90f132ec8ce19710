"""What an object says of itself in one line, in a terminal or a notebook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

_SMALLER: Final = {"m": (1e9, "nm"), "T": (1e3, "mT")}
"""Units in which small numbers are read."""
_SMALL: Final = 0.1


def readable(size: float, unit: str) -> tuple[float, str]:
    """Return by what a number of SI is multiplied to be read, and the unit that it then has.

    >>> readable(2.6e-7, "m")
    (1000000000.0, 'nm')
    """
    return _SMALLER[unit] if unit in _SMALLER and 0.0 < abs(size) < _SMALL else (1.0, unit)


def span(values: ArrayLike, unit: str = "") -> str:
    """Return from where to where numbers go; empty where none is known.

    >>> span([20.0, 1.5], "K")
    '1.5 to 20 K'
    """
    known = np.asarray(values, dtype=np.float64)
    known = known[np.isfinite(known)]
    if not known.size:
        return ""
    scale, unit = readable(float(np.abs(known).max()), unit)
    low, high = f"{known.min() * scale:.4g}", f"{known.max() * scale:.4g}"
    return f"{low if low == high else f'{low} to {high}'} {unit}".rstrip()


def counted(words: Iterable[str], order: tuple[str, ...] = ("good", "caution", "reject")) -> str:
    """Return how often each word occurs.

    >>> counted(["good", "reject", "good"])
    '2 good, 1 reject'
    """
    number = Counter(str(w) for w in words)
    return ", ".join(f"{number[w]} {w}" for w in order if number[w])


def codes(flags: Iterable[Any]) -> str:
    """Return the code of each flag, once."""
    return "; ".join(dict.fromkeys(f.code for f in flags))


def brief(thing: Any, *parts: str) -> str:
    """Return the name of a class and what there is to say, without empty parts."""
    return f"{type(thing).__name__}({', '.join(p for p in parts if p)})"
