"""Writing made comparable: one form for all the ways in which people type the same word.

Everything here is explicit tables and Unicode normalization, so that the browser's script, which
holds the same tables, arrives at the same characters.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

_DROPPED_RANGES = (
    (0x0300, 0x036F),  # accents of Latin, Greek and Cyrillic; Vietnamese tones
    (0x064B, 0x065F),  # Arabic vowel points
    (0x200B, 0x200F),  # zero-width characters and direction marks
    (0x202A, 0x202E),
    (0x2060, 0x2069),
    (0xFE00, 0xFE0F),  # variation selectors
)
_DROPPED = frozenset(
    [chr(code) for first, last in _DROPPED_RANGES for code in range(first, last + 1)]
    # soft hyphen, apostrophes, tatweel, Arabic superscript alef, Devanagari nukta, Burmese tone marks, BOM
    + list("\u00ad'`\u02bc\u2018\u2019\u0640\u0670\u093c\u1037\u1038\ufeff")
)

# Letters that are mixed up in typing, pairwise: from, to.
_DROP = dict.fromkeys(map(ord, _DROPPED))
_MERGED_PAIRS = (
    "đdıiłløo"  # Latin letters that have no decomposition
    "\u064aی\u0649یےی\u0643ک\u0647ہ\u0629ہۃہھہ\u0671اںن"  # Arabic and Urdu keyboards
    "ीिूुँंशसषसवबईइऊउणन"  # Devanagari letters that sound alike in Nepali
    "\u102b\u102c\u1009\u1025"  # Burmese: tall aa, nya
    "ぁあぃいぅうぇえぉおっつゃやゅゆょよゎわゕかゖけぢじづず"  # small kana, kana that sound alike
)
_MERGED = {ord(a): b for a, b in zip(_MERGED_PAIRS[::2], _MERGED_PAIRS[1::2], strict=True)}
_MERGED |= {code: _MERGED.get(code - 0x60, chr(code - 0x60)) for code in range(0x30A1, 0x30F7)}  # katakana
_MERGED |= {zero + i: str(i) for zero in (0x0660, 0x06F0, 0x0966, 0x1040) for i in range(10)}


def fold(text: str) -> str:
    """One form for all widths, cases, accents, kana and look-alike letters of a text."""
    marks = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).lower())
    return unicodedata.normalize("NFC", marks.translate(_DROP)).translate(_MERGED)


class Kind(IntEnum):
    """What a folded character is to the search."""

    BREAK = 0
    SPACE = 1
    LETTER = 2
    """Of a script that puts spaces between its words."""
    DENSE = 3
    """Of a script whose spaces say little: kana, Han, Hangul, Burmese, Thai, Khmer."""


_KINDS = (
    (0x0009, 0x000D, Kind.SPACE),
    (0x0020, 0x0020, Kind.SPACE),
    (0x002D, 0x002D, Kind.SPACE),  # hyphen
    (0x0030, 0x0039, Kind.LETTER),
    (0x0061, 0x007A, Kind.LETTER),
    (0x00C0, 0x02AF, Kind.LETTER),
    (0x0370, 0x05FF, Kind.LETTER),
    (0x0620, 0x06D3, Kind.LETTER),
    (0x06D5, 0x06FF, Kind.LETTER),
    (0x0750, 0x077F, Kind.LETTER),
    (0x0900, 0x0963, Kind.LETTER),
    (0x0966, 0x0DFF, Kind.LETTER),
    (0x0E00, 0x0EFF, Kind.DENSE),
    (0x1000, 0x1049, Kind.DENSE),
    (0x104C, 0x11FF, Kind.DENSE),
    (0x1780, 0x17FF, Kind.DENSE),
    (0x1E00, 0x1FFF, Kind.LETTER),
    (0x2010, 0x2015, Kind.SPACE),  # hyphens and dashes
    (0x3005, 0x3007, Kind.DENSE),
    (0x3041, 0x309F, Kind.DENSE),
    (0x30FB, 0x30FB, Kind.SPACE),  # middle dot
    (0x30FC, 0x30FC, Kind.DENSE),
    (0x3400, 0x9FFF, Kind.DENSE),
    (0xAC00, 0xD7A3, Kind.DENSE),
    (0xF900, 0xFAFF, Kind.DENSE),
    (0x20000, 0x323AF, Kind.DENSE),
)


@functools.cache
def kind(character: str) -> Kind:
    """The kind of one folded character."""
    code = ord(character)
    return next((k for first, last, k in _KINDS if first <= code <= last), Kind.BREAK)


def is_kana(character: str) -> bool:
    """Whether a folded character is kana or the mark of a long vowel."""
    return "\u3041" <= character <= "\u309f" or character == "ー"


def is_han(character: str) -> bool:
    """Whether a character is a kanji or hanzi."""
    return "\u3005" <= character <= "\u3007" or "\u3400" <= character <= "\u9fff" or character >= "\U00020000"


@dataclass(frozen=True, slots=True)
class Run:
    """A word, or a stretch of a dense script; a text is chunks of runs, parted by punctuation."""

    text: str
    dense: bool


def chunks(folded: str) -> Iterator[tuple[Run, ...]]:
    """Runs of a folded text, punctuation by punctuation; dense runs are joined over spaces."""
    runs: list[Run] = []
    for now, characters in itertools.groupby(folded, kind):
        if now is Kind.BREAK and runs:
            yield tuple(runs)
            runs = []
        elif now is Kind.DENSE and runs and runs[-1].dense:
            runs[-1] = Run(runs[-1].text + "".join(characters), True)
        elif now is Kind.LETTER or now is Kind.DENSE:
            runs.append(Run("".join(characters), now is Kind.DENSE))
    if runs:
        yield tuple(runs)


def atoms(run: str) -> list[str]:
    """The pieces of which a dense run's n-grams are made: characters, in Burmese syllables."""
    if not _BURMESE.search(run):
        return list(run)
    pieces: list[str] = []
    for i, character in enumerate(run):
        if pieces and "\u1000" <= character <= "\u109f":
            follower = run[i + 1 : i + 2]
            is_sign = "\u102b" <= character <= "\u103e"
            # A consonant that is killed, stacked or stands under another closes the syllable before it.
            if is_sign or follower in ("\u1039", "\u103a") or run[i - 1] == "\u1039":
                pieces[-1] += character
                continue
        pieces.append(character)
    return pieces


