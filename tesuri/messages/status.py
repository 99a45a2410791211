"""How far each locale is: counted by us, since gettext's statistics count stale messages as translated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tesuri.messages.catalogs import read_catalogs
from tesuri.messages.extract import Source, extract
from tesuri.model import SOURCE_LOCALE, Locale, MessageState
from tesuri.problem import Problem


@dataclass(frozen=True, slots=True)
class Segment:
    """A source whose translation may not be shown, with its first place."""

    path: str
    line: int
    text: str
    state: MessageState


@dataclass(frozen=True, slots=True)
class LocaleStatus:
    """Counts of one locale; ``unshown`` are its missing and stale segments in reading order."""

    locale: str
    total: int
    counts: dict[MessageState, int]
    unshown: tuple[Segment, ...]

    @property
    def shown(self) -> int:
        """Segments whose translation a reader gets."""
        return self.total - len(self.unshown)


def status(
    root: Path, locales: Iterable[Locale], cache: Path | None = None
) -> tuple[tuple[LocaleStatus, ...], list[Problem]]:
    """The state of every source in every locale but the source's own.

    A source that changed since the last ``update`` is in no catalog and counts as missing.
    """
    templates, problems = extract(root)
    sources = {source.key: source for template in templates for source in template.sources}
    towns = [template.domain.name for template in templates if template.domain.town]
    found: list[LocaleStatus] = []
    for locale in locales:
        if locale.tag == SOURCE_LOCALE:
            continue
        catalog, faults = read_catalogs(root, locale, towns, cache)
        problems += faults
        states = [
            (source, catalog.messages[key].state if key in catalog.messages else MessageState.MISSING)
            for key, source in sources.items()
        ]
        unshown = tuple(
            _segment(source, state) for source, state in states if state in (MessageState.MISSING, MessageState.STALE)
        )
        counts = Counter(state for _, state in states)
        found.append(LocaleStatus(locale.tag, len(states), {state: counts[state] for state in MessageState}, unshown))
    return tuple(found), problems


def as_text(statuses: Iterable[LocaleStatus], segments: int | None = 20) -> str:
    """A table of the locales, then the missing and stale segments of each: ``segments`` at most, None for all."""
    statuses = tuple(statuses)
    rows = [("locale", "total", *(str(state) for state in MessageState), "shown")]
    for s in statuses:
        share = f"{100 * s.shown // s.total if s.total else 100} %"
        rows.append((s.locale, str(s.total), *(str(s.counts[state]) for state in MessageState), share))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join((row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))))
        for row in rows
    ]
    for s in statuses:
        shown = s.unshown if segments is None else s.unshown[:segments]
        lines += (f"{segment.path}:{segment.line}: {s.locale}: {segment.state}: {segment.text}" for segment in shown)
        if len(shown) < len(s.unshown):
            lines.append(f"{s.locale}: and {len(s.unshown) - len(shown)} more")
    return "\n".join(lines)


def _segment(source: Source, state: MessageState) -> Segment:
    path, line = source.places[0]
    return Segment(path, line, source.text, state)
