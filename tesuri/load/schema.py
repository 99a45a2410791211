"""What people type into YAML and front matter, as pydantic models; one pass reports every fault of a file."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal, TypeVar

from babel import Locale as BabelLocale
from babel import UnknownLocaleError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, StrictInt, ValidationError

from tesuri.model import Channel, Counting, Direction, FactType
from tesuri.problem import Problem, suggestion
from tesuri.yamlfile import Location, YamlFile


def _iso_date(value: Any) -> dt.date:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise ValueError("no such day") from None
    raise ValueError("not a date; write YYYY-MM-DD")


def _month_day(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(r"\d\d-\d\d", value, re.ASCII):
        try:
            dt.date.fromisoformat(f"2024-{value}")  # a leap year, so that 02-29 is a day
        except ValueError:
            raise ValueError("not a day of the year") from None
        return value
    raise ValueError('not a day of the year; write "MM-DD"')


def _babel_id(value: str) -> str:
    try:
        BabelLocale.parse(value)
    except (UnknownLocaleError, ValueError, TypeError):
        raise ValueError("Babel knows no such locale") from None
    return value


def _form(pattern: str, message: str) -> AfterValidator:
    """Says in words what a text must look like, instead of showing a clerk the pattern."""
    form = re.compile(pattern, re.ASCII)

    def check(value: str) -> str:
        if not form.fullmatch(value):
            raise ValueError(message)
        return value

    return AfterValidator(check)


TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""The form of a locale's tag (BCP 47), which is also its folder in the site."""
SLUG = re.compile(r"[a-z0-9][a-z0-9.-]*")
"""The form of every other id."""

