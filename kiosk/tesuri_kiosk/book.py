"""What the screens are written from: the collection in every language, the town, the clock, what the machine can do."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tesuri import markdown
from tesuri.facts import Formatted
from tesuri.localize import SHOWN, Localizer
from tesuri.model import SOURCE_LOCALE, Collection, Fact, Guide, Locale, MessageState, Office, Text, Town
from tesuri.opening import JAPAN, OpenState, open_state
from tesuri.problem import Problem
from tesuri.readings import Reader, strip_markup
from tesuri.routes import Edition, Route
from tesuri.speech.sentence import Part, Sentence
from tesuri.speech.speaker import Channel, Voice
from tesuri.speech.spoken import Value, Voicing
from tesuri_kiosk.settings import Settings
from tesuri_kiosk.view import Said

if TYPE_CHECKING:
    from tesuri.search import Searcher


@dataclass(frozen=True, slots=True)
class Machine:
    """What the terminal and the speaker can do, as the screens tell it to visitors and staff."""

    shapes: frozenset[str] = frozenset()
    """Locales whose letters this terminal shows rightly."""
    sizes: int = 1
    """Steps of letters here; 1 where they cannot be changed."""
    silent_because: str = ""
    voices: Callable[[str], Voice] = field(default=lambda tag: Voice(tag, Channel.NONE))
    version: str = ""
    content_date: dt.date | None = None
    problems: tuple[Problem, ...] = ()
    letters: str = ""
    """For the staff: how letters are drawn and how many fit."""


def now_in_japan() -> dt.datetime:
    """The clock; a device's own time zone does not matter."""
    return dt.datetime.now(JAPAN)


SEARCHERS = 1
"""Indexes kept, 8 MB each: a visitor searches in one language."""
REMEMBERED = 4096
"""Texts kept as sentences: half a millisecond each to make; all of a locale are about 900."""


class Book:
    """Texts of one town in every locale, as sentences to show and to say."""

    def __init__(
        self,
        collection: Collection,
        town: Town,
        reader: Reader,
        settings: Settings,
        machine: Machine,
        now: Callable[[], dt.datetime] = now_in_japan,
    ) -> None:
        self.collection = collection
        self.town = town
        self.reader = reader
        self.settings = settings
        self.machine = machine
        self.now = now
        self.locales = tuple(collection.locales.values())
        self._voicings: dict[str, Voicing] = {}
        self._searchers: dict[str, Searcher] = {}
        self._said = functools.lru_cache(maxsize=REMEMBERED)(self._make)
        self._values = functools.lru_cache(maxsize=REMEMBERED)(self._write)

    def page(self, locale: str) -> Page:
        """The book opened in a locale; Japanese where it is not known."""
        return Page(self, self.collection.locales.get(locale) or self.collection.locales[SOURCE_LOCALE])

    def voicing(self, locale: Locale) -> Voicing:
        """What turns texts into sentences, one a locale."""
        if locale.tag not in self._voicings:
            self._voicings[locale.tag] = Voicing(self.collection, self.town, locale, self.reader)
        return self._voicings[locale.tag]

    def localizer(self, locale: Locale) -> Localizer:
        """The catalog of a locale."""
        return Localizer(self.collection, locale)

    def searcher(self, locale: Locale) -> Searcher:
        """The index of a locale, made when it is first asked for (0.2 s)."""
        if locale.tag not in self._searchers:
            if len(self._searchers) >= SEARCHERS:
                del self._searchers[next(iter(self._searchers))]
            # Deferred: most visitors never search, and it takes 1 MB.
            from tesuri.search import Searcher, build_index
            from tesuri.searchdocs import search_docs

            docs = search_docs(self.collection, locale, self.reader)
            self._searchers[locale.tag] = Searcher(build_index(docs, locale.tag))
        return self._searchers[locale.tag]

    def say(self, locale: Locale, text: Text, values: tuple[tuple[str, Value], ...] = ()) -> Said:
        """A text as sentences; each time its own ones, since a screen tells sentences apart by what they are."""
        said = self._said(locale.tag, text, values)
        return tuple(Sentence(s.parts, s.locale, s.private) for s in said)

    def write(self, locale: Locale, kind: str, value: Formatted | str, own: str | None = None) -> Said:
        """A value as sentences: ``formatted``, ``phone``, ``spelled`` or ``words``; nothing of a person's."""
        return tuple(Sentence(s.parts, s.locale) for s in self._values(locale.tag, kind, value, own))

    def _write(self, tag: str, kind: str, value: Formatted | str, own: str | None) -> Said:
        voicing = self.voicing(self.collection.locales[tag])
        if isinstance(value, Formatted):
            return voicing.formatted(value)
        if kind == "phone":
            return voicing.phone(value)
        return voicing.spelled(value, private=False) if kind == "spelled" else voicing.words(value, locale=own)

    def _make(self, tag: str, text: Text, values: tuple[tuple[str, Value], ...]) -> Said:
        return self.voicing(self.collection.locales[tag]).text(text, **dict(values))

    def forget(self) -> None:
        """Nothing of the screens that were shown stays in memory."""
        markdown.forget()
        self._said.cache_clear()
        self._values.cache_clear()
        self._voicings.clear()
        self._searchers.clear()

    @functools.cached_property
    def facts(self) -> dict[str, Fact]:
        """National facts with the town's laid over them."""
        return dict(self.collection.facts_of(self.town))


