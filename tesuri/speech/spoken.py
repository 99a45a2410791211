"""Text on the screen → sentences for the voice: what is shown, what is said for it, and its furigana, made together.

One function of this for all of the product: facts know what they are (a telephone number is said digit by
digit), prose goes through the rules of its language, and a text that stayed Japanese is read as Japanese.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tesuri.facts import Formatted, choose_form, format_fact
from tesuri.furigana import has_kanji, parse_markup, strip_markup
from tesuri.localize import Localizer
from tesuri.markdown import write_inline
from tesuri.model import SOURCE_LOCALE, Collection, Fact, FactType, Locale, Text, Town
from tesuri.readings import Piece, Reader
from tesuri.slots import TOWN_NAME
from tesuri.speech import spoken_foreign, spoken_ja
from tesuri.speech.sentence import Part, Sentence
from tesuri.speech.split import split
from tesuri.speech.spoken_check import tokens, unsaid
from tesuri.speech.spoken_numbers import katakana
from tesuri.speech.spoken_rules import Claim, said_of
from tesuri.tokens import VALUE, Token

__all__ = ["Voicing", "said", "tokens", "unsaid"]

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_SCRIPTS = re.compile(r"(?<=[ぁ-ゖ])(?=[ァ-ヺ\d])|(?<=[ァ-ヺー\d])(?=[ぁ-ゖ])|(?<=[ァ-ヺー])(?=\d)|(?<=\d)(?=[ァ-ヺ])")
"""Between words of different scripts."""
_VALUE_TOKEN = "{{v}}"
"""Stands for a value in what the reader sees: one noun for its neighbours."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of a shown text: prose, or a value (``pieces`` not None) inside which no sentence ends."""

    text: str
    kana: str | None = None
    """The author's reading of all of it."""
    pieces: tuple[Piece, ...] | None = None
    said: str | None = None
    """What is said for it, where that is known without the rules of prose."""
    strong: bool = False


Value = str | Formatted | Part
"""What stands for a placeholder: bare words, words whose reading is known, or what is shown with what is said."""


class Voicing:
    """The texts of one locale and town as sentences to show and to say; KeyError for a fact or key nobody knows."""

    def __init__(self, collection: Collection, town: Town, locale: Locale, reader: Reader) -> None:
        self.locale = locale
        self._collection = collection
        self._facts = collection.facts_of(town)
        self._town = town
        self._reader = reader
        self._japanese = collection.locales[SOURCE_LOCALE]
        self._localizers = {tag: Localizer(collection, found) for tag, found in self._locales_used().items()}

    def text(self, text: Text, **values: Value) -> tuple[Sentence, ...]:
        """A text of the collection with its facts, and with ``{name}`` filled from ``values`` and the town's name."""
        found = self._localizers[self.locale.tag].find(text)
        locale = self._japanese if found.fallback else self.locale
        town = self._named(self._localizers[locale.tag](self._town.name), locale)
        filled = {"town": _written(town), **values}
        writer = _Writer(self, locale, filled)
        if text.context is None:
            write_inline(found.text, writer)
        else:
            writer.words(found.text)  # a text of the interface is no Markdown
        return self._sentences(writer.stretches, locale)

    def interface(self, key: str, /, **values: Value) -> tuple[Sentence, ...]:
        """A text of the interface."""
        return self.text(self._collection.interface[key], **values)

    def words(self, words: str, *, locale: str | None = None, private: bool = False) -> tuple[Sentence, ...]:
        """Words that are localized already and may carry ``{漢字|かんじ}``; private ones leave no trace in a cache."""
        chosen = self._collection.locales[locale] if locale is not None else self.locale
        return self._sentences(_marked(words), chosen, private=private)

    def formatted(self, formatted: Formatted, kind: FactType | None = None) -> tuple[Sentence, ...]:
        """A value that `tesuri.facts` has written: weekly hours, weekdays, a date."""
        if kind is FactType.PHONE:
            return self.phone(formatted.text)
        pieces = formatted.pieces or ((formatted.text, formatted.reading),)
        return self._sentences([_read_aloud(text, kana) for text, kana in pieces], self.locale)

    def phone(self, number: str) -> tuple[Sentence, ...]:
        """A telephone number, digit by digit, one part a group."""
        groups = re.findall(r"[#＃]|\d+[^\d#＃]*|[^\d#＃]+", number)
        parts: list[Part] = []
        for index, group in enumerate(groups):
            spoken = self._phone(group, self.locale)
            pause = _pause(self.locale) if spoken and index < len(groups) - 1 else ""
            parts.append(Part(group, spoken + pause))
        return (Sentence(tuple(parts), self.locale.tag),) if parts else ()

    def spelled(self, code: str, *, private: bool = True) -> tuple[Sentence, ...]:
        """A code, letters and digits one by one; hyphens and spaces are pauses."""
        japanese = self._is_japanese(self.locale)
        parts: list[Part] = []
        for character in code:
            if not character.isalnum():
                parts.append(Part(character, _pause(self.locale)))
            elif japanese:
                parts.append(Part(character, spoken_ja.spelled(character) + " "))
            else:
                parts.append(Part(character, spoken_foreign.finished(character.upper(), self.locale.tag) + " "))
        return (Sentence(tuple(parts), self.locale.tag, private),) if code.strip() else ()

    def fact(self, token: Token, locale: Locale) -> list[_Stretch]:
        """The stretches of a token in prose: its value, and the words of the form around it."""
        if token.id == TOWN_NAME:
            return [self._named(self._localizers[locale.tag](self._town.name), locale)]
        fact = self._facts[token.id]
        formatted = format_fact(fact, locale, self._localizers[locale.tag])
        form = choose_form(token.forms, fact, formatted, locale) if token.forms else VALUE
        before, value, after = form.partition(VALUE)
        written = self._value(fact, formatted, locale) if value else None
        return [*_marked(before), *([written] if written else []), *_marked(after)]

    def _locales_used(self) -> dict[str, Locale]:
        return {self._japanese.tag: self._japanese, self.locale.tag: self.locale}

    def _is_japanese(self, locale: Locale) -> bool:
        return locale.babel == "ja"

    def _phone(self, number: str, locale: Locale) -> str:
        if self._is_japanese(locale):
            return spoken_ja.phone(number)
        return spoken_foreign.finished(spoken_foreign.phone(number, locale.tag), locale.tag)

    def _value(self, fact: Fact, formatted: Formatted, locale: Locale) -> _Stretch:
        text = formatted.text
        japanese = self._is_japanese(locale)
        reading = fact.reading if japanese and formatted.reading == fact.reading else None
        if fact.type is FactType.PHONE:
            return _Stretch(
                text, pieces=(Piece(text),), said=katakana(reading) if reading else self._phone(text, locale)
            )
        if fact.type in (FactType.TEXT, FactType.LAW):
            return replace(self._named(text, locale), said=reading)
        pieces = tuple(Piece(text, kana) for text, kana in formatted.pieces)
        return _Stretch(text, pieces=pieces, said=reading)

    def _named(self, words: str, locale: Locale) -> _Stretch:
        """Words as a value: a name, a law, the text of a fact."""
        plain = strip_markup(words)
        return _Stretch(plain, pieces=self._reader.pieces(words) if locale.ruby else (Piece(plain),))

    def _sentences(
        self, stretches: Sequence[_Stretch], locale: Locale, *, private: bool = False
    ) -> tuple[Sentence, ...]:
        return _sentences(stretches, locale, self._private_reader() if private else self._reader, private)

    def _private_reader(self) -> Reader:
        """A reader that remembers nothing: what a person typed must not get into a cache that is written to disk."""
        return Reader(self._collection.readings)


