"""The lines of the validation: found by the list of files, run in order, each with a seed of its own.

A line is a function in a file ``lines_*.py`` of this folder, marked with `line`: it asks an engine and a
formula for the same quantity and returns a `Comparison`. Its name is that of the function, its title the
first line of the docstring. Adding one touches no other file.
"""

from __future__ import annotations

import importlib
import pkgutil
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache
from os import PathLike
from typing import Any, Final, TypeVar

from numpy.random import SeedSequence

from hlnfit.errors import ConfigError
from hlnfit.validation.agreement import Agreement, Comparison

Progress = Callable[[str, int, int], None]
"""Called with the name of the line, blocks done and blocks expected."""
Choice = TypeVar("Choice")

_FILES: Final = "lines_"
CHANGE: Final = "Delta sigma / G0"
FIELD: Final = "B (T)"


@dataclass(frozen=True, slots=True)
class Run:
    """How a line is to be run.

    Attributes
    ----------
    seed : int
        Of this line alone.
    quick : bool
        Coarse resolutions, that the whole takes minutes.
    executor : Executor or None
        Where blocks of work run; what comes out does not depend on it.
    progress : callable(done, total) or None
    checkpoint : path or None
        Folder where engines keep partial results.
    """

    seed: int = 0
    quick: bool = True
    executor: Executor | None = None
    progress: Callable[[int, int], None] | None = None
    checkpoint: str | PathLike[str] | None = None

    def pick(self, quick: Choice, full: Choice) -> Choice:
        """Return the first in a quick run, the second in a full one."""
        return quick if self.quick else full

    @property
    def options(self) -> dict[str, Any]:
        """What every engine with blocks of work takes."""
        return {
            "seed": self.seed,
            "executor": self.executor,
            "progress": self.progress,
            "checkpoint": self.checkpoint,
        }

    def options_of(self, part: int) -> dict[str, Any]:
        """Return the same with another seed, for a line that asks engines several times."""
        seed = int(SeedSequence([self.seed, part]).generate_state(1)[0])
        return {**self.options, "seed": seed}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the validation.

    Attributes
    ----------
    compare : callable(Run) -> Comparison
    engine, formula : str
    x_label, quantity : str
    full_only : bool
        True where a quick run cannot resolve it.
    """

    compare: Callable[[Run], Comparison]
    engine: str
    formula: str
    x_label: str = FIELD
    quantity: str = CHANGE
    full_only: bool = False

    @property
    def name(self) -> str:
        """Name of the function."""
        return self.compare.__name__

    @property
    def title(self) -> str:
        """First line of the docstring, without its full stop."""
        return (self.compare.__doc__ or self.name).strip().splitlines()[0].rstrip(".")

    def __call__(self, run: Run) -> Agreement:
        """Ask engine and formula."""
        return Agreement(
            self.name,
            self.title,
            self.engine,
            self.formula,
            self.x_label,
            self.quantity,
            self.compare(run),
        )


def line(
    *, engine: str, formula: str, x_label: str = FIELD, quantity: str = CHANGE, full_only: bool = False
) -> Callable[[Callable[[Run], Comparison]], Line]:
    """Mark a function of a `Run` as a line of the validation; see `Line`."""

    def marked(compare: Callable[[Run], Comparison]) -> Line:
        return Line(compare, engine, formula, x_label, quantity, full_only)

    return marked


@cache
def lines() -> tuple[Line, ...]:
    """Return all lines: files by name, lines of a file in its order."""
    import hlnfit.validation as package

    found: list[Line] = []
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda i: i.name):
        if info.name.startswith(_FILES):
            module = importlib.import_module(f"{package.__name__}.{info.name}")
            # A line that is imported from another file has been found there.
            own = (v for v in vars(module).values() if isinstance(v, Line))
            found += [v for v in own if v.compare.__module__ == module.__name__]
    names = [one.name for one in found]
    if len(set(names)) != len(names):
        raise ValueError(f"two lines of one name among {sorted(names)}")
    return tuple(found)


def chosen(*, quick: bool, only: Iterable[str] = ()) -> tuple[Line, ...]:
    """Return the lines of a run, all or those of these names.

    Raises
    ------
    ConfigError
        There is no line of such a name.
    """
    wanted = set(only)
    unknown = wanted - {one.name for one in lines()}
    if unknown:
        raise ConfigError(
            f"there is no line {', '.join(sorted(unknown))}",
            expected=", ".join(one.name for one in lines()),
        )
    if wanted:
        return tuple(one for one in lines() if one.name in wanted)
    return tuple(one for one in lines() if not (quick and one.full_only))


def seed_of(seed: int, name: str) -> int:
    """Return the seed of a line: it depends on the line's name, so that a new line changes no other."""
    return int(SeedSequence([seed, zlib.crc32(name.encode())]).generate_state(1)[0])


def validate(
    *,
    quick: bool = False,
    seed: int = 0,
    only: Iterable[str] = (),
    executor: Executor | None = None,
    progress: Progress | None = None,
    checkpoint: str | PathLike[str] | None = None,
) -> Iterator[Agreement]:
    """Run the lines one after the other and yield their outcomes.

    Parameters
    ----------
    quick : bool
        Coarser resolutions, and without the lines that need long.
    seed : int
        The outcome depends on it, and not on the number of workers.
    only : iterable of str
        Names of the lines to run; all by default.
    executor : Executor, optional
        Where blocks of work run.
    progress : callable(name, done, total), optional
    checkpoint : path, optional
        Folder for partial results; what an earlier run left there is not computed again.

    Raises
    ------
    ConfigError
        The seed is negative, or there is no line of such a name.
    """
    if seed < 0:
        raise ConfigError(f"the seed is {seed}", expected="a whole number of 0 or more")
    for one in chosen(quick=quick, only=only):

        def shown(done: int, total: int, name: str = one.name) -> None:
            if progress is not None:
                progress(name, done, total)

        shown(0, 1)
        yield one(Run(seed_of(seed, one.name), quick, executor, shown, checkpoint))
