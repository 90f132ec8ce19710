"""Files of a report: refused where they exist, written beside and renamed, never half.

All files are first written under temporary names in their folders; only when every one of them is complete
are they renamed. An analysis that fails half-way leaves an earlier report as it was.
"""

from __future__ import annotations

import contextlib
import os
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Final, Literal

from hlnfit.errors import OutputError
from hlnfit.report.curves_csv import CURVE_FILE
from hlnfit.report.figures import figure_names
from hlnfit.report.separation.figures import FIGURES

TABLES = (
    "coherence.csv",
    "dephasing.csv",
    "separation.csv",
    "levels.csv",
    "results.json",
    "report.html",
    "map.nc",
    "hlnfit.toml",
)
MAP_FIGURE: Final = re.compile(r"^(map|lines)_\w+\.(png|pdf)$")
FIGURE_KINDS: Final[tuple[Literal["png", "pdf"], ...]] = ("png", "pdf")
_SHOWN = 5


def existing_report(out: str | Path) -> list[Path]:
    """Return the files in the folder that belong to a report, this one's or an earlier one's."""
    folder = Path(out)
    found = [folder / name for name in TABLES if (folder / name).exists()]
    # Only names that a report gives: what else lies in these folders is the user's own.
    if (folder / "curves").is_dir():
        inside = sorted((folder / "curves").iterdir(), key=lambda p: p.name)
        found += [p for p in inside if CURVE_FILE.match(p.name)]
    names = (*figure_names(), *FIGURES)
    named = [folder / "figures" / f"{name}.{kind}" for name in names for kind in FIGURE_KINDS]
    if (folder / "figures").is_dir():
        inside = sorted((folder / "figures").iterdir(), key=lambda p: p.name)
        named += [p for p in inside if MAP_FIGURE.match(p.name)]
    return found + [p for p in named if p.exists()]


def check_out(out: str | Path, *, force: bool = False) -> None:
    """Refuse a folder that cannot take a report; call it before the work is done.

    Raises
    ------
    OutputError
        The folder is a file, or holds a report already and ``force`` is False.
    """
    folder = Path(out)
    taken = next((p for p in (folder, *folder.parents) if p.exists() and not p.is_dir()), None)
    if taken is not None:
        raise OutputError(
            f"{taken} is a file",
            expected="a folder for the report, which may be new",
            advice="Choose another name after -o.",
        )
    for name in ("curves", "figures"):
        if (folder / name).exists() and not (folder / name).is_dir():
            raise OutputError(
                f"{folder / name} is a file", expected="a folder of this name, or none", advice="Rename it."
            )
    found = existing_report(folder)
    if found and not force:
        names = [p.relative_to(folder).as_posix() for p in found]
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        raise OutputError(
            f"{folder} holds a report already: {', '.join(names[:_SHOWN])}{more}",
            expected="a new folder",
            advice="Choose another folder after -o, or say --force to replace the report that is there.",
        )


def write_files(
    out: str | Path,
    files: Mapping[str, bytes | str],
    *,
    force: bool = False,
    keep: Iterable[str] = (),
    each: Callable[[], None] = lambda: None,
) -> list[Path]:
    """Write the files of a report at once and remove what an earlier report left behind.

    Parameters
    ----------
    out : path
        Folder; made where it is missing.
    files : mapping of path to content
        Paths relative to ``out`` with ``/``; text becomes UTF-8 with the line ends it has.
    force : bool
        Replace an earlier report.
    keep : iterable of str
        Files of the report that were written before and stay.
    each : callable
        Called after each file, for progress.

    Returns
    -------
    list of Path
        In the order of ``files``.

    Raises
    ------
    OutputError
        There is a report already, or the disk refuses.
    """
    folder = Path(out)
    check_out(folder, force=force)
    written = [folder.joinpath(*PurePosixPath(name).parts) for name in files]
    stay = [*written, *(folder / name for name in keep)]
    stale = [p for p in existing_report(folder) if p not in stay]
    waiting: list[tuple[Path, Path]] = []
    at = folder
    try:
        for path, content in zip(written, files.values(), strict=True):
            at = path
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.tmp")
            waiting.append((beside, path))
            _write_through(beside, content.encode("utf-8") if isinstance(content, str) else content)
            each()
        for beside, path in waiting:
            at = path
            beside.replace(path)
        for path in stale:
            at = path
            path.unlink()
    except OSError as error:
        raise OutputError(
            f"{at} cannot be written: {error.strerror or error}",
            advice="Close the program that has the file open, or look at rights and space on the disk.",
        ) from error
    finally:
        _remove(beside for beside, _ in waiting)
    return written


def _write_through(path: Path, content: bytes) -> None:
    """Write and wait for the disk: a renamed file that is empty after a power cut is worse than none."""
    with path.open("xb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
