"""A sentence as it is shown and as it is said; the two are made together, so that they cannot drift apart."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a sentence: what stands on the screen, what is said for it, the kana above it."""

    shown: str
    said: str
    kana: str | None = None
    """Furigana over all of ``shown``; None where there is nothing to read or the locale has none."""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is shown, highlighted and said as one; ``locale`` is the tag of the language it is written in.

    A text that stayed Japanese in another locale has ``locale`` ``ja``. ``private`` marks whatever comes from
    a person (an answer, a code, typed text): it is never written to disk.
    """

    parts: tuple[Part, ...]
    locale: str
    private: bool = False

    @property
    def shown(self) -> str:
        """The words on the screen."""
        return "".join(part.shown for part in self.parts)

    @property
    def said(self) -> str:
        """The words for a voice."""
        return "".join(part.said for part in self.parts)
