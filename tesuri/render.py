"""HTML and plain words of localized texts and blocks, with slots where facts will stand.

Shared by every projection that shows HTML (site, handouts): the structure always comes from the source
document, only words come from a translation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from tesuri.localize import Localizer
from tesuri.markdown import InlineWriter, PlainWriter, write_inline
from tesuri.model import SOURCE_LOCALE, Block, BlockKind, Locale, Text
from tesuri.readings import Piece, Reader, inline_japanese_html, phrases_html, ruby_html
from tesuri.slots import Context, Slot, escaped
from tesuri.tokens import Token

FALLBACK = '<span lang="ja" class="fallback">'
"""Opens a text that stayed Japanese in a page of another locale."""

WITH_PHRASES = ("zh-Hans", "zh-Hant")
"""Locales other than Japanese in which lines may break anywhere and so are told where to break."""


class Html:
    """Writes the texts of one locale; ``href`` and ``picture`` give the addresses of links and pictures in prose."""

    def __init__(
        self,
        localizer: Localizer,
        reader: Reader,
        href: Callable[[str], str | None],
        picture: Callable[[str], str],
    ) -> None:
        self.localizer = localizer
        self.locale = localizer.locale
        self._picture = picture
        self._japanese = _HtmlWriter(lambda text: inline_japanese_html(text, reader), href, SOURCE_LOCALE, breaks=True)
        self._own = _HtmlWriter(_words(self.locale, reader), href, "", breaks=self.locale.ruby)
        self._written: dict[tuple[str | None, str], str] = {}

    def text(self, text: Text) -> str:
        """Inline HTML of a text; one that stayed Japanese starts with ``FALLBACK``."""
        # What many pages say (headings, items, the interface) is written once.
        key = text.context, text.source
        if key not in self._written:
            found = self.localizer.find(text)
            html = write_inline(found.text, self._japanese if found.fallback else self._own)
            self._written[key] = f"{FALLBACK}{html}</span>" if found.fallback else html
        return self._written[key]

    def plain(self, text: Text, context: Context = Context.TEXT) -> str:
        """A text as escaped words for an attribute, a title or JSON; facts as slots of that context."""
        found = self.localizer.find(text)
        locale = SOURCE_LOCALE if found.fallback else ""

        def words(text: str) -> str:
            return escaped(text, context)

        def fact(token: Token) -> str:
            return str(Slot(context, token.id, locale, _forms(token, writer)))

        writer = PlainWriter(fact, words)
        return write_inline(found.text, writer)

    def japanese(self, source: str) -> str:
        """Inline HTML of a Japanese name in a page of another locale (a sign's words, a law)."""
        html = write_inline(source, self._japanese)
        return html if self.locale.ruby else f'<span lang="ja">{html}</span>'

    def blocks(self, blocks: Iterable[Block], level: int = 2) -> str:
        """HTML of blocks; ``level`` is the heading level of the outermost section."""
        return "".join(self._block(block, level) for block in blocks)

    def note(self, html: str) -> str:
        """The line under a passage that stayed Japanese; empty for one that did not."""
        if not html.startswith(FALLBACK):
            return ""
        return f'<span class="fallback-note">{escape(self.localizer.interface("fallback-note"))}</span>'

    def _block(self, block: Block, level: int) -> str:
        if block.kind is BlockKind.IMAGE:
            alt = self.plain(block.text) if block.text is not None else ""
            return f'<img src="{escape(self._picture(block.id))}" alt="{alt}" loading="lazy">'
        words = self.text(block.text) if block.text is not None else ""
        inner = self.blocks(block.children, level + (block.kind is BlockKind.SECTION))
        match block.kind:
            case BlockKind.SECTION:
                id = f' id="{escape(block.id)}"' if block.id else ""
                return f"<h{level}{id}>{words}</h{level}>{inner}"
            case BlockKind.PARAGRAPH:
                return f"<p>{words}{self.note(words)}</p>"
            case BlockKind.BULLETS:
                return f"<ul>{inner}</ul>"
            case BlockKind.STEPS:
                return f"<ol>{inner}</ol>"
            case BlockKind.ITEM:
                return f"<li>{words}{self.note(words)}{inner}</li>"
            case BlockKind.NOTE:
                title = f'<p class="admonition-title">{words}</p>' if words else ""
                return f'<div class="admonition {escape(block.id)}">{title}{inner}</div>'
            case BlockKind.TABLE:
                # A table may be wider than a phone: it scrolls by itself, and so must take the focus.
                return f'<div class="table" tabindex="0"><table>{inner}</table></div>'
            case BlockKind.ROW:
                return f"<tr>{inner}</tr>"
            case BlockKind.CELL:
                scope = ' scope="col"' if block.id == "th" else ""
                return f"<{block.id}{scope}>{words}</{block.id}>"


class _HtmlWriter:
    """Inline HTML: words through a function, facts as slots, links that lead nowhere as their words alone."""

    def __init__(
        self, words: Callable[[str], str], href: Callable[[str], str | None], slot_locale: str, *, breaks: bool
    ) -> None:
        self.words = words
        self._href = href
        self._slot_locale = slot_locale
        # Japanese breaks lines at <wbr> only: a value goes to the next line whole, with the particle after it.
        self._before_a_value = "<wbr>" if breaks else ""

    def ruby(self, base: str, kana: str) -> str:
        return ruby_html((Piece(base, kana),))

    def fact(self, token: Token) -> str:
        return f"{self._before_a_value}{Slot(Context.HTML, token.id, self._slot_locale, _forms(token, self))}"

    def link(self, target: str, inner: str) -> str:
        href = self._href(target)
        return inner if href is None else f'<a href="{escape(href)}">{inner}</a>'

    def strong(self, inner: str) -> str:
        return f"<strong>{inner}</strong>"

    def emphasis(self, inner: str) -> str:
        return f"<em>{inner}</em>"


def _forms(token: Token, writer: InlineWriter) -> dict[str, str]:
    """A token's forms through the writer of the text around it, so that they are as safe as that text."""
    return {key: write_inline(form, writer) for key, form in token.forms.items()}


def _words(locale: Locale, reader: Reader) -> Callable[[str], str]:
    if locale.ruby:
        return lambda text: inline_japanese_html(text, reader)
    if locale.tag in WITH_PHRASES:
        return lambda text: phrases_html(text, locale.tag, reader)
    return escape
