"""What other languages' voices are given in place of signs, numbers and Japanese words."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from babel.dates import format_date, format_skeleton

from tesuri.facts import final_sound, shipped_formats
from tesuri.model import SOURCE_LOCALE, Locale
from tesuri.problem import Problem
from tesuri.speech.spoken_numbers import ascii_digits, numerals, one_by_one
from tesuri.speech.spoken_romaji import hepburn
from tesuri.speech.spoken_rules import Claim, Rule, apply
from tesuri.yamlfile import YamlFile, parse_yaml

PATH = "i18n/spoken.yml"
NAMES = (
    *("to", "clock", "hour", "floor", "basement", "and", "percent", "plus", "equals"),
    *("at", "dot", "point", "hash", "cross", "number"),
)
"""Words that every language but Japanese needs."""
_OPTIONAL = ("until", "two")
_LISTS = ("hours", "told")

_KANA = "ぁ-ゖァ-ヺ"
_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_JAPANESE = re.compile(rf"[{_KANA}{_HAN}](?:[{_KANA}{_HAN}ー・\d、 ]*[{_KANA}{_HAN}ー\d])?")
_WITH_KANA = re.compile(rf"[{_HAN}]*[{_KANA}](?:[{_KANA}{_HAN}ー・]*[{_KANA}{_HAN}ー])?")
_OF_LAWS = re.compile(r"(?<=条)の(?=\d)")
"""第76条の2 is 第76条之2 in Chinese."""

_TIME = re.compile(r"(?<![\d:])([01]?\d|2[0-4]):([0-5]\d)(?![\d:])")
_PHONE = re.compile(r"(?<![\d-])(?:0\d{1,4}-\d{1,4}-\d{3,4}|0\d{3}-\d{6}|0\d{9,10})(?![\d-])")
_SHORT_DIAL = re.compile(r"#(\d{4})(?!\d)")
_YEAR_DATE = re.compile(r"(?<![\d/-])(\d{4})[/-](1[0-2]|0?[1-9])[/-](3[01]|[12]\d|0?[1-9])(?![\d/-])")
_DATE = re.compile(r"(?<![\d/-])(1[0-2]|0?[1-9])/(3[01]|[12]\d|0?[1-9])(?![\d/-])")
_NUMBERED = re.compile(r"(?<![\d-])\d+(?:[-:]\d+)+(?![\d-])")
_ONE = r"\d{1,2}:[0-5]\d|\d{1,3}(?:[,.]\d{3})+|\d+"
_RANGE = re.compile(rf"(?<![\d.,:/-])({_ONE})\s?[–~〜～]\s?({_ONE})(?![\d:/-])")
_DOTTED_TIME = re.compile(r"(?<![\d.])([01]\d|2[0-4])\.([0-5]\d)(?!\d|\.\d)")
_DASH = re.compile(r"(?<=\S)[–~〜～](?=\S)|(?<=\d)\s[–~〜～]\s(?=\d)")
_YEN = re.compile(r"[¥￥]\s*(\d{1,3}(?:[,.]\d{3})+|\d+)")
_DECIMAL = re.compile(r"(?<![\d.,])(\d+)\.(\d{1,2})(?![\d.,]*\d)")
_CODE = re.compile(r"(?<=[A-Z])(\d{3,})(?![\d,.])")
_FLOOR = re.compile(r"(?<![A-Za-z\d])(B?)(\d{1,2})F(?![A-Za-z])")
_NUMBER_SIGN = re.compile(r"(?:№|\bNo\.)\s*(?=\d)")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s?[%％]")
_ADDRESS = re.compile(
    r"[A-Za-z0-9._-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|(?:https?://)?(?:[a-z0-9-]+\.)+(?:jp|com|org|net|example)\b\S*"
)
_TWO = re.compile(r"(?<![\d.,:/-])2(?=[个個天周週小点點人名张張份次种種岁歲位件套])")
_PARTICLES = re.compile(r"(?<=[가-힣\w])(은\(는\)|는\(은\)|이\(가\)|가\(이\)|을\(를\)|를\(을\)|과\(와\)|와\(과\))")
_AFTER_CONSONANT = {"는": "은", "가": "이", "를": "을", "와": "과"}
_OPENING = re.compile(r"\s*[(（\[【〔《〈]\s*")
_CLOSING = re.compile(r"\s*[)）\]】〕》〉]")
_QUOTES = re.compile(r"[“”\"「」『』«»]")
_PUNCTUATION = ".,;:!?。，、；：！？।၊။،۔؟()（）"
_PAUSE = {"zh-Hans": "，", "zh-Hant": "，", "ur": "، ", "my": "၊ "}
_TWICE = re.compile(r"[，、,،၊]\s*(?=[，、,،၊])")
_SPACES = re.compile(r" {2,}")
_PAUSES = re.compile(r"\s*(?:[→⇒➡←·‥…|/／_\n—―]|(?<=\s)[–-](?=\s))\s*")
_DROPPED = re.compile(
    "[※★☆●■◆▲▼►▶◀△▽□◇○◎☐☑✔✓✅⚠*＊~〜～〒\u200b-\u200f\u2066-\u2069\ufe0f\u2600-\u27bf\U0001f000-\U0001faff]"
)


@dataclass(frozen=True, slots=True)
class Words:
    """A language's words for signs, by the names of ``NAMES`` (Japanese has none)."""

    named: Mapping[str, str]
    hours: tuple[str, ...] = ()
    """Names of the hours from one on, where they are words."""
    told: tuple[str, ...] = ()
    """Japanese words whose kana a voice has to be told."""

    def clock(self, hour: int, minute: int) -> str:
        """A time of day in words and numerals."""
        named = self.hours[hour - 1] if 0 < hour <= len(self.hours) else str(hour)
        pattern = self.named["clock" if minute else "hour"]
        # 8:05 is "8 0 5" or "8 5" to a voice; in words both are understood, the shorter one is right everywhere.
        return pattern.replace("{h}", named).replace("{m}", str(minute))


