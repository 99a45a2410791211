"""Guides' Markdown: one parse gives the block tree and its texts; a text is written through a writer of the caller.

CommonMark with tables, heading attributes (``## 手順 {#steps}``), admonitions (``!!! note "題"``), fact tokens
(``{{ id }}``) and the author's ruby (``{漢字|かんじ}``). Blocks carry source texts only; what a locale says is
rendered text by text, so that a translation can never break the structure of a guide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Protocol

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token as MdToken
from mdit_py_plugins.admon import admon_plugin

from tesuri.model import Block, BlockKind, Text
from tesuri.problem import Problem
from tesuri.tokens import Token, token_at
from tesuri.yamlfile import YamlFile, parse_yaml

_HEADING_ID = re.compile(r"\s*\{#([a-z0-9][a-z0-9-]*)\}\s*$")
_RUBY = re.compile(r"(?<!\{)\{([^{}|]+)\|([^{}|]+)\}(?!\})")
_MARKUP = re.compile(r"[\\*\[\]{}&]")
"""What may begin markup inside a text; most texts have none and need no parser (100 µs each)."""
_FENCE = re.compile(r"\A---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Document:
    """A Markdown file: its front matter and its body as a tree of blocks."""

    front: YamlFile
    body: tuple[Block, ...]


class InlineWriter(Protocol):
    """How one projection writes the parts of a text."""

    def words(self, text: str) -> str: ...
    def ruby(self, base: str, kana: str) -> str: ...
    def fact(self, token: Token) -> str: ...
    def link(self, target: str, inner: str) -> str: ...
    def strong(self, inner: str) -> str: ...
    def emphasis(self, inner: str) -> str: ...


class PlainWriter:
    """Words alone, for search, speech and descriptions; facts, and escaping if need be, are the caller's."""

    def __init__(
        self, fact: Callable[[Token], str] = lambda token: "", words: Callable[[str], str] = lambda text: text
    ) -> None:
        self.fact = fact
        self.words = words

    def ruby(self, base: str, kana: str) -> str:
        return self.words(base)

    def link(self, target: str, inner: str) -> str:
        return inner

    def strong(self, inner: str) -> str:
        return inner

    def emphasis(self, inner: str) -> str:
        return inner


def parse(source: str, path: str) -> tuple[Document, list[Problem]]:
    """Parse a file with front matter between ``---`` lines; lines of blocks count from the file's start."""
    match = _FENCE.match(source)
    if match is None:
        front, problems = (
            YamlFile(path, None),
            [Problem(path, 1, "no front matter: start with a line ---", "front-matter")],
        )
        offset, body = 0, source
    else:
        front, problems = parse_yaml(match.group(1) or "", path, first_line=2)
        offset, body = source.count("\n", 0, match.end()), source[match.end() :]
    tokens = _block_parser().parse(body)
    flat = list(_Blocks(tokens, path, offset + 1).all())
    return Document(front, _nest(flat)), problems


