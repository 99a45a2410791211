"""The whole app, driven by keys and touches in this process: what is shown, said, forgotten, and how it ends."""

from __future__ import annotations

import asyncio
import dataclasses
import threading

import pytest
from tesuri_kiosk import screens
from tesuri_kiosk.app import FAILED, FAREWELL_SECONDS, RESIZE, Kiosk, Open
from tesuri_kiosk.idle import Due, Idle
from tesuri_kiosk.layout import SMALLEST
from tesuri_kiosk.settings import Settings
from tesuri_kiosk.state import ATTRACT, HOME, LANGUAGES, Place, State, from_bytes

from tests.kiosk_fakes import NOON, Clock, at, make_book, make_rig, opened, screen_text, small_book
from tests.roots import write_root
from tesuri.speech.speaker import MIDDLE

GUIDE = Place("guide", "moving-in")


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return small_book(tmp_path_factory.mktemp("root"))


def run(rig, scenario, size=(80, 24), wait=True):
    """Runs the app, lets a scenario drive it, returns it."""

    async def whole():
        app = Kiosk(rig)
        async with app.run_test(size=size) as pilot:
            if wait:
                await opened(app, pilot)
            await scenario(app, pilot)
        return app

    return asyncio.run(whole())


def drive(book, scenario, size=(80, 24), **fields):
    """Runs a scenario ``(app, pilot, speaker, clock)`` on a kiosk with this book."""
    clock = Clock()
    rig, speaker = make_rig(book, clock, **fields)
    return run(rig, lambda app, pilot: scenario(app, pilot, speaker, clock), size), speaker


async def tick(app, pilot, clock, seconds):
    """Lets seconds pass, as the app's timer counts them."""
    for _ in range(round(seconds)):
        clock.now += 1
        app._tick()
    await pilot.pause()


# --- coming in ---


def test_the_waiting_screen_is_there_before_the_collection_and_keys_pressed_meanwhile_are_kept(book):
    gate = threading.Event()
    rig, speaker = make_rig(book)
    found = rig.open()

    def slow():
        gate.wait(20)
        return found

    async def scenario(app, pilot):
        assert "見本市" in screen_text(app)
        await pilot.press("slash", "1", "1")
        assert app.state.place == ATTRACT
        gate.set()
        await opened(app, pilot)
        assert app.state.place == Place("group", "procedures")
        assert app.state.voice

    run(dataclasses.replace(rig, open=slow), scenario, wait=False)
    assert speaker.closed


