"""Contrast of everything that the style sheet paints (WCAG 2.2, relative luminance; our own mark is 7:1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from tesuri_kiosk.view import Role

ENOUGH = 7.0
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_PROPERTY = re.compile(r"(?<![-\w])(color|background)\s*:\s*(#[0-9a-fA-F]{6})")


@dataclass(frozen=True, slots=True)
class Pair:
    """Ink on paper, and where."""

    theme: str
    name: str
    ink: str = ""
    paper: str = ""

    @property
    def ratio(self) -> float:
        """Contrast, 1 to 21."""
        lighter, darker = sorted((luminance(self.ink), luminance(self.paper)), reverse=True)
        return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 to 1 (WCAG 2.2)."""
    values = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def pairs(styles: str, on_tiles: Iterable[str] = ()) -> list[Pair]:
    """Every pair that comes onto the screen: each component by itself, and the ink of ``on_tiles`` on a tile."""
    on_tiles = set(on_tiles)
    found = {(pair.theme, pair.name): pair for pair in _components(styles)}
    for (theme, name), pair in list(found.items()):
        tile = found.get((theme, "tile"))
        if tile is not None and name in on_tiles:
            found[theme, f"{name} on a tile"] = replace(pair, name=f"{name} on a tile", paper=tile.paper)
    return list(found.values())


def faults(styles: str, on_tiles: Iterable[str] = ()) -> Iterator[str]:
    """Pairs under 7:1, and components without colours of their own in either theme."""
    known = pairs(styles, on_tiles)
    for theme in ("dark", "light"):
        missing = {*Role, "chosen", "spoken"} - {pair.name for pair in known if pair.theme == theme}
        yield from (f"{name} has no colours in the {theme} theme" for name in sorted(missing))
    yield from (
        f"{pair.name}, {pair.theme}: {pair.ink} on {pair.paper} is {pair.ratio:.1f}:1"
        for pair in known
        if pair.ratio < ENOUGH
    )


def _components(styles: str) -> Iterator[Pair]:
    for selectors, body in _RULE.findall(_COMMENT.sub("", styles)):
        colours = dict(_PROPERTY.findall(body))
        for selector in selectors.split(","):
            name = re.search(r"\.sheet--([\w-]+)", selector)
            if name and {"color", "background"} <= set(colours):
                theme = "light" if ".-light" in selector else "dark"
                yield Pair(theme, name[1], colours["color"], colours["background"])
