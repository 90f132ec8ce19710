"""Write simulated measurements: files of an instrument's format, and truth.json beside them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from hlnfit.errors import OutputError
from hlnfit.simulation.instrument.curves import Curve
from hlnfit.simulation.instrument.defects import Defects
from hlnfit.simulation.instrument.draws import Seed
from hlnfit.simulation.instrument.film import Film
from hlnfit.simulation.instrument.measurement import measure
from hlnfit.simulation.instrument.quantum_design import QuantumDesign
from hlnfit.simulation.instrument.recording import Recording
from hlnfit.simulation.instrument.schedule import Schedule
from hlnfit.simulation.instrument.truth import Truth

TRUTH_FILE = "truth.json"


class FileFormat(Protocol):
    """What a file format offers: its text, its suffix, and whether temperatures share a file."""

    @property
    def suffix(self) -> str:
        """Extension with its dot."""
        ...

    @property
    def one_file_per_temperature(self) -> bool:
        """False where all temperatures are in one file."""
        ...

    def render(self, recording: Recording) -> str:
        """Return the text of a file."""
        ...


def simulate(
    curve: Curve,
    film: Film,
    schedule: Schedule,
    out: str | os.PathLike[str],
    *,
    defects: Defects | None = None,
    file_format: FileFormat | None = None,
    truth: Truth | None = None,
    name: str = "film",
    seed: Seed = 0,
    force: bool = False,
) -> list[Path]:
    """Measure a film and write what the instrument would have written.

    Parameters
    ----------
    curve : callable(B, T) -> array
        Delta sigma of the sheet in siemens at fields in tesla and one temperature in kelvin. Engines
        that are slow are tabulated first, see :func:`~hlnfit.simulation.instrument.curves.tabulated`.
    film, schedule, defects
        What is measured, when, and how badly; without defects the instrument is perfect.
    out : path
        Folder; made where it is missing.
    file_format : FileFormat
        :class:`QuantumDesign` (the default) or :class:`PlainText`.
    truth : Truth, optional
        Written as truth.json, one entry a file and temperature: sweeps up and down at one temperature
        share it, as they share a fit.
    name : str
        Stem of the file names; ``_T=4.2K`` is added where each temperature has its own file.
    seed : int or SeedSequence
        The same seed gives the same bytes on every platform.
    force : bool
        Replace files that are already there.

    Returns
    -------
    list of Path
        The data files, without truth.json.

    Raises
    ------
    OutputError
        A file is already there, or the folder cannot be written.
    ConfigError
        The curve or the film is impossible.
    """
    shape = file_format if file_format is not None else QuantumDesign()
    recording = measure(curve, film, schedule, defects, seed=seed)
    texts: dict[str, str] = {}
    entries: list[tuple[str, float]] = []
    if shape.one_file_per_temperature:
        for t in recording.temperatures:
            file = f"{name}_T={t:g}K{shape.suffix}"
            texts[file] = shape.render(recording.at(t))
            entries.append((file, t))
    else:
        file = f"{name}{shape.suffix}"
        texts[file] = shape.render(recording)
        entries = [(file, t) for t in recording.temperatures]
    data_files = list(texts)
    if truth is not None:
        texts[TRUTH_FILE] = truth.render(entries)
    folder = Path(out)
    write_files(folder, texts, force=force)
    return [folder / file for file in data_files]


def write_files(folder: Path, texts: Mapping[str, str], *, force: bool = False) -> None:
    """Write all texts into a folder, or none: UTF-8, LF line ends, under a temporary name first.

    Raises
    ------
    OutputError
        A file is there already and ``force`` is false, or the folder cannot be written.
    """
    there = [file for file in texts if (folder / file).exists()]
    if there and not force:
        raise OutputError(
            f"{', '.join(there)} in {folder} would be overwritten",
            advice="Choose another folder, or allow it with --force (force=True).",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in texts.items():
            temporary = folder / f".{file}.part"
            temporary.write_bytes(text.encode("utf-8"))
            temporary.replace(folder / file)
    except OSError as exc:
        raise OutputError(
            f"{folder} cannot be written: {exc.strerror or exc}", advice="Choose another folder."
        ) from exc
