"""View models: what the body template of each kind of page gets, in one locale, still without a town's values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from tesuri.markdown import texts
from tesuri.model import SOURCE_LOCALE, Contact, Guide, Text, Topic, Town
from tesuri.render import FALLBACK
from tesuri.routes import ROOT, Kind, Route
from tesuri.site.guideviews import guide_entry, guide_view
from tesuri.site.views import View, Views, slot
from tesuri.slots import TOWN_NAME, Context

GROUPS = ("procedures", "smartphone", "safety")
CONTACT_GROUPS = ("emergency", "advice", "foreign", "deaf")


@dataclass(frozen=True, slots=True)
class Body:
    """A page's inside: HTML with slots, its title and description as attribute text."""

    html: str
    title: Markup
    description: Markup


Parts = tuple[View, Markup, Markup]
"""A template's view, the page's title and its description."""


def body(views: Views, route: Route, town: Town) -> Body:
    """The inside of a page; ``town`` only decides which forms there are."""
    view, title, description = _MAKERS[route.kind](views, route, town)
    view["crumbs"] = _crumbs(views, route)
    view["fallback"] = _stayed_japanese(view)
    return Body(views.render(f"bodies/{route.kind}.html", view), title, description)


def _stayed_japanese(part: object) -> bool:
    """Whether any text of a view, however deep, is Japanese for want of a translation."""
    match part:
        case str():
            return FALLBACK in part
        case Mapping():
            return any(map(_stayed_japanese, part.values()))
        case list():
            return any(map(_stayed_japanese, part))
        case _:
            return False


def _crumbs(views: Views, route: Route) -> list[View]:
    crumbs = [{"href": views.href(Route(Kind.HOME)), "title_html": views.t("home")}]
    if route.kind is Kind.GUIDE:
        topic = views.collection.topics.get(views.collection.guides[route.slug].topic)
        if topic is not None:
            crumbs.append({"href": views.href(Route(Kind.TOPIC, topic.id)), "title_html": views.text(topic.title)})
    return crumbs


def _home(views: Views, route: Route, town: Town) -> Parts:
    groups = []
    for group in GROUPS:
        tiles = [
            {
                "href": views.href(Route(Kind.TOPIC, topic.id)),
                "title_html": views.text(topic.title),
                "note_html": views.text(topic.description),
            }
            for topic, _ in _shelves(views)
            if topic.group == group
        ]
        if tiles:
            groups.append({"id": group, "heading_html": views.t(f"group-{group}"), "tiles": tiles})
    view: View = {
        "search": _search_box(views),
        "groups": groups,
        "people": {"href": views.href(Route(Kind.PEOPLE)), "open_html": slot("@open")},
        "words_href": views.href(Route(Kind.WORDS)),
    }
    return view, views.plain("home-heading"), views.plain("site-description")


def _topic(views: Views, route: Route, town: Town) -> Parts:
    topic = views.collection.topics[route.slug]
    view: View = {
        "title_html": views.text(topic.title),
        "description_html": views.text(topic.description),
        "guides": [guide_entry(views, guide) for guide in views.collection.guides.values() if guide.topic == topic.id],
    }
    return view, views.words(topic.title), views.words(topic.description)


def _guide(views: Views, route: Route, town: Town) -> Parts:
    guide = views.collection.guides[route.slug]
    return guide_view(views, guide), views.words(guide.title), views.words(guide.summary)


def _page(views: Views, route: Route, town: Town) -> Parts:
    page = views.collection.pages[route.slug]
    view: View = {
        "title_html": views.text(page.title),
        "summary_html": views.text(page.summary),
        "html": Markup(views.html.blocks(page.body)),
        "office_html": slot("@accessibility-office") if page.slug == "accessibility" else "",
        "translation_html": views.translation_state([page.title, page.summary, *texts(page.body)]),
    }
    return view, views.words(page.title), views.words(page.summary)


