"""What every key means on every kind of screen, without a terminal: from state to state."""

from __future__ import annotations

import dataclasses
import json

import pytest
from tesuri_kiosk import screens
from tesuri_kiosk.keys import DIGITS, Key, numlock_is_off, read_key
from tesuri_kiosk.layout import Fit, lay_out
from tesuri_kiosk.press import Sight, press
from tesuri_kiosk.setting import Setter
from tesuri_kiosk.state import (
    ATTRACT,
    HOME,
    LANGUAGES,
    LONGEST_QUERY,
    LONGEST_TRAIL,
    Place,
    State,
    as_bytes,
    from_bytes,
)
from tesuri_kiosk.walk import every_view

from tests.kiosk_fakes import at, sight, small_book

WAITING = ("attract", "farewell")
WIDE = Sight(columns=2, rows=20, height=20)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return small_book(tmp_path_factory.mktemp("root"))


@pytest.fixture(scope="module")
def places(book):
    """A visitor at every screen of the small root, with its view."""
    found = [(state, view) for state, view in every_view(book, "en") if state.place.room not in WAITING]
    # the one topic of the small root is shown as its group
    assert {state.place.room for state, _ in found} == set(screens.ROOMS) - {
        "attract",
        "still-there",
        "farewell",
        "topic",
    }
    return found


def pressed(book, state, key, look=WIDE, sizes=5):
    return press(state, key, screens.view(book, state), look, sizes=sizes)


def test_0_leads_to_the_person_behind_the_screen_from_everywhere(places):
    for state, view in places:
        after = press(state, Key.PERSON, view, WIDE, sizes=5)
        assert after.place == Place("person", view.person)
        assert after.back().place in (state.place, LANGUAGES, *state.trail)


def test_the_person_behind_a_guide_is_its_own_office(book):
    assert pressed(book, at(Place("step", "moving-in", 1)), "0").place == Place("person", "residents")
    assert pressed(book, at(), "0").place == Place("person", "general")


def test_9_leads_home_from_everywhere_and_forgets_the_way_and_what_was_typed(places):
    for state, view in places:
        after = press(dataclasses.replace(state, query=("a",), scroll=3, focus=1), Key.START, view, WIDE, sizes=5)
        assert after.trail == (LANGUAGES, HOME)
        assert (after.query, after.scroll, after.focus) == ((), 0, -1)


def test_the_point_leads_to_the_screen_before_everywhere(places):
    for state, view in places:
        there = dataclasses.replace(state, trail=(LANGUAGES, HOME, Place("help"), state.place))
        assert press(there, Key.BACK, view, WIDE, sizes=5).place == Place("help")


def test_the_point_stays_where_there_is_nothing_before(book):
    first = State("ja", trail=(LANGUAGES,))
    assert pressed(book, first, Key.BACK) == first


def test_the_slash_turns_speech_on_and_off_and_changes_nothing_else(places):
    for state, view in places:
        on = press(state, Key.VOICE, view, WIDE, sizes=5)
        assert on == dataclasses.replace(state, voice=True)
        assert press(on, Key.VOICE, view, WIDE, sizes=5) == state


def test_plus_and_minus_change_the_letters_within_what_the_terminal_has(places):
    for state, view in places:
        assert press(state, Key.BIGGER, view, WIDE, sizes=5).size == 1
        assert press(state, Key.SMALLER, view, WIDE, sizes=5).size == 0
        assert press(dataclasses.replace(state, size=4), Key.BIGGER, view, WIDE, sizes=5).size == 4
        assert press(state, Key.BIGGER, view, WIDE, sizes=1) == state


def test_digits_without_a_tile_and_unknown_keys_do_nothing(places):
    for state, view in places:
        free = set(DIGITS) - {choice.digit for choice in view.choices}
        for key in (*free, Key.OTHER):
            assert press(state, key, view, WIDE, sizes=5) == state


def test_tiles_have_the_digits_from_1_on_and_are_eight_at_most(places):
    for _, view in places:
        numbered = [choice.digit for choice in view.choices if choice.digit]
        assert numbered == list(DIGITS[: len(numbered)])
        assert [choice.digit for choice in view.choices[: view.grid_size]] == [""] * view.grid_size


