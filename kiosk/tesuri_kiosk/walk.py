"""Every screen in a locale, as tiles and Enter reach it: for readings, voice packs and the conformance walk."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from tesuri_kiosk.book import Book
from tesuri_kiosk.press import follow
from tesuri_kiosk.screens import view
from tesuri_kiosk.screens.staff import LEAVE
from tesuri_kiosk.state import ATTRACT, HOME, LANGUAGES, Place, State
from tesuri_kiosk.view import View

STAFF = Place("staff")


def every_view(book: Book, locale: str) -> Iterator[tuple[State, View]]:
    """A state and its screen for each place to which tiles, Enter and 0 lead; the waiting and the staff's too."""
    begun = [State(locale, trail=(ATTRACT,)), State(locale, trail=(LANGUAGES,)), State(locale, trail=(LANGUAGES, HOME))]
    waiting = deque([*begun, State(locale, trail=(LANGUAGES, HOME, STAFF))])
    seen = {state.place for state in waiting}
    while waiting:
        state = waiting.popleft()
        here = view(book, state)
        yield state, here
        for after in _ways(here, state):
            if after.place not in seen and after.place != LEAVE and after.locale == locale:
                seen.add(after.place)
                waiting.append(after)


def _ways(here: View, state: State) -> Iterator[State]:
    if here.place.room == "search":
        return  # its letters lead to searches without end, whose screens are all alike
    for choice in here.choices:
        yield follow(state, choice.target)
    if here.enter is not None:
        yield follow(state, here.enter)
    yield state.go(Place("person", here.person))
