"""Options and config have the same names, because the first are made from the second."""

from __future__ import annotations

import pytest

from hlnfit.cli.options import settings_of
from hlnfit.cli.verbs import real_command
from hlnfit.config.explain import option_name
from hlnfit.config.schema import SECTIONS
from hlnfit.errors import ConfigError

CONTRACT = {
    "--geometry", "--length", "--width", "--thickness", "--current", "--field-column",
    "--resistance-column", "--hall-column", "--temperature-column", "--field-unit", "--resistance-unit",
    "--field-axis", "--average", "--hall-file", "--temperature", "--select", "--exclude", "--density",
    "--mass", "--fermi-velocity", "--spin-degeneracy", "--valley-degeneracy", "--model", "--background",
    "--share", "--fix", "--b-max", "--odd", "--quantity", "--merge", "--errors", "--errors-are",
    "--dephasing", "--seed", "--jobs", "--no-plots", "--force", "--json", "-o",
}  # fmt: skip


def options_of(verb: str) -> set[str]:
    """Return the options that a verb takes."""
    return {name for p in real_command(verb).params for name in p.opts}


def test_fit_has_the_options_of_the_contract():
    """Every option that is promised exists."""
    assert CONTRACT <= options_of("fit")


@pytest.mark.parametrize("verb", ["fit", "init"])
def test_every_setting_has_an_option(verb):
    """What a config can say, the command line can say."""
    wanted = {
        "--no-plots" if key == "plots" else option_name(section, key)
        for section, kind in SECTIONS.items()
        if section not in ("separate", "map")
        for key in kind.model_fields
        if key != "files"
    }

    assert wanted <= options_of(verb)


def test_inspect_takes_the_options_of_reading_only():
    """There is nothing to fit in inspect."""
    taken = options_of("inspect")

    assert {"--field-column", "--temperature", "--plot", "--json"} <= taken
    assert not {"--model", "--length", "--select"} & taken


def test_only_what_was_given_becomes_a_setting():
    """Defaults stay with the config; flags and lists are translated."""
    given = {
        ("fit", "model"): None,
        ("fit", "fix"): ["L_so=30nm", "alpha = -0.5"],
        ("fit", "share"): ["B_so,B_e"],
        ("fit", "keep_outliers"): True,
        ("run", "plots"): True,
        ("run", "seed"): 0,
        ("data", "select"): None,
    }

    assert {
        "fit": {
            "fix": {"L_so": "30nm", "alpha": "-0.5"},
            "share": ["B_so", "B_e"],
            "keep_outliers": True,
        },
        "run": {"plots": False, "seed": 0},
    } == settings_of(given)


@pytest.mark.parametrize("text", ["L_so", "=3nm", "L_so="])
def test_a_value_to_hold_needs_a_name_and_a_value(text):
    """--fix takes NAME=VALUE."""
    with pytest.raises(ConfigError, match="NAME=VALUE"):
        settings_of({("fit", "fix"): [text]})
