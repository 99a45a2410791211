"""The ledger: facts hold today, and somebody answers for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tesuri.model import Collection
from tesuri.problem import Problem, suggestion

NATIONAL = ("national", "police")
"""Roles that no town's office answers for."""


def expired_facts(collection: Collection, today: dt.date) -> Iterator[Problem]:
    """Facts past their last day, or past the last day of their check."""
    for facts in (collection.facts, *(town.facts for town in collection.towns.values())):
        for fact in facts.values():
            if fact.until is not None and fact.until < today:
                message = f"fact '{fact.id}' held until {fact.until}; look up what holds now"
                yield Problem(fact.path, fact.line, message, "expired-fact")
            elif fact.check and fact.check.until and fact.check.until < today:
                message = f"the check of fact '{fact.id}' held until {fact.check.until}; have it checked again"
                yield Problem(fact.path, fact.line, message, "expired-check")


def unknown_offices(collection: Collection, today: dt.date) -> Iterator[Problem]:
    """Facts whose responsible office no town has."""
    roles = {role for town in collection.towns.values() for office in town.offices.values() for role in office.roles}
    known = {*roles, *NATIONAL}
    for facts in (collection.facts, *(town.facts for town in collection.towns.values())):
        for fact in facts.values():
            if fact.office not in known:
                message = f"office '{fact.office}' of fact '{fact.id}' is not known{suggestion(fact.office, known)}"
                yield Problem(fact.path, fact.line, message, "unknown-office")
