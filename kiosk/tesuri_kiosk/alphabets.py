"""Letters to pick one by one: kana, Latin letters, digits, and for other scripts what may come next.

Nobody can lay out all characters of Chinese, or all clusters of Burmese, on one screen. So for those scripts the
grid offers what some guide's title or keyword really has at this place, which also keeps people from typing
words that lead nowhere.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

KANA = tuple("あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをんー")
LATIN = tuple("abcdefghijklmnopqrstuvwxyz")
NUMBERS = tuple("1234567890")

LETTERS = {"kana": KANA, "latin": LATIN, "numbers": NUMBERS}

OWN_SCRIPT = ("zh-Hans", "zh-Hant", "ko", "ne", "my", "ur")
"""Locales whose own letters are offered by what may come next."""

_CYCLES = (
    *("かが", "きぎ", "くぐ", "けげ", "こご", "さざ", "しじ", "すず", "せぜ", "そぞ", "ただ", "ちぢ", "つっづ", "てで"),
    *("とど", "はばぱ", "ひびぴ", "ふぶぷ", "へべぺ", "ほぼぽ", "あぁ", "いぃ", "うぅゔ", "えぇ", "おぉ"),
    *("やゃ", "ゆゅ", "よょ", "わゎ"),
)
_NEXT = {letter: cycle[(i + 1) % len(cycle)] for cycle in _CYCLES for i, letter in enumerate(cycle)}

_JOINERS = "\u094d\u1039\u200d"
"""Viramas of Devanagari and Burmese, and the joiner: what follows belongs to the same cluster."""


def first_alphabet(locale: str) -> str:
    """The letters that a locale's search opens with."""
    if locale in OWN_SCRIPT:
        return "own"
    return "kana" if locale.startswith("ja") else "latin"


def marked(letters: Sequence[str]) -> tuple[str, ...]:
    """The letters with the last one voiced, half-voiced or made small, in turn: か が, は ば ぱ, つ っ づ."""
    return (*letters[:-1], _NEXT.get(letters[-1], letters[-1])) if letters else ()


def clusters(text: str) -> tuple[str, ...]:
    """A text cut where a reader of its script sees a letter: marks and conjuncts stay with their base."""
    found: list[str] = []
    for character in text:
        mark = unicodedata.category(character) in ("Mn", "Mc", "Cf")
        if found and (mark or found[-1][-1] in _JOINERS):
            found[-1] += character
        else:
            found.append(character)
    return tuple(found)


def following(words: Iterable[Sequence[str]], typed: Sequence[str]) -> tuple[str, ...]:
    """What comes after the letters typed since the last space in some word; first letters where nothing does."""
    typed = list(typed)
    begun = typed[len(typed) - typed[::-1].index(" ") :] if " " in typed else typed
    known = [list(word) for word in words if word]
    found = {word[len(begun)] for word in known if len(word) > len(begun) and word[: len(begun)] == begun}
    return tuple(sorted(found or {word[0] for word in known}))
