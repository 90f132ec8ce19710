"""Exit codes, and how an error is told.

0 finished; 1 the answer is no: no usable data; 2 the command or the config cannot be carried out;
3 finished, but some file or sweep could not be read or fitted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hlnfit.cli.console import errors
from hlnfit.errors import FitError, HlnfitError, LoadError

if TYPE_CHECKING:
    from hlnfit.analysis import Analysis

DONE: Final = 0
NO: Final = 1
USAGE: Final = 2
PARTIAL: Final = 3


def exit_code(error: HlnfitError) -> int:
    """Return 1 where the data are to blame, 2 where the command or the config is."""
    return NO if isinstance(error, (LoadError, FitError)) else USAGE


def outcome(analysis: Analysis) -> int:
    """Return the exit code of a finished analysis."""
    if not analysis.usable:
        return NO
    return DONE if analysis.complete else PARTIAL


def tell(error: HlnfitError) -> None:
    """Write an error to stderr."""
    errors().print(f"[bold red]Error:[/] {_escaped(str(error))}", highlight=False, soft_wrap=True)


def _escaped(text: str) -> str:
    from rich.markup import escape

    return escape(text)