IsoDate = Annotated[dt.date, PlainValidator(_iso_date)]
MonthDay = Annotated[str, PlainValidator(_month_day)]
Name = Annotated[str, _form(r"(?s).*\S.*", "empty")]
Slug = Annotated[str, _form(SLUG.pattern, "not a name of ours: a-z, 0-9, '.' and '-' make one")]
BabelId = Annotated[str, AfterValidator(_babel_id)]
Folder = Annotated[str, _form(r"[A-Za-z0-9_@-]+", "not the name of a folder; letters, digits, '_' and '-' only")]
Url = Annotated[str, _form(r"""https?://[^\s/?#"'<>]+[^\s"'<>]*""", "not a web address; write https://…")]
SiteUrl = Annotated[str, _form(r"https?://[A-Za-z0-9.:/_~-]+", "not a web address of plain letters; write https://…")]
Code = Annotated[str, _form(r"[0-9]{6}", "not six digits in quotation marks")]
Phone = Annotated[str, _form(r"#?[0-9][0-9-]*[0-9]", "not a phone number; digits and hyphens only, half-width")]
Mail = Annotated[str, _form(r"[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"']+", "not a mail address")]
Money = Annotated[str, _form(r"[^{}]*\{0\}[^{}]*", "write the amount as {0}, once")]
Kana = Annotated[str, _form(r"[ぁ-ゖァ-ヺー・0-9 ]+", "not kana (digits may stay)")]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class _Raw(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)


class RawLocale(_Raw):
    name: Name
    english: Name
    babel: BabelId
    directory: Folder
    material: Name
    weblate: Name
    direction: Direction
    fonts: list[Name]
    voice: Name | None
    speech: Name
    money: Money
    ruby: bool = False


class RawTopic(_Raw):
    group: Literal["procedures", "smartphone", "safety"]
    title: Name
    description: Name


class RawItem(_Raw):
    name: Name
    note: Name | None = None


class RawWord(_Raw):
    term: Name
    meaning: Name


class RawBring(_Raw):
    item: Slug
    note: Name | None = None


class RawGuide(_Raw):
    title: Name
    word: Name | None = None
    order: StrictInt = 100
    summary: Name
    who: Name
    deadline: Name
    fee: Name
    bring: list[RawBring]
    channels: list[Channel] = Field(min_length=1)
    office: Slug
    law: list[Slug] = []
    forms: list[Slug] = []
    online: Url | None = None
    keywords: Name | None = None


class RawPage(_Raw):
    title: Name
    summary: Name


class RawLaw(_Raw):
    title: Name
    article: Name
    url: Url | None = None


class RawOpening(_Raw):
    days: list[Weekday] = Field(min_length=1)
    open: Name
    last: Name | None = None


class RawHours(_Raw):
    days: list[RawOpening] | Literal["always"]
    holidays: Literal["open", "closed"] = "closed"
    town_closing: Literal["open", "closed"] = "closed"


class RawCheck(_Raw):
    office: Name
    role: Name
    on: IsoDate
    until: IsoDate | None = None


class RawFact(_Raw):
    type: FactType
    value: Any
    label: Name
    source: Name
    office: Slug
    checked: RawCheck | Literal["none"]
    unit: Literal["year", "month", "week", "day", "hour", "minute", "second"] | None = None
    counting: Counting | None = None
    reading: Kana | None = None
    until: IsoDate | None = None


class RawContact(_Raw):
    group: Literal["emergency", "advice", "foreign", "deaf"]
    name: Name
    description: Name
    phone: Slug | None = None
    hours: Slug | None = None
    languages: list[Name] = []
    url: Url | None = None


class RawClosing(_Raw):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    from_: MonthDay = Field(alias="from")
    to: MonthDay


class RawTown(_Raw):
    name: Name
    kana: Kana
    english: Name
    code: Code
    prefecture: Name
    url: SiteUrl
    invented: bool = False
    switchboard: Slug
    accessibility_contact: Slug
    night: Name | None = None
    closing_days: list[RawClosing] = []
    closed_dates: list[IsoDate] = []


class RawOffice(_Raw):
    name: Name
    building: Name
    floor: StrictInt | None = None
    counter: Name | None = None
    address: Name
    phone: Phone
    fax: Phone | None = None
    mail: Mail | None = None
    hours: list[RawOpening] | Literal["always"]
    phone_hours: list[RawOpening] | Literal["always"] | None = None
    holidays: Literal["open", "closed"] = "closed"
    town_closing: Literal["open", "closed"] = "closed"
    languages: dict[str, list[Weekday] | Literal["all"]] = {}
    roles: list[Slug] = Field(min_length=1)
    branch: bool = False
    guides: list[Slug] | None = None
    payment: list[Literal["cash", "card", "code", "transport"]] = []


class RawForm(_Raw):
    title: Name
    url: Url | None = None
    fields: list[Name] = []


class RawNotice(_Raw):
    id: Slug
    text: Name
    since: Name
    until: Name


Model = TypeVar("Model", bound=BaseModel)


def validate(model: type[Model], file: YamlFile, at: Location = ()) -> tuple[Model | None, list[Problem]]:
    """The part of a file at a location as a model; None with all its problems when it does not fit."""
    data = file.data
    for key in at:
        data = data[key]
    if not isinstance(data, dict):
        return None, [Problem(file.path, file.line(*at), f"expected fields, found {_shown(data)}", "bad-value")]
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        known = [f.alias or n for n, f in model.model_fields.items()]
        return None, [_problem(file, at, dict(fault), known) for fault in error.errors()]


def _problem(file: YamlFile, at: Location, fault: dict[str, Any], known: list[str]) -> Problem:
    place = tuple(part for part in fault["loc"] if isinstance(part, (str, int)))
    line = file.line(*at, *place)
    field = ".".join(str(p) for p in place) or "value"
    match fault["type"]:
        case "missing":
            return Problem(file.path, line, f"'{field}' is missing", "missing-field")
        case "extra_forbidden":
            name = str(place[-1])
            return Problem(file.path, line, f"unknown field '{name}'{suggestion(name, known)}", "unknown-field")
        case _:
            message = str(fault["msg"]).removeprefix("Value error, ")
            message = message[:1].lower() + message[1:]
            return Problem(file.path, line, f"'{field}': {message} (found {_shown(fault.get('input'))})", "bad-value")


def _shown(value: Any) -> str:
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
