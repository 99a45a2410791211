"""Every rule of content over a loaded collection; a rule returns problems and prints nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

from tesuri.check import catalogs, guides, ledger, prose, towns
from tesuri.model import Collection
from tesuri.problem import Problem

Rule = Callable[[Collection, dt.date], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    guides.unknown_references,
    guides.dead_links,
    guides.missing_sections,
    guides.missing_pictures,
    guides.missing_pages,
    guides.no_person,
    prose.malformed_tokens,
    prose.unreadable_markup,
    prose.unknown_facts,
    prose.typed_numbers,
    prose.full_width_digits,
    ledger.expired_facts,
    ledger.unknown_offices,
    towns.unknown_references,
    towns.wrong_codes,
    towns.unreachable_people,
    towns.unreachable_contacts,
    towns.long_notices,
    catalogs.unknown_locales,
    catalogs.empty_catalogs,
)


def check(collection: Collection, load_problems: Iterable[Problem], today: dt.date) -> tuple[Problem, ...]:
    """The problems of loading and those of every rule, each once, sorted by place."""
    found = set(load_problems)
    for rule in RULES:
        found.update(rule(collection, today))
    return tuple(sorted(found))
