"""Models by what the sample of a config allows, and why; from Python and on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hlnfit import Config, HallBar, Sample, models
from hlnfit.cli.app import app
from hlnfit.errors import GeometryError
from hlnfit.model_choice import models_for
from hlnfit.regime import regime_of
from hlnfit.regime.throughout import allowed_throughout

CHECKOUT = Path(__file__).resolve().parents[1]
FILM = CHECKOUT / "sample_data" / "wl_film" / "wl_film_PPMS.dat"
BAR = {"kind": "hall-bar", "length": "100um", "width": "20um", "thickness": "12nm"}


def config(tmp_path, text):
    """A config as a person leaves it after ``hlnfit init``."""
    path = tmp_path / "film.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def choice():
    """The metal film of the sample data, two temperatures."""
    return models_for(
        Config(data={"files": str(FILM), "select": "T=2..5K"}, geometry=BAR, sample={"mass": "1 m_e"})
    )


def place(choice, name):
    """Rank of a model, and what is said of it."""
    return next((k, a) for k, a in enumerate(choice.ranked) if a.model == name)


def test_every_model_is_ranked_once_with_a_reason(choice):
    """Allowed ones first, then those that depend on something unknown; no reason is empty."""
    order = [a.allowed for a in choice.ranked]

    assert sorted(models.names()) == sorted(a.model for a in choice.ranked)
    assert order == sorted(order, key=[True, None, False].index)
    assert all(a.reason for a in choice.ranked)


def test_a_diffusive_film(choice):
    """Films are allowed; wires, bulk, Dirac cones and in-plane fields are not, and it is said why."""
    assert place(choice, "hln_simple")[1].allowed is True
    assert place(choice, "wire")[1].allowed is False
    assert "thickness 12 nm" in place(choice, "kawabata")[1].reason
    assert "in the plane" in place(choice, "parallel_zeeman")[1].reason
    assert "valley" in place(choice, "graphene")[1].reason
    # What the regime does not need ranks behind what it does.
    assert place(choice, "hln_simple")[0] < place(choice, "ballistic")[0]
    assert "diffusive formula does as well" in place(choice, "ballistic")[1].reason


def test_the_quality_of_the_fit_plays_no_part(choice):
    """The same regime, looked at with a model that fits badly, gives the same ranking."""
    bad = models_for(
        Config(
            data={"files": str(FILM), "select": "T=2..5K"},
            geometry=BAR,
            sample={"mass": "1 m_e"},
            fit={"fix": {"alpha": "-0.5"}, "b_max": "0.9T"},
        )
    )
    sides = {a.model: a.allowed for a in bad.ranked}

    # L_phi comes out wrong by far less than the ratios that decide.
    assert {a.model: a.allowed for a in choice.ranked} == sides or not any(
        r.L_phi for r in bad.regimes.values()
    )


def test_what_holds_at_one_temperature_may_fail_at_another():
    """A film 100 nm thick is two-dimensional at 1 K and bulk at 20 K; the answer names the temperature."""
    sample = Sample(density=5e18, mass=9.1e-31, thickness=1e-7)
    cold, warm = (
        regime_of(sample, 1e-3, T, L_phi=L, geometry=HallBar(1e-4, 2e-5))
        for T, L in ((1.0, 4e-7), (20.0, 8e-8))
    )  # fmt: skip
    found = {a.model: a for a in allowed_throughout({"1 K": cold, "20 K": warm}, models)}

    assert found["hln_simple"].allowed is False
    assert found["hln_simple"].reason.startswith("at 20 K: bulk")
    assert found["kawabata"].reason.startswith("at 1 K: a film")
    assert found["film"].allowed is True
    assert found["film"].needed


def test_command_line(tmp_path, choice):
    """A table for people, with the regime; JSON with the answer of every condition; one model alone."""
    path = config(
        tmp_path,
        f'[data]\nfiles = ["{FILM.as_posix()}"]\nselect = "T=2.2K"\n'
        '[geometry]\nkind = "hall-bar"\nlength = "100um"\nwidth = "20um"\n',
    )
    shown = CliRunner().invoke(app, ["models", "--for", str(path)])
    one = CliRunner().invoke(app, ["models", "hln", "--for", str(path), "--json"])

    assert 0 == shown.exit_code
    for word in (
        "Field models",
        "Temperature models",
        "k_F l",
        "Not known: mass",
        "hln_simple",
        "plays no part",
    ):
        assert word in shown.stdout
    (found,) = json.loads(one.stdout)["ranked"]
    assert "hln" == found["model"]
    assert found["allowed"] is None  # the thickness is not given
    assert {"metal", "two_dimensional"} <= {c["condition"] for c in found["checks"]}


def test_what_cannot_be_ranked(tmp_path):
    """Without a geometry: exit 2."""
    path = config(tmp_path, f'[data]\nfiles = ["{FILM.as_posix()}"]\n')
    with pytest.raises(GeometryError):
        models_for(path)
    assert 2 == CliRunner().invoke(app, ["models", "--for", str(path)]).exit_code
