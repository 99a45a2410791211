"""espeak-ng for pyttsx3, through its library; about 5 ms a sentence.

The library is one for the whole process, so all drivers share it and take turns. It is used in its synchronous mode:
it gives samples to a callback and opens no sound device.
"""

from __future__ import annotations

import ctypes
import functools
import importlib
import sys
import threading
from typing import Any

from tesuri.speech.drivers.base import PcmDriver
from tesuri.speech.drivers.respelling import BORROWED

_NAMES = {"win32": ("libespeak-ng.dll", "espeak-ng.dll"), "darwin": ("libespeak-ng.dylib", "libespeak-ng.1.dylib")}
_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
"""Without it a missing data folder ends the process."""
_UTF8_WITH_PAUSE = 0x1001
_RATE, _SLOWEST, _FASTEST = 1, 80, 450

WORDS_A_MINUTE = {"vi": 130}
"""Where a voice's own speed is too fast to be understood; 175 is espeak-ng's own."""


class _Voice(ctypes.Structure):
    """``espeak_VOICE`` of speak_lib.h."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),  # a priority byte, then the tag; only the first is read
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("unused", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


@functools.cache
def _loaded() -> tuple[ctypes.CDLL, str | None] | None:
    """The library and its data folder (None: its own), of the system or of the package espeakng-loader."""
    for name in _NAMES.get(sys.platform, ("libespeak-ng.so.1", "libespeak-ng.so")):
        try:
            return ctypes.CDLL(name), None
        except OSError:
            continue
    try:
        loader = importlib.import_module("espeakng_loader")  # optional: only where the system has no library
        return ctypes.CDLL(loader.get_library_path()), str(loader.get_data_path())
    except (ImportError, OSError, AttributeError):
        return None


def version() -> str | None:
    """The library's version, None where there is none; loads the library but does not start it (1 ms)."""
    loaded = _loaded()
    if loaded is None:
        return None
    info = loaded[0].espeak_Info
    info.restype = ctypes.c_char_p
    text: bytes | None = info(None)
    return text.decode("ascii", "replace").split()[0] if text and text.split() else "unknown"


class Library:
    """espeak-ng, started; raises ``RuntimeError`` where there is none or its data are missing."""

    def __init__(self) -> None:
        loaded = _loaded()
        if loaded is None:
            raise RuntimeError("espeak-ng's library is not installed")
        self._library, folder = loaded
        self._lock = threading.Lock()
        self._samples = bytearray()
        self._callback = _Callback(self._take)
        path = folder.encode() if folder else None
        self.rate: int = self._library.espeak_Initialize(_SYNCHRONOUS, 0, path, _DONT_EXIT)
        if self.rate <= 0:
            raise RuntimeError("espeak-ng's data are not installed")
        self._library.espeak_SetSynthCallback(self._callback)

    def voices(self) -> tuple[tuple[str, str], ...]:
        """Language tag and name of every voice."""
        self._library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
        found = []
        with self._lock:
            for pointer in self._library.espeak_ListVoices(None):
                if not pointer:
                    break
                voice = pointer.contents
                found.append(((voice.languages or b"")[1:].decode(), (voice.name or b"").decode()))
        return tuple(found)

    def synthesize(self, text: str, voice: str, words_a_minute: int) -> bytes:
        """16-bit mono samples; ``ValueError`` for a voice that is not there."""
        encoded = text.replace("\0", " ").encode("utf-8", "replace") + b"\0"
        with self._lock:
            if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
                raise ValueError(f"espeak-ng has no voice {voice!r}")
            self._library.espeak_SetParameter(_RATE, min(_FASTEST, max(_SLOWEST, words_a_minute)), 0)
            self._samples.clear()
            self._library.espeak_Synth(encoded, ctypes.c_size_t(len(encoded)), 0, 1, 0, _UTF8_WITH_PAUSE, None, None)
            return bytes(self._samples)

    def _take(self, samples: Any, count: int, events: Any) -> int:
        if samples and count > 0:
            self._samples += ctypes.string_at(samples, count * 2)
        return 0


@functools.cache
def library() -> Library:
    """The one library of this process."""
    return Library()


class EspeakDriver(PcmDriver):
    """espeak-ng; ``voice`` is its language tag (``en-us``, ``pt-br``) or a tag of ``BORROWED`` (``fil``)."""

    own_rate = 175

    def __init__(self, proxy: Any) -> None:
        super().__init__(proxy)
        self._library = library()
        self._properties["voice"] = "en-us"

    def make(self, text: str) -> tuple[bytes, int]:
        """16-bit mono samples and their rate."""
        voice = str(self._properties["voice"])
        if voice in BORROWED:
            voice, respelled = BORROWED[voice]
            text = respelled(text)
        own = WORDS_A_MINUTE.get(voice, self.own_rate)
        speed = round(own * int(self._properties["rate"]) / self.own_rate)
        return self._library.synthesize(text, voice, speed), self._library.rate

    def voices(self) -> list[Any]:
        """Voices of the library, then the borrowed ones."""
        from pyttsx3.voice import Voice  # the parent imports this module without pyttsx3

        borrowed = [Voice(tag, f"{tag} said by the voice {voice}", [tag]) for tag, (voice, _) in BORROWED.items()]
        return [Voice(tag, name, [tag]) for tag, name in self._library.voices()] + borrowed


def buildDriver(proxy: Any) -> EspeakDriver:  # pyttsx3's name
    """The entrance that pyttsx3 looks for."""
    return EspeakDriver(proxy)
