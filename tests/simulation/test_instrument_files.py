"""Files of the simulated instrument: formats, overwriting, bytes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from hlnfit.errors import ConfigError, OutputError, UnitError
from hlnfit.simulation import instrument
from hlnfit.simulation.instrument import (
    Column,
    Defects,
    Film,
    PlainText,
    QuantumDesign,
    Schedule,
    Truth,
    measure,
    simulate,
    typical_ppms,
)
from hlnfit.simulation.instrument.files import write_files

FILM = Film(sigma0=1e-3, density=1e17)
SCHEDULE = Schedule((2.0, 4.2), B_max=1.0, step=0.05)
TRUTH = Truth(lambda T: 2e-7 / T, alpha=-0.5, p=2.0)


def curve(B: NDArray[np.float64], T: float) -> NDArray[np.float64]:
    """An even curve."""
    return -1e-5 * B**2 / (B**2 + 1e-4 * T)


def read_quantum_design(text: str) -> dict[str, NDArray[np.float64]]:
    """Columns of a MultiVu file by name; empty cells and comments are NaN."""
    lines = text.split("\n")
    start = lines.index("[Data]") + 1
    names = lines[start].split(",")
    rows = [line.split(",") for line in lines[start + 1 :] if line]
    assert {len(names)} == {len(row) for row in rows}

    def number(cell: str) -> float:
        try:
            return float(cell)
        except ValueError:
            return float("nan")

    return {name: np.array([number(row[k]) for row in rows]) for k, name in enumerate(names)}


def test_quantum_design_file_holds_the_rows_in_single_precision() -> None:
    """Field in Oe, temperature in K, both bridges in ohm, to 6e-8 (half a unit of 24 bits)."""
    rows = measure(curve, FILM, SCHEDULE, typical_ppms(), seed=1)
    table = read_quantum_design(QuantumDesign().render(rows))

    for name, expected in (
        ("Temperature (K)", rows.T),
        ("Magnetic Field (Oe)", 1e4 * rows.B),
        ("Bridge 1 Resistance (Ohms)", rows.R_xx),
        ("Bridge 2 Resistance (Ohms)", rows.R_xy),
    ):
        np.testing.assert_allclose(expected, table[name], rtol=6e-8)


def test_resistivity_and_std_are_scaled_by_the_sample_table() -> None:
    """With 1 mm^2 and 1 mm left in the sample table they are a thousandth of the ohms."""
    rows = measure(curve, FILM, SCHEDULE, typical_ppms(), seed=1)
    table = read_quantum_design(QuantumDesign().render(rows))
    film = read_quantum_design(QuantumDesign(cross_section=2e-7, probe_distance=0.1).render(rows))

    np.testing.assert_allclose(1e-3 * rows.R_xx, table["Bridge 1 Resistivity (Ohm-m)"], rtol=1e-7)
    np.testing.assert_allclose(1e-3 * rows.R_xx_std, table["Bridge 1 Std. Dev. (Ohm-m)"], rtol=1e-7)
    np.testing.assert_allclose(2e-9 * rows.R_xx, film["Bridge 1 Resistivity (Ohm-m)"], rtol=1e-7)


def test_missing_reading_leaves_empty_cells_and_a_comment() -> None:
    """No resistance, no excitation, but a field and the reason."""
    rows = measure(curve, FILM, SCHEDULE, Defects(missing=1.0))
    text = QuantumDesign().render(rows)
    table = read_quantum_design(text)

    assert np.isnan(table["Bridge 1 Resistance (Ohms)"]).all()
    assert np.isnan(table["Bridge 1 Excitation (uA)"]).all()
    assert np.isfinite(table["Magnetic Field (Oe)"]).all()
    assert len(rows) == text.count("Input voltage exceeded compliance limit,")


def test_stripped_header_begins_with_the_column_row() -> None:
    """Files that went through another program often lost their header."""
    text = QuantumDesign(header=False).render(measure(curve, FILM, SCHEDULE))

    assert text.startswith("Comment,Time Stamp (sec),")


def lab_data() -> Path:
    """Folder of real measurement files beside the checkout."""
    default = Path(__file__).parents[2] / ".." / "shared" / "data"
    return Path(os.environ.get("HLNFIT_LAB_DATA", default))


@pytest.mark.lab_data
def test_header_and_columns_are_those_of_a_real_file() -> None:
    """Columns and header keywords, in order, as the Resistivity option wrote them."""
    real = lab_data() / "ppms" / "butterfly" / "TRP4_MBE1-230327A-MS_RvsH_50K.dat"
    if not real.exists():
        pytest.skip(f"no real measurement files at {lab_data()}")
    expected = real.read_text(encoding="latin1").splitlines()
    ours = QuantumDesign().render(measure(curve, FILM, SCHEDULE)).splitlines()

    def names(lines: list[str]) -> list[str]:
        row = lines[lines.index("[Data]") + 1]
        return [cell.replace("(degrees)", "(deg)") for cell in row.split(",")]

    def keywords(lines: list[str]) -> set[str]:
        return {line.split(",")[0] for line in lines[: lines.index("[Data]")]}

    assert names(expected) == names(ours)
    assert keywords(expected) == keywords(ours)


def test_plain_text_has_units_in_its_header() -> None:
    """Millitesla and kiloohm as the header says, numbers converted."""
    rows = measure(curve, FILM, Schedule((2.0,), step=1.0, directions=("up",)), Defects(offset_up=1.0))
    table = PlainText(columns=(Column("B", "mT", "Field"), Column("R_xx", "kOhm")), digits=5)

    # The film feels 0 at 1 T: 5 squares of 1 mS are 5 kilohm there, 1 % more in a field of 1 T and 2 T.
    assert ["Field (mT)\tR_xx (kOhm)", "-1000\t5.0505", "0\t5.0505", "1000\t5"] == table.render(
        rows
    ).splitlines()


def test_plain_text_with_rows_of_names_and_units_and_a_decimal_comma() -> None:
    """Names, units, then numbers with commas; a missing value is a dash."""
    rows = measure(curve, FILM, Schedule((2.5,), step=1.0, directions=("up",)), Defects(missing=1.0))
    table = PlainText(
        columns=(Column("T", "K"), Column("B", "Oe", "H"), Column("R_xy", "Ohm")),
        header="rows",
        delimiter=";",
        decimal=",",
        preamble=("film",),
        empty="--",
    )

    assert ["film", "T;H;R_xy", "K;Oe;Ohm", "2,5;-10000;--"] == table.render(rows).splitlines()[:4]


def test_plain_text_without_header_is_numbers_only() -> None:
    """Headerless files are common; numpy reads them as they are."""
    rows = measure(curve, FILM, SCHEDULE)
    text = PlainText(header="none").render(rows)

    np.testing.assert_allclose(
        np.stack([rows.B, rows.R_xx], axis=1), np.loadtxt(text.splitlines()), rtol=1e-7, atol=1e-12
    )


@pytest.mark.parametrize(
    "bad", [{"columns": ()}, {"delimiter": ",", "decimal": ","}, {"decimal": "_"}, {"digits": 0}]
)
def test_impossible_table_is_refused(bad: dict[str, object]) -> None:
    """No columns, or a decimal sign that is the delimiter."""
    with pytest.raises(ConfigError):
        PlainText(**bad)  # type: ignore[arg-type]


def test_unknown_column_or_unit_is_refused() -> None:
    """The column must be measured and its unit of the right kind."""
    with pytest.raises(ConfigError, match="column 'M' is unknown"):
        Column("M", "emu")
    with pytest.raises(UnitError, match="not a unit of field"):
        Column("B", "Ohm")


def test_simulate_writes_one_file_and_the_truth(tmp_path: Path) -> None:
    """All temperatures in one MultiVu file; truth.json has one entry a temperature."""
    paths = simulate(curve, FILM, SCHEDULE, tmp_path / "new", truth=TRUTH, name="film_PPMS")
    truth = json.loads((tmp_path / "new" / "truth.json").read_text(encoding="utf-8"))

    assert [tmp_path / "new" / "film_PPMS.dat"] == paths
    assert [("film_PPMS.dat", 2.0, 100.0), ("film_PPMS.dat", 4.2, 47.61905)] == [
        (s["file"], s["temperature_K"], s["L_phi_nm"]) for s in truth["sweeps"]
    ]
    assert {"film_PPMS.dat", "truth.json"} == {p.name for p in (tmp_path / "new").iterdir()}


def test_simulate_writes_one_text_file_for_each_temperature(tmp_path: Path) -> None:
    """The temperature is in the name, and truth.json names the file."""
    paths = simulate(curve, FILM, SCHEDULE, tmp_path, truth=TRUTH, file_format=PlainText())
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))

    assert ["film_T=2K.txt", "film_T=4.2K.txt"] == [p.name for p in paths]
    assert ["film_T=2K.txt", "film_T=4.2K.txt"] == [s["file"] for s in truth["sweeps"]]


def test_nothing_is_overwritten_without_force(tmp_path: Path) -> None:
    """One file in the way stops all of them; force replaces."""
    (tmp_path / "film_T=4.2K.txt").write_text("precious", encoding="utf-8")

    with pytest.raises(OutputError, match=r"film_T=4\.2K\.txt in .* would be overwritten.*--force"):
        simulate(curve, FILM, SCHEDULE, tmp_path, file_format=PlainText())
    assert ["film_T=4.2K.txt"] == [p.name for p in tmp_path.iterdir()]
    assert "precious" == (tmp_path / "film_T=4.2K.txt").read_text(encoding="utf-8")

    simulate(curve, FILM, SCHEDULE, tmp_path, file_format=PlainText(), force=True)
    assert (tmp_path / "film_T=4.2K.txt").read_text(encoding="utf-8").startswith("B (T)")


def test_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file where the folder should be is an OutputError, not a traceback."""
    (tmp_path / "taken").write_text("", encoding="utf-8")

    with pytest.raises(OutputError, match="cannot be written"):
        write_files(tmp_path / "taken" / "below", {"a.txt": "a"})


def test_same_seed_same_bytes_with_lf(tmp_path: Path) -> None:
    """Two runs agree byte for byte, and no platform writes CR."""
    a, b = (
        simulate(curve, FILM, SCHEDULE, tmp_path / k, defects=typical_ppms(), seed=9)[0].read_bytes()
        for k in "ab"
    )

    assert a == b
    assert b"\r" not in a


def test_the_package_can_be_called() -> None:
    """hlnfit.simulation.instrument(...) is the engine, like loops(...) and cooperon(...)."""
    assert callable(instrument)


def test_calling_the_package_writes_files(tmp_path: Path) -> None:
    """The call is simulate."""
    import hlnfit.simulation

    paths = hlnfit.simulation.instrument(curve, FILM, SCHEDULE, tmp_path)  # type: ignore[operator]

    assert ["film.dat"] == [p.name for p in paths]
