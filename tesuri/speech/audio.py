"""Sound as the package hands it around: 16-bit mono samples, on disk as WAV."""

from __future__ import annotations

import contextlib
import os
import wave
from array import array
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Audio:
    """16-bit mono samples and how many of them make a second."""

    pcm: bytes
    rate: int

    @property
    def seconds(self) -> float:
        """How long it sounds."""
        return len(self.pcm) / 2 / self.rate if self.rate else 0.0


def softened(pcm: bytes, volume: int) -> bytes:
    """16-bit samples at a volume in percent; numpy would cost the drawing process 20 MB for one multiplication."""
    if volume >= 100:
        return pcm
    return array("h", [sample * volume // 100 for sample in array("h", pcm)]).tobytes()


def read_wav(path: Path) -> Audio:
    """The first channel of a 16-bit WAV file; raises ``OSError`` or ``ValueError`` (damaged, another format)."""
    try:
        with wave.open(str(path), "rb") as file:
            channels, width, rate, frames = file.getparams()[:4]
            data = file.readframes(frames)
    except (wave.Error, EOFError) as error:
        raise ValueError(f"not a WAV file: {error}") from error
    if width != 2 or channels < 1 or rate < 1:
        raise ValueError("not 16-bit sound")
    if len(data) != frames * channels * 2:
        raise ValueError("cut off")
    return Audio(data if channels == 1 else array("h", data)[::channels].tobytes(), rate)


def write_wav(path: Path, audio: Audio) -> None:
    """Write a WAV file, whole or not at all; raises ``OSError``.

    Nothing waits for the disk: what a power cut leaves is seen by its length when it is read.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with part.open("wb") as stream, wave.open(stream, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(audio.rate)
            file.writeframes(audio.pcm)
        os.replace(part, path)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
