"""A QR code in pixels, for terminals that show pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from PIL import Image

from tesuri.qr import BORDER
from tesuri_kiosk import sixel


@dataclass(frozen=True, slots=True)
class CodePicture:
    """A code of whole cells."""

    columns: int
    rows: int
    matrix: tuple[tuple[bool, ...], ...]
    cell_width: int
    cell_height: int
    code: ClassVar[bool] = True
    spans: ClassVar[tuple[tuple[int, int, int], ...]] = ((0, 0, 0),)
    """It has one sentence, the words beside it."""

    def strips(self) -> tuple[str, ...]:
        """The code, dark on light with a quiet zone of four modules, one sixel a row of cells."""
        size = len(self.matrix) + 2 * BORDER
        width, height = self.columns * self.cell_width, self.rows * self.cell_height
        module = max(1, min(width, height) // size)
        picture = Image.new("P", (width, height), 0)
        picture.putpalette([255, 255, 255, 0, 0, 0])
        left, top = (width - module * size) // 2 + module * BORDER, (height - module * size) // 2 + module * BORDER
        for y, row in enumerate(self.matrix):
            for x, dark in enumerate(row):
                if dark:
                    at = (left + x * module, top + y * module)
                    picture.paste(1, (*at, at[0] + module, at[1] + module))
        return sixel.encode(picture, self.rows)
