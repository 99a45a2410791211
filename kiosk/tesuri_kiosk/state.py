"""What the kiosk knows of its visitor: where they are and how they read; in memory, until the wipe.

It is handed over, as JSON and never through a disk, when the terminal starts again with other letters.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Any

from tesuri.speech.speaker import MIDDLE, RATES, VOLUMES

SIZES = 5
"""Steps of letter size; the first is the one that ``--fit`` computes."""
LONGEST_TRAIL = 40
LONGEST_QUERY = 24


@dataclass(frozen=True, slots=True)
class Place:
    """A screen: its room, what it is about (a slug, a role, a group), and which part of it (a step, a leaf)."""

    room: str
    of: str = ""
    at: int = 0


ATTRACT = Place("attract")
LANGUAGES = Place("languages")
HOME = Place("home")


@dataclass(frozen=True, slots=True)
class State:
    """One visitor's session. ``trail`` is the way here, the last place is the one that is shown."""

    locale: str
    trail: tuple[Place, ...] = (ATTRACT,)
    focus: int = -1
    """Index of the chosen tile; -1 for none."""
    scroll: int = 0
    """First row of the body that is shown."""
    size: int = 0
    volume: int = MIDDLE
    rate: int = MIDDLE
    voice: bool = False
    light: bool = False
    numlock: bool = False
    """Whether the pad's NumLock was found to be off; its keys are read all the same."""
    query: tuple[str, ...] = ()
    """What was typed in the search, letter by letter as they were picked."""

    @property
    def place(self) -> Place:
        """Where the visitor is."""
        return self.trail[-1]

    def go(self, place: Place) -> State:
        """Forward to a place; the way back stays, and a place is never twice in a row on it."""
        trail = self.trail if place == self.place else (*self.trail, place)[-LONGEST_TRAIL:]
        return dataclasses.replace(self, trail=trail, focus=-1, scroll=0)

    def turn(self, at: int) -> State:
        """To another part of the same screen, without a step on the way back."""
        here = dataclasses.replace(self.place, at=at)
        return dataclasses.replace(self, trail=(*self.trail[:-1], here), focus=-1, scroll=0)

    def back(self) -> State:
        """One step back; at the first place nothing happens."""
        return dataclasses.replace(self, trail=self.trail[:-1] or self.trail, focus=-1, scroll=0)

    def start(self) -> State:
        """The start, with nothing behind it but the choice of language."""
        return dataclasses.replace(self, trail=(LANGUAGES, HOME), focus=-1, scroll=0, query=())

    def fresh(self) -> bool:
        """Whether nobody has begun."""
        return self.place.room == ATTRACT.room


def as_bytes(state: State) -> bytes:
    """The state for the hand-over."""
    return json.dumps(dataclasses.asdict(state), ensure_ascii=False).encode()


def from_bytes(data: bytes, locales: frozenset[str]) -> State | None:
    """The state that was handed over; None when it is damaged, of another version, or out of bounds."""
    try:
        fields: dict[str, Any] = json.loads(data)
        trail = tuple(Place(**place) for place in fields.pop("trail"))
        state = State(trail=trail, query=tuple(fields.pop("query")), **fields)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    sound = (
        state.locale in locales
        and 0 < len(trail) <= LONGEST_TRAIL
        and all(isinstance(p.room, str) and isinstance(p.of, str) and _is_step(p.at) for p in trail)
        and _is_step(state.focus + 1 if isinstance(state.focus, int) else None)
        and _is_step(state.scroll)
        and _is_step(state.size, SIZES)
        and _is_step(state.volume, len(VOLUMES))
        and _is_step(state.rate, len(RATES))
        and all(isinstance(choice, bool) for choice in (state.voice, state.light, state.numlock))
        and len(state.query) <= LONGEST_QUERY
        and all(isinstance(letter, str) for letter in state.query)
    )
    return state if sound else None


def _is_step(value: object, steps: int = 1 << 31) -> bool:
    """Whether a value is a whole number from 0 to below ``steps``."""
    return type(value) is int and 0 <= value < steps
