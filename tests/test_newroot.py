"""A town starts a root of its own."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from tests.facts_samples import ROOT
from tests.roots import write_root
from tesuri.check import check
from tesuri.load import load
from tesuri.newroot import NewRootError, new_root
from tesuri.problem import has_errors

PO = """\
msgid ""
msgstr ""
"Language: en\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

#: content/towns/mihon/town.yml:1
msgid "見本市"
msgstr "Mihon City"

#: content/towns/mihon/offices.yml:2
msgid "市民課"
msgstr "Residents"
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    return write_root(folder, {"content/towns/mihon/i18n/en.po": PO})


def test_the_real_content_makes_a_root_that_passes_check(tmp_path: Path) -> None:
    new_root(tmp_path / "aoba", ROOT, slug="aoba-cho", name="青葉町")
    collection, problems = load(tmp_path / "aoba")
    found = check(collection, problems, dt.date(2026, 11, 23))
    assert not has_errors(found), "\n".join(problem.as_text() for problem in found)
    town = collection.towns["aoba-cho"]
    assert (town.name.source, town.kana, town.english) == ("青葉町", "あおばちょう", "Aoba Cho")
    assert town.url == "https://aoba-cho.example/"
    assert town.invented
    assert not town.notices
    assert list(collection.towns) == ["aoba-cho"]
    assert collection.guides.keys() == load(ROOT)[0].guides.keys()


def test_nothing_of_the_new_town_names_the_invented_one(tmp_path: Path) -> None:
    new_root(tmp_path / "aoba", ROOT, slug="aoba-cho", name="青葉町")
    for path in (tmp_path / "aoba/content/towns/aoba-cho").rglob("*"):
        if path.is_file():
            words = path.read_text("utf-8")
            assert not any(name in words for name in ("見本", "mihon", "Mihon")), path


def test_translations_of_the_invented_towns_name_are_dropped_and_others_kept(source: Path, tmp_path: Path) -> None:
    new_root(tmp_path / "new", source, slug="aoba", name="青葉町")
    words = (tmp_path / "new/content/towns/aoba/i18n/en.po").read_text("utf-8")
    assert "Mihon" not in words
    assert 'msgstr "Residents"' in words
    assert "#: content/towns/aoba/offices.yml:2" in words


def test_all_files_are_told_and_none_is_left_beside_them(source: Path, tmp_path: Path) -> None:
    files = new_root(tmp_path / "new", source)
    assert tmp_path / "new/content/towns/my-town/town.yml" in files
    assert tmp_path / "new/mkdocs.yml" in files
    assert all(path.is_file() for path in files)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "source"]


def test_an_empty_folder_is_filled_where_it_stands(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "empty"
    target.mkdir()
    before = os.stat(target).st_ino
    new_root(target, source)
    assert os.stat(target).st_ino == before
    assert (target / "i18n/locales.yml").is_file()


@pytest.mark.parametrize(
    ("slug", "name", "message"),
    [
        ("Aoba Cho", "青葉町", "slug"),
        ("aoba", "a: b", "letters only"),
        ("../up", "青葉町", "slug"),
        ("aoba", "", "name"),
    ],
)
def test_a_name_that_cannot_be_used_is_refused_in_one_line(
    source: Path, tmp_path: Path, slug: str, name: str, message: str
) -> None:
    with pytest.raises(NewRootError, match=message) as told:
        new_root(tmp_path / "new", source, slug=slug, name=name)
    assert "\n" not in str(told.value)
    assert not (tmp_path / "new").exists()


def test_a_target_that_is_not_empty_is_refused_and_left_alone(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "full"
    target.mkdir()
    (target / "mine.txt").write_text("mine")
    with pytest.raises(NewRootError, match="not empty"):
        new_root(target, source)
    assert [path.name for path in target.iterdir()] == ["mine.txt"]


def test_a_source_that_is_no_root_and_a_target_inside_its_content_are_refused(source: Path, tmp_path: Path) -> None:
    with pytest.raises(NewRootError, match=r"mkdocs.yml.*missing"):
        new_root(tmp_path / "new", tmp_path)
    with pytest.raises(NewRootError, match="inside"):
        new_root(source / "content" / "new", source)
