"""Japanese for pyttsx3: pyopenjtalk-plus with its voice Mei; 0.2 s for a sentence of 40 characters.

Mei gives 48 000 samples a second. Half of them hold all that is above 12 kHz, where a voice has next to nothing and
old ears hear nothing; without them cache and packs are half as large. The quarter of a second of silence with which
every sentence begins goes too, so that a key is answered sooner; the silence at the end is the pause between sentences.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tesuri.speech.drivers.base import PcmDriver

VOICE = "openjtalk"
FRONTEND: Mapping[str, Any] = {
    "normalize_mode": "NFKC",
    "use_sudachi_kanji_yomi": importlib.util.find_spec("sudachidict_core") is not None,
}
"""How text is read; whoever holds readings against Open JTalk's must ask with the same."""
_TAPS = 47
_QUIET, _LEAD = 60, 480
"""Loudness (of 32 768) that counts as silence, and samples of it that stay, 20 ms, for a soft first consonant."""


class OpenJTalkDriver(PcmDriver):
    """Open JTalk; one property more: ``dictionary``, the path of a compiled user dictionary, or None."""

    def __init__(self, proxy: Any) -> None:
        super().__init__(proxy)
        self._properties |= {"voice": VOICE, "dictionary": None}

    def setProperty(self, name: str, value: Any) -> None:  # pyttsx3's name
        """Set a property; a user dictionary holds for the whole process from then on."""
        if name == "dictionary":
            _use_dictionary(value)
        super().setProperty(name, value)

    def make(self, text: str) -> tuple[bytes, int]:
        """16-bit mono samples and their rate; nothing for a text without a sound in it."""
        import pyopenjtalk  # 0.3 s and 250 MB: only where it is used

        speed = int(self._properties["rate"]) / self.own_rate
        samples, rate = pyopenjtalk.tts(text, speed=speed, **FRONTEND)
        return (_prompt(_halved(samples)), rate // 2) if len(samples) else (b"", rate // 2)

    def voices(self) -> list[Any]:
        """Mei, the only voice of the package."""
        from pyttsx3.voice import Voice

        return [Voice(VOICE, "Mei (mei_normal)", ["ja"], "female")]


def _use_dictionary(path: str | Path | None) -> None:
    import pyopenjtalk

    if path is None:
        pyopenjtalk.unset_user_dict()
    else:
        entry: Any = {"dic_path": str(path), "is_reading_protected": True}
        pyopenjtalk.update_global_jtalk_with_user_dict([entry])


def _halved(samples: Any) -> Any:
    """Every second sample after a windowed-sinc low-pass at a quarter of the rate, as 16 bit."""
    import numpy as np

    at = np.arange(_TAPS) - _TAPS // 2
    low_pass = np.sinc(at / 2) * np.hamming(_TAPS)
    smooth = np.convolve(samples, low_pass / low_pass.sum(), mode="same")[::2]
    return np.clip(np.rint(smooth), -32768, 32767).astype("<i2")


def _prompt(samples: Any) -> bytes:
    """The samples without the silence before the first sound."""
    import numpy as np

    loud = np.flatnonzero(np.abs(samples) > _QUIET)
    start = max(0, int(loud[0]) - _LEAD) if len(loud) else 0
    return bytes(samples[start:].tobytes())


def buildDriver(proxy: Any) -> OpenJTalkDriver:  # pyttsx3's name
    """The entrance that pyttsx3 looks for."""
    return OpenJTalkDriver(proxy)
