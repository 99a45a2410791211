"""The whole model, types only; everything else in the package makes it, checks it or projects it.

Collection                      everything a root folder holds
├─ locales      Locale          i18n/locales.yml
├─ interface    key → Text      i18n/interface.yml (words of the product itself)
├─ topics       Topic           content/topics.yml
├─ guides       Guide           content/guides/<topic>/<slug>.md
│  ├─ the card: title, word, summary, who, deadline, fee, bring (Bring → Item)
│  └─ body      Block…          sections, steps, paragraphs; each with at most one Text
├─ pages        Page            content/pages/<slug>.md
├─ facts        Fact            content/facts/*.yml, then content/towns/<town>/facts.yml over it
├─ items        Item            content/items.yml (what to bring)
├─ contacts     Contact         content/contacts.yml (national lines that somebody answers)
├─ words        Word            content/words.yml (katakana words explained)
├─ readings     Reading         content/readings.yml
├─ towns        Town            content/towns/<slug>/
│  ├─ offices   Office          who answers: counter, phone, hours, languages
│  ├─ forms     Form            papers to download or to print
│  └─ notices   Notice          urgent words on every page until they expire
└─ catalogs     locale → Catalog   msgid → Message (i18n and the towns' own)

A ``Text`` is the only thing that is translated: a Japanese sentence with its place. A ``Fact`` is the
only thing that is checked: prose names it as ``{{ id }}`` and gets its value at the very end (bind).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Text:
    """A Japanese source text: one gettext message, with the place it was typed."""

    source: str
    path: str
    line: int
    context: str | None = None
    """gettext's msgctxt; only interface texts have one (their key)."""
    note: str | None = None
    """A word to the translator, extracted as a comment."""


class Direction(StrEnum):
    """Writing direction of a locale."""

    LTR = "ltr"
    RTL = "rtl"


@dataclass(frozen=True, slots=True)
class Locale:
    """A language the product speaks; ``tag`` is BCP 47 and names it everywhere in the product."""

    tag: str
    name: str
    """Its own name for itself: やさしい日本語, Tiếng Việt."""
    english: str
    babel: str
    """Babel's identifier, for plurals and formats: zh_Hans, pt_BR, ja for ja-simple."""
    directory: str
    """Folder under i18n/: zh_Hans, ja_simple."""
    material: str
    """mkdocs-material's language code, for its own few words."""
    weblate: str
    direction: Direction
    fonts: tuple[str, ...]
    """Font families for print and drawing, best first."""
    voice: str | None
    """espeak-ng or Open JTalk voice; None where there is none worth playing."""
    speech: str
    """BCP 47 tag asked of the browser's own speech: ja-JP."""
    money: str
    """How an amount of yen is written: ``{0}円``."""
    ruby: bool = False
    """Whether texts of this locale carry furigana."""


class BlockKind(StrEnum):
    """Kinds of blocks of Markdown that a guide may hold."""

    SECTION = "section"
    """A heading with all that follows it; level 2 or 3; ``id`` names what it is for."""
    PARAGRAPH = "paragraph"
    BULLETS = "bullets"
    STEPS = "steps"
    """A numbered list; children are ITEMs."""
    ITEM = "item"
    NOTE = "note"
    """An admonition; ``id`` is its type (note, warning, tip)."""
    TABLE = "table"
    ROW = "row"
    CELL = "cell"
    IMAGE = "image"
    """``text`` is the alternative text, ``id`` the file's path relative to content/."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a guide or page: its own text, if any, then its children."""

    kind: BlockKind
    line: int
    text: Text | None = None
    children: tuple[Block, ...] = ()
    id: str = ""
    level: int = 0


class FactType(StrEnum):
    """What a fact is; the type decides its value's form and how a locale writes it."""

    DAYS = "days"
    DURATION = "duration"
    NUMBER = "number"
    MONEY = "money"
    AGE = "age"
    PHONE = "phone"
    TIME = "time"
    TIMES = "times"
    HOURS = "hours"
    DATE = "date"
    TEXT = "text"
    LAW = "law"


class Counting(StrEnum):
    """How a law counts days: whether the day of the event is day 1."""

    FROM_EVENT = "from-event"
    """The day of the event is day 1 (Family Register Act, art. 43)."""
    FROM_NEXT_DAY = "from-next-day"
    """The day after the event is day 1 (Civil Code, art. 140)."""


