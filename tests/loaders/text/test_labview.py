"""LabVIEW headers: who measures with the leads of the source."""

from __future__ import annotations

from hlnfit.loaders.text.labview import (
    initial_gate,
    initial_temperature,
    readings_at_the_source,
    sections_of,
)

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


def test_settings_before_the_run() -> None:
    """Gate voltage and temperature that were set, not the ramps, delays and limits around them."""
    said = sections_of(
        [
            "[Static Gate Voltage]",
            "Initial gate voltage (V) = 7.500000E+1",
            "Initial gate volt. ramp step (V) = 1.0E-1",
            "Gate leak limit (A) = 1.0E-6",
            "[Static Temperature]",
            "Initial temperature (K) = 1.800000E+0",
            "Initial temperature ramp rate (K/min) = 1.0E+1",
        ]
    )
    assert (75.0, "Initial gate voltage (V) = 7.500000E+1") == initial_gate(said)
    assert (1.8, "Initial temperature (K) = 1.800000E+0") == initial_temperature(said)
    assert None is initial_gate(sections_of(["Gate voltage (V) = 1", "[b]", "Gate voltage (V) = 2"]))
