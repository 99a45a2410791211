"""The file that is made ready beforehand: whole or not at all, of today's content, with what is sound of it."""

from __future__ import annotations

import os
import sys

import pytest
from tesuri_kiosk import prepare, screens
from tesuri_kiosk.book import Book, Machine
from tesuri_kiosk.prepare import Unprepared, fingerprint, read_body, read_entrance, snapshot_path
from tesuri_kiosk.settings import Settings
from tesuri_kiosk.state import Place, State

from tests.kiosk_fakes import at
from tests.roots import GUIDE, write_root
from tesuri.readings import shared_reader

SECOND = GUIDE.replace("引っ越してきたとき", "出ていくとき")


def prepared(folder, changed=None, settings=None):
    """What is read again of a prepared root: entrance and body."""
    root = write_root(folder / "root", changed)
    path = folder / "kiosk" / "file.pickle"
    prepare.write(root, None, settings, path, "key")
    return read_entrance(path, "key"), read_body(path)


def words(view):
    return [utterance.shown.shown for utterance in view.script()]


def home(entrance, body, place):
    machine = Machine(problems=body.problems)
    reader = shared_reader(body.collection.readings, None)
    book = Book(body.collection, body.collection.towns[body.town], reader, entrance.settings, machine)
    return screens.view(book, place if isinstance(place, State) else at(place))


def test_what_was_written_is_read_again(tmp_path):
    entrance, body = prepared(tmp_path)
    assert entrance.locale == "ja"
    assert entrance.tags == {"ja", "en"}
    assert "見本市" in words(entrance.view)
    assert list(body.collection.guides) == ["moving-in"]
    assert (body.town, body.content_date is not None) == ("mihon", True)


def test_the_waiting_screen_is_painted_without_asking_what_finds_phrases(tmp_path):
    entrance, _ = prepared(tmp_path)
    known = {text for text, _ in entrance.phrases}
    assert {utterance.shown.shown for utterance in entrance.view.script()} <= known


def test_a_file_of_other_content_is_not_taken(tmp_path):
    prepared(tmp_path)
    assert read_entrance(tmp_path / "kiosk" / "file.pickle", "another key") is None
    assert read_entrance(tmp_path / "kiosk" / "none.pickle", "key") is None


def test_a_damaged_file_is_not_taken(tmp_path):
    prepared(tmp_path)
    path = tmp_path / "kiosk" / "file.pickle"
    whole = path.read_bytes()
    for data in (b"", whole[:5], whole[:200], b"\x00" * 4000, b"garbage", b"\x80\x05."):
        path.write_bytes(data)
        assert read_entrance(path, "key") is None, data[:20]


def test_the_fingerprint_changes_with_content_settings_and_nothing_else(tmp_path):
    root = write_root(tmp_path / "root")
    settings = tmp_path / "kiosk.yml"
    settings.write_text("keypad: phone\n")
    before = fingerprint(root, settings)
    (root / ".cache" / "tesuri").mkdir(parents=True)
    (root / ".cache" / "tesuri" / "x").write_text("x")
    assert fingerprint(root, settings) == before
    guide = root / "content" / "guides" / "moving" / "moving-in.md"
    guide.write_text(GUIDE + "\nもうひとつ。\n")
    changed = fingerprint(root, settings)
    assert changed != before
    os.utime(settings, (1, 1))
    assert fingerprint(root, settings) != changed
    assert fingerprint(root, None) != changed


def test_each_root_and_settings_file_has_a_file_of_its_own(tmp_path):
    paths = {
        snapshot_path(tmp_path / "a", tmp_path, None),
        snapshot_path(tmp_path / "b", tmp_path, None),
        snapshot_path(tmp_path / "a", tmp_path, tmp_path / "kiosk.yml"),
    }
    assert len(paths) == 3


def test_one_broken_guide_leaves_the_others_and_is_told_to_the_staff(tmp_path):
    broken = SECOND.replace("{{ move.deadline }}以内に届", "{{ move.deadlin }}以内に届")
    entrance, body = prepared(tmp_path, {"content/guides/moving/moving-out.md": broken})
    assert list(body.collection.guides) == ["moving-in"]
    staff = words(home(entrance, body, Place("staff")))
    assert any("content/guides/moving/moving-out.md" in line for line in staff)
    assert "引っ越してきたとき" in words(home(entrance, body, Place("group", "procedures")))
    assert "出ていくとき" not in words(home(entrance, body, Place("group", "procedures")))


