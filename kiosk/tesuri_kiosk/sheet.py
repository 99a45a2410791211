"""The one widget: paints a frame row by row, with what is chosen and what is being said in their own colours.

A picture is written after the cells of its row, as a control sequence without width, each row of cells by itself:
whatever row Textual writes anew, its part of the picture comes with it, and ordinary cells lie below.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, cast

from rich.cells import cell_len, set_cell_size
from rich.segment import ControlType, Segment
from rich.style import Style
from textual.color import Color
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tesuri_kiosk.frame import NOBODY, Frame, Hit, Piece, Row, Run, sentences_of
from tesuri_kiosk.view import Role

if TYPE_CHECKING:
    from tesuri_kiosk.codepicture import CodePicture
    from tesuri_kiosk.drawn import DrawnLine, Pen
    from tesuri_kiosk.ink import Colour

_CONTROL = ((ControlType.CURSOR_MOVE_TO, 0, 0),)
"""Marks a segment as one without width; its text is written as it is."""
RULE = "─"
MORE = "  ▼   "
"""There is more below; the triangle may be drawn two cells wide, so nothing stands right behind it."""
CHOSEN = ">"
_HEAVY = str.maketrans("─│┌┐└┘", "━┃┏┓┗┛")
_CODE = Style(color="#000000", bgcolor="#ffffff")


class Sheet(Widget):
    """Shows a frame; it decides nothing."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"sheet--{role}" for role in Role),
        "sheet--chosen",
        "sheet--spoken",
    }

    class Resized(Message):
        """There is room for another frame."""

    def __init__(self) -> None:
        super().__init__()
        self.frame = Frame(0, 0)
        self.pen: Pen | None = None
        self.choice = NOBODY
        self.sentence = NOBODY
        self.scroll_top = 0
        self._row_cache: dict[int, Strip] = {}
        self._code_strips = functools.lru_cache(maxsize=4)(_strips)

    def show(self, frame: Frame, choice: int, scroll: int) -> None:
        """Another frame, or the same one with another tile or place; only rows that differ are painted."""
        if frame is self.frame and scroll == self.scroll_top:
            changed = [self.choice, choice] if choice != self.choice else []
            self.choice = choice
            self._repaint(row for at in changed for row in _between(frame.choice_rows.get(at)))
            return
        before = self._seen()
        self.frame, self.choice, self.scroll_top, self.sentence = frame, choice, scroll, NOBODY
        self.__dict__.pop("_tiles", None)
        after = self._seen()
        if len(before) != len(after):
            self._row_cache.clear()
            self.refresh()
            return
        self._refresh_rows(y for y, (was, now) in enumerate(zip(before, after, strict=True)) if was != now)

    def _seen(self) -> list[tuple[object, ...]]:
        """All that decides about the looks of each row of the screen."""
        choice, sentence = self.choice, self.sentence
        rows: list[tuple[object, ...]] = []
        for y in range(self.frame.height):
            row, at = self._row(y)
            tiles = self._tiles.get(at, ()) if at != NOBODY else ()
            chosen = choice if any(tile.choice == choice for tile in tiles) else NOBODY
            said = sentence != NOBODY and any(run.sentence == sentence for run in row.runs)
            drawn = [self._whole(y - piece.row, piece.picture.rows) for piece in row.pieces]
            rows.append((row, tiles, chosen, said or bool(row.pieces and sentence != NOBODY), drawn))
        return rows

    def say(self, sentence: int) -> None:
        """Another sentence is being said; ``NOBODY`` for none."""
        if sentence == self.sentence:
            return
        both = {self.sentence, sentence} - {NOBODY}
        rows = [row for at in both for row in _between(self.frame.sentence_rows.get(at))]
        self.sentence = sentence
        self._repaint(rows)
        self._refresh_rows(y for y, row in self._standing() if not both.isdisjoint(sentences_of(row)))

    def _standing(self) -> Iterable[tuple[int, Row]]:
        """The rows that stand still, with their places on the screen."""
        frame = self.frame
        yield from enumerate(frame.head)
        yield from enumerate(frame.foot, frame.height - len(frame.foot))

    def notify_style_update(self) -> None:
        """Colours have changed."""
        super().notify_style_update()
        self._row_cache.clear()
        for known in ("_inks", "_on_tiles"):
            self.__dict__.pop(known, None)

    def _repaint(self, body_rows: Iterable[int]) -> None:
        frame = self.frame
        lines = {row - self.scroll_top + len(frame.head) for row in body_rows}
        last = frame.height - len(frame.foot)
        self._refresh_rows(y for y in sorted(lines) if len(frame.head) <= y < last)

    def _refresh_rows(self, rows: Iterable[int]) -> None:
        """Paints rows of the screen anew."""
        regions = [Region(0, y, self.size.width, 1) for y in rows]
        for region in regions:
            self._row_cache.pop(region.y, None)
        if regions:
            self.refresh(*regions)

    def on_resize(self) -> None:
        """The app lays out anew; rows of the old width are of no use."""
        self._row_cache.clear()
        self.post_message(self.Resized())

    def render_line(self, y: int) -> Strip:
        """Row ``y`` of the screen."""
        strip = self._row_cache.get(y)
        if strip is None or strip.cell_length != self.size.width:
            strip = self._row_cache[y] = self._paint(y)
        return strip

    @functools.cached_property
    def _inks(self) -> dict[str, tuple[Color, Color, Style]]:
        """Ink, paper and style of every component."""
        found = {}
        for name in self.COMPONENT_CLASSES:
            styles = self.get_component_styles(name)
            ink, paper = styles.color.rgb, styles.background.rgb
            style = Style(
                color=styles.color.rich_color, bgcolor=styles.background.rich_color, bold=bool(styles.text_style.bold)
            )
            found[name.removeprefix("sheet--")] = (Color(*ink), Color(*paper), style)
        return found

    def _row(self, y: int) -> tuple[Row, int]:
        """The frame's row at a row of the screen, and its number in the body (-1 outside it)."""
        frame = self.frame
        if y < len(frame.head):
            return frame.head[y], NOBODY
        foot = y - (frame.height - len(frame.foot))
        if foot >= 0:
            row = frame.foot[foot] if foot < len(frame.foot) else Row()
            return (self._rule(row) if foot == 0 else row), NOBODY
        at = y - len(frame.head) + self.scroll_top
        return (frame.body[at] if at < len(frame.body) else Row()), at

    def _rule(self, row: Row) -> Row:
        """The line above the keys, with a mark where the text goes on below it."""
        first = row.runs[0] if row.runs else None
        more = len(self.frame.body) - self.frame.body_height > self.scroll_top
        if first is None or not more or not first.text.startswith(RULE):
            return row
        half = (len(first.text) - len(MORE)) // 2
        return Row((replace(first, text=RULE * half + MORE + RULE * (len(first.text) - half - len(MORE))),))

    def _paint(self, y: int) -> Strip:
        row, at = self._row(y)
        width = self.size.width
        segments: list[Segment] = []
        x = 0
        for run in row.runs:
            if run.x > x:
                segments += self._gap(x, run.x, at)
                x = run.x
            if run.x < x or x >= width:
                continue
            text = self._marked(run)
            text = text if x + cell_len(text) <= width else set_cell_size(text, width - x)
            segments.append(Segment(text, self._style(run)))
            x += cell_len(text)
        if x < width:
            segments += self._gap(x, width, at)
        pictures = [self._picture(piece, y, width) for piece in row.pieces]
        return Strip([*segments, *(segment for segment in pictures if segment)], width)

    def _marked(self, run: Run) -> str:
        """A run's text; of the chosen tile with a heavy border, or with a sign where it has none."""
        if run.choice == NOBODY or run.choice != self.choice:
            return run.text
        return CHOSEN if run.role is Role.MARK else run.text.translate(_HEAVY) if run.role is Role.QUIET else run.text

    def _gap(self, begin: int, end: int, at: int) -> list[Segment]:
        """Empty cells, in the colours of the tiles that they lie in."""
        segments: list[Segment] = []
        x = begin
        for hit in self._tiles.get(at, ()):
            left, right = max(x, hit.x), min(end, hit.x + hit.width)
            if left >= right:
                continue
            if left > x:
                segments.append(Segment(" " * (left - x), self._inks[Role.TEXT][2]))
            name = "chosen" if hit.choice == self.choice else Role.TILE
            segments.append(Segment(" " * (right - left), self._inks[name][2]))
            x = right
        if x < end:
            segments.append(Segment(" " * (end - x), self._inks[Role.TEXT][2]))
        return segments

    @functools.cached_property
    def _tiles(self) -> dict[int, list[Hit]]:
        """Tiles by the rows of the body on which they lie, from left to right."""
        found: dict[int, list[Hit]] = {}
        for hit in sorted(self.frame.hits, key=lambda hit: hit.x):
            if hit.choice != NOBODY:
                for row in range(hit.y, hit.y + hit.height):
                    found.setdefault(row, []).append(hit)
        return found

    def _ink(self, role: str, choice: int) -> tuple[Color, Color, Style]:
        """Ink, paper and style of a role, on a tile or not."""
        if choice == NOBODY:
            return self._inks[role]
        return self._inks["chosen"] if choice == self.choice else self._on_tiles[role]

    @functools.cached_property
    def _on_tiles(self) -> dict[str, tuple[Color, Color, Style]]:
        """The inks on the paper of a tile."""
        _, paper, under = self._inks[Role.TILE]
        on_paper = Style(bgcolor=under.bgcolor)
        return {role: (ink, paper, style + on_paper) for role, (ink, _, style) in self._inks.items()}

    def _style(self, run: Run) -> Style:
        if run.fixed:
            return _CODE
        if run.sentence != NOBODY and run.sentence == self.sentence:
            return self._inks["spoken"][2]
        return self._ink(run.role, run.choice)[2]

    def _picture(self, piece: Piece, y: int, width: int) -> Segment | None:
        """A row of a picture at its place on the screen; nothing of it where it would reach beyond."""
        picture = piece.picture
        if piece.x + picture.columns > width or not self._whole(y - piece.row, picture.rows):
            return None
        if picture.code:
            sixel = self._code_strips(cast("CodePicture", picture))[piece.row]
        else:
            sixel = self._drawn(piece, cast("DrawnLine", picture))
        return Segment(f"\x1b[{y + 1};{piece.x + 1}H{sixel}", None, _CONTROL) if sixel else None

    def _whole(self, top: int, rows: int) -> bool:
        """Whether a picture from row ``top`` of the screen on is seen whole; half a line of letters helps nobody."""
        frame = self.frame
        if top < len(frame.head) and top + rows <= len(frame.head):
            return True
        foot = frame.height - len(frame.foot)
        return top >= foot or (top >= len(frame.head) and top + rows <= foot)

    def _drawn(self, piece: Piece, line: DrawnLine) -> str:
        if self.pen is None:
            return ""
        ink, paper, _ = self._ink(piece.role, piece.choice)
        said = piece.sentences.index(self.sentence) if self.sentence in piece.sentences else None
        lit, ground, _ = self._inks["spoken"]
        strips = self.pen.strips(line, _rgb(ink), _rgb(paper), said, _rgb(lit), _rgb(ground))
        return strips[piece.row]


def _strips(code: CodePicture) -> tuple[str, ...]:
    return code.strips()


def _rgb(colour: Color) -> Colour:
    return (colour.r, colour.g, colour.b)


def _between(rows: tuple[int, int] | None) -> range:
    return range(rows[0], rows[1] + 1) if rows else range(0)
