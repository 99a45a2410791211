"""A screen as data, before any terminal is known: what stands on it, what is said, what the keys do.

View
├─ where, status       the row at the top: where am I; language, voice, letters
├─ title               what this screen is
├─ blocks              Words · Row · Progress · Code · Number
├─ choices             tiles with numbers (or, in a grid, letters without)
├─ keys                the row at the bottom
└─ enter               what Enter does when no tile is chosen

Everything a person sees is a ``Sentence`` of ``tesuri.speech``, shown and said together: what is not in
``script`` is not on the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from tesuri.speech.sentence import Part, Sentence
from tesuri_kiosk.state import Place, State

Said = tuple[Sentence, ...]

Act = Callable[[State], State]
"""What a choice does beside going somewhere: pure, from state to state."""


class Role(StrEnum):
    """What a stretch of text is; the style sheet gives each its colours."""

    TEXT = "text"
    TITLE = "title"
    LABEL = "label"
    QUIET = "quiet"
    NUMBER = "number"
    PERSON = "person"
    OPEN = "open"
    CLOSED = "closed"
    NOTICE = "notice"
    HEAD = "head"
    """The row at the top."""
    TILE = "tile"
    """Only its paper: what lies under all that stands on a tile."""
    MARK = "mark"
    """A cell that shows a sign when its tile is chosen: colour alone would not be enough."""
    BAR = "bar"
    """The keys at the bottom."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A sentence of the screen and, where more is said than it shows (a tile's digit first), what is said for it."""

    shown: Sentence
    instead: Sentence | None = None

    @property
    def spoken(self) -> Sentence:
        """What goes to the speaker."""
        return self.instead or self.shown


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    said: Said
    role: Role = Role.TEXT


@dataclass(frozen=True, slots=True)
class Row:
    """A label with its values, each on lines of its own: by when, money, what to bring."""

    label: Said
    values: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far: a bar of ``total`` pieces, decoration under a title that says it in words."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number in digits that are read from an arm's length away."""

    said: Said


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code with the words beside it; its address is never read letter by letter."""

    data: str
    said: Said


Block = Words | Row | Progress | Number | Code


@dataclass(frozen=True, slots=True)
class Choice:
    """A tile: the digit that takes it (empty in a grid of letters), its words, where it leads."""

    digit: str
    label: Said
    target: Place | Act
    role: Role = Role.TEXT

    def script(self) -> Iterator[Utterance]:
        """The label with its digit before it."""
        for index, sentence in enumerate(self.label):
            digit = Part(self.digit, f"{self.digit}{_pause(sentence.locale)}")
            first = index == 0 and self.digit
            yield Utterance(
                sentence, Sentence((digit, *sentence.parts), sentence.locale, sentence.private) if first else None
            )


@dataclass(frozen=True, slots=True)
class KeyHint:
    """A key that works here. The first part of ``said`` is the key itself: shown ``*``, said "star"."""

    said: Said


@dataclass(frozen=True, slots=True)
class View:
    """One screen."""

    place: Place
    locale: str
    where: Said
    status: Said
    title: Said
    blocks: tuple[Block, ...] = ()
    choices: tuple[Choice, ...] = ()
    keys: tuple[KeyHint, ...] = ()
    enter: Place | Act | None = None
    notice: Said = ()
    """Urgent words of the town, above everything."""
    grid: int = 0
    """Columns of a grid of letters; 0 for tiles, which flow."""
    person: str = "general"
    """Role of the office behind 0."""
    rtl: bool = False
    """Whether the language is written from right to left: columns change sides, digits on the pad do not."""
    grid_size: int = field(default=0)
    """How many of the choices belong to the grid; the others are tiles below it."""

    def script(self) -> tuple[Utterance, ...]:
        """All that is said here, in the order in which it is said: what matters first."""
        return tuple(self._utterances())

    def _utterances(self) -> Iterator[Utterance]:
        yield from map(Utterance, self.notice)
        yield from map(Utterance, self.title)
        for block in self.blocks:
            yield from map(Utterance, block_script(block))
        for choice in self.choices:
            yield from choice.script()
        for key in self.keys:
            yield from map(Utterance, key.said)
        yield from map(Utterance, self.where)
        yield from map(Utterance, self.status)


def block_script(block: Block) -> Iterator[Sentence]:
    """What is said for a block."""
    if isinstance(block, Row):
        yield from block.label
        for value in block.values:
            yield from value
    elif not isinstance(block, Progress):
        yield from block.said


def _pause(locale: str) -> str:
    return "、" if locale.startswith(("ja", "zh")) else ", "
