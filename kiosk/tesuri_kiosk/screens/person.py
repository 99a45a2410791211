"""People: the phone in large digits, hours, whether somebody is there now, counter, languages, a code to take along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tesuri.facts import format_fact, format_hours, format_moment, format_weekdays
from tesuri.localize import Localizer
from tesuri.model import Contact, Hours, Office, Town
from tesuri.opening import OpenState, hours_state
from tesuri.routes import Kind, Route
from tesuri.speech.sentence import Part, Sentence
from tesuri_kiosk.book import Page
from tesuri_kiosk.screens.frame import Tile, screen
from tesuri_kiosk.state import Place, State
from tesuri_kiosk.view import Block, Code, Number, Role, Row, Said, View, Words

CONTACT_GROUPS = ("emergency", "advice", "foreign", "deaf")


def person(page: Page, state: State) -> View:
    """Who answers for what one is looking at; the switchboard when nobody else does."""
    office = page.office(state.place.of)
    blocks = [*_phone(page, office), *_counter(page, office), *_further(page, office)]
    others: list[Tile] = [(page.t("kiosk-all-people"), Place("people"))]
    return screen(page, state, page.name(office.name), blocks=blocks, tiles=others, where=page.t("people-title"))


def people(page: Page, state: State) -> View:
    """All counters of the town, then the lines of the country."""
    town = page.book.town
    tiles: list[Tile] = [(page.text(office.name), Place("person", office.id)) for office in _offices(town)]
    for group in CONTACT_GROUPS:
        tiles += [
            (page.text(contact.name), Place("line", contact.id))
            for contact in page.book.collection.contacts.values()
            if contact.group == group
        ]
    return screen(page, state, page.t("people-title"), tiles=tiles)


def line(page: Page, state: State) -> View:
    """A line of the country: number, hours, languages."""
    contact = page.book.collection.contacts[state.place.of]
    blocks: list[Block] = [Words(page.text(contact.description)), *_contact(page, contact)]
    title = page.name(contact.name)
    return screen(page, state, title, blocks=blocks, enter=Place("people"), where=page.t("people-title"))


def open_words(page: Page, now: OpenState) -> Words:
    """Whether somebody is there, until when, or when next."""
    if now.open:
        if now.until is None:
            return Words(page.t("js-open-always"), Role.OPEN)
        until = format_moment(now.until, page.book.now(), page.locale)
        return Words(page.t("js-open-now", until=until), Role.OPEN)
    if now.opens is None:
        return Words(page.t("js-closed"), Role.CLOSED)
    when = format_moment(now.opens, page.book.now(), page.locale)
    return Words(page.t("js-opens", when=when), Role.CLOSED)


def _offices(town: Town) -> list[Office]:
    """The switchboard first, branches last."""
    return sorted(town.offices.values(), key=lambda o: (o.id != town.switchboard, o.branch))


def _phone(page: Page, office: Office) -> Iterator[Block]:
    yield Words(page.t("office-phone"), Role.LABEL)
    yield Number(page.phone(office.phone))
    yield open_words(page, page.open_now(office, phone=True))
    if office.phone_hours != office.hours:
        yield Row(page.t("office-phone-hours"), (_hours(page, office.phone_hours),))


def _counter(page: Page, office: Office) -> Iterator[Block]:
    yield Row(page.t("office-place"), (_place(page, office),))
    yield open_words(page, page.open_now(office))
    yield Row(page.t("office-hours"), (_hours(page, office.hours),))
    if languages := _languages(page, office):
        yield Row(page.t("office-languages"), (languages,))
    if not page.locale.tag.startswith("ja"):
        yield Words(page.t("people-language-tip"))


def _place(page: Page, office: Office) -> Said:
    """Building, floor and counter in the order of the language."""
    floor = page.t("office-floor", floor=str(office.floor)) if office.floor is not None else ()
    counter = page.t("office-counter", counter=office.counter) if office.counter else ()
    building = page.value(page.text(office.building))
    return page.t(
        "office-building-floor-counter", building=building, floor=page.value(floor), counter=page.value(counter)
    )


def _further(page: Page, office: Office) -> Iterator[Block]:
    """For those who cannot phone, and when all is closed."""
    if office.fax:
        yield Row(page.t("office-fax"), (page.phone(office.fax),))
    if office.mail:
        yield Row(page.t("office-mail"), (page.spelled(office.mail),))
    if page.book.town.night is not None and not page.open_now(office, phone=True).open:
        yield Row(page.t("people-night"), (page.text(page.book.town.night),))
    yield Code(page.address(Route(Kind.PEOPLE)), page.t("qr-label"))


def _contact(page: Page, contact: Contact) -> Iterator[Block]:
    facts = page.book.facts
    if contact.phone:
        yield Words(page.t("office-phone"), Role.LABEL)
        yield Number(page.phone(str(facts[contact.phone].value)))
    if contact.hours:
        hours = facts[contact.hours]
        if isinstance(hours.value, Hours):
            yield open_words(page, hours_state(hours.value, page.book.now(), page.book.town))
        localizer = Localizer(page.book.collection, page.locale)
        yield Row(page.t("office-hours"), (page.formatted(format_fact(hours, page.locale, localizer)),))
    known = page.book.collection.locales
    languages = [page.words(known[tag].name, locale=tag) for tag in contact.languages if tag in known]
    if languages:
        yield Row(page.t("office-languages"), (_listed(languages),))
    if contact.url:
        yield Code(contact.url, page.t("contact-site"))


def _hours(page: Page, hours: Hours) -> Said:
    return page.formatted(format_hours(hours, page.locale, page.book.town.closed))


def _languages(page: Page, office: Office) -> Said:
    """Languages spoken, each by its own name and in its own voice, with the weekdays where not every day."""
    found: list[Said] = []
    weekdays = {opening.weekday for opening in office.hours.openings}
    for tag, days in office.languages.items():
        locale = page.book.collection.locales.get(tag)
        if locale is None:
            continue
        name = page.words(locale.name, locale=tag)
        if len(days) < 7 and set(days) != weekdays:
            name = (*name, *page.formatted(format_weekdays(days, page.locale)))
        found.append(name)
    return _listed(found)


def _listed(items: Sequence[Said]) -> Said:
    """Items one after another, each in its own voice, with a mark between them that only the eye needs."""
    apart = [(*said[:-1], Sentence((*said[-1].parts, Part(" · ", "")), said[-1].locale)) for said in items[:-1] if said]
    return tuple(s for said in (*apart, *items[-1:]) for s in said)
