"""Search by letters on the screen, picked with arrows and Enter; what is found takes the digits at once."""

from __future__ import annotations

import dataclasses
import unicodedata
from weakref import WeakKeyDictionary

from tesuri.localize import Localizer
from tesuri.markdown import plain
from tesuri.speech.sentence import Part, Sentence
from tesuri_kiosk.alphabets import LETTERS, OWN_SCRIPT, clusters, first_alphabet, following, marked
from tesuri_kiosk.book import Book, Page
from tesuri_kiosk.keys import DIGITS
from tesuri_kiosk.screens.frame import Tile, screen
from tesuri_kiosk.state import LONGEST_QUERY, Place, State
from tesuri_kiosk.view import Act, Block, Choice, Role, Row, Said, View, Words

COLUMNS = 10
A_LEAF = 50
"""Letters of a script that are shown at once."""


def search(page: Page, state: State) -> View:
    """Letters, what was typed, and the guides found so far."""
    query = "".join(state.query)
    typed = page.words(query, private=True) if query else page.t("kiosk-search-empty")
    hits = page.book.searcher(page.locale).search(query, len(DIGITS)) if query.strip() else ()
    guides = page.book.collection.guides
    tiles: list[Tile] = [(page.text(guides[hit.slug].title), Place("guide", hit.slug)) for hit in hits]
    blocks: list[Block] = [Words(page.t("kiosk-search-how")), Row(page.t("kiosk-search-typed"), (typed,))]
    if query.strip():
        blocks.append(Words(page.t("kiosk-search-found" if hits else "kiosk-search-none"), Role.LABEL))
    return screen(
        page, state, page.t("search-title"), blocks=blocks, tiles=tiles, letters=_grid(page, state), grid=COLUMNS
    )


def _grid(page: Page, state: State) -> list[Choice]:
    alphabet = state.place.of or first_alphabet(page.locale.tag)
    letters = LETTERS.get(alphabet) or following(_vocabulary(page), state.query)
    leaves = -(-len(letters) // A_LEAF)
    at = state.place.at % leaves if leaves else 0
    grid = [Choice("", _letter(page, letter), _typing(letter)) for letter in letters[at * A_LEAF : (at + 1) * A_LEAF]]
    if leaves > 1:
        grid.append(Choice("", page.step("kiosk-more", at + 1, leaves), lambda s: s.turn((at + 1) % leaves)))
    return [*grid, *_tools(page, alphabet)]


def _tools(page: Page, alphabet: str) -> list[Choice]:
    tools: list[tuple[Said, Act]] = [
        (page.t("kiosk-search-delete"), lambda s: dataclasses.replace(s, query=s.query[:-1])),
        (page.t("kiosk-search-clear"), lambda s: dataclasses.replace(s, query=())),
        (page.t("kiosk-search-space"), _typing(" ")),
    ]
    if alphabet == "kana":
        name = "".join(s.said for s in page.t("kiosk-search-marks"))
        marks = (Sentence((Part("゛゜小", name),), page.locale.tag),)
        tools.insert(0, (marks, lambda s: dataclasses.replace(s, query=marked(s.query))))
    alphabets = [*(["own"] if page.locale.tag in OWN_SCRIPT else []), *LETTERS]
    tools += [(page.t(f"kiosk-search-{name}"), _switching(name)) for name in alphabets if name != alphabet]
    return [Choice("", label, act, Role.QUIET) for label, act in tools]


def _letter(page: Page, letter: str) -> Said:
    """A letter, said by its sound; it is nobody's until it is typed."""
    japanese = "ja" if "ぁ" <= letter <= "ー" else page.locale.tag
    return (Sentence((Part(letter, letter),), japanese),)


def _typing(letter: str) -> Act:
    def act(state: State) -> State:
        query = (*state.query, letter)[:LONGEST_QUERY]
        return dataclasses.replace(state, query=query)

    return act


def _switching(alphabet: str) -> Act:
    def act(state: State) -> State:
        here = Place("search", alphabet)
        return dataclasses.replace(state, trail=(*state.trail[:-1], here), focus=-1)

    return act


_VOCABULARIES: WeakKeyDictionary[Book, dict[str, tuple[tuple[str, ...], ...]]] = WeakKeyDictionary()
"""Per book and locale; made once (20 ms), read with every letter."""


def _vocabulary(page: Page) -> tuple[tuple[str, ...], ...]:
    """Words of titles and keywords of all guides in a locale, cut into letters."""
    known = _VOCABULARIES.setdefault(page.book, {})
    if page.locale.tag not in known:
        localizer = Localizer(page.book.collection, page.locale)
        texts = (t for g in page.book.collection.guides.values() for t in (g.title, g.word, g.keywords) if t)
        # Latin words among them have letters of their own.
        words = {word for text in texts for word in _split(plain(localizer(text))) if not word[0].isascii()}
        known[page.locale.tag] = tuple(clusters(word) for word in sorted(words))
    return known[page.locale.tag]


def _split(text: str) -> list[str]:
    """Words in small letters, without marks between them."""
    kept = (c.lower() if c.isalnum() or unicodedata.category(c) in ("Mn", "Mc", "Cf") else " " for c in text)
    return "".join(kept).split()
