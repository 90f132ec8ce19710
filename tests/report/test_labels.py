"""Names of quantities."""

from __future__ import annotations

import doctest
import io

import pytest
from matplotlib.figure import Figure

from hlnfit import models
from hlnfit.report import labels
from hlnfit.report.labels import html_name, math_name, readable_unit, sweep_name


def test_the_examples_of_the_docstrings_hold():
    """What the documentation shows is what comes out."""
    assert 0 == doctest.testmod(labels).failed


@pytest.mark.parametrize(
    ("name", "html", "math"),
    [
        ("L_so", "<i>L</i><sub>so</sub>", r"L_{\mathrm{so}}"),
        ("alpha", "α", r"\alpha"),
        ("alpha_2", "α (2)", r"\alpha^{(2)}"),
        ("B_phi_2", "<i>B</i><sub>φ</sub> (2)", r"B_{\varphi}^{(2)}"),
        ("B_so_x", "<i>B</i><sub>so,x</sub>", r"B_{\mathrm{so},\mathrm{x}}"),
        ("c2", "<i>c</i><sub>2</sub>", "c_{2}"),
        ("dsigma0", "δσ<sub>0</sub>", r"\delta\sigma_0"),
        ("B_offset_2", "<i>B</i><sub>offset</sub> (2)", r"B_\mathrm{offset}^{(2)}"),
    ],
)
def test_names_are_written_as_physicists_write_them(name, html, math):
    """Subscripts, Greek letters and the number of a second channel."""
    assert html == html_name(name)
    assert math == math_name(name)


def test_every_parameter_of_every_model_can_be_drawn():
    """Mathtext reads the name of each parameter, and of its length."""
    figure = Figure()
    for model in models.names():
        for q in models.get(model).parameters:
            for name in filter(None, (q.name, q.length_name)):
                figure.text(0.5, 0.5, f"${math_name(name)}$")

    figure.savefig(io.BytesIO(), format="svg")


def test_lengths_are_read_in_nanometres_and_fields_in_millitesla():
    """The units of tables."""
    assert (1e9, "nm") == readable_unit("m")
    assert (1e3, "mT") == readable_unit("T")
    assert (1.0, "S/T^3") == readable_unit("S/T^3")


def test_a_sweep_is_told_by_its_temperature_or_else_by_its_file(wal, rejects):
    """What a person calls a sweep."""
    from dataclasses import replace

    fit = wal.series.fits[1]
    unknown = replace(fit, curve=replace(fit.curve, temperature=None))

    assert "4.2 K" == sweep_name(fit, "temperature_K")
    assert "film_4.2K.dat" == sweep_name(unknown, "temperature_K")
