"""The town overlay: content/towns/<slug>/."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path

from tesuri.load.content import Problems, at, entries, facts_of, maybe, shown_path, yaml_file
from tesuri.load.schema import SLUG, WEEKDAYS, RawForm, RawNotice, RawOffice, RawTown, validate
from tesuri.load.values import hours
from tesuri.model import Form, Hours, Notice, Office, Town
from tesuri.problem import Problem
from tesuri.yamlfile import YamlFile

JAPAN = dt.timezone(dt.timedelta(hours=9), "JST")
"""Japan has had no daylight saving time since 1951: a fixed offset needs no time-zone database."""

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d)?", re.ASCII)


def load_towns(root: Path, problems: Problems) -> dict[str, Town]:
    """Every town of the root; a folder without a sound town.yml is told and left out."""
    towns: dict[str, Town] = {}
    for folder in sorted(path for path in (root / "content/towns").glob("[!.]*") if path.is_dir()):
        base = folder.relative_to(root).as_posix()
        if not SLUG.fullmatch(folder.name):
            message = "the folder's name is the town's address; a-z, 0-9 and '-' make one"
            problems.append(Problem(shown_path(base), 1, message, "bad-name"))
            continue
        file = yaml_file(root, f"{base}/town.yml", problems)
        if file.data is None:
            continue
        raw, faults = validate(RawTown, file)
        problems.extend(faults)
        if raw is not None:
            towns[folder.name] = _town(root, base, raw, file, problems)
    return towns


def _optional(root: Path, path: str, problems: Problems) -> YamlFile:
    return yaml_file(root, path, problems) if (root / path).exists() else YamlFile(path, None)


def _town(root: Path, base: str, raw: RawTown, file: YamlFile, problems: Problems) -> Town:
    return Town(
        slug=base.rsplit("/", 1)[1],
        name=at(file, raw.name, "name"),
        kana=raw.kana,
        english=raw.english,
        code=raw.code,
        prefecture=at(file, raw.prefecture, "prefecture"),
        url=raw.url.rstrip("/") + "/",
        accessibility_contact=raw.accessibility_contact,
        switchboard=raw.switchboard,
        night=maybe(file, raw.night, "night"),
        closed=tuple((days.from_, days.to) for days in raw.closing_days),
        closed_dates=tuple(sorted(raw.closed_dates)),
        offices=_offices(yaml_file(root, f"{base}/offices.yml", problems), problems),
        facts=facts_of(_optional(root, f"{base}/facts.yml", problems), problems),
        forms=_forms(_optional(root, f"{base}/forms.yml", problems), problems),
        notices=_notices(_optional(root, f"{base}/notices.yml", problems), problems),
        invented=raw.invented,
        path=file.path,
    )


def _offices(file: YamlFile, problems: Problems) -> Mapping[str, Office]:
    offices: dict[str, Office] = {}
    for id, raw in entries(file, RawOffice, lambda id, raw, line: raw, problems).items():
        holidays, closing = raw.holidays == "open", raw.town_closing == "closed"
        opening: dict[str, Hours] = {}
        for field, weekly in (("hours", raw.hours), ("phone_hours", raw.phone_hours)):
            if weekly is None:
                continue
            try:
                opening[field] = hours(weekly, holidays=holidays, town_closing=closing)
            except ValueError as error:
                problems.append(Problem(file.path, file.line(id, field), str(error), "bad-value"))
        if len(opening) < (1 if raw.phone_hours is None else 2):
            continue
        languages = {
            tag: tuple(range(7)) if days == "all" else tuple(sorted(WEEKDAYS.index(day) for day in days))
            for tag, days in raw.languages.items()
        }
        offices[id] = Office(
            id=id,
            name=at(file, raw.name, id, "name"),
            building=at(file, raw.building, id, "building"),
            floor=raw.floor,
            counter=raw.counter,
            address=at(file, raw.address, id, "address"),
            phone=raw.phone,
            fax=raw.fax,
            mail=raw.mail,
            hours=opening["hours"],
            phone_hours=opening.get("phone_hours", opening["hours"]),
            languages=languages,
            roles=tuple(raw.roles),
            guides=None if raw.guides is None else tuple(raw.guides),
            branch=raw.branch,
            payment=tuple(raw.payment),
            path=file.path,
            line=file.line(id),
        )
    return offices


def _forms(file: YamlFile, problems: Problems) -> Mapping[str, Form]:
    def make(id: str, raw: RawForm, line: int) -> Form:
        fields = tuple(at(file, label, id, "fields", i) for i, label in enumerate(raw.fields))
        return Form(id, at(file, raw.title, id, "title"), raw.url, fields, file.path, line)

    return entries(file, RawForm, make, problems)


def _notices(file: YamlFile, problems: Problems) -> tuple[Notice, ...]:
    if file.data is None:
        return ()
    if not isinstance(file.data, list):
        problems.append(Problem(file.path, 1, "expected a list of notices", "bad-value"))
        return ()
    notices: list[Notice] = []
    for index in range(len(file.data)):
        raw, faults = validate(RawNotice, file, (index,))
        problems.extend(faults)
        if raw is None:
            continue
        try:
            since, until = _instant(raw.since), _instant(raw.until)
        except ValueError as error:
            problems.append(Problem(file.path, file.line(index), str(error), "bad-value"))
            continue
        if until <= since:
            problems.append(Problem(file.path, file.line(index, "until"), "ends before it starts", "bad-value"))
            continue
        line = file.line(index)
        if any(notice.id == raw.id for notice in notices):
            problems.append(Problem(file.path, file.line(index, "id"), f"'{raw.id}' stands twice", "duplicate-name"))
            continue
        notices.append(Notice(raw.id, at(file, raw.text, index, "text"), since, until, file.path, line))
    return tuple(notices)


def _instant(text: str) -> dt.datetime:
    """``2026-11-23`` or ``2026-11-23 17:00`` as an instant in Japan."""
    try:
        if not _INSTANT.fullmatch(text):
            raise ValueError
        return dt.datetime.fromisoformat(text).replace(tzinfo=JAPAN)
    except ValueError:
        raise ValueError(f"'{text}' is not a date; write YYYY-MM-DD or YYYY-MM-DD HH:MM") from None
