"""Facts, locales, offices and towns made for tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tesuri.load.content import load_locales
from tesuri.model import Fact, FactType, FactValue, Hours, Locale, Office, Opening, Text, Town

ROOT = Path(__file__).parent.parent
LOCALES: Mapping[str, Locale] = load_locales(ROOT, [])
WEEKDAYS = range(5)


def text(source: str) -> Text:
    return Text(source, "content/facts/x.yml", 1)


def fact(type: str, value: FactValue, id: str = "x", **more: object) -> Fact:
    fields = {"label": text("期限"), "source": "法", "office": "residents", "path": "content/facts/x.yml", "line": 1}
    return Fact(id, FactType(type), value, **{**fields, **more})  # type: ignore[arg-type]


def weekly(*stretches: str, days: range | tuple[int, ...] = WEEKDAYS, **flags: bool) -> Hours:
    """Hours of ``8:30-17:15`` or, with last admission, ``8:30-17:15/17:00`` on each of the days."""
    openings = []
    for day in days:
        for stretch in stretches:
            span, _, last = stretch.partition("/")
            opens, closes = (minutes(part) for part in span.split("-"))
            openings.append(Opening(day, opens, closes, minutes(last) if last else None))
    return Hours(tuple(openings), **flags)


def minutes(time: str) -> int:
    hour, minute = time.split(":")
    return int(hour) * 60 + int(minute)


ALWAYS = weekly("0:00-24:00", days=range(7), on_holidays=True, town_closing_days=False)


def office(hours: Hours, phone_hours: Hours | None = None, id: str = "residents", **more: object) -> Office:
    fields: dict[str, object] = {
        "name": text("市民課"), "building": text("市役所"), "floor": 1, "counter": "2", "address": text("中央町"),
        "phone": "099-000-0110", "fax": None, "mail": "a@example", "languages": {"ja": tuple(range(7))},
        "roles": (id,), "guides": None, "branch": False, "payment": (), "path": "x", "line": 1,
    }  # fmt: skip
    return Office(id=id, hours=hours, phone_hours=phone_hours or hours, **{**fields, **more})  # type: ignore[arg-type]


def town(*offices: Office, **more: object) -> Town:
    fields: dict[str, object] = {
        "slug": "mihon", "name": text("見本市"), "kana": "みほんし", "english": "Mihon City", "code": "990019",
        "prefecture": text("見本県"), "url": "https://mihon.example/", "accessibility_contact": "residents",
        "switchboard": "residents", "night": None, "closed": (("12-29", "01-03"),), "closed_dates": (), "facts": {},
        "forms": {}, "notices": (), "invented": True, "path": "x",
    }  # fmt: skip
    return Town(offices={o.id: o for o in offices}, **{**fields, **more})  # type: ignore[arg-type]
