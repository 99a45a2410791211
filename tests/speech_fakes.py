"""Stand-ins for speech: sentences, an engine in this process, and a driver that misbehaves in the child."""

from __future__ import annotations

import threading
from pathlib import Path

from tesuri.speech.audio import Audio
from tesuri.speech.process import EngineFailure
from tesuri.speech.sentence import Part, Sentence

DRIVER = '''
import os, signal, sys, time
from tesuri.speech.drivers.base import PcmDriver

class Driver(PcmDriver):
    """Gives the text itself as sound, two bytes a letter, and does what the text says."""
    def voices(self):
        return []
    def make(self, text):
        print("noise of an engine")
        print("noise of an engine", file=sys.stderr)
        os.write(1, b"noise of a library")
        os.write(2, b"noise of a library")
        if "crash" in text:
            os.kill(os.getpid(), signal.SIGSEGV)
        if "hang" in text:
            time.sleep(600)
        if "refuse" in text:
            raise RuntimeError("refused")
        said = "|".join((text, self.getProperty("voice"), str(self.getProperty("rate"))))
        return said.encode("utf-16-le"), 1000

buildDriver = Driver
'''


def misbehaving(folder: Path, monkeypatch) -> dict[str, str]:
    """The driver ``fake`` for an ``EngineProcess``, importable by its child."""
    (folder / "misbehaving_driver.py").write_text(DRIVER, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return {"fake": "misbehaving_driver"}


def sentence(text: str, locale: str = "en", private: bool = False, shown: str | None = None) -> Sentence:
    """A sentence of one part."""
    return Sentence((Part(shown or text, text),), locale, private)


def words(pcm: bytes) -> str:
    """The text of which a stand-in made a sound."""
    return pcm.decode("utf-16-le").split("|")[0]


class FakeProcess:
    """An engine's process that is none: texts become sound at once, or when ``hold`` lets them."""

    note = ""
    pid = None

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.fail = False
        self.hold: threading.Event | None = None
        self.entered = threading.Event()
        self.closed = False

    def synthesize(self, engine: str, voice: str, text: str, rate: int) -> Audio:
        self.asked.append((text, rate))
        self.entered.set()
        if self.hold is not None:
            self.hold.wait(20)
        if self.fail:
            raise EngineFailure("broken")
        return Audio(text.encode("utf-16-le"), 1000)

    def close(self) -> None:
        self.closed = True
