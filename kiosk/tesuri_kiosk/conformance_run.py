"""One run through the kiosk in every language: all screens, all terminals, and the app at work."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tesuri.model import Collection
from tesuri.problem import Problem
from tesuri.readings import Reader
from tesuri.speech.speaker import Channel, Voice
from tesuri_kiosk import conformance_app, conformance_style, fit, screens
from tesuri_kiosk.book import Book, Machine
from tesuri_kiosk.conformance_stage import Stage, forgetting_pen, running
from tesuri_kiosk.conformance_text import (
    of_another_language,
    pictures_without_words,
    said_for,
    shown_not_said,
    utterance_faults,
)
from tesuri_kiosk.conformance_walk import Found, ViewOf, Visit, Walk, written
from tesuri_kiosk.drawn import Pen
from tesuri_kiosk.layout import Fit, lay_out
from tesuri_kiosk.setting import UNSHAPED, Setter
from tesuri_kiosk.settings import Settings
from tesuri_kiosk.state import HOME, LANGUAGES, SIZES, Place, State
from tesuri_kiosk.view import Role, Row

CELL = (8, 20)
"""Pixels of a cell, for drawn letters; small, because only what they say is looked at."""
MAIN = Fit(40, 15, cell_width=CELL[0], cell_height=CELL[1])
"""The screen of the walk: large letters on a small screen, drawn where they have to be."""
PLAIN = (Fit(40, 15), Fit(80, 24), Fit(20, 10))
"""Screens that draw no letters."""
SCREENS = tuple((size, far) for size in (395.0, 546.0, 610.0) for far in (400.0, 500.0, 600.0))
"""Diagonals (15.6, 21.5 and 24 inches, Full HD) and distances for which letters are computed, in mm."""
Act = Callable[[Stage], Awaitable[float | None]]
TOURED = ("step", "line", "settings")
"""Rooms to which the app itself is led by real keys in every language."""


REMEMBERED = 16_384


def remembering_setter(pen: Pen | None = None) -> Setter:
    """A setter for a walk: rows at the top and the bottom are the same on hundreds of screens."""
    return Setter(pen, remembered=REMEMBERED)


@dataclass(frozen=True, slots=True)
class Product:
    """What is walked; ``view`` and ``styles`` are replaced by tests that break a screen."""

    collection: Collection
    town: str
    reader: Reader
    voices: Callable[[str], Voice]
    settings: Settings = field(default_factory=Settings)
    version: str = ""
    content_date: dt.date | None = None
    problems: tuple[Problem, ...] = ()
    view: ViewOf = screens.view
    styles: str = field(default_factory=lambda: Path(__file__).with_name("kiosk.tcss").read_text(encoding="utf-8"))

    def book(self, hour: dt.datetime, *, drawn: bool = True, silent: str = "") -> Book:
        """The book at an hour, on a terminal that draws letters and changes their size, or on one that does not."""
        tags = frozenset(self.collection.locales)
        machine = Machine(
            shapes=tags if drawn else tags - frozenset(UNSHAPED),
            sizes=SIZES if drawn else 1,
            silent_because=silent,
            voices=self.voices,
            version=self.version,
            content_date=self.content_date,
            problems=self.problems,
            letters="drawn by this program (sixel)" if drawn else "drawn by the terminal",
        )
        town = self.collection.towns[self.town]
        return Book(self.collection, town, self.reader, self.settings, machine, lambda: hour)


@dataclass
class Tally:
    """What was looked at in one language."""

    locale: str
    voice: Voice
    screens: int = 0
    presses: int = 0
    frames: int = 0
    sentences: int = 0
    tokens: int = 0
    cells: int = 0
    longest: str = ""
    nothing_found: bool = False
    roles: set[str] = field(default_factory=lambda: {Role.NUMBER, Role.QUIET})
    """What the words on tiles are; a tile has its digit and its border too."""
    faults: list[Found] = field(default_factory=list)


@dataclass
class Run:
    """All that a run found: ``general`` are faults of no single language, ``counts`` evidence by name."""

    tallies: list[Tally] = field(default_factory=list)
    general: list[Found] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    letters: tuple[str, ...] = ()
    contrast: float = 0.0

    @property
    def faults(self) -> int:
        """How many."""
        return len(self.general) + sum(len(tally.faults) for tally in self.tallies)


def run(
    product: Product, locales: Sequence[str], now: dt.datetime, told: Callable[[str], None] = lambda line: None
) -> Run:
    """One run: every locale's walk, then the app at work; ``told`` hears how far it is."""
    # A Wednesday morning and a Sunday night: somebody is there, nobody is there.
    open_day = (now + dt.timedelta((2 - now.weekday()) % 7)).replace(hour=10, minute=0, second=0, microsecond=0)
    closed_day = (now + dt.timedelta((6 - now.weekday()) % 7)).replace(hour=23, minute=5, second=0, microsecond=0)
    books = (product.book(open_day), product.book(closed_day, drawn=False))
    pen = Pen(*CELL, product.collection.locales)
    setters = (remembering_setter(pen if pen.can_shape else None), remembering_setter())
    found = Run()
    ways: dict[str, dict[str, Visit]] = {}
    for tag in locales:
        tally, ways[tag] = walked(product, tag, books, setters)
        found.tallies.append(tally)
        told(f"{tag}: {tally.screens} screens, {tally.presses} presses, {len(tally.faults)} faults")
        pen.forget()
    _contrast(found, product)
    _letters(found)
    asyncio.run(_work(product, books[0], pen, found, ways))
    return found


