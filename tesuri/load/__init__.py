"""Folders → (Collection, problems): the only reader of content files.

What is sound is loaded whatever else is broken, so that one run tells every fault and a kiosk in service
can run with the sound guides.
"""

from __future__ import annotations

from pathlib import Path

from tesuri.load.content import (
    load_contacts,
    load_facts,
    load_guides,
    load_interface,
    load_items,
    load_locales,
    load_pages,
    load_readings,
    load_topics,
    load_words,
)
from tesuri.load.root import find_root, missing_parts, packaged_root
from tesuri.load.towns import load_towns
from tesuri.messages.catalogs import read_catalogs
from tesuri.model import SOURCE_LOCALE, Collection
from tesuri.problem import Problem

__all__ = ["find_root", "load", "missing_parts", "packaged_root"]


def load(root: Path, cache: Path | None = None) -> tuple[Collection, tuple[Problem, ...]]:
    """Everything under a root folder, with all problems of reading it, sorted; ``cache`` speeds up catalogs."""
    problems: list[Problem] = []
    locales = load_locales(root, problems)
    towns = load_towns(root, problems)
    catalogs = {}
    for tag, locale in locales.items():
        if tag == SOURCE_LOCALE:
            continue
        catalogs[tag], faults = read_catalogs(root, locale, tuple(towns), cache)
        problems.extend(faults)
    collection = Collection(
        root=root,
        locales=locales,
        interface=load_interface(root, problems),
        topics=load_topics(root, problems),
        guides=load_guides(root, problems),
        pages=load_pages(root, problems),
        facts=load_facts(root, problems),
        items=load_items(root, problems),
        contacts=load_contacts(root, problems),
        words=load_words(root, problems),
        readings=load_readings(root, problems),
        towns=towns,
        catalogs=catalogs,
    )
    return collection, tuple(sorted(problems))
