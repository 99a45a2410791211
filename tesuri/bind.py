"""Facts × town: the last step, in which every slot of a finished page gets its value.

A page is written once per locale; binding it for one more town is a stamping, not a build.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

from tesuri.facts import Formatted, choose_form, format_fact
from tesuri.localize import Localizer
from tesuri.model import SOURCE_LOCALE, Collection, Fact, FactType, Law, Locale, Text, Town
from tesuri.readings import Piece, Reader, inline_japanese_html, phrases, ruby_html
from tesuri.slots import TOWN_NAME, VALUE, Context, Slot, escaped, fill

LEFT_TO_RIGHT = (FactType.TIME,)
"""Written left to right in every script, so isolated from a right-to-left sentence around it (phones too)."""


class Binder:
    """Fills slots for one town and one locale; ``blocks`` are pieces of HTML that the town brings (``@where``)."""

    def __init__(
        self,
        collection: Collection,
        town: Town,
        locale: Locale,
        reader: Reader,
        blocks: Mapping[str, Callable[[Context], str]] | None = None,
    ) -> None:
        self._facts = collection.facts_of(town)
        self._town = town
        self._locales = {"": locale, SOURCE_LOCALE: collection.locales[SOURCE_LOCALE]}
        self._localizers = {tag: Localizer(collection, found) for tag, found in self._locales.items()}
        self._reader = reader
        self._blocks = blocks or {}
        self._known: dict[tuple[str, str], tuple[Formatted, Fact]] = {}
        self._filled: dict[str, str] = {}

    def stamp(self, html: str) -> str:
        """The page with every slot filled."""
        return fill(html, self.resolve)

    def resolve(self, slot: Slot) -> str:
        """The value of one slot, escaped for its context; KeyError for a fact that `check` has not seen."""
        key = str(slot)
        if key not in self._filled:
            self._filled[key] = self._value(slot)
        return self._filled[key]

    def text(self, fact_id: str) -> str:
        """A fact's value as this locale writes it, as plain words."""
        return self._formatted(fact_id, "")[0].text

    def _value(self, slot: Slot) -> str:
        if slot.name.startswith("@"):
            return self.stamp(self._blocks[slot.name](slot.context))
        if slot.name == TOWN_NAME:
            return self._words(self._town.name, slot)
        formatted, fact = self._formatted(slot.name, slot.locale)
        value = self._written(formatted, fact, slot)
        if not slot.forms:
            return value
        form = choose_form(slot.forms, fact, formatted, self._locales[slot.locale])
        if slot.context is Context.HTML:
            return form.replace(VALUE, value)
        return escaped(form, slot.context).replace(VALUE, value)

    def _formatted(self, id: str, tag: str) -> tuple[Formatted, Fact]:
        if (id, tag) not in self._known:
            fact = self._facts[id]
            self._known[id, tag] = format_fact(fact, self._locales[tag], self._localizers[tag]), fact
        return self._known[id, tag]

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
            return escaped(found.text, slot.context)
        locale = self._locales[slot.locale]
        if locale.ruby or found.fallback:
            html = inline_japanese_html(found.text, self._reader)
            return f'<span lang="ja" class="fallback">{html}</span>' if found.fallback else html
        return "<wbr>".join(escape(part) for part in phrases(found.text, locale.tag))

    def _law(self, law: Law, locale: Locale) -> str:
        name = inline_japanese_html(f"{law.title} {law.article}", self._reader)
        name = name if locale.ruby else f'<span lang="ja">{name}</span>'
        return f'<a href="{escape(law.url)}" rel="external">{name}</a>' if law.url else name


def formatted_html(formatted: Formatted) -> str:
    """A value with its readings as furigana, where it has any; a value never breaks inside a piece."""
    return ruby_html(Piece(text, kana) for text, kana in formatted.pieces)


def phone_html(number: str, css: str = "phone") -> str:
    """A number that a touch dials: isolated, left to right, ``#`` escaped as the tel: scheme wants it."""
    digits = number.replace("-", "").replace("#", "%23")
    return f'<a class="{css}" href="tel:{escape(digits)}"><bdi dir="ltr">{escape(number)}</bdi></a>'
