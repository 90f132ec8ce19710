"""What real files write is understood; what nobody can mean is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hlnfit.unit_spelling import SPELLINGS, expression, plain


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        # Quantum Design MultiVu: options Resistivity, ACT, ETO, VSM; several versions.
        ("Oe", "Oe"), ("Oersted", "Oe"), ("K", "K"), ("Kelvin", "K"), ("Ohms", "ohm"), ("ohms", "ohm"),
        ("Ohm", "ohm"), ("Ohm-m", "ohm*m"), ("Ohm-cm", "ohm*cm"), ("ohm-cm", "ohm*cm"), ("mA", "mA"),
        ("uA", "uA"), ("deg", "deg"), ("degrees", "deg"), ("sec", "s"), ("amps", "A"),
        # LabVIEW, QCoDeS and hand-written headers.
        ("Tesla", "T"), ("TESLA", "T"), ("mTesla", "mT"), ("kG", "kOe"), ("KG", "kOe"), ("Gauss", "Oe"),
        ("Gs", "Oe"), ("kGs", "kOe"), ("kOe", "kOe"), ("KOe", "kOe"), ("KOE", "kOe"), ("mOe", "mOe"),
        ("kOhm", "kohm"), ("kOhms", "kohm"), ("KOhm", "kohm"), ("K-Ohm", "kohm"), ("MOhm", "Mohm"),
        ("mOhms", "mohm"), ("uOhm", "uohm"), ("GOhm", "Gohm"), ("Amp", "A"), ("nA", "nA"), ("Volts", "V"),
        ("mVolts", "mV"), ("microns", "um"), ("degK", "K"), ("mho", "S"), ("siemens", "S"),
        # Sheet resistance in the ways of the trade.
        ("Ohm/sq", "ohm"), ("Ohms/square", "ohm"), ("kOhm/sq", "kohm"), ("Ohm per square", "ohm"),
        ("\u03a9/\u25a1", "ohm"), ("ohm/[]", "ohm"), ("S/sq", "S"),
        # Products, powers and solidi.
        ("uOhm cm", "uohm*cm"), ("\u00b5\u03a9\u00b7cm", "uohm*cm"), ("mOhm*cm", "mohm*cm"),
        ("cm^-2", "cm**-2"), ("cm-2", "cm**-2"), ("cm\u207b\u00b2", "cm**-2"), ("1/cm^2", "cm**-2"),
        ("1/cm2", "cm**-2"), ("/cm^2", "cm**-2"), ("cm**-2", "cm**-2"), ("1/m^3", "m**-3"),
        ("cm^2/(V s)", "cm**2*V**-1*s**-1"), ("cm^2/V s", "cm**2*V**-1*s**-1"),
        ("cm^2 / ( V s )", "cm**2*V**-1*s**-1"), ("cm\u00b2/V\u00b7s", "cm**2*V**-1*s**-1"),
        ("m^2 V^-1 s^-1", "m**2*V**-1*s**-1"), ("cm2/Vs", "cm**2*(V*s)**-1"), ("m/s", "m*s**-1"),
        ("e^2/h", "e2_over_h"), ("e\u00b2/h", "e2_over_h"), ("h/e^2", "h_over_e2"),
        # Cyrillic letters, also those that look like Latin ones.
        ("Тл", "T"), ("мТл", "mT"), ("Э", "Oe"), ("кЭ", "kOe"), ("Гс", "Oe"), ("кГс", "kOe"), ("Ом", "ohm"),
        ("кОм", "kohm"), ("МОм", "Mohm"), ("мОм", "mohm"), ("К", "K"), ("мК", "mK"), ("В", "V"),
        ("мкВ", "uV"), ("А", "A"), ("нА", "nA"), ("мкА", "uA"),
    ],
)  # fmt: skip
def test_spellings_of_real_files(written: str, meant: str):
    """Every spelling that was seen in a file, or is a plain variant of one, has its meaning."""
    assert meant == expression(written)


@pytest.mark.parametrize(
    ("first", "second", "meant"),
    [
        ("\u2126", "\u03a9", "ohm"),  # Ohm sign, Greek capital omega
        ("k\u2126", "k\u03a9", "kohm"),
        ("\u00b5T", "\u03bcT", "uT"),  # micro sign, Greek small mu
        ("\u00b5\u2126", "\u03bc\u03a9", "uohm"),
        ("\u212b", "\u00c5", "angstrom"),  # Angstrom sign, letter A with ring
        ("A\u030a", "\u00c5", "angstrom"),  # letter A and combining ring
        ("\u2103", "\u00b0C", "degC"),  # one sign, two signs
        ("\u00ba", "\u00b0", "deg"),  # ordinal indicator typed for a degree sign
    ],
)
def test_twin_code_points(first: str, second: str, meant: str):
    """Unicode has two code points for ohm, micro and angstrom; both mean the same."""
    assert first != second
    assert meant == expression(first) == expression(second)


@pytest.mark.parametrize(
    "written",
    [
        "MT",  # no magnet gives a megatesla: most likely mT
        "GT", "kT", "MK", "kK", "MV", "MA", "MS",
        "MOHM",  # mega or milli
        "Q", "xyz", "arb", "arb. u.", "a.u.", "emu", "T^0", "V/", "/", "()", "(V", "V)", "a/(b/c)",
        "9**9**9**9", "T**9999", "1e9 T", "T+T", "T=1", "lambda: 0", "__import__",
    ],
)  # fmt: skip
def test_what_is_not_understood(written: str):
    """Unknown letters, prefixes that nobody uses and anything that is not a product is refused."""
    assert expression(written) is None


def test_no_spelling_has_two_meanings():
    """Of all prefixes and units no two give the same text: the table was made without a collision."""
    from hlnfit.unit_spelling import _table

    assert len(SPELLINGS) == len(set(_table()))


@given(st.sampled_from(sorted(SPELLINGS)), st.sampled_from(["", " ", "\t", "\u00a0", "\u2009"]))
def test_blanks_around_do_not_matter(written: str, blank: str):
    """Blanks of any kind around a unit are ignored."""
    assert SPELLINGS[written] == expression(f"{blank}{written}{blank}")


@given(st.text(max_size=30))
def test_any_text_is_answered(text: str):
    """No text makes the grammar fail: it is understood or it is not."""
    found = expression(text)

    assert found is None or isinstance(found, str)
    assert plain(text) == plain(plain(text))


@given(st.text(alphabet="0123456789TKVAmsOhe()*/^- ", max_size=40))
def test_unit_like_text_is_answered(text: str):
    """The same for text made of the signs that units are made of."""
    found = expression(text)

    assert found is None or isinstance(found, str)
