"""LabVIEW headers: who measures with the leads of the source."""

from __future__ import annotations

from hlnfit.loaders.text.labview import readings_at_the_source, says_two_terminal, sections_of

HEADER = [
    "[Measure Voltage Configuration1]",
    'GPIB = "GPIB0::7::INSTR"',
    "[Measure Voltage Configuration2]",
    'GPIB = "GPIB0::9::INSTR"',
    "[Dynamic Current]",
    'Current source = "Keithley 6430"',
    'GPIB = "GPIB0::9::INSTR"',
]


def test_a_meter_at_the_address_of_the_source_is_two_terminal() -> None:
    """Voltage 2 is read by the instrument that sources the current."""
    assert frozenset({2}) == readings_at_the_source(sections_of(HEADER))


def test_a_voltage_source_without_meters_is_two_terminal() -> None:
    """Only the current is measured."""
    said = ["[Dynamic Voltage]", 'GPIB = "GPIB0::9::INSTR"']
    assert 1 in readings_at_the_source(sections_of(said))


def test_words() -> None:
    """Ways to write two-terminal."""
    assert says_two_terminal(["two-terminal"])
    assert says_two_terminal(["R_2probe (Ohm)"])
    assert not says_two_terminal(["four-terminal", "R_12 (Ohm)", "2 K"])