def said(shown: str, locale: Locale, reader: Reader) -> str:
    """What is said for words on the screen by the rules of prose alone."""
    return "".join(sentence.said for sentence in _sentences(_marked(shown), locale, reader, False))


class _Writer:
    """Collects the stretches of a text. Each is one character in what the methods return, so that emphasis
    knows how many of the last stretches are inside it."""

    def __init__(self, voicing: Voicing, locale: Locale, values: dict[str, Value]) -> None:
        self.stretches: list[_Stretch] = []
        self._voicing, self._locale, self._values = voicing, locale, values

    def words(self, text: str) -> str:
        stretches: list[_Stretch] = []
        end = 0
        for match in _PLACEHOLDER.finditer(text):
            if match[1] in self._values:
                stretches += (*_marked(text[end : match.start()]), self._filled(self._values[match[1]]))
                end = match.end()
        return self._add(*stretches, *_marked(text[end:]))

    def ruby(self, base: str, kana: str) -> str:
        return self._add(_Stretch(base, kana=kana))

    def fact(self, token: Token) -> str:
        return self._add(*self._voicing.fact(token, self._locale))

    def link(self, target: str, inner: str) -> str:
        return inner

    def strong(self, inner: str) -> str:
        first = len(self.stretches) - len(inner)
        self.stretches[first:] = [replace(stretch, strong=True) for stretch in self.stretches[first:]]
        return inner

    def emphasis(self, inner: str) -> str:
        return self.strong(inner)

    def _filled(self, value: Value) -> _Stretch:
        if isinstance(value, Part):
            return _Stretch(value.shown, pieces=(Piece(value.shown, value.kana),), said=value.said)
        if isinstance(value, Formatted):
            pieces = tuple(Piece(text, kana) for text, kana in value.pieces) or (Piece(value.text, value.reading),)
            return _Stretch(value.text, pieces=pieces)
        # Bare words may come from a person: they are read by a reader that remembers nothing.
        marked = parse_markup(value)
        plain = "".join(piece.text for piece in marked)
        read = self._voicing._private_reader().pieces(value) if self._locale.ruby and has_kanji(plain) else marked
        return _Stretch(plain, pieces=read if self._locale.ruby else (Piece(plain),))

    def _add(self, *stretches: _Stretch) -> str:
        kept = [stretch for stretch in stretches if stretch.text]
        self.stretches += kept
        return "." * len(kept)


