"""The same guides for every contestant: the real ones several times over, each copy with sentences of its own."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tesuri.load import load
from tesuri.localize import Localizer
from tesuri.markdown import plain
from tesuri.model import Block, BlockKind, Collection, Guide, Text

LOCALES = ("ja", "ja-simple", "en", "zh-Hans", "zh-Hant", "ko", "vi", "pt-BR", "ne", "id", "my", "es")
"""Twelve of ours; fil and ur are left out because mkdocs-static-i18n refuses fil and writes no right-to-left."""

_FRONT_TEXT = re.compile(r"^(title|summary|who|deadline|fee): (.+)$", re.MULTILINE)
_BODY_LINE = re.compile(r"^(?!---|#|\||\s*$|!!!)(.*[。んすせ)」])$", re.MULTILINE)


def write_root(source: Path, folder: Path, copies: int) -> None:
    """A root with ``copies`` of every real guide; copy n ends its sentences with a letter of its own."""
    for name in ("mkdocs.yml", "classes", "i18n", "content", "site_overrides"):
        origin = source / name
        shutil.copytree(origin, folder / name) if origin.is_dir() else shutil.copy(origin, folder / name)
    guides = sorted((folder / "content" / "guides").rglob("*.md"))
    sentences: dict[str, str] = {}
    for copy in range(1, copies):
        mark = f"({chr(0x3042 + 2 * copy)})"
        for path in guides:
            text = _marked(path.read_text("utf-8"), mark)
            path.with_name(f"{path.stem}-{copy}.md").write_text(text, "utf-8")
        sentences[mark] = mark
    for po in sorted((folder / "i18n").glob("*/LC_MESSAGES/content.po")):
        _grow_catalog(po, list(sentences))


def _marked(text: str, mark: str) -> str:
    _, front, body = text.split("---\n", 2)
    front = _FRONT_TEXT.sub(lambda m: f"{m[1]}: {_add(m[2], mark)}", front)
    body = _BODY_LINE.sub(lambda m: m[1] + mark, body)
    return f"---\n{front}---\n{body}"


def _add(value: str, mark: str) -> str:
    return f'{value[:-1]}{mark}"' if value.endswith('"') else value + mark


def _grow_catalog(path: Path, marks: list[str]) -> None:
    """Give a catalog the marked copies of its messages, as a translator would have."""
    text = path.read_text("utf-8")
    head, *entries = text.split("\n\n")
    grown = list(entries)
    for mark in marks:
        for entry in entries:
            marked = re.sub(r'(?m)^(msgid|msgstr) "(.+)"$', lambda m, mark=mark: f'{m[1]} "{m[2]}{mark}"', entry)
            if marked != entry and not entry.startswith("#~"):
                grown.append(marked.rstrip("\n"))
    path.write_text("\n\n".join([head, *grown]) + "\n", "utf-8")


def localized_markdown(root: Path, locales: Iterable[str] = LOCALES) -> dict[str, dict[str, str]]:
    """Every guide in every locale as plain Markdown: locale → ``topic/slug`` → text."""
    collection, _ = load(root)
    facts = collection.facts_of(next(iter(collection.towns.values())))
    found: dict[str, dict[str, str]] = {}
    for tag in locales:
        localizer = Localizer(collection, collection.locales[tag])

        def words(text: Text, localizer: Localizer = localizer) -> str:
            return plain(localizer(text), lambda token: str(getattr(facts.get(token.id), "value", token.id)))

        found[tag] = {f"{g.topic}/{g.slug}": _markdown(g, words, collection) for g in collection.guides.values()}
    return found


def _markdown(guide: Guide, words, collection: Collection) -> str:  # type: ignore[no-untyped-def]
    card = "\n".join(f"- {words(text)}" for text in (guide.who, guide.deadline, guide.fee))
    bring = "\n".join(f"- {words(collection.items[b.item].name)}" for b in guide.bring)
    body = "\n\n".join(_blocks(guide.body, words))
    return f"# {words(guide.title)}\n\n{words(guide.summary)}\n\n{card}\n{bring}\n\n{body}\n"


def _blocks(blocks: tuple[Block, ...], words) -> Iterator[str]:  # type: ignore[no-untyped-def]
    for block in blocks:
        text = words(block.text) if block.text else ""
        match block.kind:
            case BlockKind.SECTION:
                yield f"{'#' * block.level} {text}"
                yield from _blocks(block.children, words)
            case BlockKind.STEPS:
                yield "\n".join(f"1. {words(item.text)}" for item in block.children if item.text)
            case BlockKind.BULLETS:
                yield "\n".join(f"- {words(item.text)}" for item in block.children if item.text)
            case _:
                if text:
                    yield text
                yield from _blocks(block.children, words)


def write_suffixed(pages: Mapping[str, Mapping[str, str]], docs: Path) -> None:
    """``topic/slug.<locale>.md`` for mkdocs-static-i18n."""
    for tag, guides in pages.items():
        for name, text in guides.items():
            path = docs / f"{name}.{tag}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        (docs / f"index.{tag}.md").write_text("# Home\n", "utf-8")


def write_folders(pages: Mapping[str, Mapping[str, str]], folder: Path, index: str = "index.md") -> None:
    """``<locale>/topic/slug.md`` for everybody else."""
    for tag, guides in pages.items():
        for name, text in guides.items():
            path = folder / tag / f"{name}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        (folder / tag / index).write_text("# Home\n", "utf-8")
