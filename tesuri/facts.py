"""Facts as each language writes them: amounts, dates, times, weekly hours, and how Japanese reads them.

Numbers, dates, weekday names and plural rules are Babel's; the patterns around them are i18n/formats.yml.
Digits are Latin in every language, so that a number on the screen is the number on the letter.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import babel
from babel.dates import format_date, format_skeleton, get_day_names
from babel.numbers import format_decimal

from tesuri import counters
from tesuri.counters import Counter, read_count, read_number
from tesuri.model import Fact, FactType, FactValue, Hours, Law, Locale, Text
from tesuri.problem import Problem
from tesuri.tokens import VALUE
from tesuri.yamlfile import YamlFile, parse_yaml

PATH = "i18n/formats.yml"
UNITS = ("year", "month", "week", "day", "hour", "minute", "second", "age")
PATTERNS = (
    *("time", "times", "weekdays", "list", "stretches", "hours", "groups", "last"),
    *("every-day", "always", "never", "holidays-closed", "holidays-open", "closed"),
)
CLOCK_PATTERNS = ("am", "pm", "noon", "midnight")
"""All four or none: a clock of twelve hours, as やさしい日本語 wants it."""

Pieces = tuple[tuple[str, str | None], ...]
"""Stretches of a text with their kana, None where there is none; the pieces that tesuri.readings knows."""

_SLOT = re.compile(r"\{(\w+)\}|\{([^{}|]+)\|([^{}|]+)\}")
_COUNTERS: Mapping[str, Counter] = {
    "year": counters.YEAR,
    "month": counters.MONTHS,
    "week": counters.WEEKS,
    "day": counters.DAYS,
    "hour": counters.HOURS,
    "minute": counters.MINUTE,
    "second": counters.SECOND,
    "age": counters.AGE,
}
_WEEKDAY_KANA = ("げつようび", "かようび", "すいようび", "もくようび", "きんようび", "どようび", "にちようび")


@dataclass(frozen=True, slots=True)
class Formatted:
    """A fact as a locale writes it."""

    text: str
    reading: str | None = None
    """Kana of all of it; Japanese only, and only where there is something to read."""
    number: int | None = None
    """What plural forms are chosen by: amounts and counts, None for the rest."""
    pieces: Pieces = ()
    """The text cut where its kana are cut: 2026年 4月 1日."""


@dataclass(frozen=True, slots=True)
class Formats:
    """Patterns of one locale: ``units`` by name and plural category, ``patterns`` by name."""

    units: Mapping[str, Mapping[str, str]]
    patterns: Mapping[str, str]


# --- the patterns -------------------------------------------------------------------------------------------


def parse_formats(source: str, path: str = PATH) -> tuple[dict[str, Formats], list[Problem]]:
    """Patterns of every locale by tag; a locale that lacks one is told and left out."""
    file, problems = parse_yaml(source, path)
    formats: dict[str, Formats] = {}
    if not isinstance(file.data, dict):
        return formats, problems or [Problem(path, 1, "expected the patterns of each language", "bad-value")]
    for tag, data in file.data.items():
        faults = _faults(file, tag, formats)
        problems += faults
        if not faults:
            base = formats.get(data.get("like", ""), Formats({}, {}))
            own = {key: value for key, value in data.items() if key not in ("units", "like")}
            formats[tag] = Formats({**base.units, **data.get("units", {})}, {**base.patterns, **own})
    return formats, problems


def _faults(file: YamlFile, tag: str, earlier: Mapping[str, Formats]) -> list[Problem]:
    def fault(message: str, rule: str, *at: str) -> Problem:
        return Problem(file.path, file.line(tag, *at), f"'{tag}': {message}", rule)

    data = file.data[tag]
    if not isinstance(data, dict):
        return [fault("expected patterns", "bad-value")]
    like = data.get("like")
    if like is not None and like not in earlier:
        return [fault(f"'like' names '{like}', which does not stand above it", "bad-value", "like")]
    base = earlier[like] if like else Formats({}, {})
    units = data.get("units", {})
    if not isinstance(units, dict):
        return [fault("'units' needs a pattern for each unit", "bad-value", "units")]
    problems = [
        fault(f"'{name}' is not a text", "bad-value", name)
        for name, value in data.items()
        if name not in ("units", "like") and not isinstance(value, str)
    ]
    problems += [
        fault(f"unit '{unit}' needs a pattern 'other'", "bad-value", "units", unit)
        for unit, forms in units.items()
        if not (isinstance(forms, dict) and "other" in forms and all(isinstance(form, str) for form in forms.values()))
    ]
    unknown = [*(data.keys() - {"units", "like", *PATTERNS, *CLOCK_PATTERNS}), *(units.keys() - set(UNITS))]
    problems += [fault(f"unknown pattern '{name}'", "unknown-field", name) for name in sorted(unknown)]
    clock = CLOCK_PATTERNS if any(name in data for name in CLOCK_PATTERNS) else ()
    missing = [*(set(UNITS) - {*units, *base.units}), *({*PATTERNS, *clock} - {*data, *base.patterns})]
    return problems + [fault(f"'{name}' is missing", "missing-field") for name in sorted(missing)]


@functools.cache
def shipped_formats() -> Mapping[str, Formats]:
    """The patterns that come with the product: packaged, or those of the checkout."""
    package = Path(str(files("tesuri")))
    paths = (package / "_data" / PATH, package.parent / PATH)
    formats, problems = parse_formats(next(path for path in paths if path.exists()).read_text("utf-8"))
    if problems:
        raise ValueError("\n".join(problem.as_text() for problem in problems))
    return formats


# --- facts --------------------------------------------------------------------------------------------------


def format_fact(
    fact: Fact,
    locale: Locale,
    translate: Callable[[Text], str],
    formats: Mapping[str, Formats] | None = None,
) -> Formatted:
    """A fact as a locale writes it; a language without patterns of its own gets the English ones.

    ``translate`` gives the locale's words for a text; those may carry ``{漢字|かんじ}``. Law names stay
    Japanese everywhere, since that is how they are looked up.
    """
    known = shipped_formats() if formats is None else formats
    writer = _Writer(locale, known.get(locale.tag) or known["en"])
    value = fact.value
    number: int | None = None
    if fact.type is FactType.TEXT:
        words = translate(fact.text) if fact.text else str(value)
        pieces = _fill(words, {})
        spoken = fact.reading if words == str(value) else None  # a reading belongs to the words it was typed for
    else:
        pieces = writer.write(fact.type, value, fact.unit)
        spoken = fact.reading
        if fact.type in (FactType.DAYS, FactType.DURATION, FactType.NUMBER, FactType.MONEY, FactType.AGE):
            assert isinstance(value, int)
            number = value
    if spoken and writer.japanese:
        pieces = ((_text(pieces), spoken),)
    return _formatted(pieces, number)


def format_hours(
    hours: Hours,
    locale: Locale,
    closed: Sequence[tuple[str, str]] = (),
    formats: Mapping[str, Formats] | None = None,
) -> Formatted:
    """Weekly hours in words, ``closed`` being the town's closing days as pairs of MM-DD."""
    known = shipped_formats() if formats is None else formats
    return _formatted(_Writer(locale, known.get(locale.tag) or known["en"]).weekly(hours, closed))


