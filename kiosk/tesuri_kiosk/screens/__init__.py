"""Screens: pure functions from the book and the state to a view, one a room."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tesuri_kiosk.book import Book, Page
from tesuri_kiosk.screens import entrance, find, guide, person, shelves, staff, tools
from tesuri_kiosk.state import HOME, State
from tesuri_kiosk.view import View

Room = Callable[[Page, State], View]

ROOMS: Mapping[str, Room] = {
    "attract": entrance.attract,
    "languages": entrance.languages,
    "farewell": entrance.farewell,
    "still-there": entrance.still_there,
    "home": shelves.home,
    "group": shelves.group,
    "topic": shelves.topic,
    "words": shelves.words,
    "word": shelves.word,
    "guide": guide.summary,
    "step": guide.step,
    "done": guide.done,
    "section": guide.section,
    "person": person.person,
    "people": person.people,
    "line": person.line,
    "search": find.search,
    "help": tools.help,
    "settings": tools.settings,
    "staff": staff.staff,
}


def view(book: Book, state: State) -> View:
    """The screen where the visitor is; home where a place leads to something that is not there any more."""
    page = book.page(state.locale)
    room = ROOMS.get(state.place.room, shelves.home)
    try:
        return room(page, state)
    except (KeyError, IndexError):
        # A hand-over from before the content changed may name a guide that is gone.
        return shelves.home(page, state.go(HOME))
