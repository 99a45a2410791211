"""The composition root of the kiosk: settings, content, terminal, speaker and app are put together here."""

from __future__ import annotations

import argparse
import ctypes
import gc
import os
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tesuri_kiosk import prepare, supervisor
from tesuri_kiosk.breaking import Breaks, KnownBreaks
from tesuri_kiosk.setting import UNSHAPED, Setter
from tesuri_kiosk.state import from_bytes
from tesuri_kiosk.terminal import Terminal, detect, utf8
from tesuri_kiosk.view import View, block_script

if TYPE_CHECKING:
    from tesuri_kiosk import fit
    from tesuri_kiosk.app import Open, Rig
    from tesuri_kiosk.drawn import Pen

NO_UTF8 = "this terminal is not set to UTF-8, which every language here needs; start it with LANG=C.UTF-8"
LINUX_CONSOLE = frozenset({"en", "es", "fil", "id", "pt-BR"})
"""What the bare console of Linux can write; it has 512 letters."""


class CannotStart(Exception):
    """Why the kiosk cannot run here, in one line or a problem a line."""


def verb(arguments: argparse.Namespace, root: Path, cache: Path | None, version: str) -> int:
    """``tesuri kiosk`` with its options; the exit code. CannotStart where there is no way."""
    if arguments.fit:
        from tesuri_kiosk import fit

        print(fit.report(*_fitted(arguments)))
        return 0
    if arguments.conformance:
        from tesuri_kiosk import conformance

        return conformance.verb(arguments, root, cache, version)
    if arguments.service:
        return _service(arguments, root)
    return run(root, cache, arguments.config, version)


def prepared(root: Path, cache: Path | None, settings: Path | None) -> tuple[prepare.Entrance, Path]:
    """The waiting screen and the file with all the rest, made anew where something changed.

    Where the cache cannot be written, in a folder of this user's own.
    """
    key = prepare.fingerprint(root, settings)
    first = prepare.snapshot_path(root, cache, settings)
    entrance = prepare.read_entrance(first, key)
    if entrance is not None:
        return entrance, first
    print("準備しています / Getting ready …", file=sys.stderr)
    complaint = ""
    for path in dict.fromkeys((first, prepare.snapshot_path(root, None, settings))):
        arguments = [str(root), str(cache or ""), str(settings or ""), str(path), key]
        command = [sys.executable, "-m", "tesuri_kiosk.prepare", *arguments]
        with _mute():
            run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        entrance = prepare.read_entrance(path, key)
        if entrance is not None:
            return entrance, path
        complaint = complaint or run.stderr.strip()
    raise CannotStart(complaint or f"{first}: cannot be written")


@contextmanager
def _mute() -> Iterator[None]:
    """Keys pressed meanwhile are not written on the screen; nothing where there is no terminal."""
    try:
        before = termios.tcgetattr(sys.stdin)
    except (termios.error, OSError, ValueError):
        yield
        return
    silent = [*before[:3], before[3] & ~termios.ECHO, *before[4:]]
    termios.tcsetattr(sys.stdin, termios.TCSANOW, silent)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSANOW, before)


def run(root: Path, cache: Path | None, settings: Path | None, version: str) -> int:
    """Run the kiosk in this terminal; the exit code. CannotStart where there is no way."""
    gc.disable()  # until the collection is read: nothing becomes garbage while modules load
    # textual-serve shows the app in a browser, through a driver of its own and without a terminal.
    served = "TEXTUAL_DRIVER" in os.environ
    if not served and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CannotStart("the kiosk needs a terminal; start it in one")
    if _not_utf8(os.environ):
        raise CannotStart(NO_UTF8)
    entrance, path = prepared(root, cache, settings)
    terminal = detect()
    rig = make_rig(entrance, path, cache, terminal, version, lambda: prepared(root, cache, settings)[1])
    # Deferred: Textual takes 0.2 s, and none of it is needed to say why the kiosk cannot start.
    from tesuri_kiosk.app import Kiosk
    from tesuri_kiosk.driver import KioskDriver

    app = Kiosk(rig, driver_class=None if served else KioskDriver)
    app.run(mouse=True)
    if app.failure:
        print(app.failure, file=sys.stderr)
    return app.return_code or 0


def make_rig(
    entrance: prepare.Entrance,
    path: Path,
    cache: Path | None,
    terminal: Terminal,
    version: str,
    again: Callable[[], Path] | None = None,
) -> Rig:
    """Everything that the app is given; ``again`` prepares anew where the prepared file is damaged."""
    from tesuri_kiosk.app import Rig

    breaks = KnownBreaks(entrance.phrases)
    pen = _pen(path, terminal, breaks)
    shapes = _shapes(entrance, pen, os.environ)
    setter = Setter(pen, breaks=breaks)
    sizes = supervisor.text_sizes()

    def open_() -> Open:
        try:
            body = prepare.read_body(path)
        except Exception:  # half a file, after the power was cut: any part of it may be anything
            path.unlink(missing_ok=True)
            if again is None:
                raise
            body = prepare.read_body(again())
        return open_book(entrance, body, cache, setter, shapes, sizes, version)

    state = supervisor.take_over()
    return Rig(
        entrance=_legible(entrance.view, shapes),
        settings=entrance.settings,
        locale=entrance.locale,
        setter=setter,
        open=open_,
        cell=(terminal.cell_width, terminal.cell_height) if pen else (0, 0),
        sizes=sizes,
        resize=_resize(terminal),
        state=from_bytes(state, entrance.tags) if state else None,
    )


