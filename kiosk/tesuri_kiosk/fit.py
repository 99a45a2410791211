"""The first text size of a kiosk: from the screen's size, its resolution and how far away people stand.

A capital H has to be seen under 0.7° at least (EN 301 549, 5.1.4: H = D · tan 0.7°), a capital I to be 4.8 mm
high (US Section 508, 402.4). All lengths are millimetres, all sizes of letters pixels an em.
"""

from __future__ import annotations

import functools
import math
import re
from dataclasses import dataclass
from pathlib import Path

FONT = "BIZ UDGothic"
"""The terminal's font; a cell is half an em wide."""
LINE_HEIGHT = 1.25
"""Ems from line to line; furigana takes a row of its own."""
STEPS = (1.0, 1.25, 1.5, 2.0, 2.5)
"""The five sizes against the first, which is the smallest that the standard allows."""
LEAST = (20, 10)
"""Columns and rows that the layout needs."""
DISTANCE = 500.0
"""Millimetres from the eyes to the screen of somebody who stands at a kiosk."""
FALLBACK = 40
"""Pixels an em where nothing is known: 0.7° at 500 mm on a screen of about 130 dpi."""
_ANGLE = math.radians(0.7)
_CAPITAL = 4.8
_CAP_RATIO = 0.73
"""Height of H in BIZ UDGothic, where the font is not here to be measured."""
_UNITS = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "in": 25.4, '"': 25.4, "inch": 25.4, "インチ": 25.4, "型": 25.4}


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen's pixels and its visible area in millimetres."""

    width: int
    height: int
    width_mm: float
    height_mm: float

    @property
    def density(self) -> float:
        """Pixels a millimetre; the lesser of both directions, so that letters are never too small."""
        return min(self.width / self.width_mm, self.height / self.height_mm)


def by_diagonal(width: int, height: int, diagonal: float) -> Screen:
    """A screen with square pixels by its diagonal in millimetres."""
    scale = diagonal / math.hypot(width, height)
    return Screen(width, height, width * scale, height * scale)


def millimetres(text: str) -> float:
    """A length as people write it: 24in, 24", 61cm, 610mm, a bare number in mm; ValueError for anything else."""
    match = re.fullmatch(r"\s*(\d+(?:[.,]\d+)?)\s*(\S*?)\s*", text)
    unit = (match[2] or "mm").lower() if match else ""
    if match is None or unit not in _UNITS or not (value := float(match[1].replace(",", "."))):
        raise ValueError(f"{text!r} is no length; write 24in, 61cm or 610mm")
    return value * _UNITS[unit]


def pixels(text: str) -> tuple[int, int]:
    """A resolution, 1920x1080, as width and height; ValueError for anything else."""
    match = re.fullmatch(r"\s*(\d{2,5})\s*[x×*]\s*(\d{2,5})\s*", text.lower())
    if match is None or not int(match[1]) or not int(match[2]):
        raise ValueError(f"{text!r} is no resolution; write 1920x1080")
    return int(match[1]), int(match[2])


def capital_mm(distance: float) -> float:
    """Least height of a capital letter at a distance."""
    return max(distance * math.tan(_ANGLE), _CAPITAL)


@functools.cache
def cap_ratio() -> float:
    """Height of the kiosk font's capital H (or I, if that is lower), in ems."""
    from tesuri_kiosk import fonts  # Pillow, and the supervisor only needs the sizes

    face = fonts.find(FONT)
    if face is None:
        return _CAP_RATIO
    font = fonts.sized(face.path, face.index, 1000.0)
    heights = [bottom - top for _, top, _, bottom in (font.getbbox(letter, anchor="ls") for letter in "HI")]
    return float(min(heights)) / 1000 or _CAP_RATIO


def first_size(screen: Screen, distance: float = DISTANCE) -> int:
    """Pixels an em of the first size; even, because a cell is half as wide."""
    return 2 * math.ceil(capital_mm(distance) * screen.density / cap_ratio() / 2)


def sizes(first: int) -> tuple[int, ...]:
    """The five sizes in pixels, all even."""
    return tuple(2 * round(first * step / 2) for step in STEPS)


