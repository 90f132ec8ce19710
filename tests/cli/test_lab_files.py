"""Real measurement files through the command line: what a user would see."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

pytestmark = pytest.mark.lab_data
FAST = ("--errors", "covariance", "--no-plots")


@pytest.fixture(scope="module")
def lab() -> Path:
    """Folder of the real measurement files; the test is skipped where it is absent."""
    beside = Path(__file__).parents[2] / ".." / "shared" / "data"
    folder = Path(os.environ.get("HLNFIT_LAB_DATA", beside)).resolve()
    if not folder.is_dir():
        pytest.skip("the real measurement files are not beside the checkout (set HLNFIT_LAB_DATA)")
    return folder


def test_inspect_a_folder_with_all_kinds_of_files(call, lab):
    """Sidecars and magnetometry are named with what they are; the rest is listed: exit code 3."""
    done = call("inspect", lab / "ppms" / "resistivity_act")

    assert 3 == done.exit_code
    assert "Not read: ACMS_test.dat: no resistance in this file" in done.stderr
    assert "Traceback" not in done.stderr
    assert "15 sweeps in 2 files" in done.stdout


def test_a_superconductor_is_no_antilocalization(call, lab):
    """Zero resistance at B = 0: every sweep rejected, exit code 1, and the reason in words."""
    done = call(
        "fit",
        lab / "ppms/resistivity_act/Resistivity_Ch1_TMR_Ch2_Hall_test.dat",
        "--geometry",
        "square",
        *FAST,
    )

    assert 1 == done.exit_code
    assert "superconducting" in done.stdout
    assert "good" not in done.stdout


def test_a_ferromagnet_is_no_localization(call, lab):
    """A butterfly at 50 K: hysteresis, exit code 1."""
    done = call(
        "fit", lab / "ppms/butterfly/TRP4_MBE1-230327A-MS_RvsH_50K.dat", "--geometry", "square", *FAST
    )

    assert 1 == done.exit_code
    assert "hysteresis" in done.stdout


def test_gate_and_temperature_together_are_refused_until_one_is_chosen(call, lab):
    """Two conditions vary: exit code 2; with one gate voltage selected the series runs over temperature."""
    files = lab / "in2se3" / "JR200115_11_*.txt"
    bar = ("--geometry", "hall-bar", "--length", "2um", "--width", "3.5um")
    refused = call("fit", files, *bar, *FAST)
    done = call("fit", files, *bar, *FAST, "--select", "gate_V=75", "--json")
    rows = json.loads(done.stdout)["coherence"]["rows"]

    assert 2 == refused.exit_code
    assert "gate_V" in refused.stderr
    assert [1.8, 2.0, 5.0, 10.0] == [round(r["temperature_K"], 1) for r in rows]
