"""The engine's process as its parent sees it: asked for one sentence at a time, ended and started again if it fails."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tesuri.speech.audio import Audio


class EngineFailure(Exception):
    """No sound for this sentence: the engine refused, crashed or hung."""


@dataclass(slots=True)
class Patience:
    """Which locales are left alone for a while because their engine failed again and again."""

    failures: int = 3
    seconds: float = 60.0
    clock: Callable[[], float] = time.monotonic
    _failed: dict[str, int] = field(default_factory=dict)
    _until: dict[str, float] = field(default_factory=dict)

    def allows(self, locale: str) -> bool:
        """Whether the engine may be asked for a locale now."""
        return self.clock() >= self._until.get(locale, float("-inf"))

    def failed(self, locale: str) -> None:
        """Note a failure; the last of ``failures`` in a row begins the pause."""
        count = self._failed.get(locale, 0) + 1
        if count >= self.failures:
            self._until[locale] = self.clock() + self.seconds
            count = 0
        self._failed[locale] = count

    def succeeded(self, locale: str) -> None:
        """Note a success."""
        self._failed.pop(locale, None)


class EngineProcess:
    """The child; ``synthesize`` is for one thread at a time, all else for any.

    ``drivers`` are further drivers of pyttsx3, name → module; ``timeout`` is in seconds, for a short sentence of an
    engine that has spoken before. The first one may take ``first_timeout``: engines load dictionaries. ``note`` says
    what an engine does without, for the staff.
    """

    def __init__(
        self,
        dictionary: Path | None = None,
        drivers: Mapping[str, str] | None = None,
        timeout: float = 8.0,
        first_timeout: float = 30.0,
    ) -> None:
        self._dictionary = dictionary
        self._drivers = dict(drivers or {})
        self._timeout, self._first_timeout = timeout, first_timeout
        self._process: subprocess.Popen[bytes] | None = None
        self._spoken: set[str] = set()
        self._number = 0
        self.note = ""
        self._in_a_row = 0
        self._lock = threading.Lock()
        self._closed = threading.Event()

    @property
    def pid(self) -> int | None:
        """Process id of the child, None where none runs."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def synthesize(self, engine: str, voice: str, text: str, rate: int) -> Audio:
        """Sound of a text, ``rate`` in percent of the voice's own speed; raises ``EngineFailure``."""
        process = self._running()
        self._number += 1
        request: dict[str, Any] = {"id": self._number, "engine": engine, "voice": voice, "rate": rate, "text": text}
        if engine not in self._spoken and engine == "openjtalk" and self._dictionary is not None:
            request["dictionary"] = str(self._dictionary)
        first = self._first_timeout if engine not in self._spoken else self._timeout
        alarm = threading.Timer(first + len(text) / 20, process.kill)
        alarm.daemon = True
        alarm.start()
        try:
            head, pcm = _ask(process, request)
        except (OSError, ValueError, EOFError) as error:
            self._end(process)
            self._in_a_row += 1
            raise EngineFailure(f"the engine {engine} crashed or hung") from error
        finally:
            alarm.cancel()
        self._in_a_row = 0
        if "error" in head:
            raise EngineFailure(str(head["error"]))
        self._spoken.add(engine)
        self.note = str(head.get("note", "")) or self.note
        return Audio(pcm, int(head["samples"]))

    def close(self) -> None:
        """End the child and start no other."""
        self._closed.set()
        with self._lock:
            process = self._process
        if process is not None:
            self._end(process)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        if self._in_a_row:  # so that one that dies at its start is not started a hundred times a second
            self._closed.wait(min(2.0, 0.05 * 2**self._in_a_row))
        with self._lock:
            if self._closed.is_set():
                raise EngineFailure("the speaker is closed")
            command = [sys.executable, "-m", "tesuri.speech.engine"]
            command += [f"{name}={module}" for name, module in self._drivers.items()]
            try:
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,  # Ctrl+C in a terminal is the kiosk's, not the child's
                )
            except OSError as error:
                raise EngineFailure(f"the engine cannot be started: {error.strerror}") from error
            self._spoken.clear()
            return self._process

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        for stream in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):  # unsent bytes of a dead pipe
                if stream is not None:
                    stream.close()
        process.wait()


def _ask(process: subprocess.Popen[bytes], request: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(request).encode() + b"\n")
    process.stdin.flush()
    head = json.loads(process.stdout.readline() or b"null")
    if not isinstance(head, dict) or head.get("id") != request["id"]:
        raise EOFError
    pcm = process.stdout.read(int(head.get("bytes", 0)))
    if len(pcm) != head.get("bytes", 0):
        raise EOFError
    return head, pcm
