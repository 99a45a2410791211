"""``python -m bench.kiosk``: the kiosk beside an empty Textual app, and its speech beside saying a page at once.

Both apps run on a pty of 80 × 24 cells, taking turns, so that a slow minute of the machine is everybody's:

- first paint: from the start of the process to the bytes of the first words. What is prepared when content changes
  (``tesuri_kiosk.prepare``) is prepared before.
- key to repaint: from a key to the last byte that follows it, 95th percentile; the empty app writes one line anew.
- memory: of the process that draws (VmRSS) after those keys. The process that speaks is told apart.

Speech plays to nobody. First sound is counted from the request, live and from the cache, against the time in which
the sound of the whole page is made; stopping, until the player is silent.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.kiosk_pty import ROOT, Session, kiosk_command
from tesuri.load import load
from tesuri.readings import shared_reader
from tesuri.root import cache_folder
from tesuri.speech.live import LiveSpeaker, make_speaker
from tesuri.speech.player import CapturePlayer
from tesuri.speech.readings_dictionary import build
from tesuri.speech.sentence import Sentence

EMPTY = """
from textual.app import App
from textual.widgets import Static

class Empty(App):
    keys = 0

    def compose(self):
        yield Static("ready 0")

    def on_key(self, event):
        self.keys += 1
        self.query_one(Static).update(f"ready {self.keys}")

Empty().run()
"""
WAITING = "どれかキーを押すと"
LIMITS = {
    "first paint": 1.5,
    "key to repaint (p95)": 2.0,
    "memory": 2.0,
    "first sound, live": 0.15,
    "first sound, cached": 0.02,
}
REFRESH = 1 / 60
"""Seconds of one refresh of the screen, within which speech has to stop."""
KEYS = (b"\x1b[B", b"\x1b[B", b"\x1b[A", b"1", b"\x1b[B", b"\r", b".", b".", b"0", b".", b"+", b"9")
"""A lap through home, a group, a guide and a person, which ends where it began."""
STILL = 0.08
"""Seconds without a byte after which a repaint counts as finished."""


@dataclass(slots=True)
class Measured:
    """Seconds and kilobytes of one app."""

    paint: list[float] = field(default_factory=list)
    repaint: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)


def main() -> int:
    """Measure, print; 1 where a limit is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--laps", type=int, default=4, help="times that the keys are pressed in a round")
    parser.add_argument("--locale", action="append", help="languages of the speech; default: ja, en")
    parser.add_argument("--no-speech", action="store_true")
    arguments = parser.parse_args()
    ratios = _drawing(arguments.rounds, arguments.laps)
    if not arguments.no_speech:
        for locale in arguments.locale or ("ja", "en"):
            ratios += _speech(locale, arguments.rounds)
    return int(any(ratio > LIMITS[name] for name, ratio in ratios))


def _drawing(rounds: int, laps: int) -> list[tuple[str, float]]:
    with tempfile.TemporaryDirectory(prefix="tesuri-bench-") as folder:
        script = Path(folder) / "empty.py"
        script.write_text(EMPTY, encoding="utf-8")
        with Session(kiosk_command(ROOT)) as first:
            if not first.seen(WAITING, limit=180):
                raise RuntimeError(f"the kiosk does not start: {bytes(first.output[-500:])!r}")
        kiosk, empty = Measured(), Measured()
        for _ in range(rounds):
            with Session([sys.executable, str(script)]) as session:
                _measure(session, empty, "ready", b"", laps)
            with Session(kiosk_command(ROOT)) as session:
                _measure(session, kiosk, WAITING, b"11", laps)
    return [
        _line("first paint", _median(kiosk.paint), _median(empty.paint), "ms", 1000),
        _line("key to repaint (p95)", _p95(kiosk.repaint), _p95(empty.repaint), "ms", 1000),
        _line("memory", _median(kiosk.memory), _median(empty.memory), "MB", 1 / 1024),
    ]


def _measure(session: Session, measured: Measured, words: str, begin: bytes, laps: int) -> None:
    if not session.seen(words, limit=60):
        raise RuntimeError(f"not painted: {bytes(session.output[-500:])!r}")
    measured.paint.append(session.seen_at - session.started)
    session.quiet(2.0 if begin else 0.5)
    for key in begin:
        session.send(bytes([key]))
        session.quiet(0.5)
    for lap in range(laps + 1):
        for key in KEYS:
            before = session.mark()
            now = time.monotonic()
            session.send(key)
            last = session.settled(before, STILL)
            if lap and last is not None:  # the first lap warms up; a key may have nothing to change
                measured.repaint.append(last - now)
    measured.memory.append(session.resident_kilobytes())


