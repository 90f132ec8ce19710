"""How figures look."""

from __future__ import annotations

import colorsys
import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from hlnfit.report.style import SeriesColors, directions, drawing, field_unit, log_ticks


def test_the_settings_of_the_user_come_back():
    """Drawing leaves no state behind, also where the user had changed it."""
    before = dict(mpl.rcParams)
    with drawing():
        assert 8.0 == mpl.rcParams["font.size"]

    assert before == dict(mpl.rcParams)


def test_pyplot_is_never_imported():
    """Figures belong to nobody's session."""
    code = (
        "import sys, hlnfit.report.page, hlnfit.report.figures as f; f.figure_modules();"
        "sys.exit('matplotlib.pyplot' in sys.modules)"
    )

    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode


def test_colors_follow_the_temperature_and_stay_dark_enough(wal):
    """Lightness rises with temperature, and no colour is too light for white paper."""
    colors = SeriesColors(wal.series)
    light = [colorsys.rgb_to_hls(*colors[k][:3])[1] for k in range(4)]
    grey = [np.dot(colors[k][:3], (0.2126, 0.7152, 0.0722)) for k in range(4)]

    assert sorted(grey) == grey
    assert max(light) < 0.8
    assert colors.logarithmic


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [(1.5, 25.0, [2, 5, 10, 20]), (110.0, 140.0, [110, 120, 130, 140]), (0.05, 5e3, [0.1, 1, 10, 100, 1000])],
)
def test_logarithmic_ticks_are_plain_numbers(low, high, ticks):
    """1, 2, 5 over a decade or two; even steps within one; decades beyond."""
    axes = Figure().subplots()
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    log_ticks(axes.xaxis, low, high)

    assert ticks == pytest.approx(axes.xaxis.get_majorticklocs())


def test_small_fields_are_shown_in_millitesla():
    """0.05 T is 50 mT."""
    assert (1e3, "mT") == field_unit(0.05)
    assert (1.0, "T") == field_unit(9.0)


def test_sweeps_down_are_open_whatever_their_place(wal, single):
    """The symbol tells the direction, not the order of measurement."""
    found = directions(wal.series.fits[0])

    assert [("up", "full"), ("down", "none")] == [d[:2] for d in found]
    assert len(wal.curves[0]) == sum(int(d[2].sum()) for d in found)
    assert ["up"] == [d[0] for d in directions(single.series.fits[0])]
