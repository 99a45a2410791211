"""The shelves: home, groups of topics, topics, and the words of the phone world."""

from __future__ import annotations

import dataclasses

from tesuri.model import Guide
from tesuri_kiosk.book import Page
from tesuri_kiosk.screens.frame import Tile, screen
from tesuri_kiosk.state import LANGUAGES, Place, State
from tesuri_kiosk.view import View, Words

GROUPS = ("procedures", "smartphone", "safety")


def home(page: Page, state: State) -> View:
    """What the kiosk can help with; only tiles with something behind them."""
    tiles: list[Tile] = [(page.t(f"group-{group}"), Place("group", group)) for group in GROUPS if _topics(page, group)]
    tiles.append((page.t("search-title"), _search))
    if page.book.collection.words:
        tiles.append((page.t("words-title"), Place("words")))
    tiles += [
        (page.in_english_too(page.t("language-word"), "Language"), LANGUAGES),
        (page.t("kiosk-settings"), Place("settings")),
        (page.t("kiosk-help"), Place("help")),
    ]
    return screen(page, state, page.t("kiosk-choose"), tiles=tiles)


def group(page: Page, state: State) -> View:
    """The topics of a group; where there is only one, its guides."""
    topics = _topics(page, state.place.of)
    if len(topics) == 1:
        return _guides(page, state, f"group-{state.place.of}", _of_topic(page, topics[0]))
    tiles: list[Tile] = [(page.text(page.book.collection.topics[id].title), Place("topic", id)) for id in topics]
    return screen(page, state, page.t(f"group-{state.place.of}"), tiles=tiles)


def topic(page: Page, state: State) -> View:
    """The guides of a topic."""
    return _guides(page, state, "", _of_topic(page, state.place.of))


def words(page: Page, state: State) -> View:
    """Words of the phone world, to choose from."""
    tiles: list[Tile] = [(page.text(word.term), Place("word", id)) for id, word in page.book.collection.words.items()]
    return screen(page, state, page.t("words-title"), tiles=tiles)


def word(page: Page, state: State) -> View:
    """One word, explained; Enter goes to the next."""
    known = page.book.collection.words
    found = known[state.place.of]
    ids = list(known)
    following = ids[(ids.index(found.id) + 1) % len(ids)]
    return screen(
        page,
        state,
        page.name(found.term),
        blocks=[Words(page.text(found.meaning))],
        enter=Place("word", following),
    )


def _guides(page: Page, state: State, heading: str, guides: list[Guide]) -> View:
    title = page.t(heading) if heading else page.text(page.book.collection.topics[state.place.of].title)
    tiles: list[Tile] = [(page.text(guide.title), Place("guide", guide.slug)) for guide in guides]
    return screen(page, state, title, tiles=tiles)


def _topics(page: Page, group: str) -> list[str]:
    """Topics of a group that have a guide."""
    used = {guide.topic for guide in page.book.collection.guides.values()}
    return [id for id, topic in page.book.collection.topics.items() if topic.group == group and id in used]


def _of_topic(page: Page, topic: str) -> list[Guide]:
    return [guide for guide in page.book.collection.guides.values() if guide.topic == topic]


def _search(state: State) -> State:
    """To an empty search."""
    return dataclasses.replace(state, query=()).go(Place("search"))
