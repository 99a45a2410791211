"""Text as pictures, for what a terminal cannot shape: Nepali, Burmese, Urdu, and Japanese with furigana.

Sentences are broken into lines that fit, a line is cut into runs (one font, one direction, one sentence) in
visual order, and ``Pen.draw`` puts them on a picture that is a whole number of cells wide and high, in so few
colours that sixel is quick.
"""

from __future__ import annotations

import functools
import itertools
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from PIL import Image, ImageChops, features

from tesuri.model import Direction, Locale
from tesuri.speech.sentence import Sentence
from tesuri_kiosk import bidi, fonts, shaping, sixel
from tesuri_kiosk.breaking import Atom, Breaks, chunks, emergency, phrases
from tesuri_kiosk.ink import (
    ASCENT,
    DESCENT,
    KANA,
    KANA_GAP,
    MARKED,
    SHADE,
    Colour,
    Run,
    language,
    letters,
    palette,
)

_LEAST = 0.85
"""How far letters may shrink to fit into whole rows before they get a row more."""
_SAMPLES = {"ne": "र्मि हुँ", "my": "အသုံးပြုမည့် ကျွန်ုပ်", "ur": "کینکو تاریخِ قابلِ"}
"""Tall and deep letters, for which the height of a line is made."""
_KIOSK_FONT = "BIZ UDGothic"
"""The terminal's own font comes first where a locale names it, so that cells and pictures look alike."""
_WORDS = re.compile(r" +|[^ ]+")


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line to be drawn: ``columns`` × ``rows`` cells; ``text`` is what it shows, in reading order.

    ``runs`` have their left edges before them, ``baseline`` is counted from the top, in pixels. ``spans``
    tells where each sentence stands: its index, where it begins and where it ends, in pixels.
    """

    text: str
    columns: int
    rows: int
    baseline: int
    runs: tuple[tuple[int, Run], ...]
    code: ClassVar[bool] = False
    spans: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class _Size:
    """Letters of a locale at a scale: pixels an em, room above and below the baseline, cells a line."""

    pixels: float
    ascent: float
    descent: float
    rows: int
    kana: bool


class Pen:
    """Draws sentences for a terminal whose cells are ``cell_width`` × ``cell_height`` pixels.

    An em is as wide as two cells. ``breaks`` cuts a text of a locale into the phrases between which lines
    may break. What was measured and drawn stays in memory, up to a limit, until ``forget``.
    """

    def __init__(
        self, cell_width: int, cell_height: int, locales: Mapping[str, Locale], breaks: Breaks = phrases
    ) -> None:
        self.cell_width = max(1, cell_width)
        self.cell_height = max(1, cell_height)
        self.can_shape: bool = bool(features.check("raqm")) and bidi.available()
        self._locales = locales
        self._breaks = breaks
        self._lines = functools.lru_cache(maxsize=256)(self._make_lines)
        self._strips = functools.lru_cache(maxsize=256)(self._make_strips)
        self._ink = functools.lru_cache(maxsize=96)(lambda run: letters(run, self._faces(run.locale, False)))
        self._measure = functools.lru_cache(maxsize=8192)(shaping.measure)
        self._faces = functools.cache(self._find_faces)
        self._size = functools.cache(self._find_size)

    def missing(self, locale: str) -> tuple[str, ...]:
        """Packages to install before a locale can be drawn; empty when nothing is wanting."""
        known = self._locales[locale]
        if all(face is not None for _, face in fonts.stretches(known.name, self._faces(locale, False), locale)):
            return ()
        return tuple(dict.fromkeys(fonts.PACKAGES.get(family, family) for family in known.fonts))

    def can_draw(self, sentences: Iterable[Sentence]) -> bool:
        """Whether all characters of some sentences have a font here; where not, plain cells are the honest way."""
        return self.can_shape and all(
            face is not None
            for sentence in sentences
            for _, face in fonts.stretches(sentence.shown, self._faces(sentence.locale, False), sentence.locale)
        )

    def lines(
        self, sentences: Iterable[Sentence], locale: str, columns: int, scale: int = 1, ruby: bool = True
    ) -> tuple[DrawnLine, ...]:
        """Sentences set one after another into lines ``columns`` cells wide; ``scale`` 2 is twice the size.

        Lines of a locale that is written from right to left begin at the right edge. A character without
        a font is drawn as ``?`` (see ``can_draw``).
        """
        return self._lines(tuple(sentences), locale, columns, scale, ruby)

    def draw(
        self,
        line: DrawnLine,
        ink: Colour,
        paper: Colour,
        highlight: int | None = None,
        highlight_ink: Colour | None = None,
        highlight_paper: Colour | None = None,
    ) -> Image.Image:
        """A line as a picture with a palette, as large as its cells; the sentence ``highlight`` in its own colours.

        Without colours of its own the highlight is the line's inverted.
        """
        picture = Image.new("L", (line.columns * self.cell_width, line.rows * self.cell_height), 0)
        for left, run in line.runs:
            shape, dx, dy = self._ink(replace(run, sentence=0))
            x, y = left + dx, line.baseline + dy
            box = (x, y, x + shape.width, y + shape.height)
            # the lighter of the two: letters may reach over their neighbours, as Nastaliq's do
            picture.paste(ImageChops.lighter(picture.crop(box), shape), box)
        picture = picture.point(SHADE)
        if highlight is not None:
            margin = self.cell_width // 4
            for sentence, begin, end in line.spans:
                if sentence == highlight:
                    box = (max(0, begin - margin), 0, min(end + margin, picture.width), picture.height)
                    picture.paste(picture.crop(box).point(MARKED), box)
        picture.putpalette(palette(paper, ink) + palette(highlight_paper or ink, highlight_ink or paper))
        return picture

    def strips(
        self,
        line: DrawnLine,
        ink: Colour,
        paper: Colour,
        highlight: int | None = None,
        highlight_ink: Colour | None = None,
        highlight_paper: Colour | None = None,
    ) -> tuple[str, ...]:
        """``draw`` as one sixel for each row of cells, remembered."""
        if all(sentence != highlight for sentence, _, _ in line.spans):
            highlight = highlight_ink = highlight_paper = None  # nothing of it here: the picture without it serves
        return self._strips(line, ink, paper, highlight, highlight_ink, highlight_paper)

    def forget(self) -> None:
        """Nothing of what was set or drawn stays in memory."""
        for remembered in (self._lines, self._strips, self._ink, self._measure):
            remembered.cache_clear()

    def _make_strips(self, line: DrawnLine, *colours: Any) -> tuple[str, ...]:
        return sixel.encode(self.draw(line, *colours), line.rows)

    def _make_lines(
        self, sentences: tuple[Sentence, ...], locale: str, columns: int, scale: int, ruby: bool
    ) -> tuple[DrawnLine, ...]:
        kana = ruby and any(part.kana for sentence in sentences for part in sentence.parts)
        size = self._size(locale, scale, kana)
        rtl = locale in self._locales and self._locales[locale].direction is Direction.RTL
        filled = self._fill(chunks(sentences, ruby, self._breaks), size.pixels, columns * self.cell_width)
        return tuple(self._set(line, columns, size, rtl) for line in filled)

    def _fill(self, groups: Iterable[list[Atom]], pixels: float, available: int) -> Iterator[list[Atom]]:
        """Chunks into lines; one that is wider than a line is cut between clusters."""
        line: list[Atom] = []
        used = 0.0
        for group in groups:
            bare, width = self._extent(group, pixels)
            fits = bare <= available
            for piece in [group] if fits else emergency(group):
                # pieces of a word are measured together with what they join: Arabic letters change beside others
                reach = used + bare if fits else self._extent(_joined([*line, *piece]), pixels)[0]
                if line and (reach > available or piece[0].forced):
                    yield line
                    line, used = [], 0.0
                line = [*line, *piece]
                used = used + width if fits else self._extent(_joined(line), pixels)[1]
        if line:
            yield line

    def _extent(self, atoms: Sequence[Atom], pixels: float) -> tuple[float, float]:
        """Width without and with the spaces at the end."""
        before = sum(self._atom_width(atom, pixels) for atom in atoms[:-1])
        bare = replace(atoms[-1], text=atoms[-1].text.rstrip())
        return before + self._atom_width(bare, pixels), before + self._atom_width(atoms[-1], pixels)

    def _atom_width(self, atom: Atom, pixels: float) -> float:
        parts = fonts.stretches(atom.text, self._faces(atom.locale, atom.strong), atom.locale)
        width = sum(self._text_width(text, face, pixels, atom.locale) for text, face in parts)
        return max(width, self._kana_width(atom.kana, pixels, atom.locale)) if atom.kana else width

    def _kana_width(self, kana: str, pixels: float, locale: str) -> float:
        parts = fonts.stretches(kana, self._faces(locale, False), locale)
        return sum(self._text_width(text, face, pixels * KANA, locale) for text, face in parts)

    def _text_width(self, text: str, face: fonts.Face | None, pixels: float, locale: str) -> float:
        if face is None:
            return pixels / 2 * len(text)
        return pixels * sum(extent.width for extent in self._extents(fonts.spaced(text, face), face, locale))

    def _extents(self, text: str, face: fonts.Face, locale: str) -> Iterator[shaping.Extent]:
        """Word by word, because words come again."""
        return (self._measure(word, face.path, face.index, language(locale)) for word in _WORDS.findall(text))

    def _set(self, atoms: list[Atom], columns: int, size: _Size, rtl: bool) -> DrawnLine:
        """A line's runs in visual order at their places."""
        atoms = [*atoms[:-1], replace(atoms[-1], text=atoms[-1].text.rstrip())]
        text = "".join(atom.text for atom in atoms)
        levels, available = bidi.levels(text, rtl), columns * self.cell_width
        runs = bidi.visual(list(self._runs(atoms, levels, size.pixels)))
        total = sum(run.width for run in runs)
        if total > available:  # a single syllable wider than the line: rather small than cut
            runs = bidi.visual(list(self._runs(atoms, levels, max(1.0, size.pixels * (available - 1) / total))))
            total = sum(run.width for run in runs)
        x = available - total if rtl else 0.0
        edges = list(itertools.accumulate((run.width for run in runs), initial=max(x, 0.0)))
        placed = tuple((round(left), run) for left, run in zip(edges, runs, strict=False))
        rows, baseline = self._place(runs, size)
        return DrawnLine(text, columns, rows, baseline, placed, _spans(placed))

    def _place(self, runs: Iterable[Run], size: _Size) -> tuple[int, int]:
        """Rows and baseline of a line; letters that reach further than usual get a row more and are never cut."""
        ascent, descent = size.ascent, size.descent
        for run in runs:
            for extent in self._extents(run.text, run.face, run.locale):
                ascent, descent = max(ascent, extent.above * run.pixels), max(descent, extent.below * run.pixels)
        rows = max(size.rows, math.ceil((ascent + descent - 1) / self.cell_height))
        height = rows * self.cell_height
        if size.kana or rows == 1:
            # where the terminal's own letters stand in the last row, if there is room
            below = max(descent, (self.cell_height - 2 * self.cell_width) / 2 + DESCENT * 2 * self.cell_width)
        else:
            below = descent + (height - ascent - descent) / 2
        return rows, round(max(height - below, min(ascent, height - descent)))

    def _runs(self, atoms: Iterable[Atom], levels: bytes, pixels: float) -> Iterator[tuple[int, Run]]:
        """Neighbours alike in level, font and sentence are one run, because letters join; a ruby stays by itself."""
        characters: list[tuple[tuple[Any, ...], str]] = []
        for number, atom in enumerate(atoms):
            faces = self._faces(atom.locale, atom.strong)
            for text, face in fonts.stretches(atom.text, faces, atom.locale):
                ruby = (number, atom.kana) if atom.kana else (0, "")
                for character in text if face is not None else "?" * len(text):
                    characters.append(
                        ((levels[len(characters)], face or next(iter(faces), None), atom, ruby), character)
                    )
        alike = itertools.groupby(characters, key=lambda pair: _kind(*pair[0]))
        for (level, face, sentence, locale, (_, kana)), group in alike:
            text = "".join(character for _, character in group if fonts.drawable(character))
            if text and face is not None:
                width = self._text_width(text, face, pixels, locale)
                width = max(width, self._kana_width(kana, pixels, locale)) if kana else width
                yield level, Run(fonts.spaced(text, face), face, pixels, width, level % 2 == 1, locale, sentence, kana)

    def _find_faces(self, locale: str, strong: bool) -> fonts.Faces:
        """The locale's own faces, then all others': a Nepali page names 見本市 and Zoom."""
        own = self._locales[locale].fonts if locale in self._locales else ()
        families = sorted(own, key=lambda family: family != _KIOSK_FONT)
        others = itertools.chain.from_iterable(known.fonts for known in self._locales.values())
        wanted = [(family, True) for family in families] if strong else []
        wanted += [(family, False) for family in (*families, _KIOSK_FONT, *others)]
        return fonts.Faces(tuple(dict.fromkeys(wanted)))

    def _find_size(self, locale: str, scale: int, kana: bool) -> _Size:
        """The largest letters, up to an em of two cells a scale, that fit into a whole number of rows."""
        wanted = 2.0 * self.cell_width * scale
        ascent, descent = ASCENT, DESCENT
        sample = _SAMPLES.get(locale, "国")
        for text, face in fonts.stretches(sample, self._faces(locale, False), locale):
            if face is not None:
                _, top, _, bottom = fonts.sized(face.path, face.index, 200.0).getbbox(text, anchor="ls")
                ascent, descent = max(ascent, -top / 200), max(descent, bottom / 200)
        above = ascent + (KANA_GAP + KANA if kana else 0)
        needed = (above + descent) * wanted
        rows = max(1, math.ceil(needed * _LEAST / self.cell_height))
        pixels = wanted * min(1.0, rows * self.cell_height / needed)
        return _Size(pixels, above * pixels, descent * pixels, rows, kana)


def _joined(atoms: Iterable[Atom]) -> list[Atom]:
    """Atoms without readings put together where they belong to the same sentence and weight."""
    found: list[Atom] = []
    for atom in atoms:
        last = found[-1] if found else None
        if last and not (last.kana or atom.kana) and (last.sentence, last.strong) == (atom.sentence, atom.strong):
            found[-1] = replace(last, text=last.text + atom.text)
        else:
            found.append(atom)
    return found


def _kind(level: int, face: fonts.Face | None, atom: Atom, ruby: tuple[int, str]) -> tuple[Any, ...]:
    return level, face, atom.sentence, atom.locale, ruby


def _spans(runs: Iterable[tuple[int, Run]]) -> tuple[tuple[int, int, int], ...]:
    spans: list[tuple[int, int, int]] = []
    for left, run in runs:
        right = round(left + run.width)
        if spans and spans[-1][0] == run.sentence:
            spans[-1] = (run.sentence, spans[-1][1], right)
        else:
            spans.append((run.sentence, left, right))
    return tuple(spans)
