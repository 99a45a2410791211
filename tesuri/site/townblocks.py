"""What a town brings to a page: its counters, phones, hours, forms, ways to pay, notices and addresses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from html import escape

from markupsafe import Markup

from tesuri.bind import Binder, formatted_html
from tesuri.facts import format_hours, format_weekdays
from tesuri.model import Block, Collection, Guide, Hours, Office, Text, Town
from tesuri.qr import qr_svg
from tesuri.readings import Reader
from tesuri.site.routes import Kind, Route
from tesuri.site.views import View, Views, texts_of_guide
from tesuri.slots import Context, escaped
from tesuri.tokens import find_tokens


class TownBlocks(Mapping[str, Callable[[Context], str]]):
    """Slots ``@name`` or ``@name:argument`` of one town and locale, each made when it is first asked for."""

    def __init__(self, collection: Collection, town: Town, views: Views, now: dt.datetime) -> None:
        self._collection, self._town, self._views, self._now = collection, town, views, now
        self._facts = collection.facts_of(town)
        self._makers: dict[str, Callable[[str, Context], str]] = {
            "where": lambda role, _: self._render("where", office=self._office_view(self._for(role))),
            "office": lambda role, _: self._render("office", office=self._office_view(self._for(role)), level=3),
            "branches": lambda slug, _: self._branches(collection.guides[slug]),
            "forms": lambda slug, _: self._forms(collection.guides[slug]),
            "pay": lambda slug, _: self._pay(collection.guides[slug]),
            "offices": lambda _, __: self._offices(),
            "invented": lambda _, __: f'<p class="invented">{views.t("invented-town")}</p>' if town.invented else "",
            "accessibility-office": lambda _, __: self._render(
                "office", office=self._office_view(town.offices[town.accessibility_contact]), level=2
            ),
            "night": lambda _, __: self._night(),
            "notice": lambda _, __: self._notices(),
            "person": lambda _, __: self._render(
                "person", office=town.switchboard, hours_html=self._hours(self._switchboard.phone_hours)
            ),
            "open": lambda _, __: self._open_state(),
            "phone": lambda _, __: self._render(
                "phone", tel=tel(self._switchboard.phone), number=self._switchboard.phone
            ),
            "switchboard-phone": lambda _, __: self._phone_link(self._switchboard.phone),
            "tel": lambda id, _: escape(tel(str(self._facts[id].value))),
            "check": lambda slug, _: self._check(collection.guides[slug]),
            "qr": lambda address, _: qr_svg(town.url + address),
            "office-name": lambda role, context: escaped(views.localizer(self._for(role).name), context),
            "office-phone": lambda role, context: escaped(self._for(role).phone, context),
            "office-address": lambda role, context: escaped(views.localizer(self._for(role).address), context),
        }

    def __getitem__(self, name: str) -> Callable[[Context], str]:
        kind, _, argument = name.removeprefix("@").partition(":")
        maker = self._makers[kind]
        return lambda context: maker(argument, context)

    def __iter__(self) -> Iterator[str]:
        return iter(f"@{kind}" for kind in self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    @property
    def _switchboard(self) -> Office:
        return self._town.offices[self._town.switchboard]

    def _for(self, role: str) -> Office:
        """Who answers for a role; the switchboard where nobody is named (``check`` tells that)."""
        return self._town.office_for(role) or self._switchboard

    def _render(self, part: str, **view: object) -> str:
        return self._views.render(f"parts/{part}.html", view)

    def _text(self, text: Text) -> Markup:
        return Markup(self._views.html.text(text))

    def _hours(self, hours: Hours) -> Markup:
        return Markup(formatted_html(format_hours(hours, self._views.locale, self._town.closed)))

    def _place(self, office: Office) -> Markup:
        filled = self._views.filled
        floor = filled("office-floor", floor=str(office.floor)) if office.floor is not None else ""
        counter = filled("office-counter", counter=escape(office.counter)) if office.counter else ""
        building = self._text(office.building)
        return filled("office-building-floor-counter", building=building, floor=floor, counter=counter).strip()

    def _office_view(self, office: Office) -> View:
        name = self._text(office.name)
        if not self._views.locale.ruby and self._views.localizer(office.name) != office.name.source:
            name = Markup(f"{name} ({self._views.html.japanese(office.name.source)})")
        same = office.phone_hours == office.hours
        return {
            "id": office.id,
            "name_html": name,
            "place_html": self._place(office),
            # Isolated: an address in Latin letters would be torn apart in a right-to-left line.
            "address_html": Markup("<bdi>%s</bdi>") % self._text(office.address),
            "hours_html": self._hours(office.hours),
            "phone": office.phone,
            "tel": tel(office.phone),
            "phone_hours_html": None if same else self._hours(office.phone_hours),
            "fax": office.fax,
            "mail": office.mail,
            "languages_html": self._languages(office),
            "payment": office.payment,
            "map_url": None,
        }

    def _languages(self, office: Office) -> Markup | None:
        found = []
        for tag, days in office.languages.items():
            locale = self._collection.locales.get(tag)
            if locale is None:
                continue
            language = f'<span lang="{tag}">{escape(locale.name)}</span>'
            if len(days) < 7 and set(days) != {o.weekday for o in office.hours.openings}:
                on = formatted_html(format_weekdays(days, self._views.locale))
                language = self._views.filled("language-on-days", language=language, days=on)
            found.append(language)
        return Markup(", ".join(found)) if found else None

    def _offices(self) -> str:
        main = [office for office in self._town.offices.values() if not office.branch]
        branches = [office for office in self._town.offices.values() if office.branch]
        first = [self._switchboard, *(o for o in main if o is not self._switchboard)]
        shown = "".join(self._render("office", office=self._office_view(office), level=3) for office in first)
        if branches:
            shown += f'<h3 id="branch-offices">{self._views.t("people-branches")}</h3>'
            shown += "".join(self._render("office", office=self._office_view(office), level=4) for office in branches)
        return shown

    def _branches(self, guide: Guide) -> str:
        branches = [self._office_view(office) for office in self._town.branches_for(guide)]
        return self._render("branches", branches=branches) if branches else ""

    def _forms(self, guide: Guide) -> str:
        forms = [
            {
                "href": form.url or self._views.href(Route(Kind.FORM, form.id)),
                "title_html": self._text(form.title),
                "own": form.url is None,
            }
            for id in guide.forms
            if (form := self._town.forms.get(id)) is not None
        ]
        return self._render("forms", forms=forms) if forms else ""

    def _pay(self, guide: Guide) -> str:
        section = guide.section("pay")
        children: tuple[Block, ...] = section.children if section else ()
        words = Markup(self._views.html.blocks(children, 3))
        return self._render("payment", payment=self._for(guide.office).payment, html=words)

    def _night(self) -> str:
        if self._town.night is None:
            return ""
        heading = f'<h2 id="night">{self._views.t("people-night")}</h2>'
        return f"<section>{heading}<p>{self._text(self._town.night)}</p></section>"

    def _notices(self) -> str:
        # A notice that is still to come is in the page already, hidden; a script shows it when its time has come.
        return "".join(
            self._render(
                "notice",
                text_html=self._text(notice.text),
                since=int(notice.since.timestamp() * 1000),
                until=int(notice.until.timestamp() * 1000),
                upcoming=self._now < notice.since,
            )
            for notice in self._town.notices
            if self._now < notice.until
        )

    def _open_state(self) -> str:
        hours = self._hours(self._switchboard.phone_hours)
        return f'<span class="open-state" data-office="{self._town.switchboard}" data-channel="phone">{hours}</span>'

    def _phone_link(self, number: str) -> str:
        return f'<a class="tel" href="tel:{tel(number)}"><bdi dir="ltr">{escape(number)}</bdi></a>'

    def _check(self, guide: Guide) -> str:
        """Who checked the facts of a guide: said only when every one of them has been checked."""
        used = [self._facts[id] for id in fact_ids(guide) if id in self._facts]
        checks = [fact.check for fact in used if fact.check is not None]
        if not used or len(checks) < len(used):
            return self._views.t("not-checked")
        oldest = min(checks, key=lambda check: check.on)
        until = min((check.until for check in checks if check.until), default=None)
        key = "checked-until" if until else "checked-by"
        office = escape(f"{oldest.office} {oldest.role}")
        return self._views.filled(
            key, office=office, date=oldest.on.isoformat(), until=until.isoformat() if until else ""
        )


def tel(number: str) -> str:
    """A number as the tel: scheme wants it."""
    return number.replace("-", "").replace("#", "%23")


def fact_ids(guide: Guide) -> tuple[str, ...]:
    """Ids of all facts that a guide names, its laws included, each once."""
    tokens = [token.id for text in texts_of_guide(guide) for token in find_tokens(text.source) if not token.problems]
    return tuple(dict.fromkeys([*tokens, *guide.law]))


def binder(collection: Collection, town: Town, views: Views, reader: Reader, now: dt.datetime) -> Binder:
    """A binder with the town's blocks."""
    return Binder(collection, town, views.locale, reader, TownBlocks(collection, town, views, now))
