"""Files of the Resistivity, AC Transport and Electrical Transport options, and what looks like them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hlnfit.errors import LoadError, NoResistanceError
from hlnfit.loaders import load

Writer = Callable[..., Path]
Builder = Callable[..., str]


def test_resistivity_file(
    write: Writer, resistivity_file: Builder, field: np.ndarray, resistance: Callable[..., np.ndarray]
) -> None:
    """Oersted become tesla, the Ohms columns win over Ohm-m, names tell the Hall bridge."""
    path = write(resistivity_file(field, 4.2, resistance(field), 3.0 * field), "film.dat")
    (sweep,) = load(path)
    assert field == pytest.approx(sweep.B)
    assert resistance(field) == pytest.approx(sweep.R_xx)
    assert 3.0 * field == pytest.approx(sweep.R_xy)
    assert 4.2 == sweep.temperature
    assert "up" == sweep.direction
    assert "quantum-design" == sweep.source.loader
    assert "Bridge 1 Resistance (Ohms)" in sweep.source.columns["resistance"]
    assert "'Rxy'" in sweep.source.columns["hall"]
    assert (16, 56) == sweep.source.rows
    assert 5e-6 == sweep.conditions["excitation_A"]


def test_std_dev_in_ohm_m_becomes_ohms(
    write: Writer, resistivity_file: Builder, field: np.ndarray, resistance: Callable[..., np.ndarray]
) -> None:
    """The file itself says how many ohms an ohm meter is: 1000 for 1 mm and 1 mm^2."""
    path = write(resistivity_file(field, 4.2, resistance(field)), "film.dat")
    (sweep,) = load(path)
    assert np.full(41, 1e-3) == pytest.approx(sweep.R_xx_std)
    assert "instrument" == sweep.std_kind


def test_header_stripped(
    write: Writer, resistivity_file: Builder, field: np.ndarray, resistance: Callable[..., np.ndarray]
) -> None:
    """With line 1 as the column row, the odd bridge is still found to be the Hall bridge."""
    text = resistivity_file(field, 4.2, 5.0 + 300.0 * field, resistance(field), header=False)
    (sweep,) = load(write(text, "film.csv"))
    assert resistance(field) == pytest.approx(sweep.R_xx)
    assert 5.0 + 300.0 * field == pytest.approx(sweep.R_xy)
    assert "odd in B" in sweep.source.columns["hall"]
    assert (2, 42) == sweep.source.rows


def test_title_tells_the_channels(write: Writer, resistivity_file: Builder, field: np.ndarray) -> None:
    """CH1-Hall and CH2-TMR in the title are believed where the sample names are empty."""
    text = resistivity_file(
        field,
        4.2,
        np.full(41, 9.0),
        np.full(41, 100.0),
        names=("", ""),
        title="S3_CH1-Hall_1-2V_CH2-TMR_3-4V",
    )
    (sweep,) = load(write(text, "film.dat"))
    assert 100.0 == sweep.R_xx[0]


def test_hall_bar_in_a_name_says_nothing(write: Writer, resistivity_file: Builder, field: np.ndarray) -> None:
    """'Hall bar 3 Rxx' is longitudinal."""
    text = resistivity_file(
        field, 4.2, np.full(41, 100.0), np.full(41, 9.0), names=("Hall bar 3 Rxx", "Hall bar 3 Rxy")
    )
    (sweep,) = load(write(text, "film.dat"))
    assert 100.0 == sweep.R_xx[0]
    assert 9.0 == sweep.R_xy[0]  # type: ignore[index]


def test_two_longitudinal_bridges(write: Writer, resistivity_file: Builder, field: np.ndarray) -> None:
    """The first is taken, the other is named in a flag and can be chosen by name or by bridge."""
    text = resistivity_file(field, 4.2, np.full(41, 100.0), np.full(41, 200.0), names=("film A", "film B"))
    path = write(text, "film.dat")
    (sweep,) = load(path)
    assert 100.0 == sweep.R_xx[0]
    assert None is sweep.R_xy
    assert "Bridge 2 Resistance (Ohms)" in next(f.message for f in sweep.flags if f.code == "other_channels")
    for choice in ("Bridge 2 Resistance (Ohms)", "bridge 2 resistance", 15):
        (other,) = load(path, resistance_column=choice)
        assert 200.0 == pytest.approx(other.R_xx[0])
        assert "chosen by the user" in other.source.columns["resistance"]
        assert () == other.flags


def test_comments_are_kept(write: Writer, resistivity_file: Builder, field: np.ndarray) -> None:
    """A comment cell goes into quality with its line; commas in it do no harm."""
    text = resistivity_file(
        field,
        4.2,
        np.full(41, 100.0),
        comments={3: "Input voltage exceeded compliance limit", 5: "check, leads"},
    )
    (sweep,) = load(write(text, "film.dat"))
    assert ("line 19: Input voltage exceeded compliance limit", "line 21: check,leads") == tuple(
        q.replace(", ", ",") for q in sweep.quality
    )
    assert 41 == len(sweep)


def test_negative_probes_are_turned(write: Writer, resistivity_file: Builder, field: np.ndarray) -> None:
    """A longitudinal resistance that is negative throughout has its probes reversed."""
    (sweep,) = load(write(resistivity_file(field, 4.2, np.full(41, -100.0)), "film.dat"))
    assert 100.0 == sweep.R_xx[0]
    assert ["sign_turned"] == [f.code for f in sweep.flags]


ACT_HEADER = """[Header]
TITLE,film ACT
BYAPP,ACTRANSPORT,2.0,1.1
INFO,PPMS AC Transport Option Release 2.2.5. Build 2,APPNAME
INFO,film_Hall,SAMPLE1_MATERIAL
INFO,0.1,SAMPLE1_LEAD_SEPARATION
INFO,0.001,SAMPLE1_CROSS_SECTION
INFO,film_TMR,SAMPLE2_MATERIAL
INFO,0.2,SAMPLE2_LEAD_SEPARATION
INFO,0.001,SAMPLE2_CROSS_SECTION
[Data]
"""
ACT_COLUMNS = (
    "Comment,Time Stamp (sec),Temperature (K),Magnetic Field (Oe),Excitation (mA),Volts ch1,Volts ch2,"
    "V Std.Dev. ch1,V Std.Dev. ch2,Res. ch1 (ohm-cm),Res. ch2 (ohm-cm),Res. Std.Dev. ch1,Res. Std.Dev. ch2,"
    "Bridge 1 Resistance (ohms)"
)


def _act(B: np.ndarray, header: bool = True, resistivity: bool = True) -> str:
    """Channels alternate; R_xy = 2 B, R_xx = 10 + B^2 ohm at 0.5 mA."""
    rows = []
    for b in B:
        for ch, R, length in ((1, 2.0 * b, 0.1), (2, 10.0 + b * b, 0.2)):
            rho = f"{R * 0.001 / length:.9g}" if resistivity else ""
            spread = f"{0.01 * 0.001 / length:.9g}" if resistivity else ""
            two = [f"{R * 0.5e-3:.9g}", f"{0.01 * 0.5e-3:.9g}", rho, spread]
            cells = [v for value in two for v in ((value, "") if ch == 1 else ("", value))]
            rows.append(f",1,2.0,{b * 1e4:.4f},0.5," + ",".join(cells) + ",")
    return (ACT_HEADER if header else "") + ACT_COLUMNS + "\n" + "\n".join(rows) + "\n"


@pytest.mark.parametrize(("header", "resistivity"), [(True, True), (True, False), (False, False)])
def test_ac_transport(write: Writer, field: np.ndarray, header: bool, resistivity: bool) -> None:
    """Ohms from resistivity and header, or from volts and excitation, with the scatter in ohms."""
    text = _act(field, header, resistivity)
    options = {} if header else {"resistance_column": "Volts ch2", "hall_column": "Volts ch1"}
    (sweep,) = load(write(text, "film.dat"), **options)  # type: ignore[arg-type]
    assert 10.0 + field**2 == pytest.approx(sweep.R_xx, rel=1e-6)
    assert 2.0 * field == pytest.approx(sweep.R_xy, abs=1e-6)
    assert np.full(41, 0.01) == pytest.approx(sweep.R_xx_std, rel=1e-6)


def test_resistivity_without_its_dimensions_is_refused(write: Writer, field: np.ndarray) -> None:
    """Ohm-cm without a header cannot be turned into ohms where there are no volts either."""
    rows = "\n".join(f",1,2.0,{b * 1e4:.3f},{1e-6 * (1 + b * b):.6g}" for b in field)
    text = "Comment,Time Stamp (sec),Temperature (K),Magnetic Field (Oe),Res. ch1 (ohm-cm)\n" + rows + "\n"
    with pytest.raises(LoadError, match="lead separation") as caught:
        load(write(text, "film.dat"))
    assert 1 == caught.value.line


def test_electrical_transport(write: Writer, field: np.ndarray) -> None:
    """'Field (Oe)', 'Resistance Ch1 (Ohms)', alternating rows, a dead channel, a wild sample position."""
    names = (
        "Comment,Time Stamp (s),Temperature (K),Field (Oe),Sample Position (deg),Resistance Ch1 (Ohms),"
        "Resistance Std. Dev. Ch1 (Ohms),AC Current Ch1 (mA),Resistance Ch2 (Ohms),Phase Angle Ch2 (deg)"
    )
    rows = []
    for b in field:
        rows.append(f",1,5.0,{b * 1e4:.3f},8.6E+26,{50 + b * b:.6g},0.02,0.01,,")
        rows.append(f",1,5.0,{b * 1e4:.3f},8.6E+26,,,,0,92.3")
    head = "[Header]\nBYAPP, Electrical Transport Option, Release 1.1.4 Build 5\n[Data]\n"
    (sweep,) = load(write(head + names + "\n" + "\n".join(rows) + "\n", "eto.dat"))
    assert 50 + field**2 == pytest.approx(sweep.R_xx)
    assert np.full(41, 0.02) == pytest.approx(sweep.R_xx_std)
    assert ["dead_channel"] == [f.code for f in sweep.flags]
    assert {"excitation_A": 1e-5} == dict(sweep.conditions)


@pytest.mark.parametrize(
    ("application", "names", "words"),
    [
        ("ACMS,1.0,1.1", "M-DC (emu),Bridge 1 Resistance (ohms)", "AC susceptibility"),
        ("MPMS3,1.0,1.1", "Moment (emu),M. Std. Err. (emu)", "magnetometry of the MPMS3"),
        ("VSM,1.0", "Moment (emu),M. Std. Err. (emu)", "magnetometry of the VSM"),
        ("HeatCapacity,1.0", "Samp HC (µJ/K),Samp HC Err (µJ/K)", "heat capacity"),
        ("Thermal Transport,1", "Conductivity (W/K-m),Seebeck Coef. (uV/K)", "thermal transport"),
        ("Mystery,1", "Foo (bar),Baz (m)", "data of Mystery"),
    ],
)
def test_files_without_a_resistance(write: Writer, application: str, names: str, words: str) -> None:
    """Other options of the instrument are named; an empty bridge column is no resistance."""
    rows = "\n".join(f",{i},2.0,{i * 100},{i * 1e-3}," for i in range(20))
    text = (
        f"[Header]\nBYAPP,{application}\n[Data]\n"
        f"Comment,Time Stamp (sec),Temperature (K),Magnetic Field (Oe),{names}\n{rows}\n"
    )
    with pytest.raises(NoResistanceError, match="no resistance in this file") as caught:
        load(write(text, "m.dat"))
    assert words in str(caught.value)


def test_sidecars(write: Writer) -> None:
    """A sequence and a graph template are named for what they are."""
    sequence = "TMP TEMP 2.0 20.0 0\nWAI WAITFOR 60 1 0 0 0 0\nFLD FIELD 90000.0 100.0 0 0\n"
    with pytest.raises(NoResistanceError, match="sequence"):
        load(write(sequence, "film.seq"))
    with pytest.raises(NoResistanceError, match="graph template"):
        load(write("[Global]\nrecordSelectionMode=0\nfirstRecord=1\n[X_Axis]\nmin=\n", "film.dat.gph"))


def test_header_cut_off(write: Writer) -> None:
    """A header without [Data] says that the file is cut off, with the line."""
    with pytest.raises(LoadError, match=r"\[Data\]") as caught:
        load(write("[Header]\nTITLE, x\nBYAPP, Resistivity, 2.1, 1.0\n", "film.dat"))
    assert 4 == caught.value.line


def test_unknown_unit_names_line_and_column(
    write: Writer, resistivity_file: Builder, field: np.ndarray
) -> None:
    """'Magnetic Field (Furlong)' is refused with the line of the column row."""
    text = resistivity_file(field, 4.2, np.full(41, 100.0)).replace("Field (Oe)", "Field (Furlong)")
    with pytest.raises(LoadError, match="Furlong") as caught:
        load(write(text, "film.dat"))
    assert (15, "Magnetic Field (Furlong)") == (caught.value.line, caught.value.column)
    (sweep,) = load(write(text, "film.dat"), field_unit="Oe")
    assert field == pytest.approx(sweep.B)


def test_bad_rows_are_counted_and_flagged(write: Writer, resistivity_file: Builder) -> None:
    """One spoilt cell in 400 rows is left out; five in 400 are too many."""
    B = np.linspace(-1, 1, 400)
    lines = resistivity_file(B, 4.2, np.full(400, 100.0)).split("\n")
    lines[20] = lines[20].replace(",4.200000,", ",#SPILL!,")
    (sweep,) = load(write("\n".join(lines), "film.dat"))
    assert 399 == len(sweep)
    (flag,) = sweep.flags
    assert ("bad_rows", "info") == (flag.code, flag.severity)
    assert "line 21" in flag.message
    assert "#SPILL!" in flag.message
    for k in range(30, 34):
        lines[k] = lines[k].replace(",4.200000,", ",inf,")
    with pytest.raises(LoadError, match="5 of 400 rows do not parse") as caught:
        load(write("\n".join(lines), "film.dat"))
    assert 21 == caught.value.line


def test_a_file_that_ends_inside_a_row(write: Writer, resistivity_file: Builder, field: np.ndarray) -> None:
    """The last row is lost and said so; the others are used, however few they are."""
    text = resistivity_file(field, 4.2, np.full(41, 100.0))
    cut = text[: text.rindex(",25,")]
    (sweep,) = load(write(cut, "film.dat"))
    assert 40 == len(sweep)
    assert "ends inside this row" in sweep.flags[0].message


def test_hall_channel_alone(write: Writer, resistivity_file: Builder, field: np.ndarray) -> None:
    """A file with nothing but a Hall channel says so and is taken as a Hall file."""
    hall = write(resistivity_file(field, 4.2, 3.0 * field, names=("Rxy", "")), "hall.dat")
    with pytest.raises(NoResistanceError, match="Hall channel"):
        load(hall)
    film = write(resistivity_file(field[::2], 4.2, np.full(21, 100.0)), "film.dat")
    (sweep,) = load(film, hall_file=str(hall))
    assert 3.0 * field[::2] == pytest.approx(sweep.R_xy)
    assert "hall.dat" in sweep.source.columns["hall"]
