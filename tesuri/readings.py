"""Furigana and phrase breaks: how Japanese text is read aloud and where its lines may break.

Pieces are the one form of a reading: ruby, speech, search and ``{漢字|かんじ}`` are projections of them.
Readings come from SudachiPy (split mode C, for names), put right by ``content/readings.yml``. Fact tokens
``{{ id }}`` and placeholders ``{name}`` pass through untouched and count as one noun for their neighbours.
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
from typing import TYPE_CHECKING, NamedTuple

from tesuri.model import Reading

if TYPE_CHECKING:
    import budoux
    import sudachipy  # type: ignore[import-untyped]


class Piece(NamedTuple):
    """A stretch of text with its reading; ``kana`` is None where the text needs none."""

    text: str
    kana: str | None = None


Pieces = tuple[Piece, ...]
Claims = dict[int, tuple[int, Pieces]]
"""Start → (end, pieces): stretches of a text whose reading is settled."""

_TOKEN = re.compile(r"\{\{(?:[^{}]|\{[^{}]*\})*\}\}|\{\w[\w.-]*\}")
_STAND_IN = "9"
"""Stands for a token in front of Sudachi and budoux: a value mostly begins with a digit."""
_MARKUP = re.compile(r"(?<!\{)\{([^{}|]+)\|([ぁ-ゖァ-ヺー・\s]+)\}(?!\})")
_KANJI = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAS_KANJI = re.compile(f"[{_KANJI}]")
_RUN = re.compile(f"[{_KANJI}](?:[ヶヵケ]?[{_KANJI}])*|[^{_KANJI}]+")
"""A run of kanji (ヶ between kanji is read with them) or of anything else."""
_NUMBER = re.compile(r"([0-9０-９]+)")
_HIRAGANA = str.maketrans({chr(code): chr(code - 0x60) for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)})

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

_LONGEST = 16_000
"""Characters in one text; Sudachi takes 49,149 bytes."""
_LONGEST_GROUP = 3
"""Kanji under one ruby before a compound is cut into its parts: 市役所, but 国民 健康 保険."""

_CACHE_LIMIT = 20_000
"""Entries kept from earlier runs; about five times the segments of a full site, 4 MB."""


def hiragana(text: str) -> str:
    """The text with its katakana turned to hiragana."""
    return text.translate(_HIRAGANA)


def align(surface: str, kana: str) -> Pieces:
    """A word cut into kanji under ruby and kana outside it: 引っ越し is 引(ひ) っ 越(こ) し.

    Where the reading can be laid over the word in several ways, or in none, the kanji and all between
    them are one group with one ruby; none if there are digits among them.
    """
    kana = hiragana(kana)
    if not _HAS_KANJI.search(surface) or _HAS_KANJI.search(kana) or not kana:
        return (Piece(surface),)
    runs: list[str] = _RUN.findall(surface)
    ways = list(itertools.islice(_ways(runs, kana), 2))
    if len(ways) == 1:
        return ways[0]
    head = runs[0] if not _HAS_KANJI.match(runs[0]) and kana.startswith(hiragana(runs[0])) else ""
    tail = runs[-1] if not _HAS_KANJI.match(runs[-1]) and kana.endswith(hiragana(runs[-1])) else ""
    group = Piece(surface[len(head) : len(surface) - len(tail)], kana[len(head) : len(kana) - len(tail)])
    if _NUMBER.search(surface):
        return (Piece(surface),)
    if not group.kana:
        return (Piece(surface, kana),)
    return tuple(piece for piece in (Piece(head), group, Piece(tail)) if piece.text)


def _ways(runs: list[str], kana: str) -> Iterator[Pieces]:
    """Every way to lay the reading over the runs, at least one kana for each kanji run."""
    if not runs:
        if not kana:
            yield ()
        return
    run, rest = runs[0], runs[1:]
    if _HAS_KANJI.match(run):
        for end in range(1, len(kana) + 1):
            for way in _ways(rest, kana[end:]):
                yield (Piece(run, kana[:end]), *way)
    elif kana.startswith(hiragana(run)):
        for way in _ways(rest, kana[len(run) :]):
            yield (Piece(run), *way)


def parse_markup(text: str) -> Pieces:
    """An author's ``{漢字|かんじ}`` as pieces; everything else is pieces without a reading."""
    pieces: list[Piece] = []
    end = 0
    for match in _MARKUP.finditer(text):
        pieces += [Piece(text[end : match.start()]), Piece(match[1], hiragana(match[2]))]
        end = match.end()
    return tuple(piece for piece in (*pieces, Piece(text[end:])) if piece.text)


