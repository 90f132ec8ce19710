"""Whatever a file holds, loading gives sweeps, a LoadError or a Problem, and nothing else."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hlnfit.errors import LoadError
from hlnfit.loaders import load

B = np.linspace(-1, 1, 31)
TEXT = "# film, 4-probe\nB (T)\tRxx (Ohm)\tRxy (Ohm)\tT (K)\n" + "".join(
    f"{b:.4f}\t{100 + b * b:.5f}\t{3 * b:.5f}\t4.2\n" for b in B
)
CSV = "Feld;Widerstand;Temperatur\nmT;kOhm;K\n" + "".join(
    f"{b * 1e3:.3f};{0.1 + b * b:.6f};4,2\n".replace(".", ",") for b in B
)
PPMS = (
    "[Header]\nTITLE, film\nBYAPP, Resistivity, 2.1, 1.0\nINFO, Rxx, Sample1 Name\n[Data]\n"
    "Comment,Time Stamp (sec),Temperature (K),Magnetic Field (Oe),Bridge 1 Resistivity (Ohm-m),"
    "Bridge 1 Std. Dev. (Ohm-m),Bridge 1 Resistance (Ohms),Bridge 2 Resistance (Ohms)\n"
    + "".join(f",{i},4.2,{b * 1e4:.2f},{0.1 + b:.6f},1e-6,{100 + b:.5f},{b:.4f}\n" for i, b in enumerate(B))
)
ACT = (
    "Comment,Time Stamp (sec),Temperature (K),Magnetic Field (Oe),Excitation (mA),Volts ch1,Volts ch2,"
    "Res. ch1 (ohm-cm)\n"
    + "".join(
        f",{i},2,{b * 1e4:.1f},0.5,{1e-6 * (1 + b):.3e},,\n,{i},2,{b * 1e4:.1f},0.5,,{1e-6 * b:.3e},\n"
        for i, b in enumerate(B)
    )
)
LVM = (
    "LabVIEW Measurement\t\nSeparator\tTab\n***End_of_Header***\t\nY_Unit_Label\tT\tOhm\n"
    "***End_of_Header***\t\t\nX_Value\tField\tRxx\tComment\n"
    + "".join(f"\t{b:.3f}\t{100 + b:.3f}\n" for b in B)
)
IGOR = "IGOR\nWAVES/D\tB_T\tR_Ohm\nBEGIN\n" + "".join(f"\t{b:.4f}\t{100 + b:.4f}\n" for b in B) + "END\n"
MATRIX = "# volts\n" + "".join(" ".join(f"{1e-6 * (1 + b * k):.6e}" for b in B) + "\n" for k in range(5))
SAMPLES = [s.encode() for s in (TEXT, CSV, PPMS, ACT, LVM, IGOR, MATRIX)]
SNIPPETS = [
    b"",
    b"#SPILL!",
    b"nan",
    b"inf",
    b"-",
    b",",
    b";",
    b"\t",
    b"\n",
    b"\r",
    b'"',
    b"\x00",
    b"\xff",
    b"1e999",
    b"(Ohm)",
    b"(",
    b"[Data]",
    b"[Header]\n",
    b"\xef\xbb\xbf",
    b"***End_of_Header***\n",
    b"1_000",
    b"\xd9\xa3",
    b"B (T)",
    b"# ",
]
OPTIONS = [
    {},
    {"current": "10nA", "field_axis": "-1T:1T:0.0666666666T"},
    {"current": "1uA", "field_axis": "-1T:1T:0.0666666666T", "average": "gate"},
    {"field_column": 1, "resistance_column": 2, "field_unit": "T", "resistance_unit": "ohm"},
    {"resistance_column": "Rxx", "hall_column": 3},
    {"resistance_unit": "V", "current": 1e-6, "temperature": 4.2},
]


def _survives(content: bytes, options: dict[str, object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film_4K.dat"
        path.write_bytes(content)
        try:
            found = load(path, **options)  # type: ignore[arg-type]
        except LoadError as error:
            assert str(error)
            assert "film_4K.dat" in str(error)
            return
        for sweep in found:
            assert len(sweep) >= 10
            assert np.isfinite(sweep.B).all()
            assert np.isfinite(sweep.R_xx).all()
        assert len(found) or found.problems


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SAMPLES), st.sampled_from(OPTIONS), st.floats(0.0, 1.0))
def test_truncated_files(sample: bytes, options: dict[str, object], part: float) -> None:
    """A file cut anywhere gives what is left of it or a LoadError that names it."""
    _survives(sample[: int(part * len(sample))], options)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(SAMPLES),
    st.sampled_from(OPTIONS),
    st.lists(
        st.tuples(st.floats(0.0, 1.0), st.integers(0, 40), st.sampled_from(SNIPPETS)), min_size=1, max_size=6
    ),
)
def test_corrupted_files(
    sample: bytes, options: dict[str, object], changes: list[tuple[float, int, bytes]]
) -> None:
    """Pieces cut out and garbage put in anywhere never raise anything but a LoadError."""
    for place, length, snippet in changes:
        at = int(place * len(sample))
        sample = sample[:at] + snippet + sample[at + length :]
    _survives(sample, options)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(OPTIONS))
def test_random_bytes(content: bytes, options: dict[str, object]) -> None:
    """Random bytes are refused in words."""
    _survives(content, options)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="0123456789.,;\t \n-+eE#()BTRKVOhm", max_size=400), st.sampled_from(OPTIONS))
def test_random_columns(content: str, options: dict[str, object]) -> None:
    """Random text made of what data files are made of is read or refused in words."""
    _survives(content.encode(), options)
