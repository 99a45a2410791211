"""Which texts of which files are translated, and their extraction into gettext templates.

``extract_markdown`` and ``extract_yaml`` are Babel's extractors of the same texts (``pybabel extract -F babel.cfg``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from tesuri import markdown, source
from tesuri.model import Block, BlockKind, Locale, Text
from tesuri.problem import Problem
from tesuri.yamlfile import Location, YamlFile, parse_yaml

TEXT_FIELDS: Mapping[str, tuple[str, ...]] = {
    "topics.yml": ("*.title", "*.description"),
    "items.yml": ("*.name", "*.note"),
    "contacts.yml": ("*.name", "*.description"),
    "words.yml": ("*.term", "*.meaning"),
    # Of facts only the values of type text; labels are for the ledger, which Japanese offices read.
    "facts/*.yml": ("*.value",),
    "towns/*/facts.yml": ("*.value",),
    "town.yml": ("name", "prefecture", "night"),
    "offices.yml": ("*.name", "*.building", "*.address"),
    "forms.yml": ("*.title", "*.fields.*"),
    "notices.yml": ("*.text",),
}
"""Fields that are translated, by the end of a file's path; ``*`` is any key or index."""

FRONT_FIELDS: Mapping[str, tuple[str, ...]] = {
    "guide": ("title", "word", "summary", "who", "deadline", "fee", "bring.*.note", "keywords"),
    "page": ("title", "summary"),
}
"""Fields of the front matter that are translated, by the kind of file: guides stand in guides/, pages in pages/."""

INTERFACE = "interface.yml"
"""The words of the product itself: ``key: text`` or ``key: {text, note}``; the key is the message's context."""

_PLACES = {
    BlockKind.SECTION: "heading",
    BlockKind.PARAGRAPH: "paragraph",
    BlockKind.ITEM: "list item",
    BlockKind.NOTE: "title of a note",
    BlockKind.CELL: "table cell",
    BlockKind.IMAGE: "alternative text of a picture",
}


@dataclass(frozen=True, slots=True)
class Domain:
    """A set of source files that has one catalog for each locale."""

    name: str
    """content, interface, or a town's slug."""
    files: tuple[str, ...]
    """Paths relative to the root, sorted."""
    town: bool = False

    @property
    def template(self) -> str:
        """Path of the template (.pot)."""
        return f"content/towns/{self.name}/i18n/{self.name}.pot" if self.town else f"i18n/{self.name}.pot"

    def catalog(self, locale: Locale) -> str:
        """Path of a locale's catalog (.po)."""
        return catalog_path(locale, town=self.name) if self.town else catalog_path(locale, self.name)


@dataclass(frozen=True, slots=True)
class Source:
    """A text to translate, with all the places where it stands."""

    context: str | None
    text: str
    places: tuple[tuple[str, int], ...]
    """(path, line) of each."""
    notes: tuple[str, ...]

    @property
    def key(self) -> tuple[str | None, str]:
        """What a catalog finds it by."""
        return self.context, self.text


@dataclass(frozen=True, slots=True)
class Template:
    """A domain with its texts in reading order."""

    domain: Domain
    sources: tuple[Source, ...]


def catalog_path(locale: Locale, name: str = "", town: str = "") -> str:
    """Path, relative to the root, of the catalog of a locale: content, interface, or a town's."""
    if town:
        return f"content/towns/{town}/i18n/{locale.directory}.po"
    return f"i18n/{locale.directory}/LC_MESSAGES/{name}.po"


def domains(root: Path) -> tuple[Domain, ...]:
    """The interface, the content, then each town in the order of their slugs."""
    towns: dict[str, list[str]] = {}
    content: list[str] = []
    for file in sorted((root / "content").rglob("*")):
        path = PurePosixPath(file.relative_to(root).as_posix())
        if path.suffix not in {".md", ".yml"} or not file.is_file():
            continue
        if path.parts[1] == "towns" and len(path.parts) > 3:
            towns.setdefault(path.parts[2], []).append(str(path))
        else:
            content.append(str(path))
    interface = f"i18n/{INTERFACE}"
    return (
        Domain("interface", (interface,) if (root / interface).is_file() else ()),
        Domain("content", tuple(content)),
        *(Domain(slug, tuple(files), town=True) for slug, files in sorted(towns.items())),
    )


def extract(root: Path) -> tuple[tuple[Template, ...], list[Problem]]:
    """Templates of all domains; a file that is broken gives problems and the texts that could be read."""
    problems: list[Problem] = []
    templates: list[Template] = []
    for domain in domains(root):
        found: list[Text] = []
        for path in domain.files:
            content, faults = source.read(root, path)
            problems += faults
            if content is not None:
                texts, faults = texts_of(path, content)
                found += texts
                problems += faults
        templates.append(Template(domain, _merge(found)))
    return tuple(templates), problems


