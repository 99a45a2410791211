"""Furigana: kana laid over words, by hand, by rule and by Sudachi's dictionary.

Fact tokens ``{{ id }}`` and placeholders ``{name}`` are never read and count as one noun for their neighbours.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from tesuri import counters
from tesuri.counters import BEFORE_K, Counter

if TYPE_CHECKING:
    import sudachipy


class Piece(NamedTuple):
    """A stretch of text with its reading; ``kana`` is None where the text needs none."""

    text: str
    kana: str | None = None


Pieces = tuple[Piece, ...]
Claims = dict[int, tuple[int, Pieces]]
"""Start → (end, pieces): stretches of a text whose reading is settled."""
Words = list[tuple["sudachipy.Morpheme", list["sudachipy.Morpheme"]]]
"""A text's words, each with its smallest parts."""

TOKEN = re.compile(r"\{\{(?:[^{}]|\{[^{}]*\})*\}\}|\{\w[\w.-]*\}")
_STAND_IN = "9"
"""Stands for a token in front of Sudachi and budoux: a value mostly begins with a digit."""
_MARKUP = re.compile(r"(?<!\{)\{([^{}|]+)\|([ぁ-ゖァ-ヺー・\s]+)\}(?!\})")
_KANJI = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAS_KANJI = re.compile(f"[{_KANJI}]")
_RUN = re.compile(f"[{_KANJI}](?:[ヶヵケ]?[{_KANJI}])*|[^{_KANJI}]+")
"""A run of kanji (ヶ between kanji is read with them) or of anything else."""
_NUMBER = re.compile(r"([0-9０-９]+)")
_BRACKET = re.compile("([()（）])")
_HIRAGANA = str.maketrans({chr(code): chr(code - 0x60) for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)})

_PEOPLE = Counter("にん", {4: "よ"}, {1: "ひとり", 2: "ふたり"})
_COUNTERS = {
    "年": counters.YEAR,
    "か月": counters.MONTHS,
    "月": counters.MONTH,
    "週間": counters.WEEKS,
    "日": counters.DAYS,
    "時間": counters.HOURS,
    "時": counters.HOUR,
    "分": counters.MINUTE,
    "秒": counters.SECOND,
    "歳": counters.AGE,
    "円": counters.YEN,
    "人": _PEOPLE,
    "回": Counter("かい", shortens=BEFORE_K),
}
_COUNT = re.compile(
    r"(?<![0-9.,:/-])((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9}))"
    f"({'|'.join(_COUNTERS)})(?:(?=[前後以目])|(?![{_KANJI}]|の[0-9]))"
)
"""A number with its counter; not 3分の1, 2人組 or a part of a date such as 4/1."""

_WEEKDAYS = dict(zip("月火水木金土日", ("げつ", "か", "すい", "もく", "きん", "ど", "にち"), strict=True))
_WEEKDAY_LIST = re.compile(f"(?<![{_KANJI}0-9])[月火水木金土日](?:[・、][月火水木金土日])+(?![{_KANJI}])")
"""月・水・金, each a weekday; followed by 曜日 the last one belongs to a word that the dictionary knows."""
_WEEKDAYS_BEFORE = re.compile(
    f"(?<![{_KANJI}0-9])[月火水木金土日](?=[・、](?:[月火水木金土日][・、])*[月火水木金土日]曜)"
)

_LONGEST = 16_000
"""Characters in one text; Sudachi takes 49,149 bytes."""
_LONGEST_GROUP = 3
"""Kanji under one ruby before a compound is cut into its parts: 市役所, but 国民 健康 保険."""


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


def lay_out(marked: Pieces) -> tuple[str, Claims]:
    """The plain text that a dictionary may see, with the places of fixed readings and tokens."""
    plain, claims = "", Claims()
    for piece in marked:
        if piece.kana:
            claims[len(plain)] = (len(plain) + len(piece.text), (piece,))
            plain += piece.text
            continue
        end = 0
        for match in TOKEN.finditer(piece.text):
            plain += piece.text[end : match.start()]
            claims[len(plain)] = (len(plain) + 1, (Piece(match[0]),))
            plain += _STAND_IN
            end = match.end()
        plain += piece.text[end:]
    return plain, claims


