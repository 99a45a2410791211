"""What each locale gets: engine, voice, pack and recordings. Nothing is pretended.

Looking is cheap: no engine is started or imported, for this runs in the process that draws.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tesuri.model import Locale
from tesuri.speech.drivers import FORM, espeak
from tesuri.speech.drivers.respelling import BORROWED
from tesuri.speech.speaker import Channel, Voice
from tesuri.speech.store import Recipe, Store

CREDITS: Mapping[str, str] = {
    "openjtalk": (
        'HTS Voice "Mei", © 2009–2013 Nagoya Institute of Technology (MMDAgent Project Team, www.mmdagent.jp), '
        "CC BY 3.0 (creativecommons.org/licenses/by/3.0)"
    ),
    "espeak": "eSpeak NG (GPL-3.0-or-later)",
}
LICENCES: Mapping[str, str] = {"openjtalk": "CC BY 3.0", "espeak": "GPL-3.0-or-later"}
"""Of the engine's voice; sound made by espeak-ng is not covered by the engine's licence."""

ERRORS: Mapping[str, tuple[str, float]] = {
    "ja": ("openjtalk", 0.32),
    "ja-simple": ("openjtalk", 0.32),
    "en": ("en-us", 0.07),
    "es": ("es-419", 0.07),
    "id": ("id", 0.10),
    "fil": ("fil", 0.21),
    "pt-BR": ("pt-br", 0.45),
    "vi": ("vi", 0.48),
    "zh-Hans": ("cmn-latn-pinyin", 0.85),
    "zh-Hant": ("cmn-latn-pinyin", 0.85),
    "ko": ("ko", 0.92),
    "ne": ("ne", 0.96),
}
"""Live voice and the share of characters that a small recognizer got wrong, on two or three sentences; nobody listened.

Half of the Japanese figure are homophones: right in sound, other characters. Urdu has not been measured.
"""
POOR = 0.4
"""Above this share, or where nobody has measured, a voice is called poor."""
UNSHAPED = frozenset({"ne", "my", "ur"})
"""Written in scripts that no terminal tried can shape; the kiosk draws them."""


@dataclass(frozen=True, slots=True)
class LiveVoice:
    """A voice that can speak now; ``error`` is its measured share of wrong characters, None if nobody measured."""

    recipe: Recipe
    credit: str = ""
    error: float | None = None

    @property
    def poor(self) -> bool:
        """Whether it is hardly understood, as far as is known."""
        return self.error is None or self.error > POOR


@dataclass(frozen=True, slots=True)
class Parity:
    """What one locale has: a row of the table."""

    locale: Locale
    live: LiveVoice | None
    pack: str
    """Empty, ``412 sentences, kokoro zf_xiaoxiao``, or why it is off."""
    recordings: int
    drawn: bool
    """Whether the kiosk draws its script as pictures, because terminals cannot shape it."""

    @property
    def voice(self) -> str:
        """The live voice in words, with how well it was understood."""
        if self.live is None:
            return "none"
        error = "not measured" if self.live.error is None else f"{self.live.error:.2f} errors"
        recipe = self.live.recipe
        return f"{recipe.engine} {recipe.voice}, {error}{', poor' if self.live.poor else ''}"


def engine_of(locale: Locale) -> tuple[str, str] | None:
    """Live engine and voice of a locale, installed or not; None where there is none worth playing."""
    if locale.voice is None:
        return None
    if locale.voice == "openjtalk":
        return "openjtalk", locale.voice
    return "espeak", locale.tag if locale.tag in BORROWED else locale.voice


@functools.cache
def installed(engine: str) -> str | None:
    """Version of a live engine, None where it or pyttsx3 is not installed."""
    if importlib.util.find_spec("pyttsx3") is None:
        return None
    if engine == "espeak":
        return espeak.version()
    found = importlib.util.find_spec("pyopenjtalk")
    if found is None or found.origin is None:
        return None
    try:  # its own file: importlib.metadata reads the heads of all packages, 80 ms
        text = Path(found.origin).with_name("version.py").read_text(encoding="utf-8")
    except OSError:
        return "unknown"
    version = re.search(r"version[^\n]*=\s*[\"']([^\"']+)", text)
    return version.group(1) if version else "unknown"


def live_voices(locales: Iterable[Locale], dictionary: Path | None = None) -> dict[str, LiveVoice]:
    """Locale → live voice, where its engine is installed; ``dictionary`` is Open JTalk's user dictionary."""
    found: dict[str, LiveVoice] = {}
    for locale in locales:
        wanted = engine_of(locale)
        version = installed(wanted[0]) if wanted is not None else None
        if wanted is None or version is None:
            continue
        engine, voice = wanted
        version = f"{version}/{FORM}"
        if engine == "openjtalk" and (digest := _digest(dictionary)):
            version = f"{version}+{digest}"
        measured, error = ERRORS.get(locale.tag, ("", 0.0))
        found[locale.tag] = LiveVoice(
            Recipe(engine, version, voice), CREDITS[engine], error if measured == voice else None
        )
    return found


def voice_of(tag: str, live: LiveVoice | None, store: Store) -> Voice:
    """What a locale gets: the best channel it has, if only for some sentences."""
    match store.channel(tag):
        case Channel.RECORDING:
            return Voice(tag, Channel.RECORDING)
        case Channel.PACK:
            pack = store.packs[tag]
            return Voice(tag, Channel.PACK, pack.recipe.engine, pack.recipe.voice, pack.credit)
    if live is None:
        return Voice(tag, Channel.NONE)
    return Voice(tag, Channel.LIVE, live.recipe.engine, live.recipe.voice, live.credit, live.poor)


def parity(
    locales: Iterable[Locale], store: Store, dictionary: Path | None = None, drawn: Collection[str] = UNSHAPED
) -> tuple[Parity, ...]:
    """One row a locale, in their order."""
    locales = tuple(locales)
    live = live_voices(locales, dictionary)
    return tuple(
        Parity(
            locale,
            live.get(locale.tag),
            _pack_in_words(store, locale.tag),
            len(store.recordings.get(locale.tag, ())),
            locale.tag in drawn,
        )
        for locale in locales
    )


def list_voices(rows: Iterable[Parity]) -> str:
    """The table in plain text, for ``tesuri voices``."""
    cells = [("locale", "live voice", "pack", "recordings", "script", "furigana")]
    cells += [
        (
            row.locale.tag,
            row.voice,
            row.pack or "-",
            str(row.recordings or "-"),
            "drawn" if row.drawn else "terminal",
            "yes" if row.locale.ruby else "-",
        )
        for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells
    )


def _pack_in_words(store: Store, tag: str) -> str:
    pack = store.packs.get(tag)
    if pack is None:
        return ""
    words = f"{len(pack.keys)} sentences, {pack.recipe.engine} {pack.recipe.voice}"
    if pack.on:
        return words
    return f"{words}; off until a native speaker has signed it" if pack.keys else "empty"


def _digest(dictionary: Path | None) -> str:
    if dictionary is None:
        return ""
    try:
        return hashlib.sha256(dictionary.read_bytes()).hexdigest()[:12]
    except OSError:
        return ""