def texts_of(path: str, content: str) -> tuple[list[Text], list[Problem]]:
    """All texts of one file in reading order; none of a file that has nothing to translate."""
    name = PurePosixPath(path)
    if name.suffix == ".md":
        kind = next((kind for kind in FRONT_FIELDS if f"{kind}s" in name.parts[:-1]), None)
        if kind is None:  # a README for those who write content
            return [], []
        document, problems = markdown.parse(content, path)
        where = f"{kind} {name.stem}"
        return [*_fields(document.front, FRONT_FIELDS[kind], where), *_block_texts(document.body, where)], problems
    patterns = [fields for pattern, fields in TEXT_FIELDS.items() if name.match(pattern)]
    if not patterns and name.name != INTERFACE:
        return [], []
    file, problems = parse_yaml(content, path)
    return _fields(file, patterns[0], name.stem) if patterns else _interface_texts(file), problems


def extract_markdown(
    fileobj: IO[bytes], keywords: object, comment_tags: object, options: object
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Babel's extractor of guides and pages."""
    for text in _of_file(fileobj):
        yield text.line, None, text.source, [text.note] if text.note else []


def extract_yaml(
    fileobj: IO[bytes], keywords: object, comment_tags: object, options: object
) -> Iterator[tuple[int, str | None, str | tuple[str, str], list[str]]]:
    """Babel's extractor of YAML files; which fields are texts is known by the file's name."""
    for text in _of_file(fileobj):
        notes = [text.note] if text.note else []
        if text.context is None:
            yield text.line, None, text.source, notes
        else:
            yield text.line, "pgettext", (text.context, text.source), notes


def _of_file(fileobj: IO[bytes]) -> list[Text]:
    path = Path(fileobj.name).as_posix()
    content, _ = source.decode(fileobj.read(), path)
    return texts_of(path, content)[0]


def _merge(texts: Iterable[Text]) -> tuple[Source, ...]:
    """Equal texts become one message, at the place of the first."""
    grouped: dict[tuple[str | None, str], list[Text]] = {}
    for text in texts:
        grouped.setdefault((text.context, text.source), []).append(text)
    return tuple(
        Source(context, words, tuple(sorted({(text.path, text.line) for text in group})), _notes(group))
        for (context, words), group in grouped.items()
    )


def _notes(group: Sequence[Text]) -> tuple[str, ...]:
    notes = tuple(dict.fromkeys(text.note for text in group if text.note))
    # A heading of every guide would list every guide.
    return notes if len(notes) < 4 else (notes[0], f"and {len(notes) - 1} more places")


def _fields(file: YamlFile, fields: Sequence[str], name: str) -> list[Text]:
    texts = []
    for field in fields:
        for at, value in _find(file.data, field.split("."), ()):
            if isinstance(value, str) and value:
                where = ".".join(str(key) for key in at)
                texts.append(Text(value, file.path, file.line(*at), note=f"{name}, {where}"))
    return sorted(texts, key=lambda text: text.line)


def _find(data: Any, field: Sequence[str], at: Location) -> Iterator[tuple[Location, Any]]:
    if not field:
        yield at, data
        return
    key, *rest = field
    if isinstance(data, dict):
        if not rest and key == "value" and data.get("type") != "text":
            return  # a fact that is no text is written by the locale, not translated
        for found in data if key == "*" else [key] if key in data else []:
            yield from _find(data[found], rest, (*at, found))
    elif isinstance(data, list) and key == "*":
        for index, child in enumerate(data):
            yield from _find(child, rest, (*at, index))


def _interface_texts(file: YamlFile) -> list[Text]:
    texts = []
    for key, value in file.data.items() if isinstance(file.data, dict) else ():
        words, note = (value.get("text"), value.get("note")) if isinstance(value, dict) else (value, None)
        if isinstance(words, str) and words:
            texts.append(Text(words, file.path, file.line(key), key, note if isinstance(note, str) else None))
    return texts


def _block_texts(blocks: Iterable[Block], where: str, parent: BlockKind | None = None) -> Iterator[Text]:
    for block in blocks:
        inside = f"{where}, {block.id}" if block.kind is BlockKind.SECTION and block.id else where
        if block.text is not None and block.text.source:
            place = "step" if parent is BlockKind.STEPS else _PLACES.get(block.kind, str(block.kind))
            yield Text(block.text.source, block.text.path, block.text.line, note=f"{inside}, {place}")
        yield from _block_texts(block.children, inside, block.kind)