# --- every screen ---


def walked(
    product: Product, tag: str, books: tuple[Book, Book], setters: tuple[Setter, Setter]
) -> tuple[Tally, dict[str, Visit]]:
    """One locale's walk, on terminals that draw letters and on some that do not; and one screen of each room."""
    tally = Tally(tag, product.voices(tag))
    walk = Walk(books[0], product.view, MAIN, setters[0], tag)
    rooms: dict[str, Visit] = {}
    for visit in walk.visits():
        rooms.setdefault(visit.state.place.room, visit)
        tally.roles |= {choice.role for choice in visit.view.choices}
        _look(tally, visit, product, books[1], setters[1])
    tally.presses = walk.presses
    tally.faults += walk.faults
    _nothing_found(tally, walk, books[0])
    _silent(tally, product, books[0].now(), rooms, setters[1])
    _no_voice(tally, product, books[0])
    return tally, rooms


def _look(tally: Tally, visit: Visit, product: Product, plain: Book, cells: Setter) -> None:
    """One screen on every terminal: what stands on it, and what is said."""
    state = visit.state
    tally.screens += 1
    keys = written(visit.keys)
    tally.longest = max(tally.longest, keys, key=len)
    _compare(tally, visit)
    for utterance in visit.view.script():
        tally.sentences += 1
        faults, count = said_for(utterance.spoken)
        tally.tokens += count
        for what in faults:
            tally.faults.append(Found("2", state.place, visit.keys, what))
        if of_another_language(utterance.spoken):
            what = f"“{utterance.shown.shown}” is given to the voice of {utterance.shown.locale}"
            tally.faults.append(Found("14", state.place, visit.keys, what))
    for choice in visit.view.choices:
        for utterance in choice.script():
            for what in utterance_faults(utterance, choice.digit):
                tally.faults.append(Found("2", state.place, visit.keys, what))
    typed = "".join(state.query).strip()
    if typed and state.place.room == "search":
        rows = [s for b in visit.view.blocks if isinstance(b, Row) for value in b.values for s in value]
        if not any(s.shown.strip() == typed and s.private for s in rows):
            tally.faults.append(Found("9", state.place, visit.keys, "what was typed is not kept private"))
    try:
        view = product.view(plain, state)
        for size in PLAIN:
            _compare(tally, replace(visit, view=view, frame=lay_out(view, size, cells)))
    except Exception as error:
        what = f"the screen cannot be shown where nothing is drawn: {type(error).__name__}"
        tally.faults.append(Found("1", state.place, visit.keys, what))


def _compare(tally: Tally, visit: Visit) -> None:
    """A frame against its script."""
    tally.frames += 1
    place, size = visit.state.place, f"{visit.frame.columns}×{visit.frame.height}"
    for what in shown_not_said(visit.frame, visit.view):
        tally.faults.append(Found("2", place, visit.keys, f"{what} ({size})"))
    for what in pictures_without_words(visit.frame, visit.view):
        tally.faults.append(Found("7", place, visit.keys, f"{what} ({size})"))
    if visit.frame.body_height < 1:
        tally.faults.append(Found("1", place, visit.keys, f"there is no room for the text ({size})"))


def _nothing_found(tally: Tally, walk: Walk, book: Book) -> None:
    """Row 14b: that nothing was found is said, not only shown."""
    if walk.nothing_found is None:
        return  # where only what exists can be typed, something is always found
    tally.nothing_found = True
    wanted = "".join(s.said for s in book.page(tally.locale).t("kiosk-search-none"))
    said = "".join(utterance.spoken.said for utterance in walk.nothing_found.script())
    if wanted not in said:
        tally.faults.append(Found("14b", walk.nothing_found.place, (), "that nothing was found is not said"))