class Page:
    """The book in one locale: short ways to its texts."""

    def __init__(self, book: Book, locale: Locale) -> None:
        self.book = book
        self.locale = locale
        self.voicing = book.voicing(locale)

    def t(self, key: str, /, **values: Value) -> Said:
        """A text of the interface."""
        return self.book.say(self.locale, self.book.collection.interface[key], tuple(values.items()))

    def text(self, text: Text | None) -> Said:
        """A text of the content; nothing for none."""
        return self.book.say(self.locale, text) if text is not None else ()

    def words(self, words: str, *, locale: str | None = None, private: bool = False) -> Said:
        """Words that are in a language already."""
        if private:
            return self.voicing.words(words, locale=locale, private=True)
        return self.book.write(self.locale, "words", words, locale)

    def formatted(self, formatted: Formatted) -> Said:
        """A value as the locale writes it."""
        return self.book.write(self.locale, "formatted", formatted)

    def phone(self, number: str) -> Said:
        """A telephone number, digit by digit."""
        return self.book.write(self.locale, "phone", number)

    def spelled(self, code: str) -> Said:
        """An address, letter by letter."""
        return self.book.write(self.locale, "spelled", code)

    def key(self, cap: str, name: str, label: Said) -> Said:
        """A key and what it does, as one sentence: shown ``*``, said "star"."""
        said = "".join(sentence.said for sentence in self.t(name)) if name else cap
        head = Part(f"{cap} ", f"{said}{self.pause}")
        return (Sentence((head, *self._in_a_row(label)), label[0].locale if label else self.locale.tag),)

    def joined(self, *pieces: Said, between: str = " ") -> Said:
        """Short pieces as one sentence; the language is the first one's."""
        parts: list[Part] = []
        for piece in filter(None, pieces):
            if parts:
                parts.append(Part(between, between))
            parts += self._in_a_row(piece)
        found = [sentence.locale for piece in pieces for sentence in piece]
        if not found:
            return ()
        # One that stayed Japanese makes all of it Japanese: no other voice can read it.
        return (Sentence(tuple(parts), SOURCE_LOCALE if SOURCE_LOCALE in found else found[0]),)

    def _in_a_row(self, said: Said) -> Iterator[Part]:
        """Parts of sentences one after another, with a space between where the language has spaces."""
        for index, sentence in enumerate(said):
            if index and not sentence.locale.startswith(("ja", "zh")):
                yield Part(" ", " ")
            yield from sentence.parts

    def step(self, label: str, at: int, total: int) -> Said:
        """A label with a step: shown 3 / 5, said as a count."""
        said = "".join(s.said for s in self.t("kiosk-step-of", step=str(at), total=str(total)))
        return self.joined(
            self.t(label), (Sentence((Part(f"{at} / {total}", f"{self.pause}{said}"),), self.locale.tag),)
        )

    @property
    def pause(self) -> str:
        """What makes a voice pause for a moment."""
        return "、" if self.locale.tag.startswith(("ja", "zh")) else ", "

    def value(self, said: Said) -> Formatted:
        """Sentences as a value for a placeholder, with their readings."""
        parts = [part for sentence in said for part in sentence.parts]
        return Formatted("".join(p.shown for p in parts), pieces=tuple((p.shown, p.kana) for p in parts))

    def name(self, text: Text) -> Said:
        """A name with the Japanese that stands on the sign, where that differs."""
        own = self.text(text)
        japanese = strip_markup(text.source)
        if self.locale.ruby or "".join(s.shown for s in own) == japanese:
            return own
        return self.joined(own, self.words(f"({japanese})"))

    def in_english_too(self, said: Said, english: str) -> Said:
        """Words with an English one beside them, for people who cannot read this language; not twice in English."""
        if self.locale.tag == "en":
            return said
        return self.joined(said, self.words(english, locale="en"), between=" / ")

    def translation(self, texts: Iterable[Text]) -> MessageState | None:
        """How far the translation of some texts is: the least of them; None where nothing is translated."""
        localizer = self.book.localizer(self.locale)
        states = {found.state for text in texts if not (found := localizer.find(text)).fallback}
        return next((state for state in SHOWN if state in states), None)

    def office(self, role: str) -> Office:
        """Who answers for a role; the switchboard where nobody is named."""
        town = self.book.town
        return town.offices.get(role) or town.office_for(role) or town.offices[town.switchboard]

    def open_now(self, office: Office, *, phone: bool = False) -> OpenState:
        """Whether somebody is there now."""
        return open_state(office, self.book.now(), self.book.town, phone=phone)

    def title(self, guide: Guide) -> Said:
        """A guide's title with the office's word in brackets, where it has one."""
        if guide.word is None:
            return self.text(guide.title)
        word = self.value(self.text(guide.word))
        return self.joined(self.text(guide.title), self.t("word-brackets", word=word))

    def address(self, route: Route) -> str:
        """The address of a page of the town's website, for a QR code."""
        url = self.book.town.url
        return f"{url}{'' if url.endswith('/') else '/'}{Edition().address(self.locale.tag, route)}"
