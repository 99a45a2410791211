"""View models: what a body template gets for each kind of page, in one locale, still without a town's values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

import jinja2
from markupsafe import Markup

from tesuri.localize import Localizer
from tesuri.markdown import links, texts
from tesuri.model import SOURCE_LOCALE, BlockKind, Collection, Guide, Locale, MessageState, Page, Text, Topic, Town
from tesuri.readings import Reader
from tesuri.render import Html
from tesuri.site.routes import ROOT, SITE, Edition, Kind, Route
from tesuri.slots import TOWN_NAME, Context, Slot

GROUPS = ("procedures", "smartphone", "safety")
CONTACT_GROUPS = ("emergency", "advice", "foreign", "deaf")
SECTIONS_WITH_A_PLACE = ("steps", "proxy", "pay", "worries")
"""Sections of a guide that the template shows at a place of their own; the rest follows in order."""

View = dict[str, Any]


def slot(name: str, context: Context = Context.HTML) -> Markup:
    """A place to be filled at binding."""
    return Markup(str(Slot(context, name)))


@dataclass(frozen=True, slots=True)
class Body:
    """A page's inside: HTML with slots, its title and description as attribute text."""

    html: str
    title: str
    description: str


class Views:
    """Makes the bodies of one locale's pages."""

    def __init__(
        self,
        collection: Collection,
        locale: Locale,
        reader: Reader,
        edition: Edition,
        templates: jinja2.Environment,
        locales: tuple[Locale, ...],
    ) -> None:
        self.collection = collection
        self.locale = locale
        self.localizer = Localizer(collection, locale)
        self.edition = edition
        self._templates = templates
        self._locales = locales
        self.html = Html(self.localizer, reader, self.link)
        self._words: dict[str, Markup] = {}

    # Words of the interface

    def t(self, key: str) -> Markup:
        """A text of the interface as HTML; the town's name is a slot."""
        if key not in self._words:
            words = self.html.text(self.collection.interface[key])
            self._words[key] = Markup(words.replace("{town}", str(slot(TOWN_NAME))))
        return self._words[key]

    def filled(self, key: str, **html: str) -> Markup:
        """The same with ``{name}`` placeholders filled; values are HTML already."""
        words = str(self.t(key))
        for name, value in html.items():
            words = words.replace("{" + name + "}", str(value))
        return Markup(words)

    def plain(self, key: str, **values: str) -> Markup:
        """The same as attribute text; values must be attribute text already."""
        words = escape(self.localizer.interface(key)).replace("{town}", str(slot(TOWN_NAME, Context.TEXT)))
        for name, value in values.items():
            words = words.replace("{" + name + "}", str(value))
        return Markup(words)

    def link(self, target: str) -> str | None:
        """The address of a link in prose: ``guide:slug``, ``page:slug`` or an outside address."""
        scheme, _, slug = target.partition(":")
        if scheme == "guide":
            return self.href(Route(Kind.GUIDE, slug)) if slug in self.collection.guides else None
        if scheme == "page":
            kinds = {str(kind): Route(kind) for kind in (Kind.PEOPLE, Kind.WORDS, Kind.LANGUAGES, Kind.SEARCH)}
            return self.href(kinds.get(slug, Route(Kind.PAGE, slug)))
        return target

    def href(self, route: Route) -> str:
        """A link to a page of this locale."""
        return self.edition.href(self.locale.tag, route)

    # Pages

    def body(self, route: Route, town: Town) -> Body:
        """The inside of a page."""
        before = self.html.fallbacks
        makers: dict[Kind, Callable[[Html, Route, Town], tuple[View, Markup, Markup]]] = {
            Kind.HOME: self._home,
            Kind.TOPIC: self._topic,
            Kind.GUIDE: self._guide,
            Kind.PAGE: self._page,
            Kind.PEOPLE: self._people,
            Kind.WORDS: self._glossary,
            Kind.LANGUAGES: self._languages,
            Kind.SEARCH: self._search,
            Kind.FORM: self._form,
            Kind.NOTFOUND: self._notfound,
        }
        view, title, description = makers[route.kind](self.html, route, town)
        view.setdefault("crumbs", self._crumbs(route))
        view["fallback"] = self.html.fallbacks > before
        html = self.render(f"bodies/{route.kind}.html", view)
        return Body(html, title, description)

    def render(self, template: str, view: View) -> str:
        """A template with this locale's words."""
        return self._templates.get_template(template).render(
            t=self.t, plain=self.plain, lang=self.locale.tag, dir=str(self.locale.direction), **view
        )

    def languages(self, route: Route) -> list[View]:
        """The same page in every language."""
        return [
            {
                "tag": locale.tag,
                "name": locale.name,
                "href": self.edition.href(locale.tag, route),
                "offer": Localizer(self.collection, locale).interface("language-offer"),
                "current": locale.tag == self.locale.tag,
            }
            for locale in self._locales
        ]

    def _crumbs(self, route: Route) -> list[View]:
        crumbs = [{"href": self.href(Route(Kind.HOME)), "title_html": self.t("home")}]
        if route.kind is Kind.GUIDE:
            topic = self.collection.topics.get(self.collection.guides[route.slug].topic)
            if topic is not None:
                href = self.href(Route(Kind.TOPIC, topic.id))
                crumbs.append({"href": href, "title_html": Markup(self.html.text(topic.title))})
        return crumbs

    def _home(self, writer: Html, route: Route, town: Town) -> tuple[View, Markup, Markup]:
        groups = []
        for group in GROUPS:
            tiles = [
                {
                    "href": self.href(Route(Kind.TOPIC, topic.id)),
                    "title_html": Markup(writer.text(topic.title)),
                    "note_html": Markup(writer.text(topic.description)),
                }
                for topic, _ in self._shelves()
                if topic.group == group
            ]
            if tiles:
                groups.append({"id": group, "heading_html": self.t(f"group-{group}"), "tiles": tiles})
        view: View = {
            "search": self._search_box(),
            "groups": groups,
            "people": {"href": self.href(Route(Kind.PEOPLE)), "open_html": slot("@open")},
            "words_href": self.href(Route(Kind.WORDS)),
        }
        return view, self.plain("home-heading"), self.plain("site-description")

    def _topic(self, writer: Html, route: Route, town: Town) -> tuple[View, Markup, Markup]:
        topic = self.collection.topics[route.slug]
        view = {
            "title_html": Markup(writer.text(topic.title)),
            "description_html": Markup(writer.text(topic.description)),
            "guides": [self._entry(writer, g) for g in self.collection.guides.values() if g.topic == topic.id],
        }
        return view, Markup(writer.plain(topic.title)), Markup(writer.plain(topic.description))

    def _guide(self, writer: Html, route: Route, town: Town) -> tuple[View, Markup, Markup]:
        guide = self.collection.guides[route.slug]
        steps, proxy, worries = (guide.section(id) for id in ("steps", "proxy", "worries"))
        view: View = {
            "title_html": Markup(writer.text(guide.title)),
            "word_html": self._word(writer, guide.word),
            "summary_html": Markup(writer.text(guide.summary)),
            "card": {
                "when_html": Markup(writer.text(guide.deadline)),
                "fee_html": Markup(writer.text(guide.fee)),
                "who_html": Markup(writer.text(guide.who)),
                "where_html": slot(f"@where:{guide.office}"),
            },
            "bring": [self._item(writer, bring.item, bring.note) for bring in guide.bring],
            "steps_heading_html": Markup(writer.text(steps.text)) if steps and steps.text else "",
            "steps": self._steps(writer, guide),
            "proxy": self._section(writer, proxy) if proxy else None,
            "pay_html": slot(f"@pay:{guide.slug}") if guide.section("pay") else "",
            "forms_html": slot(f"@forms:{guide.slug}") if guide.forms else "",
            "worries_heading_html": Markup(writer.text(worries.text)) if worries and worries.text else "",
            "worries": [self._section(writer, child, 4) for child in worries.children if child.text] if worries else [],
            "channels": [{"key": str(c), "href": guide.online if c == "online" else None} for c in guide.channels],
            "office_html": slot(f"@office:{guide.office}"),
            "branches_html": slot(f"@branches:{guide.slug}"),
            "sections": [
                self._section(writer, block)
                for block in guide.body
                if block.kind is BlockKind.SECTION and block.id not in SECTIONS_WITH_A_PLACE
            ],
            "related": self._related(writer, guide),
            "laws": [{"html": slot(id), "href": None} for id in guide.law],
            "sources": [],
            "check_html": slot(f"@check:{guide.slug}"),
            "qr_svg": slot(f"@qr:{self._address(route)}"),
            "address": SITE + self._address(route),
        }
        view["translation_html"] = self.translation_state(texts_of_guide(guide))
        return view, Markup(writer.plain(guide.title)), Markup(writer.plain(guide.summary))

    def _page(self, writer: Html, route: Route, town: Town) -> tuple[View, Markup, Markup]:
        page = self.collection.pages[route.slug]
        view = {
            "title_html": Markup(writer.text(page.title)),
            "summary_html": Markup(writer.text(page.summary)),
            "html": Markup(writer.blocks(page.body)),
            "office_html": slot("@accessibility-office") if page.slug == "accessibility" else "",
            "translation_html": self.translation_state(texts_of_page(page)),
        }
        return view, Markup(writer.plain(page.title)), Markup(writer.plain(page.summary))

    def _people(self, writer: Html, route: Route, town: Town) -> tuple[View, Markup, Markup]:
        view = {
            "offices_html": slot("@offices"),
            "night_html": slot("@night"),
            "groups": [
                {"id": group, "contacts": contacts}
                for group in CONTACT_GROUPS
                if (contacts := self._contacts(writer, group))
            ],
        }
        return view, self.plain("people-title"), self.plain("people-summary")

    def _glossary(self, writer: Html, route: Route, town: Town) -> tuple[View, Markup, Markup]:
        words = [
            {"id": w.id, "term_html": self._term(writer, w.term), "meaning_html": Markup(writer.text(w.meaning))}
            for w in self.collection.words.values()
        ]
        return {"words": words}, self.plain("words-title"), self.plain("words-summary")

    def _languages(self, writer: Html, route: Route, town: Town) -> tuple[View, Markup, Markup]:
        languages = self.languages(Route(Kind.HOME))
        return {"languages": languages}, self.plain("languages-title"), self.plain("languages-summary")

    def _search(self, writer: Html, route: Route, town: Town) -> tuple[View, Markup, Markup]:
        topics = [
            {
                "id": topic.id,
                "title_html": Markup(writer.text(topic.title)),
                "guides": [self._entry(writer, guide) for guide in guides],
            }
            for topic, guides in self._shelves()
        ]
        return {"search": self._search_box(), "topics": topics}, self.plain("search-title"), self.plain("search-hint")

    def _form(self, writer: Html, route: Route, town: Town) -> tuple[View, Markup, Markup]:
        form = town.forms[route.slug]
        japanese = self.locale.tag == SOURCE_LOCALE

        def beside(text: Text) -> Markup | str:
            return "" if japanese else Markup(writer.japanese(text.source))

        view: View = {
            "title_html": Markup(writer.text(form.title)),
            "title_ja_html": beside(form.title),
            "town_html": slot(TOWN_NAME),
            "fields": [{"label_html": Markup(writer.text(f)), "label_ja_html": beside(f)} for f in form.fields],
        }
        return view, Markup(writer.plain(form.title)), self.plain("form-hint")

    def _notfound(self, writer: Html, route: Route, town: Town) -> tuple[View, Markup, Markup]:
        view: View = {
            "home": self.href(Route(Kind.HOME)),
            "people": self.href(Route(Kind.PEOPLE)),
            "search": self.href(Route(Kind.SEARCH)),
            "phone_html": slot("@switchboard-phone"),
        }
        return view, self.plain("notfound-title"), self.plain("notfound-text")

    # Pieces

    def translation_state(self, texts: Iterable[Text]) -> Markup:
        """How far the translation of some texts is: the least of them speaks for all."""
        if self.locale.tag == SOURCE_LOCALE:
            return Markup("")
        states = {self.localizer.find(text).state for text in texts}
        for state in (MessageState.DRAFTED, MessageState.SECOND_READING, MessageState.REVIEWED):
            if state in states:
                return self.t(f"translation-{state}")
        return Markup("")

    def _address(self, route: Route) -> str:
        # The printed and scanned address is that of the server even in the edition for a USB stick.
        return Edition().address(self.locale.tag, route)

    def _shelves(self) -> list[tuple[Topic, list[Guide]]]:
        guides = self.collection.guides.values()
        shelves = [(topic, [g for g in guides if g.topic == topic.id]) for topic in self.collection.topics.values()]
        return [(topic, found) for topic, found in shelves if found]

    def _search_box(self) -> View:
        tag = self.locale.tag
        example = self.href(Route(Kind.GUIDE, "SLUG"))
        return {
            "action": self.href(Route(Kind.SEARCH)),
            "index": f"{ROOT}search/{tag}.js" if self.edition.offline else f"{ROOT}search/{tag}.json",
            "href": example.replace("SLUG", "{slug}"),
            "phone_html": slot("@switchboard-phone"),
        }

    def _entry(self, writer: Html, guide: Guide) -> View:
        return {
            "href": self.href(Route(Kind.GUIDE, guide.slug)),
            "title_html": Markup(writer.text(guide.title)),
            "word_html": self._word(writer, guide.word),
            "summary_html": Markup(writer.text(guide.summary)),
        }

    def _word(self, writer: Html, word: Text | None) -> Markup | str:
        """The office's word: in the reader's language, and in Japanese so that the sign can be found."""
        if word is None:
            return ""
        translated = self.localizer.find(word)
        if self.locale.ruby or translated.fallback:
            return self.filled("word-brackets", word=writer.text(word))
        japanese = self.filled("word-japanese", word=writer.japanese(word.source))
        if translated.text == word.source:
            return japanese
        return self.filled("word-brackets", word=writer.text(word)) + Markup(" ") + japanese

    def _term(self, writer: Html, term: Text) -> Markup:
        """A word to be explained, with the Japanese that stands on the screen."""
        if self.locale.ruby or self.localizer(term) == term.source:
            return Markup(writer.text(term))
        return Markup(f"{writer.text(term)} ({writer.japanese(term.source)})")

    def _item(self, writer: Html, id: str, note: Text | None) -> View:
        item = self.collection.items[id]
        notes = [writer.text(text) for text in (item.note, note) if text is not None]
        name = writer.text(item.name)
        if not self.locale.ruby and not self.localizer.find(item.name).fallback:
            # What it says on the paper or card itself, so that a reader can find it in a drawer.
            name = f"{name} ({writer.japanese(item.name.source)})"
        return {"name_html": Markup(name), "note_html": Markup(" · ".join(notes))}

    def _steps(self, writer: Html, guide: Guide) -> list[View]:
        section = guide.section("steps")
        steps = next((b for b in section.children if b.kind is BlockKind.STEPS), None) if section else None
        found = []
        for number, item in enumerate(steps.children if steps else (), start=1):
            before = writer.fallbacks
            html = writer.text(item.text) if item.text else ""
            more = (writer.note() if writer.fallbacks > before else "") + writer.blocks(item.children, 3)
            found.append({"id": f"step-{number}", "number": number, "html": Markup(html), "more_html": Markup(more)})
        return found

    def _section(self, writer: Html, block: Any, level: int = 3) -> View:
        heading = Markup(writer.text(block.text)) if block.text else ""
        return {"id": block.id, "heading_html": heading, "html": Markup(writer.blocks(block.children, level))}

    def _related(self, writer: Html, guide: Guide) -> list[View]:
        """Guides that this one's prose points to, then its neighbours on the shelf."""

        linked = [
            t.partition(":")[2] for text in texts(guide.body) for t in links(text.source) if t.startswith("guide:")
        ]
        shelf = [other.slug for other in self.collection.guides.values() if other.topic == guide.topic]
        slugs = [slug for slug in dict.fromkeys([*linked, *shelf]) if slug != guide.slug]
        return [self._entry(writer, self.collection.guides[s]) for s in slugs[:4] if s in self.collection.guides]

    def _contacts(self, writer: Html, group: str) -> list[View]:
        return [
            {
                "id": contact.id,
                "name_html": Markup(writer.text(contact.name)),
                "description_html": Markup(writer.text(contact.description)),
                "phone": slot(contact.phone, Context.TEXT) if contact.phone else None,
                "tel": slot(f"@tel:{contact.phone}", Context.TEXT) if contact.phone else None,
                "hours_html": slot(contact.hours) if contact.hours else "",
                "languages_html": Markup(
                    ", ".join(
                        f'<span lang="{tag}">{escape(self.collection.locales[tag].name)}</span>'
                        for tag in contact.languages
                        if tag in self.collection.locales
                    )
                ),
                "url": contact.url,
            }
            for contact in self.collection.contacts.values()
            if contact.group == group
        ]


def texts_of_guide(guide: Guide) -> list[Text]:
    """Every text of a guide in reading order, keywords left out."""

    card = [guide.title, guide.word, guide.summary, guide.who, guide.deadline, guide.fee]
    return [t for t in (*card, *(b.note for b in guide.bring), *texts(guide.body)) if t is not None]


def texts_of_page(page: Page) -> list[Text]:
    """Every text of a page in reading order."""

    return [page.title, page.summary, *texts(page.body)]