def texts(blocks: Iterable[Block]) -> Iterator[Text]:
    """Every text of the blocks in reading order."""
    for block in blocks:
        if block.text is not None:
            yield block.text
        yield from texts(block.children)


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Every block in reading order."""
    for block in blocks:
        yield block
        yield from walk(block.children)


def write_inline(source: str, writer: InlineWriter) -> str:
    """Write one text through a writer."""
    if not _MARKUP.search(source):
        return writer.words(source)
    return _write(_inline_tokens(source), writer)


def links(source: str) -> tuple[str, ...]:
    """Targets of the links of one text."""
    if "](" not in source:
        return ()
    return tuple(str(token.attrs["href"]) for token in _inline_tokens(source) if token.type == "link_open")


def plain(source: str, fact: Callable[[Token], str] = lambda token: "") -> str:
    """The words of one text without markup."""
    return write_inline(source, PlainWriter(fact))


def _write(tokens: Sequence[MdToken], writer: InlineWriter) -> str:
    # A stack of unfinished containers: (what to do with the inner text when it closes, the parts so far).
    stack: list[tuple[Callable[[str], str], list[str]]] = [(str, [])]
    for token in tokens:
        kind = token.type
        if kind == "text":
            if token.content:
                stack[-1][1].append(writer.words(token.content))
        elif kind == "fact":
            stack[-1][1].append(writer.fact(token.meta["token"]))
        elif kind == "ruby":
            stack[-1][1].append(writer.ruby(token.content, token.meta["kana"]))
        elif kind == "strong_open":
            stack.append((writer.strong, []))
        elif kind == "em_open":
            stack.append((writer.emphasis, []))
        elif kind == "link_open":
            target = str(token.attrs["href"])
            stack.append((lambda inner, target=target: writer.link(target, inner), []))  # type: ignore[misc]
        elif kind in {"strong_close", "em_close", "link_close"}:
            close, parts = stack.pop()
            stack[-1][1].append(close("".join(parts)))
        elif token.content:
            stack[-1][1].append(writer.words(token.content))
    return "".join(stack[0][1])


@cache
def _block_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").use(admon_plugin)
    # Link definitions would vanish without a word, `[注]: これは…` among them; nobody needs them here.
    parser.disable("reference")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


@cache
def _inline_parser() -> MarkdownIt:
    parser = MarkdownIt("zero").enable(["emphasis", "link", "escape", "entity", "balance_pairs"], ignoreInvalid=True)
    parser.inline.ruler.before("link", "fact", _fact_rule)
    parser.inline.ruler.before("link", "ruby", _ruby_rule)
    parser.inline.ruler.at("emphasis", _emphasis_rule)
    # `guide:` and `page:` are ours; javascript: and its kin stay refused by markdown-it's own rule.
    return parser


@lru_cache(maxsize=8192)
def _inline_tokens(source: str) -> tuple[MdToken, ...]:
    # A text is written several times over: on its page, for machines in the page's head, for search.
    tokens = _inline_parser().parseInline(source)
    return tuple(tokens[0].children or ()) if tokens else ()


def forget() -> None:
    """Drop the texts that were parsed: 10 MB when all of fourteen languages were."""
    _inline_tokens.cache_clear()


def _fact_rule(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("{{", state.pos):
        return False
    found = token_at(state.src, state.pos)
    if found is None or found.problems:
        return False
    if not silent:
        token = state.push("fact", "", 0)
        token.meta = {"token": found}
    state.pos = found.end
    return True


def _ruby_rule(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "{":
        return False
    match = _RUBY.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        token = state.push("ruby", "", 0)
        token.content, token.meta = match.group(1), {"kana": match.group(2)}
    state.pos = match.end()
    return True


def _emphasis_rule(state: StateInline, silent: bool) -> bool:
    """Emphasis by asterisks that open before and close after anything but a space.

    CommonMark wants a space or a mark outside where there is a mark inside, so that in Japanese, which has no
    spaces, ``**{{ fee }}**です`` and ``**必ず。**次に`` would show their asterisks.
    """
    if silent or state.src[state.pos] != "*":
        return False
    length = state.scanDelims(state.pos, True).length
    before, after = state.src[: state.pos][-1:], state.src[state.pos + length :][:1]
    for _ in range(length):
        token = state.push("text", "", 0)
        token.content = "*"
        mark = Delimiter(ord("*"), length, len(state.tokens) - 1, -1, bool(after.strip()), bool(before.strip()))
        state.delimiters.append(mark)
    state.pos += length
    return True


def _one_line(content: str) -> str:
    """Join the source lines of a paragraph: without a space between Japanese, with one between Latin words."""
    first, *rest = (line.strip() for line in content.split("\n"))
    for line in rest:
        glue = " " if first and line and first[-1].isascii() and line[0].isascii() else ""
        first += glue + line
    return first


class _Blocks:
    """Turns markdown-it's flat list of tokens into blocks, headings still flat."""

    def __init__(self, tokens: Sequence[MdToken], path: str, first_line: int) -> None:
        self._tokens, self._path, self._first, self._at = tokens, path, first_line, 0

    def all(self) -> Iterator[Block]:
        while self._at < len(self._tokens):
            yield from self._next()

    def _line(self, token: MdToken) -> int:
        return self._first + (token.map[0] if token.map else 0)

    def _text(self, token: MdToken, fallback_line: int) -> Text:
        line = self._line(token) if token.map else fallback_line
        return Text(_one_line(token.content), self._path, line)

    def _take(self) -> MdToken:
        self._at += 1
        return self._tokens[self._at - 1]

    def _until(self, close: str) -> tuple[Block, ...]:
        blocks: list[Block] = []
        while self._tokens[self._at].type != close:
            blocks.extend(self._next())
        self._at += 1
        return tuple(blocks)

    def _next(self) -> Iterator[Block]:
        token = self._take()
        line = self._line(token)
        match token.type:
            case "heading_open":
                inline = self._take()
                self._take()
                content, id = inline.content, str(token.attrs.get("id", ""))
                if found := _HEADING_ID.search(content):
                    content, id = content[: found.start()], found.group(1)
                text = Text(_one_line(content), self._path, line)
                yield Block(BlockKind.SECTION, line, text, id=id, level=int(token.tag[1]))
            case "paragraph_open":
                inline = self._take()
                self._take()
                yield self._paragraph(inline, line)
            case "bullet_list_open":
                yield Block(BlockKind.BULLETS, line, children=self._until("bullet_list_close"))
            case "ordered_list_open":
                yield Block(BlockKind.STEPS, line, children=self._until("ordered_list_close"))
            case "list_item_open":
                yield self._item(line)
            case "admonition_open":
                yield self._note(token, line)
            case "blockquote_open":
                yield Block(BlockKind.NOTE, line, children=self._until("blockquote_close"), id="note")
            case "table_open":
                yield Block(BlockKind.TABLE, line, children=self._until("table_close"))
            case "thead_open" | "tbody_open":
                yield from self._until(token.type.replace("open", "close"))
            case "tr_open":
                yield Block(BlockKind.ROW, line, children=self._until("tr_close"))
            case "th_open" | "td_open":
                inline = self._take()
                self._take()
                text = self._text(inline, line)
                yield Block(BlockKind.CELL, text.line, text, id=token.tag)
            case "fence" | "code_block":
                yield Block(BlockKind.PARAGRAPH, line, Text(_one_line(token.content), self._path, line))
            case _:
                return

    def _paragraph(self, inline: MdToken, line: int) -> Block:
        image = re.fullmatch(r"!\[([^\]]*)\]\(([^)\s]+)\)", inline.content.strip())
        if image is None:
            return Block(BlockKind.PARAGRAPH, line, self._text(inline, line))
        text = Text(image.group(1), self._path, line, note="alternative text of a picture")
        return Block(BlockKind.IMAGE, line, text, id=image.group(2))

    def _item(self, line: int) -> Block:
        children = self._until("list_item_close")
        if children and children[0].kind is BlockKind.PARAGRAPH:
            first, *rest = children
            return Block(BlockKind.ITEM, line, first.text, tuple(rest))
        return Block(BlockKind.ITEM, line, None, children)

    def _note(self, token: MdToken, line: int) -> Block:
        kind = str(token.meta.get("tag", "note")) if token.meta else "note"
        title: Text | None = None
        if self._tokens[self._at].type == "admonition_title_open":
            self._take()
            title = self._text(self._take(), line)
            self._take()
        children = self._until("admonition_close")
        # Without a title of the author's, markdown-it invents one in English; nobody asked for it.
        if title is not None and title.source.lower() == kind.lower():
            title = None
        return Block(BlockKind.NOTE, line, title, children, id=kind.lower())


def _nest(flat: Sequence[Block]) -> tuple[Block, ...]:
    """Put what follows a heading under it, deeper headings under shallower ones."""

    def take(at: int, level: int) -> tuple[list[Block], int]:
        blocks: list[Block] = []
        while at < len(flat):
            block = flat[at]
            if block.kind is not BlockKind.SECTION:
                blocks.append(block)
                at += 1
                continue
            if block.level <= level:
                break
            children, at = take(at + 1, block.level)
            blocks.append(Block(block.kind, block.line, block.text, tuple(children), block.id, block.level))
        return blocks, at

    return tuple(take(0, 0)[0])
