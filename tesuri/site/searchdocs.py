"""What the search of a locale knows of each guide: words only, never a fact's value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tesuri.localize import Localizer
from tesuri.markdown import walk
from tesuri.model import BlockKind, Collection, Guide, Locale, Text
from tesuri.readings import Reader
from tesuri.render import words_of
from tesuri.search import SearchDoc

_SEPARATORS = re.compile(r"[、,，;；،、]\s*")


def search_docs(collection: Collection, locale: Locale, reader: Reader) -> tuple[SearchDoc, ...]:
    """One document a guide, in the order of the shelves."""
    localizer = Localizer(collection, locale)
    return tuple(_doc(guide, localizer, reader) for guide in collection.guides.values())


def _doc(guide: Guide, localizer: Localizer, reader: Reader) -> SearchDoc:
    def words(text: Text | None) -> str:
        return words_of(localizer(text)) if text is not None else ""

    keywords = tuple(_split(words(guide.keywords)))
    japanese = [text.source for text in (guide.title, guide.word, guide.keywords) if text is not None]
    sections = [b for b in walk(guide.body) if b.kind is BlockKind.SECTION and b.text is not None]
    body = [b.text for b in walk(guide.body) if b.kind is not BlockKind.SECTION and b.text is not None]
    # Japanese words reach people of every language, on letters and signs and by ear, and are typed by their sound.
    known = [guide.word.source] if guide.word is not None else []
    known += _split(guide.keywords.source) if guide.keywords is not None else ()
    also = tuple(dict.fromkeys(form for word in known for form in (word, reader.kana(word))))
    ruby = localizer.locale.ruby
    return SearchDoc(
        slug=guide.slug,
        title=words(guide.title),
        word=words(guide.word),
        keywords=keywords + (tuple(_split(guide.keywords.source)) if ruby and guide.keywords else ()),
        summary=words(guide.summary),
        headings=tuple(words(section.text) for section in sections),
        body=" ".join(words(text) for text in body),
        readings=tuple(reader.kana(words_of(text)) for text in japanese) if ruby else (),
        also=also,
    )


def _split(words: str) -> Iterator[str]:
    return (word for word in _SEPARATORS.split(words) if word)
