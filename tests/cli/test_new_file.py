"""One new file: complete or not there, and never over another one unasked."""

from __future__ import annotations

import pytest

from hlnfit.cli.new_file import check_new, write_new
from hlnfit.errors import OutputError


def test_text_keeps_its_line_ends(tmp_path):
    """LF stays LF on every platform; the text is UTF-8."""
    write_new(tmp_path / "new" / "a.toml", "µ\n", force=False)

    assert b"\xc2\xb5\n" == (tmp_path / "new" / "a.toml").read_bytes()
    assert ["a.toml"] == [p.name for p in (tmp_path / "new").iterdir()]


def test_what_is_there_stays(tmp_path):
    """Without force nothing is replaced, with it the whole is."""
    path = tmp_path / "a.toml"
    path.write_text("mine", encoding="utf-8")

    with pytest.raises(OutputError, match="--force"):
        write_new(path, "new", force=False)
    assert "mine" == path.read_text(encoding="utf-8")
    write_new(path, "new", force=True)
    assert "new" == path.read_text(encoding="utf-8")


def test_a_folder_is_no_file(tmp_path):
    """-o names a file here."""
    with pytest.raises(OutputError, match="is a folder"):
        check_new(tmp_path, force=True)


def test_a_disk_that_refuses(tmp_path):
    """What cannot be written is an error in words, and leaves nothing half-done."""
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(OutputError, match="cannot be written"):
        write_new(tmp_path / "file" / "a.toml", "text", force=False)
