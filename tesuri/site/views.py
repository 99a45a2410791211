"""What every page of a locale is written with: its words, links and templates, still without a town's values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from html import escape
from pathlib import PurePosixPath
from typing import Any

import jinja2
from markupsafe import Markup

from tesuri.localize import Localizer
from tesuri.model import SOURCE_LOCALE, Collection, Locale, MessageState, Text
from tesuri.readings import Reader
from tesuri.render import Html
from tesuri.routes import ROOT, SINGLE, Edition, Kind, Route
from tesuri.site.assets import Asset
from tesuri.slots import TOWN_NAME, Context, Slot

View = dict[str, Any]
"""What a template gets; the comment at its head names the keys."""


def slot(name: str, context: Context = Context.HTML) -> Markup:
    """A place to be filled at binding."""
    return Markup(str(Slot(context, name)))


class Views:
    """The words, links and templates of one locale."""

    def __init__(
        self,
        collection: Collection,
        locale: Locale,
        reader: Reader,
        edition: Edition,
        templates: jinja2.Environment,
        locales: tuple[Locale, ...],
        assets: Mapping[str, Asset],
    ) -> None:
        self.collection = collection
        self.locale = locale
        self.localizer = Localizer(collection, locale)
        self.edition = edition
        self.html = Html(self.localizer, reader, self.link, self._picture)
        self._templates = templates
        self._locales = locales
        self._assets = assets
        self._words: dict[str, Markup] = {}

    # Words

    def t(self, key: str) -> Markup:
        """A text of the interface as HTML; the town's name is a slot."""
        if key not in self._words:
            words = self.html.text(self.collection.interface[key])
            self._words[key] = Markup(words.replace("{town}", str(slot(TOWN_NAME))))
        return self._words[key]

    def filled(self, key: str, **html: str) -> Markup:
        """The same with ``{name}`` placeholders filled; values are HTML already."""
        return _filled(self.t(key), html)

    def plain(self, key: str, **values: str) -> Markup:
        """The same as attribute text; values must be attribute text already."""
        words = escape(self.localizer.interface(key))
        return _filled(words, {"town": slot(TOWN_NAME, Context.TEXT), **values})

    def text(self, text: Text) -> Markup:
        """A text of the content as HTML."""
        return Markup(self.html.text(text))

    def words(self, text: Text) -> Markup:
        """The same as attribute text."""
        return Markup(self.html.plain(text))

    def japanese(self, text: Text) -> Markup:
        """The Japanese of a text, for a page in another language."""
        return Markup(self.html.japanese(text.source))

    def with_japanese(self, text: Text) -> Markup:
        """A name with the Japanese that stands on the sign, the paper or the screen, where that differs."""
        if self.locale.ruby or self.localizer(text) == text.source:
            return self.text(text)
        return Markup(f"{self.text(text)} ({self.japanese(text)})")

    def language_name(self, locale: Locale) -> Markup:
        """A language by its own name, marked as written in it."""
        return Markup('<span lang="%s">%s</span>') % (locale.tag, locale.name)

    def translation_state(self, texts: Iterable[Text]) -> Markup:
        """How far the translation of some texts is: the least of them speaks for all."""
        if self.locale.tag == SOURCE_LOCALE:
            return Markup("")
        states = {self.localizer.find(text).state for text in texts}
        for state in (MessageState.DRAFTED, MessageState.SECOND_READING, MessageState.REVIEWED):
            if state in states:
                return self.t(f"translation-{state}")
        return Markup("")

    # Addresses

    def link(self, target: str) -> str | None:
        """The address of a link in prose: ``guide:slug``, ``page:slug`` or an outside one; None where there is none."""
        scheme, _, slug = target.partition(":")
        if scheme == "guide":
            return self.href(Route(Kind.GUIDE, slug)) if slug in self.collection.guides else None
        if scheme == "page":
            if slug in SINGLE:
                return self.href(Route(Kind(slug)))
            return self.href(Route(Kind.PAGE, slug)) if slug in self.collection.pages else None
        return target

    def href(self, route: Route) -> str:
        """A link to a page of this locale."""
        return self.edition.href(self.locale.tag, route)

    def languages(self, route: Route) -> list[View]:
        """The same page in every language."""
        return [
            {
                "tag": locale.tag,
                "name": locale.name,
                "href": self.edition.href(locale.tag, route),
                "offer": offer,
                "current": locale.tag == self.locale.tag,
            }
            for locale, offer in zip(self._locales, self._offers, strict=True)
        ]

    @cached_property
    def _offers(self) -> tuple[str, ...]:
        """What each language says to a reader who seems to speak it."""
        return tuple(Localizer(self.collection, locale).interface("language-offer") for locale in self._locales)

    def _picture(self, path: str) -> str:
        # Pictures lie in one folder, whatever the way to it that the author typed.
        name = PurePosixPath(path).name
        return f"{ROOT}{self._assets[f'pictures/{name}'].address}"

    # Templates

    def render(self, template: str, view: View) -> str:
        """A template with this locale's words."""
        return self._templates.get_template(template).render(
            t=self.t, plain=self.plain, lang=self.locale.tag, dir=str(self.locale.direction), **view
        )


def _filled(words: str, values: Mapping[str, str]) -> Markup:
    # str's own replace throughout: Markup's would escape values that are escaped already.
    filled = str(words)
    for name, value in values.items():
        filled = filled.replace("{" + name + "}", str(value))
    return Markup(filled)