@dataclass(frozen=True, slots=True)
class Opening:
    """One stretch of a weekday: 0 is Monday; minutes after midnight; no entry after ``last``."""

    weekday: int
    opens: int
    closes: int
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Hours:
    """Weekly hours of a counter or a phone; minutes of the day in Asia/Tokyo."""

    openings: tuple[Opening, ...]
    on_holidays: bool = False
    """Whether it is open on Japanese public holidays."""
    town_closing_days: bool = True
    """Whether it closes on the closing days of its town."""

    @property
    def always(self) -> bool:
        """Open day and night, every day."""
        return (
            self.on_holidays
            and not self.town_closing_days
            and sum(o.closes - o.opens for o in self.openings) >= 7 * 1440
        )


@dataclass(frozen=True, slots=True)
class Law:
    """A law or ordinance by name, with article, and where to read it."""

    title: str
    article: str
    url: str | None = None


FactValue = int | str | dt.date | Hours | Law | tuple[int, int]


@dataclass(frozen=True, slots=True)
class Check:
    """Who vouched for a fact, when and until when; nobody is named, only an office and a role."""

    office: str
    role: str
    on: dt.date
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A number, date, fee, phone, hours or law that prose may name but never state itself.

    ``value``: days and ages as int, duration and number as int (with ``unit``), money as whole yen,
    phone as digits with hyphens, time as minutes after midnight, times as a pair of them, hours as
    ``Hours``, date as ``date``, text as str (translated through ``text``), law as ``Law``.
    """

    id: str
    type: FactType
    value: FactValue
    label: Text
    source: str
    office: str
    """Role of the office that answers for it: residents, health, national."""
    path: str
    line: int
    unit: str | None = None
    """For duration: year, month, week, day, hour, minute, second."""
    counting: Counting | None = None
    reading: str | None = None
    """Kana of the written value where a machine would misread it."""
    text: Text | None = None
    check: Check | None = None
    until: dt.date | None = None
    """The last day on which the value holds, where that is known."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something to bring; named once, translated once."""

    id: str
    name: Text
    note: Text | None
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Bring:
    """An item on a guide's list, with a note on when it is needed."""

    item: str
    note: Text | None
    line: int


@dataclass(frozen=True, slots=True)
class Topic:
    """A shelf of guides; ``group`` is procedures, smartphone or safety."""

    id: str
    group: str
    title: Text
    description: Text


class Channel(StrEnum):
    """A way to get it done."""

    COUNTER = "counter"
    PHONE = "phone"
    POST = "post"
    ONLINE = "online"
    STORE = "store"


