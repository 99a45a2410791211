"""PO files read and written through Babel, with every fault told by its line.

Babel's reader prints warnings, stops at some faults and swallows others (a missing end quote costs a letter, a message
that stands twice is merged). So entries are looked through first: a broken one is told and left out, the rest is read.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import denormalize, read_po, write_po

from tesuri import source
from tesuri.model import Locale
from tesuri.problem import Problem

# One line, however long: wrapping at 76 columns knows nothing of Japanese, and breaks comments that have a meaning.
_WIDTH = 1_000_000

_LINE = re.compile(
    r"(?P<obsolete>#~[ \t]*)?"
    r"(?:(?P<keyword>msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)[ \t]*)?"
    r'(?P<string>"(?:[^"\\]|\\.)*")'
)
_Fault = tuple[int, str, str]
_SOUND = (["msgid", "msgstr"], ["msgctxt", "msgid", "msgstr"])


@dataclass(slots=True)
class _Entry:
    """Lines of one message, by index, with what they say."""

    lines: list[int] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    strings: dict[str, str] = field(default_factory=dict)
    """keyword → its quoted pieces joined, escapes left alone."""
    start: int = 0
    """Index of the first line that is no comment."""
    obsolete: bool = False
    fault: _Fault | None = None
    """Index of the faulty line, what is wrong, rule."""


def parse_po(data: bytes, path: str, locale: Locale) -> tuple[Catalog, list[Problem]]:
    """Babel's catalog of a PO file's bytes, without the entries that are broken, and all problems of the file."""
    text, problems = source.decode(data, path)
    lines = [line.strip() for line in text.split("\n")]
    seen: dict[tuple[str | None, str], int] = {}
    header: _Entry | None = None
    for entry in _entries(lines):
        fault = entry.fault or _entry_fault(entry, lines)
        key = entry.strings.get("msgctxt"), entry.strings.get("msgid", "")
        if fault is None and not entry.obsolete:
            if key in seen:
                fault = entry.start, f"the message stands twice; the first is on line {seen[key]}", "po-duplicate"
            else:
                seen[key] = entry.start + 1
                header = entry if key == (None, "") else header
        if fault is not None:
            problems.append(Problem(path, fault[0] + 1, fault[1], fault[2]))
            for index in entry.lines:
                lines[index] = ""
    problems += _header_faults(header, path, locale)
    try:
        catalog = read_po(lines, locale.directory)
    except (ValueError, LookupError) as error:
        # Only the header is interpreted (dates, plural forms): without it everything else is still good.
        assert header is not None
        problems.append(Problem(path, header.start + 1, f"broken header: {error}", "po-header"))
        for index in header.lines:
            lines[index] = ""
        catalog = read_po(lines, locale.directory)
    catalog.locale, catalog.charset = locale.directory, "utf-8"
    for message in (*catalog, *catalog.obsolete.values()):
        _restore_previous(message)
    return catalog, problems


def new_catalog(locale: Locale, name: str, now: dt.datetime) -> Catalog:
    """An empty catalog; ``name`` is that of its domain. Nobody is named in its header."""
    catalog = Catalog(
        locale.directory,
        header_comment=f"# {locale.english} messages of Tesuri ({name}).",
        project="Tesuri",
        version=name,
        creation_date=now,
        fuzzy=False,
    )
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = ""
    return catalog


def empty_like(old: Catalog, locale: Locale) -> Catalog:
    """An empty catalog with the header of another."""
    catalog = Catalog(
        locale.directory,
        header_comment=old.header_comment,
        project=old.project,
        version=old.version,
        copyright_holder=old.copyright_holder,
        creation_date=old.creation_date,
        revision_date=old.revision_date,
        fuzzy=False,
    )
    catalog.msgid_bugs_address, catalog.last_translator = old.msgid_bugs_address, old.last_translator
    catalog.language_team = old.language_team
    return catalog


def po_bytes(catalog: Catalog) -> bytes:
    """A catalog as the bytes of its PO file; equal catalogs give equal bytes."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=_WIDTH, include_previous=True)
    return buffer.getvalue().rstrip(b"\n") + b"\n"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: beside its place first, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)  # mkstemp gives 0600, which a web server or a colleague could not read
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _entries(lines: Sequence[str]) -> Iterator[_Entry]:
    entry = _Entry()
    for index, line in enumerate(lines):
        if not line or (line[0] == "#" and not line.startswith("#~")):
            if entry.keywords or entry.fault:
                yield entry
                entry = _Entry()
            if line:
                entry.lines.append(index)
            continue
        if line.startswith("#~|"):  # the previous source of an obsolete message: Babel cannot read it, nobody needs it
            entry.lines.append(index)
            continue
        match = _LINE.fullmatch(line)
        keyword = match["keyword"] if match else None
        if keyword in {"msgctxt", "msgid"} and entry.keywords and entry.keywords[-1].startswith("msgstr"):
            yield entry
            entry = _Entry()
        if not entry.keywords and not entry.fault:
            entry.start = index
        entry.lines.append(index)
        if match is None:
            entry.fault = entry.fault or (index, f"not a line of a PO file: {line[:40]}", "po-syntax")
            continue
        if keyword:
            entry.obsolete = match["obsolete"] is not None
            entry.keywords.append(keyword)
            entry.strings[keyword] = ""
        if not entry.keywords:
            entry.fault = entry.fault or (index, "a string without msgid or msgstr before it", "po-syntax")
            continue
        entry.strings[entry.keywords[-1]] += match["string"][1:-1]
    if entry.keywords or entry.fault:
        yield entry