def test_a_digit_and_the_chosen_tile_with_enter_lead_to_the_same_place(places):
    for state, view in places:
        for index, choice in enumerate(view.choices):
            if choice.digit:
                by_enter = press(dataclasses.replace(state, focus=index), Key.ENTER, view, WIDE, sizes=5)
                by_digit = press(state, choice.digit, view, WIDE, sizes=5)
                assert dataclasses.replace(by_digit, focus=-1) == dataclasses.replace(by_enter, focus=-1)


@pytest.mark.parametrize("fit", [Fit(80, 24), Fit(120, 40), Fit(120, 40, "phone"), Fit(40, 15), Fit(20, 10), Fit(2, 1)])
def test_arrows_reach_every_tile_and_the_text_above_them(places, fit):
    for state, view in places:
        frame = lay_out(view, fit, Setter())
        reached, waiting = {-1}, [dataclasses.replace(state, focus=-1)]
        while waiting:
            here = waiting.pop()
            for key in (Key.UP, Key.DOWN, Key.LEFT, Key.RIGHT):
                after = press(here, key, view, sight(frame), sizes=5)
                assert (after.place, after.trail) == (state.place, state.trail)
                if after.focus not in reached:
                    reached.add(after.focus)
                    waiting.append(after)
        assert reached == {-1, *range(len(view.choices))}


def test_an_arrow_goes_where_it_points_also_where_the_digits_lie_as_on_a_computers_pad(places):
    home = next(view for state, view in places if state.place == HOME)
    for keypad in ("calculator", "phone"):
        frame = lay_out(home, Fit(150, 40, keypad), Setter())
        assert abs(frame.tile_columns) == 3
        hits = {hit.choice: hit for hit in frame.hits}
        for focus in hits:
            for key, way in ((Key.UP, -1), (Key.DOWN, 1)):
                after = press(at(focus=focus), key, home, sight(frame), sizes=5).focus
                if after not in (-1, focus):
                    assert (hits[after].y - hits[focus].y) * way > 0
                    assert hits[after].x == hits[focus].x


def test_a_calculators_pad_has_1_2_3_at_the_bottom_and_a_telephone_at_the_top(places):
    home = next(view for state, view in places if state.place == HOME)
    rows = {}
    for keypad in ("calculator", "phone"):
        frame = lay_out(home, Fit(150, 40, keypad), Setter())
        rows[keypad] = [frame.choice_rows[index][0] for index in range(len(home.choices))]
    assert rows["calculator"][0] > rows["calculator"][3]
    assert rows["phone"][0] < rows["phone"][3]


def test_enter_shows_the_rest_of_the_text_first_and_then_goes_on(book):
    step = at(Place("step", "moving-in", 0), locale="en")
    look = Sight(rows=25, height=10)
    tops = []
    state = step
    while state.place == step.place and len(tops) < 10:
        tops.append(state.scroll)
        state = pressed(book, state, Key.ENTER, look)
    assert tops == [0, 9, 15]
    assert state.place == Place("step", "moving-in", 1)
    assert state.scroll == 0


def test_enter_leads_through_all_steps_to_the_end(book):
    state = at(Place("guide", "moving-in"))
    state = pressed(book, state, "1")
    seen = []
    while state.place.room == "step":
        seen.append(state.place.at)
        state = pressed(book, state, Key.ENTER)
    assert seen == [0, 1]
    assert state.place == Place("done", "moving-in")


def test_arrows_move_a_text_without_tiles_and_stop_at_its_ends(book):
    state = at(Place("section", "moving-in", 0))
    look = Sight(rows=13, height=8)
    down = pressed(book, state, Key.DOWN, look)
    assert down.scroll == 4
    assert pressed(book, down, Key.DOWN, look).scroll == 5
    assert pressed(book, state, Key.UP, look).scroll == 0
    assert pressed(book, state, Key.LEFT, look) == state


