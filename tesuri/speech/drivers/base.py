"""What our pyttsx3 drivers share; an engine adds only how text becomes sound.

pyttsx3's rules, learnt from its proxy: it hands over the next command whenever the driver says ``setBusy(False)``,
``endLoop`` is a command among the others, and after a first ``runAndWait`` it stays not busy, so that the next ``say``
arrives before any loop runs. So ``say`` only notes the text; the loop speaks it, and ``setBusy(False)`` comes when
nothing is pending or speaking. Sound is made and played in a thread, so that ``stop`` and an external loop never wait.
Word events are not sent: no engine knows when its sound reaches an ear.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from tesuri.speech.audio import Audio, softened, write_wav
from tesuri.speech.player import AplayPlayer


class Sink(Protocol):
    """Takes sound: 16-bit mono samples, ``rate`` of them a second."""

    def play(self, pcm: bytes, rate: int) -> bool:
        """Play and come back at the end; whether it was heard to its end."""

    def stop(self) -> None:
        """Silence at once, from any thread."""


@dataclass(slots=True, eq=False)
class _Utterance:
    """A text on its way; ``filename`` where it is to be saved instead of heard."""

    text: str
    filename: str | None = None
    begun: bool = False
    done: threading.Event = field(default_factory=threading.Event)
    error: Exception | None = None


class PcmDriver:
    """A pyttsx3 driver over an engine that gives samples; subclasses give ``own_rate``, ``voices`` and ``make``."""

    own_rate = 200
    """Words a minute at which pyttsx3's ``rate`` changes nothing."""

    def __init__(self, proxy: Any) -> None:
        self._proxy = proxy
        self._current: _Utterance | None = None
        self._wake = threading.Event()
        self._looping = False
        self._playing = threading.Lock()
        self._lock = threading.Lock()
        self._properties: dict[str, Any] = {"rate": self.own_rate, "volume": 1.0, "voice": "", "sink": None}

    def make(self, text: str) -> tuple[bytes, int]:
        """16-bit mono samples and their rate; empty where there is nothing to say."""
        raise NotImplementedError

    def voices(self) -> list[Any]:
        """``pyttsx3.voice.Voice`` of each voice there is."""
        raise NotImplementedError

    # What pyttsx3 calls

    def destroy(self) -> None:
        """Silence; the proxy is going."""
        with contextlib.suppress(Exception):
            self.stop()

    def say(self, text: str) -> None:
        """Note a text for the loop."""
        self._begin(_Utterance(str(text)))

    def save_to_file(self, text: str, filename: str) -> None:
        """Note a text to be written as a WAV file."""
        self._begin(_Utterance(str(text), filename))

    def stop(self) -> None:
        """Silence at once; what was being said ends as not completed."""
        with self._lock:
            utterance, self._current = self._current, None
        if utterance is None:
            return
        if utterance.begun and (sink := self._properties["sink"]) is not None:
            sink.stop()
        self._finish(completed=False)

    def startLoop(self) -> None:  # pyttsx3's name
        """Speak what is queued until ``endLoop``, which is queued too."""
        self._looping = True
        if self._current is None:
            self._proxy.setBusy(False)
        while self._looping:
            self._wake.clear()
            if not self._step() and self._looping:
                self._wake.wait()

    def endLoop(self) -> None:  # pyttsx3's name
        """Leave ``startLoop``."""
        self._looping = False
        self._wake.set()

    def iterate(self) -> Iterator[None]:
        """One look at what is going on a step, for a loop that somebody else runs; no step waits for sound."""
        if self._current is None:
            self._proxy.setBusy(False)
        while True:
            self._step()
            yield

    def getProperty(self, name: str) -> Any:  # pyttsx3's name
        """rate (words a minute), volume (0 to 1), voice (id), voices, sink."""
        if name == "voices":
            return self.voices()
        if name not in self._properties:
            raise KeyError(f"unknown property {name}")
        return self._properties[name]

    def setProperty(self, name: str, value: Any) -> None:  # pyttsx3's name
        """Set rate, volume, voice or sink; numbers out of range are clipped."""
        if name not in self._properties:
            raise KeyError(f"unknown property {name}")
        if name == "volume":
            value = min(1.0, max(0.0, float(value)))
        elif name == "rate":
            value = max(1, round(float(value)))
        self._properties[name] = value

    # Inside

    def _begin(self, utterance: _Utterance) -> None:
        self._proxy.setBusy(True)
        with self._lock:
            self._current = utterance
        self._wake.set()

    def _step(self) -> bool:
        """Begin or end an utterance if it is time; whether anything was done."""
        with self._lock:
            utterance = self._current
            begins = utterance is not None and not utterance.begun
            ends = utterance is not None and utterance.done.is_set()
            if utterance is not None and begins:
                utterance.begun = True
            if ends:
                self._current = None
        if utterance is not None and begins:
            self._proxy.notify("started-utterance")
            threading.Thread(target=self._perform, args=(utterance,), daemon=True).start()
        elif utterance is not None and ends:
            if utterance.error is not None:
                self._proxy.notify("error", exception=utterance.error)
            self._finish(completed=utterance.error is None)
        return begins or ends

    def _finish(self, *, completed: bool) -> None:
        self._proxy.notify("finished-utterance", completed=completed)
        self._proxy.setBusy(False)
        self._wake.set()

    def _perform(self, utterance: _Utterance) -> None:
        try:
            with self._playing:  # one that was stopped may still be on its way out
                pcm, rate = self.make(utterance.text)
                pcm = softened(pcm, round(self._properties["volume"] * 100))
                if utterance.filename is not None:
                    write_wav(Path(utterance.filename), Audio(pcm, rate))
                elif pcm and self._current is utterance:
                    self._sink().play(pcm, rate)
        except Exception as error:  # told to the caller as pyttsx3's "error", in the loop's thread
            utterance.error = error
        utterance.done.set()
        self._wake.set()

    def _sink(self) -> Sink:
        if self._properties["sink"] is None:
            self._properties["sink"] = AplayPlayer()
        sink: Sink = self._properties["sink"]
        return sink
