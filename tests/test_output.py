"""The output folder: whole files only, also after a build that was killed; nobody else's files are touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tesuri.site import output
from tesuri.site.output import MANIFEST, ForeignFolderError, Output


def build(folder: Path, files: dict[str, str], keys: dict[str, str] | None = None) -> int:
    """One whole build; the count of files that it wrote."""
    made = Output(folder)
    for path, text in files.items():
        key = (keys or {}).get(path, "")
        if not (key and made.is_current(path, key)):
            made.write(path, text, key)
    made.finish(made.keys)
    return made.written


def files(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


def test_only_what_changed_is_written_and_what_is_gone_is_taken_away(tmp_path: Path) -> None:
    assert build(tmp_path, {"a": "1", "b/c": "2", "b/d": "3"}) == 3
    assert build(tmp_path, {"a": "1", "b/c": "2", "b/d": "3"}) == 0
    assert build(tmp_path, {"a": "4"}) == 1
    assert files(tmp_path) == {"a": "4"}
    assert not (tmp_path / "b").exists()


def test_a_file_that_somebody_put_there_stays(tmp_path: Path) -> None:
    build(tmp_path, {"a": "1", "b/c": "2"})
    (tmp_path / "b" / "mine").write_text("mine")
    build(tmp_path, {"a": "1"})
    assert files(tmp_path) == {"a": "1", "b/mine": "mine"}


def test_a_folder_that_no_build_made_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(ForeignFolderError, match="--out"):
        Output(tmp_path)
    with pytest.raises(ForeignFolderError, match="not a folder"):
        Output(tmp_path / "mine")
    assert files(tmp_path) == {"mine": "mine"}


def test_after_a_build_that_was_killed_nothing_old_is_taken_for_new(tmp_path: Path) -> None:
    build(tmp_path, {"page": "old"}, {"page": "key of old"})
    killed = Output(tmp_path)
    killed.write("page", "new", "key of new")  # and here the power goes
    assert build(tmp_path, {"page": "old"}, {"page": "key of old"}) == 1
    assert files(tmp_path) == {"page": "old"}


def test_a_first_build_that_was_killed_does_not_make_the_folder_foreign(tmp_path: Path) -> None:
    killed = Output(tmp_path / "site")
    killed.write("a", "1")
    (tmp_path / "site" / ".b.77.part").write_text("hal")
    assert build(tmp_path / "site", {"a": "1", "b": "2"}) == 2
    assert files(tmp_path / "site") == {"a": "1", "b": "2"}


def test_a_full_disk_leaves_no_half_file_and_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Output(tmp_path)
    made.write("a", "1")

    def full(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(output.os, "replace", full)
    with pytest.raises(OSError, match="No space") as told:
        made.write("b", "2")
    assert told.value.filename == str(tmp_path / "b")
    assert files(tmp_path) == {"a": "1"}


def test_a_damaged_manifest_costs_time_only(tmp_path: Path) -> None:
    build(tmp_path, {"a": "1"})
    (tmp_path / MANIFEST).write_text("{")
    assert build(tmp_path, {"a": "2"}) == 1
    assert json.loads((tmp_path / MANIFEST).read_text()).keys() == {"a"}
