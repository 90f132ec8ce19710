"""Contract of every loader: it knows its own files, and only those."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hlnfit.loaders import formats, load, names
from hlnfit.loaders.registry import reader_of, readers_by_name

Writer = Callable[..., Path]


def _samples() -> dict[str, bytes]:
    B = np.linspace(-1, 1, 21)
    rows = "\n".join(f"{b:.3f}\t{100 + b * b:.5f}\t4.2" for b in B)
    qd = "\n".join(f",{i},4.2,{b * 1e4:.2f},{100 + b * b:.5f}" for i, b in enumerate(B))
    return {
        "delimited-text": f"B (T)\tR (Ohm)\tT (K)\n{rows}\n".encode(),
        "igor-text": f"IGOR\nWAVES/D B_T R_Ohm T_K\nBEGIN\n{rows}\nEND\n".encode(),
        "quantum-design": (
            "[Header]\nBYAPP, Resistivity, 2.1, 1.0\n[Data]\nComment,Time Stamp (sec),Temperature (K),"
            f"Magnetic Field (Oe),Bridge 1 Resistance (Ohms)\n{qd}\n"
        ).encode(),
        "binary-container": b"TDSm" + bytes(range(200)),
    }


@pytest.mark.parametrize("extension", [".dat", ".txt", ".csv", ".xyz", ""])
@pytest.mark.parametrize("name", list(_samples()))
def test_each_loader_takes_its_own_sample(write: Writer, name: str, extension: str) -> None:
    """The content decides, whatever the extension."""
    path = write(_samples()[name], f"sample{extension}")
    assert name == reader_of(path).NAME
    if name != "binary-container":
        (sweep,) = load(path)
        assert (21, name) == (len(sweep), sweep.source.loader)


@pytest.mark.parametrize("name", list(_samples()))
def test_each_loader_refuses_the_others(name: str) -> None:
    """On a foreign sample a loader is less sure than the one it belongs to."""
    reader = readers_by_name()[name]
    own = reader.sniff(_samples()[name], Path("x"))
    assert 0.0 < own <= 1.0
    for other, sample in _samples().items():
        if other != name:
            assert reader.sniff(sample, Path("x")) < readers_by_name()[other].sniff(sample, Path("x"))


def test_every_loader_has_a_sample() -> None:
    """A new loader must be added to this contract."""
    assert sorted(_samples()) == sorted(names())


def test_listing() -> None:
    """Each format has a name, a title, extensions and says what it reads."""
    for item in formats():
        assert item.name == item.name.lower()
        assert item.title
        assert item.reads
        assert all(e.startswith(".") for e in item.extensions)
        assert readers_by_name()[item.name].__doc__


@pytest.mark.parametrize("name", list(_samples()))
def test_sniffing_never_fails(name: str) -> None:
    """Any bytes get an answer between 0 and 1."""
    rng = np.random.default_rng(0)
    for n in (0, 1, 2, 3, 50, 5000):
        for head in (rng.bytes(n), bytes(n), b"\n" * n, b"\xff\xfe" + bytes(n), b"[Header]"[:n]):
            assert 0.0 <= readers_by_name()[name].sniff(head, Path("x")) <= 1.0


def test_listing_imports_nothing_heavy() -> None:
    """The listing of formats needs neither pandas nor pint nor scipy."""
    code = (
        "import sys, hlnfit.loaders as l; l.formats(); "
        "print(sorted({'pandas', 'pint', 'scipy', 'numba'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "[]" == done.stdout.strip()
