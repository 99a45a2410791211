"""Text set into lines of a given width: as cells of the terminal, or drawn where the terminal cannot write it."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.cells import cell_len

from tesuri.speech.sentence import Part, Sentence
from tesuri_kiosk.breaking import Atom, Breaks, chunks, emergency, phrases
from tesuri_kiosk.view import Role, Said

if TYPE_CHECKING:
    from tesuri_kiosk.drawn import DrawnLine, Pen

UNSHAPED = ("ne", "my", "ur")
"""Locales that no terminal tried writes rightly: conjuncts, marks, or the direction are lost."""
DRAWN = (*UNSHAPED, "vi")
"""Locales that are drawn where that can be done: half of Vietnamese is missing in the terminal's font, and letters
of two fonts side by side overlap."""
WITHOUT_RUBY = (Role.HEAD, Role.BAR, Role.NUMBER)
"""Roles that stay in cells in Japanese: rows too narrow for kana above them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: cells (``pieces``: text and index of its sentence) or a drawn line; ``rows`` of cells high."""

    width: int
    pieces: tuple[tuple[str, int], ...] = ()
    drawn: DrawnLine | None = None

    @property
    def rows(self) -> int:
        return self.drawn.rows if self.drawn else 1


class Setter:
    """Sets sentences; without a pen all is cells. What was set stays in memory, up to a limit, until ``forget``.

    ``ruby``: whether Japanese carries furigana; where nothing can be drawn, やさしい日本語 has them in brackets.
    ``remembered`` texts are kept as lines: a few screens, in the styles in which they were tried.
    """

    def __init__(
        self, pen: Pen | None = None, ruby: bool = True, breaks: Breaks = phrases, remembered: int = 512
    ) -> None:
        self.pen = pen
        self.ruby = ruby
        self.breaks = breaks
        self._kept_lines = functools.lru_cache(maxsize=remembered)(self._set)
        self._kept_widths = functools.lru_cache(maxsize=remembered)(self._measure)

    def lines(self, said: Said, role: Role, columns: int) -> tuple[Line, ...]:
        """Lines at most ``columns`` wide; nothing is cut off, a word that is too long is broken."""
        return self._kept_lines(said, self.ruby and role not in WITHOUT_RUBY, max(columns, 2))

    def narrowest(self, said: Said) -> int:
        """Cells of the longest stretch that must not be broken."""
        return self._kept_widths(said)

    def forget(self) -> None:
        """Nothing that was set stays in memory."""
        self._kept_lines.cache_clear()
        self._kept_widths.cache_clear()
        if self.pen is not None:
            self.pen.forget()

    def _set(self, said: Said, ruby: bool, columns: int) -> tuple[Line, ...]:
        if self.pen is not None and _is_drawn(said, ruby) and self.pen.can_draw(said):
            locale = next((s.locale for s in said if s.locale in DRAWN), said[0].locale)
            return tuple(Line(line.columns, drawn=line) for line in self.pen.lines(said, locale, columns, ruby=ruby))
        return tuple(cell_lines(_bracketed(said) if ruby and self.pen is None else said, columns, self.breaks))

    def _measure(self, said: Said) -> int:
        return max((_width(chunk) for chunk in chunks(said, False, self.breaks)), default=0)


def _is_drawn(said: Said, ruby: bool) -> bool:
    """Whether sentences need what a terminal cannot write."""
    return any(s.locale in DRAWN or (ruby and any(part.kana for part in s.parts)) for s in said)


def cell_lines(said: Said, columns: int, breaks: Breaks) -> Iterator[Line]:
    """Lines of cells: broken between words and phrases, never before a closing mark, a long word where it must."""
    line: list[Atom] = []
    used = 0
    for chunk in chunks(said, False, breaks):
        for piece in [chunk] if _width(chunk) <= columns else _cut(chunk, columns):
            bare = _width(piece)
            if line and (used + bare > columns or piece[0].forced):
                yield _line(line)
                line, used = [], 0
            line += piece
            used += sum(cell_len(atom.text) for atom in piece)
    if line:
        yield _line(line)


def _cut(chunk: list[Atom], columns: int) -> Iterator[list[Atom]]:
    """A chunk that is too wide between its letters; on the narrowest screens also where no line should begin."""
    for piece in emergency(chunk):
        if _width(piece) <= columns:
            yield piece
        else:
            yield from ([replace(atom, text=letter)] for atom in piece for letter in atom.text)


def _width(atoms: list[Atom]) -> int:
    """Cells of a chunk without the spaces at its end."""
    return cell_len("".join(atom.text for atom in atoms).rstrip())


def _line(atoms: list[Atom]) -> Line:
    pieces: list[tuple[str, int]] = []
    for atom in atoms:
        if pieces and pieces[-1][1] == atom.sentence:
            pieces[-1] = (pieces[-1][0] + atom.text, atom.sentence)
        else:
            pieces.append((atom.text, atom.sentence))
    text, sentence = pieces[-1]
    pieces[-1] = (text.rstrip(), sentence)
    return Line(sum(cell_len(text) for text, _ in pieces), tuple(p for p in pieces if p[0]))


def _bracketed(said: Said) -> Said:
    """Readings in brackets after their words, for やさしい日本語 on a terminal that cannot draw."""
    return tuple(
        Sentence(tuple(_with_reading(p) for p in s.parts), s.locale, s.private) if s.locale == "ja-simple" else s
        for s in said
    )


def _with_reading(part: Part) -> Part:
    return Part(f"{part.shown}({part.kana})", part.said, None, part.strong) if part.kana else part
