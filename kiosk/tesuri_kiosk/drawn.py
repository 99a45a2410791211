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
from typing import Any

from PIL import Image, ImageChops, ImageDraw, features

from tesuri.model import Direction, Locale
from tesuri.readings import phrases
from tesuri.speech.sentence import Sentence
from tesuri_kiosk import bidi, fonts, sixel
from tesuri_kiosk.breaking import Atom, Breaks, chunks, emergency

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""

_SHADES = 8
"""Steps from paper to ink; with the highlight's own eight a picture has sixteen colours."""
_SHADE = [(value * (_SHADES - 1) + 127) // 255 for value in range(256)]
_MARKED = [value | _SHADES for value in range(256)]
_KANA = 0.5
"""Size of furigana against the letters under them."""
_KANA_GAP = 0.05
"""Ems between letters and their furigana."""
_ASCENT, _DESCENT = 0.88, 0.12
"""Where an em of BIZ UDGothic stands about the baseline."""
_LEAST = 0.85
"""How far letters may shrink to fit into whole rows before they get a row more."""
_SAMPLES = {"ne": "र्मि हुँ", "my": "အသုံးပြုမည့် ကျွန်ုပ်", "ur": "کینکو تاریخِ قابلِ"}
"""Tall and deep letters, for which the height of a line is made."""
_KIOSK_FONT = "BIZ UDGothic"
"""The terminal's own font comes first where a locale names it, so that cells and pictures look alike."""
_WORDS = re.compile(r" +|[^ ]+")


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one font, direction and sentence, ``width`` pixels wide, with the reading above them."""

    text: str
    face: fonts.Face
    pixels: float
    width: float
    rtl: bool
    locale: str
    sentence: int
    kana: str = ""


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
        self._ink = functools.lru_cache(maxsize=96)(self._make_ink)
        self._width = functools.lru_cache(maxsize=4096)(_width)
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
            letters, dx, dy = self._ink(replace(run, sentence=0))
            x, y = left + dx, line.baseline + dy
            box = (x, y, x + letters.width, y + letters.height)
            # the lighter of the two: letters may reach over their neighbours, as Nastaliq's do
            picture.paste(ImageChops.lighter(picture.crop(box), letters), box)
        picture = picture.point(_SHADE)
        if highlight is not None:
            margin = self.cell_width // 4
            for sentence, begin, end in line.spans:
                if sentence == highlight:
                    box = (max(0, begin - margin), 0, min(end + margin, picture.width), picture.height)
                    picture.paste(picture.crop(box).point(_MARKED), box)
        picture.putpalette(_palette(paper, ink) + _palette(highlight_paper or ink, highlight_ink or paper))
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
        for remembered in (self._lines, self._strips, self._ink, self._width):
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
            bare, _ = self._extent(group, pixels)
            for piece in [group] if bare <= available else emergency(group):
                bare, width = self._extent(piece, pixels)
                if line and (used + bare > available or piece[0].forced):
                    yield line
                    line, used = [], 0.0
                line = [*line, *piece]
                used += width
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
        return sum(self._text_width(text, face, pixels * _KANA, locale) for text, face in parts)

    def _text_width(self, text: str, face: fonts.Face | None, pixels: float, locale: str) -> float:
        """Word by word, because words come again and shaping a font like Nastaliq takes 4 ms whatever the length."""
        if face is None:
            return pixels / 2 * len(text)
        return sum(
            self._width(word, face, pixels, _language(locale)) for word in _WORDS.findall(fonts.spaced(text, face))
        )

    def _set(self, atoms: list[Atom], columns: int, size: _Size, rtl: bool) -> DrawnLine:
        """A line's runs in visual order at their places."""
        atoms = [*atoms[:-1], replace(atoms[-1], text=atoms[-1].text.rstrip())]
        text = "".join(atom.text for atom in atoms)
        runs = bidi.visual(list(self._runs(atoms, bidi.levels(text, rtl), size.pixels)))
        x = columns * self.cell_width - sum(run.width for run in runs) if rtl else 0.0
        edges = list(itertools.accumulate((run.width for run in runs), initial=max(x, 0.0)))
        placed = tuple((round(left), run) for left, run in zip(edges, runs, strict=False))
        rows, baseline = self._place(runs, size)
        return DrawnLine(text, columns, rows, baseline, placed, _spans(placed))

    def _place(self, runs: Iterable[Run], size: _Size) -> tuple[int, int]:
        """Rows and baseline of a line; letters that reach further than usual get a row more and are never cut."""
        ascent, descent = size.ascent, size.descent
        for run in runs:
            letters, _, dy = self._ink(replace(run, sentence=0))
            ascent, descent = max(ascent, -dy), max(descent, letters.height + dy)
        rows = max(size.rows, math.ceil((ascent + descent - 1) / self.cell_height))
        height = rows * self.cell_height
        if size.kana or rows == 1:
            # where the terminal's own letters stand in the last row, if there is room
            below = max(descent, (self.cell_height - 2 * self.cell_width) / 2 + _DESCENT * 2 * self.cell_width)
        else:
            below = descent + (height - ascent - descent) / 2
        return rows, round(max(height - below, min(ascent, height - descent)))

    def _runs(self, atoms: Iterable[Atom], levels: bytes, pixels: float) -> Iterator[tuple[int, Run]]:
        """Neighbours alike in level, font and sentence are one run, because letters join; a ruby stays by itself."""
        letters: list[tuple[tuple[Any, ...], str]] = []
        for number, atom in enumerate(atoms):
            faces = self._faces(atom.locale, atom.strong)
            for text, face in fonts.stretches(atom.text, faces, atom.locale):
                ruby = (number, atom.kana) if atom.kana else (0, "")
                for character in text if face is not None else "?" * len(text):
                    letters.append(((levels[len(letters)], face or faces[0], atom, ruby), character))
        alike = itertools.groupby(letters, key=lambda letter: _kind(*letter[0]))
        for (level, face, sentence, locale, (_, kana)), group in alike:
            text = "".join(character for _, character in group if fonts.drawable(character))
            if text:
                width = self._text_width(text, face, pixels, locale)
                width = max(width, self._kana_width(kana, pixels, locale)) if kana else width
                yield level, Run(fonts.spaced(text, face), face, pixels, width, level % 2 == 1, locale, sentence, kana)

    def _make_ink(self, run: Run) -> tuple[Image.Image, int, int]:
        """A run's letters, as large as their ink, and where that stands from the run's left end of the baseline."""
        margin, above = math.ceil(run.pixels), math.ceil(3 * run.pixels)
        canvas = Image.new("L", (math.ceil(run.width) + 2 * margin, above + 2 * margin), 0)
        brush = ImageDraw.Draw(canvas)
        font = fonts.sized(run.face.path, run.face.index, run.pixels)
        if run.kana:
            _spread(brush, [(run.text, font)], margin, run.width, above)
            faces = self._faces(run.locale, False)
            small = [
                (text, fonts.sized(face.path, face.index, run.pixels * _KANA))
                for text, face in fonts.stretches(run.kana, faces, run.locale)
                if face is not None
            ]
            raised = run.pixels * (_ASCENT + _KANA_GAP + _KANA * _DESCENT)
            _spread(brush, small, margin, run.width, above - raised)
        else:
            direction = "rtl" if run.rtl else "ltr"
            brush.text((margin, above), run.text, 255, font, "ls", direction=direction, language=_language(run.locale))
        left, top, right, bottom = canvas.getbbox() or (margin, above, margin + 1, above + 1)
        return canvas.crop((left, top, right, bottom)), left - margin, top - above

    def _find_faces(self, locale: str, strong: bool) -> tuple[fonts.Face, ...]:
        """The locale's own faces, then all others': a Nepali page names 見本市 and Zoom."""
        own = self._locales[locale].fonts if locale in self._locales else ()
        families = sorted(own, key=lambda family: family != _KIOSK_FONT)
        others = itertools.chain.from_iterable(known.fonts for known in self._locales.values())
        wanted = [(family, True) for family in families] if strong else []
        wanted += [(family, False) for family in (*families, _KIOSK_FONT, *others)]
        found = (fonts.find(family, bold) for family, bold in dict.fromkeys(wanted))
        return tuple(dict.fromkeys(face for face in found if face is not None))

    def _find_size(self, locale: str, scale: int, kana: bool) -> _Size:
        """The largest letters, up to an em of two cells a scale, that fit into a whole number of rows."""
        wanted = 2.0 * self.cell_width * scale
        ascent, descent = _ASCENT, _DESCENT
        language = _language(locale)
        for text, face in fonts.stretches(_SAMPLES.get(language, "国"), self._faces(locale, False), locale):
            if face is not None:
                _, top, _, bottom = fonts.sized(face.path, face.index, 200.0).getbbox(text, anchor="ls")
                ascent, descent = max(ascent, -top / 200), max(descent, bottom / 200)
        above = ascent + (_KANA_GAP + _KANA if kana else 0)
        needed = (above + descent) * wanted
        rows = max(1, math.ceil(needed * _LEAST / self.cell_height))
        pixels = wanted * min(1.0, rows * self.cell_height / needed)
        return _Size(pixels, above * pixels, descent * pixels, rows, kana)


def _kind(level: int, face: fonts.Face, atom: Atom, ruby: tuple[int, str]) -> tuple[Any, ...]:
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


def _width(text: str, face: fonts.Face, pixels: float, language: str) -> float:
    """Advance of a word in pixels."""
    return float(fonts.sized(face.path, face.index, pixels).getlength(text, language=language))


def _spread(
    brush: ImageDraw.ImageDraw, stretches: Sequence[tuple[str, Any]], x: float, width: float, baseline: float
) -> None:
    """Letters spread evenly over a width, half a space at both ends (JIS X 4051's 1-2-1)."""
    letters = [(letter, font, font.getlength(letter)) for text, font in stretches for letter in text]
    gap = max(0.0, (width - sum(length for _, _, length in letters)) / max(1, len(letters)))
    x += gap / 2
    for letter, font, length in letters:
        brush.text((x, baseline), letter, 255, font, anchor="ls")
        x += length + gap


def _language(locale: str) -> str:
    """Language for a font's local forms: ja-simple is Japanese."""
    return "ja" if locale == "ja-simple" else locale


def _palette(paper: Colour, ink: Colour) -> list[int]:
    steps = range(_SHADES)
    return [round(p + (i - p) * step / (_SHADES - 1)) for step in steps for p, i in zip(paper, ink, strict=True)]