@pytest.mark.parametrize("key", [*"123456780", "9", Key.ENTER, Key.BACK, Key.REPEAT, Key.BIGGER, Key.UP, Key.OTHER])
def test_any_key_wakes_the_kiosk_in_silence_and_the_slash_with_speech(book, key):
    assert pressed(book, State("ja"), key) == State("ja", trail=(ATTRACT, LANGUAGES))
    assert pressed(book, State("ja"), Key.VOICE) == State("ja", trail=(ATTRACT, LANGUAGES), voice=True)


@pytest.mark.parametrize("key", ["1", "0", "9", Key.ENTER, Key.BACK, Key.VOICE, Key.OTHER])
def test_any_key_ends_the_farewell(book, key):
    assert pressed(book, at(Place("farewell")), key).trail == (ATTRACT,)


def test_letters_are_picked_with_arrows_and_enter_and_0_and_9_keep_their_meaning(book):
    state = at(Place("search"), locale="en")
    view = screens.view(book, state)
    assert {choice.digit for choice in view.choices[: view.grid_size]} == {""}
    typed = pressed(book, dataclasses.replace(state, focus=0), Key.ENTER)
    assert typed.query == ("a",)
    numbers = at(Place("search", "numbers"), locale="en")
    assert pressed(book, numbers, "0").place.room == "person"
    assert pressed(book, numbers, "9").place == HOME
    assert pressed(book, numbers, "5").query == ()


def test_a_search_that_finds_something_takes_the_digits(book):
    state = at(Place("search"), query=tuple("ひっこし"))
    view = screens.view(book, state)
    assert [choice.digit for choice in view.choices[view.grid_size :]] == ["1"]
    assert pressed(book, state, "1").place == Place("guide", "moving-in")


def test_what_is_typed_has_an_end(book):
    state = at(Place("search"), locale="en", focus=0)
    for _ in range(LONGEST_QUERY + 5):
        state = pressed(book, state, Key.ENTER)
    assert state.query == ("a",) * LONGEST_QUERY


def test_the_way_back_has_an_end(book):
    state = at()
    for _ in range(LONGEST_TRAIL):
        state = pressed(book, pressed(book, state, "0"), "1")
    assert len(state.trail) == LONGEST_TRAIL


@pytest.mark.parametrize(
    ("name", "character", "meaning"),
    [
        *((digit, digit, digit) for digit in "0123456789"),
        ("７", "７", "7"),
        ("asterisk", "*", Key.REPEAT),
        ("＊", "＊", Key.REPEAT),
        ("slash", "/", Key.VOICE),
        ("plus", "+", Key.BIGGER),
        ("minus", "-", Key.SMALLER),
        ("full_stop", ".", Key.BACK),
        ("comma", ",", Key.BACK),
        ("escape", "\x1b", Key.BACK),
        ("backspace", "\x7f", Key.BACK),
        ("enter", "\r", Key.ENTER),
        ("space", " ", Key.ENTER),
        ("up", None, Key.UP),
        ("tab", "\t", Key.RIGHT),
        ("shift+tab", None, Key.LEFT),
        ("a", "a", Key.OTHER),
        ("あ", "あ", Key.OTHER),
        ("ctrl+c", "\x03", Key.OTHER),
        ("ctrl+0", None, Key.OTHER),
        ("alt+9", None, Key.OTHER),
        ("f1", None, Key.OTHER),
        ("superscript_two", "²", Key.OTHER),
        ("left_square_bracket", "[", Key.OTHER),
    ],
)
def test_names_of_keys_have_their_meaning(name, character, meaning):
    assert read_key(name, character) == meaning


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("insert", "0"),
        ("end", "1"),
        ("pagedown", "3"),
        ("home", "7"),
        ("pageup", "9"),
        ("delete", Key.BACK),
        ("kp_begin", "5"),
    ],
)
def test_the_pad_without_numlock_is_read_and_noticed(name, meaning):
    assert read_key(name) == meaning
    assert numlock_is_off(name)


def test_a_pad_with_numlock_is_not_taken_for_one_without():
    assert not any(numlock_is_off(name) for name in (*"0123456789", "up", "down", "left", "right", "enter"))


