"""Columns of text in the ways laboratories write them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hlnfit.errors import LoadError, NoResistanceError
from hlnfit.loaders import load
from hlnfit.sweep import Sweep

Writer = Callable[..., Path]
Builder = Callable[..., str]
Curve = Callable[[np.ndarray], np.ndarray]


def _one(path: Path, **options: object) -> Sweep:
    (sweep,) = load(path, **options)  # type: ignore[arg-type]
    return sweep


@pytest.mark.parametrize("sep", ["\t", ",", ";", "  ", ", "])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(
    write: Writer, columns: Builder, field: np.ndarray, resistance: Curve, sep: str, ending: str
) -> None:
    """Tabs, commas, semicolons and blanks; Unix, Windows and old Macintosh line ends."""
    text = columns(sep.join(["B(T)", "R(Ohm)", "T(K)"]), field, resistance(field), np.full(41, 4.2), sep=sep)
    sweep = _one(write(text.replace("\n", ending)))
    assert field == pytest.approx(sweep.B)
    assert resistance(field) == pytest.approx(sweep.R_xx)
    assert 4.2 == sweep.temperature
    assert (2, 42) == sweep.source.rows
    assert "B(T) (the only field)" == sweep.source.columns["field"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(
    write: Writer, columns: Builder, field: np.ndarray, resistance: Curve, encoding: str
) -> None:
    """UTF-8 and UTF-16, with and without a byte order mark, with an ohm sign."""
    text = columns("Поле (T)\tR (kΩ)", field, resistance(field) / 1e3)
    assert resistance(field) == pytest.approx(_one(write(text, encoding=encoding)).R_xx)


@pytest.mark.parametrize(("encoding", "unit"), [("cp1252", "µΩ"), ("cp1251", "Ом")])
def test_code_pages(write: Writer, columns: Builder, field: np.ndarray, encoding: str, unit: str) -> None:
    """Western and Russian code pages."""
    if encoding == "cp1252":
        text, scale = columns("Größe B (T)\tR (mV)\tI (µA)", field, np.full(41, 2.0), np.full(41, 4.0)), 500.0
    else:
        text, scale = (
            columns(f"Магнитное поле (Тл)\tСопротивление ({unit})", field, np.full(41, 500.0)),
            500.0,
        )
    assert np.full(41, scale) == pytest.approx(_one(write(text, encoding=encoding)).R_xx)


@pytest.mark.parametrize("sep", ["\t", ";", " "])
def test_decimal_comma(
    write: Writer, columns: Builder, field: np.ndarray, resistance: Curve, sep: str
) -> None:
    """Decimal commas, with a title block and a row of units."""
    body = columns("", field * 1e3, resistance(field) / 1e3, np.full(41, 10.0), sep=sep, decimal=",")
    head = f"Probe A\nMessstrom 0,7 µA\n\nFeld{sep}Widerstand{sep}Temperatur\nmT{sep}kOhm{sep}K\n"
    sweep = _one(write(head + body))
    assert field == pytest.approx(sweep.B)
    assert resistance(field) == pytest.approx(sweep.R_xx, rel=1e-6)
    assert 10.0 == sweep.temperature
    assert "Widerstand [kOhm] (the only resistance)" == sweep.source.columns["resistance"]


@pytest.mark.parametrize(
    "header",
    [
        "B_T\tTemp_K\tR_Ohm",
        "B/T\tT/K\tR/Ohm",
        "B, T\tT, K\tR, Ohm",
        "µ0H [T]\tT_sample [K]\tRxx [Ω]",
        "# B (T)\tT (K)\tRxx (Ohms)",
        "#B\tT\tRxx\n#T\tK\tOhm",
        "B\tT\tRxx\nT\tK\tOhm\nfield\tstage\tfilm 3",
        "# measured by X\n% 2024-01-01\n! Magnetic Field (T)\tTemperature (Kelvin)\tResistance (Ohms)",
        "FIELD (T)\tTEMPERATURE (K)\tRESISTANCE (OHM)",
        '"Field, applied (T)"\t"Temperature, sample (K)"\t"Resistance, 4-probe (Ohm)"',
    ],
)
def test_names_and_units(
    write: Writer, columns: Builder, field: np.ndarray, resistance: Curve, header: str
) -> None:
    """Units in brackets, behind a stroke, a comma or an underscore, or in a row of their own."""
    sweep = _one(write(columns(header, field, np.full(41, 4.2), resistance(field))))
    assert field == pytest.approx(sweep.B)
    assert resistance(field) == pytest.approx(sweep.R_xx)
    assert 4.2 == sweep.temperature


def test_names_with_blanks_between_blanks(write: Writer, field: np.ndarray, resistance: Curve) -> None:
    """'Magnetic Field (Oe)' above columns separated by blanks is one name."""
    rows = "\n".join(f"{b * 1e4:12.3f} {r:14.6f}" for b, r in zip(field, resistance(field)))
    sweep = _one(write(f"Magnetic Field (Oe)   Resistance (Ohm)\n{rows}\n"))
    assert field == pytest.approx(sweep.B)


def test_engineering_numbers_and_spilled_cells(write: Writer, field: np.ndarray, resistance: Curve) -> None:
    """67.92E+3 is a number; #SPILL! in a column that is not used does no harm."""
    rows = "\n".join(f"{b * 1e3:.3f}E-3\t{r / 1e3:.6f}E+3\t#SPILL!" for b, r in zip(field, resistance(field)))
    sweep = _one(write(f"B (T)\tR (Ohm)\tnote (V)\n{rows}\n"))
    assert resistance(field) == pytest.approx(sweep.R_xx)
    assert () == tuple(f for f in sweep.flags if f.code == "bad_rows")


