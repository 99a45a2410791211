"""Whether everything that is shown is said: numbers, dates, times, amounts and telephones of a sentence."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from tesuri.counters import AGE, DAYS, HOUR, LIMIT, MINUTE, MONTH, MONTHS, read_count, read_number
from tesuri.speech.sentence import Sentence
from tesuri.speech.spoken_foreign import shipped_words
from tesuri.speech.spoken_numbers import JAPANESE_DIGITS, ascii_digits, katakana, numerals

_TOKEN = re.compile(r"[#＃]?[0-9]+(?:[-‐:/.,][0-9]+)*")
_GROUP = re.compile(r"[0-9]{1,3}(?:[,.][0-9]{3})+(?![0-9])|[0-9]+")
_TIME = re.compile(r"[0-9]{1,2}:[0-9]{2}|[0-9]{2}\.[0-9]{2}")
_MONTH_DAY = re.compile(r"(?:[0-9]{4}[-/])?[0-9]{1,2}[-/]([0-9]{1,2})")
_KANA_DIGITS = ("ぜろ|まる|れい", "いち", "に", "さん", "よん|し", "ご", "ろく", "なな|しち", "はち", "きゅう|く")
_COUNTERS = (DAYS, MONTH, MONTHS, HOUR, MINUTE, AGE)
_JAPANESE = ("ja", "ja-simple")
_BETWEEN = r"[\s,、，،၊]*"
"""What may stand between the digits of a number that is said digit by digit."""


def tokens(shown: str) -> tuple[str, ...]:
    """The numbers, dates, times, amounts and telephone numbers that stand in shown words, in their order."""
    return tuple(match.group() for match in _TOKEN.finditer(ascii_digits(shown)))


def unsaid(sentence: Sentence) -> tuple[str, ...]:
    """The tokens of a sentence's shown words that have no counterpart in what is said.

    A counterpart is the number in numerals, digit by digit or in the words of its language, in the same order
    and in the same parts.
    """
    parts = sentence.parts
    starts = tuple(itertools.accumulate((len(part.shown) for part in parts), initial=0))
    lost: list[str] = []
    cursors: dict[int, int] = {}
    for match in _TOKEN.finditer(ascii_digits(sentence.shown)):
        first = next(i for i in range(len(parts)) if starts[i + 1] > match.start())
        last = next(i for i in range(len(parts)) if starts[i + 1] >= match.end())
        while first and not parts[first].said:
            first -= 1  # what is said as a whole is said in the first of its parts
        covering = parts[first : last + 1]
        said = ascii_digits("".join(part.said for part in covering))
        end = _find(match.group(), said, cursors.get(first, 0), sentence.locale)
        if end is None:
            lost.append(match.group())
        else:
            cursors[first] = end
    return tuple(lost)


def _find(token: str, said: str, start: int, tag: str) -> int | None:
    """Where a token's counterpart ends in what is said from ``start`` on; None where there is none."""
    groups = _GROUP.findall(token)
    if _TIME.fullmatch(token):
        hour, minute = groups
        names = _hours(int(hour), tag)
        groups = [hour] if minute == "00" else [hour, minute]
        return _in_order(said, start, [[*_forms(hour, tag), *names], *(_forms(group, tag) for group in groups[1:])])
    found = _in_order(said, start, [_forms(group, tag) for group in groups])
    if found is None and (date := _MONTH_DAY.fullmatch(token)):
        # A date written out names its month; its day and year remain.
        return _in_order(said, start, [_forms(date[1], tag)])
    return found


def _in_order(said: str, start: int, groups: Sequence[Sequence[str]]) -> int | None:
    at = start
    for forms in groups:
        match = re.compile("|".join(forms)).search(said, at)
        if match is None:
            return None
        at = match.end()
    return at


def _forms(group: str, tag: str) -> list[str]:
    """Patterns of everything that says a number."""
    digits = re.sub(r"\D", "", group)
    number = int(digits)
    forms = [rf"(?<![0-9]){form}(?![0-9])" for form in {digits, str(number), _BETWEEN.join(digits)}]
    forms += [rf"(?<!\w){re.escape(word)}(?:n?g)?(?!\w)" for word in _words(number, digits, tag)]
    if number == 2 and (words := shipped_words().get(tag)) and "two" in words.named:
        forms.append(words.named["two"])
    if tag in _JAPANESE:
        names = _BETWEEN.join(JAPANESE_DIGITS[int(digit)] for digit in digits)
        forms.append(f"(?<![ァ-ヺー]){names}(?![ァ-ヺー])")
        spelled = "".join(f"(?:{_KANA_DIGITS[int(digit)]})" for digit in digits)
        # に, ご, し and く are also particles and pieces of words: alone they count where a number begins.
        start = r"(?:(?<![^\s、])|(?<=だい)|(?<=てん))" if len(digits) == 1 else ""
        readings = [spelled, *(reading if len(reading) > 2 else start + reading for reading in _kana(number))]
        forms += [form for reading in (start + readings[0], *readings[1:]) for form in (reading, katakana(reading))]
    return forms


def _words(number: int, digits: str, tag: str) -> Iterator[str]:
    """The number in words, where a language's numerals are not for its voice."""
    if tag == "fil":
        yield numerals(digits, tag)
        yield numerals(" ".join(digits), tag)
        yield numerals(str(number), tag)


def _kana(number: int) -> Iterator[str]:
    """How Japanese reads a number: alone, before 月 and 時, as a day, and as in 110 ひゃくとお."""
    if number < LIMIT:
        kana = read_number(number)
        yield kana
        if kana.endswith("じゅう"):
            yield kana.removesuffix("じゅう") + "とお"
        yield from (read_count(number, counter) for counter in _COUNTERS)


def _hours(hour: int, tag: str) -> list[str]:
    words = shipped_words().get(tag)
    return [re.escape(words.hours[hour - 1])] if words and 0 < hour <= len(words.hours) else []