def strip_markup(text: str) -> str:
    """The text without an author's readings: ``{漢字|かんじ}`` is 漢字."""
    return _MARKUP.sub(r"\1", text)


class Reader:
    """Reads Japanese: Sudachi's readings under a list of corrections, remembered from run to run.

    A correction holds wherever its surface stands, the longest first, but cuts no word of the dictionary
    between two kanji: ``の方: のかた`` leaves の方法 alone. One of a single character holds only where that
    is a word by itself: ``家: いえ`` leaves 空き家 alone. ``cache`` is a file that
    ``save`` writes; it is ignored when it is damaged or made with other dictionaries or corrections.
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
        return "".join(p.kana or (p.text if _TOKEN.fullmatch(p.text) else hiragana(p.text)) for p in self.pieces(text))

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
        """Writes the cache file, whole or not at all; does nothing when there is nothing new."""
        if self._cache is None or not self._new:
            return
        data = {
            "version": self._version,
            "pieces": [[text, *itertools.chain(*pieces)] for text, pieces in self._pieces.items()][-_CACHE_LIMIT:],
            "phrases": [[tag, *known] for (tag, _), known in self._phrases.items()][-_CACHE_LIMIT:],
        }
        self._cache.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=self._cache.parent, delete=False) as file:
            json.dump(data, file, ensure_ascii=False, separators=(",", ":"))
        Path(file.name).replace(self._cache)
        self._new = False

    def _load(self, path: Path) -> None:
        """Takes over an earlier run's results, all or none."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if data["version"] != self._version:
                return
            pieces = {text: tuple(map(Piece, flat[::2], flat[1::2])) for text, *flat in data["pieces"]}
            known = {(tag, "".join(parts)): tuple(parts) for tag, *parts in data["phrases"]}
        except (OSError, ValueError, KeyError, TypeError):
            return  # a cache may be lost at any time; it is made anew
        self._pieces, self._phrases = pieces, known

    def _remembered(self, text: str, marked: Pieces) -> Pieces:
        if (known := self._pieces.get(text)) is None:
            known = self._pieces[text] = tuple(_merge(self._read(marked)))
            self._new = True
        return known

    def _read(self, marked: Pieces) -> Iterator[Piece]:
        """Fixed readings and tokens first, then corrections, then the dictionary for what is left."""
        plain, claims = _lay_out(marked)
        pieces: Iterable[Piece] = (Piece(plain),)
        if _HAS_KANJI.search(plain):
            words = _words(plain)
            self._claim_corrections(plain, _sealed(plain, words), claims)
            borders = {*claims, *(end for end, _ in claims.values())}
            pieces = _dictionary_pieces(words, borders, self._corrections)
        found = list(zip(itertools.accumulate((len(p.text) for p in pieces), initial=0), pieces, strict=False))
        position = 0
        for start in sorted(claims):
            end, settled = claims[start]
            yield from self._between(found, position, start)
            yield from settled
            position = end
        yield from self._between(found, position, len(plain))

    def _claim_corrections(self, plain: str, sealed: frozenset[int], claims: Claims) -> None:
        taken = bytearray(len(plain))
        for start, (end, _) in claims.items():
            taken[start:end] = b"\1" * (end - start)
        for surface, kana in self._corrections.items():
            start = plain.find(surface) if len(surface) > 1 else -1
            while start >= 0:
                end = start + len(surface)
                if not any(taken[start:end]) and start not in sealed and end not in sealed:
                    claims[start] = (end, align(surface, kana))
                    taken[start:end] = b"\1" * len(surface)
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
                yield from _dictionary_pieces(_words(part), set(), self._corrections)


def _lay_out(marked: Pieces) -> tuple[str, Claims]:
    """The plain text that a dictionary may see, with the places of fixed readings and tokens."""
    plain, claims = "", Claims()
    for piece in marked:
        if piece.kana:
            claims[len(plain)] = (len(plain) + len(piece.text), (piece,))
            plain += piece.text
            continue
        end = 0
        for match in _TOKEN.finditer(piece.text):
            plain += piece.text[end : match.start()]
            claims[len(plain)] = (len(plain) + 1, (Piece(match[0]),))
            plain += _STAND_IN
            end = match.end()
        plain += piece.text[end:]
    return plain, claims


