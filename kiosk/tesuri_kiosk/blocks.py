"""Large digits and QR codes out of half blocks, which every terminal with UTF-8 writes."""

from __future__ import annotations

from collections.abc import Sequence

_DIGITS = {
    "0": "111101101101111",
    "1": "010110010010111",
    "2": "111001111100111",
    "3": "111001111001111",
    "4": "101101111001001",
    "5": "111100111001111",
    "6": "111100111101111",
    "7": "111001001001001",
    "8": "111101111101111",
    "9": "111101111001111",
    "-": "000000111000000",
    "#": "101111101111101",
}
"""Three by five dots, row by row."""

HEIGHT = 3
"""Cells that a large digit is high."""
_ADVANCE = 4
_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def large(text: str) -> tuple[str, str, str]:
    """Digits and hyphens, each three cells wide with one between; KeyError for anything else."""
    dots = [_DIGITS[character] for character in text]
    top, middle, bottom = (" ".join(_row(digit, 2 * y) for digit in dots) for y in range(HEIGHT))
    return top, middle, bottom


def is_large(text: str) -> bool:
    """Whether a text can be written in large digits."""
    return bool(text) and all(character in _DIGITS for character in text)


def large_lines(number: str, columns: int) -> tuple[str, ...] | None:
    """A number in as few lines as fit, broken after hyphens only; None where even one group is too wide."""
    groups = [group for group in number.replace("-", "-\0").split("\0") if group]
    lines: list[str] = []
    for group in groups:
        if lines and _width(lines[-1] + group) <= columns:
            lines[-1] += group
        else:
            lines.append(group)
    return tuple(lines) if all(_width(line) <= columns for line in lines) else None


def half_blocks(matrix: Sequence[Sequence[bool]]) -> tuple[str, ...]:
    """Rows of dots as half as many rows of cells; True is ink."""
    width = len(matrix[0]) if matrix else 0
    blank = (False,) * width
    rows = [*matrix, blank] if len(matrix) % 2 else list(matrix)
    return tuple(
        "".join(_HALVES[pair] for pair in zip(rows[y], rows[y + 1], strict=True)) for y in range(0, len(rows), 2)
    )


def _width(text: str) -> int:
    return _ADVANCE * len(text) - 1


def _row(dots: str, y: int) -> str:
    """One row of cells of a digit: dots of two rows, three across."""

    def dot(x: int, y: int) -> bool:
        return y < 5 and dots[3 * y + x] == "1"

    return "".join(_HALVES[dot(x, y), dot(x, y + 1)] for x in range(3))