@pytest.mark.parametrize(
    ("sequence", "key"),
    [
        ("\x1b[57399;;48u", "0"),
        ("\x1b[57407;;56u", "8"),
        ("\x1b[57407;129;56u", "8"),  # NumLock is a modifier in kitty's protocol
        ("\x1b[57414;;13u", Key.ENTER),
        ("\x1b[57414u", Key.ENTER),
        ("\x1b[57409;;46u", Key.BACK),
        ("\x1b[57410;;47u", Key.VOICE),
        ("\x1b[57411;;42u", Key.REPEAT),
        ("\x1b[57412;;45u", Key.SMALLER),
        ("\x1b[57413;;43u", Key.BIGGER),
        ("\x1b[57410u", Key.VOICE),
        ("\x1b[57411u", Key.REPEAT),
        ("\x1b[57412u", Key.SMALLER),
        ("\x1b[57413u", Key.BIGGER),
        ("\x1bOj", Key.REPEAT),
        ("\x1bOM", Key.ENTER),
        ("\x1bOp", "0"),
        ("\x1b[57425u", "0"),
        ("\x1b[57424u", "1"),
        ("\x1b[57420u", Key.DOWN),
        ("\x1b[57422u", "3"),
        ("\x1b[57427u", "5"),
        ("\x1b[E", "5"),
        ("\x1b[57423u", "7"),
        ("\x1b[57421u", "9"),
        ("\x1b[57426u", Key.BACK),
        ("\x1b[3~", Key.BACK),
        ("\x1b[2~", "0"),
    ],
)
def test_what_terminals_send_for_the_pad_is_understood(sequence, key):
    from textual import events
    from textual._xterm_parser import XTermParser

    found = [event for event in XTermParser().feed(sequence) if isinstance(event, events.Key)]
    assert [read_key(event.key, event.character) for event in found] == [key]


def test_a_state_comes_back_from_the_hand_over_as_it_was():
    state = at(
        Place("guide", "moving-in"),
        Place("step", "moving-in", 1),
        locale="ne",
        focus=2,
        scroll=7,
        size=3,
        volume=4,
        rate=0,
        voice=True,
        light=True,
        numlock=True,
        query=("か", "が", "न्"),
    )
    assert from_bytes(as_bytes(state), frozenset({"ja", "ne"})) == state


@pytest.mark.parametrize(
    "changed",
    [
        {"locale": "xx"},
        {"locale": 3},
        {"trail": []},
        {"trail": [{}]},
        {"trail": [{"room": 1}]},
        {"trail": [{"room": "home", "at": "x"}]},
        {"trail": [{"room": "home", "shell": "x"}]},
        {"trail": None},
        {"trail": "home"},
        {"size": 5},
        {"size": -1},
        {"size": "1"},
        {"volume": 9},
        {"rate": -1},
        {"query": [1]},
        {"query": None},
        {"voice": "yes"},
        {"light": None},
        {"numlock": 3},
        {"focus": 1.5},
        {"scroll": None},
        {"scroll": -4},
        {"unknown": 1},
    ],
)
def test_a_damaged_hand_over_is_refused(changed):
    sound = json.loads(as_bytes(at()))
    assert from_bytes(json.dumps(sound).encode(), frozenset({"ja"})) == at()
    assert from_bytes(json.dumps({**sound, **changed}).encode(), frozenset({"ja"})) is None


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"1", b'"x"', b"\xff\xfe", b"{}"])
def test_a_hand_over_that_is_no_state_is_refused(data):
    assert from_bytes(data, frozenset({"ja"})) is None


def test_a_hand_over_that_is_nested_without_end_is_refused():
    assert from_bytes(b"[" * 60_000, frozenset({"ja"})) is None


def words(view):
    return [utterance.shown.shown for utterance in view.script()]


def test_a_hand_over_from_before_the_content_changed_leads_home(book):
    for place in (Place("guide", "gone"), Place("step", "moving-in", 99), Place("word", "gone"), Place("nowhere")):
        assert words(screens.view(book, at(place))) == words(screens.view(book, at()))
