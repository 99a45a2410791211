"""Numbers for voices: digit by digit, and in the numerals or words that a language's voice can read."""

from __future__ import annotations

import re

JAPANESE_DIGITS = ("ゼロ", "イチ", "ニ", "サン", "ヨン", "ゴ", "ロク", "ナナ", "ハチ", "キュウ")
"""Names of the digits one by one; four, seven and nine as people say them on the telephone."""
_LETTERS = """
エー ビー シー ディー イー エフ ジー エイチ アイ ジェー ケー エル エム
エヌ オー ピー キュー アール エス ティー ユー ブイ ダブリュー エックス ワイ ゼット
"""
JAPANESE_LETTERS = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", _LETTERS.split(), strict=True))
_DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
_ASCII = str.maketrans("०१२३४५६७८९۰۱۲۳۴۵۶۷۸۹၀၁၂၃၄၅၆၇၈၉０１２３４５６７８９", "0123456789" * 4)
_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_NUMBER = re.compile(r"[0-9]+")

_ONES = ("sero", "isa", "dalawa", "tatlo", "apat", "lima", "anim", "pito", "walo", "siyam")
_TEENS = (
    *("sampu", "labing-isa", "labindalawa", "labintatlo", "labing-apat"),
    *("labinlima", "labing-anim", "labimpito", "labingwalo", "labinsiyam"),
)
_TENS = ("", "", "dalawampu", "tatlumpu", "apatnapu", "limampu", "animnapu", "pitumpu", "walumpu", "siyamnapu")
_COUNTED = (" araw", " buwan", " linggo", " oras", " minuto", " segundo", " taon", " yen", " tao")
"""Before these a number takes its linker: pitong araw."""
_LARGE = ((1_000_000, "milyon"), (1000, "libo"), (100, "daan"))


def katakana(kana: str) -> str:
    """Hiragana as katakana, which Open JTalk takes as it stands: it makes a number of いちはちはち."""
    return kana.translate(_KATAKANA)


def ascii_digits(text: str) -> str:
    """The text with the digits of other scripts as 0 to 9."""
    return text.translate(_ASCII)


def one_by_one(digits: str, japanese: bool) -> str:
    """Digits each by itself: ``0 9 9``, or ゼロ キュウ キュウ; what is no digit stays."""
    return " ".join(JAPANESE_DIGITS[int(d)] if japanese and d in "0123456789" else d for d in digits)


def numerals(said: str, tag: str) -> str:
    """Numbers as the voice of a locale can read them.

    espeak-ng's Nepali voice reads Latin digits in English, and Filipino is spoken by the Indonesian voice,
    which would read them in Indonesian: they get Devanagari digits and Filipino words.
    """
    if tag == "ne":
        return said.translate(_DEVANAGARI)
    if tag == "fil":
        return _NUMBER.sub(_filipino_words, said)
    return said


def filipino(number: int) -> str:
    """A whole number from 0 to 999,999,999 in Filipino words; ValueError outside."""
    if not 0 <= number < 1_000_000_000:
        raise ValueError(f"{number} is outside what can be written in words")
    for size, name in _LARGE:
        if number >= size:
            head, rest = divmod(number, size)
            # The linker is not written before daan after a vowel alone: isang daan, apat na raan.
            words = _linked(filipino(head), "raan" if name == "daan" and head in (4, 6, 9) else name)
            return f"{words} at {filipino(rest)}" if rest and rest < 100 else _joined(words, rest)
    if number >= 20:
        tens, ones = divmod(number, 10)
        return f"{_TENS[tens]}'t {_ONES[ones]}" if ones else _TENS[tens]
    return _ONES[number] if number < 10 else _TEENS[number - 10]


def _joined(words: str, rest: int) -> str:
    return f"{words} {filipino(rest)}" if rest else words


def _linked(head: str, name: str) -> str:
    """A number word with its linker before a larger unit: isang libo, apat na libo, labing-isang libo."""
    if head.endswith(("a", "e", "i", "o", "u")):
        return f"{head}ng {name}"
    return f"{head}g {name}" if head.endswith("n") else f"{head} na {name}"


def _filipino_words(match: re.Match[str]) -> str:
    digits = match.group()
    if len(digits) > 9 or (len(digits) > 1 and digits.startswith("0")):
        return " ".join(_ONES[int(digit)] for digit in digits)
    words = filipino(int(digits))
    if match.string[match.end() :].startswith(_COUNTED):
        return words[:-1] + "ng" if words.endswith("n") else f"{words}ng" if words[-1] in "aeiou" else f"{words} na"
    return words
