"""Pictures as sixel, one for each row of cells, so that any row can be written anew by itself."""

from __future__ import annotations

import functools
import re

from PIL import Image

_STAY = "\x1b[?8452h"
"""Leaves the cursor at the right of a picture; otherwise one in the last row of the screen scrolls everything."""
_RUN = re.compile(rb"\?{4,}|~{4,}")
"""Four or more empty or full ones; three are shorter as they are, others seldom come in rows."""
_COLOURS = 64
"""Registers at most; foot and xterm have 256 and more."""
_BAND = 6
"""Pixels a sixel is high."""


def encode(image: Image.Image, rows: int) -> tuple[str, ...]:
    """A picture as ``rows`` strings of control sequences, each as high as one cell; ValueError if uneven.

    They are written with the cursor in the cell at the upper left and never scroll the screen, wherever that is.
    A picture with a palette keeps its colours, any other gets at most 64. What lies below a cell whose height
    is no multiple of six stays transparent (P2=1), and the raster attributes tell the exact height.
    """
    if rows < 1 or image.height % rows or not image.width:
        raise ValueError(f"{image.width} × {image.height} pixels are not {rows} rows of cells")
    if image.mode != "P":
        image = image.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    palette = [*(image.getpalette("RGB") or ()), *bytes(768)][:768]
    percent = [(value * 100 + 127) // 255 for value in palette]
    pixels = image.tobytes()
    size = len(pixels) // rows
    return tuple(_strip(pixels[at : at + size], image.width, percent) for at in range(0, len(pixels), size))


def _strip(pixels: bytes, width: int, percent: list[int]) -> str:
    used = [colour for colour in range(256) if colour in pixels]
    registers = "".join("#{};2;{};{};{}".format(c, *percent[3 * c : 3 * c + 3]) for c in used)
    step = _BAND * width
    bands = b"-".join(_band(pixels[at : at + step], width, used) for at in range(0, len(pixels), step))
    return f'{_STAY}\x1bP0;1;0q"1;1;{width};{len(pixels) // width}{registers}{bands.decode("ascii")}\x1b\\'


def _band(pixels: bytes, width: int, used: list[int]) -> bytes:
    """Up to six rows: the commonest colour over all of them, then the others upon it."""
    rows = [pixels[at : at + width] for at in range(0, len(pixels), width)]
    ground = max(used, key=pixels.count)
    parts = [b"#%d!%d%c" % (ground, width, _EMPTY + (1 << len(rows)) - 1)]
    for colour in used:
        if colour != ground and colour in pixels:
            # a row's bytes as one great number: six rows are put together by five ORs
            bits = 0
            for bit, row in enumerate(rows):
                bits |= int.from_bytes(row.translate(_table(colour, bit)), "little")
            row = bits.to_bytes(width, "little").rstrip(b"\0").translate(_LETTERS)
            parts.append(b"#%d" % colour + _RUN.sub(_repeated, row))
    return b"$".join(parts)


_EMPTY = 63
"""The sixel without a dot, ``?``."""
_LETTERS = bytes((_EMPTY + value) % 256 for value in range(256))


@functools.cache
def _table(colour: int, bit: int) -> bytes:
    """Pixels of a colour become that row's bit, all others nothing."""
    return bytes((1 << bit) if value == colour else 0 for value in range(256))


def _repeated(match: re.Match[bytes]) -> bytes:
    return b"!%d%b" % (match.end() - match.start(), match[0][:1])
