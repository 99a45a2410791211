"""``tesuri voices``: what each language is spoken with, packs made beforehand, sheets for people who record.

What is said is gathered from the kiosk's own screens, so a pack holds each sentence as it is said there.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tesuri.messages.pofile import write_whole
from tesuri.model import Locale
from tesuri.readings import shared_reader
from tesuri.speech import packs
from tesuri.speech import voices as known
from tesuri.speech.process import EngineProcess
from tesuri.speech.readings_dictionary import build
from tesuri.speech.sentence import Sentence
from tesuri.speech.store import Store
from tesuri_kiosk import prepare
from tesuri_kiosk.book import Book
from tesuri_kiosk.main import CannotStart, prepared
from tesuri_kiosk.screens.entrance import everything_shown
from tesuri_kiosk.settings import Settings
from tesuri_kiosk.walk import every_view


def voices(arguments: argparse.Namespace, root: Path, cache: Path | None) -> int:
    """``tesuri voices``: what each locale has, or with --build packs made, with --record sheets to read from."""
    _, path = prepared(root, cache, None)
    body = prepare.read_body(path)
    collection = body.collection
    dictionary = build(collection.readings, cache / "speech") if cache else None
    locales = [collection.locales[tag] for tag in arguments.locale or collection.locales if tag in collection.locales]
    unknown = [tag for tag in arguments.locale or () if tag not in collection.locales]
    if unknown:
        raise CannotStart(f"locale '{unknown[0]}' is not known")
    folder, recordings = arguments.packs or root / "voices", arguments.recordings or root / "recordings"
    store = Store(folder, recordings, cache / "speech" if cache else None)
    if arguments.record:
        for locale in locales:
            target = recordings / locale.tag / "index.yml"
            sheet = packs.recording_index(
                _sentences(body, locale.tag, cache), locale.tag, store.recordings.get(locale.tag, {})
            )
            write_whole(target, sheet.encode())
            print(target)
        return 0
    if not arguments.build:
        print(known.list_voices(known.parity(locales, store, dictionary)))
        for note in store.problems:
            print(note, file=sys.stderr)
        return 0
    process = EngineProcess(dictionary)
    try:
        engines, problems = packs.engines(locales, process, dictionary)
        for problem in problems:
            print(problem, file=sys.stderr)
        return _build_packs(arguments.engine, engines, locales, body, folder, cache)
    finally:
        process.close()


def _build_packs(
    name: str | None,
    engines: Mapping[str, packs.Engine],
    locales: Sequence[Locale],
    body: prepare.Body,
    folder: Path,
    cache: Path | None,
) -> int:
    """Packs of some locales; 1 where one could not be made."""
    if name is not None and name not in engines:
        raise CannotStart(f"engine '{name}' is not known; known are {', '.join(engines)}")
    code = 0
    for locale in locales:
        able = [engine for engine in engines.values() if name in (None, engine.name) and engine.voices(locale.tag)]
        if not able:
            print(f"{locale.tag}: no engine has a voice")
            continue
        report = packs.build_pack(
            _sentences(body, locale.tag, cache), locale.tag, able[-1], folder / locale.tag, _bar(locale.tag)
        )
        print(f"{locale.tag}: {report.made} made, {report.kept} kept, {report.dropped} dropped, by {able[-1].name}")
        for failed in report.failed:
            print(f"{locale.tag}: {failed}", file=sys.stderr)
            code = 1
    return code


def _sentences(body: prepare.Body, tag: str, cache: Path | None) -> tuple[Sentence, ...]:
    """Everything that the kiosk says in a locale, in the order of its screens."""
    reader = shared_reader(body.collection.readings, prepare.own_cache(cache))
    town = body.collection.towns[body.town]
    book = Book(body.collection, town, reader, Settings(), everything_shown(body.collection))
    found = (utterance.spoken for _, view in every_view(book, tag) for utterance in view.script())
    return tuple(dict.fromkeys(found))


def _bar(tag: str) -> Callable[[int, int], None]:
    """A bar on a terminal, a line in a hundred elsewhere."""

    def tell(done: int, of: int) -> None:
        if sys.stderr.isatty():
            width = 30 * done // of if of else 30
            end = "\n" if done == of else ""
            print(f"\r{tag:8} [{'#' * width}{'.' * (30 - width)}] {done}/{of}", end=end, file=sys.stderr, flush=True)
        elif done % 100 == 0:
            print(f"{tag} {done}/{of}", file=sys.stderr)

    return tell
