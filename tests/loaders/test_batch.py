"""Many files at once: patterns, problems, strictness."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hlnfit.errors import ConfigError, LoadError
from hlnfit.loaders import load

Writer = Callable[..., Path]
Builder = Callable[..., str]


@pytest.fixture
def folder(write: Writer, columns: Builder, field: np.ndarray, tmp_path: Path) -> Path:
    """Two good files, an empty one and a binary one."""
    for name, T in (("a_2K.txt", 2.0), ("b_5K.TXT", 5.0)):
        write(columns("B (T)\tR (Ohm)\tT (K)", field, np.full(41, 100.0), np.full(41, T)), name)
    write(b"", "c.txt")
    write(b"TDSm" + bytes(50), "d.tdms")
    return tmp_path


def test_a_bad_file_never_stops_the_batch(folder: Path) -> None:
    """Two sweeps and two problems, each with its file and reason."""
    found = load(folder)
    assert [2.0, 5.0] == [s.temperature for s in found]
    assert ["c.txt", "d.tdms"] == [Path(p.file).name for p in found.problems]
    assert "c.txt: the file is empty" in found.problems[0].message
    assert "TDMS" in found.problems[1].message


@pytest.mark.parametrize("as_text", [True, False])
def test_patterns(folder: Path, as_text: bool) -> None:
    """Globs, lists, paths and repeated files."""
    kind: Callable[[Path], str | Path] = str if as_text else Path
    assert 1 == len(load(kind(folder / "a_2K.txt")))
    assert 1 == len(load(kind(folder / "a*.txt")))
    assert 2 == len(load([kind(folder / "*_?K.*"), kind(folder / "a_2K.txt")]))


def test_a_name_with_brackets_is_a_file(folder: Path) -> None:
    """run[T=2].txt is a file name before it is a glob."""
    (folder / "a_2K.txt").rename(folder / "run[T=2].txt")
    assert 1 == len(load(folder / "run[T=2].txt"))


def test_a_folder_is_more_than_its_data(folder: Path, write: Writer) -> None:
    """Notes, sequences and pictures in a folder are passed over; named, they are tried."""
    write("TMP TEMP 2.0 20.0 0\nWAI WAITFOR 60 1 0 0 0 0\n", "run.seq")
    write("{}", "truth.json")
    write("read me", "README")
    assert 2 == len(load(folder).problems)
    assert 3 == len(load([folder, folder / "run.seq"]).problems)


def test_strictness(folder: Path) -> None:
    """One file that fails raises, several do not; strict says otherwise."""
    with pytest.raises(LoadError, match="empty"):
        load(folder / "c.txt")
    assert 1 == len(load(folder / "c.txt", strict=False).problems)
    assert 2 == len(load([folder / "c.txt", folder / "d.tdms"]).problems)
    with pytest.raises(LoadError, match="empty"):
        load(folder, strict=True)


def test_nothing_matches(folder: Path) -> None:
    """A pattern without a file is an error that says where it was looked for."""
    with pytest.raises(LoadError, match="no such file") as caught:
        load(folder / "x*.txt")
    assert "working directory" in str(caught.value)


def test_a_missing_file_among_others(folder: Path) -> None:
    """A slip of the keyboard is loud, unless the user said that nothing may raise."""
    with pytest.raises(LoadError, match="no such file"):
        load([folder / "a_2K.txt", folder / "nothing.txt"])
    found = load([folder / "a_2K.txt", folder / "nothing.txt"], strict=False)
    assert (1, 1) == (len(found), len(found.problems))


def test_unknown_options_are_refused(folder: Path) -> None:
    """A misspelled option is a config error that lists the right ones."""
    with pytest.raises(ConfigError, match="field_colum ") as caught:
        load(folder, field_colum="B")
    assert "field_column" in str(caught.value)
    for option, value in (
        ("current", "10"),
        ("current", "0 A"),
        ("temperature", "-1 K"),
        ("temperature", "x"),
    ):
        with pytest.raises(ConfigError):
            load(folder, **{option: value})


def test_the_source_of_a_sweep(folder: Path) -> None:
    """Name, path and checksum of the bytes."""
    (sweep,) = load(folder / "a_2K.txt")
    assert "a_2K.txt" == sweep.source.file
    assert str(folder / "a_2K.txt") == sweep.source.path
    assert hashlib.sha256((folder / "a_2K.txt").read_bytes()).hexdigest() == sweep.source.sha256


def test_pieces_without_a_sweep(write: Writer, columns: Builder, tmp_path: Path) -> None:
    """A file with pieces only is returned with a problem that says why, and raises only when strict."""
    path = write(columns("B (T)\tR (Ohm)", np.linspace(0, 1, 5), np.ones(5)))
    found = load(path)
    assert (0, 1, 1) == (len(found), len(found.pieces), len(found.problems))
    assert "only 5 points" in found.problems[0].message
    with pytest.raises(LoadError, match="only 5 points"):
        load(path, strict=True)


def test_hall_file_of_several_temperatures(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """Each sweep gets the Hall resistance of its own temperature."""
    hall = write(
        columns(
            "B (T)\tRxy (Ohm)\tT (K)",
            np.tile(field, 2),
            np.tile(field, 2) * np.repeat([3.0, 4.0], 41),
            np.repeat([2.0, 5.0], 41),
        ),
        "hall.txt",
    )
    films = [
        write(columns("B (T)\tRxx (Ohm)\tT (K)", field, np.full(41, 100.0), np.full(41, T)), f"film_{T}.txt")
        for T in (2.0, 5.0, 10.0)
    ]
    two, five, ten = load(films, hall_file=str(hall))
    assert 3.0 * field == pytest.approx(two.R_xy)
    assert 4.0 * field == pytest.approx(five.R_xy)
    assert () == five.flags
    assert ["hall_temperature"] == [f.code for f in ten.flags]
