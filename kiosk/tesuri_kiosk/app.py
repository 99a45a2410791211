"""The kiosk as a Textual app: keys and touches go to the state, the state becomes a screen, the screen is said.

It paints the waiting screen before it knows the collection, which is read meanwhile; keys pressed until then are
kept. No exception reaches a visitor: the app ends quietly and whatever started it starts it again.
"""

from __future__ import annotations

import asyncio
import dataclasses
import functools
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import ClassVar

from textual import events, work
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.message import Message
from textual.screen import Screen

from tesuri.speech.sentence import Sentence
from tesuri.speech.speaker import RATES, VOLUMES, Speaker
from tesuri_kiosk import report
from tesuri_kiosk.frame import NOBODY, Frame
from tesuri_kiosk.idle import Due, Idle
from tesuri_kiosk.keys import Key, numlock_is_off, read_key
from tesuri_kiosk.layout import Fit, lay_out
from tesuri_kiosk.press import PAUSED, Sight, follow, press
from tesuri_kiosk.setting import Setter
from tesuri_kiosk.settings import Settings
from tesuri_kiosk.sheet import Sheet
from tesuri_kiosk.state import ATTRACT, Place, State
from tesuri_kiosk.view import Utterance, View

FAILED = 70
"""Exit code after a fault of ours (EX_SOFTWARE)."""
RESIZE = 64
"""Exit code for "start me again with letters of this step": 64 and the step."""
LEAVE = Place("leave")
STAFF = Place("staff")
SOUND_TEST = ("staff", "sound")
"""Room and subject of the one screen that is heard even where speech is off."""
STILL_THERE = Place("still-there")
FAREWELL_SECONDS = 15
LAST_SECONDS = 3.0
"""After a signal, until the process ends whatever still holds it."""

Views = Callable[[State], View]


@dataclass(frozen=True, slots=True)
class Open:
    """What reading the collection brings: screens, and who speaks them."""

    view: Views
    speaker: Speaker
    forget: Callable[[], None] = lambda: None
    """Drops what the last visitor's screens left in memory."""


@dataclass(frozen=True, slots=True)
class Rig:
    """The machine and how it is set up, as the composition root found it."""

    entrance: View
    """The waiting screen, ready to paint."""
    settings: Settings
    locale: str
    setter: Setter
    open: Callable[[], Open]
    """Reads the collection; called once, in a thread."""
    cell: tuple[int, int] = (0, 0)
    """Pixels of a cell where pictures can be shown."""
    sizes: int = 1
    """Steps of letters that this terminal can show; 1 where they cannot be changed."""
    resize: Callable[[int, bytes], bool] | None = None
    """Changes the letters in place, or hands the state over; True when the app must end for it."""
    state: State | None = None
    """Handed over from before the letters changed."""
    clock: Callable[[], float] = time.monotonic


class Said(Message):
    """A sentence has begun, or with None all are said; ``run`` tells of which request."""

    def __init__(self, run: int, sentence: int | None) -> None:
        super().__init__()
        self.run = run
        self.sentence = sentence


class Room(Screen[None], inherit_bindings=False):
    """One sheet and no key bindings of its own."""

    ALLOW_SELECT = False

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self._sheet = sheet

    def compose(self) -> ComposeResult:
        yield self._sheet


