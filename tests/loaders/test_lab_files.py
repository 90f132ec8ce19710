"""Every real file beside the checkout: what an experimentalist would find in it."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from hlnfit.errors import LoadError, NoResistanceError
from hlnfit.loaders import load

pytestmark = pytest.mark.lab_data


def test_resistivity_option(lab: Path) -> None:
    """Seven sweeps between -1 and 1 T at 2.0 to 2.3 K; Bridge 1 is TMR, Bridge 2 Hall."""
    found = load(lab / "ppms/resistivity_act/Resistivity_Ch1_TMR_Ch2_Hall_test.dat")
    assert ["up", "down", "up", "down", "up", "down", "up"] == [s.direction for s in found]
    assert [2.0, 2.1, 2.1, 2.2, 2.2, 2.3, 2.3] == [round(s.temperature, 2) for s in found]
    assert 1401 == sum(len(s) for s in found)
    assert all(s.R_xy is not None and np.isfinite(s.R_xy).all() for s in found)
    # First data row of the file, bridges 1 and 2.
    assert 0.466511068344116 == found[0].R_xx[0]
    assert 0.22415763258934 == found[0].R_xy[0]  # type: ignore[index]
    assert -1.00007678125 == pytest.approx(found[0].B[0], rel=1e-12)


def test_ac_transport_option(lab: Path) -> None:
    """Eight sweeps at 2.0 to 3.4 K from alternating rows, fast; ohms are volts over current."""
    start = time.perf_counter()
    found = load(lab / "ppms/resistivity_act/ACT_Ch1_Hall_Ch2_TMR.dat")
    assert time.perf_counter() - start < 2.0
    assert [2.0, 2.2, 2.4, 2.6, 2.8, 3.0, 3.2, 3.4] == [round(s.temperature, 2) for s in found]
    assert ["down", "up"] * 4 == [s.direction for s in found]
    # Volts ch2 over excitation of the first row with a reading of channel 2.
    assert 3.36270674543543e-6 / 1.02880465367804e-3 == pytest.approx(found[0].R_xx[0], rel=1e-6)
    assert 1.07923080942839e-6 / 1.02880465367804e-3 == pytest.approx(found[0].R_xy[0], rel=1e-3)  # type: ignore[index]
    assert 4.56731814548696e-8 / 1.02880465367804e-3 == pytest.approx(found[0].R_xx_std[0], rel=1e-4)  # type: ignore[index]


def test_butterfly(lab: Path) -> None:
    """Down and up at 50 K; the rows at rest at -5 T and 5 T are pieces; Std. Dev. in ohms."""
    found = load(lab / "ppms/butterfly/TRP4_MBE1-230327A-MS_RvsH_50K.dat")
    assert ["down", "up"] == [s.direction for s in found]
    assert ["rests at -5", "rests at 5."] == [p.reason[10:21] for p in found.pieces]
    assert 830.382379150391 == found[0].R_xx[0]
    assert -38.3664100646973 == found[0].R_xy[0]  # type: ignore[index]
    assert 5.47334275743517e-3 == pytest.approx(found[0].R_xx_std[0])  # type: ignore[index]


def test_exports_of_the_butterfly(lab: Path) -> None:
    """CSV exports: a run over temperature and a field sweep; Rxx in the ohms of its neighbor column."""
    (cooling,) = load(lab / "ppms/butterfly/TRP4_MBE1-230323A-MS_RT_300_2K_data.csv")
    assert ("temperature", "down", 177) == (cooling.axis, cooling.direction, len(cooling))
    (sweep,) = load(lab / "ppms/butterfly/TRP4_MBE1-230323A-MS_RvsH_20K_data_T=20K.csv")
    assert 20.0 == pytest.approx(sweep.temperature, rel=1e-4)
    assert 505.0541015625 == sweep.R_xx[0]
    assert 176.396464538574 == sweep.R_xy[0]  # type: ignore[index]


def test_electrical_transport_option(lab: Path) -> None:
    """Rows at rest at 9 T and a dead second channel: no sweep, and the reason."""
    found = load(lab / "ppms/eto/testPPMS.dat")
    assert (0, 1) == (len(found), len(found.pieces))
    assert "the field rests at 9.00002 T" in found.problems[0].message


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("resistivity_act/ACMS_test.dat", "AC susceptibility"),
        ("resistivity_act/MPMS_test.dat", "magnetometry of the MPMS3"),
        ("resistivity_act/ETO_Ch1_TMR_Ch2_Hall.seq", "MultiVu sequence"),
        ("butterfly/TRP4_MBE1-230327A-MS_RvsH_50K.dat.gph", "graph template"),
    ],
)
def test_files_without_a_resistance(lab: Path, file: str, words: str) -> None:
    """Magnetometry and sidecars are named."""
    with pytest.raises(NoResistanceError, match=words):
        load(lab / "ppms" / file)


def test_two_terminal_transistor(lab: Path) -> None:
    """LabVIEW files of In2Se3: gate and temperature from columns, two-terminal, one sweep a file."""
    found = load(lab / "in2se3/JR200115_11_04*.txt")
    assert [2.0, 2.0, 1.8, 5.0, 10.0] == [round(s.temperature, 2) for s in found]
    assert [75.0, 0.0, 75.0, 75.0, 75.0] == [s.conditions["gate_V"] for s in found]
    assert all(s.two_terminal and s.direction == "up" and s.R_xx_std is not None for s in found)
    assert [181, 91, 91, 91, 91] == [len(s) for s in found]
    assert 89.127981098e3 == found[2].R_xx[0]


def test_hall_files_of_the_transistor(lab: Path) -> None:
    """Three resistances: 1 is odd in field, 2 four-terminal with turned leads, 3 read at the source."""
    found = load(lab / "in2se3/JR190815_04_14*_hall.txt")
    assert [4.0, 50.0, 100.0] == [round(s.temperature, 1) for s in found]
    for sweep in found:
        assert sweep.source.columns["resistance"].startswith("Resistance 2")
        assert sweep.source.columns["hall"].startswith("Resistance 1")
        assert "sign_turned" in [f.code for f in sweep.flags]
        assert not sweep.two_terminal
    (direct,) = load(
        lab / "in2se3/JR190815_04_140_RvsB_75.00Vg_4.0K_hall.txt", resistance_column="Resistance 3"
    )
    assert direct.two_terminal


def test_a_settling_temperature_is_a_drift(lab: Path) -> None:
    """A sweep that began at 2.05 K and settled at 2.00 K stays one sweep."""
    (sweep,) = load(lab / "in2se3/JR200115_17_191_RvsB_100.00Vg_2.0K.txt")
    assert 91 == len(sweep)


def test_matrices_of_twisted_bilayer_graphene(lab: Path) -> None:
    """The mean over gates at each temperature; the broken row 11 of baseT is left out."""
    found = load(
        lab / "tbg_wse2/W5_10nA_-2Vbg_*.txt", field_axis="-25mT:25mT:0.2mT", current="10nA", average="gate"
    )
    assert [0.3, 3.0, 0.5, 0.7, 0.9] == [round(s.temperature, 3) for s in found[:5]]
    assert np.isnan(found[5].temperature)
    assert ["broken_sweeps", "temperature_unknown"] == [f.code for f in found[5].flags]
    assert all(s.std_kind == "measured" and len(s) == 251 for s in found)
    # Weak antilocalization: the mean has its minimum near zero field, about -1 mT (the field offset).
    assert -1e-3 == pytest.approx(found[0].B[np.argmin(found[0].R_xx)], abs=2e-3)
    rows = load(lab / "tbg_wse2/W5_10nA_-2Vbg_baseT_40-39.txt", field_axis="-25mT:25mT:0.2mT", current="10nA")
    assert 30 == len(rows)
    assert 669.205042 == pytest.approx(rows[0].R_xx[0])
    assert "row 11 (line 13)" in rows[0].flags[0].message


@pytest.mark.parametrize(
    "file",
    [
        "in2se3_10K.lvm",
        "in2se3_10K.itx",
        "in2se3_10K_origin_ascii.txt",
        "in2se3_10K_utf16_tab.txt",
        "in2se3_10K_semicolon_decimalcomma_cp1252.csv",
    ],
)
def test_the_same_sweep_in_other_clothes(lab: Path, file: str) -> None:
    """One measured sweep in five text formats and five sets of units."""
    (sweep,) = load(lab / "containers" / file)
    assert (361, "up") == (len(sweep), sweep.direction)
    assert 10.0 == pytest.approx(sweep.temperature, rel=1e-3)
    assert (-8.99998, 9.0) == pytest.approx((sweep.B[0], sweep.B[-1]), rel=1e-6)
    assert (66522.791, 67335.730) == pytest.approx((sweep.R_xx[0], sweep.R_xx[-1]), rel=1e-7)


@pytest.mark.parametrize("extension", ["tdms", "xlsx", "mat", "npz", "parquet", "nc", "db"])
def test_binary_files_are_named(lab: Path, extension: str) -> None:
    """Containers are recognized and refused in words."""
    for path in sorted((lab / "containers").glob(f"*.{extension}")):
        with pytest.raises(LoadError, match="which cannot be read"):
            load(path)


def test_other_text_files(lab: Path) -> None:
    """Acceleration, pressure and gate scans hold no magnetoresistance; none of them stops the batch."""
    files = [*sorted(lab.glob("lvm/*.lvm")), *sorted(lab.glob("qcodes_legacy/**/*.*"))]
    found = load(files)
    assert 0 == len(found)
    assert len(files) == len(found.problems)
    assert all(isinstance(p.error, LoadError) for p in found.problems)


def test_everything_at_once(lab: Path) -> None:
    """A careless glob over all folders gives sweeps and problems, never an exception."""
    found = load([p for p in sorted(lab.rglob("*")) if p.is_file()])
    assert len(found) > 30
    assert all(isinstance(p.error, LoadError) for p in found.problems)