def test_a_guide_that_is_no_guide_at_all_leaves_the_others(tmp_path):
    files = {
        "content/guides/moving/a.md": "no front matter",
        "content/guides/moving/b.md": b"\xff\xfe\x00",
        "content/guides/moving/c.md": "---\ntitle: [\n---\n",
    }
    _, body = prepared(tmp_path, files)
    assert list(body.collection.guides) == ["moving-in"]
    assert {problem.path for problem in body.problems} >= set(files)


def test_all_guides_broken_leave_the_people(tmp_path):
    entrance, body = prepared(tmp_path, {"content/guides/moving/moving-in.md": "broken"})
    assert not body.collection.guides
    assert home(entrance, body, Place("home")).choices
    person = home(entrance, body, Place("person", "general"))
    assert "099-000-0110" in words(person)


def test_a_missing_catalog_leaves_japanese_in_its_place(tmp_path):
    entrance, body = prepared(tmp_path, {"i18n/en/LC_MESSAGES/content.po": None})
    view = home(entrance, body, at(Place("guide", "moving-in"), locale="en"))
    assert {sentence.locale for sentence in view.title} == {"ja"}
    assert "引っ越してきたとき" in "".join(words(view))


def test_a_broken_catalog_leaves_japanese_in_its_place_and_is_told(tmp_path):
    entrance, body = prepared(tmp_path, {"i18n/en/LC_MESSAGES/content.po": 'msgid "x\nmsgstr nonsense\n'})
    assert any("content.po" in problem.path for problem in body.problems)
    assert home(entrance, body, at(Place("guide", "moving-in"), locale="en")).title


def test_without_a_town_there_is_nothing_to_show_and_the_reason_is_told(tmp_path):
    with pytest.raises(Unprepared) as told:
        prepared(tmp_path, {"content/towns/mihon/town.yml": "name: 見本市\n"})
    assert "content/towns/mihon/town.yml" in str(told.value)
    assert not (tmp_path / "kiosk" / "file.pickle").exists()


def test_the_settings_choose_languages_and_a_wrong_file_does_not_stop_anything(tmp_path):
    settings = tmp_path / "kiosk.yml"
    settings.write_text("locales: [en]\n")
    entrance, _ = prepared(tmp_path / "a", settings=settings)
    assert entrance.locale == "en"
    settings.write_text("locales: en\nnonsense: 1\n")
    entrance, body = prepared(tmp_path / "b", settings=settings)
    assert entrance.settings == Settings()
    assert len([problem for problem in body.problems if "kiosk.yml" in problem.path]) == 2


def test_a_town_or_a_language_that_is_not_there_is_told_to_the_staff(tmp_path):
    settings = tmp_path / "kiosk.yml"
    settings.write_text("town: atlantis\nlocales: [xx, ja]\n")
    entrance, body = prepared(tmp_path, settings=settings)
    assert entrance.locale == "ja"
    assert body.town == "mihon"
    told = " ".join(problem.message for problem in body.problems if "kiosk.yml" in problem.path)
    assert "atlantis" in told
    assert "xx" in told


def as_program(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["prepare", *map(str, arguments)])
    return prepare.main()


def test_the_program_says_in_one_line_a_problem_why_it_could_not(tmp_path, monkeypatch, capsys):
    root = write_root(tmp_path / "root", {"content/towns/mihon/town.yml": None})
    assert as_program(monkeypatch, root, "", "", tmp_path / "file.pickle", "key") == 1
    said = capsys.readouterr().err
    assert said.strip()
    assert "Traceback" not in said


def test_a_folder_that_cannot_be_written_is_told_in_one_line(tmp_path, monkeypatch, capsys):
    root = write_root(tmp_path / "root")
    (tmp_path / "file").write_text("")
    assert as_program(monkeypatch, root, "", "", tmp_path / "file" / "x.pickle", "key") == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_full_disk_leaves_no_piece_of_a_file_behind(tmp_path, monkeypatch, capsys):
    root = write_root(tmp_path / "root")

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(prepare.pickle, "dump", full)
    assert as_program(monkeypatch, root, "", "", tmp_path / "kiosk" / "x.pickle", "key") == 1
    assert "No space left" in capsys.readouterr().err
    assert list((tmp_path / "kiosk").iterdir()) == []


def test_the_file_is_for_its_user_alone(tmp_path):
    prepared(tmp_path)
    assert (tmp_path / "kiosk").stat().st_mode & 0o077 == 0
    assert (tmp_path / "kiosk" / "file.pickle").stat().st_mode & 0o077 == 0
