"""View × size of the terminal → frame. Pure; from 10 × 3 cells up nothing is ever cut off.

Tiles flow into as many columns as their labels allow without a broken word, three at most; in three columns
they lie as the digits lie on the pad that is there. What does not fit on the screen scrolls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len

from tesuri_kiosk import blocks
from tesuri_kiosk.frame import NOBODY, Canvas, Frame, Hit, Piece, Row, Run, spans
from tesuri_kiosk.setting import Line, Setter
from tesuri_kiosk.view import Choice, Code, KeyHint, Number, Progress, Role, Said, View, Words
from tesuri_kiosk.view import Row as Pair

if TYPE_CHECKING:
    from tesuri_kiosk.codepicture import CodePicture

SMALLEST = (10, 3)
"""Columns and rows under which only a sign is shown: three points."""
MOST_BLOCKS = 6
"""Blocks up to which a screen is pressed together to be seen at once."""
MOST_COLUMNS = 3
GAP = 1
LOW = 14
"""Rows under which top and bottom row move with the text, and tiles have no borders."""
QR_COLUMNS, QR_ROWS = 16, 8
"""Cells of a drawn code, at the most."""
TWO_ABREAST = 60
"""Columns from which the waiting screen has two sentences side by side."""
DIGIT = 5
"""Cells of a tile's digit with the room beside it; of a large one too."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What a frame is made for."""

    columns: int
    height: int
    keypad: str = "calculator"
    cell_width: int = 0
    """Pixels of a cell, where pictures can be shown; 0 elsewhere."""
    cell_height: int = 0


@dataclass(frozen=True, slots=True)
class Style:
    """How much room is given away: empty rows between, borders around tiles."""

    air: int
    borders: bool
    gap: int = 0
    """Empty rows between tiles without borders."""


STYLES = (Style(1, True), Style(0, True), Style(0, False, 1), Style(0, False))
"""From airy to as low as can be."""


def lay_out(view: View, fit: Fit, setter: Setter) -> Frame:
    """The frame of a view: as airy as fits on the screen, and airy again where it has to scroll anyway."""
    index = {id(utterance.shown): at for at, utterance in reversed(list(enumerate(view.script())))}
    if fit.columns < SMALLEST[0] or fit.height < SMALLEST[1]:
        return Frame(fit.columns, fit.height, head=(Row((Run(0, "..."[: fit.columns], Role.TITLE),)),))
    styles = STYLES if fit.height >= LOW else STYLES[2:]
    first = _Layout(view, fit, setter, index, styles[0]).frame()
    if _fits(first) or (len(view.blocks) > MOST_BLOCKS and view.place.room != "attract"):
        return first  # a long text is read better with room around it than all at once
    last = _Layout(view, fit, setter, index, styles[-1]).frame()
    if not _fits(last):
        return last if view.place.room == "attract" else first  # all languages at once, as far as it goes
    between = (_Layout(view, fit, setter, index, style).frame() for style in styles[1:-1])
    return next((frame for frame in between if _fits(frame)), last)


def _fits(frame: Frame) -> bool:
    return len(frame.body) <= frame.body_height