def parse_words(source: str, path: str = PATH) -> tuple[dict[str, Words], list[Problem]]:
    """Words of every language by tag; one that lacks a word is told and left out."""
    file, problems = parse_yaml(source, path)
    words: dict[str, Words] = {}
    if not isinstance(file.data, dict):
        return words, problems or [Problem(path, 1, "expected the words of each language", "bad-value")]
    for tag, data in file.data.items():
        faults = _faults(file, tag)
        problems += faults
        if not faults:
            texts = {name: word for name, word in data.items() if isinstance(word, str)}
            words[tag] = Words(texts, *(tuple(map(str, data.get(name, ()))) for name in _LISTS))
    return words, problems


def _faults(file: YamlFile, tag: str) -> list[Problem]:
    data = file.data[tag]
    if not isinstance(data, dict):
        return [Problem(file.path, file.line(tag), f"'{tag}': expected words", "bad-value")]
    required = () if tag == SOURCE_LOCALE else NAMES
    missing = [name for name in required if not isinstance(data.get(name), str)]
    bad = [name for name in _LISTS if not isinstance(data.get(name, []), list)]
    unknown = sorted(data.keys() - {*NAMES, *_OPTIONAL, *_LISTS})
    return [
        *(Problem(file.path, file.line(tag), f"'{tag}': '{name}' is missing", "missing-field") for name in missing),
        *(Problem(file.path, file.line(tag, name), f"'{tag}': '{name}' is no list", "bad-value") for name in bad),
        *(
            Problem(file.path, file.line(tag, name), f"'{tag}': unknown word '{name}'", "unknown-field")
            for name in unknown
        ),
    ]


@functools.cache
def shipped_words() -> Mapping[str, Words]:
    """The words that come with the product: packaged, or those of the checkout; ValueError where they are faulty."""
    package = Path(str(files("tesuri")))
    paths = (package / "_data" / PATH, package.parent / PATH)
    words, problems = parse_words(next(path for path in paths if path.exists()).read_text("utf-8"))
    if problems:
        raise ValueError("\n".join(problem.as_text() for problem in problems))
    return words


