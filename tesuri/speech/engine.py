"""The child process that makes sound: ``python -m tesuri.speech.engine [--driver NAME=MODULE]…``.

Engines are C libraries. They print, they may crash or hang, and a crash must not take a kiosk with it; so they run
here, behind two pipes. A frame is one line of JSON, from here followed by samples:

    → {"id": 7, "engine": "espeak", "voice": "vi", "rate": 100, "text": "…"}
    ← {"id": 7, "samples": 22050, "bytes": 48122} and 48122 bytes
    ← {"id": 7, "error": "espeak-ng has no voice 'xx'"}

``rate`` is percent of the voice's own speed, ``samples`` a second's, the samples 16 bit and mono. A request with
``dictionary`` (path) has it loaded when its engine starts; ``note`` in the answer says why it could not be, and the
sentence is said without it. The process ends when its input does.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import sys
import threading
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO


class Collector:
    """A sink that keeps what it is given."""

    def __init__(self) -> None:
        self.pcm, self.rate = b"", 0

    def play(self, pcm: bytes, rate: int) -> bool:
        """Keep it."""
        self.pcm, self.rate = pcm, rate
        return True

    def stop(self) -> None:
        """Nothing to silence."""


class Workshop:
    """pyttsx3's engines, each started when it is first asked for."""

    def __init__(self, drivers: Mapping[str, str]) -> None:
        self._drivers = drivers
        self._engines: dict[str, Any] = {}
        self._errors: list[Exception] = []
        self.note = ""

    def make(self, request: Mapping[str, Any]) -> tuple[bytes, int]:
        """Samples and their rate for a request; raises whatever the engine raised."""
        engine = self._engine(request["engine"], request.get("dictionary"))
        own: int = engine.proxy._driver.own_rate  # pyttsx3 has no word for a voice's own speed
        collector = Collector()
        for name, value in (
            ("sink", collector),
            ("voice", request["voice"]),
            ("rate", round(own * int(request["rate"]) / 100)),
        ):
            engine.setProperty(name, value)
        self._errors.clear()
        engine.say(request["text"])
        engine.runAndWait()
        if self._errors:
            raise self._errors[0]
        return collector.pcm, collector.rate

    def _engine(self, name: str, dictionary: str | None) -> Any:
        if name not in self._engines:
            import pyttsx3  # after the streams were turned away: pyttsx3 and its engines print

            from tesuri.speech.drivers import register

            engine = pyttsx3.init(register(name, self._drivers[name]))
            engine.connect("error", lambda name, exception: self._errors.append(exception))
            if dictionary is not None:
                try:
                    engine.proxy._driver.setProperty("dictionary", dictionary)
                except Exception as error:
                    self.note = f"readings not used: {error}"
            self._engines[name] = engine
        return self._engines[name]


def serve(requests: BinaryIO, answers: BinaryIO, drivers: Mapping[str, str]) -> None:
    """Answer requests one after another until there are no more.

    They are read by a thread, so that a hanging engine does not keep this process alive when its parent is gone.
    """
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def read() -> None:
        for line in requests:
            waiting.put(line)
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    workshop = Workshop(drivers)
    while True:
        request = json.loads(waiting.get())
        try:
            pcm, rate = workshop.make(request)
            head = {"id": request["id"], "samples": rate, "bytes": len(pcm), "note": workshop.note}
        except Exception as error:  # an engine may raise anything; the parent decides what follows
            pcm, head = b"", {"id": request["id"], "error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(head).encode() + b"\n" + pcm)
        answers.flush()


def _private_streams() -> tuple[BinaryIO, BinaryIO]:
    """The two pipes under numbers nobody knows; what engines print goes nowhere."""
    requests, answers = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    return open(requests, "rb"), open(answers, "wb")


def main(arguments: Sequence[str]) -> None:
    """Run as the child of ``tesuri.speech.process``."""
    requests, answers = _private_streams()
    with contextlib.suppress(ImportError, OSError, ValueError):  # no such limits on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold what somebody typed
    from tesuri.speech.drivers import DRIVERS

    extra = (argument.split("=", 1) for argument in arguments if "=" in argument)
    serve(requests, answers, {**DRIVERS, **dict(extra)})


if __name__ == "__main__":
    main(sys.argv[1:])