class Kiosk(App[None], inherit_bindings=False):
    """One visitor after another."""

    CSS_PATH = "kiosk.tcss"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    BINDINGS: ClassVar = [Binding("ctrl+c,ctrl+q,ctrl+z,ctrl+p", "nothing", show=False, priority=True)]

    def __init__(self, rig: Rig, driver_class: type | None = None) -> None:
        super().__init__(driver_class=driver_class)
        self.rig = rig
        self.state = rig.state or self._new_state()
        self.open: Open | None = None
        self.shown: View = rig.entrance
        self.script: tuple[Utterance, ...] = ()
        self.failure = ""
        self._sheet = Sheet()
        self._sheet.pen = rig.setter.pen
        self._seen: State | None = None
        """The state that is shown, whatever tile is chosen: a move among tiles makes no screen anew."""
        self._frame_of: tuple[View, Fit] | None = None
        self._waiting: list[tuple[str, str]] = []
        self._pressed: deque[str] = deque(maxlen=len(rig.settings.staff_keys))
        self._loop: asyncio.AbstractEventLoop | None = None
        self._idle = Idle(rig.settings.idle_seconds, rig.settings.warning_seconds)
        self._asking = False
        self._run = 0
        self._speaking = False
        self._farewell_until: float | None = None

    # --- coming up and going down ---

    def get_default_screen(self) -> Screen[None]:
        return Room(self._sheet)

    def on_mount(self) -> None:
        self._loop = asyncio.get_running_loop()
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                # Not the loop's own handlers: they wait for a loop that may be writing to a terminal that is gone.
                signal.signal(number, self._signalled)
        self._colours()
        self._show()
        self.call_after_refresh(self._read)
        self.set_interval(1.0, self._tick)

    @work(thread=True, exit_on_error=False)
    def _read(self) -> None:
        try:
            found = self.rig.open()
        except Exception as error:
            self.call_from_thread(self._fail, error)
            return
        self.call_from_thread(self._opened, found)

    def _opened(self, found: Open) -> None:
        self.open = found
        self._tell_speaker()
        self._show(force=True)
        if self.rig.state is not None and self.state.voice:
            self._say(range(len(self.script)))
        waiting, self._waiting = self._waiting, []
        for name, key in waiting:
            self._take(name, key)

    def _signalled(self, number: int, _: FrameType | None) -> None:
        last = threading.Timer(LAST_SECONDS, os._exit, (128 + number,))
        last.daemon = True
        last.start()
        if self._loop is not None:
            self._loop.call_soon_threadsafe(functools.partial(self.exit, return_code=128 + number))

    def _handle_exception(self, error: Exception) -> None:
        """A fault of ours: told to the journal without anything a person typed, never to the screen."""
        if self.is_headless:
            super()._handle_exception(error)
        else:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        self.failure = report.fault(error)
        self.exit(return_code=FAILED)

    def on_unmount(self) -> None:
        if self.open is not None:
            self.open.speaker.close()

    def action_nothing(self) -> None:
        """What key combinations do: cut speech and show that somebody is there, as any key."""
        self._take("", Key.OTHER)

    # --- keys and touches ---

    def on_key(self, event: events.Key) -> None:
        event.prevent_default()
        event.stop()
        self._take(event.key, read_key(event.key, event.character))

    def on_paste(self, event: events.Paste) -> None:
        event.stop()

    def on_sheet_resized(self, message: Sheet.Resized) -> None:
        self._show()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        event.stop()
        self._touch(event.screen_x, event.screen_y)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._scroll(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._scroll(-3)

    def _scroll(self, rows: int) -> None:
        if self._awake():
            return
        target = min(max(0, self.state.scroll + rows), self._sight().lowest)
        self._become(dataclasses.replace(self.state, scroll=target))

    def _touch(self, x: int, y: int) -> None:
        if self.open is None:
            self._waiting.append(("enter", Key.ENTER))
            return
        self._hush()
        if self._awake():
            return
        sheet = self._sheet
        if self.state.place.room in ("attract", "farewell"):
            self._become(press(self.state, Key.ENTER, self.shown, self._sight(), sizes=self.rig.sizes))
            return
        frame = sheet.frame
        foot = y - (frame.height - len(frame.foot))
        key = next((hit.key for hit in frame.keys if hit.holds(x, foot)), "") if foot >= 0 else ""
        row = y - len(frame.head) + sheet.scroll_top
        hit = next((hit for hit in frame.hits if hit.holds(x, row)), None) if foot < 0 and row >= 0 else None
        if key or (hit is not None and hit.key):
            cap = key or (hit.key if hit else "")
            self._take(cap, Key.ENTER if cap == "Enter" else cap[:1])
        elif hit is not None and hit.choice < len(self.shown.choices):
            self._become(follow(self.state, self.shown.choices[hit.choice].target))

    def _take(self, name: str, key: str) -> None:
        """A key: the first thing that any does is silence."""
        if self.open is None:
            self._waiting.append((name, key))
            return
        speaking = self._hush()
        if self._awake():
            return
        self._pressed.append(key)
        if "".join(self._pressed) == self.rig.settings.staff_keys:
            self._become(self.state.go(STAFF))
            return
        if numlock_is_off(name) and not self.state.numlock:
            self.state = dataclasses.replace(self.state, numlock=True)
        if key == Key.REPEAT and self.state.place.room not in PAUSED:
            self._say(range(len(self.script)), anyway=True)
            return
        if key == Key.VOICE and speaking and self.state.voice:
            return self._become(dataclasses.replace(self.state, voice=False))
        self._become(press(self.state, key, self.shown, self._sight(), sizes=self.rig.sizes))

    def _awake(self) -> bool:
        """A key or touch came: the timer begins anew; True when it only answered the question."""
        self._idle = self._idle.touched(self.rig.clock())
        if self._asking:
            self._asking = False
            self._show(force=True)
            return True
        return False

    # --- from state to screen ---

    def _become(self, state: State) -> None:
        """Another state: shown, said, and told to the machine."""
        before, self.state = self.state, state
        if state.place == LEAVE:
            self.exit(return_code=0)
            return
        if state == before:
            return
        if state.place == ATTRACT and before.place != ATTRACT:
            pressed = tuple(self._pressed)
            self._wipe()
            self._pressed.extend(pressed)  # the staff's keys may lead through the waiting screen
            return
        if state.place.room == "farewell":
            self._farewell_until = self.rig.clock() + FAREWELL_SECONDS
        if state.light != before.light:
            self._colours()
        if state.size != before.size and self._resized(state):
            return
        self._tell_speaker()
        old = self.script
        self._show()
        if (state.place.room, state.place.of) == SOUND_TEST:
            self._say(
                [at for at, utterance in enumerate(self.script) if utterance.shown in self.shown.notice], anyway=True
            )
        else:
            self._say_what_is_new(before, old)

    def _resized(self, state: State) -> bool:
        """Other letters; True when the terminal has to start again for them."""
        from tesuri_kiosk.state import as_bytes

        if self.rig.resize is not None and self.rig.resize(state.size, as_bytes(state)):
            self.exit(return_code=RESIZE + state.size)
            return True
        return False

    def _wipe(self) -> None:
        """Nothing of a visitor stays: answers, way, language, letters, voice, volume."""
        size = self.state.size
        self._hush()
        self._pressed.clear()
        self._asking = False
        self._farewell_until = None
        self._idle = Idle(self.rig.settings.idle_seconds, self.rig.settings.warning_seconds)
        self.state = self._new_state()
        self.rig.setter.forget()
        if self.open is not None:
            self.open.forget()
        self._tell_speaker()
        self._colours()
        if size != self.state.size and self._resized(dataclasses.replace(self.state)):
            return
        self._show(force=True)

    def _new_state(self) -> State:
        settings = self.rig.settings
        return State(self.rig.locale, voice=settings.speech == "always", light=settings.theme == "light")

    def _colours(self) -> None:
        self.screen.set_class(self.state.light, "-light")

    def _sight(self) -> Sight:
        frame = self._sheet.frame
        return Sight(frame.tile_columns, len(frame.body), frame.body_height)

    def _show(self, force: bool = False) -> None:
        """Paints the state: its view, laid out for the terminal as it is now."""
        seen = dataclasses.replace(self.state, focus=-1, scroll=0)
        if self.open is not None and (force or seen != self._seen):
            self.shown = self.open.view(seen.go(STILL_THERE) if self._asking else seen)
            self._seen = seen
        fit = self._fit()
        frame = self._sheet.frame
        if self._frame_of is None or self._frame_of[0] is not self.shown or self._frame_of[1] != fit:
            frame = lay_out(self.shown, fit, self.rig.setter)
            self._frame_of = (self.shown, fit)
            self.script = self.shown.script()
        scroll = self._in_sight(frame)
        self.state = dataclasses.replace(self.state, scroll=scroll)
        self._sheet.show(frame, self.state.focus, scroll)

    def _fit(self) -> Fit:
        width, height = self.rig.cell
        size = self._sheet.size or self.size  # before the first layout only the terminal's is known
        return Fit(size.width, size.height, self.rig.settings.keypad, width, height)

    def _in_sight(self, frame: Frame) -> int:
        """Scroll that shows the chosen tile whole, or else what the state says, within the text."""
        lowest = max(0, len(frame.body) - frame.body_height)
        scroll = min(self.state.scroll, lowest)
        rows = frame.choice_rows.get(self.state.focus)
        return _moved(scroll, rows, frame.body_height, lowest) if rows else scroll

    # --- speech ---

    def _tell_speaker(self) -> None:
        if self.open is not None:
            self.open.speaker.set_volume(min(self.state.volume, len(VOLUMES) - 1))
            self.open.speaker.set_rate(min(self.state.rate, len(RATES) - 1))

    def _hush(self) -> bool:
        """Silence; whether something was being said."""
        speaking, self._speaking = self._speaking, False
        self._run += 1
        if self.open is not None:
            self.open.speaker.stop()
        self._sheet.say(NOBODY)
        return speaking

    def _say_what_is_new(self, before: State, old: tuple[Utterance, ...]) -> None:
        """A new screen is said whole, a tile that was chosen alone, a change where one stays by itself."""
        if not self.state.voice:
            return
        if self.state.place != before.place or not before.voice or self.state.locale != before.locale:
            self._say(range(len(self.script)))
        elif self.state.focus != before.focus and 0 <= self.state.focus < len(self.shown.choices):
            shown = {id(u.shown) for u in self.shown.choices[self.state.focus].script()}
            self._say([at for at, utterance in enumerate(self.script) if id(utterance.shown) in shown])
        else:
            known = {utterance.shown.shown for utterance in old}
            self._say([at for at, utterance in enumerate(self.script) if utterance.shown.shown not in known])

    def _say(self, sentences: range | list[int], *, anyway: bool = False) -> None:
        """Say sentences of the screen by their place in its script."""
        if self.open is None or not sentences or not (self.state.voice or anyway):
            return
        self._run += 1
        run, order = self._run, list(sentences)
        spoken: list[Sentence] = [self.script[at].spoken for at in order]
        self._speaking = True

        def begun(at: int | None) -> None:
            self.post_message(Said(run, None if at is None else order[at]))

        self.open.speaker.say(spoken, begun)

    def on_said(self, message: Said) -> None:
        """Highlights what is being said, and brings it into sight."""
        if message.run != self._run:
            return
        self._speaking = message.sentence is not None
        if message.sentence is None:
            self._sheet.say(NOBODY)
            return
        frame = self._sheet.frame
        rows = frame.sentence_rows.get(message.sentence)
        if rows:
            lowest = max(0, len(frame.body) - frame.body_height)
            scroll = _moved(self.state.scroll, rows, frame.body_height, lowest)
            if scroll != self.state.scroll:
                self.state = dataclasses.replace(self.state, scroll=scroll)
                self._sheet.show(frame, self.state.focus, scroll)
        self._sheet.say(message.sentence)

    # --- time ---

    def _tick(self) -> None:
        if self.open is None or self.state.place == ATTRACT:
            return
        now = self.rig.clock()
        if self._farewell_until is not None and now >= self._farewell_until and not self._speaking:
            self._wipe()
            return
        self._idle, due = self._idle.tick(now, self._speaking)
        if due is Due.ASK:
            self._asking = True
            self._show(force=True)
            self._say(range(len(self.script)))
        elif due is Due.WIPE:
            self._wipe()


def _moved(scroll: int, rows: tuple[int, int], height: int, lowest: int) -> int:
    """The least scrolling that shows rows, their beginning where all is too much."""
    first, last = rows
    if last >= scroll + height:
        scroll = last - height + 1
    return max(0, min(first, scroll, lowest) if first < scroll else min(scroll, lowest))
