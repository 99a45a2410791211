"""Guides and pages: what they point to exists, what they must say is said, and they end at a person."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from tesuri.check.prose import all_prose, town_prose
from tesuri.markdown import links, walk
from tesuri.model import Block, BlockKind, Collection, Fact, FactType, Guide
from tesuri.problem import Problem, suggestion

SECTIONS = ("why", "steps", "proxy", "worries")
WORRIES = ("never-asks", "cannot-break", "how-to-stop", "whom-to-ask")
PAGES = ("about", "privacy", "accessibility")
BUILT_PAGES = ("people", "words", "languages", "search")
"""Pages that the site makes by itself and that prose may link to as ``page:people``."""
RESERVED = (*BUILT_PAGES, "topics", "guides", "forms")
"""Addresses that a page of content/pages cannot have."""
WEB = re.compile(r"https://[^\s/?#]+|mailto:[^\s@]+@[^\s@]+")


def unknown_references(collection: Collection, today: dt.date) -> Iterator[Problem]:
    """Topics, items, offices, laws and forms that a guide names and nobody knows."""
    roles = {role for town in collection.towns.values() for office in town.offices.values() for role in office.roles}
    forms = {id for town in collection.towns.values() for id in town.forms}
    laws = {id for id, fact in _all_facts(collection).items() if fact.type is FactType.LAW}
    for guide in collection.guides.values():

        def unknown(kind: str, name: str, known: set[str], line: int, guide: Guide = guide) -> Problem:
            message = f"{kind} '{name}' is not known{suggestion(name, known)}"
            return Problem(guide.path, line, message, f"unknown-{kind}")

        if guide.topic not in collection.topics:
            yield unknown("topic", guide.topic, set(collection.topics), 1)
        for bring in guide.bring:
            if bring.item not in collection.items:
                yield unknown("item", bring.item, set(collection.items), bring.line)
        if guide.office not in roles:
            yield unknown("office", guide.office, roles, guide.lines.get("office", 1))
        for law in guide.law:
            if law not in laws:
                yield unknown("law", law, laws, guide.lines.get("law", 1))
        for form in guide.forms:
            if form not in forms:
                yield unknown("form", form, forms, guide.lines.get("forms", 1))
        if "online" in guide.channels and guide.online is None:
            message = "the channel 'online' needs the address of the service in 'online'"
            yield Problem(guide.path, guide.lines.get("channels", 1), message, "missing-field")


def dead_links(collection: Collection, today: dt.date) -> Iterator[Problem]:
    """Links of guides and pages that lead nowhere, or by a way that a reader's browser should not take."""
    for text in (*all_prose(collection), *town_prose(collection)):
        for target in links(text.source):
            scheme, _, slug = target.partition(":")
            if scheme == "guide" and slug not in collection.guides:
                message = f"no guide '{slug}'{suggestion(slug, collection.guides)}"
                yield Problem(text.path, text.line, message, "dead-link")
            elif scheme == "page" and slug not in collection.pages and slug not in BUILT_PAGES:
                message = f"no page '{slug}'{suggestion(slug, [*collection.pages, *BUILT_PAGES])}"
                yield Problem(text.path, text.line, message, "dead-link")
            elif scheme not in ("guide", "page") and not WEB.match(target):
                message = f"'{target}': link to guide:slug, page:slug or https://…"
                yield Problem(text.path, text.line, message, "dead-link")


def missing_sections(collection: Collection, today: dt.date) -> Iterator[Problem]:
    """Sections that every guide has, steps that are steps, and ids that stand once."""
    for guide in collection.guides.values():
        for id in SECTIONS:
            if guide.section(id) is None:
                yield Problem(guide.path, 1, f"section {{#{id}}} is missing", "missing-section")
        steps = guide.section("steps")
        if steps is not None and not any(child.kind is BlockKind.STEPS for child in steps.children):
            yield Problem(guide.path, steps.line, "section {#steps} has no numbered list", "missing-section")
        worries = guide.section("worries")
        if worries is not None:
            present = {child.id for child in worries.children}
            for id in WORRIES:
                if id not in present:
                    message = f"the worries block lacks {{#{id}}}"
                    yield Problem(guide.path, worries.line, message, "missing-section")
        sections = [block for block in walk(guide.body) if block.kind is BlockKind.SECTION]
        for id, count in Counter(block.id for block in sections).items():
            if count > 1 and id:
                line = [block.line for block in sections if block.id == id][1]
                yield Problem(guide.path, line, f"section {{#{id}}} stands twice", "duplicate-section")
        for block in sections:
            if not block.id:
                yield Problem(guide.path, block.line, "a heading needs an id, such as {#after}", "missing-section-id")
            if block.level not in (2, 3):
                message = "headings inside a guide begin with ## or ###; its title stands in the front matter"
                yield Problem(guide.path, block.line, message, "heading-level")


def missing_pictures(collection: Collection, today: dt.date) -> Iterator[Problem]:
    """Pictures without alternative text or without a file."""
    for path, body in _bodies(collection):
        for block in walk(body):
            if block.kind is not BlockKind.IMAGE:
                continue
            if block.text is None or not block.text.source.strip():
                yield Problem(path, block.line, "the picture has no alternative text", "missing-alt")
            name = PurePosixPath(block.id).name
            if not (collection.root / "content" / "pictures" / name).is_file():
                yield Problem(path, block.line, f"no picture content/pictures/{name}", "missing-picture")


def missing_pages(collection: Collection, today: dt.date) -> Iterator[Problem]:
    """Pages that every page's foot links to, and pages at an address that is taken."""
    for slug in PAGES:
        if slug not in collection.pages:
            yield Problem(f"content/pages/{slug}.md", 1, "this page is missing", "missing-page")
    for slug, page in collection.pages.items():
        if slug in RESERVED:
            yield Problem(page.path, 1, f"the address '{slug}' belongs to a page that the site makes", "duplicate-slug")


def no_person(collection: Collection, today: dt.date) -> Iterator[Problem]:
    """Guides whose way does not end at a counter and a phone of each town."""
    for guide in collection.guides.values():
        for town in collection.towns.values():
            office = town.office_for(guide.office)
            line = guide.lines.get("office", 1)
            if office is None:
                message = f"in {town.slug} nobody answers for '{guide.office}': the guide reaches no person"
                yield Problem(guide.path, line, message, "no-person")
            elif not office.phone_hours.openings:
                message = f"nobody answers the phone of '{office.id}' in {town.slug} at any hour"
                yield Problem(guide.path, line, message, "no-person")


def _all_facts(collection: Collection) -> dict[str, Fact]:
    facts = dict(collection.facts)
    for town in collection.towns.values():
        facts.update(town.facts)
    return facts


def _bodies(collection: Collection) -> Iterator[tuple[str, tuple[Block, ...]]]:
    for guide in collection.guides.values():
        yield guide.path, guide.body
    for page in collection.pages.values():
        yield page.path, page.body
