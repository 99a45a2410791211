"""What a key does: from state to state, pure. The same for every screen, so that a key keeps its meaning."""

from __future__ import annotations

import dataclasses

from tesuri_kiosk.keys import Key
from tesuri_kiosk.state import ATTRACT, LANGUAGES, Place, State
from tesuri_kiosk.view import Act, View

PAUSED = ("attract", "farewell")
"""Rooms in which every key leads on."""


@dataclasses.dataclass(frozen=True, slots=True)
class Sight:
    """What the screen at hand lets a key do: columns of its tiles, rows of its body, rows that fit."""

    columns: int = 1
    """Negative where the rows of tiles go upwards, as the digits on a computer's pad."""
    rows: int = 0
    height: int = 0

    @property
    def lowest(self) -> int:
        """The furthest that the body can be scrolled."""
        return max(0, self.rows - self.height)


def press(state: State, key: str, view: View, sight: Sight, *, sizes: int) -> State:
    """The state after a key; the same one where the key does nothing here."""
    if state.place == ATTRACT:
        return dataclasses.replace(state, voice=state.voice or key == Key.VOICE).go(LANGUAGES)
    if state.place.room in PAUSED:
        return dataclasses.replace(state, trail=(ATTRACT,))
    match key:
        case Key.PERSON:
            return state.go(Place("person", view.person))
        case Key.START:
            return state.start()
        case Key.BACK:
            return state.back() if len(state.trail) > 1 else state
        case Key.VOICE:
            return dataclasses.replace(state, voice=not state.voice)
        case Key.BIGGER | Key.SMALLER:
            size = state.size + (1 if key == Key.BIGGER else -1)
            return dataclasses.replace(state, size=min(max(size, 0), sizes - 1))
        case Key.ENTER:
            return _enter(state, view, sight)
        case Key.UP | Key.DOWN | Key.LEFT | Key.RIGHT:
            return _arrow(state, key, view, sight)
    chosen = next((choice for choice in view.choices if key and choice.digit == key), None)
    return state if chosen is None else follow(state, chosen.target)


def follow(state: State, target: Place | Act) -> State:
    """To a place, or through an act."""
    return state.go(target) if isinstance(target, Place) else target(state)


def _enter(state: State, view: View, sight: Sight) -> State:
    """The chosen tile; without one, the rest of the text first and then what comes next."""
    if 0 <= state.focus < len(view.choices):
        return follow(state, view.choices[state.focus].target)
    if state.scroll < sight.lowest:
        return dataclasses.replace(state, scroll=min(state.scroll + max(1, sight.height - 1), sight.lowest))
    if view.enter is not None:
        return follow(state, view.enter)
    return dataclasses.replace(state, focus=0) if view.choices else state


def _arrow(state: State, key: str, view: View, sight: Sight) -> State:
    """Among tiles from one to another; without tiles the text moves."""
    if not view.choices:
        step = {Key.UP: -1, Key.DOWN: 1}.get(Key(key), 0) * max(1, sight.height // 2)
        if step:
            return dataclasses.replace(state, scroll=min(max(0, state.scroll + step), sight.lowest))
        return state
    if state.focus < 0:
        return dataclasses.replace(state, focus=0)
    # Letters of a language written from the right lie so; tiles lie as the pad does in every language.
    onward = -1 if view.rtl and state.focus < view.grid_size else 1
    step = {Key.LEFT: -onward, Key.RIGHT: onward, Key.UP: -sight.columns, Key.DOWN: sight.columns}[Key(key)]
    target = state.focus + step
    if 0 <= target < len(view.choices):
        return dataclasses.replace(state, focus=target)
    # Above the first row there is only text: the tiles are left, and the top is shown.
    return dataclasses.replace(state, focus=-1, scroll=0) if key == Key.UP else state
