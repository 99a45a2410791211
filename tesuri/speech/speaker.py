"""The speaker, as the kiosk knows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from tesuri.speech.sentence import Sentence

VOLUMES = (20, 40, 60, 80, 100)
"""Steps in percent; the third is the start, to which every new user comes back."""
RATES = (70, 85, 100, 120, 145)
"""Steps of speed in percent of a voice's own; the third is the start."""
MIDDLE = 2
"""Index of the step with which every user starts, of volumes and rates alike."""


class Channel(StrEnum):
    """How a locale is spoken, best first; what a resident is told and the parity table shows."""

    RECORDING = "recording"
    PACK = "pack"
    LIVE = "live"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Voice:
    """What a locale gets: the engine and voice behind it, with the credit its licence asks for."""

    locale: str
    channel: Channel
    engine: str = ""
    name: str = ""
    credit: str = ""
    poor: bool = False
    """Measured to be hardly understood; said so in the parity table and on the staff screen."""


class Speaker(Protocol):
    """Says sentences one after another. No method blocks, none raises, whatever engine or device do."""

    @property
    def silent_because(self) -> str:
        """Why nothing can be heard at all (no device, no engine), for the staff screen; empty when all is well."""

    def voice(self, locale: str) -> Voice:
        """What a locale gets now."""

    def say(self, sentences: Sequence[Sentence], on_sentence: Callable[[int | None], None]) -> None:
        """Say sentences instead of whatever is being said.

        ``on_sentence`` gets the index of each as its sound begins and None after the last; it is called from a
        thread of the speaker's. A sentence whose locale has no voice is passed over.
        """

    def stop(self) -> None:
        """Silence at once; ``on_sentence`` is not called any more."""

    def set_volume(self, step: int) -> None:
        """Index into ``VOLUMES``; heard from the next sentence on at the latest."""

    def set_rate(self, step: int) -> None:
        """Index into ``RATES``; heard from the next sentence on."""

    def close(self) -> None:
        """Silence, and no process left behind."""