def _sentences(stretches: Sequence[_Stretch], locale: Locale, reader: Reader, private: bool) -> tuple[Sentence, ...]:
    """Stretches as sentences; their shown words join to the stretches' exactly."""
    japanese = locale.babel == "ja"
    shown = "".join(stretch.text for stretch in stretches)
    starts = list(itertools.accumulate((len(s.text) for s in stretches), initial=0))
    sealed = [(start, start + len(s.text)) for start, s in zip(starts, stretches, strict=False) if s.pieces is not None]
    settled = [
        Claim(start, start + len(s.text), s.said)
        for start, s in zip(starts, stretches, strict=False)
        if s.said is not None
    ]
    pieces = _read(stretches, reader) if japanese else [Piece(stretch.text) for stretch in stretches]
    strong = [
        start
        for start, stretch in zip(starts, stretches, strict=False)
        if stretch.strong
        for start in range(start, start + len(stretch.text))
    ]
    found: list[Sentence] = []
    for start, end in split(shown, sealed):
        own = _between(pieces, start, end)
        claims = tuple(
            replace(claim, start=claim.start - start, end=claim.end - start)
            for claim in settled
            if start <= claim.start < end
        )
        parts = _parts(shown[start:end], own, claims, locale, reader, {at - start for at in strong})
        found.append(Sentence(parts, locale.tag, private))
    return tuple(found)


@functools.cache
def _told() -> re.Pattern[str]:
    return spoken_ja.told_pattern(spoken_foreign.shipped_words()[SOURCE_LOCALE].told)


def _parts(
    text: str,
    pieces: Iterable[Piece],
    settled: tuple[Claim, ...],
    locale: Locale,
    reader: Reader,
    strong: set[int],
) -> tuple[Part, ...]:
    japanese = locale.babel == "ja"
    pieces = list(pieces)
    if japanese:
        claims = spoken_ja.claims(text, pieces, _told(), settled)
    else:
        claims = spoken_foreign.claims(text, locale, lambda words: _kana_words(words, reader), settled)
    parts: list[Part] = []
    at = 0
    for piece in pieces:
        end = at + len(piece.text)
        words = said_of(text, at, end, claims)
        words = words if japanese else spoken_foreign.finished(words, locale.tag)
        above = piece.kana if locale.ruby and has_kanji(piece.text) else None  # digits alone need no furigana
        parts.append(Part(piece.text, words, above, at in strong))
        at = end
    return tuple(parts)


def _read(stretches: Sequence[_Stretch], reader: Reader) -> list[Piece]:
    """The pieces of Japanese stretches; the reader sees a text whole, a value in it as one noun."""
    source = "".join(
        _VALUE_TOKEN if s.pieces is not None else f"{{{s.text}|{s.kana}}}" if s.kana else s.text for s in stretches
    )
    values = iter([stretch.pieces for stretch in stretches if stretch.pieces is not None])
    pieces: list[Piece] = []
    for piece in reader.pieces(source):
        own = next(values, None) if piece.text == _VALUE_TOKEN else None
        pieces += (piece,) if own is None else own
    return pieces


def _kana_words(words: str, reader: Reader) -> str:
    """The kana of Japanese words with a space between those in kanji and those in katakana: シミン カ."""
    pieces = reader.pieces(words)
    kana = "".join(f" {piece.kana}" if piece.kana else piece.text for piece in pieces)
    return _SCRIPTS.sub(" ", kana)


def _between(pieces: Sequence[Piece], start: int, end: int) -> list[Piece]:
    """Pieces from start to end; one that reaches over a border loses its kana there."""
    found: list[Piece] = []
    at = 0
    for piece in pieces:
        first, at = at, at + len(piece.text)
        part = piece.text[max(start - first, 0) : max(end - first, 0)]
        if first < end and at > start and part:
            found.append(piece if part == piece.text else Piece(part))
    return found


def _written(stretch: _Stretch) -> Formatted:
    """A stretch as a value."""
    return Formatted(stretch.text, pieces=tuple((piece.text, piece.kana) for piece in stretch.pieces or ()))


def _pause(locale: Locale) -> str:
    return "、" if locale.babel == "ja" else spoken_foreign.pause_of(locale.tag)


def _read_aloud(text: str, kana: str | None) -> _Stretch:
    """A piece of a value; Latin letters with a reading (JIS X 8341-3) are said by it."""
    if kana is None or not re.search("[A-Za-z#]", text):
        return _Stretch(text, kana)
    return _Stretch(text, pieces=(Piece(text),), said=kana)


def _marked(words: str) -> list[_Stretch]:
    """Prose that may carry ``{漢字|かんじ}``."""
    return [_Stretch(piece.text, piece.kana) for piece in parse_markup(words)]
