"""The staff's screen: what runs here, what does not, and the way out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tesuri.speech.speaker import Channel, Voice
from tesuri_kiosk.book import Page
from tesuri_kiosk.screens.frame import Tile, screen
from tesuri_kiosk.state import HOME, Place, State
from tesuri_kiosk.view import Block, Role, Row, Said, View, Words

LEAVE = Place("leave")
"""Not a screen: the app ends when a visitor's state comes here."""
SOUND_TEST = Place("staff", "sound")

SHOWN_PROBLEMS = 20


def staff(page: Page, state: State) -> View:
    """Version, content date, languages and voices, sound, printer, problems of the content."""
    tiles: list[Tile] = [
        (page.t("kiosk-staff-sound-test"), _test_sound),
        (page.t("kiosk-hint-start"), State.start),
        (page.t("kiosk-staff-leave"), LEAVE),
    ]
    staff = screen(page, state, page.t("kiosk-staff"), blocks=_rows(page), tiles=tiles, enter=HOME)
    return replace(staff, notice=page.t("kiosk-staff-sound-text")) if is_sound_test(state.place) else staff


def is_sound_test(place: Place) -> bool:
    """Whether something is to be heard here, even where speech is off."""
    return (place.room, place.of) == (SOUND_TEST.room, SOUND_TEST.of)


def _test_sound(state: State) -> State:
    """To the test, or from one test to the next."""
    return state.turn(1 - state.place.at) if is_sound_test(state.place) else state.go(SOUND_TEST)


def _rows(page: Page) -> Iterator[Block]:
    machine = page.book.machine
    yield Row(page.t("kiosk-staff-version"), (page.words(machine.version),))
    date = machine.content_date
    yield Row(page.t("kiosk-staff-content"), (page.words(date.isoformat()) if date else page.t("kiosk-staff-none"),))
    silent = machine.silent_because
    sound = page.words(silent, locale="en") if silent else page.t("kiosk-staff-sound-works")
    yield Row(page.t("kiosk-staff-sound"), (sound,))
    yield Row(page.t("kiosk-staff-printer"), (page.t("kiosk-staff-printer-none"),))
    yield Row(page.t("kiosk-staff-letters"), (page.words(machine.letters, locale="en"),))
    yield Words(page.t("kiosk-staff-voices"), Role.LABEL)
    for locale in page.book.locales:
        name = page.words(locale.name, locale=locale.tag)
        yield Row(name, (_voice(page, machine.voices(locale.tag)),))
    yield Words(page.t("kiosk-staff-problems"), Role.LABEL)
    if not machine.problems:
        yield Words(page.t("kiosk-staff-none"))
    for problem in machine.problems[:SHOWN_PROBLEMS]:
        yield Words(page.words(problem.as_text(), locale="en"))


def _voice(page: Page, voice: Voice) -> Said:
    said = page.t(f"kiosk-staff-voice-{voice.channel}")
    if voice.channel is Channel.NONE:
        return said
    named = page.words(f"{voice.engine} {voice.name}".strip(), locale="en")
    return (*said, *named, *(page.t("kiosk-staff-voice-poor") if voice.poor else ()))
