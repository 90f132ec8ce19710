"""What every figure has to do; the file list is the list of figures."""

from __future__ import annotations

from pathlib import Path

import pytest
from matplotlib.figure import Figure

from hlnfit.report import figures
from hlnfit.report.figures import draw, figure_modules, figure_names
from hlnfit.report.style import DOUBLE, SINGLE

NAMES = figure_names()


def test_the_files_are_the_list():
    """A figure is added by adding a file."""
    files = {p.stem for p in Path(figures.__file__).parent.glob("*.py")} - {"__init__"}

    assert files == set(NAMES)
    assert {"magnetoconductance", "coherence", "residuals", "window", "correlation"} <= files


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_has_title_caption_and_place(name):
    """The page needs them."""
    module = dict(figure_modules())[name]

    assert module.TITLE and module.CAPTION.endswith(".")
    assert isinstance(module.ORDER, int)
    assert len({m.ORDER for _, m in figure_modules()}) == len(NAMES)


@pytest.mark.parametrize("kind", ["wal", "undetermined", "single", "rejects"])
@pytest.mark.parametrize("name", NAMES)
def test_every_figure_comes_out_without_a_warning(name, kind, request):
    """Warnings are errors here; a figure is drawn or there is nothing to draw."""
    figure = draw(name, request.getfixturevalue(kind))

    assert figure is None or isinstance(figure, Figure)
    if figure is not None:
        figure.draw_without_rendering()
        assert figure.get_figwidth() <= DOUBLE + 1e-9


@pytest.mark.parametrize("kind", ["unusable", "empty"])
@pytest.mark.parametrize("name", NAMES)
def test_no_figure_fails_where_nothing_can_be_used(name, kind, request):
    """Grey data at most."""
    figure = draw(name, request.getfixturevalue(kind))

    assert figure is None or name in ("magnetoconductance", "sweeps", "residuals")


def test_all_figures_exist_for_a_whole_series(wal):
    """Nothing is left out where everything is known; a posterior is drawn where it was sampled."""
    assert set(NAMES) - {"corner"} == {n for n in NAMES if draw(n, wal) is not None}


def test_a_single_sweep_has_no_figures_against_temperature(single):
    """One point is no dependence."""
    missing = {n for n in NAMES if draw(n, single) is None} - {"corner"}

    assert {"coherence", "amplitude", "dephasing", "sweeps"} == missing


def test_single_column_figures_have_the_width_of_a_column(wal):
    """3.4 inches."""
    for name in ("magnetoconductance", "coherence", "dephasing", "amplitude"):
        assert SINGLE == draw(name, wal).get_figwidth()
