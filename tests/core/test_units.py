"""Text with a unit becomes SI, or an error that helps."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from uncertainties import ufloat

from hlnfit.errors import UnitError
from hlnfit.units import (
    DIMENSIONS,
    SPELLINGS,
    USUAL_UNITS,
    Quantity,
    is_unit,
    near_units,
    parse_quantity,
    unit_factor,
)


@pytest.mark.parametrize(
    ("unit", "dimension", "factor"),
    [
        # 1 Oe corresponds to 1000/(4 pi) A/m, which is 1e-4 T in vacuum; 1 G = 1e-4 T (SI Brochure, 8th
        # edition, table 9).
        ("Oe", "field", 1e-4), ("kOe", "field", 0.1), ("G", "field", 1e-4), ("kG", "field", 0.1),
        ("mT", "field", 1e-3), ("T", "field", 1.0), ("A/m", "field", 4e-7 * math.pi),
        ("kA/m", "field", 4e-4 * math.pi),
        ("mK", "temperature", 1e-3), ("kohm", "resistance", 1e3), ("Mohm", "resistance", 1e6),
        ("Gohm", "resistance", 1e9), ("Ohm-cm", "resistivity", 1e-2), ("uOhm cm", "resistivity", 1e-8),
        ("h/e^2", "resistance", 25812.80745),  # von Klitzing constant, CODATA 2018, exact
        ("e^2/h", "conductance", 1.0 / 25812.80745),
        ("cm^-2", "density", 1e4), ("1/cm^3", "density_3d", 1e6),
        ("cm^2/(V s)", "mobility", 1e-4), ("cm^2/Vs", "mobility", 1e-4),
        ("m_e", "mass", 9.1093837e-31), ("m0", "mass", 9.1093837e-31), ("kg", "mass", 1.0),
        ("nm", "length", 1e-9), ("\u00c5", "length", 1e-10), ("inch", "length", 0.0254),
        ("cm/s", "velocity", 1e-2), ("rad", "angle", 180.0 / math.pi), ("mdeg", "angle", 1e-3),
        ("h", "time", 3600.0), ("ps", "time", 1e-12), ("meV", "energy", 1.602176634e-22),
        ("%", "dimensionless", 0.01), ("", "dimensionless", 1.0),
    ],
)  # fmt: skip
def test_factors(unit: str, dimension: str, factor: float):
    """A unit is worth what metrology says."""
    assert (pytest.approx(factor, rel=1e-8), 0.0) == unit_factor(unit, dimension)


def test_celsius_has_an_offset():
    """0 degrees Celsius are 273.15 K."""
    assert (1.0, 273.15) == unit_factor("\u00b0C", "temperature")
    assert pytest.approx(269.15) == parse_quantity("-4 \u00b0C", "temperature").value
    assert 0.5 == parse_quantity("4.0(5) degC", "temperature").error


@pytest.mark.parametrize("unit", ["Oe", "kG", "mT", "T", "\u00b5T"])
@pytest.mark.parametrize("dimension", sorted(set(DIMENSIONS) - {"field"}))
def test_a_field_is_nothing_else(unit: str, dimension: str):
    """A unit of field is refused for every other kind of quantity."""
    assert not is_unit(unit, dimension)


@pytest.mark.parametrize("dimension", sorted(DIMENSIONS))
def test_usual_units_belong_to_their_kind(dimension: str):
    """What is proposed to a user is accepted from a user, and the SI unit has the factor one."""
    assert all(is_unit(unit, dimension) for unit in USUAL_UNITS[dimension])
    assert (pytest.approx(1.0, rel=1e-12), 0.0) == unit_factor(DIMENSIONS[dimension], dimension)


def test_common_factors_agree_with_pint():
    """The factors that are spelled out for speed are those of pint."""
    import pint

    from hlnfit.units import _COMMON

    ureg = pint.UnitRegistry()
    for (written, dimension), factor in _COMMON.items():
        if written.endswith("Oe"):
            continue  # pint holds oersted as a field H; see test_factors
        target = DIMENSIONS[dimension].replace("^", "**").replace(" ", "*")
        assert pytest.approx(ureg.Quantity(1.0, written).to(target).magnitude, rel=1e-12) == factor


@pytest.mark.parametrize(
    ("text", "dimension", "near"),
    [
        ("KOersted", "temperature", ["K", "mK"]),
        ("koe.", "field", ["kOe", "Oe"]),
        ("MT", "field", ["mT", "T"]),
        ("Ohm", "conductance", ["S", "uS", "e^2/h"]),
        ("furlong", "length", ["um", "nm", "mm", "cm", "m"]),
    ],
)
def test_near_units(text: str, dimension: str, near: list[str]):
    """Near units are the canonical spellings of the right kind; all of them where nothing is near."""
    assert near == near_units(text, dimension)


def test_wrong_unit_is_told_with_near_ones():
    """The message names what was found and what would do."""
    with pytest.raises(UnitError) as caught:
        unit_factor("MT", "field")

    assert "unit 'MT' is not a unit of field; expected one like mT, T." == str(caught.value)


@pytest.mark.parametrize(
    ("text", "dimension", "value", "error"),
    [
        ("20um", "length", 20e-6, 0.0),
        ("20 \u00b5m", "length", 20e-6, 0.0),
        ("5 kOe", "field", 0.5, 0.0),
        ("300 mK", "temperature", 0.3, 0.0),
        ("1e12 cm^-2", "density", 1e16, 0.0),
        ("1e12/cm^2", "density", 1e16, 0.0),
        ("1.2\u00d710^12 cm^-2", "density", 1.2e16, 0.0),
        ("1.2x10^12cm-2", "density", 1.2e16, 0.0),
        ("0.067 m_e", "mass", 0.067 * 9.1093837e-31, 0.0),
        ("0.067me", "mass", 0.067 * 9.1093837e-31, 0.0),
        ("10nA", "current", 10e-9, 0.0),
        (".5T", "field", 0.5, 0.0),
        ("-90 deg", "angle", -90.0, 0.0),
        ("\u221290 deg", "angle", -90.0, 0.0),  # the typographic minus of a word processor
        ("+3.e-1 T", "field", 0.3, 0.0),
        ("0.3", "dimensionless", 0.3, 0.0),
        # Errors: digits in brackets count from the last digit (ISO GUM, 7.2.2).
        ("80(5) nm", "length", 80e-9, 5e-9),
        ("80(12)nm", "length", 80e-9, 12e-9),
        ("80.0(5) nm", "length", 80e-9, 0.5e-9),
        ("80(0.5) nm", "length", 80e-9, 0.5e-9),
        ("8.0(5)e1 nm", "length", 80e-9, 5e-9),
        ("8.00(5)e-8 m", "length", 80e-9, 0.05e-8),
        ("8.00e-8(5) m", "length", 80e-9, 0.05e-8),
        ("8.0(5)x10^1 nm", "length", 80e-9, 5e-9),
        ("80 +/- 5 nm", "length", 80e-9, 5e-9),
        ("80+-5nm", "length", 80e-9, 5e-9),
        ("(80 \u00b1 5) nm", "length", 80e-9, 5e-9),
        ("(8.0 \u00b1 0.5)*10^1 nm", "length", 80e-9, 5e-9),
    ],
)
def test_quantities(text: str, dimension: str, value: float, error: float):
    """Numbers, errors and units are read in the ways that people write them."""
    quantity = parse_quantity(text, dimension)

    assert pytest.approx(value, rel=1e-8) == quantity.value
    assert pytest.approx(error, rel=1e-12) == quantity.error


def test_value_is_rounded_once():
    """20 um is the float 20e-6, not its neighbour: a resolved configuration shows 2e-05."""
    assert 20e-6 == parse_quantity("20um", "length").value
    assert 7e-9 == parse_quantity("7 nm", "length").value
    assert 3e-10 == parse_quantity("0.3 nm", "length").value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("80", "has no unit"),
        ("", "does not begin with a finite number"),
        ("nm", "does not begin with a finite number"),
        ("nan nm", "does not begin with a finite number"),
        ("inf nm", "does not begin with a finite number"),
        ("-Infinity nm", "does not begin with a finite number"),
        ("1e999 nm", "is not finite"),
        ("1(2)e999 nm", "is not finite"),
        ("0x10^999 nm", "is not finite"),
        ("80(5)\u00b13 nm", "does not begin with a finite number"),
        ("8e1(5)e1 nm", "does not begin with a finite number"),
        ("8e1x10^2 nm", "does not begin with a finite number"),
        ("(80 nm", "does not begin with a finite number"),
        ("5 10 nm", "unit '10 nm' is not a unit of length"),
        ("80 Ohm", "unit 'Ohm' is not a unit of length"),
        ("80 furlongs", "unit 'furlongs' is not a unit of length"),
        (None, "is no number"),
        (True, "is no number"),
        ([1.0], "is no number"),
        (math.nan, "is not finite"),
        (math.inf, "is not finite"),
        (Quantity(math.nan), "is not finite"),
        (Quantity(1.0, math.inf), "is not finite"),
    ],
)
def test_refused(text: object, found: str):
    """What has no unit, is not finite or is not a length never becomes a number."""
    with pytest.raises(UnitError, match=r"^thickness is ") as caught:
        parse_quantity(text, "length", name="thickness")

    assert found in str(caught.value)


def test_decimal_comma_is_refused_with_advice():
    """A decimal comma is never read as something else; the message says what to do."""
    with pytest.raises(UnitError) as caught:
        parse_quantity("1,5 K", "temperature", name="temperature")

    assert "Write the number with a decimal point." == caught.value.advice


def test_missing_unit_is_told_with_an_example():
    """The example repeats the user's number with a unit of everyday use."""
    with pytest.raises(UnitError) as caught:
        parse_quantity("80", "length", name="width")

    assert "width is '80', which has no unit; expected a number with a unit, like 80 um." == str(caught.value)


