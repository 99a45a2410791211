"""The speaker of the kiosk: looks up, has made, plays, one sentence ahead.

Two threads beside the caller's. One plays: it takes a request, walks through its sentences and waits for sound. The
other asks the engine's process for what no store has. ``stop`` raises the number of the request, so that nobody wants
what is under way, and silences the player; it never waits for the engine, whose late answer is kept for another time.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tesuri.model import Locale
from tesuri.speech.audio import Audio
from tesuri.speech.player import AplayPlayer, Player
from tesuri.speech.process import EngineFailure, EngineProcess, Patience
from tesuri.speech.sentence import Sentence
from tesuri.speech.speaker import MIDDLE, RATES, VOLUMES, Channel, Speaker, Voice
from tesuri.speech.store import Store
from tesuri.speech.voices import LiveVoice, live_voices, voice_of

_WARM_UP = {"openjtalk": "はい"}
"""A word that makes an engine load what it needs; "a" for the others."""
_SILENCE = bytes(4800)
"""A tenth of a second, to find out whether there is a sound device."""

OnSentence = Callable[[int | None], None]


@dataclass(frozen=True, slots=True)
class _Request:
    """Sentences to say; wanted as long as no later number was given out."""

    number: int
    sentences: tuple[Sentence, ...]
    on_sentence: OnSentence


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A sentence's sound at a speed: there, or being made, or none."""

    rate: int
    sound: Audio | Future[Audio | None] | None


class LiveSpeaker(Speaker):
    """Speaks through a store, an engine's process and a player; see ``Speaker`` for what its methods promise.

    A callback that has begun when ``stop`` is called may end after it; no other begins.
    """

    def __init__(
        self,
        voices: Mapping[str, LiveVoice],
        store: Store,
        process: EngineProcess,
        player: Player,
        patience: Patience | None = None,
    ) -> None:
        self._voices, self._store, self._process, self._player = voices, store, process, player
        self._patience = patience or Patience()
        self._trouble = ""
        self._warmed: set[str] = set()
        self._rate = RATES[MIDDLE]
        self._player.volume = VOLUMES[MIDDLE]
        self._changed = threading.Condition()
        self._number = 0
        self._request: _Request | None = None
        self._probe = False
        self._busy = False
        self._closed = False
        self._maker = ThreadPoolExecutor(1, "tesuri-voice")
        self._thread = threading.Thread(target=self._run, name="tesuri-speaker", daemon=True)
        self._thread.start()

    # For the kiosk

    @property
    def silent_because(self) -> str:
        """Why nothing can be heard at all, for the staff screen."""
        if not self._voices and not self._store.packs and not self._store.recordings:
            return "no speech engine, no voice pack and no recording is installed"
        return self._player.reason

    @property
    def notes(self) -> tuple[str, ...]:
        """What is wrong without silencing everything, for the staff screen."""
        found = (self._trouble, self._process.note, self._store.cache_reason, *self._store.problems)
        return tuple(note for note in found if note)

    @property
    def child_pid(self) -> int | None:
        """Process id of the engine's process, None where none runs."""
        return self._process.pid

    def voice(self, locale: str) -> Voice:
        """What a locale gets now."""
        live = self._voices.get(locale)
        return voice_of(locale, live if live and self._patience.allows(locale) else None, self._store)

    def say(self, sentences: Sequence[Sentence], on_sentence: OnSentence) -> None:
        """Say sentences instead of whatever is being said."""
        with self._changed:
            self._number += 1
            self._request = _Request(self._number, tuple(sentences), on_sentence)
            self._player.stop()  # before the other thread can begin what is new
            self._changed.notify_all()

    def stop(self) -> None:
        """Silence at once."""
        with self._changed:
            self._number += 1
            self._request = None
            self._player.stop()
            self._changed.notify_all()

    def set_volume(self, step: int) -> None:
        """Index into ``VOLUMES``; heard within the sentence."""
        self._player.volume = VOLUMES[_within(step, VOLUMES)]

    def set_rate(self, step: int) -> None:
        """Index into ``RATES``; heard from the next sentence on."""
        self._rate = RATES[_within(step, RATES)]

    def warm(self, locale: str) -> None:
        """Have the engine of a locale loaded and the sound device tried before anybody waits for them."""
        live = self._voices.get(locale)
        with self._changed:
            if self._closed:
                return
            self._probe = True
            self._changed.notify_all()
            if live is not None and live.recipe.engine not in self._warmed:
                self._warmed.add(live.recipe.engine)
                self._maker.submit(self._load, live)

    def join(self, timeout: float | None = None) -> bool:
        """Wait until everything asked for was said and made; whether that was so in time. Not for the kiosk."""
        with self._changed:
            idle = self._changed.wait_for(lambda: self._request is None and not self._busy and not self._probe, timeout)
            if self._closed:
                return idle
            last = self._maker.submit(lambda: None)
        with contextlib.suppress(TimeoutError):
            last.result(timeout)
        return idle and last.done()

    def close(self) -> None:
        """Silence, and no process left behind."""
        with self._changed:
            self._closed = True
        self.stop()
        self._maker.shutdown(wait=False, cancel_futures=True)
        self._process.close()
        if self._thread is not threading.current_thread():
            self._thread.join(1.0)  # a callback may be waiting for the caller

    # The thread that plays

    def _run(self) -> None:
        while True:
            with self._changed:
                self._busy = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._request is not None or self._probe or self._closed)
                if self._closed:
                    return
                request, self._request = self._request, None
                probe, self._probe = self._probe and request is None, False
                self._busy = True
            try:
                if request is not None:
                    self._speak(request)
                elif probe:
                    self._player.play(_SILENCE, 24000, lambda: self._request is None)
            except Exception as error:  # a fault of ours; the next request is said as if it had not been
                self._trouble = f"{type(error).__name__}: {error}"
                if request is not None:
                    self._tell(request, None)

    def _speak(self, request: _Request) -> None:
        ahead: _Prepared | None = None
        for index in range(len(request.sentences)):
            now = ahead if ahead and ahead.rate == self._rate else self._prepare(request, index)
            ahead = self._prepare(request, index + 1)
            audio = self._awaited(request, now)
            if not self._wanted(request):
                return
            if audio is None or not audio.pcm:
                continue
            self._tell(request, index)
            heard = self._player.play(audio.pcm, audio.rate, lambda: self._wanted(request))
            if not heard and self._player.reason:
                break
        self._tell(request, None)

    def _prepare(self, request: _Request, index: int) -> _Prepared:
        rate = self._rate
        if index >= len(request.sentences):
            return _Prepared(rate, None)
        sentence = request.sentences[index]
        live = self._voices.get(sentence.locale)
        found = self._store.find(sentence, rate, live.recipe if live else None, poor=live is not None and live.poor)
        if found is not None or live is None or not sentence.said.strip():
            return _Prepared(rate, found)
        with self._changed:
            if self._closed:
                return _Prepared(rate, None)
            making = self._maker.submit(self._make, request, sentence, live, rate)
        making.add_done_callback(self._notify)
        return _Prepared(rate, making)

    def _awaited(self, request: _Request, prepared: _Prepared) -> Audio | None:
        sound = prepared.sound
        if not isinstance(sound, Future):
            return sound
        with self._changed:
            self._changed.wait_for(lambda: sound.done() or not self._wanted(request))
        return sound.result() if sound.done() and self._wanted(request) else None

    def _wanted(self, request: _Request) -> bool:
        return request.number == self._number

    def _tell(self, request: _Request, index: int | None) -> None:
        if self._wanted(request):
            with contextlib.suppress(Exception):  # the caller's fault is not ours to fall over
                request.on_sentence(index)

    def _notify(self, making: Future[Audio | None]) -> None:
        with self._changed:
            self._changed.notify_all()

    # The thread that has sound made

    def _make(self, request: _Request, sentence: Sentence, live: LiveVoice, rate: int) -> Audio | None:
        if not self._wanted(request) or not self._patience.allows(sentence.locale):
            return None
        try:
            audio = self._process.synthesize(live.recipe.engine, live.recipe.voice, sentence.said, rate)
        except EngineFailure as failure:
            self._patience.failed(sentence.locale)
            self._trouble = str(failure)
            return None
        self._patience.succeeded(sentence.locale)
        self._store.keep(sentence, rate, live.recipe, audio)
        return audio

    def _load(self, live: LiveVoice) -> None:
        try:
            self._process.synthesize(live.recipe.engine, live.recipe.voice, _WARM_UP.get(live.recipe.engine, "a"), 100)
        except EngineFailure as failure:
            self._trouble = str(failure)