def test_labview_ini_header(write: Writer, columns: Builder, field: np.ndarray, resistance: Curve) -> None:
    """The INI lines are no data; gate and temperature are columns; a biased voltage is two-terminal."""
    ini = (
        '[Main]\nExperiment = "RvsB"\nHeader length = 8\n[Static Gate Voltage]\n'
        "Initial gate voltage (V) = 7.5E+1\n[Dynamic Voltage]\nInitial Voltage (V) = 100.0E-3\n"
    )
    head = (
        "Magnetic Field (T)\tVoltage 1 (V)\tCurrent (A)\tResistance 1 (Ohms)\tSTD_Resistance 1 (Ohms)\t"
        "Gate Voltage (V)\tTemperature (K)"
    )
    R = resistance(field)
    text = ini + columns(
        head, field, np.full(41, 0.1), 0.1 / R, R, np.full(41, 3.0), np.full(41, 75.0), np.full(41, 1.8)
    )
    sweep = _one(write(text, "JR_RvsB_75.00Vg_1.8K.txt"))
    assert R == pytest.approx(sweep.R_xx)
    assert np.full(41, 3.0) == pytest.approx(sweep.R_xx_std)
    assert {"gate_V": 75.0} == dict(sweep.conditions)
    assert sweep.two_terminal
    assert 1.8 == sweep.temperature


def test_labview_measurement_file(write: Writer, field: np.ndarray, resistance: Curve) -> None:
    """An .lvm file: two headers, decimal comma, an empty first column, units in a row of the header."""
    head = (
        "LabVIEW Measurement\t\nSeparator\tTab\nDecimal_Separator\t,\n***End_of_Header***\t\n\t\n"
        "Channels\t3\t\nSamples\t41\t41\t41\nY_Unit_Label\tT\tOhm\tK\nX0\t0,0\t0,0\t0,0\nDelta_X\t1,0\t1,0\t1,0\n"
        "***End_of_Header***\t\t\t\t\nX_Value\tField\tRxx\tTemp\tComment\n"
    )
    rows = "\n".join(f"\t{b:.6f}\t{r:.6f}\t1,5".replace(".", ",") for b, r in zip(field, resistance(field)))
    sweep = _one(write(head + rows + "\n", "film.lvm"))
    assert resistance(field) == pytest.approx(sweep.R_xx, rel=1e-6)
    assert 1.5 == sweep.temperature


