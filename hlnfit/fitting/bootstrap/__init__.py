"""Errors from refits of resampled data: residual, block and parametric bootstrap."""

from __future__ import annotations

from typing import Final, Literal

from hlnfit.errors import ConfigError

Kind = Literal["residual", "block", "parametric"]
KINDS: Final[tuple[Kind, ...]] = ("residual", "block", "parametric")
RESAMPLES: Final = 1000


def check_bootstrap(kind: str, n: int) -> None:
    """Refuse what cannot be drawn, and a number of draws that gives no 68 % limits."""
    if kind not in ("auto", *KINDS):
        raise ConfigError(f"bootstrap is {kind!r}", expected="auto, " + ", ".join(KINDS))
    if n < 50:
        raise ConfigError(f"resamples is {n}", expected="50 or more; 1000 gives limits to about 3 %")