@dataclass(frozen=True, slots=True)
class Guide:
    """One matter a person comes with: the card that answers it at once, then the body."""

    slug: str
    topic: str
    path: str
    order: int
    title: Text
    """The situation: 引っ越してきたとき."""
    word: Text | None
    """The office's word for it: 転入届."""
    summary: Text
    who: Text
    deadline: Text
    fee: Text
    bring: tuple[Bring, ...]
    channels: tuple[Channel, ...]
    office: str
    """Role of the office that does it: residents, health, …"""
    law: tuple[str, ...]
    """Ids of facts of type law."""
    forms: tuple[str, ...]
    online: str | None
    """Address of the official online service, if there is one."""
    keywords: Text | None
    """Words people say for it, separated by 、; a translation lists its own language's words."""
    body: tuple[Block, ...]
    lines: Mapping[str, int] = field(default_factory=dict)
    """Line of each front-matter field."""

    def section(self, id: str) -> Block | None:
        """The level-2 section of that id: why, steps, proxy, worries, …"""
        return next((b for b in self.body if b.kind is BlockKind.SECTION and b.id == id), None)

    @property
    def steps(self) -> tuple[Block, ...]:
        """The steps, one thought each."""
        section = self.section("steps")
        steps = next((b for b in section.children if b.kind is BlockKind.STEPS), None) if section else None
        return steps.children if steps else ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page about the product or the site: about, privacy, accessibility, …"""

    slug: str
    path: str
    title: Text
    summary: Text
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Contact:
    """A national line that somebody answers; ``phone`` and ``hours`` are fact ids."""

    id: str
    group: str
    """emergency, advice, foreign, deaf."""
    name: Text
    description: Text
    phone: str | None
    hours: str | None
    languages: tuple[str, ...]
    url: str | None
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Word:
    """A katakana word or term of the phone world with a plain explanation."""

    id: str
    term: Text
    meaning: Text
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A correction for ruby and speech: ``surface`` is read ``kana`` wherever it stands."""

    surface: str
    kana: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Office:
    """A counter where a person sits or a phone that a person answers."""

    id: str
    name: Text
    building: Text
    floor: int | None
    counter: str | None
    address: Text
    phone: str
    fax: str | None
    mail: str | None
    hours: Hours
    phone_hours: Hours
    languages: Mapping[str, tuple[int, ...]]
    """Locale tag → weekdays (0 Monday) on which somebody speaks it; interpreters included."""
    roles: tuple[str, ...]
    """What it answers for: residents, health, …"""
    guides: tuple[str, ...] | None
    """For a branch: slugs it can do; None means all of its roles."""
    branch: bool
    payment: tuple[str, ...]
    """cash, card, code, transport: keys of the interface."""
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Form:
    """A paper: an address of the town's own site, or a page of ours to print and fill in."""

    id: str
    title: Text
    url: str | None
    fields: tuple[Text, ...]
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Urgent words of the town; shown on every page from ``since`` until ``until`` (Asia/Tokyo)."""

    id: str
    text: Text
    since: dt.datetime
    until: dt.datetime
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality's overlay: its names, offices, fees, forms and notices."""

    slug: str
    name: Text
    kana: str
    english: str
    code: str
    """全国地方公共団体コード, six digits with check digit."""
    prefecture: Text
    url: str
    """Address under which the site is published."""
    accessibility_contact: str
    """Office that answers for the site's accessibility."""
    switchboard: str
    """Office id whose phone helps with everything."""
    night: Text | None
    closed: tuple[tuple[str, str], ...]
    """Closing days every year, pairs of MM-DD, both included; 12-29 to 01-03."""
    closed_dates: tuple[dt.date, ...]
    offices: Mapping[str, Office]
    facts: Mapping[str, Fact]
    forms: Mapping[str, Form]
    notices: tuple[Notice, ...]
    invented: bool
    path: str

    def office_for(self, role: str) -> Office | None:
        """The main office that answers for a role; never a branch."""
        return next((o for o in self.offices.values() if role in o.roles and not o.branch), None)

    def branches_for(self, guide: Guide) -> tuple[Office, ...]:
        """Branch offices that can do what a guide describes."""
        return tuple(
            office
            for office in self.offices.values()
            if office.branch
            and (guide.office in office.roles if office.guides is None else guide.slug in office.guides)
        )


class MessageState(StrEnum):
    """How far a translation is; stale is gettext's fuzzy and is never shown."""

    MISSING = "missing"
    STALE = "stale"
    DRAFTED = "drafted"
    SECOND_READING = "second-reading"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class Message:
    """A translation with its state."""

    text: str
    state: MessageState


@dataclass(frozen=True, slots=True)
class Catalog:
    """All translations of one locale: the interface's, the content's and the towns'."""

    locale: str
    messages: Mapping[tuple[str | None, str], Message]
    """(context, source) → message."""

    def find(self, text: Text) -> Message | None:
        """The message for a text, whatever its state."""
        return self.messages.get((text.context, text.source))


@dataclass(frozen=True, slots=True)
class Collection:
    """Everything a root folder holds, sound or not; problems are told apart."""

    root: Path
    locales: Mapping[str, Locale]
    interface: Mapping[str, Text]
    topics: Mapping[str, Topic]
    guides: Mapping[str, Guide]
    pages: Mapping[str, Page]
    facts: Mapping[str, Fact]
    items: Mapping[str, Item]
    contacts: Mapping[str, Contact]
    words: Mapping[str, Word]
    readings: tuple[Reading, ...]
    towns: Mapping[str, Town]
    catalogs: Mapping[str, Catalog]

    def facts_of(self, town: Town) -> Mapping[str, Fact]:
        """National facts with the town's own laid over them."""
        return {**self.facts, **town.facts}


SOURCE_LOCALE = "ja"
