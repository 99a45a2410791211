"""What the terminal can do, asked of it once, before Textual takes it over.

Every terminal answers DA1, so it is the last question: what has not been answered before it is not known. The
tty is raw meanwhile and emptied afterwards, so that no answer is taken for a key.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import struct
import sys
import termios
import time
import tty
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

_QUESTIONS = b"\x1b[16t\x1b[c"
"""Cell size in pixels, then device attributes (DA1)."""
_CELL = re.compile(rb"\x1b\[6;(\d+);(\d+)t")
_ATTRIBUTES = re.compile(rb"\x1b\[\?([\d;]*)c")
_SIXEL = b"4"
_MUTE = ("", "dumb", "unknown")
"""Values of TERM that ask for plain text."""
SUPERVISED = "TESURI_SUPERVISOR"
"""Environment variable with the supervisor's address; it relaunches foot with other letters."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """What can be shown. Cells are in pixels, 0 when nobody knows; ``colours`` is 2, 8, 256 or 2²⁴."""

    sixel: bool = False
    cell_width: int = 0
    cell_height: int = 0
    colours: int = 8
    utf8: bool = True
    resizer: Literal["foot", "kitty"] | None = None
    """Who can make letters larger: the supervisor around foot, or kitty in place."""


def detect(environ: Mapping[str, str] = os.environ, timeout: float = 0.5) -> Terminal:
    """The terminal on standard input and output; plain where there is none or it does not answer in ``timeout`` s.

    ``TESURI_SIXEL`` = 0 or 1 decides about pictures against what the terminal says; they need a known cell size.
    """
    sixel, size = False, (0, 0)
    if environ.get("TERM", "") not in _MUTE:
        # No terminal, or one that goes away while it is asked: plain text.
        with contextlib.suppress(OSError, ValueError, termios.error):
            source, sink = sys.__stdin__, sys.__stdout__
            if source is not None and sink is not None and source.isatty() and sink.isatty():
                sixel, size = understand(_ask(source.fileno(), sink.fileno(), timeout))
                size = size if all(size) else _window(sink.fileno())
    wish = environ.get("TESURI_SIXEL", "")
    sixel = wish == "1" if wish in ("0", "1") else sixel
    return Terminal(sixel and all(size), *size, colours(environ), utf8(environ), resizer(environ))


def understand(answer: bytes) -> tuple[bool, tuple[int, int]]:
    """Whether an answer promises sixel, and the cell's width and height (0, 0 where they are not told)."""
    attributes = _ATTRIBUTES.search(answer)
    cell = _CELL.search(answer)
    sixel = attributes is not None and _SIXEL in attributes[1].split(b";")[1:]
    return sixel, (int(cell[2]), int(cell[1])) if cell else (0, 0)


def colours(environ: Mapping[str, str]) -> int:
    """How many colours the terminal has: by COLORTERM, then by its name."""
    term = environ.get("TERM", "")
    if environ.get("COLORTERM", "") in ("truecolor", "24bit") or term.startswith(("foot", "xterm-kitty")):
        return 1 << 24
    if "256color" in term:
        return 256
    return 2 if term in _MUTE or term.startswith("vt") else 8


def utf8(environ: Mapping[str, str]) -> bool:
    """Whether the locale of the environment writes UTF-8."""
    name = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    return "utf8" in name.lower().replace("-", "")


def resizer(environ: Mapping[str, str]) -> Literal["foot", "kitty"] | None:
    """Who can make the letters larger here."""
    if environ.get(SUPERVISED):
        return "foot"
    return "kitty" if environ.get("KITTY_LISTEN_ON") else None


def _ask(source: int, sink: int, timeout: float) -> bytes:
    """The terminal's answers up to DA1, or what came until the time was over."""
    answer = b""
    with _raw(source):
        os.write(sink, _QUESTIONS)
        end = time.monotonic() + timeout
        while (left := end - time.monotonic()) > 0 and not _ATTRIBUTES.search(answer):
            if not select.select([source], [], [], left)[0]:
                break
            if not (more := os.read(source, 1024)):
                break
            answer += more
    return answer


@contextlib.contextmanager
def _raw(tty_input: int) -> Iterator[None]:
    """Bytes come as they are and unechoed; what was not read is thrown away at the end."""
    before = termios.tcgetattr(tty_input)
    try:
        tty.setraw(tty_input)
        yield
    finally:
        termios.tcsetattr(tty_input, termios.TCSAFLUSH, before)


def _window(sink: int) -> tuple[int, int]:
    """The cell by the kernel's size of the window, which many terminals leave at zero pixels."""
    rows, columns, width, height = struct.unpack("HHHH", fcntl.ioctl(sink, termios.TIOCGWINSZ, bytes(8)))
    return (width // columns, height // rows) if rows and columns else (0, 0)
