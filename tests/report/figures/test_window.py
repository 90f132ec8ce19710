"""The figure of the windows."""

from __future__ import annotations

from hlnfit.report.figures import draw


def test_the_chosen_window_is_marked(wal):
    """One large open symbol a sweep, at the window that was used."""
    axes = draw("window", wal).axes[0]
    marks = [line for line in axes.lines if line.get_markersize() == 6.0]

    assert len(wal.series) == len(marks)
    scan = wal.series.fits[0].window
    assert 1e9 * scan.L_phi[scan.chosen] == float(marks[0].get_ydata()[0])