def _speech(locale: str, rounds: int) -> list[tuple[str, float]]:
    sentences = _page(locale)
    whole, live, cached, stopping, child = [], [], [], [], 0
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="tesuri-bench-") as folder:
            speaker = _speaker(None, CapturePlayer())
            _warm(speaker, locale)
            child = max(child, _resident(speaker.child_pid))
            whole.append(_until_said(speaker, sentences))
            speaker.close()
            speaker = _speaker(Path(folder), CapturePlayer())
            _warm(speaker, locale)
            live.append(_until_sound(speaker, sentences))
            speaker.join(120)
            cached.append(_until_sound(speaker, sentences))
            speaker.join(120)
            speaker.close()
            stopping.append(_until_silent(locale, sentences))
    seconds = _median(whole)
    print(f"{locale}: {len(sentences)} sentences, {sum(len(s.said) for s in sentences)} characters said")
    print(f"  the process that speaks        {child / 1024:8.1f} MB")
    print(f"  stop                           {_median(stopping) * 1000:8.2f} ms (one refresh: {REFRESH * 1000:.1f} ms)")
    return [
        _line("first sound, live", _median(live), seconds, "ms", 1000),
        _line("first sound, cached", _median(cached), seconds, "ms", 1000),
    ]


def _page(locale: str) -> list[Sentence]:
    """What is said on the summary of the guide with most to bring."""
    from tesuri_kiosk import screens
    from tesuri_kiosk.book import Book
    from tesuri_kiosk.screens.entrance import everything_shown
    from tesuri_kiosk.settings import Settings
    from tesuri_kiosk.state import HOME, LANGUAGES, Place, State

    cache = cache_folder(ROOT)
    collection, _ = load(ROOT, cache)
    town = next(iter(collection.towns.values()))
    reader = shared_reader(collection.readings, cache)
    book = Book(collection, town, reader, Settings(), everything_shown(collection))
    guide = max(collection.guides.values(), key=lambda guide: len(guide.bring))
    view = screens.view(book, State(locale, trail=(LANGUAGES, HOME, Place("guide", guide.slug))))
    return [utterance.spoken for utterance in view.script() if utterance.spoken.locale == locale]


def _speaker(cache: Path | None, player: CapturePlayer) -> LiveSpeaker:
    root_cache = cache_folder(ROOT)
    collection, _ = load(ROOT, root_cache)
    dictionary = build(collection.readings, root_cache / "speech") if root_cache else None
    speaker = make_speaker(collection.locales.values(), cache, None, None, dictionary, player)
    if not isinstance(speaker, LiveSpeaker):
        raise RuntimeError(speaker.silent_because)
    return speaker


def _warm(speaker: LiveSpeaker, locale: str) -> None:
    speaker.warm(locale)
    if not speaker.join(120):
        raise RuntimeError(f"the engine of {locale} does not answer")


def _until_said(speaker: LiveSpeaker, sentences: Sequence[Sentence]) -> float:
    """Seconds in which all of a page is made: its playing takes no time here, so its end is that of making."""
    return _until(speaker, sentences, lambda index: index is None)


def _until_sound(speaker: LiveSpeaker, sentences: Sequence[Sentence]) -> float:
    return _until(speaker, sentences, lambda index: index is not None)


def _until(speaker: LiveSpeaker, sentences: Sequence[Sentence], over: Callable[[int | None], bool]) -> float:
    times: list[float] = []
    reached = threading.Event()

    def told(index: int | None) -> None:
        if over(index) and not reached.is_set():
            times.append(time.perf_counter())
            reached.set()

    began = time.perf_counter()
    speaker.say(sentences, told)
    if not reached.wait(300):
        raise RuntimeError("nothing is said")
    return times[0] - began


def _until_silent(locale: str, sentences: Sequence[Sentence]) -> float:
    """Seconds from ``stop`` until the player has ended the sound."""
    sounding, silent = threading.Event(), threading.Event()
    times: list[float] = []

    def gate(_: float, stopped: threading.Event) -> None:
        sounding.set()
        stopped.wait(60)
        times.append(time.perf_counter())
        silent.set()

    speaker = _speaker(None, CapturePlayer(gate))
    speaker.say(sentences, lambda index: None)
    if not sounding.wait(120):
        raise RuntimeError(f"nothing sounds in {locale}")
    began = time.perf_counter()
    speaker.stop()
    silent.wait(60)
    speaker.close()
    return times[0] - began


def _resident(pid: int | None) -> int:
    if pid is None:
        return 0
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS")))


def _line(name: str, ours: float, theirs: float, unit: str, factor: float) -> tuple[str, float]:
    ratio = ours / theirs
    verdict = "met" if ratio <= LIMITS[name] else "NOT MET"
    values = f"{ours * factor:8.1f} {unit} against {theirs * factor:8.1f} {unit}"
    print(f"{name:32} {values}: × {ratio:.3f} (limit {LIMITS[name]}, {verdict})")
    return name, ratio


def _median(values: Sequence[float]) -> float:
    return float(statistics.median(values))


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


if __name__ == "__main__":
    sys.exit(main())
