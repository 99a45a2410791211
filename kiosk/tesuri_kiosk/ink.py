"""Letters as ink: one run of shaped letters as a picture of its own, with furigana above it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw

from tesuri_kiosk import fonts

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""

_SHADES = 8
"""Steps from paper to ink; with the highlight's own eight a picture has sixteen colours."""
SHADE = [(value * (_SHADES - 1) + 127) // 255 for value in range(256)]
"""Ink, 0 to 255, as a shade of the palette."""
MARKED = [value | _SHADES for value in range(256)]
"""A shade as the highlight's own."""
ASCENT, DESCENT = 0.88, 0.12
"""Where an em of BIZ UDGothic stands about the baseline."""
KANA = 0.5
"""Size of furigana against the letters under them."""
KANA_GAP = 0.05
"""Ems between letters and their furigana."""


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


def letters(run: Run, faces: Iterable[fonts.Face]) -> tuple[Image.Image, int, int]:
    """A run as large as its ink, and where that stands from the left end of its baseline, in pixels.

    ``faces`` are for its furigana, best first.
    """
    margin, above = math.ceil(run.pixels), math.ceil(3 * run.pixels)
    canvas = Image.new("L", (math.ceil(run.width) + 2 * margin, above + 2 * margin), 0)
    brush = ImageDraw.Draw(canvas)
    font = fonts.sized(run.face.path, run.face.index, run.pixels)
    if run.kana:
        _spread(brush, [(run.text, font)], margin, run.width, above)
        small = [
            (text, fonts.sized(face.path, face.index, run.pixels * KANA))
            for text, face in fonts.stretches(run.kana, faces, run.locale)
            if face is not None
        ]
        raised = run.pixels * (ASCENT + KANA_GAP + KANA * DESCENT)
        _spread(brush, small, margin, run.width, above - raised)
    else:
        direction = "rtl" if run.rtl else "ltr"
        brush.text((margin, above), run.text, 255, font, "ls", direction=direction, language=language(run.locale))
    left, top, right, bottom = canvas.getbbox() or (margin, above, margin + 1, above + 1)
    return canvas.crop((left, top, right, bottom)), left - margin, top - above


def palette(paper: Colour, ink: Colour) -> list[int]:
    """The shades from paper to ink, as Pillow wants them."""
    steps = range(_SHADES)
    return [round(p + (i - p) * step / (_SHADES - 1)) for step in steps for p, i in zip(paper, ink, strict=True)]


def language(locale: str) -> str:
    """Language for a font's local forms: ja-simple is Japanese."""
    return "ja" if locale == "ja-simple" else locale


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