def words_of(locale: Locale) -> Words:
    """The words of a locale; English ones for a language that has none yet."""
    known = shipped_words()
    return known.get(locale.tag) or known["en"]


def claims(text: str, locale: Locale, kana: Callable[[str], str], settled: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """Everything in a sentence that is said otherwise than it is written; ``kana`` reads Japanese words."""
    return apply(text, (*_own_rules(locale), _japanese(locale.tag, kana), *_rules(locale)), settled)


def pause_of(tag: str) -> str:
    """The mark at which a language's voice pauses."""
    return _PAUSE.get(tag, ", ")


def finished(said: str, tag: str) -> str:
    """The last step for every stretch: numerals as the voice reads them."""
    return numerals(_SPACES.sub(" ", _TWICE.sub("", said)), tag)


def phone(number: str, tag: str) -> str:
    """A telephone number digit by digit, with a pause between its groups: ``0 9 9, 0 0 0, 0 1 1 0``."""
    named = (shipped_words().get(tag) or shipped_words()["en"]).named
    groups = re.findall(r"\d+|[#＃♯]", ascii_digits(number))
    pause = pause_of(tag)
    said = pause.join(one_by_one(group, False) if group.isdigit() else named["hash"] for group in groups)
    return said.replace(named["hash"] + pause, named["hash"] + " ")


def date_words(year: int | None, month: int, day: int, locale: Locale) -> str | None:
    """A date as the locale writes it out; None for a day that the calendar has not."""
    try:
        date = dt.date(year or 2024, month, day)
    except ValueError:
        return None
    if year is None:
        return str(format_skeleton("MMMMd", date, locale=locale.babel))
    return str(format_date(date, "long", locale=locale.babel))


def _japanese(tag: str, kana: Callable[[str], str]) -> Rule:
    """Japanese words in Latin letters, since no other voice reads kanji as Japanese.

    A Chinese voice reads kanji as Chinese, which is how they are called in Chinese; words with kana it cannot.
    """
    chinese = tag.startswith("zh")

    def say(match: re.Match[str]) -> str:
        before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
        words = " ".join(hepburn(kana(match.group())).split())
        return f"{' ' * before.isalnum()}{words}{' ' * after.isalnum()}"

    return (_WITH_KANA if chinese else _JAPANESE), say


def _particle(match: re.Match[str]) -> str:
    """The one of two Korean particles that fits the word before: 미혼시은(는) is 미혼시는."""
    vowel = next(particle for particle in match.group() if particle in _AFTER_CONSONANT)
    ends = final_sound(match.string[: match.start()])
    return _AFTER_CONSONANT[vowel] if ends == "consonant" else vowel


@functools.lru_cache(maxsize=64)
def _own_rules(locale: Locale) -> tuple[Rule, ...]:
    """Rules that only one language needs; they come first."""
    words = words_of(locale)
    rules: list[Rule] = []
    if locale.tag.startswith("zh"):
        rules.append((_OF_LAWS, lambda m: "之"))
    if "two" in words.named:
        rules.append((_TWO, lambda m: words.named["two"]))
    if locale.tag == "ko":
        rules.append((_PARTICLES, _particle))
    if "." in (shipped_formats().get(locale.tag) or shipped_formats()["en"]).patterns["time"]:
        rules.append((_DOTTED_TIME, lambda m: words.clock(int(m[1]), int(m[2]))))
    return tuple(rules)


@functools.lru_cache(maxsize=64)
def _rules(locale: Locale) -> tuple[Rule, ...]:
    tag, words = locale.tag, words_of(locale)
    named = words.named
    dense = tag.startswith("zh")
    pause = pause_of(tag)
    grouped = re.compile(r"(?<![\d,.])\d{1,3}(?:[,.]\d{3})+(?![\d,.]*\d)")

    def ungrouped(number: str) -> str:
        return re.sub(r"\D", "", number)

    def spaced(word: str) -> str:
        return word if dense else f" {word} "

    def to() -> str:
        return f"{named['to'][1:]} " if named["to"].startswith("-") else spaced(named["to"])

    def hour_follows(match: re.Match[str]) -> bool:
        """Whether prose says the word for the hour itself (8:30 बजे); then it is not said twice."""
        word = named["hour"].replace("{h}", "").strip()
        return bool(word) and match.string[match.end() :].lstrip().startswith(word)

    def amount(written: str, bare: bool) -> str:
        hour, colon, minute = written.partition(":")
        if not colon:
            return ungrouped(written)
        if not bare:
            return words.clock(int(hour), int(minute))
        return f"{int(hour)} {int(minute)}" if int(minute) else str(int(hour))

    def time(match: re.Match[str]) -> str:
        return amount(match.group(), hour_follows(match))

    def between(match: re.Match[str]) -> str:
        bare = hour_follows(match)
        end = "" if bare else named.get("until", "")
        end = end[1:] if end.startswith("-") else f" {end}".rstrip()
        return f"{amount(match[1], bare)}{to()}{amount(match[2], bare)}{end}"

    def closing(match: re.Match[str]) -> str:
        rest = match.string[match.end() :]
        if not rest.strip() or rest.lstrip()[0] in _PUNCTUATION:
            return ""
        # Without a space a particle follows, which belongs to what is before the bracket: 과태료(벌)를.
        return "" if rest[0] in "的之" or (not dense and not rest[0].isspace()) else pause.rstrip()

    def quote(match: re.Match[str]) -> str:
        before = match.string[: match.start()].rstrip()
        return pause if dense and match.group() in "“「『" and before and before[-1] not in _PUNCTUATION else ""

    def opening(match: re.Match[str]) -> str:
        before = match.string[: match.start()].rstrip()
        return "" if not before or before[-1] in _PUNCTUATION else pause

    def address(match: re.Match[str]) -> str:
        return match.group().replace("@", spaced(named["at"])).replace(".", spaced(named["dot"]))

    def percent(match: re.Match[str]) -> str:
        return f"{named['percent']}{match[1]}" if dense else f"{match[1]} {named['percent']}"

    symbols = {"&": "and", "＆": "and", "+": "plus", "＋": "plus", "=": "equals", "＝": "equals", "@": "at"}
    symbols |= {"#": "hash", "＃": "hash", "×": "cross", "✕": "cross", "✖": "cross"}
    return (
        (_ADDRESS, address),
        (_PHONE, lambda m: phone(m.group(), tag)),
        (_SHORT_DIAL, lambda m: phone(m.group(), tag)),
        (_YEAR_DATE, lambda m: date_words(int(m[1]), int(m[2]), int(m[3]), locale)),
        (_DATE, lambda m: date_words(None, int(m[1]), int(m[2]), locale)),
        (_RANGE, between),
        (_TIME, time),
        (_YEN, lambda m: locale.money.replace("{0}", ungrouped(m[1]))),
        (_PERCENT, percent),
        (_DASH, lambda m: to()),
        (grouped, lambda m: ungrouped(m.group())),
        (_DECIMAL, lambda m: f"{m[1]}{spaced(named['point'])}{m[2]}"),
        (_NUMBERED, lambda m: ", ".join(re.findall(r"\d+", m.group()))),
        (_CODE, lambda m: f" {one_by_one(m[1], False)}"),
        (_FLOOR, lambda m: named["basement" if m[1] else "floor"].replace("{n}", m[2])),
        (_NUMBER_SIGN, lambda m: spaced(named["number"]).lstrip()),
        (_OPENING, opening),
        (_CLOSING, closing),
        (_QUOTES, quote),
        (_PAUSES, lambda m: pause),
        (re.compile("|".join(map(re.escape, symbols))), lambda m: spaced(named[symbols[m.group()]])),
        (_DROPPED, lambda m: ""),
    )