def format_weekdays(weekdays: Sequence[int], locale: Locale, formats: Mapping[str, Formats] | None = None) -> Formatted:
    """Weekdays (0 is Monday) as a locale lists them."""
    known = shipped_formats() if formats is None else formats
    return _formatted(_Writer(locale, known.get(locale.tag) or known["en"]).days(weekdays))


def format_moment(
    moment: dt.datetime, now: dt.datetime, locale: Locale, formats: Mapping[str, Formats] | None = None
) -> Formatted:
    """A moment to come as people say it: the time today, the weekday and time this week, later the date and time."""
    known = shipped_formats() if formats is None else formats
    writer = _Writer(locale, known.get(locale.tag) or known["en"])
    time = writer.time(moment.hour * 60 + moment.minute)
    away = (moment.date() - now.date()).days
    if away == 0:
        return _formatted(time)
    day = writer.weekday(moment.weekday()) if away < 7 else writer.day_of_year(moment.date())
    return _formatted((*day, (" ", None), *time))


def plural_category(number: int, locale: Locale) -> str:
    """CLDR's plural category of a whole number: one, few, many, other …"""
    return str(babel.Locale.parse(locale.babel).plural_form(number))


@functools.cache
def weekday_names(locale: Locale) -> tuple[str, ...]:
    """The weekdays from Monday on.

    Not Babel's stand-alone names: Urdu's are an alias that, once loaded, answers for other locales too (Babel 2.18).
    """
    names = get_day_names("wide", context="format", locale=locale.babel)
    return tuple(str(names[weekday]) for weekday in range(7))


