"""Fonts of this machine, asked of fontconfig: where a family lies and which characters it holds.

Pillow draws with one font at a time and shows a box for what that font lacks; so coverage is known before
anything is drawn, and text is cut into stretches of one font each.
"""

from __future__ import annotations

import functools
import itertools
import subprocess
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from PIL import ImageFont

PACKAGES = {
    "BIZ UDGothic": "fonts-morisawa-bizud-gothic",
    "BIZ UDPGothic": "fonts-morisawa-bizud-gothic",
    "Noto Sans CJK JP": "fonts-noto-cjk",
    "Noto Sans CJK SC": "fonts-noto-cjk",
    "Noto Sans CJK TC": "fonts-noto-cjk",
    "Noto Sans CJK KR": "fonts-noto-cjk",
    "Noto Sans": "fonts-noto-core",
    "Noto Sans Devanagari": "fonts-noto-core",
    "Noto Sans Myanmar": "fonts-noto-core",
    "Noto Nastaliq Urdu": "fonts-noto-core",
    "Noto Sans Arabic": "fonts-noto-core",
}
"""Debian package of each family that ``i18n/locales.yml`` names."""

_JOINERS = "\u200c\u200d"
_IGNORED = frozenset(map(chr, (0xAD, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A))))
"""Characters without a picture: marks of direction, soft hyphens, places to break."""


@dataclass(frozen=True, slots=True)
class Face:
    """A font file's face; ``starts`` and ``ends`` are the first and last code points of what it holds."""

    path: str
    index: int
    family: str = field(compare=False)
    starts: tuple[int, ...] = field(compare=False, repr=False)
    ends: tuple[int, ...] = field(compare=False, repr=False)

    def covers(self, character: str) -> bool:
        """Whether the face has a picture of its own for a character."""
        place = bisect_right(self.starts, ord(character)) - 1
        return place >= 0 and ord(character) <= self.ends[place]


@dataclass(frozen=True, slots=True)
class Faces:
    """Faces of some families (name, bold), best first; fontconfig, 10 ms a family, is asked as far as needed."""

    families: tuple[tuple[str, bool], ...]

    def __iter__(self) -> Iterator[Face]:
        return (face for family, bold in self.families if (face := find(family, bold)) is not None)


def drawable(character: str) -> bool:
    """Whether a character has a picture at all; marks of direction and control characters have none."""
    return character not in _IGNORED and unicodedata.category(character) != "Cc"


@functools.cache
def find(family: str, bold: bool = False) -> Face | None:
    """The face of a family, by fontconfig; None where the family is not installed."""
    # the style beside the weight: some families declare all their files as regular
    face = _match(f"{_escaped(family)}:weight={200 if bold else 80}:style={'Bold' if bold else 'Regular'}")
    return face if face is not None and family in face.family.split(",") else None


@functools.cache
def substitute(character: str, language: str) -> Face | None:
    """Any installed face that holds a character, best for a language; None where there is none."""
    face = _match(f":charset={ord(character):x}:lang={language}:weight=80")
    return face if face is not None and face.covers(character) else None


@functools.lru_cache(maxsize=64)
def sized(path: str, index: int, pixels: float) -> Any:
    """A face at a size in pixels an em, laid out by raqm (Pillow's ``FreeTypeFont``)."""
    return ImageFont.truetype(path, pixels, index=index, layout_engine=ImageFont.Layout.RAQM)


@functools.cache
def _narrow(path: str, index: int) -> bool:
    return bool(sized(path, index, 100.0).getlength(" ") < 20)


def spaced(text: str, face: Face) -> str:
    """Text with its spaces doubled where a font's own are hardly seen: 0.13 em in Noto Nastaliq Urdu."""
    return text.replace(" ", "  ") if " " in text and _narrow(face.path, face.index) else text


def stretches(text: str, faces: Iterable[Face], language: str) -> Iterator[tuple[str, Face | None]]:
    """Text cut where the font changes; None where no installed font holds a character.

    A mark, joiner or space stays with what stands before it, so that no cluster is torn.
    """
    others: list[Face] = []
    begin = 0
    current: Face | None = None
    known = False
    for place, character in enumerate(text):
        if known and (_clings(character) or (character == " " and current is not None and current.covers(" "))):
            continue
        if not drawable(character):
            continue
        face = next((f for f in itertools.chain(faces, others) if f.covers(character)), None)
        if face is None and (face := substitute(character, language)) is not None:
            others.append(face)
        if known and face != current:
            yield text[begin:place], current
            begin = place
        current, known = face, True
    if text:
        # marks of direction alone need no picture, and any font will do for them
        yield text[begin:], current if known else next(iter(faces), None)


def _clings(character: str) -> bool:
    return character in _JOINERS or unicodedata.category(character).startswith("M")


def _match(pattern: str) -> Face | None:
    command = ["fc-match", "-f", "%{file}\t%{index}\t%{family}\t%{charset}", pattern]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout
        path, index, family, charset = answer.split("\t")
        ranges = [tuple(int(end, 16) for end in part.split("-")) for part in charset.split()]
        return Face(path, int(index), family, tuple(r[0] for r in ranges), tuple(r[-1] for r in ranges))
    except (OSError, subprocess.SubprocessError, ValueError):
        return None  # no fontconfig, or an answer nobody can use: as if nothing were installed


def _escaped(family: str) -> str:
    return "".join("\\" + c if c in "\\-:," else c for c in family)
