"""National content: locales, topics, guides, facts, items, contacts, words, readings, interface, pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from tesuri.load.schema import (
    SLUG,
    TAG,
    RawContact,
    RawFact,
    RawGuide,
    RawItem,
    RawLocale,
    RawPage,
    RawTopic,
    RawWord,
    validate,
)
from tesuri.load.values import fact_value
from tesuri.markdown import Document, parse
from tesuri.model import (
    Bring,
    Check,
    Contact,
    Fact,
    FactType,
    Guide,
    Item,
    Locale,
    Page,
    Reading,
    Text,
    Topic,
    Word,
)
from tesuri.problem import Problem
from tesuri.root import shipped_path
from tesuri.source import read
from tesuri.yamlfile import YamlFile, parse_yaml

INTERFACE = "i18n/interface.yml"
_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
_HIRAGANA = re.compile(r"[ぁ-ゖー0-9]+")
_PAGE_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

Problems = list[Problem]
Raw = TypeVar("Raw", bound=BaseModel)
Made = TypeVar("Made")


def yaml_file(root: Path, path: str, problems: Problems) -> YamlFile:
    """A YAML file under the root; problems are added, and ``data`` is None when it cannot be used."""
    text, faults = read(root, path)
    problems.extend(faults)
    if text is None:
        return YamlFile(path, None)
    file, faults = parse_yaml(text, path)
    problems.extend(faults)
    return file


def entries(
    file: YamlFile,
    model: type[Raw],
    make: Callable[[str, Raw, int], Made],
    problems: Problems,
    names: re.Pattern[str] = SLUG,
) -> dict[str, Made]:
    """A file of ``id: {fields}``, each entry on its own: one broken entry costs no other."""
    made: dict[str, Made] = {}
    for id in _keys(file, "id: fields", problems):
        if not names.fullmatch(id):
            message = f"'{id[:40]}' cannot be a name here; a-z, 0-9 and '-' make one"
            problems.append(Problem(file.path, file.line(id), message, "bad-name"))
            continue
        raw, faults = validate(model, file, (id,))
        problems.extend(faults)
        if raw is not None:
            made[id] = make(id, raw, file.line(id))
    return made


def _keys(file: YamlFile, form: str, problems: Problems) -> Iterable[str]:
    """The keys of a file that holds entries; none, with a problem, of any other that is not empty."""
    if isinstance(file.data, dict):
        return file.data
    if file.data is not None:
        problems.append(Problem(file.path, 1, f"expected entries of the form '{form}'", "bad-value"))
    return ()


def at(file: YamlFile, source: str, *location: str | int, note: str | None = None) -> Text:
    """A text of a YAML file with its line."""
    return Text(source, file.path, file.line(*location), note=note)


def maybe(file: YamlFile, source: str | None, *location: str | int) -> Text | None:
    """The same for a text that need not be there."""
    return None if source is None else at(file, source, *location)


def load_locales(root: Path, problems: Problems) -> dict[str, Locale]:
    """i18n/locales.yml."""
    file = yaml_file(root, "i18n/locales.yml", problems)

    def make(tag: str, raw: RawLocale, line: int) -> Locale:
        return Locale(tag=tag, **{**raw.model_dump(), "fonts": tuple(raw.fonts)})

    locales = entries(file, RawLocale, make, problems, TAG)
    folders: dict[str, str] = {}
    for tag, locale in locales.items():
        # Two folders that differ in case only are one folder on a Mac or on Windows.
        other = folders.setdefault(locale.directory.lower(), tag)
        if other != tag:
            message = f"'{tag}' and '{other}' both have the directory '{locale.directory}'"
            problems.append(Problem(file.path, file.line(tag, "directory"), message, "duplicate-name"))
    return locales


def load_interface(root: Path, problems: Problems) -> dict[str, Text]:
    """i18n/interface.yml: ``key: text`` or ``key: {text, note}``; every word of the product must be there."""
    file = yaml_file(root, INTERFACE, problems)
    texts: dict[str, Text] = {}
    for key in _keys(file, "key: text", problems):
        typed = file.data[key]
        value, note = (typed.get("text"), typed.get("note")) if isinstance(typed, dict) else (typed, None)
        if not isinstance(value, str) or not value.strip() or not isinstance(note, str | None):
            problems.append(Problem(file.path, file.line(key), f"'{key}': expected a text", "bad-value"))
            continue
        texts[key] = Text(value, file.path, file.line(key), context=key, note=note)
    if texts:
        problems += _lost_words(file, texts, root)
    return texts


def _lost_words(file: YamlFile, texts: Mapping[str, Text], root: Path) -> Iterator[Problem]:
    """What the words of a root lack of those that this version of the product speaks with."""
    shipped = shipped_path(INTERFACE)
    if shipped is None or (root / INTERFACE).samefile(shipped):
        return
    for key, words in load_interface(shipped.parents[1], []).items():
        if key not in texts:
            if key not in file.data:
                yield Problem(
                    file.path, 1, f"'{key}' is missing; in the product it is: {words.source}", "missing-field"
                )
            continue
        mine, ours = (set(_PLACEHOLDER.findall(text.source)) for text in (texts[key], words))
        for name in sorted(mine ^ ours):
            change = "lost" if name in ours else "added"
            yield Problem(file.path, texts[key].line, f"'{key}': the placeholder {name} is {change}", "placeholder")


def load_topics(root: Path, problems: Problems) -> dict[str, Topic]:
    """content/topics.yml."""
    file = yaml_file(root, "content/topics.yml", problems)

    def make(id: str, raw: RawTopic, line: int) -> Topic:
        return Topic(id, raw.group, at(file, raw.title, id, "title"), at(file, raw.description, id, "description"))

    return entries(file, RawTopic, make, problems)


def load_items(root: Path, problems: Problems) -> dict[str, Item]:
    """content/items.yml."""
    file = yaml_file(root, "content/items.yml", problems)

    def make(id: str, raw: RawItem, line: int) -> Item:
        return Item(id, at(file, raw.name, id, "name"), maybe(file, raw.note, id, "note"), file.path, line)

    return entries(file, RawItem, make, problems)


def load_words(root: Path, problems: Problems) -> dict[str, Word]:
    """content/words.yml."""
    file = yaml_file(root, "content/words.yml", problems)

    def make(id: str, raw: RawWord, line: int) -> Word:
        return Word(id, at(file, raw.term, id, "term"), at(file, raw.meaning, id, "meaning"), file.path, line)

    return entries(file, RawWord, make, problems)


def load_contacts(root: Path, problems: Problems) -> dict[str, Contact]:
    """content/contacts.yml."""
    file = yaml_file(root, "content/contacts.yml", problems)

    def make(id: str, raw: RawContact, line: int) -> Contact:
        return Contact(
            id=id,
            group=raw.group,
            name=at(file, raw.name, id, "name"),
            description=at(file, raw.description, id, "description"),
            phone=raw.phone,
            hours=raw.hours,
            languages=tuple(raw.languages),
            url=raw.url,
            path=file.path,
            line=line,
        )

    return entries(file, RawContact, make, problems)


def load_readings(root: Path, problems: Problems) -> tuple[Reading, ...]:
    """content/readings.yml: ``surface: kana``."""
    file = yaml_file(root, "content/readings.yml", problems)
    found: list[Reading] = []
    for surface in _keys(file, "surface: kana", problems):
        kana = file.data[surface]
        if not surface or not isinstance(kana, str) or not _HIRAGANA.fullmatch(kana):
            message = f"'{surface}': the reading must be hiragana (digits may stay), found {kana!r}"
            problems.append(Problem(file.path, file.line(surface), message, "bad-value"))
            continue
        found.append(Reading(surface, kana, file.path, file.line(surface)))
    return tuple(found)


def facts_of(file: YamlFile, problems: Problems) -> dict[str, Fact]:
    """The facts of one ledger file."""
    found: dict[str, Fact] = {}
    for id, raw in entries(file, RawFact, lambda id, raw, line: raw, problems).items():
        value, faults = fact_value(raw, file, (id,))
        problems.extend(faults)
        if value is None:
            continue
        checked = raw.checked
        found[id] = Fact(
            id=id,
            type=raw.type,
            value=value,
            label=at(file, raw.label, id, "label"),
            source=raw.source,
            office=raw.office,
            path=file.path,
            line=file.line(id),
            unit=raw.unit,
            counting=raw.counting,
            reading=raw.reading,
            text=at(file, str(value), id, "value") if raw.type is FactType.TEXT else None,
            check=None if checked == "none" else Check(checked.office, checked.role, checked.on, checked.until),
            until=raw.until,
        )
    return found


def load_facts(root: Path, problems: Problems) -> dict[str, Fact]:
    """content/facts/*.yml; a fact that stands in two files is told and the first one holds."""
    facts: dict[str, Fact] = {}
    for path in _files(root, "content/facts", "*.yml"):
        for id, fact in facts_of(yaml_file(root, path, problems), problems).items():
            if id in facts:
                other = facts[id]
                message = f"fact '{id}' stands also at {other.path}:{other.line}"
                problems.append(Problem(path, fact.line, message, "duplicate-fact"))
                continue
            facts[id] = fact
    return facts


def load_guides(root: Path, problems: Problems) -> dict[str, Guide]:
    """content/guides/<topic>/<slug>.md, in the order of their ``order`` field within a topic."""
    guides: dict[str, Guide] = {}
    for path in _pages(root, "content/guides", "*/*.md", problems):
        document = _document(root, path, problems)
        if document is None:
            continue
        raw, faults = validate(RawGuide, document.front)
        problems.extend(faults)
        if raw is None:
            continue
        guide = _guide(path, raw, document)
        if guide.slug in guides:
            message = f"slug '{guide.slug}' is also that of {guides[guide.slug].path}"
            problems.append(Problem(path, 1, message, "duplicate-slug"))
            continue
        guides[guide.slug] = guide
    return dict(sorted(guides.items(), key=lambda pair: (pair[1].topic, pair[1].order, pair[0])))


