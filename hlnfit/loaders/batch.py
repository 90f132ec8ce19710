"""Load files, globs and folders; one bad file never stops the others."""

from __future__ import annotations

import glob
from collections.abc import Iterable
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

from hlnfit.errors import HlnfitError, LoadError
from hlnfit.loaders.hall import with_hall
from hlnfit.loaders.options import LoadOptions
from hlnfit.loaders.registry import reader_of
from hlnfit.sweep import Problem, SweepSet

# In a folder these are taken for what stands beside the data; named one by one they are tried all the same.
_BESIDE = frozenset(
    {".json", ".toml", ".yaml", ".yml", ".md", ".rst", ".py", ".ipynb", ".m", ".seq", ".gph", ".png", ".jpg"}
    | {".jpeg", ".svg", ".pdf", ".html", ".docx", ".pptx", ".log", ".bib", ".tex"}
)

Patterns = str | PathLike[str] | Iterable[str | PathLike[str]]


def load(patterns: Patterns, *, strict: bool | None = None, **options: Any) -> SweepSet:
    """Load measurement files into sweeps, everything in SI.

    Parameters
    ----------
    patterns : str, path, or a list of them
        Files, globs such as ``data/*.dat``, or folders (every file in it but documents, pictures,
        settings and MultiVu sidecars).
    strict : bool, optional
        True: the first file that cannot be read raises its error. False: it never does; the error is
        in ``problems``. Default: raise only where a single file was given and nothing came of it.
    **options
        Fields of :class:`~hlnfit.loaders.options.LoadOptions`: ``field_column``, ``resistance_column``,
        ``hall_column``, ``temperature_column``, ``field_unit``, ``resistance_unit``, ``current``,
        ``temperature``, ``field_axis``, ``average``, ``hall_file``.

    Returns
    -------
    SweepSet
        Sweeps in the order of the files (sorted within a glob) and of measurement.

    Raises
    ------
    ConfigError
        An option is unknown or does not make sense.
    LoadError
        Nothing matches the patterns, or see ``strict``.
    """
    settings = LoadOptions.of(**options)
    patterns = patterns if isinstance(patterns, str | PathLike) else list(patterns)
    total = SweepSet()
    try:
        files = find_files(patterns)
    except LoadError as error:
        if strict is not False:
            raise
        files, missing = _those_that_exist(patterns), Problem(str(patterns), error)
        total = replace(total, problems=(missing,))
    for path in files:
        try:
            found = load_file(path, settings)
            if strict and found.problems:
                raise found.problems[0].error
            total = total + found
        except LoadError as error:
            if strict:
                raise
            total = replace(total, problems=(*total.problems, Problem(str(path), error)))
    if strict is None and len(files) == 1 and total.problems and not (total.sweeps or total.pieces):
        raise total.problems[0].error
    return total


def load_file(path: Path, options: LoadOptions) -> SweepSet:
    """Load one file; its pieces alone, with no sweep, are returned with a problem that says so.

    Raises
    ------
    LoadError
        The file cannot be read, with its name in the error.
    """
    try:
        if options.hall_file is None:
            found = reader_of(path).read(path, options)
        else:
            # With a file of its own, the Hall column is one of that file.
            found = reader_of(path).read(path, replace(options, hall_column=None))
            of_hall = replace(
                options,
                purpose="hall",
                hall_file=None,
                hall_column=None,
                resistance_column=options.hall_column,
                average=None,
            )
            hall_path = Path(options.hall_file)
            found = with_hall(found, load_file(hall_path, of_hall), hall_path)
    except HlnfitError as error:
        raise _named(error, path) from None
    if not found.sweeps and not found.problems:
        reasons = "; ".join(dict.fromkeys(piece.reason for piece in found.pieces)) or "it holds no rows"
        nothing = LoadError(
            f"there is no sweep in this file: {reasons}",
            file=path,
            expected="a run over field or temperature of at least 10 points",
        )
        return replace(found, problems=(Problem(str(path), nothing),))
    return found


def _named(error: HlnfitError, path: Path) -> HlnfitError:
    """Return the error with the file in it; everything wrong with a file is a LoadError."""
    if error.file is None:
        error.file = str(path)
    if isinstance(error, LoadError):
        return error
    return LoadError(
        error.found,
        file=error.file,
        line=error.line,
        column=error.column,
        expected=error.expected,
        advice=error.advice,
    )


def _those_that_exist(patterns: Patterns) -> list[Path]:
    found: dict[Path, None] = {}
    for pattern in [patterns] if isinstance(patterns, str | PathLike) else patterns:
        try:
            found.update(dict.fromkeys(find_files(pattern)))
        except LoadError:
            continue
    return list(found)


def _stands_beside(path: Path) -> bool:
    name = path.name.lower()
    return name.startswith((".", "~$", "license", "readme")) or path.suffix.lower() in _BESIDE


def find_files(patterns: Patterns) -> list[Path]:
    """Return the files of the patterns, each once, sorted within a glob or folder.

    Raises
    ------
    LoadError
        A pattern matches no file.
    """
    if isinstance(patterns, str | PathLike):
        patterns = [patterns]
    found: dict[Path, None] = {}
    for pattern in patterns:
        path = Path(pattern).expanduser()
        if path.is_dir():
            matches = sorted(p for p in path.iterdir() if p.is_file() and not _stands_beside(p))
        elif path.exists():
            # A name with brackets, such as run[T=2].dat, is a file before it is a glob.
            matches = [path]
        else:
            # Path.glob takes no absolute patterns.
            hits = sorted(Path(p) for p in glob.glob(str(path), recursive=True))  # noqa: PTH207
            matches = [p for p in hits if p.is_file()]
        if not matches:
            kind = "the folder is empty" if path.is_dir() else "there is no such file"
            raise LoadError(
                f"{kind}: {pattern}",
                expected="a file, a glob such as data/*.dat, or a folder with files",
                advice=f"The working directory is {Path.cwd()}.",
            )
        found.update(dict.fromkeys(matches))
    return list(found)
