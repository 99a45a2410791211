"""Voice packs: the sound of all sentences of a locale, made beforehand by any engine.

An engine that is not ours is a package with an entry point in the group ``tesuri.engines``: a callable without
arguments that returns an ``Engine``.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tesuri.model import Locale
from tesuri.speech.audio import Audio, write_wav
from tesuri.speech.drivers.respelling import BORROWED
from tesuri.speech.process import EngineFailure, EngineProcess
from tesuri.speech.sentence import Sentence
from tesuri.speech.store import Recipe, normalized, read_pack
from tesuri.speech.voices import CREDITS, LICENCES, live_voices

GROUP = "tesuri.engines"
_OURS = re.compile(r"[0-9a-f]{40}\.wav")
"""Names of a pack's sounds; other files in its folder are somebody else's."""


class Engine(Protocol):
    """Makes sound; ``version`` names everything that changes it, dictionaries and voice data included."""

    name: str
    version: str
    licence: str
    """Of the sound, for pack.json."""
    credit: str

    def voices(self, locale: str) -> Sequence[str]:
        """Voices for a locale's tag, best first; empty where it cannot speak it."""

    def borrowed(self, locale: str) -> bool:
        """Whether a voice of another language speaks it: such a pack is off until a native speaker signs it."""

    def synthesize(self, text: str, voice: str, rate: int) -> tuple[bytes, int]:
        """16-bit mono samples and their rate, for a speed in percent; may raise anything."""


@dataclass(frozen=True, slots=True)
class PackReport:
    """What a build did: sounds made, kept and dropped, and the sentences that could not be made."""

    made: int
    kept: int
    dropped: int
    failed: tuple[str, ...]


class LiveEngine:
    """A live engine of ours as a maker of packs."""

    def __init__(self, name: str, locales: Iterable[Locale], process: EngineProcess, dictionary: Path | None) -> None:
        voices = {tag: v.recipe for tag, v in live_voices(locales, dictionary).items() if v.recipe.engine == name}
        self.name = name
        self.version = next((recipe.version for recipe in voices.values()), "")
        self.licence, self.credit = LICENCES[name], CREDITS[name]
        self._voices, self._process = voices, process

    def voices(self, locale: str) -> Sequence[str]:
        """The locale's one voice."""
        return (self._voices[locale].voice,) if locale in self._voices else ()

    def borrowed(self, locale: str) -> bool:
        """Filipino is said by an Indonesian voice."""
        return locale in BORROWED and locale in self._voices

    def synthesize(self, text: str, voice: str, rate: int) -> tuple[bytes, int]:
        """16-bit mono samples and their rate; raises ``EngineFailure``."""
        audio = self._process.synthesize(self.name, voice, text, rate)
        return audio.pcm, audio.rate


def engines(
    locales: Iterable[Locale], process: EngineProcess, dictionary: Path | None = None
) -> tuple[dict[str, Engine], list[str]]:
    """All engines by name, ours and plugged in, and what is wrong with those that cannot be loaded."""
    locales = tuple(locales)
    found: dict[str, Engine] = {name: LiveEngine(name, locales, process, dictionary) for name in CREDITS}
    problems = []
    for point in importlib.metadata.entry_points(group=GROUP):
        try:
            found[point.name] = point.load()()
        except Exception as error:  # somebody else's code; the others work without it
            problems.append(f"{point.value}: {type(error).__name__}: {error}")
    return found, problems


def build_pack(
    sentences: Iterable[Sentence],
    locale: str,
    engine: Engine,
    folder: Path,
    progress: Callable[[int, int], None] = lambda done, all_of_them: None,
    voice: str | None = None,
) -> PackReport:
    """Make the sounds that are missing in ``folder`` (``voices/<locale>``), drop those no longer said.

    Private sentences and those of other locales are left out. The old pack stays whole until the new one is; a build
    that was interrupted goes on where it was. Raises ``ValueError`` where the engine has no voice, and ``OSError``.
    """
    name = voice or next(iter(engine.voices(locale)), None)
    if name is None:
        raise ValueError(f"{engine.name} has no voice for {locale}")
    recipe = Recipe(engine.name, engine.version, name)
    wanted = {
        recipe.key(sentence.said, 100): normalized(sentence.said)
        for sentence in sentences
        if sentence.locale == locale and not sentence.private and normalized(sentence.said)
    }
    folder.mkdir(parents=True, exist_ok=True)
    there = {path.stem for path in folder.iterdir() if _OURS.fullmatch(path.name)}
    missing = {key: said for key, said in wanted.items() if key not in there}
    failed = []
    for done, (key, said) in enumerate(missing.items()):
        progress(done, len(missing))
        try:
            pcm, rate = engine.synthesize(said, name, 100)
        except Exception as error:  # one sentence less; EngineFailure of ours, anything of another's
            failed.append(f"{said}: {error if isinstance(error, EngineFailure) else repr(error)}")
            continue
        if pcm:
            write_wav(folder / f"{key}.wav", Audio(pcm, rate))
    progress(len(missing), len(missing))
    _write_head(folder, recipe, engine, engine.borrowed(locale))
    stale = there - wanted.keys()
    for key in stale:
        (folder / f"{key}.wav").unlink(missing_ok=True)
    return PackReport(len(missing) - len(failed), len(wanted) - len(missing), len(stale), tuple(failed))


def recording_index(sentences: Iterable[Sentence], locale: str, known: Mapping[str, Path]) -> str:
    """An index.yml for people who record: every sentence once, with its file where there is one already.

    Recordings of sentences that are not said any more stay at its end: what somebody recorded is not lost.
    """
    lines = ["# Sentence as it is said: name of its WAV file (16 bit) in this folder. Empty: not recorded yet."]
    left = dict(known)
    said = {normalized(s.said): normalized(s.shown) for s in sentences if s.locale == locale and not s.private}
    for sentence, shown in said.items():
        if sentence:
            file = left.pop(sentence, None) or left.pop(shown, None)
            lines.append(f"{json.dumps(sentence, ensure_ascii=False)}:{_named(file)}")
    lines += [f"{json.dumps(sentence, ensure_ascii=False)}:{_named(file)}" for sentence, file in left.items()]
    return "\n".join(lines) + "\n"


def _named(file: Path | None) -> str:
    return f" {json.dumps(file.name, ensure_ascii=False)}" if file else ""


def _write_head(folder: Path, recipe: Recipe, engine: Engine, borrowed: bool) -> None:
    """A signature holds for one voice of one version; of another it says nothing."""
    try:
        old = read_pack(folder)
        signed = old.signed_off_by if old.recipe == recipe else None
    except (OSError, ValueError):
        signed = None
    head = {
        "engine": recipe.engine,
        "version": recipe.version,
        "voice": recipe.voice,
        "licence": engine.licence,
        "credit": engine.credit,
        "borrowed": borrowed,
        "signed_off_by": signed,
    }
    text = json.dumps(head, ensure_ascii=False, indent=2) + "\n"
    part = folder / ".pack.json.part"
    part.write_text(text, encoding="utf-8")
    part.replace(folder / "pack.json")