def _entry_fault(entry: _Entry, lines: Sequence[str]) -> _Fault | None:
    broken = next((index for index in entry.lines if "\ufffd" in lines[index]), None)
    if broken is not None:
        return broken, "letters that are no UTF-8; the message is left out", "encoding"
    if "msgid_plural" in entry.keywords:
        return entry.start, "plural messages are not used here; a fact's forms stand in its token", "po-syntax"
    if entry.keywords not in _SOUND:
        order = " ".join(entry.keywords)
        return entry.start, f"a message is msgid, then msgstr, after msgctxt if it has one; here: {order}", "po-syntax"
    return None


def _header_faults(header: _Entry | None, path: str, locale: Locale) -> Iterator[Problem]:
    if header is None:
        yield Problem(path, 1, 'the header (msgid "") is missing', "po-header")
        return
    line = header.start + 1
    fields = {
        name.strip().lower(): value.strip()
        for name, _, value in (part.partition(":") for part in header.strings["msgstr"].split("\\n"))
    }
    charset = re.search(r"charset=([\w.:-]+)", fields.get("content-type", ""))
    if charset is None or charset[1].lower() not in {"utf-8", "utf8"}:
        given = charset[1] if charset else "no charset"
        yield Problem(path, line, f"the header says {given}; catalogs are UTF-8", "po-header")
    language = fields.get("language", "").replace("-", "_").lower()
    known = {name.replace("-", "_").lower() for name in (locale.directory, locale.tag, locale.weblate)}
    if language not in known:
        told = f"the header says Language '{language}', the file is of '{locale.directory}'"
        yield Problem(path, line, told, "po-header")


def _restore_previous(message: Message) -> None:
    """Babel reads ``#| msgid`` as a comment of the translator: make it the previous source again."""
    kept: list[str] = []
    pieces: dict[str, list[str]] = {}
    keyword = ""
    for comment in message.user_comments:
        if not comment.startswith("|"):
            kept.append(comment)
            continue
        match = _LINE.fullmatch(comment[1:].strip())
        if match is not None:
            keyword = match["keyword"] or keyword
            pieces.setdefault(keyword, []).append(match["string"])
    message.user_comments = kept
    if "msgid" in pieces:
        message.previous_id = ["".join(denormalize(piece) for piece in pieces["msgid"])]