def has_kanji(text: str) -> bool:
    """Whether there is anything to lay kana over."""
    return _HAS_KANJI.search(text) is not None


def counts(text: str) -> Iterator[tuple[int, int, Pieces]]:
    """Numbers with their counters as (start, end, one piece): 14日 is じゅうよっか."""
    for match in _COUNT.finditer(text):
        number, unit = int(match[1].replace(",", "")), match[2]
        dated = unit == "日" and text[: match.start()].endswith("月")
        kana = counters.read_count(number, counters.DAY_OF_MONTH if dated else _COUNTERS[unit])
        yield match.start(), match.end(), (Piece(match[0], kana),)


def weekday_lists(text: str) -> Iterator[tuple[int, int, Pieces]]:
    """Weekdays written as one kanji each in a list, as (start, end, one piece): 月・水・金 is げつ・すい・きん."""
    for found in itertools.chain(_WEEKDAY_LIST.finditer(text), _WEEKDAYS_BEFORE.finditer(text)):
        for at in range(found.start(), found.end()):
            if text[at] in _WEEKDAYS:
                yield at, at + 1, (Piece(text[at], _WEEKDAYS[text[at]]),)


def look_up(text: str) -> Words:
    """Sudachi's words of a text, each with its smallest parts; ValueError over 16,000 characters."""
    if len(text) > _LONGEST:
        raise ValueError(f"a text of {len(text)} characters is too long to read; at most {_LONGEST}")
    tokenizer, finest = _tokenizer()
    # split gives nothing for a word of one part
    return [(word, list(word.split(finest)) or [word]) for word in tokenizer.tokenize(text)]


def sealed_places(text: str, words: Words) -> frozenset[int]:
    """Places between two kanji of one word, where no correction may begin or end."""
    # A word that the dictionary does not know is often a name cut at random: nothing is sealed there.
    known = (part for _, parts in words for part in parts if not part.is_oov())
    inside = (at for part in known for at in range(part.begin() + 1, part.end()))
    return frozenset(at for at in inside if _HAS_KANJI.match(text[at - 1]) and _HAS_KANJI.match(text[at]))


def word_pieces(words: Words, borders: set[int], corrections: dict[str, str]) -> list[Piece]:
    """Pieces of words, compounds by their parts where they are long or where a border runs through them."""
    pieces: list[Piece] = []
    for word, parts in words:
        surface, kana = word.surface(), word.reading_form()
        if surface in corrections:
            pieces += align(surface, corrections[surface])
        elif _BRACKET.search(surface) and len(surface) > 1:
            # 試験（テスト） is one word to the dictionary, read without what the brackets hold.
            for run in filter(None, _BRACKET.split(surface)):
                pieces += [Piece(run)] if _BRACKET.fullmatch(run) else word_pieces(look_up(run), set(), corrections)
        elif _NUMBER.search(surface) and not _NUMBER.fullmatch(surface):
            # 1番 is いちばん to the dictionary; the number is read by what formats it, only 番 is read here.
            for run in filter(None, _NUMBER.split(surface)):
                pieces += word_pieces(look_up(run), set(), corrections)
        elif not borders.isdisjoint(range(word.begin() + 1, word.end())) or (
            len(surface) > _LONGEST_GROUP and "".join(part.reading_form() for part in parts) == kana
        ):
            pieces += (piece for part in parts for piece in align(part.surface(), part.reading_form()))
        else:
            pieces += align(surface, kana)
    return pieces


@functools.cache
def _tokenizer() -> tuple[sudachipy.Tokenizer, sudachipy.SplitMode]:
    # Deferred: the dictionary takes 0.3 s and 70 MB, and a run whose texts are all cached needs none.
    import sudachipy

    return sudachipy.Dictionary(dict="core").tokenizer(mode=sudachipy.SplitMode.C), sudachipy.SplitMode.A
