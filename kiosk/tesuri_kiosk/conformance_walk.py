"""Every screen of a locale by presses of the number pad alone, from the waiting screen on; nothing is jumped to.

Beside the presses only two screens are begun at: the staff's, whose keys the app counts, and the question
whether somebody is still there, which time brings up.
"""

from __future__ import annotations

import functools
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice

from tesuri.model import BlockKind
from tesuri.speech.speaker import MIDDLE, VOLUMES
from tesuri_kiosk.book import Book
from tesuri_kiosk.frame import Frame
from tesuri_kiosk.keys import DIGITS, Key
from tesuri_kiosk.layout import Fit, lay_out
from tesuri_kiosk.press import Sight, follow, press
from tesuri_kiosk.screens import ROOMS
from tesuri_kiosk.screens.entrance import offered
from tesuri_kiosk.setting import Setter
from tesuri_kiosk.state import ATTRACT, HOME, LANGUAGES, Place, State
from tesuri_kiosk.view import Number, View

ViewOf = Callable[[Book, State], View]

STAFF, STILL_THERE, LEAVE = Place("staff"), Place("still-there"), Place("leave")
ANY_KEY = ("attract", "farewell", "still-there")
"""Rooms where every key leads on, so that none is told by itself."""
MOST_PRESSES = 200
"""Presses of one key after which it counts as leading nowhere."""
MOST_TRIES, MOST_LETTERS = 60, 8
"""Words that are tried until something is found, and how much of each is typed."""
FEW = 3
"""Letters that are typed over and over until nothing is found."""
_BETWEEN_WORDS = re.compile(r"[\s()（）「」『』“”・、。/,.!?！？]+")
_ARROWS = (Key.RIGHT, Key.DOWN, Key.LEFT, Key.UP)
_FIXED = (Key.PERSON, Key.START, Key.BACK, Key.REPEAT, Key.VOICE, Key.BIGGER, Key.SMALLER, Key.ENTER, *_ARROWS)
_CAPS = ("0", "9", "Enter", ".", "*", "/", "+", "-")


