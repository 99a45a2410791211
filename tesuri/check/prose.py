"""Prose: facts are named, never typed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from tesuri.markdown import plain, texts
from tesuri.model import Collection, Fact, Text
from tesuri.problem import Problem, suggestion
from tesuri.slots import TOWN_NAME
from tesuri.tokens import find_tokens, without_tokens

_LINK_TARGET = re.compile(r"\]\([^)]*\)")
_DIGIT = re.compile(r"(?<![A-Za-z0-9])[0-9０-９][0-9０-９,，.．:：]*")
"""Digits that belong to no name: NET119 is a name."""
_FULL_WIDTH = re.compile(r"[０-９]+")
_REFERENCE = re.compile(r"&#\w+;?")
_TAG = re.compile(r"</?[A-Za-z][^>]*>?|<!--")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_EMPTY_LINK = re.compile(r"(?<!!)\[\s*\]\([^)]*\)")
_MARKS = {
    "](": "a link that cannot be read: write [words](guide:slug), [words](page:slug) or [words](https://…)",
    "**": "'**' that is never closed, or has a space inside: **words**",
    "{": "a brace: facts are {{ id }}, furigana are {漢字|かんじ}",
    "}": "a brace: facts are {{ id }}, furigana are {漢字|かんじ}",
}
"""What must not be left when a text has been read, and what to say where it is."""
_KANJI_NUMBER = re.compile(
    r"[一二三四五六七八九十百千万]+(?:円|日以内|日間|か月|ヶ月|カ月|週間|歳|年間|時間|分間|時半?(?:から|まで))"
)


def malformed_tokens(collection: Collection, today: dt.date) -> Iterator[Problem]:
    """Tokens that cannot be read: stray braces, unknown forms."""
    for text in (*all_prose(collection), *town_prose(collection)):
        for token in find_tokens(text.source):
            for message in token.problems:
                yield Problem(text.path, text.line, message, "malformed-token")
    for fact in _all_facts(collection):
        if fact.text is not None and ("{{" in fact.text.source or "}}" in fact.text.source):
            message = f"fact '{fact.id}' names a fact; the value of a fact is plain words"
            yield Problem(fact.path, fact.line, message, "malformed-token")


def unreadable_markup(collection: Collection, today: dt.date) -> Iterator[Problem]:
    """Marks that were meant as markup and would stand on the page as they were typed."""
    for text in (*all_prose(collection), *town_prose(collection)):
        prose = without_tokens(text.source)
        if match := _REFERENCE.search(prose):
            message = f"'{match.group()}': type the character itself"
            yield Problem(text.path, text.line, message, "markup")
        if match := _TAG.search(prose):
            message = f"'{match.group()}': HTML is shown as it was typed; use Markdown"
            yield Problem(text.path, text.line, message, "markup")
        if match := _PICTURE.search(prose):
            yield Problem(text.path, text.line, f"'{match.group()}': a picture stands alone on its line", "markup")
        if match := _EMPTY_LINK.search(prose):
            yield Problem(text.path, text.line, f"'{match.group()}': a link needs words to touch", "markup")
        shown = plain(prose)
        for marks, meaning in _MARKS.items():
            if marks in shown:
                yield Problem(text.path, text.line, meaning, "markup")


def unknown_facts(collection: Collection, today: dt.date) -> Iterator[Problem]:
    """Facts that prose names and no ledger has, and those that one town lacks."""
    known = {TOWN_NAME, *collection.facts, *(id for town in collection.towns.values() for id in town.facts)}
    lacking: set[tuple[str, str]] = set()
    for text in (*all_prose(collection), *town_prose(collection)):
        for token in find_tokens(text.source):
            if token.problems or token.id == TOWN_NAME:
                continue
            if token.id not in known:
                message = f"fact '{token.id}' is not in the ledger{suggestion(token.id, known)}"
                yield Problem(text.path, text.line, message, "unknown-fact")
                continue
            for town in collection.towns.values():
                if token.id not in town.facts and token.id not in collection.facts:
                    lacking.add((town.slug, token.id))
    for slug, id in sorted(lacking):
        path = f"content/towns/{slug}/facts.yml"
        yield Problem(path, 1, f"fact '{id}' is missing; guides name it", "unknown-fact")


def typed_numbers(collection: Collection, today: dt.date) -> Iterator[Problem]:
    """Numbers typed into prose: they would go stale in fourteen languages without anybody noticing."""
    nights = (town.night for town in collection.towns.values() if town.night is not None)
    for text in (*all_prose(collection), *nights):
        prose = _LINK_TARGET.sub("]", without_tokens(text.source))
        for match in (*_DIGIT.finditer(prose), *_KANJI_NUMBER.finditer(prose)):
            message = f"number '{match.group()}' typed into prose; make it a fact and name it as {{{{ id }}}}"
            yield Problem(text.path, text.line, message, "number-in-prose")


def full_width_digits(collection: Collection, today: dt.date) -> Iterator[Problem]:
    """Full-width digits anywhere: searches and screen readers trip over them."""
    signs = (
        text
        for town in collection.towns.values()
        for office in town.offices.values()
        for text in (office.name, office.building, office.address)
    )
    words = (text for fact in _all_facts(collection) for text in (fact.text, fact.label) if text is not None)
    for text in (*signs, *words, *all_prose(collection), *town_prose(collection)):
        for match in _FULL_WIDTH.finditer(text.source):
            message = f"full-width digits '{match.group()}'; type them half-width"
            yield Problem(text.path, text.line, message, "full-width")


def all_prose(collection: Collection) -> Iterator[Text]:
    """Every text that holds for all towns: guides, pages, items, topics, words, contacts."""
    found: list[Text | None] = []
    for guide in collection.guides.values():
        found += [guide.title, guide.word, guide.summary, guide.who, guide.deadline, guide.fee, guide.keywords]
        found += [bring.note for bring in guide.bring]
        found += texts(guide.body)
    for page in collection.pages.values():
        found += [page.title, page.summary, *texts(page.body)]
    for item in collection.items.values():
        found += [item.name, item.note]
    for topic in collection.topics.values():
        found += [topic.title, topic.description]
    for word in collection.words.values():
        found += [word.term, word.meaning]
    for contact in collection.contacts.values():
        found += [contact.name, contact.description]
    yield from (text for text in found if text is not None)


def town_prose(collection: Collection) -> Iterator[Text]:
    """What a town says in its own words: notices, forms, the night's way in.

    Numbers may be typed into notices and forms: an urgent notice is written in a hurry and goes by itself, and a
    form's name may have one.
    """
    for town in collection.towns.values():
        if town.night is not None:
            yield town.night
        yield from (notice.text for notice in town.notices)
        for form in town.forms.values():
            yield from (form.title, *form.fields)


def _all_facts(collection: Collection) -> Iterator[Fact]:
    yield from collection.facts.values()
    for town in collection.towns.values():
        yield from town.facts.values()
