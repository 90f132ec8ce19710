"""Headers of MultiVu files."""

from __future__ import annotations

from hlnfit.loaders.multivu.header import read_header
from hlnfit.loaders.multivu.unmeasured import measurement, sidecar


def test_both_orders_of_info() -> None:
    """'INFO, value, Sample1 Name' and 'INFO,value,SAMPLE1_MATERIAL' are both read."""
    lines = [
        "[Header]",
        "TITLE, run 3, CH1-TMR_CH2-Hall",
        "BYAPP, Resistivity, 2.1, 1.0",
        "INFO, film A, Sample1 Name",
        "INFO,glued, wired, SAMPLE2_COMMENT",
        "INFO,0.1393,SAMPLE1_LEAD_SEPARATION",
        "INFO,,SAMPLE1_CROSS_SECTION",
        "[Data]",
        "Comment,Time Stamp (sec),Temperature (K)",
    ]
    header = read_header(lines)
    assert ("film A", "TMR") == header.hints(1, "file")
    assert ("glued, wired", "Hall", "Hall") == header.hints(2, "CH1-Rxx_CH2-Hall")
    assert 0.1393 == header.number(1, "leadseparation")
    assert None is header.number(1, "crosssection")
    assert 9 == header.names_line
    assert "Resistivity 2.1 1.0" == header.application


def test_what_a_file_measured() -> None:
    """The application decides, then the columns."""
    assert "heat capacity" == measurement("HeatCapacity 1.0", ())
    assert "magnetometry" == measurement("", ("Moment (emu)",))
    assert "data of an unknown option" == measurement("", ("Foo",))


def test_sidecars_are_told_from_data() -> None:
    """Commands are a sequence; numbers are not."""
    assert "sequence" in (sidecar("REM start\nTMP TEMP 2 1 0\n") or "")
    assert None is sidecar("1,2,3\n4,5,6\n")
    assert None is sidecar("")
