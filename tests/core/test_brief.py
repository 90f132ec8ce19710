"""What results say of themselves in a terminal or a notebook."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

import hlnfit as hf
from hlnfit.brief import codes, counted, span
from hlnfit.fitting.result import ParameterValue
from hlnfit.flags import Flag

FILE = Path(__file__).resolve().parents[2] / "sample_data" / "wal_film" / "wal_film_PPMS.dat"
NAN = math.nan


@pytest.mark.parametrize(
    ("name", "value", "err", "unit", "text"),
    [
        ("L_phi", 2.6212e-7, 2.38e-9, "m", "262.1 ± 2.4 nm"),
        ("B_phi", 2.395e-3, 4.4e-5, "T", "2.40 ± 0.04 mT"),
        ("B_so", 1.5, 0.12, "T", "1.50 ± 0.12 T"),
        ("alpha", -0.50037, 0.00124, "", "-0.5004 ± 0.0012"),
        ("dsigma0", 2.457e-6, 7.4e-8, "S", "(2.46 ± 0.07)e-6 S"),
    ],
)
def test_a_number_is_rounded_as_in_every_table(name, value, err, unit, text):
    """In the unit in which it is read; the digits are those of the Particle Data Group."""
    p = ParameterValue(name, unit, value, err, value - err, value + err, True)
    assert f"{name} = {text}" == p.in_words


def test_small_words():
    """Ranges, counts and codes; nothing where there is nothing to say."""
    assert "1.5 to 20 K" == span([20.0, NAN, 1.5], "K")
    assert "3 T" == span([3.0, 3.0], "T")
    assert "64.1 to 235 nm" == span([6.41e-8, 2.35e-7], "m")
    assert "" == span([NAN], "K")
    assert "2 good, 1 reject" == counted(["reject", "good", "good"])
    assert "a; b" == codes([Flag("a", "info", "", ""), Flag("b", "info", "", ""), Flag("a", "info", "", "")])


@pytest.mark.parametrize(
    ("parameter", "words"),
    [
        (ParameterValue("L_so", "m", NAN, NAN, NAN, NAN, False, "> 310", 3.1e-7), "L_so > 310 nm"),
        (ParameterValue("alpha", "", NAN, NAN, NAN, NAN, False), "alpha not determined"),
        (ParameterValue("B_e", "T", 1.5, 0.0, NAN, NAN, True, fixed=True), "B_e = 1.5 T (fixed)"),
    ],
)
def test_what_is_not_determined_has_no_number(parameter, words):
    """A bound where there is one."""
    assert f"ParameterValue({words})" == repr(parameter)


@pytest.fixture(scope="module")
def results():
    """All that comes on the way from a file to a law."""
    sweeps = hf.load(FILE)
    curves = hf.reduce(sweeps, hf.HallBar(length=100e-6, width=20e-6))
    series = hf.fit_series(curves, "hln_simple", errors="covariance")
    rows = np.stack([c.dsigma[:209] for c in curves[:2]])
    grid = hf.fit_map(curves[0].B[:209], rows, "hln_simple")
    law = hf.fit_dephasing(series)
    noise = hf.fit(curves[0], "hln_simple").noise
    model = hf.models.get("hln")
    everything = [sweeps, sweeps[0], curves[0], series, series[0], grid, law, law.preferred, noise, model]
    return {type(x).__name__: x for x in everything} | {"MapParameter": grid.params["L_phi"]}


def test_each_result_is_one_line(results):
    """No array of numbers floods the terminal."""
    for name, result in results.items():
        text = repr(result)
        assert text.startswith(f"{name}("), text
        assert "\n" not in text and "array" not in text, text
        assert len(text) < 250, text


def test_the_line_says_what_matters(results):
    """What was measured, what came out, how far to trust it."""
    assert "SweepSet(20 sweeps of 1 file, 1.5 to 20 K)" == repr(results["SweepSet"])
    assert "-1 to 1 T, at 1.5 K" in repr(results["Sweep"])
    assert "Series(10 fits of hln_simple, 1.5 to 20 K, 10 good)" == repr(results["Series"])
    fit = results["SweepFit"]
    L = fit.params["L_phi"]
    assert f"L_phi = {1e9 * L.value:.1f} ± {1e9 * L.err:.1f} nm" in repr(fit)
    assert L.in_words in repr(fit)
    assert "field_offset" in repr(fit)
    assert repr(results["MapFit"]).startswith("MapFit(hln_simple, 2 curves, ")
    assert "10 temperatures" in repr(results["DephasingFit"])


def test_a_rejected_fit_gives_no_number():
    """Only the reason."""
    B = np.linspace(-1.0, 1.0, 101)
    flat = 1e-8 * np.random.default_rng(0).normal(size=B.size)
    text = repr(hf.fit(hf.Magnetoconductance(B, flat, temperature=4.2), "hln_simple"))
    assert text.startswith("SweepFit(hln_simple, 4.2 K, reject, ")
    assert "no_signal" in text and "L_phi" not in text