def _document(root: Path, path: str, problems: Problems) -> Document | None:
    text, faults = read(root, path)
    problems.extend(faults)
    if text is None:
        return None
    document, faults = parse(text, path)
    problems.extend(faults)
    return document if document.front.data is not None else None


def _guide(path: str, raw: RawGuide, document: Document) -> Guide:
    file = document.front
    *_, topic, name = path.split("/")
    bring = tuple(
        Bring(b.item, maybe(file, b.note, "bring", i, "note"), file.line("bring", i)) for i, b in enumerate(raw.bring)
    )
    return Guide(
        slug=name.removesuffix(".md"),
        topic=topic,
        path=path,
        order=raw.order,
        title=at(file, raw.title, "title"),
        word=maybe(file, raw.word, "word"),
        summary=at(file, raw.summary, "summary"),
        who=at(file, raw.who, "who"),
        deadline=at(file, raw.deadline, "deadline"),
        fee=at(file, raw.fee, "fee"),
        bring=bring,
        channels=tuple(raw.channels),
        office=raw.office,
        law=tuple(raw.law),
        forms=tuple(raw.forms),
        online=raw.online,
        keywords=maybe(file, raw.keywords, "keywords"),
        body=document.body,
        lines={str(key[0]): line for key, line in file.lines.items() if len(key) == 1},
    )