def _silent(tally: Tally, product: Product, now: dt.datetime, rooms: dict[str, Visit], cells: Setter) -> None:
    """Row 18: without sound every screen is still there, and a sign says that there is no voice."""
    book = product.book(now, drawn=False, silent="no sound device")
    for visit in rooms.values():
        view = product.view(book, visit.state)
        _compare(tally, replace(visit, view=view, frame=lay_out(view, PLAIN[0], cells)))
    sign = "".join(s.shown for s in book.page(tally.locale).t("kiosk-voice-sign"))
    home = product.view(book, State(tally.locale, trail=(LANGUAGES, HOME)))
    if sign not in "".join(s.shown for s in home.status):
        tally.faults.append(Found("18", home.place, (), "nothing shows that there is no voice"))


def _no_voice(tally: Tally, product: Product, book: Book) -> None:
    """Row 18: a language without a voice says so in its own words to whoever asks for speech."""
    if tally.voice.channel is not Channel.NONE:
        return
    home = product.view(book, State(tally.locale, trail=(LANGUAGES, HOME), voice=True))
    sign = "".join(s.shown for s in book.page(tally.locale).t("kiosk-no-voice"))
    if sign not in "".join(utterance.shown.shown for utterance in home.script()):
        tally.faults.append(Found("18", home.place, (), "nothing tells that this language has no voice"))


# --- what belongs to no single screen ---


def _contrast(found: Run, product: Product) -> None:
    """Row 17: everything that is painted, in both themes."""
    roles = {role for tally in found.tallies for role in tally.roles}
    known = conformance_style.pairs(product.styles, roles)
    found.counts["pairs"] = len(known)
    found.contrast = min((pair.ratio for pair in known), default=0.0)
    for what in conformance_style.faults(product.styles, roles):
        found.general.append(Found("17", Place("colours"), (), what))


def _letters(found: Run) -> None:
    """Rows 16 and 17: the computed letters are as large as the standard wants, by the font's own measure."""
    lines = []
    for diagonal, distance in SCREENS:
        screen = fit.by_diagonal(1920, 1080, diagonal)
        size = fit.first_size(screen, distance)
        height = size * fit.cap_ratio() / screen.density
        lines.append(f"{diagonal / 25.4:.1f} in at {distance / 10:.0f} cm: {height:.1f} mm")
        if height < fit.capital_mm(distance):
            found.general.append(Found("16", Place("fit"), (), f"a capital is {height:.1f} mm high: {lines[-1]}"))
    found.letters = tuple(lines)


async def _work(product: Product, book: Book, pen: Pen, found: Run, ways: dict[str, dict[str, Visit]]) -> None:
    """The app itself; a fault of ours that ends it is one of the product's."""
    acts: list[tuple[str, Pen | None, Act]] = [
        ("lit", None, conformance_app.hearing),
        ("focus", None, conformance_app.choosing),
        ("staff", None, conformance_app.staff),
        ("seconds", None, conformance_app.waiting),
    ]
    first = next(iter(ways.values()), {})
    if {"settings", "search"} <= set(first):
        settings, search = first["settings"].keys, first["search"].keys
        forgetting = forgetting_pen(pen, book) if pen.can_shape else None
        acts.append(("memory", forgetting, lambda s: conformance_app.wiping(s, settings, search)))
    for name, own, act in acts:
        found.general += await _act(product, book, own, act, found, name, (80, 24))
    for tally in found.tallies:
        rooms = ways[tally.locale]
        wanted = [(rooms[r].keys, rooms[r].state.place) for r in TOURED if r in rooms]
        for way in wanted:
            before = found.counts["cells"]
            faults = await _act(product, book, pen if pen.can_shape else None, _touring(way), found, "cells", (40, 15))
            tally.cells += found.counts["cells"] - before
            tally.faults += faults


def _touring(way: tuple[tuple[str, ...], Place]) -> Act:
    return lambda s: conformance_app.tour(s, [way])


async def _act(
    product: Product,
    book: Book,
    pen: Pen | None,
    act: Act,
    found: Run,
    name: str,
    size: tuple[int, int],
) -> list[Found]:
    """One act of the app; its result is added to the counts."""
    try:
        async with running(book, product.view, size, pen) as stage:
            result = await act(stage)
            found.counts["app presses"] += stage.presses
            found.counts[name] += int(result or 0)
            return stage.faults
    except Exception as error:
        return [Found("1", Place(name), (), f"the app ends with {type(error).__name__}")]