class _Layout:
    """One run of laying out; ``_index`` gives each shown sentence its place in the script."""

    def __init__(self, view: View, fit: Fit, setter: Setter, index: dict[int, int], style: Style) -> None:
        self._view, self._fit, self._setter, self._index, self._style = view, fit, setter, index, style
        self._rtl = view.rtl
        self._margin = 0 if fit.columns < 24 else 1 if fit.columns < 60 else 2
        self._width = max(2, fit.columns - 2 * self._margin)
        self._alternatives: list[tuple[int, str]] = []
        self._hits: list[Hit] = []
        self._tile_columns = 1
        self._large_digits = False
        self._room = 0

    def frame(self) -> Frame:
        fit, view = self._fit, self._view
        head = self._head()
        foot, keys = self._foot(view.keys)
        if fit.height < LOW or len(head) + len(foot) > fit.height // 2:
            # Too low for rows that stand still: they move with the text, the person alone stays.
            foot, keys = self._foot(view.keys[:1])
            if len(foot) * 3 > fit.height:
                foot, keys = (), ()
            head = ()
            self._room = fit.height - len(foot)
            body = self._body(head_first=True, keys=view.keys[1:] if foot else view.keys)
        else:
            if keys:
                rule = Row((Run(0, "─" * fit.columns, Role.BAR),))
                foot, keys = (rule, *foot), tuple(_down(key, 1) for key in keys)
            self._room = fit.height - len(head) - len(foot)
            body = self._body()
        room = fit.height - len(head) - len(foot)
        if view.place.room in ("attract", "farewell", "still-there") and len(body) < room:
            above = (room - len(body)) // 2
            body = (Row(),) * above + body
            self._hits = [_down(hit, above) for hit in self._hits]
        sentences, choices = spans(body)
        return Frame(
            columns=fit.columns,
            height=fit.height,
            head=head,
            body=body,
            foot=foot,
            hits=tuple(self._hits),
            keys=keys,
            tile_columns=self._tile_columns,
            alternatives=tuple(self._alternatives),
            sentence_rows=sentences,
            choice_rows=choices,
        )

    # --- the rows at the top and at the bottom ---

    def _head(self) -> tuple[Row, ...]:
        """Where am I at the left, how do I read at the right; one under the other where both do not fit."""
        view, canvas = self._view, Canvas(self._fit.columns)
        sides = [(said, self._setter.lines(said, Role.HEAD, self._width)) for said in (view.where, view.status)]
        (where, left), (status, right) = sides
        widths = [self._drawn_width(said, lines) for said, lines in sides]
        if len(left) > 1 or len(right) > 1 or sum(widths) + 2 > self._width:
            y = self._place(canvas, 0, self._margin, left, where, Role.HEAD)
            self._place(canvas, y, self._margin, right, status, Role.HEAD)
            return canvas.rows()
        at = self._margin
        for said, width in zip((where, status), widths, strict=True):
            lines = self._setter.lines(said, Role.HEAD, width) if said else ()
            self._place(canvas, 0, self._mirrored(at, width), lines, said, Role.HEAD)
            at = self._fit.columns - self._margin - widths[1]
        return canvas.rows()

    def _mirrored(self, x: int, width: int) -> int:
        """Where something ``width`` cells wide stands that is at ``x`` in a language written from the left."""
        return self._fit.columns - x - width if self._rtl else x

    def _foot(self, hints: Sequence[KeyHint]) -> tuple[tuple[Row, ...], tuple[Hit, ...]]:
        """The keys as rows of their own."""
        canvas = Canvas(self._fit.columns)
        _, hits = self._keys(canvas, 0, hints)
        return canvas.rows(), hits

    def _keys(self, canvas: Canvas, top: int, hints: Sequence[KeyHint]) -> tuple[int, tuple[Hit, ...]]:
        """Keys side by side, as many a row as fit; each can be touched."""
        hits: list[Hit] = []
        x, y, tall = 0, top, 1
        for hint in hints:
            lines = self._setter.lines(hint.said, Role.BAR, self._width)
            width = self._drawn_width(hint.said, lines)
            if x and x + width > self._width:
                x, y, tall = 0, y + tall, 1
            if any(line.drawn for line in lines) and width < self._width:
                lines = self._setter.lines(hint.said, Role.BAR, width)
            at = self._mirrored(self._margin + x, width)
            end = self._place(canvas, y, at, lines, hint.said, Role.BAR)
            tall = max(tall, end - y)
            key = hint.said[0].parts[0].shown.strip() if hint.said else ""
            hits.append(Hit(at, y, width, end - y, key=key))
            x += width + 2
        return y + tall, tuple(hits)

    def _drawn_width(self, said: Said, lines: Sequence[Line]) -> int:
        """Cells that a short text takes; a drawn line is as wide as it was asked to be, so its ink is measured."""
        if not lines or not any(line.drawn for line in lines):
            return _width(lines)
        pen = self._setter.pen
        assert pen is not None
        pixels = max((end for line in lines if line.drawn for _, _, end in line.drawn.spans), default=0)
        begin = min((begin for line in lines if line.drawn for _, begin, _ in line.drawn.spans), default=0)
        return min(self._width, -(-(pixels - begin) // pen.cell_width) + 1)

    # --- the body ---

    def _body(self, *, head_first: bool = False, keys: Sequence[KeyHint] = ()) -> tuple[Row, ...]:
        view = self._view
        canvas = Canvas(self._fit.columns)
        y = 0
        if head_first:
            y = self._said(canvas, y, view.where, Role.HEAD)
        if view.notice:
            y = self._said(canvas, y, view.notice, Role.NOTICE) + self._style.air
        if view.title:
            y = self._said(canvas, y, view.title, Role.TITLE) + self._style.air
        abreast = view.place.room == "attract" and self._fit.columns >= TWO_ABREAST
        if abreast:
            y = self._abreast(canvas, y)
        for number, block in enumerate(() if abreast else view.blocks):
            y = self._block(canvas, y, block)
            following = view.blocks[number + 1] if number + 1 < len(view.blocks) else None
            y += 0 if isinstance(block, Words) and block.role is Role.LABEL else self._between(block, following)
        if view.grid_size:
            y = self._grid(canvas, y, view.choices[: view.grid_size]) + self._style.air
        if tiles := view.choices[view.grid_size :]:
            y = self._tiles(canvas, y, tiles)
        if head_first:
            y, hits = self._keys(canvas, y + 1, keys)
            self._hits += hits
            y = self._said(canvas, y, view.status, Role.HEAD)
        return canvas.rows()

    def _abreast(self, canvas: Canvas, y: int) -> int:
        """One sentence in many languages: two columns, so that all of them are seen at once."""
        width = (self._width - 2) // 2
        for at in range(0, len(self._view.blocks), 2):
            pair = self._view.blocks[at : at + 2]
            lines = [self._setter.lines(b.said, b.role, width) for b in pair if isinstance(b, Words)]
            tall = max(_height(found) for found in lines)
            for column, (block, found) in enumerate(zip(pair, lines, strict=True)):
                if isinstance(block, Words):
                    x = self._margin + column * (width + 2)
                    self._place(canvas, y + tall - _height(found), x, found, block.said, block.role)
            y += tall + self._style.air
        return y

    def _between(self, block: object, following: object) -> int:
        """Rows of a table stand together; paragraphs apart."""
        return 0 if isinstance(block, Pair) and isinstance(following, Pair) else self._style.air

    def _block(self, canvas: Canvas, y: int, block: object) -> int:
        match block:
            case Words(said, role):
                return self._said(canvas, y, said, role)
            case Pair(label, values):
                return self._pair(canvas, y, label, values)
            case Progress():
                return self._progress(canvas, y, block)
            case Number(said):
                return self._number(canvas, y, said)
            case Code():
                return self._code(canvas, y, block)
        raise TypeError(type(block))

    def _said(self, canvas: Canvas, y: int, said: Said, role: Role, x: int | None = None, width: int = 0) -> int:
        """Sentences from a column on; the row below them."""
        lines = self._setter.lines(said, role, width or self._width) if said else ()
        return self._place(canvas, y, self._margin if x is None else x, lines, said, role)

    def _place(
        self, canvas: Canvas, y: int, x: int, lines: Sequence[Line], said: Said, role: Role, choice: int = NOBODY
    ) -> int:
        indices = tuple(self._index.get(id(sentence), NOBODY) for sentence in said)
        for line in lines:
            if line.drawn is None:
                at = x
                for text, sentence in line.pieces:
                    canvas.put(y, Run(at, text, role, indices[sentence], choice))
                    at += cell_len(text)
            else:
                for row in range(line.rows):
                    canvas.put_piece(y + row, Piece(x, row, line.drawn, role, indices, choice))
                self._alternatives.append((indices[0], line.drawn.text))
            y += line.rows
        return y

    def _pair(self, canvas: Canvas, y: int, label: Said, values: Sequence[Said]) -> int:
        """A label with its values beside it where there is room, below it where not."""
        beside = self._width // 4
        lines = self._setter.lines(label, Role.LABEL, beside)
        if self._width < 48 or self._setter.narrowest(label) > beside:
            y = self._said(canvas, y, label, Role.LABEL)
            indent = min(2, self._width // 10)
            for value in values:
                x = self._mirrored(self._margin + indent, self._width - indent)
                y = self._said(canvas, y, value, Role.TEXT, x, self._width - indent)
            return y
        room = self._width - beside - 2
        right = self._mirrored(self._margin + beside + 2, room)
        first = self._setter.lines(values[0], Role.TEXT, room) if values and values[0] else ()
        # Furigana make a line two rows high, with the letters in the lower one: both sides stand on one line.
        drop = (first[0].rows if first else 1) - (lines[0].rows if lines else 1)
        left = self._mirrored(self._margin, beside)
        end = self._place(canvas, y + max(0, drop), left, lines, label, Role.LABEL)
        y += max(0, -drop)
        for value in values:
            y = self._said(canvas, y, value, Role.TEXT, right, room)
        return max(end, y)

    def _progress(self, canvas: Canvas, y: int, progress: Progress) -> int:
        gaps = progress.total - 1
        each = (self._width - gaps) // max(1, progress.total)
        if each < 1:
            return y
        for at in range(progress.total):
            done = at < progress.done
            role = Role.NUMBER if done else Role.QUIET
            x = self._mirrored(self._margin + at * (each + 1), each)
            canvas.put(y, Run(x, ("█" if done else "░") * each, role))
        return y + 1

    def _number(self, canvas: Canvas, y: int, said: Said) -> int:
        """A telephone number in digits three rows high; in letters of the text where even those are too wide."""
        number = "".join(sentence.shown for sentence in said)
        lines = blocks.large_lines(number, self._width) if blocks.is_large(number) else None
        if lines is None:
            return self._said(canvas, y, said, Role.NUMBER)
        index = self._index.get(id(said[0]), NOBODY)
        self._alternatives.append((index, number))
        for line in lines:
            rows = blocks.large(line)
            x = self._mirrored(self._margin, len(rows[0]))
            for text in rows:
                canvas.put(y, Run(x, text, Role.NUMBER, index))
                y += 1
        return y

    def _code(self, canvas: Canvas, y: int, code: Code) -> int:
        """A QR code, as a picture or in half blocks; its address in letters where it is wider than the screen."""
        # Deferred, as all that draws: few screens have a code.
        from tesuri.qr import BORDER, qr_matrix

        y = self._said(canvas, y, code.said, Role.TEXT)
        index = self._index.get(id(code.said[0]), NOBODY) if code.said else NOBODY
        matrix = qr_matrix(code.data)
        size = len(matrix) + 2 * BORDER
        if picture := self._code_picture(matrix, size):
            x = self._mirrored(self._margin, picture.columns)
            for row in range(picture.rows):
                canvas.put_piece(y + row, Piece(x, row, picture, Role.TEXT, (index,)))
            return y + picture.rows
        if size > self._width:
            for at in range(0, len(code.data), self._width):
                canvas.put(y, Run(self._margin, code.data[at : at + self._width], Role.QUIET, index))
                y += 1
            return y
        edge = (False,) * size
        side = (False,) * BORDER
        dots = [*[edge] * BORDER, *((*side, *row, *side) for row in matrix), *[edge] * BORDER]
        for text in blocks.half_blocks(dots):
            canvas.put(y, Run(self._mirrored(self._margin, size), text, Role.TEXT, index, fixed=True))
            y += 1
        return y

    def _code_picture(self, matrix: tuple[tuple[bool, ...], ...], size: int) -> CodePicture | None:
        """A code of whole cells with modules of three pixels at least; None where no pictures can be shown."""
        width, height = self._fit.cell_width, self._fit.cell_height
        if not width or not height:
            return None
        from tesuri_kiosk.codepicture import CodePicture

        module = max(3, min(QR_COLUMNS * width, QR_ROWS * height) // size)
        columns, rows = -(-module * size // width), -(-module * size // height)
        if columns > self._width:
            return None
        return CodePicture(columns, rows, matrix, width, height)

    # --- tiles ---

    def _tiles(self, canvas: Canvas, y: int, tiles: Sequence[Choice]) -> int:
        first = len(self._view.choices) - len(tiles)
        bordered = self._style.borders and self._fit.columns >= 16
        columns = self._columns(tiles, bordered)
        if not self._view.grid_size:
            self._tile_columns = columns
        rows = [list(range(at, min(at + columns, len(tiles)))) for at in range(0, len(tiles), columns)]
        if columns == MOST_COLUMNS and self._fit.keypad == "calculator" and not self._view.grid_size:
            rows.reverse()
            self._tile_columns = -columns
        width = (self._width - GAP * (columns - 1)) // columns
        edges = 2 if bordered else self._style.gap
        inner = width - DIGIT - (2 if bordered else 1)
        labels = [self._setter.lines(tile.label, tile.role, inner) for tile in tiles]
        heights = [max(1, *(_height(labels[at]) for at in row)) for row in rows]
        for least in (max(heights), max(*heights, blocks.HEIGHT)):
            # All alike where there is room, and then with digits of the size of a thumb.
            if y + (least + edges) * len(rows) <= self._room:
                heights = [least] * len(rows)
        self._large_digits = min(heights) >= blocks.HEIGHT
        for row, height in zip(rows, heights, strict=True):
            for column, at in enumerate(row):
                x = self._margin + column * (width + GAP)
                self._tile(canvas, x, y, width, height, tiles[at], first + at, labels[at], bordered=bordered)
            y += height + edges
        return y

    def _tile(
        self,
        canvas: Canvas,
        x: int,
        y: int,
        width: int,
        height: int,
        tile: Choice,
        choice: int,
        lines: Sequence[Line],
        *,
        bordered: bool,
    ) -> None:
        """A tile: its digit, large where it is three rows high, and its label beside it."""
        edge = 1 if bordered else 0
        self._hits.append(Hit(x, y, width, height + 2 * edge, choice=choice))
        if bordered:
            bar = "─" * (width - 2)
            canvas.put(y, Run(x, f"┌{bar}┐", Role.QUIET, choice=choice))
            canvas.put(y + height + 1, Run(x, f"└{bar}┘", Role.QUIET, choice=choice))
            for row in range(height):
                canvas.put(y + 1 + row, Run(x, "│", Role.QUIET, choice=choice))
                canvas.put(y + 1 + row, Run(x + width - 1, "│", Role.QUIET, choice=choice))
        else:
            for row in range(height):
                canvas.put(y + row, Run(x + width - 1 if self._rtl else x, " ", Role.MARK, choice=choice))
        top, left = y + edge, x + edge
        label, digit = left + DIGIT, left
        if self._rtl:
            label, digit = left, x + width - edge - DIGIT
        index = self._index.get(id(tile.label[0]), NOBODY) if tile.label else NOBODY
        if tile.digit and self._large_digits:
            above = (height - blocks.HEIGHT) // 2
            for row, text in enumerate(blocks.large(tile.digit)):
                canvas.put(top + above + row, Run(digit + 1, text, Role.NUMBER, index, choice))
            self._alternatives.append((index, tile.digit))
        elif tile.digit:
            # In the row of the label's letters; furigana are above them.
            middle = (height - _height(lines) + 1) // 2 + (lines[0].rows - 1 if lines else 0)
            canvas.put(top + middle, Run(digit + 1, tile.digit, Role.NUMBER, index, choice))
        above = (height - _height(lines) + 1) // 2
        self._place(canvas, top + above, label, lines, tile.label, tile.role, choice)

    def _columns(self, tiles: Sequence[Choice], bordered: bool) -> int:
        """As many columns as leave every word whole; fewer where a single column needs no scrolling."""
        edge = 2 if bordered else 1
        widest = max(self._setter.narrowest(tile.label) for tile in tiles)
        for columns in range(min(MOST_COLUMNS, len(tiles)), 1, -1):
            inner = (self._width - GAP * (columns - 1)) // columns - DIGIT - edge
            if inner >= max(widest, 8) and not self._any_over(tiles, inner, 4):
                return columns
        return 1

    def _any_over(self, tiles: Sequence[Choice], inner: int, most: int) -> bool:
        """Whether a label would take more lines than are calm to read in a tile."""
        return any(len(self._setter.lines(tile.label, tile.role, inner)) > most for tile in tiles)

    def _grid(self, canvas: Canvas, y: int, letters: Sequence[Choice]) -> int:
        """Letters in columns; what is wider than a letter takes cells of the last rows."""
        lines = [self._setter.lines(choice.label, Role.TEXT, self._width) for choice in letters]
        widths = [self._drawn_width(c.label, ls) for c, ls in zip(letters, lines, strict=True)]
        split = next(
            (at for at, c in enumerate(letters) if cell_len("".join(s.shown for s in c.label)) > 4), len(letters)
        )
        cell = max([4, *(width + 2 for width in widths[:split])])
        columns = max(1, min(self._view.grid, self._width // cell))
        self._tile_columns = columns
        cell = min(self._width // columns, cell + 2)
        tall = 1
        for at in range(split):
            column, row = at % columns, at // columns
            inner = self._setter.lines(letters[at].label, Role.TEXT, cell - 2)
            tall = max(tall, sum(line.rows for line in inner))
            top = y + row * tall
            x = self._mirrored(self._margin + column * cell, cell - 1)
            self._hits.append(Hit(x, top, cell - 1, tall, choice=at))
            canvas.put(top, Run(x, " ", Role.MARK, choice=at))
            self._place(canvas, top, x + 1, inner, letters[at].label, letters[at].role, at)
        y += -(-split // columns) * tall
        x = 0
        for at in range(split, len(letters)):
            width = min(self._width, widths[at] + 2)
            if x and x + width > self._width:
                x, y = 0, y + tall
            inner = self._setter.lines(
                letters[at].label, Role.TEXT, max(2, width - 2) if width < self._width else width
            )
            left = self._mirrored(self._margin + x, width)
            end = self._place(canvas, y, left, inner, letters[at].label, letters[at].role, at)
            tall = max(1, end - y)
            self._hits.append(Hit(left, y, width, tall, choice=at))
            x += width + 1
        return y + tall


def _width(lines: Sequence[Line]) -> int:
    return max((line.width for line in lines), default=0)


def _down(hit: Hit, rows: int) -> Hit:
    return Hit(hit.x, hit.y + rows, hit.width, hit.height, hit.choice, hit.key)


def _height(lines: Sequence[Line]) -> int:
    return sum(line.rows for line in lines)


def _cells(said: Said) -> int:
    return cell_len("".join(sentence.shown for sentence in said))