def test_measured_field_before_set_point(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """Of two field columns the measured one is taken and the other is named."""
    text = columns("Field set (T)\tField (T)\tR (Ohm)", np.round(field, 1), field + 0.003, np.full(41, 100.0))
    sweep = _one(write(text))
    assert field + 0.003 == pytest.approx(sweep.B)
    assert "Field set (T) is a set point" in sweep.source.columns["field"]


def test_the_field_that_was_swept(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """A vector magnet: the component that stays at zero is not the field."""
    sweep = _one(write(columns("Bx (T)\tBz (T)\tR (Ohm)", 0.0 * field, field, np.full(41, 100.0))))
    assert field == pytest.approx(sweep.B)


def test_three_thermometers(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """The sample thermometer is taken among 4K plate, sample and magnet."""
    text = columns(
        "B (T)\tR (Ohm)\tT_4Kplate (K)\tT_sample (K)\tT_magnet (K)",
        field,
        np.full(41, 100.0),
        np.full(41, 4.1),
        np.full(41, 0.3),
        np.full(41, 3.9),
    )
    sweep = _one(write(text))
    assert 0.3 == sweep.temperature
    assert "of 3 thermometers" in sweep.source.columns["temperature"]


def test_hall_and_longitudinal_by_name(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """Rxy and Rxx are known by name whatever their order."""
    sweep = _one(write(columns("Rxy (Ohm)\tB (T)\tRxx (Ohm)", 3.0 * field, field, np.full(41, 100.0))))
    assert 3.0 * field == pytest.approx(sweep.R_xy)
    assert 100.0 == sweep.R_xx[0]


def test_columns_by_the_user(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """Names (any case, without the unit) and numbers counted from 1 overrule the choice."""
    text = columns(
        "B (T)\tR1 (Ohm)\tR2 (Ohm)\tTa (K)\tTb (K)",
        field,
        np.full(41, 100.0),
        np.full(41, 200.0),
        np.full(41, 4.0),
        np.full(41, 5.0),
    )
    path = write(text)
    by_name = _one(path, resistance_column="r2", temperature_column="Tb (K)")
    by_number = _one(path, resistance_column=3, temperature_column=5, field_column="1")
    for sweep in (by_name, by_number):
        assert 200.0 == sweep.R_xx[0]
        assert 5.0 == sweep.temperature
        assert "R2 (Ohm) (chosen by the user)" == sweep.source.columns["resistance"]
    with pytest.raises(LoadError, match="R3") as caught:
        load(path, resistance_column="R3")
    assert "2 R1 (Ohm)" in str(caught.value)
    with pytest.raises(LoadError, match="fits several columns"):
        load(path, resistance_column="R")
    with pytest.raises(LoadError, match="does not exist"):
        load(path, resistance_column=9)


def test_volts_need_a_current(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """Volts without a current are refused in words; with one they are ohms; a current column serves too."""
    path = write(columns("B (T)\tVxx (uV)", field, np.full(41, 50.0)))
    with pytest.raises(LoadError, match="volts") as caught:
        load(path)
    assert "--current" in str(caught.value)
    assert (1, "Vxx (uV)") == (caught.value.line, caught.value.column)
    assert 5000.0 == pytest.approx(_one(path, current="10nA").R_xx[0])
    both = write(columns("B (T)\tVxx (uV)\tI (nA)", field, np.full(41, 50.0), np.full(41, 20.0)), "b.txt")
    assert 2500.0 == pytest.approx(_one(both).R_xx[0])


def test_conductance_becomes_resistance(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """A column in e^2/h is turned round: h/e^2 = 25812.807 ohm (CODATA 2018)."""
    sweep = _one(write(columns("B (T)\tG (e^2/h)", field, np.full(41, 2.0))))
    assert 25812.80745 / 2.0 == pytest.approx(sweep.R_xx[0])
    assert any("conductance" in entry for entry in sweep.log)


def test_headerless_columns_need_units(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """Numbers without names: columns and units must be said, never guessed."""
    path = write(columns("", field * 1e4, np.full(41, 1.5)))
    with pytest.raises(LoadError, match="have no names") as caught:
        load(path)
    assert "--field-column" in str(caught.value)
    with pytest.raises(LoadError, match="the field column has no unit"):
        load(path, field_column=1, resistance_column=2)
    with pytest.raises(LoadError, match="the resistance column has no unit"):
        load(path, field_column=1, resistance_column=2, field_unit="Oe")
    sweep = _one(path, field_column=1, resistance_column=2, field_unit="Oe", resistance_unit="kOhm")
    assert field == pytest.approx(sweep.B)
    assert 1500.0 == pytest.approx(sweep.R_xx[0])
    assert (1, 41) == sweep.source.rows


def test_named_columns_need_units_too(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """'B' and 'R' without a unit are refused with the column; options mend it."""
    path = write(columns("B\tR", field, np.full(41, 100.0)))
    with pytest.raises(LoadError, match="no unit"):
        load(path)
    with pytest.raises(LoadError, match="the field column has no unit") as caught:
        load(path, resistance_unit="ohm")
    assert (1, "B") == (caught.value.line, caught.value.column)
    assert 100.0 == _one(path, resistance_unit="ohm", field_unit="T").R_xx[0]


def test_unit_of_the_other_resistance(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """A bare Rxx beside 'Bridge3 Resistance (Ohms)' is in ohms, and this is flagged."""
    text = columns("B_T\tRxx\tBridge3 Resistance (Ohms)", field, np.full(41, 100.0), np.full(41, np.nan))
    sweep = _one(write(text))
    assert 100.0 == sweep.R_xx[0]
    assert ["unit_inferred"] == [f.code for f in sweep.flags if f.code == "unit_inferred"]


def test_unknown_units_are_refused(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """An unknown unit names line and column and near spellings."""
    with pytest.raises(LoadError, match="Gaus1") as caught:
        load(write("# film\n" + columns("B (Gaus1)\tR (Ohm)", field, np.full(41, 1.0))))
    assert (2, "B (Gaus1)") == (caught.value.line, caught.value.column)
    assert "mT" in str(caught.value)


def test_temperature_from_name_option_or_nowhere(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """File name, header, then the user; NaN with a flag where nobody knows."""
    text = columns("B (T)\tR (Ohm)", field, np.full(41, 100.0))
    named = _one(write(text, "W5_10nA_-2Vbg_300mK_40-39.txt"))
    assert 0.3 == pytest.approx(named.temperature)
    assert {"gate_V": -2.0} == dict(named.conditions)
    assert "in the file name" in named.source.columns["temperature"]
    headed = _one(write("Temperature: 1.7 K\n" + text, "a.txt"))
    assert 1.7 == headed.temperature
    given = _one(write(text, "x_300mK.txt"), temperature="25 mK")
    assert 0.025 == given.temperature
    unknown = _one(write(text, "W5_baseT.txt"))
    assert np.isnan(unknown.T).all()
    assert [("temperature_unknown", "caution")] == [(f.code, f.severity) for f in unknown.flags]


def test_thermometer_without_unit_is_not_used(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """A column 'T' without a unit may be kelvin or millikelvin: unknown, and the flag says why."""
    sweep = _one(write(columns("B (T)\tR (Ohm)\tT", field, np.full(41, 1.0), np.full(41, 300.0))))
    assert np.isnan(sweep.temperature)
    assert "column T has no unit" in sweep.flags[0].message


def test_user_temperature_against_the_column(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """The user's word wins; a column that says otherwise is a caution."""
    path = write(columns("B (T)\tR (Ohm)\tT (K)", field, np.full(41, 1.0), np.full(41, 4.2)))
    sweep = _one(path, temperature="1 K")
    assert 1.0 == sweep.temperature
    assert ["temperature_disagrees"] == [f.code for f in sweep.flags]


def test_bad_rows(write: Writer, columns: Builder) -> None:
    """A garbled cell, a short row, an infinity are left out with their lines; above 1 % is an error."""
    B = np.linspace(-1, 1, 400)
    lines = columns("B (T)\tR (Ohm)\tT (K)", B, np.full(400, 100.0), np.full(400, 2.0)).split("\n")
    lines[10] = lines[10].replace("100", "#SPILL!")
    lines[20] = "0.5"
    lines[30] = lines[30].replace("100", "inf")
    sweep = _one(write("\n".join(lines)))
    assert 397 == len(sweep)
    (flag,) = sweep.flags
    assert "3 of 400 rows" in flag.message
    assert [11, 21, 31] == list(flag.evidence["lines"])
    lines[40] = lines[50] = "garbage\tgarbage\tgarbage"
    with pytest.raises(LoadError, match="5 of 400 rows do not parse") as caught:
        load(write("\n".join(lines)))
    assert 11 == caught.value.line


def test_empty_and_nan_cells_are_no_readings(write: Writer, field: np.ndarray) -> None:
    """Channels that alternate in a CSV export leave empty or NaN cells, which are no damage."""
    rows = [f"{b:.3f},{100.0 if i % 2 else 'NaN'},{'' if i % 2 else b * 3}" for i, b in enumerate(field)]
    sweep = _one(write("B (T),Rxx (Ohm),Rxy (Ohm)\n" + "\n".join(rows) + "\n"))
    assert 20 == len(sweep)
    assert () == tuple(f.code for f in sweep.flags if f.code == "bad_rows")
    assert 3.0 * sweep.B[1:-1] == pytest.approx(sweep.R_xy[1:-1])  # type: ignore[index]


def test_footer_is_no_damage(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """Lines of words below the numbers are not rows."""
    text = columns("B (T)\tR (Ohm)", field, np.full(41, 1.0)) + "end of measurement\nsaved by X\n"
    assert 41 == len(_one(write(text)))


def test_a_repeated_header_is_no_damage(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """Two files put one behind the other: the second row of names is skipped."""
    text = columns("B (T)\tR (Ohm)\tT (K)", field, np.full(41, 1.0), np.full(41, 2.0))
    again = columns("B (T)\tR (Ohm)\tT (K)", field, np.full(41, 1.0), np.full(41, 5.0))
    assert [2.0, 5.0] == [s.temperature for s in load(write(text + again))]


def test_two_terminal_in_words(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """A comment or a column name that says two-terminal is believed."""
    text = "# two-terminal measurement\n" + columns("B (T)\tR (Ohm)", field, np.full(41, 1.0))
    assert _one(write(text)).two_terminal
    assert _one(write(columns("B (T)\tR_2-probe (Ohm)", field, np.full(41, 1.0)))).two_terminal
    assert not _one(write(columns("B (T)\tR_4-probe (Ohm)", field, np.full(41, 1.0)))).two_terminal


def test_r_of_t_export(write: Writer, columns: Builder) -> None:
    """Resistance against temperature at zero field is a run over temperature."""
    T = np.linspace(300, 2, 100)
    sweep = _one(write(columns("Temp_K\tB_T\tRxx_Ohm", T, np.full(100, 3e-5), 500 + T)))
    assert ("temperature", "down") == (sweep.axis, sweep.direction)


def test_long_table_of_gates_and_fields(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """A table with a gate column that is held in steps gives one sweep a gate."""
    text = columns(
        "Vg (V)\tB (T)\tR (Ohm)", np.repeat([0.0, 1.0, 2.0], 41), np.tile(field, 3), np.full(123, 1.0)
    )
    assert [0.0, 1.0, 2.0] == [s.conditions["gate_V"] for s in load(write(text))]


def test_text_without_a_resistance(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """Acceleration against time is understood and refused."""
    with pytest.raises(NoResistanceError, match="no resistance in this file"):
        load(write(columns("Time (s)\tAcceleration (m/s^2)", field, field)))


def test_text_without_a_field(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """Resistance against time lists the columns."""
    with pytest.raises(LoadError, match="no field column") as caught:
        load(write(columns("Time (s)\tR (Ohm)", field, np.full(41, 1.0))))
    assert "1 Time (s), 2 R (Ohm)" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "no text"),
        (b"just some words\nand more words\n", "no columns of numbers"),
        (b"B (T)\tR (Ohm)\n", "no columns of numbers"),
        (b"1\n2\n3\n4\n", "no columns of numbers"),
    ],
)
def test_files_that_hold_nothing(write: Writer, content: bytes, words: str) -> None:
    """Empty files, prose, headers alone and single columns are refused in words."""
    with pytest.raises(LoadError, match=words):
        load(write(content))


def test_gaps_are_counted(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """NaN readings are left out and said so, without being called damage."""
    R = np.full(41, 100.0)
    R[5:9] = np.nan
    sweep = _one(write(columns("B (T)\tR (Ohm)", field, R), "a_2K.txt"))
    assert 37 == len(sweep)
    assert ["4 of 41 rows hold no reading of R (Ohm) (empty or NaN)."] == [f.message for f in sweep.flags]


def test_names_of_columns_that_were_never_filled(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """Nine names above two columns of numbers."""
    head = "B (T),R (Ohm),aux1 (V),aux2 (V),aux3,aux4,aux5,aux6,Comment"
    assert 41 == len(_one(write(columns(head, field, np.full(41, 1.0), sep=","), "a_2K.csv")))


def test_resistance_unit_is_for_the_columns_without_one(
    write: Writer, columns: Builder, field: np.ndarray
) -> None:
    """A bare Rxx takes the unit of the user, an Rxy that has a unit keeps it; alone, the user overrules."""
    text = columns("B (T)\tRxx\tRxy (mOhm)", field, np.full(41, 2.0), 3.0 * field)
    sweep = _one(write(text, "a_2K.txt"), resistance_unit="kOhm")
    assert 2000.0 == sweep.R_xx[0]
    assert 3e-3 * field == pytest.approx(sweep.R_xy)
    wrong = _one(write(columns("B (T)\tRxx (Ohm)", field, np.full(41, 2.0)), "b.txt"), resistance_unit="kOhm")
    assert 2000.0 == wrong.R_xx[0]


def test_bias_beside_a_four_terminal_resistance(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """A constant source voltage makes only that resistance two-terminal that is formed with it."""
    amps = 1e-6 * (1.0 + 0.1 * field)
    head = "B (T)\tV_sd (V)\tI_sd (A)\tRxx (Ohm)"
    four = columns(head, field, np.full(41, 0.1), amps, np.full(41, 500.0))
    assert not _one(write(four, "a_2K.txt")).two_terminal
    two = columns("B (T)\tV_sd (V)\tI_sd (A)", field, np.full(41, 0.1), amps)
    sweep = _one(write(two, "b_2K.txt"))
    assert sweep.two_terminal
    assert 0.1 / amps == pytest.approx(sweep.R_xx)


def test_hall_file_with_its_own_column(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """hall_column is a column of the Hall file; a negative Hall resistance is not turned."""
    film = write(columns("B (T)\tR (Ohm)\tT (K)", field, np.full(41, 1.0), np.full(41, 2.0)), "film.txt")
    hall = write(
        columns("B (T)\tmeter 1 (Ohm)\tmeter 2 (Ohm)\tT (K)", field, field, -5.0 - field, np.full(41, 2.0)),
        "hall.txt",
    )
    sweep = _one(film, hall_file=str(hall), hall_column="meter 2")
    assert -5.0 - field == pytest.approx(sweep.R_xy)


def test_a_resistance_for_each_temperature(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """R_2K and R_5K beside one field are two sweeps with their temperatures."""
    text = columns("B (T)\tR_2K (Ohm)\tR_5K (Ohm)", field, np.full(41, 100.0), np.full(41, 200.0))
    found = load(write(text, "film.txt"))
    assert [(2.0, 100.0), (5.0, 200.0)] == [(s.temperature, s.R_xx[0]) for s in found]
    assert "one of 2 resistances" in found[0].source.columns["resistance"]


def test_a_field_for_each_temperature(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """Exports of plotting programs: pairs of columns, each with its own field."""
    text = columns(
        "B (T)\tR 2K (Ohm)\tB (T)\tR 5K (Ohm)", field, np.full(41, 100.0), 2 * field, np.full(41, 200.0)
    )
    two, five = load(write(text, "film.txt"))
    assert field == pytest.approx(two.B)
    assert 2 * field == pytest.approx(five.B)
    assert 5.0 == five.temperature


def test_settings_of_labview_without_columns(write: Writer, columns: Builder, field: np.ndarray) -> None:
    """Gate and temperature that were set before the run serve where they were not recorded."""
    ini = "[Gate]\nInitial gate voltage (V) = 7.5E+1\n[Temp]\nInitial temperature (K) = 1.8E+0\n"
    sweep = _one(write(ini + columns("B (T)\tR (Ohm)", field, np.full(41, 100.0)), "film.txt"))
    assert 1.8 == pytest.approx(sweep.temperature)
    assert {"gate_V": 75.0} == dict(sweep.conditions)
