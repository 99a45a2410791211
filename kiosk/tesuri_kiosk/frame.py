"""A view laid out for a terminal: rows of cells and pictures, before it is known what is chosen or being said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tesuri_kiosk.view import Role

if TYPE_CHECKING:  # what draws takes 0.1 s to read, and most terminals show no pictures
    from tesuri_kiosk.codepicture import CodePicture
    from tesuri_kiosk.drawn import DrawnLine

NOBODY = -1
"""No sentence, no tile."""


@dataclass(frozen=True, slots=True)
class Run:
    """Cells from column ``x`` on; ``sentence`` counts in the view's script, ``choice`` in its tiles."""

    x: int
    text: str
    role: Role
    sentence: int = NOBODY
    choice: int = NOBODY
    fixed: bool = False
    """Black on white whatever the colours: a QR code."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One row of cells of a picture, at column ``x``; ``sentences`` gives the script's index of the line's own."""

    x: int
    row: int
    picture: DrawnLine | CodePicture
    role: Role
    sentences: tuple[int, ...] = ()
    choice: int = NOBODY


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the screen: cells, and pieces of pictures over them."""

    runs: tuple[Run, ...] = ()
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A rectangle that can be touched: a tile of the body, or a key of the bottom row."""

    x: int
    y: int
    width: int
    height: int
    choice: int = NOBODY
    key: str = ""

    def holds(self, x: int, y: int) -> bool:
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


@dataclass(frozen=True, slots=True)
class Frame:
    """A screen: ``head`` and ``foot`` stand still, ``body`` moves between them."""

    columns: int
    height: int
    head: tuple[Row, ...] = ()
    body: tuple[Row, ...] = ()
    foot: tuple[Row, ...] = ()
    hits: tuple[Hit, ...] = ()
    """In rows of the body."""
    keys: tuple[Hit, ...] = ()
    """In rows of the foot."""
    tile_columns: int = 1
    """Negative where the rows of tiles go upwards."""
    alternatives: tuple[tuple[int, str], ...] = ()
    """What pictures and large digits show, as words: index in the script, text."""
    sentence_rows: dict[int, tuple[int, int]] = field(default_factory=dict)
    """First and last body row of each sentence."""
    choice_rows: dict[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def body_height(self) -> int:
        """Rows of the screen that the body has."""
        return max(0, self.height - len(self.head) - len(self.foot))


class Canvas:
    """Rows to be written on, growing downwards; what is written is never beyond the right edge."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self._runs: list[list[Run]] = []
        self._pieces: list[list[Piece]] = []

    @property
    def height(self) -> int:
        return len(self._runs)

    def reach(self, height: int) -> None:
        """At least that many rows."""
        while len(self._runs) < height:
            self._runs.append([])
            self._pieces.append([])

    def put(self, y: int, run: Run) -> None:
        self.reach(y + 1)
        self._runs[y].append(run)

    def put_piece(self, y: int, piece: Piece) -> None:
        self.reach(y + 1)
        self._pieces[y].append(piece)

    def rows(self) -> tuple[Row, ...]:
        return tuple(
            Row(tuple(sorted(runs, key=lambda run: run.x)), tuple(pieces))
            for runs, pieces in zip(self._runs, self._pieces, strict=True)
        )


def spans(rows: Sequence[Row]) -> tuple[dict[int, tuple[int, int]], dict[int, tuple[int, int]]]:
    """First and last row of every sentence, and of every tile."""
    sentences: dict[int, tuple[int, int]] = {}
    choices: dict[int, tuple[int, int]] = {}

    def seen(found: dict[int, tuple[int, int]], key: int, y: int) -> None:
        if key != NOBODY:
            found[key] = (found.get(key, (y, y))[0], y)

    for y, row in enumerate(rows):
        for run in row.runs:
            seen(sentences, run.sentence, y)
            seen(choices, run.choice, y)
        for piece in row.pieces:
            for sentence in _of(piece):
                seen(sentences, sentence, y)
            seen(choices, piece.choice, y)
    return sentences, choices


def sentences_of(row: Row) -> set[int]:
    """The script's indices of all sentences on a row."""
    return {run.sentence for run in row.runs} | {sentence for piece in row.pieces for sentence in _of(piece)}


def _of(piece: Piece) -> Iterable[int]:
    """The script's indices of the sentences that stand on a piece."""
    return [piece.sentences[local] for local, _, _ in piece.picture.spans if local < len(piece.sentences)]