_BURMESE = re.compile("[\u1000-\u109f]")
_O_ROW = frozenset("おこごそぞとどのほぼぽもよろ")
_U_ROW = frozenset("うくぐすずつぬふぶぷむゆる")


def shorten(run: str) -> str:
    """A run without its long vowels: てんにゆう, てんにゆ."""
    out: list[str] = []
    for character in run:
        before = out[-1] if out else ""
        if not ((before in _O_ROW and character in "うお") or (before in _U_ROW and character == "う")):
            out.append(character)
    return "".join(out)


_ROMAJI_ROWS = {
    "": "あいうえお",
    "k": "かきくけこ",
    "g": "がぎぐげご",
    "s": "さしすせそ",
    "z": "ざじずぜぞ",
    "t": "たちつてと",
    "d": "だじずでど",
    "n": "なにぬねの",
    "h": "はひふへほ",
    "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ",
    "m": "まみむめも",
    "r": "らりるれろ",
    "y": "や ゆ よ",
    "w": "わ   お",
    "f": "  ふ  ",
    "j": " じ   ",
}
_ROMAJI = {
    row + vowel: kana
    for row, line in _ROMAJI_ROWS.items()
    for vowel, kana in zip("aiueo", line, strict=True)
    if kana != " "
}
_ROMAJI |= {"shi": "し", "chi": "ち", "tsu": "つ"}
_ROMAJI_Y = "ky/き gy/ぎ sy/し sh/し zy/じ j/じ jy/じ ty/ち ch/ち cy/ち ny/に hy/ひ by/び py/ぴ my/み ry/り f/ふ ts/つ"
for _spelling, _kana in (pair.split("/") for pair in _ROMAJI_Y.split()):
    for _vowel, _small in zip("auoe", "やゆよえ", strict=True):
        _ROMAJI.setdefault(_spelling + _vowel, _kana + _small)
_VOWELS = frozenset("aiueo")


def romaji(word: str, mend: bool = False) -> str:
    """The folded kana that a word in Latin letters spells (tennyuu, てんにゆう); empty if it spells none.

    Mending gives a consonant without a vowel its u (tenshtsu, てんしゆつ) and leaves out what no kana has.
    """
    out, at = "", 0
    while at < len(word):
        here, after = word[at], word[at + 1 : at + 2]
        if (here == "n" and after not in _VOWELS and after != "y") or (here == "m" and after and after in "bmp"):
            out, at = out + "ん", at + 1
            continue
        if after and ((here == after and here not in _VOWELS) or word[at : at + 3] == "tch"):
            out, at = out + "つ", at + 1
            continue
        size = next((n for n in (3, 2, 1) if word[at : at + n] in _ROMAJI), 0)
        if size:
            out, at = out + _ROMAJI[word[at : at + size]], at + size
        elif mend:
            stem = next((word[at : at + n] for n in (2, 1) if word[at : at + n] + "u" in _ROMAJI), "")
            out, at = out + (_ROMAJI[stem + "u"] if stem else ""), at + (len(stem) or 1)
        else:
            return ""
    return out
