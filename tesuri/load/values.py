"""Typed values out of what a person typed: hours, times, fact values."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Sequence
from typing import Any, Literal

from tesuri.load.schema import WEEKDAYS, RawFact, RawHours, RawLaw, RawOpening, validate
from tesuri.model import FactType, FactValue, Hours, Law, Opening
from tesuri.problem import Problem
from tesuri.yamlfile import Location, YamlFile

_TIME = re.compile(r"(\d{1,2}):(\d\d)", re.ASCII)
_PHONE = re.compile(r"#?[0-9][0-9-]*[0-9]")

DAY = 24 * 60


def minutes(text: str) -> int:
    """Minutes after midnight of ``8:30``; ValueError when it is no time of day (24:00 is one)."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"'{text}' is not a time; write 8:30")
    value = int(match.group(1)) * 60 + int(match.group(2))
    if value > DAY or int(match.group(2)) > 59:
        raise ValueError(f"'{text}' is not a time of day")
    return value


def time_range(text: str) -> tuple[int, int]:
    """A pair of minutes of ``8:30-17:15``; ValueError when it ends before it starts."""
    start, dash, end = text.partition("-")
    if not dash:
        raise ValueError(f"'{text}' is not a range; write 8:30-17:15")
    opens, closes = minutes(start), minutes(end)
    if closes <= opens:
        raise ValueError(f"'{text}' ends before it starts; write two ranges for a night: 22:00-24:00 and 0:00-5:00")
    return opens, closes


def hours(raw: Sequence[RawOpening] | Literal["always"], *, holidays: bool, town_closing: bool) -> Hours:
    """Weekly hours; ValueError when a time is wrong or two stretches of a day overlap."""
    if raw == "always":
        openings = tuple(Opening(day, 0, DAY) for day in range(7))
        return Hours(openings, on_holidays=True, town_closing_days=False)
    found: list[Opening] = []
    for entry in raw:
        assert isinstance(entry, RawOpening)
        ranges = [time_range(part) for part in entry.open.split(",")]
        last = minutes(entry.last) if entry.last else None
        for day in entry.days:
            for index, (opens, closes) in enumerate(ranges):
                ends = last if last is not None and index == len(ranges) - 1 else None
                if ends is not None and not opens < ends <= closes:
                    raise ValueError(f"last admission {entry.last} is outside {entry.open}")
                found.append(Opening(WEEKDAYS.index(day), opens, closes, ends))
    found.sort(key=lambda o: (o.weekday, o.opens))
    for first, second in itertools.pairwise(found):
        if first.weekday == second.weekday and second.opens < first.closes:
            raise ValueError(f"two stretches of {WEEKDAYS[first.weekday]} overlap")
    return Hours(tuple(found), on_holidays=holidays, town_closing_days=town_closing)


def fact_value(raw: RawFact, file: YamlFile, at: Location) -> tuple[FactValue | None, list[Problem]]:
    """The typed value of a fact; None with problems when value and type do not fit."""
    value: Any = raw.value
    location = (*at, "value")

    def wrong(message: str) -> tuple[None, list[Problem]]:
        return None, [Problem(file.path, file.line(*location), f"'value': {message}", "bad-value")]

    match raw.type:
        case FactType.LAW:
            law, problems = validate(RawLaw, file, location)
            return (Law(law.title, law.article, law.url) if law else None), problems
        case FactType.HOURS:
            if value == "always":
                return hours("always", holidays=True, town_closing=False), []
            weekly, problems = validate(RawHours, file, location)
            if weekly is None:
                return None, problems
            try:
                opening = hours(
                    weekly.days, holidays=weekly.holidays == "open", town_closing=weekly.town_closing == "closed"
                )
            except ValueError as error:
                return wrong(str(error))
            return opening, []
        case FactType.DAYS | FactType.DURATION | FactType.NUMBER | FactType.MONEY | FactType.AGE:
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                return wrong(f"a whole number is needed for type {raw.type}, found {value!r}")
            if raw.type is FactType.DAYS and raw.counting is None:
                return None, [
                    Problem(
                        file.path, file.line(*at), "'counting' is missing: from-event or from-next-day", "missing-field"
                    )
                ]
            if raw.type is FactType.DURATION and raw.unit is None:
                return None, [
                    Problem(
                        file.path,
                        file.line(*at),
                        "'unit' is missing: year, month, week, day, hour, minute or second",
                        "missing-field",
                    )
                ]
            return value, []
        case _:
            text = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
            if not text:
                return wrong(f"a text is needed for type {raw.type}, found {value!r}")
            try:
                match raw.type:
                    case FactType.PHONE:
                        if not _PHONE.fullmatch(text):
                            return wrong(f"'{text}' is not a phone number; digits and hyphens only")
                    case FactType.TIME:
                        return minutes(text), []
                    case FactType.TIMES:
                        return time_range(text), []
                    case FactType.DATE:
                        return dt.date.fromisoformat(text), []
            except ValueError as error:
                return wrong(str(error))
            return text, []
