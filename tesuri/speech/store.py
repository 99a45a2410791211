"""Sound that need not be made: human recordings, voice packs and what was said before.

recordings/<locale>/index.yml   spoken or shown sentence → WAV file beside it; without a file: still to be recorded
voices/<locale>/pack.json       who made the pack and with what; beside it one WAV file a sentence, named by its key
<cache>/<key>.wav               what the live engine made

All sound is WAV, 16 bit; Python reads no MP3 or Opus, and a decoder would be one more thing to install. Recordings are
played as they were spoken, whatever speed is set.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tesuri.speech.audio import Audio, read_wav, write_wav
from tesuri.speech.sentence import Sentence
from tesuri.speech.speaker import Channel
from tesuri.yamlfile import parse_yaml

LIMIT = 200_000_000
"""Bytes of the cache; about 70 minutes of speech."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides, beside the text, how a sentence sounds; ``version`` covers voice data and dictionary too."""

    engine: str
    version: str
    voice: str

    def key(self, said: str, rate: int) -> str:
        """Name of the sound of a text at a speed in percent."""
        parts = (self.engine, self.version, self.voice, str(rate), normalized(said))
        return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:40]


@dataclass(frozen=True, slots=True)
class Pack:
    """A voice pack: how it was made, its licence and credit, who of the language has approved it, its keys.

    A pack whose voice speaks a language that is not its own (``borrowed``) is off until somebody signs it.
    """

    folder: Path
    recipe: Recipe
    licence: str = ""
    credit: str = ""
    borrowed: bool = False
    signed_off_by: str | None = None
    keys: frozenset[str] = frozenset()

    @property
    def on(self) -> bool:
        """Whether it is played."""
        return bool(self.keys) and (not self.borrowed or bool(self.signed_off_by))


