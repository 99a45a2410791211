"""What stands on each screen: from content, state and clock to a view, before any terminal is known."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from tesuri_kiosk import screens
from tesuri_kiosk.keys import DIGITS
from tesuri_kiosk.state import ATTRACT, HOME, LANGUAGES, Place, State
from tesuri_kiosk.view import Code, Number, Progress, Row, Words
from tesuri_kiosk.walk import every_view

from tests.kiosk_fakes import NOON, ROOT, at, make_book, real_book, real_views, small_book
from tests.roots import GUIDE
from tesuri.root import cache_folder
from tesuri.speech.speaker import Channel, Voice

LOCALES = ("ja", "ja-simple", "en", "ne")


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return small_book(tmp_path_factory.mktemp("root"))


def words(view):
    return [utterance.shown.shown for utterance in view.script()]


def text(said):
    return "".join(sentence.shown for sentence in said)


def interface(book, key, locale="ja", **values):
    return text(book.page(locale).t(key, **values))


# --- every screen ---


@pytest.mark.parametrize("locale", LOCALES)
def test_every_guide_step_person_line_and_word_is_reached_by_tiles_and_enter(locale):
    content = real_book().collection
    places = {view.place for view in real_views(locale)}
    wanted = {Place("guide", slug) for slug in content.guides}
    wanted |= {Place("step", slug, at) for slug, guide in content.guides.items() for at in range(len(guide.steps))}
    wanted |= {Place("person", office) for office in real_book().town.offices}
    wanted |= {Place("line", contact) for contact in content.contacts}
    wanted |= {Place("word", word) for word in content.words}
    wanted |= {Place(room) for room in ("help", "settings", "search", "people")}
    assert wanted <= places


@pytest.mark.parametrize("locale", LOCALES)
def test_every_screen_has_a_title_the_person_first_and_eight_digits_at_most(locale):
    person = interface(real_book(), "ask-a-person", locale)
    for view in real_views(locale):
        assert text(view.title).strip(), view.place
        numbered = [choice.digit for choice in view.choices if choice.digit]
        assert numbered == list(DIGITS[: len(numbered)]), view.place
        assert all(text(choice.label).strip() for choice in view.choices), view.place
        if view.place != ATTRACT and view.place.room != "farewell":
            assert text(view.keys[0].said) == f"0 {person}", view.place


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_said_and_what_is_shown_are_the_same_sentences_and_none_is_empty(locale):
    for view in real_views(locale):
        for utterance in view.script():
            assert utterance.shown.shown.strip(), view.place
            assert utterance.spoken.said.strip(), (view.place, utterance.shown.shown)


def test_no_word_of_the_template_language_reaches_a_visitor():
    for locale in LOCALES:
        for view in real_views(locale):
            for line in words(view):
                assert "{{" not in line, (locale, view.place, line)
                assert "}}" not in line, (locale, view.place, line)


def test_a_text_without_a_translation_is_japanese_and_marked_so(book):
    view = screens.view(book, at(Place("section", "moving-in", 0), locale="en"))
    assert [s.locale for s in view.title] == ["ja"]
    assert {s.locale for block in view.blocks if isinstance(block, Words) for s in block.said} >= {"ja"}
    group = screens.view(book, at(Place("group", "procedures"), locale="en"))
    assert [sentence.locale for sentence in group.choices[0].label] == ["en"]
    assert {s.locale for s in screens.view(real_book(), at(locale="en")).title} == {"en"}


# --- coming and going ---


def test_the_waiting_screen_says_it_in_every_language_and_names_the_key_for_speech(book):
    view = screens.view(book, State("ja"))
    lines = words(view)
    assert interface(book, "kiosk-any-key") in lines
    assert interface(book, "kiosk-any-key", "en") in lines
    assert any("/" in line for line in lines)
    assert view.choices == ()


def test_the_waiting_screen_leaves_out_what_this_terminal_cannot_write_and_speech_that_is_not_there():
    book = make_book(ROOT, machine={"shapes": frozenset({"ja", "en"}), "silent_because": "x"}, cache=cache_folder(ROOT))
    lines = words(screens.view(book, State("ja")))
    assert interface(book, "kiosk-any-key") in lines
    assert interface(book, "kiosk-any-key", "en") in lines
    assert interface(book, "kiosk-any-key", "ne") not in lines
    assert not any("/" in line for line in lines)


def test_each_language_has_its_own_name_in_its_own_voice(book):
    view = screens.view(book, State("ja", trail=(LANGUAGES,)))
    assert [(c.label[0].shown, c.label[0].locale) for c in view.choices] == [("日本語", "ja"), ("English", "en")]


def test_more_languages_than_digits_turn_over_and_round_again():
    state = State("ja", trail=(LANGUAGES,))
    names, at_ = [], 0
    for _ in range(2):
        view = screens.view(real_book(), state)
        assert len(view.choices) <= 8
        names += [c.label[0].locale for c in view.choices[:7]]
        state = view.choices[-1].target(state)
        at_ = state.place.at
    assert set(names) == set(real_book().collection.locales)
    assert at_ == 0


def test_the_question_before_the_wipe_tells_how_long_there_is(book):
    view = screens.view(book, at(Place("still-there")))
    assert any(str(book.settings.warning_seconds) in line for line in words(view))


# --- shelves ---


def test_home_shows_only_what_something_is_behind(book, tmp_path):
    places = [choice.target for choice in screens.view(book, at()).choices]
    assert Place("group", "procedures") in places
    assert Place("group", "smartphone") not in places
    assert Place("words") in places
    bare = small_book(tmp_path, {"content/words.yml": "{}\n"})
    assert Place("words") not in [choice.target for choice in screens.view(bare, at()).choices]


def test_the_last_word_leads_to_the_first():
    content = real_book().collection.words
    ids = list(content)
    view = screens.view(real_book(), at(Place("word", ids[-1])))
    assert view.enter == Place("word", ids[0])


# --- guides ---


def test_a_guide_tells_at_a_glance_by_when_how_much_what_to_bring_where_and_who(book):
    view = screens.view(book, at(Place("guide", "moving-in")))
    labels = [text(block.label) for block in view.blocks if isinstance(block, Row)]
    keys = ("card-when", "card-fee", "card-bring", "card-where", "card-who")
    assert labels == [interface(book, key) for key in keys]
    lines = words(view)
    assert "14日以内" in lines
    assert "お金はかかりません" in lines
    assert any("カード" in line and "持っている人" in line for line in lines)
    assert interface(book, "invented-town", town="見本市") in "".join(lines)
    assert view.person == "residents"


def test_steps_come_one_a_screen_with_how_far_one_is(book):
    first = screens.view(book, at(Place("step", "moving-in", 0)))
    assert Progress(1, 2) in first.blocks
    assert "1 / 2" in text(first.title)
    assert "/" not in "".join(s.said for s in first.title)
    assert first.enter == Place("step", "moving-in", 1)
    assert screens.view(book, at(Place("step", "moving-in", 1))).enter == Place("done", "moving-in")


def test_worries_are_offered_with_the_guide_and_after_its_last_step(book):
    content = book.collection.guides["moving-in"]
    worries = next(at for at, block in enumerate(content.body) if block.id == "worries")
    for place in (Place("guide", "moving-in"), Place("done", "moving-in")):
        targets = [choice.target for choice in screens.view(book, at(place)).choices]
        assert Place("section", "moving-in", worries) in targets


def test_a_guide_without_steps_offers_none(tmp_path):
    no_steps = GUIDE.replace("1. 窓口に行きます。\n2. {{ hotline.help }}に電話します。", "窓口に行きます。")
    book = small_book(tmp_path, {"content/guides/moving/moving-in.md": no_steps})
    if "moving-in" in book.collection.guides:
        targets = [c.target for c in screens.view(book, at(Place("guide", "moving-in"))).choices]
        assert not any(isinstance(t, Place) and t.room == "step" for t in targets)


# --- people ---


@pytest.mark.parametrize(
    ("when", "key"),
    [
        (NOON, "js-open-now"),
        (NOON.replace(hour=3), "js-opens"),
        (NOON + dt.timedelta(days=3), "js-opens"),
        (dt.datetime(2026, 12, 31, 12, tzinfo=NOON.tzinfo), "js-opens"),
    ],
)
def test_a_person_is_there_or_not_by_the_clock(tmp_path, when, key):
    book = small_book(tmp_path, now=lambda: when)
    lines = words(screens.view(book, at(Place("person", "residents"))))
    start = interface(book, key, until="\0", when="\0").split("\0")
    assert any(line.startswith(start[0]) and line.endswith(start[-1]) for line in lines), lines


def test_a_persons_screen_has_number_counter_floor_hours_languages_and_a_code(book):
    view = screens.view(book, at(Place("person", "residents"), locale="en"))
    number = next(block for block in view.blocks if isinstance(block, Number))
    assert text(number.said) == "099-000-0110"
    assert "099-000-0110" not in "".join(s.said for s in number.said)
    lines = " ".join(words(view))
    assert "English" in lines
    assert "8:30" in lines
    assert "099-000-0111" in lines
    assert "shimin@city.mihon.example" in lines
    code = next(block for block in view.blocks if isinstance(block, Code))
    assert code.data.startswith("https://mihon.example/en/")
    assert code.data not in "".join(u.spoken.said for u in view.script())


@pytest.mark.parametrize("locale", sorted(real_book().collection.locales))
def test_the_place_of_an_office_is_written_as_the_language_writes_it(locale):
    book = real_book()
    place = interface(book, "office-place", locale)
    for office in book.town.offices.values():
        view = screens.view(book, at(Place("person", office.id), locale=locale))
        row = next(block for block in view.blocks if isinstance(block, Row) and text(block.label) == place)
        written = "".join(text(value) for value in row.values)
        assert " ," not in written, written
        assert "  " not in written, written
        assert str(office.floor) in written or office.floor is None


def test_an_unknown_role_leads_to_the_switchboard(book):
    assert screens.view(book, at(Place("person", "nobody"))).title == screens.view(book, at(Place("person"))).title


# --- search ---


def test_what_is_typed_is_private_and_shown(book):
    view = screens.view(book, at(Place("search"), query=tuple("ひっこし")))
    typed = next(u.shown for u in view.script() if u.shown.shown == "ひっこし")
    assert typed.private


def test_nothing_found_says_so_and_offers_no_tile(book):
    view = screens.view(book, at(Place("search"), query=tuple("んんん")))
    assert view.choices[view.grid_size :] == ()
    assert interface(book, "kiosk-search-none") in "".join(words(view))


def test_marks_change_the_last_kana_and_letters_can_be_taken_back(book):
    state = at(Place("search"), query=("か",))
    grid = {text(choice.label): choice.target for choice in screens.view(book, state).choices}
    assert grid["゛゜小"](state).query == ("が",)
    assert grid[interface(book, "kiosk-search-delete")](state).query == ()
    assert grid[interface(book, "kiosk-search-clear")](state).query == ()
    assert grid[interface(book, "kiosk-search-space")](state).query == ("か", " ")


@pytest.mark.parametrize("locale", ["zh-Hans", "zh-Hant", "ko", "ne", "my", "ur"])
def test_scripts_that_fit_on_no_grid_offer_what_leads_to_a_guide(locale):
    state = at(Place("search"), locale=locale)
    for _ in range(12):
        view = screens.view(real_book(), state)
        if view.choices[view.grid_size :]:
            break
        state = view.choices[0].target(state)
    assert state.query
    assert view.choices[view.grid_size :], state.query


@pytest.mark.parametrize("locale", ["en", "vi", "pt-BR", "es", "fil", "id"])
def test_letters_without_accents_find_a_guide_by_its_title(locale):
    guide = next(iter(real_book().collection.guides.values()))
    title = unicodedata.normalize("NFD", text(real_book().page(locale).text(guide.title)).lower())
    wanted = [letter for letter in title if letter in "abcdefghijklmnopqrstuvwxyz "]
    state = at(Place("search"), locale=locale)
    for letter in wanted:
        grid = {text(choice.label): choice.target for choice in screens.view(real_book(), state).choices}
        grid[" "] = grid[interface(real_book(), "kiosk-search-space", locale)]
        state = grid[letter](state)
    view = screens.view(real_book(), state)
    assert Place("guide", guide.slug) in [choice.target for choice in view.choices[view.grid_size :]]


@pytest.mark.parametrize("locale", ["ja", "ja-simple"])
def test_kana_find_a_guide_by_its_reading(locale):
    state = at(Place("search"), locale=locale, query=tuple("ひっこし"))
    view = screens.view(real_book(), state)
    found = [text(choice.label) for choice in view.choices[view.grid_size :]]
    assert any("引" in title for title in found)


# --- tools ---


def test_settings_offer_only_what_this_machine_can_do(tmp_path):
    def offered(name, machine):
        book = small_book(tmp_path / name, machine=machine)
        view = screens.view(book, at(Place("settings")))
        return book, [text(choice.label) for choice in view.choices]

    (tmp_path / "a").mkdir()
    book, everything = offered("a", {"sizes": 5})
    assert interface(book, "kiosk-set-bigger") in everything
    assert interface(book, "kiosk-set-louder") in everything
    book, silent = offered("b", {"silent_because": "no device"})
    assert interface(book, "kiosk-set-louder") not in silent
    assert interface(book, "kiosk-set-bigger") not in silent


def test_keys_for_letters_are_offered_only_where_letters_can_change(tmp_path):
    def caps(name, sizes):
        book = small_book(tmp_path / name, machine={"sizes": sizes})
        return [key.said[0].parts[0].shown.strip() for key in screens.view(book, at()).keys]

    assert "+" in caps("five", 5)
    assert "+" not in caps("one", 1)


def test_help_names_every_key_that_works(book):
    view = screens.view(book, at(Place("help")))
    lines = words(view)
    for key in view.keys:
        assert text(key.said) in lines


def test_a_language_without_a_voice_or_letters_says_so_in_its_own_words():
    machine = {"voices": lambda tag: Voice(tag, Channel.NONE), "shapes": frozenset({"ja"})}
    book = make_book(ROOT, machine=machine, cache=cache_folder(ROOT))
    no_voice, no_letters = (sentences(book, key, "my") for key in ("kiosk-no-voice", "kiosk-no-letters"))
    spoken = set(words(screens.view(book, at(locale="my", voice=True))))
    assert no_voice | no_letters <= spoken
    silent = set(words(screens.view(book, at(locale="my"))))
    assert no_letters <= silent
    assert not no_voice & silent


def sentences(book, key, locale):
    return {sentence.shown for sentence in book.page(locale).t(key)}


def test_the_staffs_screen_tells_version_date_voices_and_what_is_wrong(tmp_path):
    broken = GUIDE.replace("{{ move.deadline }}以内に", "{{ move.deadlin }}以内に")
    book = small_book(
        tmp_path,
        {"content/guides/moving/moving-in.md": broken, "content/topics.yml": "moving: {group: nowhere, title: x}\n"},
        machine={"version": "1.2.3", "content_date": dt.date(2026, 4, 1), "letters": "drawn"},
    )
    lines = words(screens.view(book, at(Place("staff"))))
    assert "1.2.3" in lines
    assert "2026-04-01" in lines
    assert "fake x" in " ".join(lines)
    assert any("content/topics.yml" in line for line in lines)


def test_the_staffs_screen_names_all_languages_each_with_its_voice(book):
    view = screens.view(book, at(Place("staff")))
    labels = [text(block.label) for block in view.blocks if isinstance(block, Row)]
    assert {"日本語", "English"} <= set(labels)


# --- the walk ---


def test_the_walk_shows_no_place_twice_and_stays_in_its_language(book):
    seen = [state.place for state, view in every_view(book, "en") if view.locale == "en"]
    assert len(seen) == len(set(seen))
    assert HOME in seen
