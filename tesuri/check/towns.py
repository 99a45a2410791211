"""Towns: their codes are right, what they name exists, and people can be reached, also without a phone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tesuri.model import Collection, FactType
from tesuri.problem import Problem, suggestion, warning

NOTICE_LENGTH = 200
"""Characters that a notice may have."""


def unknown_references(collection: Collection, today: dt.date) -> Iterator[Problem]:
    """Offices, guides and languages that a town names and nobody knows."""
    for town in collection.towns.values():
        for field, id in (("switchboard", town.switchboard), ("accessibility_contact", town.accessibility_contact)):
            if id not in town.offices:
                message = f"'{field}': office '{id}' is not known{suggestion(id, town.offices)}"
                yield Problem(town.path, 1, message, "unknown-office")
        for office in town.offices.values():
            for tag in office.languages:
                if tag not in collection.locales:
                    message = f"locale '{tag}' is not known{suggestion(tag, collection.locales)}"
                    yield Problem(office.path, office.line, message, "unknown-locale")
            for slug in office.guides or ():
                if slug not in collection.guides:
                    message = f"guide '{slug}' is not known{suggestion(slug, collection.guides)}"
                    yield Problem(office.path, office.line, message, "unknown-guide")
    for contact in collection.contacts.values():
        for tag in contact.languages:
            if tag not in collection.locales:
                message = f"locale '{tag}' is not known{suggestion(tag, collection.locales)}"
                yield Problem(contact.path, contact.line, message, "unknown-locale")


def wrong_codes(collection: Collection, today: dt.date) -> Iterator[Problem]:
    """全国地方公共団体コード whose last digit does not fit."""
    for town in collection.towns.values():
        if int(town.code[5]) != check_digit(town.code[:5]):
            message = f"code {town.code}: the check digit of {town.code[:5]} is {check_digit(town.code[:5])}"
            yield Problem(town.path, 1, message, "wrong-code")


def unreachable_people(collection: Collection, today: dt.date) -> Iterator[Problem]:
    """Offices that a person who cannot phone cannot ask, and offices without a language."""
    for town in collection.towns.values():
        if not town.offices:
            yield Problem(town.path, 1, "the town has no office", "no-person")
        for office in town.offices.values():
            if not (office.fax or office.mail):
                message = f"'{office.id}' has neither fax nor mail: who cannot phone cannot ask"
                yield Problem(office.path, office.line, message, "no-person")
            if not office.languages:
                message = f"'{office.id}' names no language that is spoken there"
                yield warning(office.path, office.line, message, "no-language")
        switchboard = town.offices.get(town.switchboard)
        if switchboard is not None and not switchboard.phone_hours.openings:
            message = f"nobody answers the phone of the switchboard '{town.switchboard}' at any hour"
            yield Problem(switchboard.path, switchboard.line, message, "no-person")
    if not collection.towns:
        yield Problem("content/towns", 1, "no town: nobody answers for anything", "no-person")
    if not any(contact.group == "deaf" for contact in collection.contacts.values()):
        message = "no contact of group 'deaf': who cannot phone has no way"
        yield Problem("content/contacts.yml", 1, message, "no-person")


def unreachable_contacts(collection: Collection, today: dt.date) -> Iterator[Problem]:
    """National lines that cannot be reached, or whose phone and hours are no facts of that kind."""
    for contact in collection.contacts.values():
        # What is said to deaf people may be a way that the town or the fire brigade opens on request.
        if not (contact.phone or contact.url or contact.group == "deaf"):
            message = f"'{contact.id}' has neither phone nor url: nobody can reach it"
            yield Problem(contact.path, contact.line, message, "no-person")
        for field, id, types in (
            ("phone", contact.phone, (FactType.PHONE,)),
            ("hours", contact.hours, (FactType.HOURS, FactType.TIMES, FactType.TEXT)),
        ):
            if id is None:
                continue
            fact = collection.facts.get(id)
            if fact is None:
                message = f"fact '{id}' is not in the national ledger{suggestion(id, collection.facts)}"
                yield Problem(contact.path, contact.line, message, "unknown-fact")
            elif fact.type not in types:
                message = f"'{field}' names '{id}', which is of type {fact.type}, not {types[0]}"
                yield Problem(contact.path, contact.line, message, "wrong-type")


def long_notices(collection: Collection, today: dt.date) -> Iterator[Problem]:
    """Notices that are too long for something that stands on top of every page."""
    for town in collection.towns.values():
        for notice in town.notices:
            if len(notice.text.source) > NOTICE_LENGTH:
                message = f"{len(notice.text.source)} characters; a notice is read at a glance: {NOTICE_LENGTH} at most"
                yield warning(notice.path, notice.line, message, "long-notice")


def check_digit(code: str) -> int:
    """Sixth digit of a code from its first five: (11 − (6a+5b+4c+3d+2e) mod 11) mod 10."""
    total = sum(weight * int(digit) for weight, digit in zip((6, 5, 4, 3, 2), code, strict=True))
    return (11 - total % 11) % 10
