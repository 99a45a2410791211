"""Whether somebody is at the counter or the phone: now, until when, or when next.

Japan has had no daylight saving time since 1951: a fixed offset is right and needs no time-zone database.
``script_calendar`` gives the browser what site_overrides/assets/opening.js needs to come to the same answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tesuri.model import Hours, Office, Town

JAPAN = dt.timezone(dt.timedelta(hours=9), "JST")
LOOK_AHEAD = 31
"""Days: what opens or closes later than this is not told; long enough for any new year and Golden Week."""


@dataclass(frozen=True, slots=True)
class OpenState:
    """State of a counter or phone at an instant; all instants are in Japan's time."""

    open: bool
    until: dt.datetime | None = None
    """When it closes; None when closed, or when it does not close within ``LOOK_AHEAD`` days."""
    opens: dt.datetime | None = None
    """When it opens next; None when open, or when it does not open within ``LOOK_AHEAD`` days."""
    last_entry: dt.datetime | None = None
    """When nobody is let in any more before ``until``, where the hours say so; it may be past already."""


def open_state(office: Office, instant: dt.datetime, town: Town, *, phone: bool = False) -> OpenState:
    """State of an office's counter, or of its phone, at an aware instant; ValueError for a naive one."""
    return hours_state(office.phone_hours if phone else office.hours, instant, town)


def hours_state(hours: Hours, instant: dt.datetime, town: Town) -> OpenState:
    """State of weekly hours at an aware instant, with the holidays of Japan and the closing days of a town."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    now = instant.astimezone(JAPAN)
    horizon = _midnight(now.date()) + dt.timedelta(days=LOOK_AHEAD + 1)
    for stretch in _stretches(hours, town, now.date()):
        if stretch.closes <= now:
            continue
        if stretch.opens > now:
            return OpenState(False, opens=stretch.opens)
        return OpenState(True, stretch.closes if stretch.closes < horizon else None, last_entry=stretch.last)
    return OpenState(False)


def closed_on(hours: Hours, day: dt.date, town: Town) -> bool:
    """Whether a day is a holiday or a closing day for these hours, whatever its weekday."""
    if not hours.on_holidays and day in japanese_holidays(day.year):
        return True
    return hours.town_closing_days and (day in town.closed_dates or any(_within(day, *ends) for ends in town.closed))


def japanese_holidays(year: int) -> frozenset[dt.date]:
    """国民の祝日 of a year with 振替休日 and 国民の休日 (Act on National Holidays, art. 3)."""
    if year not in _known_holidays:
        # Deferred: the library takes 14 MB and 0.1 s, and a kiosk has its years from ``learn_holidays``.
        import holidays

        _known_holidays[year] = frozenset(holidays.country_holidays("JP", years=year))
    return _known_holidays[year]


def learn_holidays(years: Mapping[int, frozenset[dt.date]]) -> None:
    """Take the holidays of years that another process has worked out."""
    _known_holidays.update(years)


_known_holidays: dict[int, frozenset[dt.date]] = {}


def script_calendar(town: Town, today: dt.date) -> dict[str, Any]:
    """What opening.js needs, from ``today`` to the end of the next year; after that the script says nothing.

    ``from``, ``to`` (last day answered for), ``holidays`` and ``closed`` (dates), ``closing`` (pairs of MM-DD);
    ``offices``: id → ``counter`` and, where it differs, ``phone``: ``week`` of [opens, closes] or
    [opens, closes, last] in minutes after Monday's midnight, ``holidays`` and ``closing``: whether it is
    open on public holidays, whether it closes on the town's closing days.
    """
    last = dt.date(today.year + 1, 12, 31)
    seen = last + dt.timedelta(days=LOOK_AHEAD)  # the look-ahead of the last day needs its holidays too
    dates = sorted(set().union(*(japanese_holidays(year) for year in range(today.year, seen.year + 1))))
    return {
        "from": today.isoformat(),
        "to": last.isoformat(),
        "ahead": LOOK_AHEAD,
        "holidays": [day.isoformat() for day in dates if today <= day <= seen],
        "closed": [day.isoformat() for day in sorted(town.closed_dates) if today <= day <= seen],
        "closing": [list(ends) for ends in town.closed],
        "offices": {
            office.id: {"counter": _script_hours(office.hours)}
            | ({} if office.phone_hours == office.hours else {"phone": _script_hours(office.phone_hours)})
            for office in town.offices.values()
        },
    }


def _script_hours(hours: Hours) -> dict[str, Any]:
    week = [
        [o.weekday * 1440 + minute for minute in (o.opens, o.closes, o.last) if minute is not None]
        for o in hours.openings
    ]
    return {"week": week, "holidays": hours.on_holidays, "closing": hours.town_closing_days}


@dataclass(frozen=True, slots=True)
class _Stretch:
    opens: dt.datetime
    closes: dt.datetime
    last: dt.datetime | None


def _stretches(hours: Hours, town: Town, today: dt.date) -> Iterator[_Stretch]:
    """Stretches from today's midnight on in order, one that goes on at midnight as one."""
    current: _Stretch | None = None
    for ahead in range(LOOK_AHEAD + 1):
        day = today + dt.timedelta(days=ahead)
        if closed_on(hours, day, town):
            continue
        midnight = _midnight(day)
        for opening in sorted((o for o in hours.openings if o.weekday == day.weekday()), key=lambda o: o.opens):
            opens, closes = (midnight + dt.timedelta(minutes=m) for m in (opening.opens, opening.closes))
            last = None if opening.last is None else midnight + dt.timedelta(minutes=opening.last)
            if current is not None and current.closes == opens:
                current = _Stretch(current.opens, closes, last)
                continue
            if current is not None:
                yield current
            current = _Stretch(opens, closes, last)
    if current is not None:
        yield current


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), JAPAN)


def _within(day: dt.date, start: str, end: str) -> bool:
    """Whether a day lies in days of the year from and to MM-DD, both included, over new year where they wrap."""
    here = f"{day:%m-%d}"
    return start <= here <= end if start <= end else here >= start or here <= end
