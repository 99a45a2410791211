"""Locales and catalogs; what each translation lost is told where catalogs are read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tesuri.model import SOURCE_LOCALE, Collection
from tesuri.problem import Problem, warning

LOCALES = "i18n/locales.yml"


def unknown_locales(collection: Collection, today: dt.date) -> Iterator[Problem]:
    """A missing source locale, and catalogs of locales that nobody declared."""
    if SOURCE_LOCALE not in collection.locales:
        yield Problem(LOCALES, 1, f"the source locale '{SOURCE_LOCALE}' is missing", "unknown-locale")
    known = {locale.directory for locale in collection.locales.values()}
    for folder in sorted((collection.root / "i18n").glob("*/LC_MESSAGES")):
        if folder.parent.name not in known:
            path = folder.relative_to(collection.root).as_posix()
            yield warning(path, 1, f"no locale in {LOCALES} has the directory '{folder.parent.name}'", "unknown-locale")
    for file in sorted((collection.root / "content/towns").glob("*/i18n/*.po")):
        if file.stem not in known:
            path = file.relative_to(collection.root).as_posix()
            yield warning(path, 1, f"no locale in {LOCALES} has the directory '{file.stem}'", "unknown-locale")


def empty_catalogs(collection: Collection, today: dt.date) -> Iterator[Problem]:
    """Locales without a single translation: a language that is only a name."""
    for tag, catalog in collection.catalogs.items():
        if not any(message.text for message in catalog.messages.values()):
            yield warning(LOCALES, 1, f"'{tag}' has no translation yet", "empty-catalog")
