"""Source files as text: the faults of encoding and line ends are told here, once for all formats."""

from __future__ import annotations

from pathlib import Path

from tesuri.problem import Problem, warning


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
    return text, problems


def read(root: Path, path: str) -> tuple[str | None, list[Problem]]:
    """Text of ``root / path``; None with a problem when it cannot be read."""
    try:
        data = (root / path).read_bytes()
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
