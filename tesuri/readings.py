"""Readings and phrase breaks: how Japanese text is read aloud and where its lines may break.

Pieces are the one form of a reading: ruby, speech, search and ``{漢字|かんじ}`` are projections of them.
Readings come from SudachiPy (split mode C, for names), put right by ``content/readings.yml``.
"""

from __future__ import annotations

import functools
import hashlib
import html
import importlib.metadata
import itertools
import json
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tesuri import counters, furigana
from tesuri.furigana import (
    TOKEN,
    Claims,
    Piece,
    Pieces,
    align,
    counts,
    has_kanji,
    hiragana,
    lay_out,
    look_up,
    parse_markup,
    sealed_places,
    strip_markup,
    weekday_lists,
    word_pieces,
)
from tesuri.model import Reading

if TYPE_CHECKING:
    import budoux

__all__ = [
    "Piece",
    "Pieces",
    "Reader",
    "hiragana",
    "inline_japanese_html",
    "parse_markup",
    "phrases",
    "phrases_html",
    "ruby_html",
    "shared_reader",
    "strip_markup",
]

_PARSERS = {
    "ja": "japanese",
    "ja-simple": "japanese",
    "zh-Hans": "simplified_chinese",
    "zh-Hant": "traditional_chinese",
}
_MARKS = "、。,.，．・:;：；?!？！‥…ー〜~%％)]}）］｝」』】〕〉》”’"
_SMALL = "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々ゝゞヽヾ"
_NOT_FIRST = frozenset(_MARKS + _SMALL)
_NOT_LAST = frozenset("([{（［｛「『【〔〈《“‘")
_COUNTER = re.compile(r"[0-9〇一二三四五六七八九十百数何][かヶカケ]\Z")
"""Before 月, 所, 国, 年: 三か月 is one word, which budoux cuts."""

_escape = functools.partial(html.escape, quote=False)
"""HTML for text between tags."""

_CACHE_LIMIT = 20_000
"""Entries kept from earlier runs; about five times the segments of a full site, 4 MB."""


