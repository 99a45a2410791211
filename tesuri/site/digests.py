"""What pages are made from, as short words: a page whose word has not changed needs not be made again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import tesuri
from tesuri.facts import shipped_formats
from tesuri.localize import Localizer
from tesuri.model import Collection, Guide, Locale

WRITERS = ("babel", "budoux", "Jinja2", "markdown-it-py", "mdit-py-plugins", "qrcode", "SudachiDict-core", "SudachiPy")
"""Packages that write a part of a page: another version may write it otherwise."""


def digest(*parts: object) -> str:
    """Parts as one word of 16 hexadecimal digits, the same in every process for parts of the same ``repr``."""
    hasher = hashlib.sha256()
    for part in parts:
        hasher.update((part if isinstance(part, str) else repr(part)).encode())
        hasher.update(b"\0")
    return hasher.hexdigest()[:16]


def shared_digest(collection: Collection) -> str:
    """A word for what every page of every town may depend on, guides' bodies and catalogs apart."""
    folder = collection.root / "site_overrides"
    return digest(
        tesuri.__version__,
        [version(name) for name in WRITERS],
        _code_digest(),
        shipped_formats(),
        collection.locales,
        collection.interface,
        collection.topics,
        collection.pages,
        collection.facts,
        collection.items,
        collection.contacts,
        collection.words,
        collection.readings,
        # Every page offers itself to speakers of every language in their own words.
        [Localizer(collection, locale).interface("language-offer") for locale in collection.locales.values()],
        (collection.root / "mkdocs.yml").read_bytes(),
        [path.read_bytes() for path in sorted(folder.rglob("*.html"))],
    )


def catalog_digest(collection: Collection, locale: Locale) -> str:
    """A word for all translations of a locale; the source locale has none."""
    catalog = collection.catalogs.get(locale.tag)
    return digest(catalog.messages) if catalog else ""


def guide_digests(guides: Mapping[str, Guide]) -> dict[str, str]:
    """A word for the whole of each guide, by slug."""
    return {slug: digest(guide) for slug, guide in guides.items()}


def cards_digest(guides: Mapping[str, Guide]) -> str:
    """A word for what other pages show of guides."""
    return digest([(guide.title, guide.word, guide.summary, guide.topic, guide.order) for guide in guides.values()])


def _code_digest() -> str:
    folder = Path(tesuri.__file__).parent
    return digest(*(f"{path.stat().st_mtime_ns}{path}" for path in sorted(folder.rglob("*.py"))))
