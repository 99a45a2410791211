"""What a town brings to a page: its counters, phones, hours, forms, ways to pay, notices and addresses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from html import escape

from markupsafe import Markup

from tesuri.bind import formatted_html, phone_html, tel
from tesuri.facts import format_hours, format_weekdays
from tesuri.guides import fact_ids
from tesuri.model import Collection, Guide, Hours, Office, Town
from tesuri.qr import qr_svg
from tesuri.routes import Kind, Route
from tesuri.site.views import View, Views
from tesuri.slots import Context, Slot, escaped


class TownBlocks:
    """Makes what stands in slots ``@name`` and ``@name:argument`` of one town and locale."""

    def __init__(self, collection: Collection, town: Town, views: Views, now: dt.datetime) -> None:
        self._collection, self._town, self._views, self._now = collection, town, views, now
        self._facts = collection.facts_of(town)
        self._of_the_town: Mapping[str, Callable[[], str]] = {
            "offices": self._offices,
            "accessibility-office": lambda: self._office(town.offices[town.accessibility_contact], 2),
            "night": self._night,
            "notice": self._notices,
            "invented": self._invented,
            "person": self._person,
            "open": self._open_state,
            "phone": self._phone,
            "switchboard-phone": lambda: phone_html(self._switchboard.phone, "tel"),
        }
        self._of_an_office: Mapping[str, Callable[[Office], str]] = {
            "where": lambda office: self._render("where", office=self._office_view(office)),
            "office": lambda office: self._office(office, 3),
        }
        self._words_of_an_office: Mapping[str, Callable[[Office, Context], str]] = {
            "office-name": lambda office, context: views.html.plain(office.name, context),
            "office-phone": lambda office, context: escaped(office.phone, context),
            "office-address": lambda office, context: views.html.plain(office.address, context),
        }
        self._of_a_guide: Mapping[str, Callable[[Guide], str]] = {
            "branches": self._branches,
            "forms": self._forms,
            "pay": self._pay,
            "check": self._check,
        }

    def __call__(self, slot: Slot) -> str:
        """What a slot gets, further slots in it; KeyError for a slot that nobody knows."""
        kind, _, argument = slot.name.removeprefix("@").partition(":")
        if kind in self._of_the_town:
            return self._of_the_town[kind]()
        if kind in self._of_an_office:
            return self._of_an_office[kind](self._for(argument))
        if kind in self._words_of_an_office:
            return self._words_of_an_office[kind](self._for(argument), slot.context)
        if kind == "qr":
            return qr_svg(self._town.url + argument)
        if kind == "tel":
            return escape(tel(str(self._facts[argument].value)))
        return self._of_a_guide[kind](self._collection.guides[argument])

    @property
    def _switchboard(self) -> Office:
        return self._town.offices[self._town.switchboard]

    def _for(self, role: str) -> Office:
        """Who answers for a role; the switchboard where nobody is named (``check`` tells that)."""
        return self._town.office_for(role) or self._switchboard

    def _render(self, part: str, **view: object) -> str:
        return self._views.render(f"parts/{part}.html", view)

    def _hours(self, hours: Hours) -> Markup:
        return Markup(formatted_html(format_hours(hours, self._views.locale, self._town.closed)))

    def _place(self, office: Office) -> Markup:
        filled = self._views.filled
        floor = filled("office-floor", floor=str(office.floor)) if office.floor is not None else ""
        counter = filled("office-counter", counter=escape(office.counter)) if office.counter else ""
        building = self._views.text(office.building)
        return filled("office-building-floor-counter", building=building, floor=floor, counter=counter).strip()

    def _office_view(self, office: Office) -> View:
        same = office.phone_hours == office.hours
        return {
            "id": office.id,
            "name_html": self._views.with_japanese(office.name),
            "place_html": self._place(office),
            # Isolated: an address in Latin letters would be torn apart in a right-to-left line.
            "address_html": Markup("<bdi>%s</bdi>") % self._views.text(office.address),
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
            language = self._views.language_name(locale)
            if len(days) < 7 and set(days) != {o.weekday for o in office.hours.openings}:
                on = formatted_html(format_weekdays(days, self._views.locale))
                language = self._views.filled("language-on-days", language=language, days=on)
            found.append(language)
        return Markup(", ").join(found) if found else None

    def _office(self, office: Office, level: int) -> str:
        return self._render("office", office=self._office_view(office), level=level)

    def _offices(self) -> str:
        others = [office for office in self._town.offices.values() if office is not self._switchboard]
        main = [self._switchboard, *(office for office in others if not office.branch)]
        branches = [office for office in others if office.branch]
        shown = "".join(self._office(office, 3) for office in main)
        if branches:
            shown += f'<h3 id="branch-offices">{self._views.t("people-branches")}</h3>'
            shown += "".join(self._office(office, 4) for office in branches)
        return shown

    def _branches(self, guide: Guide) -> str:
        branches = [self._office_view(office) for office in self._town.branches_for(guide)]
        return self._render("branches", branches=branches) if branches else ""

    def _forms(self, guide: Guide) -> str:
        forms = [
            {
                "href": form.url or self._views.href(Route(Kind.FORM, form.id)),
                "title_html": self._views.text(form.title),
                "own": form.url is None,
            }
            for id in guide.forms
            if (form := self._town.forms.get(id)) is not None
        ]
        return self._render("forms", forms=forms) if forms else ""

    def _pay(self, guide: Guide) -> str:
        section = guide.section("pay")
        words = Markup(self._views.html.blocks(section.children if section else (), 3))
        return self._render("payment", payment=self._for(guide.office).payment, html=words)

    def _night(self) -> str:
        if self._town.night is None:
            return ""
        heading = f'<h2 id="night">{self._views.t("people-night")}</h2>'
        return f"<section>{heading}<p>{self._views.text(self._town.night)}</p></section>"

    def _invented(self) -> str:
        return f'<p class="invented">{self._views.t("invented-town")}</p>' if self._town.invented else ""

    def _person(self) -> str:
        hours = self._hours(self._switchboard.phone_hours)
        return self._render("person", office=self._town.switchboard, hours_html=hours)

    def _phone(self) -> str:
        number = self._switchboard.phone
        return self._render("phone", tel=tel(number), number=number)

    def _notices(self) -> str:
        # A notice that is still to come is in the page already, hidden; a script shows it when its time has come.
        return "".join(
            self._render(
                "notice",
                text_html=self._views.text(notice.text),
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

    def _check(self, guide: Guide) -> str:
        """Who checked the facts of a guide: said only when every one of them has been checked."""
        used = [self._facts[id] for id in fact_ids(guide) if id in self._facts]
        checks = [fact.check for fact in used if fact.check is not None]
        if not used or len(checks) < len(used):
            return self._views.t("not-checked")
        oldest = min(checks, key=lambda check: check.on)
        until = min((check.until for check in checks if check.until), default=None)
        key = "checked-until" if until else "checked-by"
        office = self._views.html.japanese(f"{oldest.office} {oldest.role}")
        return self._views.filled(
            key, office=office, date=oldest.on.isoformat(), until=until.isoformat() if until else ""
        )