class Reader:
    """Reads Japanese: Sudachi's readings under a list of corrections, remembered from run to run.

    A correction holds wherever its surface stands, the longest first, but cuts no word of the dictionary
    between two kanji: ``の方: のかた`` leaves の方法 alone. One of a single character holds only where that
    is a word by itself: ``家: いえ`` leaves 空き家 alone. ``cache`` is a file that ``save`` writes; it is
    ignored when it is damaged or made with other dictionaries or corrections.
    """

    def __init__(self, corrections: Iterable[Reading | tuple[str, str]] = (), cache: Path | None = None) -> None:
        pairs = ((c.surface, c.kana) if isinstance(c, Reading) else c for c in corrections)
        self._corrections = dict(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))
        self._cache = cache
        self._version = _version(self._corrections)
        self._pieces: dict[str, Pieces] = {}
        self._phrases: dict[tuple[str, str], tuple[str, ...]] = {}
        self._new = False
        if cache is not None:
            self._load(cache)

    def annotate(self, text: str) -> Pieces:
        """Text as pieces that join to it exactly; ValueError over 16,000 characters, a limit of Sudachi."""
        return self._remembered(text, (Piece(text),))

    def pieces(self, text: str) -> Pieces:
        """An author's text as pieces: ``{漢字|かんじ}`` stands above what ``annotate`` finds."""
        return self._remembered(text, parse_markup(text))

    def kana(self, text: str) -> str:
        """The whole text in hiragana; tokens, Latin letters, digits and marks stay as they are."""
        return "".join(p.kana or (p.text if TOKEN.fullmatch(p.text) else hiragana(p.text)) for p in self.pieces(text))

    def markup(self, text: str) -> str:
        """The text with each reading as ``{漢字|かんじ}``."""
        return "".join(f"{{{p.text}|{p.kana}}}" if p.kana else p.text for p in self.pieces(text))

    def phrases(self, text: str, locale_tag: str) -> tuple[str, ...]:
        """``phrases`` of this module, remembered."""
        key = (locale_tag, text)
        if (known := self._phrases.get(key)) is None:
            known = self._phrases[key] = phrases(text, locale_tag)
            self._new = True
        return known

    def save(self) -> None:
        """Writes the cache file, whole or not at all; does nothing when there is nothing new.

        What another process has put there meanwhile stays in it.
        """
        if self._cache is None or not self._new:
            return
        pieces, phrases = self._pieces, self._phrases
        self._load(self._cache)
        self._pieces, self._phrases = {**self._pieces, **pieces}, {**self._phrases, **phrases}
        data = {
            "version": self._version,
            "pieces": [[text, *itertools.chain(*pieces)] for text, pieces in self._pieces.items()][-_CACHE_LIMIT:],
            "phrases": [[tag, *known] for (tag, _), known in self._phrases.items()][-_CACHE_LIMIT:],
        }
        self._cache.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=self._cache.parent, delete=False) as file:
            # dumps, not dump: it is the one that runs in C, and so ten times faster
            file.write(json.dumps(data, ensure_ascii=False, separators=(",", ":")))
        Path(file.name).replace(self._cache)
        self._new = False

    def _load(self, path: Path) -> None:
        """Takes over an earlier run's results, all or none."""
        # Words come again and again: kept once each, they take half the memory.
        kept: dict[str, str] = {}

        def same(word: str) -> str:
            return kept.setdefault(word, word)

        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if data["version"] != self._version:
                return
            pieces = {
                text: tuple(
                    Piece(same(word), kana and same(kana)) for word, kana in zip(*[iter(flat)] * 2, strict=True)
                )
                for text, *flat in data["pieces"]
            }
            known = {(same(tag), "".join(parts)): tuple(map(same, parts)) for tag, *parts in data["phrases"]}
        except (OSError, ValueError, KeyError, TypeError):
            return  # a cache may be lost at any time; it is made anew
        self._pieces, self._phrases = pieces, known

    def _remembered(self, text: str, marked: Pieces) -> Pieces:
        if (known := self._pieces.get(text)) is None:
            known = self._pieces[text] = tuple(_merge(self._read(marked)))
            self._new = True
        return known

    def _read(self, marked: Pieces) -> Iterator[Piece]:
        """Fixed readings and tokens first, then corrections and counts, then the dictionary for what is left."""
        plain, claims = lay_out(marked)
        pieces: Iterable[Piece] = (Piece(plain),)
        if has_kanji(plain):
            words = look_up(plain)
            self._claim(plain, sealed_places(plain, words), claims)
            borders = {*claims, *(end for end, _ in claims.values())}
            pieces = word_pieces(words, borders, self._corrections)
        found = list(zip(itertools.accumulate((len(p.text) for p in pieces), initial=0), pieces, strict=False))
        position = 0
        for start in sorted(claims):
            end, settled = claims[start]
            yield from self._between(found, position, start)
            yield from settled
            position = end
        yield from self._between(found, position, len(plain))

    def _claim(self, plain: str, sealed: frozenset[int], claims: Claims) -> None:
        """Settles what corrections and counts say, where nothing is settled and no word is cut."""
        taken = bytearray(len(plain))
        for start, (end, _) in claims.items():
            taken[start:end] = b"\1" * (end - start)
        for start, end, pieces in itertools.chain(self._corrected(plain), counts(plain), weekday_lists(plain)):
            if not any(taken[start:end]) and start not in sealed and end not in sealed:
                claims[start] = (end, pieces)
                taken[start:end] = b"\1" * (end - start)

    def _corrected(self, plain: str) -> Iterator[tuple[int, int, Pieces]]:
        """Every place of every correction, the longest first."""
        for surface, kana in self._corrections.items():
            start = plain.find(surface) if len(surface) > 1 else -1
            while start >= 0:
                yield start, start + len(surface), align(surface, kana)
                start = plain.find(surface, start + 1)

    def _between(self, found: list[tuple[int, Piece]], start: int, end: int) -> Iterator[Piece]:
        """The dictionary's pieces from start to end; a group that reaches over a border is read anew by its part."""
        for begin, piece in found:
            stop = begin + len(piece.text)
            if begin >= end or stop <= start:
                continue
            part = piece.text[max(start - begin, 0) : end - begin]
            if piece.kana is None or part == piece.text:
                yield Piece(part, piece.kana)
            else:
                yield from word_pieces(look_up(part), set(), self._corrections)


