"""HTML and plain words of localized texts and blocks, with slots where facts will stand.

Shared by every projection that shows HTML (site, handouts): the structure always comes from the source
document, only words come from a translation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from tesuri.localize import Localizer
from tesuri.markdown import HtmlWriter, plain, write_inline
from tesuri.model import SOURCE_LOCALE, Block, BlockKind, Text
from tesuri.readings import Reader, inline_japanese_html, phrases, strip_markup
from tesuri.slots import CLOSE, OPEN, VALUE, Context, Slot, escaped
from tesuri.tokens import Token

WITH_PHRASES = ("zh-Hans", "zh-Hant")
"""Locales other than Japanese in which lines may break anywhere and so are told where to break."""


class Html:
    """Writes the texts of one locale; ``fallbacks`` counts those that stayed Japanese, page after page."""

    def __init__(self, localizer: Localizer, reader: Reader, href: Callable[[str], str | None]) -> None:
        self.localizer = localizer
        self.locale = localizer.locale
        self.fallbacks = 0
        self._reader = reader
        self._href = href
        self._own = self._writer(self.locale.tag, "")
        self._japanese = self._writer(SOURCE_LOCALE, SOURCE_LOCALE)
        self._written: dict[tuple[str | None, str], tuple[str, bool]] = {}

    def text(self, text: Text) -> str:
        """Inline HTML of a text; a fallback is marked as Japanese. What many pages say is written once."""
        key = text.context, text.source
        if key not in self._written:
            found = self.localizer.find(text)
            html = write_inline(found.text, self._japanese if found.fallback else self._own)
            marked = f'<span lang="ja" class="fallback">{html}</span>' if found.fallback else html
            self._written[key] = marked, found.fallback
        html, fallback = self._written[key]
        self.fallbacks += fallback
        return html

    def plain(self, text: Text, context: Context = Context.TEXT) -> str:
        """A text as escaped words for an attribute, a title or JSON; facts as slots of that context."""
        found = self.localizer.find(text)
        locale = SOURCE_LOCALE if found.fallback else ""

        def fact(token: Token) -> str:
            forms = {key: plain(form.replace("{value}", VALUE)) for key, form in token.forms.items()}
            return str(Slot(context, token.id, locale, forms))

        words = plain(found.text, fact)
        parts = words.split(OPEN)
        # Escape around the slots: what stands inside one is escaped when it is filled.
        out = escaped(parts[0], context)
        for part in parts[1:]:
            slot, _, rest = part.partition(CLOSE)
            out += f"{OPEN}{slot}{CLOSE}{escaped(rest, context)}"
        return out

    def japanese(self, source: str) -> str:
        """Inline HTML of a Japanese name in a page of another locale (a sign's words, a law)."""
        body = write_inline(source, self._japanese)
        return body if self.locale.ruby else f'<span lang="ja">{body}</span>'

    def blocks(self, blocks: Iterable[Block], level: int = 2) -> str:
        """HTML of blocks; ``level`` is the heading level of the outermost section."""
        return "".join(self._block(block, level) for block in blocks)

    def note(self) -> str:
        """The line under a passage that stayed Japanese."""
        return f'<span class="fallback-note">{escape(self.localizer.interface("fallback-note"))}</span>'

    def _block(self, block: Block, level: int) -> str:
        before = self.fallbacks
        words = self.text(block.text) if block.text is not None and block.kind is not BlockKind.IMAGE else ""
        note = self.note() if self.fallbacks > before else ""
        match block.kind:
            case BlockKind.SECTION:
                id = f' id="{escape(block.id)}"' if block.id else ""
                return f"<h{level}{id}>{words}</h{level}>{self.blocks(block.children, level + 1)}"
            case BlockKind.PARAGRAPH:
                return f"<p>{words}{note}</p>"
            case BlockKind.BULLETS:
                return f"<ul>{self.blocks(block.children, level)}</ul>"
            case BlockKind.STEPS:
                return f"<ol>{self.blocks(block.children, level)}</ol>"
            case BlockKind.ITEM:
                return f"<li>{words}{note}{self.blocks(block.children, level)}</li>"
            case BlockKind.NOTE:
                title = f'<p class="admonition-title">{words}</p>' if words else ""
                return f'<div class="admonition {escape(block.id)}">{title}{self.blocks(block.children, level)}</div>'
            case BlockKind.TABLE:
                # A table may be wider than a phone: it scrolls by itself, and so must take the focus.
                return f'<div class="table" tabindex="0"><table>{self.blocks(block.children, level)}</table></div>'
            case BlockKind.ROW:
                return f"<tr>{self.blocks(block.children, level)}</tr>"
            case BlockKind.CELL:
                scope = ' scope="col"' if block.id == "th" else ""
                return f"<{block.id}{scope}>{words}</{block.id}>"
            case BlockKind.IMAGE:
                alt = self.plain(block.text) if block.text is not None else ""
                return f'<img src="{escape(self._href(block.id) or block.id)}" alt="{alt}" loading="lazy">'

    def _writer(self, tag: str, slot_locale: str) -> HtmlWriter:
        words = self._words(tag)
        breaks = tag in (SOURCE_LOCALE, "ja-simple")

        def fact(token: Token) -> str:
            forms = {key: write_inline(form.replace("{value}", VALUE), writer) for key, form in token.forms.items()}
            slot = str(Slot(Context.HTML, token.id, slot_locale, forms))
            # Japanese breaks lines at <wbr> only: a value goes to the next line whole, with the particle after it.
            return f"<wbr>{slot}" if breaks else slot

        writer = HtmlWriter(words, fact, self._href)
        return writer

    def _words(self, tag: str) -> Callable[[str], str]:
        if tag in (SOURCE_LOCALE, "ja-simple"):
            return lambda text: inline_japanese_html(text, self._reader)
        if tag in WITH_PHRASES:
            return lambda text: "<wbr>".join(escape(part) for part in phrases(text, tag))
        return escape


def words_of(text: str) -> str:
    """A text without ruby markup and tokens, for search."""
    return strip_markup(plain(text))
