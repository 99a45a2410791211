"""What the search of a locale knows of each guide: words only, never a fact's value."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from tesuri.localize import Localizer
from tesuri.markdown import plain, walk
from tesuri.model import BlockKind, Collection, Guide, Locale, Text
from tesuri.readings import Reader
from tesuri.search import SearchDoc

_SEPARATORS = re.compile(r"[、,，;；،]\s*")


def search_docs(collection: Collection, locale: Locale, reader: Reader) -> tuple[SearchDoc, ...]:
    """One document a guide, in the order of the shelves."""
    localizer = Localizer(collection, locale)
    return tuple(_doc(guide, localizer, reader) for guide in collection.guides.values())


def _doc(guide: Guide, localizer: Localizer, reader: Reader) -> SearchDoc:
    def words(text: Text | None) -> str:
        return plain(localizer(text)) if text is not None else ""

    # Words, not markup; kana comes from the source, where an author's own reading may stand.
    known = [guide.word.source] if guide.word is not None else []
    known += _split(guide.keywords.source) if guide.keywords is not None else ()
    blocks = [(block, block.text) for block in walk(guide.body) if block.text is not None]
    keywords = [words(guide.keywords)]
    readings: tuple[str, ...] = ()
    if localizer.locale.ruby:
        keywords += [plain(guide.keywords.source)] if guide.keywords is not None else []
        named = (guide.title, guide.word, guide.keywords)
        readings = tuple(reader.kana(text.source) for text in named if text is not None)
    return SearchDoc(
        slug=guide.slug,
        title=words(guide.title),
        word=words(guide.word),
        keywords=tuple(itertools.chain(*map(_split, keywords))),
        summary=words(guide.summary),
        headings=tuple(words(text) for block, text in blocks if block.kind is BlockKind.SECTION),
        body=" ".join(words(text) for block, text in blocks if block.kind is not BlockKind.SECTION),
        readings=readings,
        # Japanese words reach people of every language, on letters and signs and by ear, and are typed by their sound.
        also=tuple(dict.fromkeys(form for word in known for form in (plain(word), reader.kana(word)))),
    )


def _split(words: str) -> Iterator[str]:
    return (word for word in _SEPARATORS.split(words) if word)
