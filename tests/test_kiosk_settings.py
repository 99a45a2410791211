"""The settings file of a kiosk: what it may say, and that a fault of it is told and never stops the kiosk."""

from __future__ import annotations

from pathlib import Path

import pytest
from tesuri_kiosk import screens
from tesuri_kiosk.settings import Settings
from tesuri_kiosk.settings_file import read_settings
from tesuri_kiosk.state import LANGUAGES, State

from tests.kiosk_fakes import at, small_book


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "kiosk.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_everything_can_be_set(tmp_path):
    path = written(
        tmp_path,
        "town: mihon\nlocales: [ne, ja]\nkeypad: phone\nspeech: always\ntheme: light\nidle_seconds: 60\n"
        "warning_seconds: 20\nstaff_keys: '+-+-00'\nvoices: /srv/voices\nrecordings: /srv/recordings\n",
    )
    settings, problems = read_settings(path)
    assert problems == ()
    assert settings == Settings(
        "mihon", ("ne", "ja"), "phone", "always", "light", 60, 20, "+-+-00", "/srv/voices", "/srv/recordings"
    )


@pytest.mark.parametrize("text", ["", "# nothing set\n", "{}\n"])
def test_what_is_not_set_is_as_it_comes(tmp_path, text):
    assert read_settings(written(tmp_path, text)) == (Settings(), ())


def test_a_file_that_is_not_there_is_told_and_the_defaults_hold(tmp_path):
    settings, problems = read_settings(tmp_path / "none.yml")
    assert settings == Settings()
    assert len(problems) == 1


@pytest.mark.parametrize(
    "text",
    [
        "keypad: typewriter\n",
        "idle_seconds: 5\n",
        "warning_seconds: 19\n",
        "idle_seconds: soon\n",
        "idle_seconds: 1e9\n",
        "staff_keys: '123'\n",
        "staff_keys: secret\n",
        "staff_keys: 713971\n",
        "locales: ja\n",
        "unknown: 1\n",
        "- a\n- list\n",
        "just words\n",
        "keypad: [\n",
        "a: 1\na: 2\n",
        b"\xff\xfe\x00",
        "speech: off\n",
    ],
)
def test_a_faulty_file_is_told_with_its_place_and_the_defaults_hold(tmp_path, text):
    settings, problems = read_settings(written(tmp_path, text))
    assert settings == Settings()
    assert problems
    assert all("kiosk.yml" in problem.as_text() for problem in problems)


def test_all_faults_are_told_at_once_each_with_its_line(tmp_path):
    _, problems = read_settings(written(tmp_path, "keypad: x\nspeech: asked\nidle_seconds: 1\nnonsense: 2\n"))
    assert sorted(problem.line for problem in problems) == [1, 3, 4]


def test_a_language_that_is_not_there_is_left_out_and_without_any_all_are_offered(tmp_path):
    book = small_book(tmp_path, settings=Settings(locales=("xx", "en")))
    offered = screens.view(book, State("en", trail=(LANGUAGES,)))
    assert [tile.label[0].shown for tile in offered.choices] == ["English"]
    assert [locale.tag for locale in screens.entrance.offered(book)] == ["en"]
    book.settings = Settings(locales=("xx",))
    assert [locale.tag for locale in screens.entrance.offered(book)] == ["ja", "en"]


def test_a_visitor_in_a_language_that_is_gone_reads_japanese(tmp_path):
    book = small_book(tmp_path)
    assert screens.view(book, at(locale="xx")).locale == "ja"