def test_numbers_are_si():
    """A number that is not text is SI already, and may carry an error."""
    assert Quantity(2e-5) == parse_quantity(2e-5, "length")
    assert Quantity(2e-5, 1e-6) == parse_quantity(ufloat(2e-5, 1e-6), "length")
    assert Quantity(2e-5, 1e-6) == parse_quantity(Quantity(2e-5, 1e-6), "length")
    assert 2e-5 == float(Quantity(2e-5, 1e-6))


def test_unknown_kind_is_a_mistake_of_the_program():
    """A kind that hlnfit does not have is no error of the user."""
    with pytest.raises(ValueError, match="unknown dimension 'flavour'"):
        unit_factor("T", "flavour")


numbers = st.decimals(min_value="1e-6", max_value="1e6", allow_nan=False, allow_infinity=False, places=6)


@given(numbers, st.sampled_from(["mT", "Oe", "kOe", "G", "T", "\u00b5T"]))
def test_number_times_factor(number, unit: str):
    """The value of a text is its number times the factor of its unit."""
    factor, offset = unit_factor(unit, "field")

    assert 0.0 == offset
    assert (
        pytest.approx(float(number) * factor, rel=1e-15) == parse_quantity(f"{number}{unit}", "field").value
    )


@given(st.integers(1, 9999), st.integers(1, 99), st.integers(0, 3))
def test_digits_in_brackets(number: int, digits: int, decimals: int):
    """``1.23(45)`` is 1.23 with an error of 0.45, whatever the number of decimals."""
    value = number / 10**decimals
    quantity = parse_quantity(f"{value:.{decimals}f}({digits}) m", "length")

    assert pytest.approx(value, rel=1e-12) == quantity.value
    assert pytest.approx(digits / 10**decimals, rel=1e-12) == quantity.error