@dataclass(frozen=True, slots=True)
class Visit:
    """A screen that was reached, and the keys that led there from the waiting screen."""

    state: State
    view: View
    frame: Frame
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Something that is not as it should be: row of the table, screen, keys that lead there, what."""

    row: str
    place: Place
    keys: tuple[str, ...]
    what: str


def written(keys: Sequence[str]) -> str:
    """Keys as people press them: ``/ 2 Enter×3``."""
    names = {"enter": "Enter", "up": "↑", "down": "↓", "left": "←", "right": "→"}
    runs = ((names.get(key, key), len(list(group))) for key, group in groupby(keys))
    return " ".join(f"{key}×{count}" if count > 1 else key for key, count in runs)


class Walk:
    """One walk through one locale; ``faults`` and ``presses`` grow while ``visits`` is read."""

    def __init__(self, book: Book, view: ViewOf, fit: Fit, setter: Setter, locale: str) -> None:
        self.faults: list[Found] = []
        self.presses = 0
        self.volumes: set[int] = set()
        self.nothing_found: View | None = None
        self._book, self._view, self._fit, self._setter, self._locale = book, view, fit, setter, locale
        self._places: set[Place] = set()
        self._finds = False

    def visits(self) -> Iterator[Visit]:
        """Every screen, each once; those of the search as far as it takes to find something and to find nothing."""
        begun = State(self._locale, trail=(LANGUAGES, HOME), voice=True)
        waiting: deque[tuple[State, tuple[str, ...]]] = deque([(State(offered(self._book)[0].tag), ())])
        later = deque([(begun.go(STAFF), tuple(self._book.settings.staff_keys)), (begun.go(STILL_THERE), ("time",))])
        seen = {self._identity(state) for state, _ in (*waiting, *later)}
        while waiting or later:
            state, keys = (waiting or later).popleft()
            visit = self._visit(state, keys)
            if visit is None:
                continue
            yield visit
            ways = self._search(visit) if state.place.room == "search" and not state.query else self._ways(visit)
            for after, pressed in ways:
                if self._strange(after) or (identity := self._identity(after)) in seen:
                    continue
                seen.add(identity)
                waiting.append((after, (*keys, *pressed)))
        for place in sorted(self._expected() - self._places, key=str):
            self._fault("1", place, (), "cannot be reached by the number pad")
        if not self._book.machine.silent_because and len(self.volumes) < len(VOLUMES):
            self._fault("11", Place("settings"), (), "volume steps cannot all be reached")
        if not self._finds:
            self._fault("1", Place("search"), (), "no letter finds anything")

    # --- one screen ---

    def _visit(self, state: State, keys: tuple[str, ...]) -> Visit | None:
        """The screen of a state; a fault of ours on the way is one of the product's."""
        try:
            view = self._view(self._book, state)
            frame = lay_out(view, self._fit, self._setter)
        except Exception as error:
            self._fault("1", state.place, keys, f"the screen cannot be shown: {type(error).__name__}")
            return None
        if view.place != state.place:
            self._fault("1", state.place, keys, "a tile leads to a screen that is not there")
        self._places.add(state.place)
        if state.place.room == "settings":
            self.volumes.add(state.volume)
        visit = Visit(state, view, frame, keys)
        if state.place.room not in ANY_KEY:
            self._look(visit)
        elif state.place != STILL_THERE and any(self._press(visit, key) == state for key in ("1", *_FIXED)):
            self._fault("1", state.place, keys, "a key does not lead on")
        return visit

    def _look(self, visit: Visit) -> None:
        """What holds on every screen: a person, the start, the way back, digits, arrows, keys as they are told."""
        state, view = visit.state, visit.view
        fault = functools.partial(self._fault, place=state.place, keys=visit.keys)
        self._person(visit)
        if self._press(visit, Key.START).trail != (LANGUAGES, HOME):
            fault("1", what="9 does not lead to the start")
        if len(state.trail) > 1 and self._press(visit, Key.BACK).place != state.trail[-2]:
            fault("1", what="the point does not lead back")
        digits = [choice.digit for choice in view.choices if choice.digit]
        if len(digits) > len(DIGITS) or len(set(digits)) != len(digits) or not set(digits) <= set(DIGITS):
            fault("1", what=f"digits {' '.join(digits)} stand on the tiles")
        if any(not choice.digit for choice in view.choices[view.grid_size :]):
            fault("1", what="a tile has no digit")
        for at, choice in enumerate(view.choices):
            if choice.digit:
                self._tile(visit, at, choice.digit)
        unreached = set(range(len(view.choices))) - set(self._by_arrows(visit))
        if unreached:
            fault("18", what=f"{len(unreached)} tiles cannot be reached by arrows")
        self._hints(visit)
        if not self._in_sight(visit):
            fault("1", what="Enter does not bring all of the text into sight")

    def _person(self, visit: Visit) -> None:
        after = self._press(visit, Key.PERSON)
        numbers = after.place.room == "person" and self._view(self._book, after).blocks
        if not numbers or not any(isinstance(b, Number) and b.said for b in numbers):
            self._fault("1", visit.state.place, visit.keys, "0 does not lead to a person with a telephone number")

    def _tile(self, visit: Visit, at: int, digit: str) -> None:
        """A digit leads somewhere, and so do arrows and Enter, to the same."""
        state = visit.state
        after = self._press(visit, digit)
        chosen = self._press(replace(visit, state=replace(state, focus=at)), Key.ENTER)
        if replace(after, focus=-1) != replace(chosen, focus=-1):
            self._fault("18", state.place, visit.keys, f"digit {digit} and Enter lead to different screens")
        if after == state and state.place.room != "settings":  # a step of volume ends somewhere
            self._fault("1", state.place, visit.keys, f"the tile {digit} leads nowhere")
        if after.place.room not in ROOMS and after.place != LEAVE:
            self._fault("1", state.place, visit.keys, f"the tile {digit} leads to a room that is not there")

    def _hints(self, visit: Visit) -> None:
        """The keys that are told are those that do something."""
        state, view = visit.state, visit.view
        told = {part.shown.strip() for hint in view.keys for s in hint.said for part in s.parts} & set(_CAPS)
        keys = {"Enter": Key.ENTER, ".": Key.BACK, "/": Key.VOICE}
        works = {cap for cap, key in keys.items() if self._press(visit, key) != state}
        works |= {"0", "9", "*"}
        if self._book.machine.sizes > 1:
            works |= {"+", "-"}
        for cap in sorted(works - told):
            self._fault("1", state.place, visit.keys, f"the key {cap} works and is not told")
        for cap in sorted(told - works):
            self._fault("1", state.place, visit.keys, f"the key {cap} is told and does nothing")

    def _in_sight(self, visit: Visit) -> bool:
        """Whether Enter, pressed on and on, shows every row of the body."""
        height, rows = visit.frame.body_height, len(visit.frame.body)
        state, seen = replace(visit.state, focus=-1, scroll=0), set(range(height))
        for _ in range(MOST_PRESSES):
            after = self._press(replace(visit, state=state), Key.ENTER)
            if after.place != state.place or after.focus >= 0 or after.scroll <= state.scroll:
                break
            state = after
            seen |= set(range(state.scroll, state.scroll + height))
        return height > 0 and seen >= set(range(rows))

    # --- further ---

    def _ways(self, visit: Visit) -> Iterator[tuple[State, tuple[str, ...]]]:
        """States to which digits, Enter and the fixed keys lead from a screen, and the presses."""
        state = visit.state
        if state.place.room in ANY_KEY:
            if state.place != STILL_THERE:
                yield self._press(visit, Key.VOICE), (Key.VOICE,)
            return
        for digit in (choice.digit for choice in visit.view.choices if choice.digit):
            yield self._press(visit, digit), (digit,)
        keys: list[str] = []
        state = replace(state, focus=-1)
        for _ in range(MOST_PRESSES):
            after = self._press(replace(visit, state=state), Key.ENTER)
            keys.append(Key.ENTER)
            if after.place != state.place:
                yield after, tuple(keys)
                break
            if after.focus >= 0 or after == state:
                break
            state = after
        for key in (Key.PERSON, Key.START, Key.BACK):
            yield self._press(visit, key), (key,)

    def _search(self, visit: Visit) -> Iterator[tuple[State, tuple[str, ...]]]:
        """Letters by arrows and Enter: one after which something is found, then until nothing is; all alphabets."""
        yield from self._ways(visit)
        state, view, paths = visit.state, visit.view, self._by_arrows(visit)
        letters = self._letters(state, view)
        for at in (at for at in paths if at < view.grid_size and at not in letters):
            yield self._taken(visit, at), (*paths[at], Key.ENTER)  # other letters, more letters
        for at in [at for at in letters if at in paths][:FEW]:
            if self.nothing_found is None:
                yield from self._until_nothing(visit, self._taken(visit, at), (*paths[at], Key.ENTER))
        tries = (self._spelled(state, view, word) for word in islice(self._words(), MOST_TRIES))
        presses: tuple[str, ...] = ()
        for at in next(filter(None, tries), ()):
            view = self._view(self._book, state)
            here = replace(visit, state=state, view=view, frame=lay_out(view, self._fit, self._setter))
            presses = (*presses, *self._by_arrows(here).get(at, ()), Key.ENTER)
            state = self._taken(here, at)
        if presses and self._hits(state):
            self._finds = True
            yield state, presses

    def _letters(self, state: State, view: View) -> tuple[int, ...]:
        """Cells of the grid that type something, as against deleting or turning to other letters."""
        length = len(state.query) + 1
        after = ((at, follow(state, view.choices[at].target)) for at in range(view.grid_size))
        return tuple(at for at, typed in after if len(typed.query) == length and typed.query[-1].strip())

    def _spelled(self, state: State, view: View, word: str) -> tuple[int, ...]:
        """Cells of the grid for the first letters of a word, as many as it takes to find something; none if none do."""
        path: tuple[int, ...] = ()
        while word and len(path) < MOST_LETTERS:
            labels = {at: "".join(s.shown for s in view.choices[at].label) for at in self._letters(state, view)}
            fitting = [at for at, label in labels.items() if word.startswith(label)]
            if not fitting:
                return ()
            at = max(fitting, key=lambda at: len(labels[at]))
            state = press(replace(state, focus=at), Key.ENTER, view, Sight(), sizes=1)
            path, word = (*path, at), word[len(labels[at]) :]
            view = self._view(self._book, state)
            if len(view.choices) > view.grid_size:
                return path
        return ()

    def _words(self) -> Iterator[str]:
        """Words of the guides' titles, as they are typed: in small letters, kanji in kana."""
        page = self._book.page(self._locale)
        for guide in self._book.collection.guides.values():
            for sentence in page.text(guide.title):
                text = "".join(part.kana or part.shown for part in sentence.parts).casefold()
                yield from (word for word in _BETWEEN_WORDS.split(text) if word)

    def _until_nothing(
        self, visit: Visit, state: State, keys: tuple[str, ...]
    ) -> Iterator[tuple[State, tuple[str, ...]]]:
        """The same cell again and again, until nothing is found; where only what exists is offered, never."""
        for _ in range(MOST_PRESSES):
            if not self._hits(state):
                self.nothing_found = self._view(self._book, state)
                yield state, keys
                return
            here = replace(visit, state=state, view=self._view(self._book, state))
            after, keys = self._press(here, Key.ENTER), (*keys, Key.ENTER)
            if len(after.query) <= len(state.query) or after.place != state.place:
                return  # all the letters that there is room for, or a cell that does something else by now
            state = after

    def _hits(self, state: State) -> int:
        """How many guides a search finds."""
        view = self._view(self._book, state)
        return len(view.choices) - view.grid_size

    def _by_arrows(self, visit: Visit) -> dict[int, tuple[str, ...]]:
        """Tiles that arrows reach, and the presses."""
        found: dict[int, tuple[str, ...]] = {visit.state.focus: ()}
        waiting = deque([visit.state])
        while waiting:
            state = waiting.popleft()
            for key in _ARROWS:
                after = self._press(replace(visit, state=state), key)
                if after.focus not in found:
                    found[after.focus] = (*found[state.focus], key)
                    waiting.append(after)
        return {at: keys for at, keys in found.items() if at >= 0}

    def _taken(self, visit: Visit, at: int) -> State:
        return self._press(replace(visit, state=replace(visit.state, focus=at)), Key.ENTER)

    def _press(self, visit: Visit, key: str) -> State:
        self.presses += 1
        return press(visit.state, key, visit.view, self._sight(visit.frame), sizes=self._book.machine.sizes)

    def _sight(self, frame: Frame) -> Sight:
        return Sight(frame.tile_columns, len(frame.body), frame.body_height)

    def _strange(self, state: State) -> bool:
        """What belongs to another locale's walk or another visitor, the way out, and settings changed twice."""
        changed = [state.volume != MIDDLE, state.rate != MIDDLE, state.size != 0, state.light]
        entrance = state.place.room == LANGUAGES.room
        return (
            state.place in (ATTRACT, LEAVE)
            or (state.locale != self._locale and not entrance)
            or state.place.room not in ROOMS
            or (state.place.room == "settings" and sum(changed) > 1)
        )

    def _identity(self, state: State) -> tuple[object, ...]:
        changeable = (state.volume, state.rate, state.size, state.light) if state.place.room == "settings" else ()
        return (state.locale, state.place, state.query if state.place.room == "search" else (), changeable)

    def _expected(self) -> set[Place]:
        """Every guide, step and section, every counter and line, every word, every topic: what has to be reached."""
        collection, town = self._book.collection, self._book.town
        found = {HOME, LANGUAGES, Place("help"), Place("settings"), Place("search"), Place("farewell")}
        found |= {Place("people"), STAFF, Place("staff", "sound"), STILL_THERE}
        found |= {Place("person", office) for office in town.offices}
        found |= {Place("line", contact) for contact in collection.contacts}
        found |= {Place("word", word) for word in collection.words}
        for guide in collection.guides.values():
            found |= {Place("guide", guide.slug), *([Place("done", guide.slug)] if guide.steps else [])}
            found |= {Place("step", guide.slug, at) for at in range(len(guide.steps))}
            found |= {
                Place("section", guide.slug, at)
                for at, block in enumerate(guide.body)
                if block.kind is BlockKind.SECTION and block.id != "steps" and block.text is not None
            }
        return found

    def _fault(self, row: str, place: Place, keys: tuple[str, ...], what: str) -> None:
        self.faults.append(Found(row, place, keys, what))
