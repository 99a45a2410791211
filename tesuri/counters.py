"""How numbers are read in Japanese: kana of a number, alone or with a counter (14日 is じゅうよっか).

Where standard Japanese allows two readings, the commoner one is taken (じゅっぷん, しちじ).
"""

from __future__ import annotations

from dataclasses import dataclass, field

_DIGITS = ("", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう")
_HUNDREDS = {1: "ひゃく", 3: "さんびゃく", 6: "ろっぴゃく", 8: "はっぴゃく"}
_THOUSANDS = {1: "せん", 3: "さんぜん", 8: "はっせん"}
_MYRIADS = ("", "まん", "おく", "ちょう", "けい")

LIMIT = 10_000 ** len(_MYRIADS)
"""The first number that is too large to be read."""

_SHORTENED = {
    "いち": "いっ",
    "ろく": "ろっ",
    "はち": "はっ",
    "じゅう": "じゅっ",
    "ひゃく": "ひゃっ",
    "びゃく": "びゃっ",
    "ぴゃく": "ぴゃっ",
}
_BEFORE_S = ("いち", "はち", "じゅう")
BEFORE_K = (*_BEFORE_S, "ろく", "ひゃく", "びゃく", "ぴゃく")


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter: its kana, the digits it changes, the number words it shortens and its own voiced form."""

    kana: str
    digits: dict[int, str] = field(default_factory=dict)
    """Last digit → its reading before this counter: 四 is よ before 時."""
    whole: dict[int, str] = field(default_factory=dict)
    """Numbers whose reading, counter included, follows no rule: 二十日 はつか."""
    shortens: tuple[str, ...] = ()
    ending_in_four: str = ""
    """四 with the counter, at the end of a larger number: 十四日 じゅうよっか."""
    after_stop: str = ""
    """The counter after a shortened word, and after ん: 一分 いっぷん, 三分 さんぷん."""


YEN = Counter("えん", {4: "よ"})
YEAR = Counter("ねん", {4: "よ"})
MONTHS = Counter("かげつ", shortens=BEFORE_K)
WEEKS = Counter("しゅうかん", shortens=_BEFORE_S)
HOUR = Counter("じ", {4: "よ", 7: "しち", 9: "く"}, {0: "れいじ"})
HOURS = Counter("じかん", {4: "よ", 7: "しち", 9: "く"})
MINUTE = Counter("ふん", shortens=BEFORE_K, after_stop="ぷん")
SECOND = Counter("びょう")
AGE = Counter("さい", whole={20: "はたち"}, shortens=_BEFORE_S)
MONTH = Counter("がつ", {4: "し", 7: "しち", 9: "く"})
_DAY_NAMES = {
    2: "ふつか",
    3: "みっか",
    4: "よっか",
    5: "いつか",
    6: "むいか",
    7: "なのか",
    8: "ようか",
    9: "ここのか",
    10: "とおか",
    17: "じゅうしちにち",
    19: "じゅうくにち",
    20: "はつか",
    27: "にじゅうしちにち",
    29: "にじゅうくにち",
}
DAYS = Counter("にち", whole=_DAY_NAMES, ending_in_four="よっか")
DAY_OF_MONTH = Counter("にち", whole={1: "ついたち", **_DAY_NAMES}, ending_in_four="よっか")


def read_number(number: int) -> str:
    """Kana of a whole number from 0; ValueError outside 0 to ``LIMIT``."""
    return "".join(_words(number))


def read_count(number: int, counter: Counter) -> str:
    """Kana of a number with its counter; ValueError outside 0 to ``LIMIT``."""
    if number in counter.whole:
        return counter.whole[number]
    last = number % 10
    if last == 4 and counter.ending_in_four:
        return read_number(number - 4) + counter.ending_in_four
    words = _words(number)
    if last in counter.digits:
        words[-1] = counter.digits[last]
    for ending in counter.shortens:
        if words[-1].endswith(ending):
            words[-1] = words[-1].removesuffix(ending) + _SHORTENED[ending]
            return "".join(words) + (counter.after_stop or counter.kana)
    if counter.after_stop and words[-1].endswith("ん"):
        return "".join(words) + counter.after_stop
    return "".join(words) + counter.kana


def _words(number: int) -> list[str]:
    if not 0 <= number < LIMIT:
        raise ValueError(f"{number} is outside what can be read")
    if number == 0:
        return ["ぜろ"]
    words: list[str] = []
    for power in range(len(_MYRIADS) - 1, -1, -1):
        group = number // 10_000**power % 10_000
        if not group:
            continue
        part = _group(group)
        if power and group == 1000:
            part[0] = "いっせん"
        if _MYRIADS[power] in ("ちょう", "けい"):
            part[-1] = _before_large(part[-1], _MYRIADS[power])
        words += [*part, _MYRIADS[power]] if power else part
    return words


def _group(number: int) -> list[str]:
    """Words of 1 to 9999."""
    thousands, hundreds, tens, ones = number // 1000, number // 100 % 10, number // 10 % 10, number % 10
    words: list[str] = []
    if thousands:
        words.append(_THOUSANDS.get(thousands, _DIGITS[thousands] + "せん"))
    if hundreds:
        words.append(_HUNDREDS.get(hundreds, _DIGITS[hundreds] + "ひゃく"))
    if tens:
        words.append((_DIGITS[tens] if tens > 1 else "") + "じゅう")
    if ones:
        words.append(_DIGITS[ones])
    return words


def _before_large(word: str, myriad: str) -> str:
    """一兆 is いっちょう, 六京 ろっけい."""
    for ending in BEFORE_K if myriad == "けい" else _BEFORE_S:
        if word.endswith(ending):
            return word.removesuffix(ending) + _SHORTENED[ending]
    return word