def final_sound(text: str) -> str:
    """``consonant`` or ``vowel``: how a written value ends when read in Korean, which decides its particle.

    Hangul by its final letter, digits as Sino-Korean, capitals by the names of the letters, other Latin
    words by their last letter, kana by ん; what stands in brackets at the end, and punctuation, is not read.
    """
    words = re.sub(r"[\W_]+$", "", re.sub(r"\s*\([^()]*\)\s*$", "", text))
    last = words[-1:]
    if "가" <= last <= "힣":
        closed = (ord(last) - ord("가")) % 28 > 0
    elif last.isascii() and last.isdigit():
        closed = last in "013678"  # 영 일 삼 육 칠 팔; 십, 백, 천, 만 and 억 after a zero end alike
    elif last.isascii() and last.isupper():
        closed = last in "LMNR"  # 엘 엠 엔 알
    elif last.isascii():
        closed = words.endswith(("ng", *"bcklmnpt"))
    else:
        closed = last in "んン"
    return "consonant" if closed else "vowel"


def choose_form(forms: Mapping[str, str], fact: Fact, formatted: Formatted, locale: Locale) -> str:
    """The form of a token that fits a value, ``{value}`` still in it; ``{value}`` alone where none fits.

    Zero goes first, then the final sound (no language has both sounds and plurals), then the plural category.
    """
    if formatted.number is not None and fact.value == 0 and "zero" in forms:
        return forms["zero"]
    sound = final_sound(formatted.text)
    if sound in forms:
        return forms[sound]
    category = plural_category(formatted.number, locale) if formatted.number is not None else "other"
    return forms.get(category, forms.get("other", VALUE))