def open_book(
    entrance: prepare.Entrance,
    body: prepare.Body,
    cache: Path | None,
    setter: Setter,
    shapes: frozenset[str],
    sizes: int,
    version: str,
) -> Open:
    """Make the screens and bring up the voices; runs beside the waiting screen."""
    # Deferred: none of it is needed to paint the waiting screen.
    from tesuri.opening import learn_holidays
    from tesuri.readings import shared_reader
    from tesuri.speech.live import make_speaker
    from tesuri.speech.readings_dictionary import build
    from tesuri_kiosk import screens
    from tesuri_kiosk.app import Open
    from tesuri_kiosk.book import Book, Machine

    collection, settings = body.collection, entrance.settings
    learn_holidays(body.holidays)
    dictionary = build(collection.readings, cache / "speech") if cache else None
    speaker = make_speaker(
        collection.locales.values(),
        cache / "speech" if cache else None,
        _folder(settings.voices),
        _folder(settings.recordings),
        dictionary,
    )
    machine = Machine(
        shapes=shapes,
        sizes=sizes,
        silent_because=speaker.silent_because,
        voices=speaker.voice,
        version=version,
        content_date=body.content_date,
        problems=body.problems,
        letters="drawn by this program (sixel)" if setter.pen else "drawn by the terminal",
    )
    reader = shared_reader(collection.readings, prepare.own_cache(cache))
    if isinstance(setter.breaks, KnownBreaks):
        setter.breaks.find = reader.phrases  # found beforehand too, and so without budoux
    book = Book(collection, collection.towns[body.town], reader, settings, machine)
    _give_back()
    gc.freeze()  # what stays for ever is not looked at again by every collection, in the middle of a repaint
    gc.enable()

    def forget() -> None:
        book.forget()
        _give_back()

    return Open(lambda state: screens.view(book, state), speaker, forget)


def _give_back() -> None:
    """Memory that reading the collection needed for a moment goes back to the system; glibc alone would keep it."""
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _pen(path: Path, terminal: Terminal, breaks: Breaks) -> Pen | None:
    """What draws letters; None where the terminal shows no pictures or nothing here can shape."""
    if not terminal.sixel:
        return None
    from tesuri_kiosk.drawn import Pen  # Pillow takes 60 ms, and most terminals show no pictures

    pen = Pen(terminal.cell_width, terminal.cell_height, prepare.read_locales(path), breaks)
    return pen if pen.can_shape else None


def _shapes(entrance: prepare.Entrance, pen: Pen | None, environ: Mapping[str, str]) -> frozenset[str]:
    """Locales whose letters are shown rightly here."""
    if environ.get("TERM") == "linux":
        return LINUX_CONSOLE & entrance.tags
    unshaped = entrance.tags & frozenset(UNSHAPED)
    drawn = frozenset() if pen is None else frozenset(tag for tag in unshaped if not pen.missing(tag))
    return entrance.tags - frozenset(UNSHAPED) | drawn


def _legible(view: View, shapes: frozenset[str]) -> View:
    """The waiting screen without the languages that would be boxes here."""
    kept = tuple(block for block in view.blocks if all(s.locale in shapes for s in block_script(block)))
    return replace(view, blocks=kept or view.blocks)


def _resize(terminal: Terminal) -> Callable[[int, bytes], bool] | None:
    """Other letters: kitty changes them in place; foot has to start again, with the state handed over."""
    if terminal.resizer == "kitty":
        return lambda step, _: not supervisor.set_font_size(step) and False
    if terminal.resizer == "foot":
        return _handed_over
    return None


def _handed_over(step: int, state: bytes) -> bool:
    try:
        supervisor.hand_over(state)
    except (OSError, ValueError):
        return False  # nobody took it: the letters stay as they are, and so does the visitor's place
    return True


def _folder(name: str | None) -> Path | None:
    return Path(name) if name else None


def _not_utf8(environ: Mapping[str, str]) -> bool:
    """Whether the environment names an encoding that is not UTF-8; where it names none, terminals write UTF-8."""
    named = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG")
    return bool(named) and not utf8(environ)


def _fitted(arguments: argparse.Namespace) -> tuple[fit.Screen, float]:
    """Screen and distance that the options and the attached screen tell."""
    from tesuri_kiosk import fit

    try:
        return fit.measured(arguments.screen, arguments.resolution, arguments.distance, fit.attached_screen())
    except ValueError as error:
        raise CannotStart(str(error)) from None


def _service(arguments: argparse.Namespace, root: Path) -> int:
    """In service: sizes by the screen, then foot and the app until the staff leaves."""
    from tesuri_kiosk import fit

    screen, distance = _fitted(arguments)
    sizes = fit.usable(screen.width, screen.height, fit.first_size(screen, distance))
    app = [sys.executable, "-c", "import sys; from tesuri.cli import main; sys.exit(main())", "kiosk", "--attached"]
    options = ["--root", str(root), *(["--config", str(arguments.config)] if arguments.config else [])]
    return supervisor.serve(sizes, [*app, *options])
