"""Reading a root: every fault costs its own entry only, whatever was typed or lies in the way."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.roots import FILES, GUIDE, PAGE, write_root
from tesuri.load import load
from tesuri.model import Collection
from tesuri.problem import Problem

TOWN = "content/towns/mihon"
LOCALES = FILES["i18n/locales.yml"]
LINKED = {"i18n/interface.yml"}
"""Files of the small root that are links to the real ones, which no test may write to."""
INTERFACE = (Path(__file__).parent.parent / "i18n/interface.yml").read_text("utf-8")


def loaded(folder: Path, changed: dict[str, str | bytes | None]) -> tuple[Collection, list[Problem]]:
    root = write_root(folder, {path: text for path, text in changed.items() if path not in LINKED})
    for path in LINKED & changed.keys():
        (root / path).unlink()
        (root / path).write_text(str(changed[path]), "utf-8")
    collection, problems = load(root)
    return collection, list(problems)


def rules(problems: list[Problem], path: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.rule) for problem in problems if problem.path == path]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("i18n/locales.yml", "babel: en,", "babel: xx_YY,"),
        ("i18n/locales.yml", "babel: en,", "babel: [en],"),
        ("i18n/locales.yml", "directory: en", "directory: ../../out"),
        ("i18n/locales.yml", "'{0} yen'", "' yen'"),
        (f"{TOWN}/town.yml", "https://mihon.example/", "javascript:alert(1)"),
        (f"{TOWN}/town.yml", "kana: みほんし", "kana: 見本市"),
        (f"{TOWN}/offices.yml", "099-000-0110", "０９９-０００"),
        (f"{TOWN}/offices.yml", "099-000-0110", "call us"),
        (f"{TOWN}/offices.yml", "shimin@city.mihon.example", "shimin"),
        (f"{TOWN}/offices.yml", "floor: 1", "floor: first"),
        (f"{TOWN}/offices.yml", "8:30-17:15", "17:15-8:30"),
        (f"{TOWN}/offices.yml", "name: 市民課", 'name: " "'),
        ("content/contacts.yml", "https://nftrs.or.jp/", "javascript:alert(1)"),
        ("content/facts/move.yml", "value: 14", "value: １４"),
        ("content/facts/move.yml", "checked: none}", "checked: none, until: 5}"),
        ("content/facts/move.yml", "value: '188'", "value: 'ask'"),
        ("content/guides/moving/moving-in.md", "office: residents", "office: residents\norder: first"),
        ("content/guides/moving/moving-in.md", "office: residents", "office: residents\nonline: 'javascript:x'"),
    ],
)
def test_a_value_of_the_wrong_form_is_told_in_words(tmp_path: Path, path: str, old: str, new: str) -> None:
    text = FILES[path]
    assert old in text
    _, problems = loaded(tmp_path, {path: text.replace(old, new, 1)})
    told = [problem for problem in problems if problem.path == path]
    assert [problem.rule for problem in told] == ["bad-value"]
    assert "pattern" not in told[0].message


@pytest.mark.parametrize("path", [path for path in FILES if path.startswith("content/") and path.endswith(".yml")])
@pytest.mark.parametrize(
    "data", ["hello\n", "[1, 2]\n", "a: [\n", "\t- x\n", "a: {}\na: {}\n", "a: 5\n", b"\xff\xfe\x00"]
)
def test_no_content_of_a_file_stops_the_others(tmp_path: Path, path: str, data: str | bytes) -> None:
    collection, problems = loaded(tmp_path, {path: data})
    assert any(problem.path == path for problem in problems)
    assert collection.pages


@pytest.mark.parametrize("path", [path for path in FILES if path.endswith((".yml", ".po", ".md")) and "/" in path])
def test_what_lies_in_the_place_of_a_file_stops_no_other(tmp_path: Path, path: str) -> None:
    for index, put in enumerate((Path.mkdir, lambda p: p.symlink_to(p.name), os.mkfifo)):
        folder = tmp_path / str(index)
        folder.mkdir()
        root = write_root(folder)
        (root / path).unlink()
        put(root / path)
        if path.endswith(".po") and put is os.mkfifo:
            continue
        load(root)


def test_two_languages_in_one_folder_are_told(tmp_path: Path) -> None:
    _, problems = loaded(tmp_path, {"i18n/locales.yml": LOCALES.replace("directory: en", "directory: JA")})
    assert rules(problems, "i18n/locales.yml") == [(3, "duplicate-name")]


@pytest.mark.parametrize("tag", ["../up", "EN", "a b", "-"])
def test_a_tag_that_cannot_be_a_folder_of_the_site_is_refused(tmp_path: Path, tag: str) -> None:
    collection, problems = loaded(tmp_path, {"i18n/locales.yml": LOCALES.replace("\nen:", f"\n'{tag}':")})
    assert (3, "bad-name") in rules(problems, "i18n/locales.yml")
    assert list(collection.locales) == ["ja"]


@pytest.mark.parametrize("name", ["引っ越し", "Moving", "a b", "a#b", "a--b"])
def test_a_page_whose_name_is_no_address_is_told_and_left_out(tmp_path: Path, name: str) -> None:
    guide, page = f"content/guides/moving/{name}.md", f"content/pages/{name}.md"
    collection, problems = loaded(tmp_path, {guide: GUIDE, page: PAGE.format(title="x")})
    assert rules(problems, guide) == rules(problems, page) == [(1, "bad-name")]
    assert list(collection.guides) == ["moving-in"]


def test_a_file_name_that_is_no_utf_8_is_told_so_that_it_can_be_printed(tmp_path: Path) -> None:
    root = write_root(tmp_path)
    Path(os.fsdecode(os.fsencode(root / "content/pages") + b"/\x93\xfa.md")).write_text("x")
    _, problems = load(root)
    (problem,) = (problem for problem in problems if problem.rule == "bad-name")
    problem.as_text().encode()


def test_a_word_of_the_product_that_a_root_lost_is_told_with_what_it_was(tmp_path: Path) -> None:
    assert "\nskip-to-content:" in INTERFACE
    text = INTERFACE.replace("\nskip-to-content:", "\nskip-to-contents:")
    _, problems = loaded(tmp_path, {"i18n/interface.yml": text})
    (problem,) = (problem for problem in problems if problem.path == "i18n/interface.yml")
    assert problem.rule == "missing-field"
    assert "'skip-to-content'" in problem.message


def test_a_placeholder_that_a_word_of_the_product_lost_is_told(tmp_path: Path) -> None:
    text = INTERFACE.replace("{town}", "{twon}", 1)
    assert text != INTERFACE
    _, problems = loaded(tmp_path, {"i18n/interface.yml": text})
    assert [problem.rule for problem in problems if problem.path == "i18n/interface.yml"] == ["placeholder"] * 2


def test_two_notices_of_one_name_and_a_date_that_is_none_are_told(tmp_path: Path) -> None:
    notices = (
        "- {id: snow, text: 雪, since: 2026-01-01, until: 2026-01-02 17:00}\n"
        "- {id: snow, text: 雪, since: 2026-01-01, until: 2026-01-02}\n"
        "- {id: rain, text: 雨, since: 20260101, until: 2026-01-02}\n"
        "- {id: wind, text: 風, since: 2026-01-02, until: 2026-01-01}\n"
    )
    collection, problems = loaded(tmp_path, {f"{TOWN}/notices.yml": notices})
    found = rules(problems, f"{TOWN}/notices.yml")
    assert found == [(2, "duplicate-name"), (3, "bad-value"), (4, "bad-value")]
    assert [notice.id for notice in collection.towns["mihon"].notices] == ["snow"]


def test_a_reading_that_is_not_kana_is_told(tmp_path: Path) -> None:
    _, problems = loaded(tmp_path, {"content/readings.yml": '引っ越: 引\n市: ""\n町: ちょう\n'})
    assert rules(problems, "content/readings.yml") == [(1, "bad-value"), (2, "bad-value")]
