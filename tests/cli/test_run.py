"""``hlnfit run``: a config repeats an analysis exactly."""

from __future__ import annotations

import shutil

from .conftest import BAR

FAST = ("--errors", "covariance", "--no-plots")


def test_resolved_config_repeats_the_table_byte_for_byte(call, films, tmp_path):
    """From another folder, the same inputs give the same coherence.csv."""
    first, second = tmp_path / "a", tmp_path / "deep" / "er" / "b"
    assert 0 == call("fit", films / "*.txt", *BAR, *FAST, "--select", "T=2..4.2K", "-o", first).exit_code
    assert 0 == call("run", first / "hlnfit.toml", "-o", second).exit_code
    assert 0 == call("run", second / "hlnfit.toml", "-o", tmp_path / "c").exit_code

    wanted = (first / "coherence.csv").read_bytes()
    assert wanted == (second / "coherence.csv").read_bytes()
    assert wanted == (tmp_path / "c" / "coherence.csv").read_bytes()
    assert b"\r" not in wanted


def test_a_changed_input_is_refused_unless_forced(call, films, tmp_path):
    """Other bytes are another measurement: exit code 2; --force takes what is there."""
    shutil.copy(films / "film_T=2K.txt", tmp_path / "film_T=2K.txt")
    assert 0 == call("fit", "film_T=2K.txt", *BAR, *FAST, "-o", "out").exit_code
    with (tmp_path / "film_T=2K.txt").open("a", encoding="utf-8") as stream:
        stream.write("\n")
    done = call("run", "out/hlnfit.toml")

    assert 2 == done.exit_code
    assert "has changed" in done.stderr
    assert 0 == call("run", "out/hlnfit.toml", "--force").exit_code


def test_a_config_with_an_error(call, tmp_path):
    """The error names the file, the line and the key."""
    (tmp_path / "hlnfit.toml").write_text(
        '[data]\nfiles = ["a.dat"]\n\n[fit]\nbmax = "1T"\n', encoding="utf-8"
    )
    done = call("run", "hlnfit.toml")

    assert 2 == done.exit_code
    assert "hlnfit.toml, line 5: [fit] has no key 'bmax'; expected b_max." in done.stderr


def test_a_config_that_is_not_there(call):
    """The error says how to make one."""
    done = call("run", "hlnfit.toml")

    assert 2 == done.exit_code
    assert "hlnfit init" in done.stderr
