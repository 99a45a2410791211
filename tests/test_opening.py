"""Whether somebody is there, in Python and in the browser."""

from __future__ import annotations

import datetime as dt
import json
import random
from itertools import pairwise

import pytest

from tests.browser import chromium
from tests.facts_samples import ALWAYS, ROOT, office, town, weekly
from tesuri.model import Hours, Town
from tesuri.opening import JAPAN, LOOK_AHEAD, OpenState, hours_state, japanese_holidays, open_state, script_calendar

COUNTER = weekly("8:30-12:00", "13:00-17:15/17:00")
NIGHT = weekly("0:00-5:00", "22:00-24:00", days=range(7))
TOWN = town(
    office(COUNTER, weekly("8:30-17:15"), "residents"),
    office(NIGHT, id="night"),
    office(ALWAYS, id="always"),
    office(weekly("10:00-16:00", days=(5, 6), on_holidays=True), id="weekend"),
    office(weekly("0:00-24:00", days=range(7)), id="all-day"),
    office(Hours(()), id="never"),
    closed_dates=(dt.date(2026, 11, 24),),
)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=JAPAN)


def state(office_id: str, text: str, phone: bool = False, where: Town = TOWN) -> OpenState:
    return open_state(where.offices[office_id], at(text), where, phone=phone)


def test_an_office_is_open_from_its_first_minute_and_closed_from_its_last() -> None:
    assert state("residents", "2026-11-25 08:29:59") == OpenState(False, opens=at("2026-11-25 08:30"))
    assert state("residents", "2026-11-25 08:30") == OpenState(True, until=at("2026-11-25 12:00"))
    assert not state("residents", "2026-11-25 17:15").open


def test_a_lunch_break_closes_the_counter_but_not_the_phone() -> None:
    assert state("residents", "2026-11-25 12:30") == OpenState(False, opens=at("2026-11-25 13:00"))
    assert state("residents", "2026-11-25 12:30", phone=True) == OpenState(True, until=at("2026-11-25 17:15"))


def test_last_admission_is_told_beside_the_closing_time() -> None:
    expected = OpenState(True, at("2026-11-25 17:15"), last_entry=at("2026-11-25 17:00"))
    assert state("residents", "2026-11-25 17:05") == expected


def test_a_holiday_a_closed_date_and_a_weekend_are_skipped() -> None:
    # Friday evening; Saturday and Sunday; 勤労感謝の日 on Monday; the town's closed date on Tuesday.
    assert state("residents", "2026-11-20 18:00") == OpenState(False, opens=at("2026-11-25 08:30"))


def test_new_year_closes_over_the_turn_of_the_year() -> None:
    assert state("residents", "2026-12-28 18:00") == OpenState(False, opens=at("2027-01-04 08:30"))
    assert not state("weekend", "2027-01-02 12:00").open


def test_a_night_goes_on_over_midnight() -> None:
    expected = OpenState(True, until=at("2026-12-02 05:00"))
    assert state("night", "2026-12-01 23:30") == expected
    assert state("night", "2026-12-02 00:00") == expected


def test_a_night_ends_at_midnight_before_a_closing_day() -> None:
    assert state("night", "2026-12-28 23:00") == OpenState(True, until=at("2026-12-29 00:00"))


def test_day_and_night_never_closes_not_even_at_new_year() -> None:
    assert state("always", "2027-01-01 03:00") == OpenState(True)


def test_what_never_opens_says_no_time() -> None:
    assert state("never", "2026-12-01 10:00") == OpenState(False)


def test_any_time_zone_gives_the_same_answer_and_none_is_refused() -> None:
    instant = at("2026-11-25 09:00")
    elsewhere = instant.astimezone(dt.timezone(dt.timedelta(hours=-10)))
    assert open_state(TOWN.offices["residents"], elsewhere, TOWN) == state("residents", "2026-11-25 09:00")
    with pytest.raises(ValueError, match="time zone"):
        open_state(TOWN.offices["residents"], dt.datetime(2026, 11, 25), TOWN)