def load_pages(root: Path, problems: Problems) -> dict[str, Page]:
    """content/pages/<slug>.md."""
    pages: dict[str, Page] = {}
    for path in _pages(root, "content/pages", "*.md", problems):
        document = _document(root, path, problems)
        if document is None:
            continue
        raw, faults = validate(RawPage, document.front)
        problems.extend(faults)
        if raw is not None:
            slug = path.rsplit("/", 1)[1].removesuffix(".md")
            front = document.front
            pages[slug] = Page(
                slug, path, at(front, raw.title, "title"), at(front, raw.summary, "summary"), document.body
            )
    return pages


def _pages(root: Path, folder: str, pattern: str, problems: Problems) -> Iterator[str]:
    """Files that become pages: their names are addresses, which people type and read out on the phone."""
    for path in _files(root, folder, pattern):
        if _PAGE_NAME.fullmatch(Path(path).stem):
            yield path
        elif Path(path).stem not in ("README", "index"):
            message = "the file's name is the page's address; a-z, 0-9 and single '-' make one"
            problems.append(Problem(shown_path(path), 1, message, "bad-name"))


def shown_path(path: str) -> str:
    """A path as it can be printed, also where the file's name is no UTF-8."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _files(root: Path, folder: str, pattern: str) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in (root / folder).glob(pattern) if path.is_file())
