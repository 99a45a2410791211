"""Catalogs as the rest of the package knows them: (context, source) → text and state, read fast and checked.

Babel reads about 23,000 messages a second (measured: 66 ms for 1,500), fourteen locales would take a second of every
build. So what was read and checked is kept in the caller's cache folder under a hash of all that it depends on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache as once
from pathlib import Path

from babel.messages.catalog import Catalog as PoCatalog

import tesuri.messages.checks
import tesuri.messages.pofile
import tesuri.messages.states
import tesuri.tokens
from tesuri.messages.checks import check_translation
from tesuri.messages.extract import catalog_path
from tesuri.messages.pofile import parse_po, write_whole
from tesuri.messages.states import state_of
from tesuri.model import SOURCE_LOCALE, Catalog, Locale, Message, MessageState
from tesuri.problem import Problem, Severity, warning

Key = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class CatalogFile:
    """One PO file, read and checked."""

    messages: dict[Key, Message]
    problems: tuple[Problem, ...]


def read_catalogs(
    root: Path, locale: Locale, towns: Iterable[str], cache: Path | None = None
) -> tuple[Catalog, list[Problem]]:
    """The interface's, the content's and the towns' catalogs of a locale as one, with all their problems.

    Where two hold the same source, the first translation that may be shown wins. The source locale has no catalog.
    ``cache`` is a folder of the caller's.
    """
    if locale.tag == SOURCE_LOCALE:
        return Catalog(locale.tag, {}), []
    messages: dict[Key, Message] = {}
    problems: list[Problem] = []
    paths = [catalog_path(locale, name) for name in ("interface", "content")]
    paths += [catalog_path(locale, town=slug) for slug in towns]
    for path in paths:
        try:
            data = (root / path).read_bytes()
        except FileNotFoundError:
            if not path.startswith("content/towns/"):
                problems.append(warning(path, 1, "no such catalog; `tesuri messages update` makes it", "po-missing"))
            continue
        except OSError as error:
            problems.append(Problem(path, 1, f"cannot be read: {error.strerror}", "unreadable"))
            continue
        file = read_catalog(data, path, locale, cache)
        problems += file.problems
        for key, message in file.messages.items():
            if key not in messages or messages[key].state in _NEVER_SHOWN:
                messages[key] = message
    return Catalog(locale.tag, messages), problems


_NEVER_SHOWN = (MessageState.MISSING, MessageState.STALE)


def check_catalog(root: Path, path: str, locale: Locale) -> list[Problem]:
    """Every fault of one PO file: its form, its states, and what its translations lost of their sources."""
    return list(read_catalog((root / path).read_bytes(), path, locale).problems)


def read_catalog(data: bytes, path: str, locale: Locale, cache: Path | None = None) -> CatalogFile:
    """One PO file from its bytes, or from the cache when nothing it depends on has changed."""
    if cache is None:
        return _read(data, path, locale)
    depends_on = (_code(), path, locale.directory, locale.babel, locale.tag, locale.weblate, locale.ruby)
    key = hashlib.sha256(repr(depends_on).encode() + data).hexdigest()
    kept = cache / (path.replace("/", ".") + ".json")
    found = _recall(kept, key, path)
    if found is None:
        found = _read(data, path, locale)
        _keep(kept, key, found)
    return found


def _read(data: bytes, path: str, locale: Locale) -> CatalogFile:
    catalog, problems = parse_po(data, path, locale)
    messages: dict[Key, Message] = {}
    for context, source, text, fuzzy, comments, line in _plain(catalog):
        state, unreadable = state_of(text, fuzzy, comments)
        messages[context, source] = Message(text, state)
        if unreadable is not None:
            known = "drafted, second reading YYYY-MM-DD, reviewed YYYY-MM-DD role@office"
            problems.append(warning(path, line, f"state '{unreadable}' is none of: {known}", "state"))
        if state is not MessageState.STALE:  # a stale text is never shown, and differs by its nature
            problems += check_translation(source, text, locale.babel, locale.ruby, path, line, context)
    return CatalogFile(messages, tuple(problems))


def _plain(catalog: PoCatalog) -> Iterable[tuple[str | None, str, str, bool, list[str], int]]:
    for message in catalog:
        if message.id:
            yield (
                message.context,
                str(message.id),
                str(message.string or ""),
                message.fuzzy,
                message.user_comments,
                message.lineno or 1,
            )


@once
def _code() -> str:
    """Hash of the code that reads and checks: what an older one kept is not trusted."""
    modules = (tesuri.tokens, tesuri.messages.checks, tesuri.messages.states, tesuri.messages.pofile)
    files = [__file__, *(str(module.__file__) for module in modules)]
    return hashlib.sha256(b"".join(Path(file).read_bytes() for file in files)).hexdigest()


def _recall(kept: Path, key: str, path: str) -> CatalogFile | None:
    try:
        record = json.loads(kept.read_bytes())
        if record["key"] != key:
            return None
        states = {str(state): state for state in MessageState}
        messages = {(ctx, source): Message(text, states[state]) for ctx, source, text, state in record["messages"]}
        problems = tuple(Problem(path, line, words, rule, Severity(s)) for line, words, rule, s in record["problems"])
    except (OSError, ValueError, KeyError, TypeError):
        return None  # not there, or damaged: it is made again
    return CatalogFile(messages, problems)


def _keep(kept: Path, key: str, file: CatalogFile) -> None:
    record = {
        "key": key,
        "messages": [(*key, message.text, message.state) for key, message in file.messages.items()],
        "problems": [(p.line, p.message, p.rule, p.severity) for p in file.problems],
    }
    with suppress(OSError):  # a folder that cannot be written costs time, not truth
        write_whole(kept, json.dumps(record, ensure_ascii=False).encode())
