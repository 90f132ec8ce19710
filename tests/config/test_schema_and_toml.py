"""The config: what it accepts, what it refuses, and that it comes back from text as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from hlnfit.config import Config
from hlnfit.errors import ConfigError, HlnfitError

FULL = """
[data]
files = ["a.dat", "b/*.dat"]
field_column = 3
select = "T=2..10K"

[geometry]
kind = "hall-bar"
length = "100(2) um"
width = "20um"

[sample]
density = "1e12 cm^-2"
mass = "0.067 m_e"
valley_degeneracy = 2

[fit]
model = "hln+quadratic"
share = ["B_so"]
fix = {B_e = 1.0, L_so = "30nm"}
b_max = "5 kOe"

[run]
seed = 7
plots = false

[[sweep]]
match = "T=4.2K"
b_max = "0.3T"
"""


def refused(text: str) -> str:
    """Return the words with which a config is refused."""
    with pytest.raises(ConfigError) as caught:
        Config.from_toml(text, file="lab/hlnfit.toml")
    return str(caught.value)


def test_values_stay_as_they_were_written():
    """Text with a unit is checked, but kept: what is repeated is what the user wrote."""
    config = Config.from_toml(FULL)

    assert "100(2) um" == config.geometry.length
    assert "5 kOe" == config.fit.b_max
    assert {"B_e": 1.0, "L_so": "30nm"} == config.fit.fix
    assert 3 == config.data.field_column
    assert config.run.plots is False


@pytest.mark.parametrize("offer", [False, True])
def test_text_and_back(offer, tmp_path):
    """A config written as text and read again is the same config."""
    config = Config.from_toml(FULL, folder=tmp_path)
    again = Config.from_toml(config.to_toml(offer=offer), folder=tmp_path)

    assert config == again
    assert config.to_toml() == again.to_toml()


def test_every_setting_is_offered_with_an_example_that_is_valid():
    """The comments of an annotated config are a valid config themselves."""
    text = Config().to_toml(offer=True)
    on = [line[2:] if line.startswith("# ") and " = " in line else line for line in text.splitlines()]
    on = [line for line in on if not line.startswith("#")]
    on = ["[[sweep]]" if line.startswith("match") else line for line in on]
    at = on.index("[[sweep]]")
    on.insert(at + 1, 'match = "T=4.2K"')
    config = Config.from_toml("\n".join(on))

    assert "hall-bar" == config.geometry.kind
    assert {"L_so": "30nm"} == config.fit.fix
    assert "0.3T" == config.sweep[0].b_max


def test_keys_may_be_spelled_like_options():
    """b-max is b_max; names of parameters are left alone."""
    assert "1T" == Config.from_toml('[fit]\nb-max = "1T"').fit.b_max


def test_defaults_are_those_of_the_contract():
    """hln_simple, automatic window, cubic odd terms, profile limits, merged directions."""
    fit = Config().fit

    assert ("hln_simple", "auto", "cubic", "profile", "directions", "inverse-rho") == (
        fit.model, fit.b_max, fit.odd, fit.errors, fit.merge, fit.quantity,
    )  # fmt: skip
    assert Config().geometry.kind is None


def test_unknown_key_names_file_line_and_near_keys():
    """A slip of the keyboard is told with the place and what may have been meant."""
    assert "hlnfit.toml, line 2: [fit] has no key 'bmax'; expected b_max." == refused('[fit]\nbmax="1T"')


def test_key_in_the_wrong_section_is_sent_to_the_right_one():
    """A known key in another section is not called unknown only."""
    assert "it in [geometry]" in refused('[fit]\nlength = "1um"')
    assert "[fit] above it" in refused('b_max = "1T"')
    assert "fit" in refused("[fitt]\na = 1")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[geometry]\nlength = 20", 2, "geometry.length is 20; expected text with a unit, like 100um"),
        ('[geometry]\n\nlength = "20"', 3, "which has no unit"),
        ('[geometry]\nlength = "-1um"', 2, "above zero"),
        ('[geometry]\nkind = "cube"', 2, "hall-bar, van-der-pauw, square or wire"),
        ('[fit]\nb_max = "3 apples"', 2, "not a unit of field"),
        ('[fit]\nodd = "quintic"', 2, "cubic, linear or none"),
        ("[fit.fix]\nB_e = true", 2, "a number in SI, or text with a unit"),
        ('[data]\nfield_unit = "furlong"', 2, "a unit of field"),
        ("[sample]\nspin_degeneracy = 0", 2, "greater than or equal to 1"),
        ("[run]\nseed = 1.5", 2, "a whole number"),
        ('[run]\nplots = "perhaps"', 2, "true or false"),
        ("[data]\nfiles = 3", 2, "a list of texts"),
        ('[[sweep]]\nb_max = "1T"', 1, "match is missing"),
        ('[[sweep]]\nmatch = "0"\n[[sweep]]\nmatch = "1"\nodd = "no"', 5, "number 2: odd"),
        ("geometry = 3", 1, "a section [geometry]"),
        ("[fit\n", 1, "no TOML"),
    ],
)
def test_bad_values_are_told_with_their_line(text, line, words):
    """What was found, where, and what was expected."""
    told = refused(text)

    assert told.startswith(f"hlnfit.toml, line {line}: ")
    assert words in told


def test_several_errors_are_all_named():
    """The first error is explained, the others are named."""
    told = refused('[fit]\nodd = "x"\nerrors = "y"')

    assert "fit.odd" in told
    assert "fit.errors" in told


def test_options_are_called_by_their_names():
    """On the command line a setting is --b-max, not fit.b_max."""
    with pytest.raises(ConfigError, match="--b-max is '3', which has no unit"):
        Config.from_options({"fit": {"b_max": "3"}}, Path())
    with pytest.raises(ConfigError, match="--geometry is 'cube'"):
        Config.from_options({"geometry": {"kind": "cube"}}, Path())


def test_keywords_are_checked_too():
    """A config made in Python raises the errors of hlnfit, not those of a library."""
    with pytest.raises(HlnfitError, match=r"geometry\.length is 20"):
        Config(geometry={"length": 20})


def test_a_file_that_is_not_there(tmp_path):
    """A missing config says how to make one."""
    with pytest.raises(ConfigError, match="hlnfit init"):
        Config.load(tmp_path / "none.toml")


def test_a_byte_order_mark_does_no_harm(tmp_path):
    """Editors on Windows begin files with a byte order mark."""
    path = tmp_path / "hlnfit.toml"
    path.write_bytes(b'\xef\xbb\xbf[fit]\r\nmodel = "hln"\r\n')

    assert "hln" == Config.load(path).fit.model