@given(st.text(max_size=25), st.sampled_from(sorted(DIMENSIONS)))
@example("1 m*m**-1", "dimensionless")
@example("1 degC^2", "temperature")
@example("1 degC/s", "temperature")
def test_any_text_is_a_finite_quantity_or_a_unit_error(text: str, dimension: str):
    """No text at all makes another exception or a value that is not finite."""
    try:
        quantity = parse_quantity(text, dimension)
    except UnitError:
        return
    assert math.isfinite(quantity.value)
    assert quantity.error >= 0.0


@given(
    st.lists(st.sampled_from(sorted(SPELLINGS)), min_size=1, max_size=3),
    st.sampled_from(["*", "/", " ", "-", "^2 ", "^-1*", "2/"]),
    st.sampled_from(sorted(DIMENSIONS)),
)
def test_any_product_is_answered(units: list[str], sign: str, dimension: str):
    """Whatever units are multiplied, the answer is yes or no."""
    assert is_unit(sign.join(units), dimension) in (True, False)


def test_ordinary_units_need_no_pint():
    """Reading an ordinary file or option does not import pint, which takes a third of a second."""
    code = (
        "import sys; from hlnfit.units import parse_quantity as q, is_unit;"
        "q('5 kOe', 'field'); q('20um', 'length'); q('1e12 cm^-2', 'density');"
        "is_unit('Ohm-cm', 'resistivity'); is_unit('K', 'field'); sys.exit('pint' in sys.modules)"
    )
    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode
