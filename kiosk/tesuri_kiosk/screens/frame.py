"""What every screen has: the rows at the top and bottom, notices, numbered tiles eight at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tesuri.model import Direction, Notice
from tesuri.speech.speaker import Channel
from tesuri_kiosk.book import Page
from tesuri_kiosk.keys import DIGITS
from tesuri_kiosk.state import HOME, Place, State
from tesuri_kiosk.view import Act, Block, Choice, KeyHint, Role, Said, View, Words

Tile = tuple[Said, Place | Act]
"""A tile before it has its digit."""


def screen(
    page: Page,
    state: State,
    title: Said,
    *,
    blocks: Iterable[Block] = (),
    tiles: Sequence[Tile] = (),
    letters: Sequence[Choice] = (),
    grid: int = 0,
    enter: Place | Act | None = None,
    person: str = "general",
    where: Said | None = None,
) -> View:
    """A screen with all that none may lack; ``letters`` come before the numbered tiles."""
    if enter is None and not tiles and not letters:
        enter = HOME  # never a dead end; and Enter, which shows the rest of a long text, is told
    warnings = [] if state.place.room in ("attract", "staff") else _warnings(page, state)
    return View(
        place=state.place,
        locale=page.locale.tag,
        where=page.text(page.book.town.name) if where is None else where,
        status=status(page, state),
        title=title,
        blocks=(*warnings, *blocks),
        choices=(*letters, *numbered(page, state, tiles)),
        keys=hints(page, state, choosable=bool(tiles or letters), enter=enter is not None),
        enter=enter,
        notice=tuple(s for notice in notices(page) for s in page.text(notice.text)),
        grid=grid,
        grid_size=len(letters),
        person=person,
        rtl=page.locale.direction is Direction.RTL,
    )


def numbered(page: Page, state: State, tiles: Sequence[Tile]) -> tuple[Choice, ...]:
    """Tiles with the digits 1 to 8; where there are more, the eighth turns to the next ones and round again."""
    if len(tiles) <= len(DIGITS):
        return tuple(Choice(digit, *tile) for digit, tile in zip(DIGITS, tiles, strict=False))
    a_leaf = len(DIGITS) - 1
    leaves = -(-len(tiles) // a_leaf)
    at = state.place.at % leaves
    shown = tiles[at * a_leaf : (at + 1) * a_leaf]
    choices = [Choice(digit, *tile) for digit, tile in zip(DIGITS, shown, strict=False)]
    label = page.step("kiosk-more", at + 1, leaves)
    return (*choices, Choice(DIGITS[-1], label, lambda s: s.turn((at + 1) % leaves), Role.QUIET))


def status(page: Page, state: State) -> Said:
    """Language, voice, letters."""
    machine = page.book.machine
    if machine.silent_because:
        voice = page.t("kiosk-voice-sign")
    else:
        voice = page.t("kiosk-status-voice-on" if state.voice else "kiosk-status-voice-off")
    size = page.t("kiosk-status-size", size=str(state.size + 1)) if machine.sizes > 1 else ()
    return page.joined(page.words(page.locale.name), voice, size, between=" · ")


def hints(page: Page, state: State, *, choosable: bool, enter: bool) -> tuple[KeyHint, ...]:
    """The keys that work here, the person first; what cannot be done here is not offered."""
    found = [page.key("0", "", page.t("ask-a-person"))]
    if choosable or enter:
        label = page.t("kiosk-hint-choose" if choosable else "kiosk-hint-next")
        found.append(page.key("Enter", "kiosk-name-enter", label))
    if len(state.trail) > 1:
        found.append(page.key(".", "kiosk-name-point", page.t("kiosk-hint-back")))
    found.append(page.key("9", "", page.t("kiosk-hint-start")))
    found.append(page.key("*", "kiosk-name-star", page.t("kiosk-hint-repeat")))
    voice = page.t("kiosk-hint-voice-off" if state.voice else "kiosk-hint-voice-on")
    found.append(page.key("/", "kiosk-name-slash", voice))
    if page.book.machine.sizes > 1:
        smaller = page.key("-", "kiosk-name-minus", page.t("kiosk-hint-size"))
        found.append(page.joined(page.key("+", "kiosk-name-plus", ()), smaller, between=""))
    return tuple(map(KeyHint, found))


def notices(page: Page) -> tuple[Notice, ...]:
    """Urgent words of the town that hold now."""
    now = page.book.now()
    return tuple(notice for notice in page.book.town.notices if notice.since <= now < notice.until)


def _warnings(page: Page, state: State) -> list[Words]:
    """What this machine cannot do for this language, said in it."""
    found: list[Words] = []
    machine = page.book.machine
    tag = page.locale.tag
    if tag not in machine.shapes:
        found.append(Words(page.t("kiosk-no-letters"), Role.NOTICE))
    if state.voice and not machine.silent_because and machine.voices(tag).channel is Channel.NONE:
        found.append(Words(page.t("kiosk-no-voice"), Role.NOTICE))
    if state.numlock:
        found.append(Words(page.t("kiosk-numlock"), Role.QUIET))
    return found
