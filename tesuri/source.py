"""Source files as text: the faults of encoding and line ends are told here, once for all formats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tesuri.problem import Problem, warning

_PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010ffff"
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff"
_FORBIDDEN = re.compile(f"[{_PRIVATE}{_CONTROL}]")
_PRIVATE_USE = re.compile(f"[{_PRIVATE}]")


def forbidden(text: str) -> Iterator[tuple[int, str]]:
    """Characters that no content may hold: their index and what is wrong with them.

    Private-use characters (外字) are shown on the device that has them and nowhere else; control characters and
    overrides of direction change a page without being seen; our slots are made of noncharacters.
    """
    for match in _FORBIDDEN.finditer(text):
        code = f"U+{ord(match.group()):04X}"
        if _PRIVATE_USE.match(match.group()):
            yield match.start(), f"private-use character {code} (外字): other devices cannot show it; write it in kana"
        else:
            yield match.start(), f"invisible control character {code}; delete it"


def without_forbidden(text: str) -> str:
    """The text without the characters that ``forbidden`` tells."""
    return _FORBIDDEN.sub("", text)


def decode(data: bytes, path: str) -> tuple[str, list[Problem]]:
    """Decode a file's bytes as UTF-8 with LF, telling BOM, CRLF and bytes that are no UTF-8."""
    problems: list[Problem] = []
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        problems.append(warning(path, 1, "the file starts with a byte order mark; save it as UTF-8 without BOM", "bom"))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(Problem(path, line, f"not UTF-8: {_guess_encoding(data)}; save the file as UTF-8", "encoding"))
        text = data.decode("utf-8", errors="replace")
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        problems.append(warning(path, line, "Windows line ends (CRLF); save the file with LF", "crlf"))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    for index, message in forbidden(text):
        problems.append(Problem(path, text.count("\n", 0, index) + 1, message, "character"))
    return without_forbidden(text), problems


def read(root: Path, path: str) -> tuple[str | None, list[Problem]]:
    """Text of ``root / path``; None with a problem when it cannot be read."""
    try:
        file = root / path
        if file.exists() and not file.is_file():
            return None, [Problem(path, 1, "cannot be read: it is not a file", "unreadable")]
        data = file.read_bytes()
    except OSError as error:
        return None, [Problem(path, 1, f"cannot be read: {error.strerror}", "unreadable")]
    return decode(data, path)


def _guess_encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "it looks like UTF-16"
    try:
        data.decode("cp932")
    except UnicodeDecodeError:
        return "an unknown encoding"
    return "it looks like Shift_JIS (CP932)"
