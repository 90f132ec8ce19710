"""Analyses that the tests of the report share, made from computed curves with seeded noise."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit import models
from hlnfit.analysis import Analysis
from hlnfit.config import Config
from hlnfit.constants import M_E
from hlnfit.curve import Magnetoconductance
from hlnfit.dephasing import fit_dephasing
from hlnfit.errors import LoadError
from hlnfit.fitting import Series, fit_series
from hlnfit.flags import Flag
from hlnfit.report import write_report
from hlnfit.sample import HallBar, Sample
from hlnfit.sweep import Piece, Problem, Source, SweepSet

BAR = HallBar("100um", "20um")
VERSIONS = {"python": "3.11.0", "hlnfit": "0.1.0", "lmfit": "1.3.4"}


def make_curve(k, T, model, B, noise, *, seed, two=True, **parameters):
    """Return a curve of one or two directions with offsets of 2 and -1.5 mT and an odd part."""
    rng = np.random.default_rng([seed, k])
    fields, values, groups = [], [], []
    for g, offset in enumerate((2e-3, -1.5e-3) if two else (2e-3,)):
        b = B if g == 0 else B[::-1]
        y = models.get(model)(b - offset, **parameters) + 2e-7 * (b - offset)
        fields.append(b)
        values.append(y + rng.normal(0.0, noise, b.size))
        groups.append(np.full(b.size, g))
    B_all = np.concatenate(fields)
    return Magnetoconductance(
        B_all,
        np.concatenate(values),
        np.full(B_all.size, noise),
        temperature=T,
        sigma0=1.0 / 1200.0,
        errors="estimated",
        group=np.concatenate(groups),
        group_names=("up", "down") if two else ("up",),
        source=Source(
            file=f"film_{T:g}K.dat",
            path=f"/data/film_{T:g}K.dat",
            sha256=f"{k:064x}",
            loader="quantum_design",
            columns={"field": "Magnetic Field (Oe)"},
            rows=(32, 450),
        ),
        log=("Conductance = 5 / R.",),
    )


def make_analysis(curves, series, *, sample=None, dephasing=None, sweeps=None, flags=()):
    """Return the analysis around a series."""
    config = Config(
        data={"files": [f"film_{c.temperature:g}K.dat" for c in curves] or ["film.dat"]},
        geometry={"kind": "hall-bar", "length": "100um", "width": "20um"},
    )
    return Analysis(
        config=config,
        sweeps=SweepSet() if sweeps is None else sweeps,
        curves=tuple(curves),
        series=series,
        geometry=BAR,
        sample=sample or Sample(),
        dephasing=dephasing,
        flags=tuple(flags),
        versions=VERSIONS,
    )


@pytest.fixture(scope="session")
def wal():
    """Four temperatures of one antilocalizing channel, up and down, in a sample that is known."""
    B = np.linspace(-0.4, 0.4, 81)
    curves = [
        make_curve(k, T, "hln_simple", B, 3e-8, seed=1, alpha=-0.5, B_phi=1e-3 * T)
        for k, T in enumerate([2.0, 4.2, 8.0, 16.0])
    ]
    sample = Sample(density=4e18, mass=0.2 * M_E, density_from="user")
    series = fit_series(curves, "hln_simple", b_max="auto", sample=sample)
    return make_analysis(curves, series, sample=sample, dephasing=fit_dephasing(series, sample=sample))


@pytest.fixture(scope="session")
def undetermined():
    """Three temperatures of the full HLN formula with a spin-orbit length too long to be told."""
    B = np.linspace(-0.5, 0.5, 121)
    curves = [
        make_curve(k, T, "hln", B, 8e-8, seed=3, B_phi=1.2e-3 * T + 5e-4, B_so=4e-4, B_e=2.0)
        for k, T in enumerate([0.3, 1.2, 4.8])
    ]
    return make_analysis(curves, fit_series(curves, "hln", fix={"B_e": 2.0}))


@pytest.fixture(scope="session")
def single():
    """One sweep in one direction, localization above a quadratic background."""
    curve = make_curve(
        0, 0.05, "hln_simple+quadratic", np.linspace(-0.3, 0.3, 121), 8e-8, seed=4, two=False,
        alpha=1.0, B_phi=2e-3, c2=-1e-5,
    )  # fmt: skip
    return make_analysis([curve], fit_series([curve], "hln_simple", background="quadratic"))


@pytest.fixture(scope="session")
def rejects():
    """Two good sweeps, one of noise, one without any point; a file that could not be read and a piece."""
    B = np.linspace(-0.5, 0.5, 61)
    curves = [
        make_curve(k, T, "hln_simple", B, 5e-8, seed=5, alpha=-0.5, B_phi=1e-3 * T)
        for k, T in enumerate([2.0, 4.0])
    ]
    noise = np.random.default_rng(5).normal(0.0, 1e-7, B.size)
    curves.append(
        Magnetoconductance(
            B, noise, np.full(B.size, 1e-7), temperature=50.0, sigma0=1e-3, source=Source(file="noise.dat")
        )
    )
    bad = Flag("resistance_not_positive", "reject", "R reaches -1 ohm: <zero> & noise.", "Measure above.")
    curves.append(Magnetoconductance([], [], temperature=60.0, source=Source(file="<i>.dat"), flags=(bad,)))
    sweeps = SweepSet(
        (),
        (Piece("film_9K.dat", (3, 5), 2, 0.0, 1e-4, 9.0, "2 points, fewer than 10"),),
        (Problem("<b>.dat", LoadError("column <Field> is missing", file="<b>.dat", line=3)),),
    )
    return make_analysis(
        curves,
        fit_series(curves, "hln_simple"),
        sweeps=sweeps,
        flags=[Flag("no_dephasing_fit", "info", "2 temperatures give B_phi; three are needed.")],
    )


@pytest.fixture(scope="session")
def unusable(rejects):
    """What is left of ``rejects`` when only the rejected sweeps are there."""
    fits = tuple(f for f in rejects.series.fits if f.verdict == "reject")
    curves = [f.curve for f in fits]
    return make_analysis(curves, Series(fits, "hln_simple"), sweeps=rejects.sweeps)


@pytest.fixture(scope="session")
def empty():
    """No sweep at all."""
    return make_analysis([], Series((), "hln_simple"))


@pytest.fixture(scope="session")
def report(wal, tmp_path_factory):
    """The written report of ``wal``: its folder and the list of its files."""
    out = tmp_path_factory.mktemp("wal") / "report"
    return out, write_report(wal, out)
