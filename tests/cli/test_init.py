"""``hlnfit init``: an annotated config that runs."""

from __future__ import annotations

from hlnfit.config import Config

from .conftest import BAR


def test_what_it_writes_can_be_run(call, films, tmp_path):
    """The config of init gives what fit gives with the same options."""
    made = call("init", films / "film_T=2K.txt", *BAR, "--errors", "covariance", "--no-plots")
    assert 0 == made.exit_code
    assert "hlnfit run hlnfit.toml -o OUT" in made.stdout
    assert 0 == call("run", "hlnfit.toml", "-o", "a").exit_code
    fit = call("fit", films / "film_T=2K.txt", *BAR, "--errors", "covariance", "--no-plots", "-o", "b")

    assert 0 == fit.exit_code
    assert (tmp_path / "a" / "coherence.csv").read_bytes() == (tmp_path / "b" / "coherence.csv").read_bytes()


def test_it_lists_the_sweeps_and_offers_every_setting(call, films, tmp_path):
    """The sweeps are there with their numbers; what was not given is there as a comment."""
    call("init", films / "*.txt", "-o", "my.toml", "--length", "100um")
    text = (tmp_path / "my.toml").read_text(encoding="utf-8")

    assert "#   3: 4.2 K, B -0.5 to 0.5 T up, 201 points, film_T=4.2K.txt" in text
    assert '# kind = "hall-bar"' in text
    assert 'length = "100um"' in text
    assert "# [[sweep]]" in text
    assert "100um" == Config.load(tmp_path / "my.toml").geometry.length


def test_globs_stay_globs(call, films, tmp_path):
    """A config to be edited keeps the pattern, relative to itself."""
    call("init", films / "*.txt", *BAR)
    config = Config.load(tmp_path / "hlnfit.toml")

    assert config.data.files[0].endswith("sample_data/two_column/*.txt")
    assert 6 == len(config.files())


def test_nothing_is_overwritten_unasked(call, films, tmp_path):
    """A config that was edited is not lost."""
    (tmp_path / "hlnfit.toml").write_text("mine", encoding="utf-8")
    done = call("init", films / "film_T=2K.txt", *BAR)

    assert 2 == done.exit_code
    assert "mine" == (tmp_path / "hlnfit.toml").read_text(encoding="utf-8")
    assert 0 == call("init", films / "film_T=2K.txt", *BAR, "--force").exit_code


def test_files_without_sweeps_make_no_config(call, tmp_path):
    """There is nothing to fit: exit code 1 and no file."""
    (tmp_path / "empty.dat").write_bytes(b"")
    done = call("init", "empty.dat")

    assert 1 == done.exit_code
    assert not (tmp_path / "hlnfit.toml").exists()
