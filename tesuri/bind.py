"""Facts × town: the last step, in which every slot of a finished page gets its value.

A page is written once per locale; binding it for one more town is a stamping, not a build.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from tesuri.facts import Formatted, choose_form, format_fact
from tesuri.localize import Localizer
from tesuri.model import SOURCE_LOCALE, Collection, Fact, FactType, Law, Locale, Text, Town
from tesuri.readings import Piece, Reader, inline_japanese_html, phrases_html, ruby_html, strip_markup
from tesuri.slots import TOWN_NAME, Context, Slot, escaped, fill
from tesuri.tokens import VALUE

LEFT_TO_RIGHT = (FactType.TIME,)
"""Written left to right in every script, so isolated from a right-to-left sentence around it (phones too)."""


class Binder:
    """Fills slots for one town and one locale; ``blocks`` makes pieces of HTML that the town brings (``@where``)."""

    def __init__(
        self,
        collection: Collection,
        town: Town,
        locale: Locale,
        reader: Reader,
        blocks: Callable[[Slot], str] | None = None,
    ) -> None:
        self._facts = collection.facts_of(town)
        self._town = town
        self._locales = {"": locale, SOURCE_LOCALE: collection.locales[SOURCE_LOCALE]}
        self._localizers = {tag: Localizer(collection, found) for tag, found in self._locales.items()}
        self._reader = reader
        self._blocks = blocks
        self._filled: dict[str, str] = {}

    def stamp(self, html: str) -> str:
        """The page with every slot filled; KeyError for a fact that `check` has not seen."""
        return fill(html, self._stamped)

    def _stamped(self, written: str) -> str:
        # Few slots differ: 25,000 slots of 60 guides in 14 locales are 6,000 values.
        if written not in self._filled:
            self._filled[written] = self._value(Slot.read(written))
        return self._filled[written]

    def _value(self, slot: Slot) -> str:
        if slot.name.startswith("@"):
            if self._blocks is None:
                raise KeyError(slot.name)
            return self.stamp(self._blocks(slot))
        if slot.name == TOWN_NAME:
            return self._words(self._town.name, slot)
        fact, locale = self._facts[slot.name], self._locales[slot.locale]
        formatted = format_fact(fact, locale, self._localizers[slot.locale])
        form = choose_form(slot.forms, fact, formatted, locale) if slot.forms else VALUE
        return form.replace(VALUE, self._written(formatted, fact, slot))

    def _written(self, formatted: Formatted, fact: Fact, slot: Slot) -> str:
        text = formatted.text
        if slot.context is not Context.HTML:
            return escaped(text, slot.context)
        locale = self._locales[slot.locale]
        if fact.type is FactType.PHONE:
            return phone_html(text)
        if fact.type is FactType.TEXT and fact.text is not None:
            return self._words(fact.text, slot)
        if isinstance(fact.value, Law):
            return self._law(fact.value, locale)
        if locale.ruby:
            return formatted_html(formatted)
        if fact.type in LEFT_TO_RIGHT:
            return f'<bdi dir="ltr">{escape(text)}</bdi>'
        return escape(text)

    def _words(self, text: Text, slot: Slot) -> str:
        found = self._localizers[slot.locale].find(text)
        if slot.context is not Context.HTML:
            return escaped(strip_markup(found.text), slot.context)
        locale = self._locales[slot.locale]
        if found.fallback:
            return f'<span lang="ja" class="fallback">{inline_japanese_html(found.text, self._reader)}</span>'
        if locale.ruby:
            return inline_japanese_html(found.text, self._reader)
        return phrases_html(found.text, locale.tag, self._reader)

    def _law(self, law: Law, locale: Locale) -> str:
        name = inline_japanese_html(f"{law.title} {law.article}", self._reader)
        name = name if locale.ruby else f'<span lang="ja">{name}</span>'
        return f'<a href="{escape(law.url)}" rel="external">{name}</a>' if law.url else name


def formatted_html(formatted: Formatted) -> str:
    """A value with its readings as furigana, where it has any; a value never breaks inside a piece."""
    return ruby_html(Piece(text, kana) for text, kana in formatted.pieces)


def tel(number: str) -> str:
    """A number as the tel: scheme wants it: no hyphens, ``#`` escaped."""
    return number.replace("-", "").replace("#", "%23")


def phone_html(number: str, css: str = "phone") -> str:
    """A number that a touch dials: isolated, left to right."""
    return f'<a class="{css}" href="tel:{escape(tel(number))}"><bdi dir="ltr">{escape(number)}</bdi></a>'
