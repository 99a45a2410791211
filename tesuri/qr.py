"""QR codes as small pictures: dark on light whatever the theme, since inverted codes fail scanners."""

from __future__ import annotations

import functools

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import BIT_LIMIT_TABLE, MODE_8BIT_BYTE, QRData, length_in_bits

BORDER = 4
"""Quiet zone in modules (ISO/IEC 18004, 9.1)."""

MASK = 2
"""Data mask, the same for all: every reader undoes any of the eight, and trying them all takes 35 ms instead of 4."""

Matrix = tuple[tuple[bool, ...], ...]


@functools.lru_cache(maxsize=64)
def qr_matrix(data: str) -> Matrix:
    """Rows of modules at error correction level M, True for dark, without the quiet zone.

    ValueError when the data is more than a code holds (2,331 bytes).
    """
    content = data.encode()
    code = qrcode.QRCode(_version(len(content)), ERROR_CORRECT_M, border=0, mask_pattern=MASK)
    code.add_data(QRData(content, MODE_8BIT_BYTE), optimize=0)
    code.make(fit=False)
    return tuple(tuple(bool(module) for module in row) for row in code.get_matrix())


def _version(size: int) -> int:
    """The smallest version that holds so many bytes; qrcode finds it by encoding them once more."""
    for version, limit in enumerate(BIT_LIMIT_TABLE[ERROR_CORRECT_M]):
        if version and 4 + length_in_bits(MODE_8BIT_BYTE, version) + 8 * size <= limit:
            return version
    raise ValueError(f"{size} bytes are too many for a QR code")


@functools.lru_cache(maxsize=1024)
def qr_svg(data: str) -> str:
    """A code as inline SVG of two paths, one unit a module; what it says must stand beside it in words."""
    matrix = qr_matrix(data)
    size = len(matrix) + 2 * BORDER
    dark = "".join(_runs(row, y) for y, row in enumerate(matrix, BORDER))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges"'
        f' aria-hidden="true"><path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{dark}"/></svg>'
    )


def _runs(row: tuple[bool, ...], y: int) -> str:
    """The dark runs of a row as rectangles one module high."""
    runs: list[str] = []
    x = 0
    while x < len(row):
        width = 0
        while x + width < len(row) and row[x + width]:
            width += 1
        if width:
            runs.append(f"M{x + BORDER} {y}h{width}v1h-{width}z")
        x += width or 1
    return "".join(runs)
