"""Order of characters in a line that mixes directions (UAX #9), by the fribidi library that raqm uses as well."""

from __future__ import annotations

import ctypes
import functools
import itertools
from collections.abc import Sequence
from typing import Any, TypeVar

T = TypeVar("T")

_LTR, _RTL = 0x110, 0x111
"""FRIBIDI_PAR_LTR and FRIBIDI_PAR_RTL."""


@functools.cache
def _library() -> Any:
    for name in ("libfribidi.so.0", "libfribidi.0.dylib", "fribidi-0.dll"):
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    return None


def available() -> bool:
    """Whether lines of mixed direction can be put in order."""
    return _library() is not None


def levels(text: str, rtl: bool) -> bytes:
    """Embedding level of every character of a line, odd from right to left; all of the base without the library."""
    base = 1 if rtl else 0
    library = _library()
    if library is None or not text:
        return bytes([base] * len(text))
    count = len(text)
    code_points = (ctypes.c_uint32 * count)(*map(ord, text))
    found = (ctypes.c_int8 * count)()
    direction = ctypes.c_uint32(_RTL if rtl else _LTR)
    # NULL for what is not asked: the visual string and both maps of places
    if not library.fribidi_log2vis(code_points, count, ctypes.byref(direction), None, None, None, found):
        return bytes([base] * count)
    return bytes(max(level, 0) for level in found)


def visual(items: Sequence[tuple[int, T]]) -> list[T]:
    """Things with their levels, in logical order, put in order from left to right (rule L2)."""
    order = list(items)
    for level in range(max((level for level, _ in order), default=0), 0, -1):
        groups = [(high, list(group)) for high, group in itertools.groupby(order, key=lambda item: item[0] >= level)]
        order = [item for high, group in groups for item in (reversed(group) if high else group)]
    return [thing for _, thing in order]