def normalized(text: str) -> str:
    """A sentence as keys and indexes know it: NFC, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def read_pack(folder: Path) -> Pack:
    """The pack of a folder; raises ``OSError`` or ``ValueError``."""
    data = json.loads((folder / "pack.json").read_text(encoding="utf-8"))
    try:
        recipe = Recipe(str(data["engine"]), str(data["version"]), str(data["voice"]))
    except (KeyError, TypeError) as error:
        raise ValueError("pack.json needs engine, version and voice") from error
    return Pack(
        folder,
        recipe,
        str(data.get("licence", "")),
        str(data.get("credit", "")),
        bool(data.get("borrowed", False)),
        data.get("signed_off_by") or None,
        frozenset(path.stem for path in folder.glob("*.wav")),
    )


class Store:
    """The three folders; any of them may be missing. One thread may look up while another keeps.

    ``problems`` are faults of packs and recordings and ``cache_reason`` why nothing is kept, for the staff; neither
    stops anything.
    """

    def __init__(
        self,
        packs: Path | None = None,
        recordings: Path | None = None,
        cache: Path | None = None,
        limit: int = LIMIT,
    ) -> None:
        self.problems: list[str] = []
        self.cache_reason = ""
        self._cache, self._limit = cache, limit
        self._size: int | None = None
        self.packs = self._read_packs(packs)
        self.recordings = self._read_recordings(recordings)

    def find(self, sentence: Sentence, rate: int, live: Recipe | None, *, poor: bool = False) -> Audio | None:
        """Sound of a sentence at a speed in percent: recording, pack, cache; None if it has to be made.

        A pack holds one speed. At another one it is used only where the live voice is ``poor`` or missing: there a
        clear voice counts for more than the speed.
        """
        if (audio := self._recording(sentence)) is not None:
            return audio
        pack = self.packs.get(sentence.locale)
        if pack is not None and pack.on:
            rates = (rate, 100) if live is None or poor else (rate,)
            for key in (pack.recipe.key(sentence.said, each) for each in rates):
                if key in pack.keys and (audio := self._read(pack.folder / f"{key}.wav")) is not None:
                    return audio
        if live is None or self._cache is None or sentence.private:
            return None
        return self._cached(self._cache / f"{live.key(sentence.said, rate)}.wav")

    def keep(self, sentence: Sentence, rate: int, live: Recipe, audio: Audio) -> None:
        """Remember what was made; never what is private. A full disk is no error, only the end of remembering."""
        if self._cache is None or sentence.private or not audio.pcm:
            return
        try:
            self._cache.mkdir(parents=True, exist_ok=True)
            self._make_room(self._cache, len(audio.pcm))
            write_wav(self._cache / f"{live.key(sentence.said, rate)}.wav", audio)
        except OSError as error:
            self.cache_reason = f"speech is not kept: {error.strerror or error}"
        else:
            self._size = (self._size or 0) + len(audio.pcm)
            self.cache_reason = ""

    def channel(self, locale: str) -> Channel:
        """The best this store has for a locale, if only for some sentences."""
        if self.recordings.get(locale):
            return Channel.RECORDING
        return Channel.PACK if locale in self.packs and self.packs[locale].on else Channel.NONE

    def _recording(self, sentence: Sentence) -> Audio | None:
        index = self.recordings.get(sentence.locale)
        if not index:
            return None
        path = index.get(normalized(sentence.said)) or index.get(normalized(sentence.shown))
        return self._read(path) if path is not None else None

    def _read(self, path: Path) -> Audio | None:
        try:
            return read_wav(path)
        except (OSError, ValueError) as error:
            problem = f"{path}: {getattr(error, 'strerror', None) or error}"
            if problem not in self.problems:
                self.problems.append(problem)
            return None

    def _cached(self, path: Path) -> Audio | None:
        try:
            return read_wav(path)
        except FileNotFoundError:
            return None
        except (OSError, ValueError):  # damaged, by a power cut perhaps: made again
            with contextlib.suppress(OSError):
                path.unlink()
            return None

    def _make_room(self, cache: Path, coming: int) -> None:
        """Delete the oldest sounds until the limit is kept, and a tenth more, so that this is not needed each time."""
        if self._size is not None and self._size + coming <= self._limit:
            return
        with os.scandir(cache) as entries:
            files = sorted((e.stat().st_mtime_ns, e.stat().st_size, e.path) for e in entries if e.is_file())
        size = sum(entry[1] for entry in files)
        if size + coming > self._limit:
            for _, length, path in files:
                if size + coming <= self._limit * 0.9:
                    break
                os.unlink(path)
                size -= length
        self._size = size

    def _read_packs(self, folder: Path | None) -> Mapping[str, Pack]:
        packs: dict[str, Pack] = {}
        for path in sorted(folder.glob("*/pack.json")) if folder is not None else ():
            try:
                packs[path.parent.name] = read_pack(path.parent)
            except (OSError, ValueError) as error:
                self.problems.append(f"{path}: {error}")
        return packs

    def _read_recordings(self, folder: Path | None) -> Mapping[str, Mapping[str, Path]]:
        recordings: dict[str, Mapping[str, Path]] = {}
        for path in sorted(folder.glob("*/index.yml")) if folder is not None else ():
            try:
                data, problems = parse_yaml(path.read_text(encoding="utf-8-sig"), str(path))
            except (OSError, ValueError) as error:
                self.problems.append(f"{path}: {error}")
                continue
            self.problems += [problem.as_text() for problem in problems]
            recordings[path.parent.name] = self._index(path, data.data)
        return recordings

    def _index(self, path: Path, data: Any) -> Mapping[str, Path]:
        if not isinstance(data, dict):
            if data is not None:
                self.problems.append(f"{path}: not a list of sentences with their files")
            return {}
        home = path.parent.resolve()
        index: dict[str, Path] = {}
        for sentence, name in data.items():
            if name is None:
                continue
            file = (home / str(name)).resolve()
            if not file.is_relative_to(home):
                self.problems.append(f"{path}: {name} is outside of its folder")
            elif not file.is_file():
                self.problems.append(f"{path}: {name} is missing")
            else:
                index[normalized(str(sentence))] = file
        return index