def test_substitute_and_citizens_holidays_are_holidays() -> None:
    assert dt.date(2026, 5, 6) in japanese_holidays(2026)  # 憲法記念日 fell on a Sunday
    assert dt.date(2026, 9, 22) in japanese_holidays(2026)  # between two holidays
    assert dt.date(2027, 3, 22) in japanese_holidays(2027)


def test_the_state_agrees_with_a_walk_through_the_minutes() -> None:
    start = at("2026-12-25 00:00")
    minutes = [start + dt.timedelta(minutes=step) for step in range(0, 14 * 1440, 15)]
    for id in ("residents", "night", "weekend", "all-day"):
        hours = TOWN.offices[id].hours
        states = [hours_state(hours, minute, TOWN) for minute in minutes]
        for (minute, now), (later, then) in pairwise(zip(minutes, states, strict=True)):
            change = now.until if now.open else now.opens
            assert change is not None
            assert change > minute
            # Between two steps of a quarter of an hour the state changes exactly when it was said to.
            assert (now.open != then.open) == (change <= later), (id, minute)


def test_the_calendar_covers_this_year_and_the_next() -> None:
    calendar = script_calendar(TOWN, dt.date(2026, 11, 23))
    assert (calendar["from"], calendar["to"]) == ("2026-11-23", "2027-12-31")
    assert calendar["holidays"][0] == "2026-11-23"
    assert {"2027-01-01", "2027-03-22", "2028-01-01"} <= set(calendar["holidays"])
    assert calendar["closed"] == ["2026-11-24"]
    assert calendar["offices"]["night"].keys() == {"counter"}
    assert calendar["offices"]["residents"]["counter"]["week"][1] == [780, 1035, 1020]
    json.dumps(calendar)


def test_the_browser_comes_to_the_same_answers_in_any_time_zone() -> None:
    calendar = script_calendar(TOWN, dt.date(2026, 11, 1))
    dice = random.Random(20261123)
    start, end = at("2026-11-01 00:00"), at("2027-12-31 23:59:59")
    edges = [
        at(f"{day} {time}")
        for day in ("2026-11-22", "2026-11-24", "2026-12-28", "2026-12-29", "2027-01-03", "2027-01-04", "2027-12-31")
        for time in ("00:00", "05:00", "08:29:59", "08:30", "12:00", "13:00", "17:00", "17:15", "22:00", "23:59:59")
    ]
    span = int((end - start).total_seconds())
    instants = [start, end, *edges, *(start + dt.timedelta(seconds=dice.randrange(span)) for _ in range(300))]
    cases = [
        (id, phone, int(instant.timestamp() * 1000))
        for id in TOWN.offices
        for phone in (False, True)
        for instant in instants
    ]
    ask = "([calendar, cases]) => cases.map((c) => Tesuri.openState(calendar, c[0], c[1], c[2]))"
    with chromium() as browser:
        page = browser.new_context(timezone_id="America/New_York").new_page()
        page.add_script_tag(path=str(ROOT / "site_overrides/assets/opening.js"))
        answers = page.evaluate(ask, [calendar, cases])
        outside = [("nobody", False, cases[0][2]), ("always", False, int((start.timestamp() - 1) * 1000))]
        outside.append(("always", False, int((end.timestamp() + 1) * 1000)))
        assert page.evaluate(ask, [calendar, outside]) == [None, None, None]
    for (id, phone, epoch), answer in zip(cases, answers, strict=True):
        found = open_state(TOWN.offices[id], dt.datetime.fromtimestamp(epoch / 1000, dt.UTC), TOWN, phone=phone)
        expected = {
            "open": found.open,
            "until": millis(found.until),
            "opens": millis(found.opens),
            "lastEntry": millis(found.last_entry),
        }
        assert answer == expected, (id, phone, epoch)


def test_what_opens_later_than_the_look_ahead_is_not_told() -> None:
    closed = town(office(COUNTER), closed=(("06-01", "08-31"),))
    assert state("residents", "2027-07-01 10:00", where=closed) == OpenState(False)
    soon = at("2027-09-01 00:00") - dt.timedelta(days=LOOK_AHEAD)
    assert hours_state(COUNTER, soon, closed).opens == at("2027-09-01 08:30")


def millis(instant: dt.datetime | None) -> int | None:
    return None if instant is None else int(instant.timestamp() * 1000)