# --- writing ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes values in one locale."""

    locale: Locale
    formats: Formats

    @property
    def japanese(self) -> bool:
        return self.locale.babel == "ja"

    def write(self, type: FactType, value: FactValue, unit: str | None) -> Pieces:
        match type, value:
            case FactType.DAYS, int():
                return self.amount(value, "day")
            case FactType.DURATION, int():
                return self.amount(value, unit or "day")
            case FactType.AGE, int():
                return self.amount(value, "age")
            case FactType.MONEY, int():
                text = self.locale.money.replace("{0}", self.number(value))
                return ((text, read_count(value, counters.YEN) if self.japanese else None),)
            case FactType.NUMBER, int():
                return ((self.number(value), read_number(value) if self.japanese else None),)
            case FactType.TIME, int():
                return self.time(value)
            case FactType.TIMES, (int(opens), int(closes)):
                return self.times(opens, closes)
            case FactType.DATE, dt.date():
                return self.date(value)
            case FactType.HOURS, Hours():
                return self.weekly(value, ())
            case FactType.LAW, Law():
                return ((f"{value.title} {value.article}", None),)
            case _:
                return ((str(value), None),)

    def number(self, value: int) -> str:
        return str(format_decimal(value, locale=self.locale.babel, numbering_system="latn"))

    def amount(self, value: int, unit: str) -> Pieces:
        forms = self.formats.units[unit]
        pattern = forms.get(plural_category(value, self.locale), forms["other"])
        text = pattern.replace("{0}", self.number(value))
        return ((text, read_count(value, _COUNTERS[unit]) if self.japanese else None),)

    def date(self, day: dt.date) -> Pieces:
        if not self.japanese:
            return ((str(format_date(day, "long", locale=self.locale.babel)), None),)
        return ((f"{day.year}年", read_count(day.year, counters.YEAR)), *self.day_of_year(day))

    def day_of_year(self, day: dt.date) -> Pieces:
        """A day of every year: December 29."""
        if not self.japanese:
            return ((str(format_skeleton("MMMMd", day, locale=self.locale.babel)), None),)
        return (
            (f"{day.month}月", read_count(day.month, counters.MONTH)),
            (f"{day.day}日", read_count(day.day, counters.DAY_OF_MONTH)),
        )

    def time(self, minutes: int) -> Pieces:
        """A time of day; 1440, the end of a day, is 24:00."""
        hour, minute = divmod(minutes, 60)
        patterns = self.formats.patterns
        if "am" not in patterns:
            slots = {"h": _plain(hour), "hh": _plain(f"{hour:02}"), "mm": _plain(f"{minute:02}")}
            slots["clock"] = ((f"{hour}:{minute:02}", self._clock_kana(hour, minute)),)
            return _fill(patterns["time"], slots)
        half_day, hour = divmod(hour, 12)
        if not hour and not minute and half_day:
            return _fill(patterns["noon" if half_day == 1 else "midnight"], {})
        slots = {
            "hour": ((f"{hour}時", read_count(hour, counters.HOUR)),),
            "minute": ((f"{minute}分", read_count(minute, counters.MINUTE)),) if minute else (),
        }
        return _fill(patterns["pm" if half_day else "am"], slots)

    def _clock_kana(self, hour: int, minute: int) -> str | None:
        if not self.japanese:
            return None
        return read_count(hour, counters.HOUR) + (read_count(minute, counters.MINUTE) if minute else "")

    def times(self, opens: int, closes: int) -> Pieces:
        return self.pattern("times", self.time(opens), self.time(closes))

    def weekly(self, hours: Hours, closed: Sequence[tuple[str, str]]) -> Pieces:
        """Days with the same stretches together, in the order of the week."""
        if hours.always:
            return self.pattern("always")
        if not hours.openings:
            return self.pattern("never")
        days: dict[tuple[tuple[int, int, int | None], ...], list[int]] = {}
        for weekday, openings in itertools.groupby(hours.openings, lambda opening: opening.weekday):
            days.setdefault(tuple((o.opens, o.closes, o.last) for o in openings), []).append(weekday)
        parts = [
            self.pattern("hours", self.days(weekdays), self.join("stretches", [self.stretch(*s) for s in stretches]))
            for stretches, weekdays in days.items()
        ]
        parts.append(self.pattern("holidays-open" if hours.on_holidays else "holidays-closed"))
        if hours.town_closing_days:
            parts += [self.pattern("closed", self.closing(*ends)) for ends in closed]
        return self.join("groups", parts)

    def stretch(self, opens: int, closes: int, last: int | None) -> Pieces:
        written = self.times(opens, closes)
        return written if last is None or last == closes else self.pattern("last", written, self.time(last))

    def closing(self, start: str, end: str) -> Pieces:
        """Closing days from and to MM-DD; 02-29 is a day too."""
        first, last = (self.day_of_year(dt.date.fromisoformat(f"2024-{day}")) for day in (start, end))
        return first if start == end else self.pattern("weekdays", first, last)

    def days(self, weekdays: Sequence[int]) -> Pieces:
        """Weekdays, three or more in a row as a range."""
        if len(weekdays) == 7:
            return self.pattern("every-day")
        names: list[Pieces] = []
        for _, run in itertools.groupby(enumerate(weekdays), lambda pair: pair[1] - pair[0]):
            row = [self.weekday(weekday) for _, weekday in run]
            names += [self.pattern("weekdays", row[0], row[-1])] if len(row) > 2 else row
        return self.join("list", names)

    def weekday(self, weekday: int) -> Pieces:
        return ((weekday_names(self.locale)[weekday], _WEEKDAY_KANA[weekday] if self.japanese else None),)

    def pattern(self, name: str, *slots: Pieces) -> Pieces:
        return _fill(self.formats.patterns[name], {str(index): pieces for index, pieces in enumerate(slots)})

    def join(self, separator: str, parts: Sequence[Pieces]) -> Pieces:
        between = self.pattern(separator)
        return _merged(itertools.chain(parts[0], *(between + part for part in parts[1:])))


def _fill(pattern: str, slots: Mapping[str, Pieces]) -> Pieces:
    """A pattern with its slots filled and its ``{漢字|かんじ}`` as pieces; an unknown slot stays as typed."""
    pieces: list[tuple[str, str | None]] = []
    end = 0
    for match in _SLOT.finditer(pattern):
        name, surface, kana = match.groups()
        pieces.append((pattern[end : match.start()], None))
        pieces.extend(((surface, kana),) if surface else slots.get(name, ((match.group(), None),)))
        end = match.end()
    return _merged((*pieces, (pattern[end:], None)))


def _merged(pieces: itertools.chain[tuple[str, str | None]] | Pieces) -> Pieces:
    """Pieces without empty ones, neighbours without kana joined."""
    merged: list[tuple[str, str | None]] = []
    for text, kana in pieces:
        if kana is None and merged and merged[-1][1] is None:
            merged[-1] = (merged[-1][0] + text, None)
        elif text:
            merged.append((text, kana))
    return tuple(merged)


def _plain(value: int | str) -> Pieces:
    return ((str(value), None),)


def _text(pieces: Pieces) -> str:
    return "".join(text for text, _ in pieces)


def _formatted(pieces: Pieces, number: int | None = None) -> Formatted:
    has_kana = any(kana for _, kana in pieces)
    reading = "".join(text if kana is None else kana for text, kana in pieces) if has_kana else None
    return Formatted(_text(pieces), reading, number, pieces)