def test_a_visit_by_digits_alone_reaches_the_last_step_and_the_farewell(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("5", "1", "1", "1", "1")
        assert app.state.place == Place("step", "moving-in")
        await pilot.press("enter", "enter")
        assert app.state.place == Place("done", "moving-in")
        await pilot.press("4")
        assert app.state.place.room == "farewell"
        await pilot.press("3")
        assert app.state == State("ja")

    drive(book, scenario, size=(100, 60))


def test_what_stands_on_the_screen_is_the_frame_of_the_state(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("1", "2")
        text = screen_text(app)
        assert "Mihon City" in text or "見本市" in text
        assert app.state.locale == "en"
        assert app.shown == screens.view(book, app.state) or app.shown.place == HOME
        assert all(line.split("  ")[0] in text for line in ("0 ", "9 "))

    drive(book, scenario, size=(100, 40))


# --- speech ---


def test_silence_is_the_first_thing_that_any_key_does(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("slash")
        for name in ("a", "f5", "1", "up", "asterisk", "slash", "0", "9"):
            before = speaker.stops
            await pilot.press(name)
            assert speaker.stops > before, name

    drive(book, scenario)


def test_a_key_combination_cuts_speech_as_every_key_does(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("slash")
        for name in ("ctrl+c", "ctrl+q", "ctrl+z", "ctrl+p"):
            before = speaker.stops
            await pilot.press(name)
            assert speaker.stops > before, name

    drive(book, scenario)


def test_a_new_screen_is_said_whole_and_in_silence_nothing_is(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("1", "1")
        assert speaker.said == []
        await pilot.press("slash")
        assert speaker.said[-1] == tuple(u.spoken.said for u in app.script)
        await pilot.press("1")
        assert speaker.said[-1] == tuple(u.spoken.said for u in app.script)
        assert app.shown.place.room == "group"

    drive(book, scenario)


def test_a_chosen_tile_is_said_alone_with_its_digit(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("slash", "1", "down")
        label = app.shown.choices[0].label[0]
        assert speaker.said[-1] == (f"1、{label.said}",)

    drive(book, scenario)


def test_the_star_says_the_screen_again_also_without_speech(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("1", "1", "asterisk")
        assert speaker.said == [tuple(u.spoken.said for u in app.script)]
        assert not app.state.voice

    drive(book, scenario)


def test_the_slash_turns_speech_off_while_it_speaks_and_on_again(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("slash", "1")
        said = len(speaker.said)
        await pilot.press("slash")
        assert not app.state.voice
        assert len(speaker.said) == said
        await pilot.press("slash")
        assert app.state.voice
        assert len(speaker.said) == said + 1

    drive(book, scenario)


def test_what_is_said_is_marked_and_brought_into_sight_and_a_late_sound_of_before_is_not(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("slash", "1", "1", "1")
        late = speaker._on_sentence
        last = len(app.script) - 1
        lowest = max(app._sheet.frame.sentence_rows, key=lambda at: app._sheet.frame.sentence_rows[at][0])
        assert lowest <= last
        speaker.begin(lowest)
        await pilot.pause()
        assert app._sheet.sentence == lowest
        first_row = app._sheet.frame.sentence_rows[lowest][0]
        assert app.state.scroll <= first_row < app.state.scroll + app._sheet.frame.body_height
        speaker.finish()
        await pilot.pause()
        assert app._sheet.sentence == -1
        await pilot.press("1")
        late(0)
        await pilot.pause()
        assert app._sheet.sentence == -1

    drive(book, scenario, size=(40, 15))


def test_louder_and_faster_are_heard_at_once_and_gone_with_the_visitor(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("1", "1")
        settings = [choice.target for choice in app.shown.choices].index(Place("settings"))
        await pilot.press(str(settings + 1), "1", "3")
        assert (speaker.volume, speaker.rate) == (MIDDLE + 1, MIDDLE + 1)
        app._wipe()
        assert (speaker.volume, speaker.rate) == (MIDDLE, MIDDLE)

    drive(book, scenario)


def test_speech_begins_by_itself_where_the_settings_say_so(tmp_path):
    book = small_book(tmp_path, settings=Settings(speech="always"))

    async def scenario(app, pilot, speaker, clock):
        assert app.state.voice
        await pilot.press("1")
        assert len(speaker.said) == 1

    drive(book, scenario)


# --- idle ---


def test_after_silence_it_asks_and_any_key_goes_on_where_one_was(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("slash", "1", "1")
        speaker.finish()
        await pilot.pause()
        before = app.state
        await tick(app, pilot, clock, 89)
        assert app.shown.place.room != "still-there"
        await tick(app, pilot, clock, 2)
        assert app.shown.place.room == "still-there"
        assert speaker.said[-1] == tuple(u.spoken.said for u in app.script)
        await pilot.press("0")
        assert app.state == before
        assert app.shown.place == before.place
        assert screen_text(app) != ""

    drive(book, scenario)


def test_without_an_answer_everything_is_forgotten(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("1", "2", "slash")
        speaker.finish()
        await pilot.pause()
        app._become(dataclasses.replace(app.state, query=("x",), light=True, volume=4))
        await tick(app, pilot, clock, 91)
        speaker.finish()
        await pilot.pause()
        await tick(app, pilot, clock, 29)
        assert app.shown.place.room == "still-there"
        await tick(app, pilot, clock, 2)
        assert app.state == State("ja")
        assert app.shown.place == ATTRACT
        assert not app._pressed
        assert speaker.volume == MIDDLE
        assert not app.screen.has_class("-light")

    drive(book, scenario)


def test_the_timer_stands_still_while_something_is_said_and_on_the_waiting_screen(book):
    async def scenario(app, pilot, speaker, clock):
        await tick(app, pilot, clock, 1000)
        assert app.shown.place == ATTRACT
        await pilot.press("slash")
        await tick(app, pilot, clock, 1000)
        assert app.shown.place == LANGUAGES

    drive(book, scenario)


def test_a_machine_that_slept_asks_before_it_wipes(book):
    idle, due = Idle(90, 30).touched(0.0).tick(5000.0, speaking=False)
    assert due is Due.NOTHING
    assert idle.quiet <= 2.0

    async def scenario(app, pilot, speaker, clock):
        await pilot.press("1", "2")
        clock.now += 100_000
        app._tick()
        await pilot.pause()
        assert app.state.locale == "en"
        assert app.shown.place == HOME

    drive(book, scenario)


def test_a_clock_that_jumps_by_days_changes_what_is_open_and_nothing_else(tmp_path):
    import datetime as dt

    times = [NOON]
    book = make_book(write_root(tmp_path), now=lambda: times[0])

    async def scenario(app, pilot, speaker, clock):
        await pilot.press("1", "1", "0")
        before = screen_text(app)
        for jump in (3, -400, 4000):
            times[0] = NOON + dt.timedelta(days=jump)
            await pilot.press("9", "0")
            assert app.state.place.room == "person"
        times[0] = NOON
        await pilot.press("9", "0")
        assert screen_text(app) == before

    drive(book, scenario, size=(80, 60))


def test_the_farewell_ends_by_itself(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("1", "1")
        app._become(app.state.go(Place("farewell")))
        await tick(app, pilot, clock, FAREWELL_SECONDS - 1)
        assert app.state.place.room == "farewell"
        await tick(app, pilot, clock, 2)
        assert app.state == State("ja")

    drive(book, scenario)


def test_a_visitor_who_goes_back_from_the_farewell_screen_is_not_wiped_later(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("1", "1")
        app._become(app.state.go(Place("farewell")))
        await pilot.press("5", "5", "1")
        assert app.state.place == HOME
        await tick(app, pilot, clock, FAREWELL_SECONDS + 5)
        assert app.state.place == HOME

    drive(book, scenario)


# --- staff ---


def test_the_staffs_keys_open_their_screen_and_only_there_is_a_way_out(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("1", "1", *"*/*/713")
        assert app.state.place.room != "staff"
        await pilot.press("9")
        assert app.state.place == Place("staff")
        assert len(app.shown.choices) == 3
        await pilot.press("3")
        await pilot.pause()

    app, speaker = drive(book, scenario)
    assert app.return_code == 0
    assert speaker.closed


def test_the_staffs_keys_work_from_the_waiting_screen_and_with_other_keys_before_them(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press(*"12*/*/*/7139")
        assert app.state.place == Place("staff")

    drive(book, scenario)


def test_keys_of_a_visitor_who_left_are_no_beginning_of_the_staffs(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("1", "1", *"*/*/713")
        app._wipe()
        await pilot.press("9")
        assert app.state.place != Place("staff")

    drive(book, scenario)


def test_the_sound_test_says_its_sentence_every_time(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("1", "1", *"*/*/7139")
        said = len(speaker.said)
        await pilot.press("1")
        assert len(speaker.said) > said
        await pilot.press("1")
        assert len(speaker.said) > said + 1

    drive(book, scenario)


COMBINATIONS = [
    *(f"ctrl+{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"),
    *(f"f{number}" for number in range(1, 25)),
    *("ctrl+backslash", "ctrl+right_square_bracket", "ctrl+at", "ctrl+underscore", "alt+f4", "alt+tab", "alt+q"),
    *("alt+0", "ctrl+delete", "shift+escape", "ctrl+shift+c", "ctrl+f1", "super+q", "ctrl+alt+delete", "escape"),
]


def test_no_key_combination_ends_it_or_opens_anything(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("1", "1")
        for name in COMBINATIONS:
            await pilot.press(name)
            assert len(app.screen_stack) == 1, name
            assert app.return_code is None, name
        assert app.is_running
        await pilot.press("9")
        assert app.state.place == HOME

    drive(book, scenario)


def test_pasted_text_is_no_key(book):
    from textual import events

    async def scenario(app, pilot, speaker, clock):
        await pilot.press("1", "1")
        before = app.state
        app.post_message(events.Paste("*/*/7139"))
        await pilot.pause()
        assert app.state == before

    drive(book, scenario)


# --- letters ---


def test_larger_letters_end_the_app_with_its_step_after_the_state_was_handed_over(book):
    handed = []

    def resize(step, state):
        handed.append((step, state))
        return True

    async def scenario(app, pilot, speaker, clock):
        await pilot.press("1", "2", "1", "plus")
        await pilot.pause()

    app, _ = drive(book, scenario, resize=resize, sizes=5)
    assert app.return_code == RESIZE + 1
    step, data = handed[0]
    state = from_bytes(data, frozenset({"ja", "en"}))
    assert (step, state.size, state.locale, state.place) == (1, 1, "en", Place("group", "procedures"))


def test_a_state_that_was_handed_over_is_shown_and_said_again(book):
    state = at(GUIDE, locale="en", size=1, voice=True)

    async def scenario(app, pilot, speaker, clock):
        assert app.shown.place == GUIDE
        assert speaker.said == [tuple(u.spoken.said for u in app.script)]

    drive(book, scenario, state=state, sizes=5, resize=lambda step, data: False)


def test_letters_that_change_in_place_or_could_not_change_leave_the_visitor_where_they_were(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("1", "1", "plus")
        assert app.is_running
        assert app.state.place == HOME
        assert app.state.size == 1

    drive(book, scenario, resize=lambda step, data: False, sizes=5)


def test_the_next_visitor_has_the_first_letters_again_and_nothing_is_handed_over(book):
    handed = []

    def resize(step, state):
        handed.append((step, state))
        return True

    async def scenario(app, pilot, speaker, clock):
        app._wipe()
        await pilot.pause()

    app, _ = drive(book, scenario, state=at(GUIDE, locale="en", size=3, query=("a",)), resize=resize, sizes=5)
    assert app.return_code == RESIZE
    assert from_bytes(handed[0][1], frozenset({"ja"})) == State("ja")


# --- touch ---


def test_a_tile_can_be_touched(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.click(offset=(5, 5))
        assert app.state.place == LANGUAGES
        hit = next(hit for hit in app._sheet.frame.hits if hit.choice == 1)
        await pilot.click(offset=(hit.x + hit.width - 1, hit.y + len(app._sheet.frame.head)))
        assert app.state.place == HOME
        assert app.state.locale == "en"

    drive(book, scenario)


def test_a_key_at_the_bottom_can_be_touched(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("1", "1", "1")
        frame = app._sheet.frame
        for wanted, room in (("0", "person"), (".", "group"), ("9", "home")):
            hit = next(hit for hit in app._sheet.frame.keys if hit.key == wanted)
            frame = app._sheet.frame
            await pilot.click(offset=(hit.x, frame.height - len(frame.foot) + hit.y))
            assert app.state.place.room == room

    drive(book, scenario)


def test_a_touch_cuts_speech_as_a_key_does(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("slash")
        hit = app._sheet.frame.hits[0]
        before = speaker.stops
        await pilot.click(offset=(hit.x + 1, hit.y + len(app._sheet.frame.head)))
        assert app.state.place == HOME
        assert speaker.stops > before

    drive(book, scenario)


def test_a_touch_on_a_tile_after_the_pads_numbers_wakes_only_where_it_asks(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("1", "1")
        await tick(app, pilot, clock, 91)
        assert app.shown.place.room == "still-there"
        await pilot.click(offset=(5, 5))
        assert app.shown.place == HOME

    drive(book, scenario)


def test_a_touch_beside_everything_does_nothing(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("1", "1")
        before = app.state
        await pilot.click(offset=(79, 0))
        assert app.state == before

    drive(book, scenario)


# --- sizes ---


@pytest.mark.parametrize("size", [(20, 10), SMALLEST, (2, 1), (1, 1), (200, 60)])
def test_another_size_keeps_the_visitors_place_and_what_was_chosen(book, size):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("1", "2", "1", "down")
        before = app.state.place, app.state.focus
        await pilot.resize_terminal(*size)
        await pilot.pause()
        assert len(screen_text(app).split("\n")) == size[1]
        await pilot.press("a")
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert (app.state.place, app.state.focus) == before
        assert "Mihon" in screen_text(app) or "見本市" in screen_text(app)

    drive(book, scenario)


def test_a_screen_too_small_for_words_still_takes_keys(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("1", "1", "0")
        assert app.state.place.room == "person"

    drive(book, scenario, size=(2, 1))


# --- faults ---


def test_a_collection_that_cannot_be_read_ends_the_app_with_its_code_and_no_word_to_the_visitor(book):
    rig, _ = make_rig(book)

    def broken():
        raise ValueError("secret words")

    async def scenario(app, pilot):
        await pilot.pause(0.3)

    app = run(dataclasses.replace(rig, open=broken), scenario, wait=False)
    assert app.return_code == FAILED
    assert "ValueError" in app.failure
    assert "secret" not in app.failure


def test_a_speaker_without_sound_leaves_everything_else_working(tmp_path):
    book = small_book(tmp_path, machine={"silent_because": "no sound device"})
    rig, _ = make_rig(book)
    from tests.kiosk_fakes import FakeSpeaker

    silent = FakeSpeaker("no sound device")
    rig = dataclasses.replace(rig, open=lambda: Open(lambda state: screens.view(book, state), silent))

    async def scenario(app, pilot):
        await pilot.press("slash", "1", "1")
        assert app.state.place == Place("group", "procedures")
        sign = "".join(s.shown for s in book.page("ja").t("kiosk-voice-sign"))
        assert sign in screen_text(app)

    run(rig, scenario, size=(120, 40))


def test_numlock_that_is_off_is_noticed_told_and_read(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("1", "1", "insert")
        assert app.state.place.room == "person"
        assert app.state.numlock
        words = "".join(s.shown for s in book.page("ja").t("kiosk-numlock"))
        assert words in [u.shown.shown for u in app.script] or words in "".join(u.shown.shown for u in app.script)
        await pilot.press("pageup")
        assert app.state.place == HOME

    drive(book, scenario)


def test_letters_typed_on_a_keyboard_are_no_search(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("1", "2")
        app._become(app.state.go(Place("search")))
        await pilot.press("a", "b", "あ")
        assert app.state.query == ()
        await pilot.press("down", "enter")
        assert app.state.query == ("a",)

    drive(book, scenario)


def test_the_light_colours_are_the_visitors(book):
    async def scenario(app, pilot, speaker, clock):
        await pilot.press("1", "1")
        app._become(app.state.go(Place("settings")))
        digit = next(str(at + 1) for at, choice in enumerate(app.shown.choices) if choice.target(app.state).light)
        await pilot.press(digit)
        assert app.screen.has_class("-light")
        await pilot.press(digit)
        assert not app.screen.has_class("-light")

    drive(book, scenario)


def test_the_key_of_the_staff_is_the_one_of_the_settings(tmp_path):
    book = small_book(tmp_path, settings=Settings(staff_keys="+-+-00"))

    async def scenario(app, pilot, speaker, clock):
        await pilot.press("1", "1", *"+-+-00")
        assert app.state.place == Place("staff")

    drive(book, scenario)


def test_every_screen_of_the_small_root_can_be_shown_and_said(book):
    from tesuri_kiosk.walk import every_view

    async def scenario(app, pilot, speaker, clock):
        for state, view in every_view(book, "en"):
            app.state = dataclasses.replace(state, voice=True)
            app._show(force=True)
            app._say(range(len(app.script)))
            for index in range(len(app.script)):
                speaker.begin(index)
                await asyncio.sleep(0)
            assert len(screen_text(app).split("\n")) == 24
            assert app.shown.place == view.place

    drive(book, scenario)