class SilentSpeaker(Speaker):
    """Says nothing and knows why."""

    notes: tuple[str, ...] = ()
    child_pid: int | None = None

    def __init__(self, reason: str) -> None:
        self._reason = reason

    @property
    def silent_because(self) -> str:
        """The reason given."""
        return self._reason

    def voice(self, locale: str) -> Voice:
        """None."""
        return Voice(locale, Channel.NONE)

    def say(self, sentences: Sequence[Sentence], on_sentence: OnSentence) -> None:
        """Over at once; told from another thread, as every speaker does."""

        def tell() -> None:
            with contextlib.suppress(Exception):
                on_sentence(None)

        threading.Thread(target=tell, daemon=True).start()

    def stop(self) -> None:
        """Silent already."""

    def set_volume(self, step: int) -> None:
        """Heard never."""

    def set_rate(self, step: int) -> None:
        """Heard never."""

    def warm(self, locale: str) -> None:
        """Nothing to load."""

    def join(self, timeout: float | None = None) -> bool:
        """Everything was said: nothing."""
        return True

    def close(self) -> None:
        """Nothing to end."""


def make_speaker(
    locales: Iterable[Locale],
    cache: Path | None = None,
    packs: Path | None = None,
    recordings: Path | None = None,
    dictionary: Path | None = None,
    player: Player | None = None,
) -> LiveSpeaker | SilentSpeaker:
    """The speaker of a kiosk; silent where no sound can be played or made. Folders may be missing.

    ``cache`` is the folder for what was made (``<cache>/speech``), ``packs`` holds ``<locale>/pack.json`` and
    ``recordings`` ``<locale>/index.yml``; ``dictionary`` is Open JTalk's user dictionary.
    """
    player = player or AplayPlayer()
    if player.reason:
        return SilentSpeaker(player.reason)
    store = Store(packs, recordings, cache)
    return LiveSpeaker(live_voices(locales, dictionary), store, EngineProcess(dictionary), player)


def _within(step: int, steps: Sequence[int]) -> int:
    return min(len(steps) - 1, max(0, step))
