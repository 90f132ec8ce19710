"""The files of a config: relative paths, hashes, and inputs that changed."""

from __future__ import annotations

import hashlib

import pytest

from hlnfit.config import Config
from hlnfit.errors import ConfigError


@pytest.fixture
def lab(tmp_path):
    """A folder with two files and a config beside them."""
    (tmp_path / "data").mkdir()
    for name in ("b.dat", "a.dat"):
        (tmp_path / "data" / name).write_text(name, encoding="utf-8")
    (tmp_path / "hlnfit.toml").write_text('[data]\nfiles = ["data/*.dat"]\n', encoding="utf-8")
    return tmp_path


def test_paths_are_relative_to_the_config(lab, tmp_path_factory, monkeypatch):
    """From wherever it is called, a config finds its files."""
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    config = Config.load(lab / "hlnfit.toml")

    assert ["a.dat", "b.dat"] == [p.name for p in config.files()]


def test_resolved_config_holds_names_and_hashes(lab):
    """The glob becomes names, and each file has the SHA-256 of its bytes."""
    config = Config.load(lab / "hlnfit.toml").resolved()

    assert ("data/a.dat", "data/b.dat") == config.data.files
    assert hashlib.sha256(b"a.dat").hexdigest() == config.input[0].sha256


def test_a_config_that_moves_finds_its_files(lab):
    """Written into another folder, paths lead from there to the files."""
    out = lab / "results" / "first"
    text = Config.load(lab / "hlnfit.toml").resolved().to_toml(out)
    moved = Config.from_toml(text, folder=out)

    assert "../../data/a.dat" == moved.data.files[0]
    assert ["a.dat", "b.dat"] == [p.name for p in moved.files()]
    assert text == moved.resolved().to_toml(out)


def test_a_new_file_does_not_enter_a_repetition(lab):
    """The resolved config names its files, so that a later measurement is not picked up."""
    config = Config.load(lab / "hlnfit.toml").resolved()
    (lab / "data" / "c.dat").write_text("c", encoding="utf-8")

    assert ("data/a.dat", "data/b.dat") == config.resolved().data.files


def test_a_changed_input_is_refused_unless_forced(lab):
    """Other bytes are another measurement."""
    config = Config.load(lab / "hlnfit.toml").resolved()
    (lab / "data" / "a.dat").write_text("other", encoding="utf-8")

    with pytest.raises(ConfigError, match=r"a\.dat has changed"):
        config.resolved()
    assert hashlib.sha256(b"other").hexdigest() == config.resolved(force=True).input[0].sha256


def test_a_missing_input_is_refused_and_left_out_when_forced(lab):
    """With force the others go on; with none left there is nothing to do."""
    config = Config.load(lab / "hlnfit.toml").resolved()
    (lab / "data" / "a.dat").unlink()

    with pytest.raises(ConfigError, match="not there any more"):
        config.resolved()
    assert ("data/b.dat",) == config.resolved(force=True).data.files
    (lab / "data" / "b.dat").unlink()
    with pytest.raises(ConfigError, match="none of the files"):
        config.resolved(force=True)


def test_a_pattern_without_files_is_an_error_of_the_config(lab):
    """A typing error in a file name is told before anything is read."""
    with pytest.raises(ConfigError, match="no such file"):
        Config(data={"files": str(lab / "nothing*.dat")}).files()
    with pytest.raises(ConfigError, match="no files"):
        Config().files()


def test_brackets_in_a_name_are_a_name(lab):
    """run[T=2].dat is a file before it is a pattern."""
    (lab / "run[T=2].dat").write_text("x", encoding="utf-8")

    assert ["run[T=2].dat"] == [p.name for p in Config(data={"files": lab / "run[T=2].dat"}).files()]


def test_hall_file_is_an_input_too(lab):
    """The file with the Hall resistance is hashed like the others, and must exist."""
    config = Config(data={"files": str(lab / "data" / "a.dat"), "hall_file": str(lab / "data" / "b.dat")})

    assert 2 == len(config.resolved().input)
    with pytest.raises(ConfigError, match="no Hall file"):
        Config(data={"files": str(lab / "data" / "a.dat"), "hall_file": "nothing.dat"}).resolved()