def _words(text: str) -> _WordList:
    """Sudachi's words of a text, each with its smallest parts."""
    if len(text) > _LONGEST:
        raise ValueError(f"a text of {len(text)} characters is too long to read; at most {_LONGEST}")
    tokenizer, finest = _tokenizer()
    # split gives nothing for a word of one part
    return [(word, list(word.split(finest)) or [word]) for word in tokenizer.tokenize(text)]


def _sealed(text: str, words: _WordList) -> frozenset[int]:
    """Places between two kanji of one word, where no correction may begin or end."""
    # A word that the dictionary does not know is often a name cut at random: nothing is sealed there.
    known = (part for _, parts in words for part in parts if not part.is_oov())
    inside = (at for part in known for at in range(part.begin() + 1, part.end()))
    return frozenset(at for at in inside if _HAS_KANJI.match(text[at - 1]) and _HAS_KANJI.match(text[at]))


def _dictionary_pieces(words: _WordList, borders: set[int], corrections: dict[str, str]) -> list[Piece]:
    """Pieces of words, compounds by their parts where they are long or where a border runs through them."""
    pieces: list[Piece] = []
    for word, parts in words:
        surface, kana = word.surface(), word.reading_form()
        if surface in corrections:
            pieces += align(surface, corrections[surface])
        elif _NUMBER.search(surface) and not _NUMBER.fullmatch(surface):
            # 1番 is いちばん to the dictionary; the number is read by what formats it, only 番 is read here.
            for run in filter(None, _NUMBER.split(surface)):
                pieces += _dictionary_pieces(_words(run), set(), corrections)
        elif not borders.isdisjoint(range(word.begin() + 1, word.end())) or (
            len(surface) > _LONGEST_GROUP and "".join(part.reading_form() for part in parts) == kana
        ):
            pieces += (piece for part in parts for piece in align(part.surface(), part.reading_form()))
        else:
            pieces += align(surface, kana)
    return pieces


def _merge(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbours without a reading joined, tokens kept apart, empty ones dropped."""
    pending = ""
    for piece in pieces:
        if piece.kana is None and not _TOKEN.fullmatch(piece.text):
            pending += piece.text
            continue
        if pending:
            yield Piece(pending)
        pending = ""
        yield piece
    if pending:
        yield Piece(pending)


@functools.cache
def _tokenizer() -> tuple[sudachipy.Tokenizer, sudachipy.SplitMode]:
    # Deferred: the dictionary takes 0.3 s and 70 MB, and a run whose texts are all cached needs none.
    import sudachipy

    return sudachipy.Dictionary(dict="core").tokenizer(mode=sudachipy.SplitMode.C), sudachipy.SplitMode.A


@functools.cache
def _parser(name: str) -> budoux.Parser:
    # Deferred like the dictionary; most locales have no phrases to find.
    import budoux

    parser: budoux.Parser = getattr(budoux, f"load_default_{name}_parser")()
    return parser


def _version(corrections: dict[str, str]) -> str:
    """Names everything that a cached result depends on, this module included."""
    packages = [f"{name} {importlib.metadata.version(name)}" for name in ("SudachiPy", "SudachiDict-core", "budoux")]
    digest = hashlib.sha256(Path(__file__).read_bytes())
    digest.update(json.dumps([packages, list(corrections.items())]).encode())
    return digest.hexdigest()


def phrases(text: str, locale_tag: str) -> tuple[str, ...]:
    """The text cut where a line may break: at phrases for Japanese and Chinese, nowhere for the others.

    No line begins with a closing mark or ends with an opening one (kinsoku), and no token is cut.
    """
    if locale_tag not in _PARSERS or not text:
        return (text,) if text else ()
    plain, claims = _lay_out((Piece(text),))
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
    """Pieces as HTML, tokens as they are.

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


def _escape(text: str) -> str:
    """HTML for text between tags; a token stays as it is for ``bind`` to find and to escape its value."""
    if "{" not in text:
        return html.escape(text, quote=False)
    parts = _TOKEN.split(text)
    tokens = (*_TOKEN.findall(text), "")
    return "".join(html.escape(part, quote=False) + token for part, token in zip(parts, tokens, strict=True))
