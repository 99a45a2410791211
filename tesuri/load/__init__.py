"""Folders → (Collection, problems): the only reader of content files.

What is sound is loaded whatever else is broken, so that one run tells every fault and a kiosk in service
can run with the sound guides.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterable, Sequence
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
from tesuri.load.towns import load_towns
from tesuri.messages.catalogs import read_catalogs
from tesuri.model import SOURCE_LOCALE, Catalog, Collection, Locale
from tesuri.problem import Problem
from tesuri.root import find_root, missing_parts, packaged_root

__all__ = ["find_root", "load", "missing_parts", "packaged_root"]


WORTH_A_POOL = 1_000_000
"""Bytes of catalogs from which reading them in several processes is faster than in one."""


def load(root: Path, cache: Path | None = None) -> tuple[Collection, tuple[Problem, ...]]:
    """Everything under a root folder, with all problems of reading it, sorted; ``cache`` speeds up catalogs."""
    problems: list[Problem] = []
    locales = load_locales(root, problems)
    towns = load_towns(root, problems)
    catalogs = _catalogs(
        root, [locale for tag, locale in locales.items() if tag != SOURCE_LOCALE], towns, cache, problems
    )
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


def _uninterrupted() -> None:
    """Ctrl+C is the parent's to hear; a worker would answer with a traceback."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _catalogs(
    root: Path, locales: Sequence[Locale], towns: Iterable[str], cache: Path | None, problems: list[Problem]
) -> dict[str, Catalog]:
    """Every locale's catalog; what no cache knows is read in several processes (1,500 messages take 66 ms)."""
    jobs = [(root, locale, tuple(towns), cache) for locale in locales]
    cold = cache is None or not any(cache.glob("*.po.json"))
    size = sum(path.stat().st_size for path in (root / "i18n").rglob("*.po") if path.is_file()) if cold else 0
    if size > WORTH_A_POOL and "fork" in multiprocessing.get_all_start_methods():
        with multiprocessing.get_context("fork").Pool(initializer=_uninterrupted) as pool:
            read = pool.starmap(read_catalogs, jobs, chunksize=1)
    else:
        read = [read_catalogs(*job) for job in jobs]
    for _, faults in read:
        problems.extend(faults)
    return {catalog.locale: catalog for catalog, _ in read}
