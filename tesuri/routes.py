"""Addresses: which pages a locale has, and where each one lies in the two editions.

All links are relative, so that a site works in any folder of a server and from a USB stick. In finished
pages they start with ``ROOT``, the way from the page up to the site's root.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tesuri.model import Collection, Town

ROOT = "\ufdd4"
"""A character of its own that stands for ``../`` times the depth of the page; filled last of all."""

SITE = "\ufdd5"
"""A character that stands for the address under which the town publishes; noncharacters both, as those of slots."""

OWN_PAGES = ("about", "privacy", "accessibility")
"""Pages of content/pages that the footer links to; every root must have them."""


class Kind(StrEnum):
    """Kinds of pages; each has a template in site_overrides/bodies."""

    HOME = "home"
    TOPIC = "topic"
    GUIDE = "guide"
    PAGE = "page"
    PEOPLE = "people"
    WORDS = "words"
    LANGUAGES = "languages"
    SEARCH = "search"
    FORM = "form"
    NOTFOUND = "notfound"


SINGLE = (Kind.PEOPLE, Kind.WORDS, Kind.LANGUAGES, Kind.SEARCH)
"""Pages of which a locale has one each, named in addresses and links by their kind."""

FOLDERS = {Kind.TOPIC: "topics", Kind.GUIDE: "guides", Kind.FORM: "forms"}


@dataclass(frozen=True, slots=True)
class Route:
    """One page of every locale: its kind, and its slug where there are several of a kind."""

    kind: Kind
    slug: str = ""

    @property
    def path(self) -> str:
        """Address below the locale's folder, without an ending: ``guides/moving-in``; empty for home."""
        if self.kind is Kind.HOME:
            return ""
        if self.kind is Kind.PAGE:
            return self.slug
        if self.kind in FOLDERS:
            return f"{FOLDERS[self.kind]}/{self.slug}"
        return "404" if self.kind is Kind.NOTFOUND else str(self.kind)


@dataclass(frozen=True, slots=True)
class Edition:
    """How addresses are written: folders for a server, ``.html`` files for a USB stick."""

    offline: bool = False

    def href(self, tag: str, route: Route) -> str:
        """A link from any page of the site."""
        return f"{ROOT}{self.address(tag, route)}"

    def address(self, tag: str, route: Route) -> str:
        """The address below the site's root, as people and machines see it."""
        if self.offline or route.kind is Kind.NOTFOUND:
            return self.file(tag, route)
        return f"{tag}/{route.path}/" if route.path else f"{tag}/"

    def file(self, tag: str, route: Route) -> str:
        """The file of a page below the site's root."""
        if not route.path:
            return f"{tag}/index.html"
        if self.offline or route.kind is Kind.NOTFOUND:
            return f"{tag}/{route.path}.html"
        return f"{tag}/{route.path}/index.html"

    def root(self, file: str) -> str:
        """What ``ROOT`` becomes in a file: ``../`` for each folder above it."""
        return "../" * file.count("/")


def routes(collection: Collection, town: Town) -> Iterator[Route]:
    """Every page of a locale, in a stable order."""
    yield Route(Kind.HOME)
    topics = {guide.topic for guide in collection.guides.values()}
    yield from (Route(Kind.TOPIC, id) for id in collection.topics if id in topics)
    yield from (Route(Kind.GUIDE, slug) for slug in collection.guides)
    yield from (Route(Kind.PAGE, slug) for slug in collection.pages)
    yield from map(Route, SINGLE)
    yield from (Route(Kind.FORM, form.id) for form in town.forms.values() if form.url is None)
    yield Route(Kind.NOTFOUND)
