"""Whether everything that is shown is said: numbers, dates, times, amounts and telephones of a sentence."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from tesuri.furigana import hiragana
from tesuri.speech.sentence import Part, Sentence
from tesuri.speech.spoken_foreign import shipped_words
from tesuri.speech.spoken_numbers import JAPANESE_DIGITS, ascii_digits, filipino

_TOKEN = re.compile(r"[#＃]?[0-9]+(?:[-‐:/.,][0-9]+)*")
_GROUP = re.compile(r"[0-9]{1,3}(?:[,.][0-9]{3})+(?![0-9])|[0-9]+")
_TIME = re.compile(r"[0-9]{1,2}:[0-9]{2}")
_MONTH_DAY = re.compile(r"(?:[0-9]{4}[-/])?[0-9]{1,2}[-/]([0-9]{1,2})")
_BETWEEN = r"[\s,、]*"
"""What may stand between the digits of a number that is said digit by digit."""


def tokens(shown: str) -> tuple[str, ...]:
    """The numbers, dates, times, amounts and telephone numbers that stand in shown words, in their order."""
    return tuple(match.group() for match in _TOKEN.finditer(ascii_digits(shown)))


def unsaid(sentence: Sentence) -> tuple[str, ...]:
    """The tokens of a sentence's shown words that have no counterpart in what is said.

    A counterpart is the number in numerals, digit by digit or in the words of its language, in the same order
    and in the same parts; a part that is said by its own reading, as an author gave it, has said it.
    """
    parts = sentence.parts
    starts = tuple(itertools.accumulate((len(part.shown) for part in parts), initial=0))
    lost: list[str] = []
    cursors: dict[int, int] = {}
    for match in _TOKEN.finditer(ascii_digits(sentence.shown)):
        first = next(i for i in range(len(parts)) if starts[i + 1] > match.start())
        last = next(i for i in range(len(parts)) if starts[i + 1] >= match.end())
        covering = parts[first : last + 1]
        if all(_read_out(part) for part in covering):
            continue
        said = ascii_digits("".join(part.said for part in covering)).lower()
        end = _find(match.group(), said, cursors.get(first, 0), sentence.locale)
        if end is None:
            lost.append(match.group())
        else:
            cursors[first] = end
    return tuple(lost)


def _read_out(part: Part) -> bool:
    """Whether a part is said by its kana, without a digit."""
    return part.kana is not None and bool(part.said.strip()) and hiragana(part.said) == hiragana(part.kana)


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
    number = str(int(digits))
    forms = [rf"(?<![0-9]){form}(?![0-9])" for form in {digits, number}]
    one_by_one = _BETWEEN.join(_digit(digit) for digit in digits)
    forms.append(rf"(?<![0-9]){one_by_one}(?![0-9])")
    forms += [rf"(?<!\w){re.escape(word)}(?!\w)" for word in _words(int(number), tag)]
    return forms


def _digit(digit: str) -> str:
    return f"(?:{digit}|{JAPANESE_DIGITS[int(digit)]}|{filipino(int(digit))})"


def _words(number: int, tag: str) -> Iterator[str]:
    if tag == "fil" and number < 1_000_000_000:
        yield filipino(number)


def _hours(hour: int, tag: str) -> list[str]:
    words = shipped_words().get(tag)
    return [re.escape(words.hours[hour - 1])] if words and 0 < hour <= len(words.hours) else []
