"""Stand-ins for the kiosk's surroundings: a speaker that only remembers, a clock that is set by hand, books, a rig."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tesuri_kiosk import screens
from tesuri_kiosk.app import Kiosk, Open, Rig
from tesuri_kiosk.book import Book, Machine
from tesuri_kiosk.frame import Frame, Row
from tesuri_kiosk.press import Sight
from tesuri_kiosk.screens.entrance import everything_shown
from tesuri_kiosk.setting import Setter
from tesuri_kiosk.settings import Settings
from tesuri_kiosk.state import ATTRACT, HOME, LANGUAGES, Place, State
from tesuri_kiosk.view import View

from tests.roots import write_root
from tesuri.load import load
from tesuri.opening import JAPAN
from tesuri.readings import Reader, shared_reader
from tesuri.root import cache_folder
from tesuri.speech.sentence import Sentence
from tesuri.speech.speaker import Channel, Speaker, Voice

ROOT = Path(__file__).resolve().parent.parent
NOON = dt.datetime(2026, 4, 8, 12, tzinfo=JAPAN)
"""A Wednesday on which the town's offices are open."""


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class FakeSpeaker(Speaker):
    """Remembers what it was asked to say; ``begin`` and ``finish`` are the sound, when a test wants some."""

    def __init__(self, silent_because: str = "", channel: Channel = Channel.LIVE) -> None:
        self._silent_because = silent_because
        self._channel = channel
        self.said: list[tuple[str, ...]] = []
        self.stops = 0
        self.volume = self.rate = -1
        self.closed = False
        self._on_sentence: Callable[[int | None], None] | None = None

    @property
    def silent_because(self) -> str:
        return self._silent_because

    def voice(self, locale: str) -> Voice:
        return Voice(locale, self._channel, "fake", "nobody")

    def say(self, sentences: Sequence[Sentence], on_sentence: Callable[[int | None], None]) -> None:
        self.said.append(tuple(sentence.said for sentence in sentences))
        self._on_sentence = on_sentence

    def begin(self, at: int) -> None:
        """The sound of a sentence begins."""
        if self._on_sentence is not None:
            self._on_sentence(at)

    def finish(self) -> None:
        """Everything is said."""
        if self._on_sentence is not None:
            self._on_sentence(None)

    def stop(self) -> None:
        self.stops += 1
        self._on_sentence = None

    def set_volume(self, step: int) -> None:
        self.volume = step

    def set_rate(self, step: int) -> None:
        self.rate = step

    def close(self) -> None:
        self.closed = True


def make_book(
    root: Path,
    settings: Settings | None = None,
    machine: Mapping[str, Any] | None = None,
    now: Callable[[], dt.datetime] = lambda: NOON,
    cache: Path | None = None,
) -> Book:
    """The book of a root; ``machine`` replaces fields of one without faults, which has a live voice for everything."""
    collection, problems = load(root, cache)
    fault_free = dataclasses.replace(
        everything_shown(collection), problems=tuple(problems), voices=lambda tag: Voice(tag, Channel.LIVE, "fake", "x")
    )
    town = collection.towns[next(iter(collection.towns))]
    reader: Reader = shared_reader(collection.readings, cache)
    found: Machine = dataclasses.replace(fault_free, **(machine or {}))
    return Book(collection, town, reader, settings or Settings(), found, now)


def small_book(folder: Path, changed: Mapping[str, str | bytes | None] | None = None, **how: Any) -> Book:
    """The book of the small root of ``tests.roots``, written into a folder."""
    return make_book(write_root(folder, changed), **how)


@functools.cache
def real_book() -> Book:
    """The book of the real content, on a machine without faults, on a Wednesday at noon; read once."""
    return make_book(ROOT, cache=cache_folder(ROOT))


@functools.cache
def real_views(locale: str) -> tuple[View, ...]:
    """Every screen of the real content in a locale."""
    from tesuri_kiosk.walk import every_view

    return tuple(view for _, view in every_view(real_book(), locale))


def at(*places: Place, locale: str = "ja", **fields: Any) -> State:
    """A visitor who came by these places from home."""
    return State(locale, trail=(LANGUAGES, HOME, *places), **fields)


def sight(frame: Frame) -> Sight:
    """What a frame lets a key do."""
    return Sight(frame.tile_columns, len(frame.body), frame.body_height)


def make_rig(book: Book, clock: Callable[[], float] | None = None, **fields: Any) -> tuple[Rig, FakeSpeaker]:
    """A rig around a book, with a speaker that remembers; ``fields`` replace those of the rig."""
    speaker = FakeSpeaker()
    locale = book.settings.locales[0] if book.settings.locales else "ja"
    rig = Rig(
        entrance=screens.view(book, State(locale, trail=(ATTRACT,))),
        settings=book.settings,
        locale=locale,
        setter=Setter(),
        open=lambda: Open(lambda state: screens.view(book, state), speaker),
        clock=clock or Clock(),
    )
    return dataclasses.replace(rig, **fields), speaker


async def opened(app: Kiosk, pilot: Any) -> None:
    """Waits until the collection is read and shown."""
    for _ in range(500):
        await pilot.pause(0.01)
        if app.open is not None:
            await pilot.pause()
            return
    raise AssertionError("the collection was not read")


def row_text(row: Row, columns: int) -> str:
    """A row's cells as text, empty ones as spaces; wide letters take the place of two."""
    from rich.cells import cell_len

    text, x = "", 0
    for run in row.runs:
        text += " " * (run.x - x) + run.text
        x = run.x + cell_len(run.text)
    return (text + " " * max(0, columns - x)).rstrip()


def frame_text(frame: Frame) -> str:
    """A whole frame, also what must be scrolled to: head, body, foot, with lines between them."""
    parts = [("\n".join(row_text(row, frame.columns) for row in rows)) for rows in (frame.head, frame.body, frame.foot)]
    return "\n----\n".join(parts) + "\n"


def screen_text(app: Kiosk) -> str:
    """What stands on the screen now, row by row."""
    sheet = app._sheet
    return "\n".join(sheet.render_line(y).text.rstrip() for y in range(app.size.height))