@functools.lru_cache(maxsize=8)
def shared_reader(readings: tuple[Reading, ...], cache: Path | None) -> Reader:
    """One reader for all locales of a process: what stays Japanese is read once, not fourteen times."""
    return Reader(readings, cache / "readings.cache" if cache else None)


def _merge(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbours without a reading joined, tokens kept apart, empty ones dropped."""
    pending = ""
    for piece in pieces:
        if piece.kana is None and not TOKEN.fullmatch(piece.text):
            pending += piece.text
            continue
        if pending:
            yield Piece(pending)
        pending = ""
        yield piece
    if pending:
        yield Piece(pending)


@functools.cache
def _parser(name: str) -> budoux.Parser:
    # Deferred like the dictionary; most locales have no phrases to find.
    import budoux

    parser: budoux.Parser = getattr(budoux, f"load_default_{name}_parser")()
    return parser


def _version(corrections: dict[str, str]) -> str:
    """Names everything that a cached result depends on, the rules themselves included."""
    packages = [f"{name} {importlib.metadata.version(name)}" for name in ("SudachiPy", "SudachiDict-core", "budoux")]
    digest = hashlib.sha256()
    for module in (__file__, furigana.__file__, counters.__file__):
        digest.update(Path(module).read_bytes())
    digest.update(json.dumps([packages, list(corrections.items())]).encode())
    return digest.hexdigest()


def phrases(text: str, locale_tag: str) -> tuple[str, ...]:
    """The text cut where a line may break: at phrases for Japanese and Chinese, nowhere for the others.

    No line begins with a closing mark or ends with an opening one (kinsoku), and no token is cut.
    """
    if locale_tag not in _PARSERS or not text:
        return (text,) if text else ()
    plain, claims = lay_out((Piece(text),))
    lengths = {start: len(pieces[0].text) for start, (_, pieces) in claims.items()}
    found: list[str] = []
    position = end = 0
    for phrase in _parser(_PARSERS[locale_tag]).parse(plain):
        begin, joined = end, bool(position) and _holds_together(plain, position)
        end += sum(lengths.get(index, 1) for index in range(position, position + len(phrase)))
        position += len(phrase)
        if joined:
            found[-1] += text[begin:end]
        else:
            found.append(text[begin:end])
    return tuple(found)


def _holds_together(text: str, at: int) -> bool:
    """Whether no line may break before the character at that place."""
    if text[at] in _NOT_FIRST or text[at - 1] in _NOT_LAST:
        return True
    return text[at] in "月所国年" and _COUNTER.search(text, max(0, at - 2), at) is not None


def ruby_html(pieces: Iterable[Piece]) -> str:
    """Pieces as HTML.

    ``aria-hidden`` keeps the reading out of the accessibility tree in every browser, so that a screen
    reader says each word once (Chromium 156 leaves ``rt`` out by itself, others read it after its word);
    no ``rp``, which is for browsers without ruby and would be copied along.
    """
    return "".join(map(_piece_html, pieces))


def inline_japanese_html(text: str, reader: Reader, ruby: bool = True) -> str:
    """An author's text as HTML with furigana and with ``<wbr>`` between phrases, never inside a ruby."""
    pieces = reader.pieces(text) if ruby else (Piece(strip_markup(text)),)
    plain = "".join(piece.text for piece in pieces)
    borders = set(itertools.accumulate(map(len, reader.phrases(plain, "ja"))))
    out: list[str] = []
    start = 0
    for piece in pieces:
        end = start + len(piece.text)
        if start in borders:
            out.append("<wbr>")
        if piece.kana is None:
            cuts = [start, *(border for border in range(start + 1, end) if border in borders), end]
            parts = (_escape(plain[a:b]) for a, b in itertools.pairwise(cuts))
            out.append("<wbr>".join(parts))
        else:
            out.append(_piece_html(piece))
        start = end
    return "".join(out)


def phrases_html(text: str, locale_tag: str, reader: Reader) -> str:
    """A text of any locale as HTML with ``<wbr>`` between phrases."""
    return "<wbr>".join(map(_escape, reader.phrases(text, locale_tag)))


def _piece_html(piece: Piece) -> str:
    if piece.kana is None:
        return _escape(piece.text)
    return f'<ruby>{_escape(piece.text)}<rt aria-hidden="true">{_escape(piece.kana)}</rt></ruby>'
