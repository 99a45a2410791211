"""The app on a stage: no terminal, a speaker that writes down what it is told, a clock that waits to be told."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from textual.pilot import Pilot

from tesuri.speech.sentence import Sentence
from tesuri.speech.speaker import Channel, Speaker, Voice
from tesuri_kiosk.app import Kiosk, Open, Rig
from tesuri_kiosk.book import Book
from tesuri_kiosk.conformance_walk import Found, ViewOf
from tesuri_kiosk.drawn import Pen
from tesuri_kiosk.screens.entrance import offered
from tesuri_kiosk.setting import Setter
from tesuri_kiosk.state import State

_NAMES = {"/": "slash", "*": "asterisk", ".": "full_stop", "+": "plus", "-": "minus"}


class Recorder(Speaker):
    """A speaker that says nothing and writes down what it was told, and where the app was then."""

    def __init__(self, where: Callable[[], State | None]) -> None:
        self.told: list[tuple[str, Any, State | None]] = []
        self.begun: Callable[[int | None], None] = lambda at: None
        self._where = where

    @property
    def silent_because(self) -> str:
        return ""

    def voice(self, locale: str) -> Voice:
        return Voice(locale, Channel.LIVE)

    def say(self, sentences: Sequence[Sentence], on_sentence: Callable[[int | None], None]) -> None:
        self.begun = on_sentence
        self._tell("say", list(sentences))

    def stop(self) -> None:
        self._tell("stop", None)

    def set_volume(self, step: int) -> None:
        self._tell("volume", step)

    def set_rate(self, step: int) -> None:
        self._tell("rate", step)

    def close(self) -> None:
        self._tell("close", None)

    def said(self) -> list[list[Sentence]]:
        """What was to be said since ``told`` was last cleared."""
        return [detail for what, detail, _ in self.told if what == "say"]

    def _tell(self, what: str, detail: Any) -> None:
        self.told.append((what, detail, self._where()))


class Clock:
    """Monotonic seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class ForgettingPen(Pen):
    """A pen that counts how often it was told to forget."""

    forgotten = 0

    def forget(self) -> None:
        self.forgotten += 1
        super().forget()


@dataclass
class Stage:
    """A running app with all that is around it."""

    app: Kiosk
    pilot: Pilot[None]
    speaker: Recorder
    clock: Clock
    faults: list[Found] = field(default_factory=list)
    pressed: list[str] = field(default_factory=list)
    presses: int = 0

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.speaker.told.clear()
            await self.pilot.press(_NAMES.get(key, key))
            self.pressed.append(key)
            self.presses += 1

    def fault(self, row: str, what: str) -> None:
        self.faults.append(Found(row, self.app.state.place, tuple(self.pressed), what))

    def expect(self, holds: bool, row: str, otherwise: str) -> None:
        if not holds:
            self.fault(row, otherwise)

    def script(self) -> list[Sentence]:
        return [utterance.spoken for utterance in self.app.script]

    async def tick(self, until: Callable[[], bool], seconds: float = 1.0, most: int = 600) -> float:
        """Let time go by, a second at a time, until something holds; the seconds that went by."""
        begin = self.clock.now
        for _ in range(most):
            if until():
                break
            self.clock.now += seconds
            self.app._tick()
        await self.pilot.pause()
        return self.clock.now - begin


@contextlib.asynccontextmanager
async def running(
    book: Book, view: ViewOf, size: tuple[int, int] = (80, 24), pen: Pen | None = None
) -> AsyncIterator[Stage]:
    """The app on the waiting screen, with the collection read."""
    first = offered(book)[0].tag
    app: Kiosk | None = None
    speaker = Recorder(lambda: app.state if app else None)
    clock = Clock()
    rig = Rig(
        entrance=view(book, State(first)),
        settings=book.settings,
        locale=first,
        setter=Setter(pen),
        open=lambda: Open(lambda state: view(book, state), speaker),
        cell=(pen.cell_width, pen.cell_height) if pen else (0, 0),
        sizes=book.machine.sizes,
        clock=clock,
    )
    app = Kiosk(rig)
    async with app.run_test(size=size) as pilot:
        while app.open is None:
            await pilot.pause(0.01)
        await pilot.pause()
        yield Stage(app, pilot, speaker, clock)


def forgetting_pen(pen: Pen, book: Book) -> Pen:
    """A pen like another one, that counts when it forgets."""
    return ForgettingPen(pen.cell_width, pen.cell_height, book.collection.locales)
