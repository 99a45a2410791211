"""The sound device."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import threading
from collections.abc import Callable
from typing import Protocol

from tesuri.speech.audio import softened

_CHUNK = 16384
"""Bytes made softer and handed on at a time, a third of a second: the first are heard while the rest is scaled."""


class Player(Protocol):
    """Plays one sound at a time."""

    volume: int
    """Percent, applied to the samples; read while playing."""

    @property
    def reason(self) -> str:
        """Why nothing was heard the last time; empty when all is well or nothing was tried."""

    def play(self, pcm: bytes, rate: int, wanted: Callable[[], bool] = lambda: True) -> bool:
        """Play 16-bit mono samples and come back at the end; whether they were heard to their end.

        ``wanted`` is asked once more when nothing can come between the answer and the first sound: whoever makes it
        false and then calls ``stop`` hears nothing.
        """

    def stop(self) -> None:
        """Silence at once, from any thread; never waits."""


class AplayPlayer:
    """ALSA's ``aplay``, a process a sentence, as far as Linux goes; elsewhere it has a reason instead of sound.

    PipeWire and PulseAudio take what it plays through their ALSA plug-ins. ``grace`` is how many seconds longer than
    the sound it may take before the device counts as stuck.
    """

    def __init__(self, program: str = "aplay", grace: float = 5.0) -> None:
        self.volume = 100
        self._program = shutil.which(program)
        self._grace = grace
        self._reason = "" if self._program else f"no program to play sound: {program} (alsa-utils) is not installed"
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    @property
    def reason(self) -> str:
        """Why nothing was heard the last time."""
        return self._reason

    def play(self, pcm: bytes, rate: int, wanted: Callable[[], bool] = lambda: True) -> bool:
        """Play and come back at the end; whether it was heard to its end."""
        if self._program is None or not pcm:
            return self._program is not None
        with self._lock:
            if not wanted():
                return False
            try:
                process = subprocess.Popen(
                    [self._program, "-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", str(rate), "-"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
            except OSError as error:
                self._reason = f"{self._program} cannot be started: {error.strerror}"
                return False
            self._process = process
        stuck = threading.Event()

        def give_up() -> None:
            stuck.set()
            process.kill()

        alarm = threading.Timer(len(pcm) / 2 / rate + self._grace, give_up)
        alarm.daemon = True
        alarm.start()
        self._feed(process, pcm)
        failed = process.wait() != 0
        alarm.cancel()
        with self._lock:
            stopped, self._process = self._process is None, None
        if not stopped:
            self._reason = "the sound device does not answer" if stuck.is_set() else "no sound device" if failed else ""
        return not stopped and not failed

    def stop(self) -> None:
        """Silence at once."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.terminate()

    def _feed(self, process: subprocess.Popen[bytes], pcm: bytes) -> None:
        assert process.stdin is not None
        with contextlib.suppress(OSError):  # it ended: stopped, or there is no device; its exit code tells
            for start in range(0, len(pcm), _CHUNK):
                process.stdin.write(softened(pcm[start : start + _CHUNK], self.volume))
        with contextlib.suppress(OSError):
            process.stdin.close()


class CapturePlayer:
    """Plays to nobody and keeps what it was given; a sound lasts as long as ``gate``, or no time without one.

    A gate may wait for the length of the sound (``real_time``) or for a test; it is given the seconds and an event
    that is set when the sound is stopped.
    """

    def __init__(self, gate: Callable[[float, threading.Event], object] | None = None, reason: str = "") -> None:
        self.volume = 100
        self.reason = reason
        self.played: list[tuple[bytes, int, int]] = []
        """Samples, rate and volume of each sound that began."""
        self._gate = gate
        self._stopped: threading.Event | None = None
        self._lock = threading.Lock()

    def play(self, pcm: bytes, rate: int, wanted: Callable[[], bool] = lambda: True) -> bool:
        """Keep the samples; whether nobody stopped them."""
        with self._lock:
            if not wanted():
                return False
            stopped = self._stopped = threading.Event()
            self.played.append((pcm, rate, self.volume))
        if self._gate is not None:
            self._gate(len(pcm) / 2 / rate, stopped)
        with self._lock:
            self._stopped = None
        return not stopped.is_set() and not self.reason

    def stop(self) -> None:
        """End the sound that plays."""
        with self._lock:
            if self._stopped is not None:
                self._stopped.set()


def real_time(seconds: float, stopped: threading.Event) -> None:
    """A gate that takes as long as the sound."""
    stopped.wait(seconds)