def cell(size: int) -> tuple[int, int]:
    """Width and height of a terminal's cell at a size, in pixels."""
    return max(1, size // 2), max(1, round(size * LINE_HEIGHT))


def grid(width: int, height: int, size: int) -> tuple[int, int]:
    """Columns and rows of a screen of so many pixels at a size."""
    cell_width, cell_height = cell(size)
    return width // cell_width, height // cell_height


def usable(width: int, height: int, first: int) -> tuple[int, ...]:
    """Sizes at which a screen holds the layout; the first always, since smaller letters would help nobody."""
    fitting = (size for size in sizes(first)[1:] if _holds(grid(width, height, size)))
    return (first, *fitting)


def measured(
    diagonal: str | None, resolution: str | None, distance: str | None, attached: Screen | None = None
) -> tuple[Screen, float]:
    """Screen and distance by what somebody typed, and by the screen that is attached for what nobody did.

    ValueError, in a sentence, for what cannot be read or is told by neither.
    """
    away = millimetres(distance) if distance else DISTANCE
    size = pixels(resolution) if resolution else (attached.width, attached.height) if attached else None
    if size is None or not (diagonal or attached):
        raise ValueError("nothing tells how large the screen is; add --screen 24in --resolution 1920x1080")
    if diagonal or attached is None:
        return by_diagonal(*size, millimetres(diagonal or "")), away
    return Screen(*size, attached.width_mm, attached.height_mm), away


def report(screen: Screen, distance: float = DISTANCE) -> str:
    """What ``tesuri kiosk --fit`` prints."""
    first = first_size(screen, distance)
    capital = first * cap_ratio() / screen.density
    angle = math.degrees(math.atan(capital / distance))
    lines = [
        f"Screen   {screen.width} × {screen.height} pixels, {screen.width_mm:.0f} × {screen.height_mm:.0f} mm"
        f" ({screen.density * 25.4:.0f} dpi), seen from {distance / 10:.0f} cm",
        f"Needed   capital letters of {capital_mm(distance):.1f} mm"
        f" (0.7° is {distance * math.tan(_ANGLE):.1f} mm; never under {_CAPITAL} mm)",
        f"Letters  {first} pixels an em: capital H {capital:.1f} mm, seen under {angle:.2f}°",
        "",
        "size  pixels  capital   cells",
    ]
    for number, size in enumerate(sizes(first)):
        columns, rows = grid(screen.width, screen.height, size)
        note = (
            ""
            if _holds((columns, rows))
            else f"   too large for this screen, left out ({LEAST[0]} × {LEAST[1]} needed)"
        )
        height = size * cap_ratio() / screen.density
        lines.append(f"{number + 1:>4}  {size:>6}  {height:>4.1f} mm   {columns} × {rows}{note}")
    if not _holds(grid(screen.width, screen.height, first)):
        lines[-len(STEPS)] = lines[-len(STEPS)].replace(", left out", "")
        lines += [
            "",
            f"This screen is too small for people {distance / 10:.0f} cm away: take a larger one or bring it nearer.",
        ]
    return "\n".join(lines) + "\n"


def attached_screen(folder: Path = Path("/sys/class/drm")) -> Screen | None:
    """The first connected screen by its EDID (VESA E-EDID 1.4, first detailed timing); None where none tells."""
    for edid in sorted(folder.glob("*/edid")):
        try:
            data = edid.read_bytes()
        except OSError:
            continue
        if len(data) >= 128 and data[:8] == b"\x00\xff\xff\xff\xff\xff\xff\x00":
            timing = data[54:72]
            width, height = timing[2] | (timing[4] & 0xF0) << 4, timing[5] | (timing[7] & 0xF0) << 4
            width_mm = timing[12] | (timing[14] & 0xF0) << 4 or data[21] * 10
            height_mm = timing[13] | (timing[14] & 0x0F) << 8 or data[22] * 10
            if width and height and width_mm and height_mm:
                return Screen(width, height, width_mm, height_mm)
    return None


def _holds(cells: tuple[int, int]) -> bool:
    return cells[0] >= LEAST[0] and cells[1] >= LEAST[1]
