"""Files of a report on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from hlnfit.errors import OutputError
from hlnfit.report.files import check_out, existing_report, write_files

FILES = {"coherence.csv": "a\n1\n", "curves/000_2K.csv": "B_T\n", "figures/coherence.png": b"\x89PNG"}


def everything(folder):
    """Return name and bytes of all files below a folder."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def test_files_are_written_with_line_feeds_in_utf8(tmp_path):
    """Text is not translated, whatever the platform."""
    paths = write_files(tmp_path / "new" / "out", {**FILES, "results.json": "µ\n"})

    assert list({**FILES, "results.json": ""}) == [
        p.relative_to(tmp_path / "new" / "out").as_posix() for p in paths
    ]
    assert b"a\n1\n" == paths[0].read_bytes()
    assert "µ\n".encode() == paths[3].read_bytes()
    assert 4 == len(everything(tmp_path))


def test_a_report_is_never_overwritten_unasked(tmp_path):
    """The error names the files and says what to do; nothing is touched."""
    write_files(tmp_path, FILES)
    before = everything(tmp_path)

    with pytest.raises(OutputError, match=r"coherence\.csv, curves/000_2K\.csv.*--force"):
        write_files(tmp_path, {"results.json": "{}\n"})
    assert before == everything(tmp_path)


def test_a_single_leftover_file_is_enough_to_stop(tmp_path):
    """Even the config of somebody else is not overwritten."""
    (tmp_path / "hlnfit.toml").write_text("# mine\n", encoding="utf-8")

    with pytest.raises(OutputError, match=r"hlnfit\.toml"):
        check_out(tmp_path)


def test_foreign_files_do_not_stop_a_report(tmp_path):
    """A folder with data in it takes a report."""
    (tmp_path / "film.dat").write_text("1\n", encoding="utf-8")

    check_out(tmp_path)


def test_force_replaces_and_removes_what_the_new_report_does_not_have(tmp_path):
    """Old curves and figures go, files of the user stay."""
    write_files(tmp_path, {**FILES, "curves/001_4K.csv": "old\n", "dephasing.csv": "old\n"})
    mine = [tmp_path / "notes.txt", tmp_path / "curves" / "mine.csv", tmp_path / "figures" / "talk.png"]
    for path in mine:
        path.write_text("mine\n", encoding="utf-8")

    write_files(tmp_path, {"coherence.csv": "new\n"}, force=True)

    assert {"coherence.csv", "notes.txt", "curves/mine.csv", "figures/talk.png"} == set(everything(tmp_path))
    assert b"new\n" == (tmp_path / "coherence.csv").read_bytes()


@pytest.mark.parametrize("stage", ["open", "replace"])
def test_a_disk_that_refuses_leaves_the_old_report_and_no_rubbish(tmp_path, monkeypatch, stage):
    """Half a report is worse than none."""
    write_files(tmp_path, FILES)
    before = everything(tmp_path)
    original = getattr(Path, stage)
    calls = []

    def refuse(self, *args, **kwargs):
        if self.suffix == ".tmp":
            calls.append(self)
            # The second file to be written, or the first to be renamed.
            if len(calls) == (2 if stage == "open" else 1):
                raise OSError(28, "No space left on device")
        return original(self, *args, **kwargs)

    monkeypatch.setattr(Path, stage, refuse)
    with pytest.raises(OutputError, match=r"No space left on device.*space on the disk"):
        write_files(tmp_path, {"coherence.csv": "new\n", "results.json": "new\n"}, force=True)
    monkeypatch.undo()
    assert before == everything(tmp_path)


def test_an_output_folder_that_is_a_file_is_refused(tmp_path):
    """Also where a parent or an inner folder is one."""
    (tmp_path / "out").write_text("", encoding="utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "curves").write_text("", encoding="utf-8")

    for folder in ("out", "out/deeper", "other"):
        with pytest.raises(OutputError, match="is a file"):
            check_out(tmp_path / folder)


def test_an_empty_folder_holds_no_report(tmp_path):
    """Neither does one that is not there."""
    assert [] == existing_report(tmp_path)
    assert [] == existing_report(tmp_path / "nowhere")


def test_progress_is_told_of_each_file(tmp_path):
    """One call a file, for progress."""
    told = []
    write_files(tmp_path, FILES, each=lambda: told.append(1))

    assert len(FILES) == len(told)
