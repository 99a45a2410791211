"""Bringing catalogs up to the sources: nothing is lost, and nothing is guessed that a reader could be shown.

gettext's own fuzzy matching takes the likest sentence anywhere (転出届 → "Moving-in notice", 500円 → "300 yen").
Here a new source gets an old translation, as fuzzy, only from a source that vanished at the same place of one file.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from tesuri.messages.checks import check_translation
from tesuri.messages.extract import Source, Template, extract
from tesuri.messages.pofile import empty_like, new_catalog, parse_po, po_bytes, write_whole
from tesuri.messages.states import as_sound, as_stale
from tesuri.model import SOURCE_LOCALE, Locale
from tesuri.problem import Problem, has_errors

Key = tuple[str | None, str]

SIMILAR = 0.6
"""Least likeness (difflib's ratio) of two sentences of which one is held to be the other, changed."""
NEAR = 2
"""How many unchanged messages may lie between the place of the one and that of the other."""

_UNKNOWN_SOURCE = "stale: of an older source that is not known"


@dataclass(frozen=True, slots=True)
class CatalogUpdate:
    """What became of one catalog; counts of messages."""

    path: str
    kept: int
    new: int
    stale: int
    """New sources that got the translation of the one they replace, as fuzzy."""
    same_meaning: int
    """The same, kept as good because the caller says that the meaning is unchanged."""
    restored: int
    """Sources that came back and found their old translation."""
    obsolete: int
    """Sources that vanished and were not replaced. Every old translation stays in the file as ``#~``."""
    written: bool


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What became of all catalogs, and why some were left alone."""

    catalogs: tuple[CatalogUpdate, ...]
    problems: tuple[Problem, ...]

    def as_text(self) -> str:
        """One line a catalog."""
        return "\n".join(
            f"{c.path}: {c.kept} kept, {c.new} new, {c.stale} stale, {c.same_meaning} same meaning, "
            f"{c.restored} restored, {c.obsolete} obsolete{'' if c.written else ' (unchanged)'}"
            for c in self.catalogs
        )


def write_templates(root: Path, now: dt.datetime | None = None) -> tuple[tuple[str, ...], list[Problem]]:
    """Write the templates (.pot) that translation tools start a language from; paths of those that changed."""
    templates, problems = extract(root)
    if has_errors(problems):
        return (), problems
    written = []
    for template in templates:
        path = root / template.domain.template
        catalog = Catalog(
            header_comment=f"# Messages of Tesuri ({template.domain.name}).",
            project="Tesuri",
            version=template.domain.name,
            fuzzy=False,
        )
        catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = ""
        for source in template.sources:
            _add(catalog, source, "", (), False)
        if _write(path, catalog, _creation_date(path), now):
            written.append(template.domain.template)
    return tuple(written), problems


def update(
    root: Path, locales: Iterable[Locale], same_meaning: bool = False, now: dt.datetime | None = None
) -> UpdateReport:
    """Bring every catalog of the locales up to the sources, making those that are not there.

    ``same_meaning``: changed sources keep their translations as good ones, with a comment of the day. A catalog with
    errors is left as it is, and all are when a source file has errors: what cannot be read must not become obsolete.
    """
    now = now or dt.datetime.now(dt.UTC)
    templates, problems = extract(root)
    if has_errors(problems):
        return UpdateReport((), tuple(problems))
    updates: list[CatalogUpdate] = []
    for locale in locales:
        if locale.tag == SOURCE_LOCALE:
            continue
        for template in templates:
            path = template.domain.catalog(locale)
            file = root / path
            if file.exists():
                old, faults = parse_po(file.read_bytes(), path, locale)
                problems += faults
                if has_errors(faults):
                    continue
            else:
                old = new_catalog(locale, template.domain.name, now)
            catalog, done = _Merge(template, old, locale, now.date() if same_meaning else None).run()
            created = old.creation_date if file.exists() and isinstance(old.creation_date, dt.datetime) else None
            written = _write(file, catalog, created, now)
            updates.append(_counted(done, path, written))
    return UpdateReport(tuple(updates), tuple(problems))


class _Merge:
    """One catalog brought up to its template."""

    def __init__(self, template: Template, old: Catalog, locale: Locale, same_meaning: dt.date | None) -> None:
        self._template, self._old, self._locale, self._same_meaning = template, old, locale, same_meaning
        self._living: dict[Key, Message] = {(m.context, str(m.id)): m for m in old if m.id}
        wanted = {source.key for source in template.sources}
        self._vanished = {key: message for key, message in self._living.items() if key not in wanted}
        self._kept = _kept_translations(old, self._vanished)

    def run(self) -> tuple[Catalog, dict[str, int]]:
        """The new catalog, and how many messages went which way."""
        catalog = empty_like(self._old, self._locale)
        sources, kept = self._template.sources, self._kept
        new = [s for s in sources if s.key not in self._living and not self._restorable(s.key)]
        replaced = _replaced(new, sources, self._living, self._vanished)
        done = dict.fromkeys(("kept", "new", "stale", "same_meaning", "restored"), 0)
        for source in sources:
            message = self._living.get(source.key)
            if (message is None or message.fuzzy or not message.string) and self._restorable(source.key):
                done["restored"] += 1
                text, comments = kept.pop(source.key)
                _add(catalog, source, text, as_sound(comments), False)
            elif message is not None:
                done["kept"] += 1
                text, comments = str(message.string or ""), message.user_comments
                _add(catalog, source, text, comments, message.fuzzy, message.previous_id)
                if message.string and not message.fuzzy:
                    kept.pop(source.key, None)  # an older translation of what has a newer one
            elif (before := replaced.get(source.key)) is not None:
                way = self._carry_over(catalog, source, before)
                done[way] += 1
                if way == "same_meaning":
                    kept.pop((before.context, str(before.id)))
            else:
                done["new"] += 1
                _add(catalog, source, "", (), False)
        for key, (text, comments) in kept.items():
            _bury(catalog, key, text, comments)
        done["obsolete"] = len(self._vanished) - len(replaced)
        return catalog, done

    def _restorable(self, key: Key) -> bool:
        return key in self._kept and _UNKNOWN_SOURCE not in self._kept[key][1]

    def _carry_over(self, catalog: Catalog, source: Source, before: Message) -> str:
        text, previous = str(before.string), before.previous_id or [str(before.id)]
        locale, day = self._locale, self._same_meaning
        sound = day is not None and not before.fuzzy
        if sound and not check_translation(source.text, text, locale.babel, locale.ruby, "", 1, source.context):
            _add(catalog, source, text, [*before.user_comments, f"same meaning: {day}"], False)
            return "same_meaning"
        _add(catalog, source, text, as_stale(before.user_comments), True, previous)
        return "stale"


def _kept_translations(old: Catalog, vanished: Mapping[Key, Message]) -> dict[Key, tuple[str, list[str]]]:
    """Translations that no living source has, by the source that they truly translate."""
    kept: dict[Key, tuple[str, list[str]]] = {}
    for message in (*old.obsolete.values(), *vanished.values()):
        text, comments = str(message.string or ""), list(message.user_comments)
        if not text:
            continue
        key = message.context, str(message.id)
        if message.fuzzy and message.previous_id:
            key = message.context, str(message.previous_id[0])
        elif message.fuzzy and _UNKNOWN_SOURCE not in comments:
            comments.append(_UNKNOWN_SOURCE)
        kept[key] = text, comments
    return kept


def _replaced(
    new: Sequence[Source],
    sources: Sequence[Source],
    living: Mapping[Key, Message],
    vanished: Mapping[Key, Message],
) -> dict[Key, Message]:
    """New source → the vanished message that stood at its place and is like it; each is used once, the likest first."""
    candidates: dict[str, list[tuple[int, Key]]] = {}
    old_places = ((key, message.locations) for key, message in living.items())
    for path, rank, key in _ranks(old_places, vanished.keys()):
        if vanished[key].string:
            candidates.setdefault(path, []).append((rank, key))
    pairs: list[tuple[float, int, Key, Key]] = []
    for path, rank, key in _ranks(((s.key, s.places) for s in sources), {s.key for s in new}):
        for old_rank, old_key in candidates.get(path, ()):
            distance = abs(rank - old_rank)
            if distance <= NEAR and key[0] == old_key[0] and (ratio := _likeness(old_key[1], key[1])) >= SIMILAR:
                pairs.append((-ratio, distance, key, old_key))
    replaced: dict[Key, Message] = {}
    used: set[Key] = set()
    for _, _, key, old_key in sorted(pairs, key=lambda pair: (pair[0], pair[1], pair[2][1], pair[3][1])):
        if key not in replaced and old_key not in used:
            replaced[key] = vanished[old_key]
            used.add(old_key)
    return replaced


def _ranks(
    places: Iterable[tuple[Key, Iterable[tuple[str, int]]]], changed: Iterable[Key]
) -> Iterator[tuple[str, int, Key]]:
    """For each changed message: its file, and how many unchanged messages stand before it there."""
    moved = set(changed)
    fixed: dict[str, list[int]] = {}
    found: list[tuple[str, int, Key]] = []
    for key, spots in places:
        for path, line in spots:
            if key in moved:
                found.append((path, line or 0, key))
            else:
                fixed.setdefault(path, []).append(line or 0)
    for lines in fixed.values():
        lines.sort()
    for path, line, key in found:
        yield path, bisect_left(fixed.get(path, []), line), key


def _likeness(old: str, new: str) -> float:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.real_quick_ratio() < SIMILAR or matcher.quick_ratio() < SIMILAR:
        return 0.0
    return matcher.ratio()


def _add(
    catalog: Catalog, source: Source, text: str, comments: Iterable[str], fuzzy: bool, previous: Iterable[str] = ()
) -> None:
    message = catalog.add(
        source.text,
        text,
        locations=source.places,
        flags={"fuzzy"} if fuzzy else (),
        auto_comments=source.notes,
        user_comments=comments,
        previous_id=list(previous) if fuzzy else (),
        context=source.context,
    )
    # Babel takes ruby and per cents for format strings of Python; only the interface has real ones.
    message.flags &= {"fuzzy"} if source.context is None else {"fuzzy", "python-brace-format"}


def _bury(catalog: Catalog, key: Key, text: str, comments: Sequence[str]) -> None:
    context, words = key
    catalog.obsolete[words if context is None else (words, context)] = Message(
        words, text, user_comments=comments, context=context
    )


def _write(path: Path, catalog: Catalog, created: dt.datetime | None, now: dt.datetime | None) -> bool:
    """Write a catalog if it says anything new; its date changes only then."""
    if created is not None:
        catalog.creation_date = created
        if path.read_bytes() == po_bytes(catalog):
            return False
    catalog.creation_date = now or dt.datetime.now(dt.UTC)
    write_whole(path, po_bytes(catalog))
    return True


def _creation_date(path: Path) -> dt.datetime | None:
    """When a template was made; None when there is none that can be read."""
    content = path.read_text("utf-8", "replace") if path.exists() else ""
    found = re.search(r'^"POT-Creation-Date: (\d{4}-\d\d-\d\d \d\d:\d\d[+-]\d{4})\\n"$', content, re.MULTILINE)
    return dt.datetime.strptime(found[1], "%Y-%m-%d %H:%M%z") if found else None


def _counted(done: Mapping[str, int], path: str, written: bool) -> CatalogUpdate:
    return CatalogUpdate(path, **done, written=written)
