"""``tesuri kiosk --conformance``: the kiosk walked in every language, and a report row by row.

It is the product's own test run and certifies nothing. Exit code: 0 when no fault was found, also where a language
has no voice here (the report says *not met* for it); 1 when the walk found a fault; 2 for a language nobody knows.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tesuri.readings import shared_reader
from tesuri.speech.store import Store
from tesuri.speech.voices import live_voices, voice_of
from tesuri_kiosk import prepare
from tesuri_kiosk.book import now_in_japan
from tesuri_kiosk.conformance_report import markdown
from tesuri_kiosk.conformance_run import Product, run


def report(
    product: Product,
    locales: Sequence[str] = (),
    today: dt.datetime | None = None,
    told: Callable[[str], None] = lambda line: None,
) -> tuple[str, bool]:
    """Walk the kiosk in some locales, all if none are named: the report as Markdown, and whether no fault was found."""
    found = run(product, locales or tuple(product.collection.locales), today or now_in_japan(), told)
    return markdown(product, found), not found.faults


def verb(arguments: argparse.Namespace, root: Path, cache: Path | None, version: str) -> int:
    """``tesuri kiosk --conformance [--locale L]… [--out FILE]``; the exit code is told at the top."""
    try:
        product = _product(root, cache, arguments.config, version)
    except prepare.Unprepared as error:
        print(error, file=sys.stderr)
        return 1
    wanted = tuple(dict.fromkeys(arguments.locale or ()))
    if unknown := [tag for tag in wanted if tag not in product.collection.locales]:
        known = ", ".join(product.collection.locales)
        print(f"tesuri kiosk: no language {', '.join(unknown)} here; there are {known}", file=sys.stderr)
        return 2
    text, passed = report(product, wanted, told=_tell)
    if arguments.out is None:
        print(text, end="")
        return 0 if passed else 1
    try:
        arguments.out.write_text(text, encoding="utf-8")
    except OSError as error:
        print(f"tesuri: {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    print(f"tesuri kiosk: {arguments.out}: {'no fault' if passed else 'faults'} found", file=sys.stderr)
    return 0 if passed else 1


def _product(root: Path, cache: Path | None, config: Path | None, version: str) -> Product:
    """The kiosk as it would run here: the prepared content, the settings, the voices of this machine."""
    path, key = prepare.snapshot_path(root, cache, config), prepare.fingerprint(root, config)
    entrance = prepare.read_entrance(path, key)
    if entrance is None:
        prepare.write(root, cache, config, path, key)
        entrance = prepare.read_entrance(path, key)
        assert entrance is not None, path
    body = prepare.read_body(path)
    settings = entrance.settings
    store = Store(_folder(settings.voices), _folder(settings.recordings))
    live = live_voices(body.collection.locales.values())
    return Product(
        collection=body.collection,
        town=body.town,
        reader=shared_reader(body.collection.readings, cache),
        voices=lambda tag: voice_of(tag, live.get(tag), store),
        settings=settings,
        version=version,
        content_date=body.content_date,
        problems=body.problems,
    )


def _tell(line: str) -> None:
    print(f"tesuri kiosk: {line}", file=sys.stderr)


def _folder(name: str | None) -> Path | None:
    return Path(name) if name else None