def _people(views: Views, route: Route, town: Town) -> Parts:
    groups = []
    for group in CONTACT_GROUPS:
        contacts = [_contact(views, c) for c in views.collection.contacts.values() if c.group == group]
        if contacts:
            groups.append({"id": group, "contacts": contacts})
    view: View = {"offices_html": slot("@offices"), "night_html": slot("@night"), "groups": groups}
    return view, views.plain("people-title"), views.plain("people-summary")


def _glossary(views: Views, route: Route, town: Town) -> Parts:
    words = [
        {"id": word.id, "term_html": views.with_japanese(word.term), "meaning_html": views.text(word.meaning)}
        for word in views.collection.words.values()
    ]
    return {"words": words}, views.plain("words-title"), views.plain("words-summary")


def _languages(views: Views, route: Route, town: Town) -> Parts:
    languages = views.languages(Route(Kind.HOME))
    return {"languages": languages}, views.plain("languages-title"), views.plain("languages-summary")


def _search(views: Views, route: Route, town: Town) -> Parts:
    topics = [
        {
            "id": topic.id,
            "title_html": views.text(topic.title),
            "guides": [guide_entry(views, guide) for guide in guides],
        }
        for topic, guides in _shelves(views)
    ]
    view: View = {"search": _search_box(views), "topics": topics}
    return view, views.plain("search-title"), views.plain("search-hint")


def _form(views: Views, route: Route, town: Town) -> Parts:
    form = town.forms[route.slug]

    def beside(text: Text) -> Markup:
        return Markup("") if views.locale.tag == SOURCE_LOCALE else views.japanese(text)

    view: View = {
        "title_html": views.text(form.title),
        "title_ja_html": beside(form.title),
        "town_html": slot(TOWN_NAME),
        "fields": [{"label_html": views.text(field), "label_ja_html": beside(field)} for field in form.fields],
    }
    return view, views.words(form.title), views.plain("form-hint")


def _notfound(views: Views, route: Route, town: Town) -> Parts:
    view: View = {
        **{str(kind): views.href(Route(kind)) for kind in (Kind.HOME, Kind.PEOPLE, Kind.SEARCH)},
        "phone_html": slot("@switchboard-phone"),
    }
    return view, views.plain("notfound-title"), views.plain("notfound-text")


_MAKERS: Mapping[Kind, Callable[[Views, Route, Town], Parts]] = {
    Kind.HOME: _home,
    Kind.TOPIC: _topic,
    Kind.GUIDE: _guide,
    Kind.PAGE: _page,
    Kind.PEOPLE: _people,
    Kind.WORDS: _glossary,
    Kind.LANGUAGES: _languages,
    Kind.SEARCH: _search,
    Kind.FORM: _form,
    Kind.NOTFOUND: _notfound,
}


def _shelves(views: Views) -> list[tuple[Topic, list[Guide]]]:
    """Topics that have guides, with them."""
    guides = views.collection.guides.values()
    shelves = ((topic, [g for g in guides if g.topic == topic.id]) for topic in views.collection.topics.values())
    return [(topic, found) for topic, found in shelves if found]


def _search_box(views: Views) -> View:
    tag = views.locale.tag
    return {
        "action": views.href(Route(Kind.SEARCH)),
        "index": f"{ROOT}search/{tag}.js" if views.edition.offline else f"{ROOT}search/{tag}.json",
        "href": views.href(Route(Kind.GUIDE, "{slug}")),
        "phone_html": slot("@switchboard-phone"),
    }


def _contact(views: Views, contact: Contact) -> View:
    locales = views.collection.locales
    languages = (views.language_name(locales[tag]) for tag in contact.languages if tag in locales)
    return {
        "id": contact.id,
        "name_html": views.text(contact.name),
        "description_html": views.text(contact.description),
        "phone": slot(contact.phone, Context.TEXT) if contact.phone else None,
        "tel": slot(f"@tel:{contact.phone}", Context.TEXT) if contact.phone else None,
        "hours_html": slot(contact.hours) if contact.hours else "",
        "languages_html": Markup(", ").join(languages),
        "url": contact.url,
    }
