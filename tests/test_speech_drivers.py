"""Our drivers under the real pyttsx3: a queue that keeps its order, loops, stopping, saving; and the real engines."""

from __future__ import annotations

import sys
import threading
import types
import wave

import pytest
import pyttsx3.engine

from tesuri.speech.drivers import DRIVERS, espeak, register
from tesuri.speech.drivers.base import PcmDriver
from tesuri.speech.drivers.respelling import filipino


class Sink:
    """Keeps sounds; one that must not end by itself waits until it is stopped."""

    def __init__(self, waits=False):
        self.heard, self.waits = [], waits
        self.began, self.stopped = threading.Event(), threading.Event()

    def play(self, pcm, rate):
        self.heard.append((pcm, rate))
        self.began.set()
        if self.waits:
            self.stopped.wait(20)
        return True

    def stop(self):
        self.stopped.set()


class Echo(PcmDriver):
    """The text as sound."""

    def make(self, text):
        if text == "broken":
            raise RuntimeError("no sound")
        return text.encode("utf-16-le"), 1000

    def voices(self):
        return []


@pytest.fixture
def echo(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyttsx3.drivers.tesuri_echo", types.SimpleNamespace(buildDriver=Echo))
    return pyttsx3.engine.Engine("tesuri_echo")


def engine_with(name, sink):
    engine = pyttsx3.engine.Engine(register(name, DRIVERS[name]))
    engine.setProperty("sink", sink)
    return engine


def texts(sink):
    return [pcm.decode("utf-16-le") for pcm, _ in sink.heard]


def test_two_texts_are_said_in_their_order_and_before_the_loop_ends(echo):
    sink = Sink()
    echo.setProperty("sink", sink)
    echo.say("one")
    echo.say("two")
    echo.runAndWait()
    assert texts(sink) == ["one", "two"]


def test_a_second_loop_says_what_was_queued_after_the_first(echo):
    sink = Sink()
    echo.setProperty("sink", sink)
    for text in ("one", "two", "three"):
        echo.say(text)
        echo.say(f"{text} again")
        echo.runAndWait()
    assert texts(sink) == ["one", "one again", "two", "two again", "three", "three again"]


def test_a_long_queue_needs_no_deep_stack(echo):
    sink = Sink()
    echo.setProperty("sink", sink)
    for number in range(400):
        echo.say(str(number))
    echo.runAndWait()
    assert texts(sink) == [str(number) for number in range(400)]


def test_utterances_are_told_with_their_names_as_they_begin_and_end(echo):
    told = []
    echo.setProperty("sink", Sink())
    echo.connect("started-utterance", lambda name: told.append(("started", name)))
    echo.connect("finished-utterance", lambda name, completed: told.append(("finished", name, completed)))
    echo.say("one", "first")
    echo.say("two", "second")
    echo.runAndWait()
    assert told == [
        ("started", "first"),
        ("finished", "first", True),
        ("started", "second"),
        ("finished", "second", True),
    ]


def test_an_external_loop_speaks_without_a_step_that_waits_for_sound(echo):
    sink = Sink(waits=True)
    told = []
    echo.setProperty("sink", sink)
    echo.connect("finished-utterance", lambda name, completed: told.append(completed))
    echo.startLoop(False)
    echo.say("one")
    echo.iterate()
    assert sink.began.wait(20)
    echo.iterate()
    assert told == []
    sink.stopped.set()
    while not told:
        echo.iterate()
    echo.endLoop()
    assert (texts(sink), told) == (["one"], [True])


def test_stop_silences_at_once_and_forgets_the_queue(echo):
    sink = Sink(waits=True)
    told = []
    echo.setProperty("sink", sink)
    echo.connect("finished-utterance", lambda name, completed: told.append(completed))
    echo.say("one")
    echo.say("two")
    echo.startLoop(False)
    echo.iterate()
    assert sink.began.wait(20)
    echo.stop()
    assert sink.stopped.is_set()
    assert told == [False]
    for _ in range(5):
        echo.iterate()
    echo.endLoop()
    assert texts(sink) == ["one"]


def test_stop_from_another_thread_ends_a_waiting_loop(echo):
    sink = Sink(waits=True)
    echo.setProperty("sink", sink)
    echo.say("one")

    def stop():
        sink.began.wait(20)
        echo.stop()
        echo.endLoop()

    stopper = threading.Thread(target=stop)
    stopper.start()
    echo.startLoop()
    stopper.join(20)
    assert texts(sink) == ["one"]


def test_a_text_that_fails_is_told_and_the_next_is_said(echo):
    sink, errors = Sink(), []
    echo.setProperty("sink", sink)
    echo.connect("error", lambda name, exception: errors.append((name, str(exception))))
    echo.say("broken", "first")
    echo.say("two")
    echo.runAndWait()
    assert (texts(sink), errors) == (["two"], [("first", "no sound")])


def test_a_saved_text_is_a_wav_file_and_the_next_is_heard(echo, tmp_path):
    sink = Sink()
    echo.setProperty("sink", sink)
    echo.save_to_file("one", str(tmp_path / "one.wav"))
    echo.say("two")
    echo.runAndWait()
    with wave.open(str(tmp_path / "one.wav")) as file:
        assert (file.getframerate(), file.readframes(99).decode("utf-16-le")) == (1000, "one")
    assert texts(sink) == ["two"]


def test_volume_is_applied_to_the_samples_and_clipped(echo):
    sink = Sink()
    echo.setProperty("sink", sink)
    for volume in (0.5, 7):
        echo.setProperty("volume", volume)
        echo.say("d")  # 100
        echo.runAndWait()
    assert [pcm[0] for pcm, _ in sink.heard] == [50, 100]


@pytest.mark.parametrize(
    ("name", "voice", "text", "rate"),
    [
        ("openjtalk", "openjtalk", "転入届です。", 24000),
        ("espeak", "en-us", "Hand in a notice.", 22050),
        ("espeak", "cmn-latn-pinyin", "请到窗口。", 22050),
        ("espeak", "ur", "دفتر آئیں۔", 22050),
    ],
)
def test_the_real_engines_give_loud_samples_of_a_plausible_length(name, voice, text, rate):
    sink = Sink()
    engine = engine_with(name, sink)
    engine.setProperty("voice", voice)
    engine.say(text)
    engine.runAndWait()
    ((pcm, given),) = sink.heard
    samples = memoryview(pcm).cast("h")
    assert given == rate
    assert 0.4 < len(samples) / rate < 4
    assert max(samples) > 5000


@pytest.mark.parametrize("name", ["openjtalk", "espeak"])
def test_a_sentence_begins_with_its_sound_and_ends_with_a_pause(name):
    sink = Sink()
    engine = engine_with(name, sink)
    engine.say("1 2 3")
    engine.runAndWait()
    ((pcm, rate),) = sink.heard
    loud = [at for at, sample in enumerate(memoryview(pcm).cast("h")) if abs(sample) > 300]
    assert loud[0] / rate < 0.1
    assert 0.15 < len(pcm) / 2 / rate - loud[-1] / rate < 0.7


@pytest.mark.parametrize("name", ["openjtalk", "espeak"])
def test_a_slower_rate_takes_longer(name):
    sink = Sink()
    engine = engine_with(name, sink)
    own = engine.getProperty("rate")
    for rate in (own, round(own * 0.7)):
        engine.setProperty("rate", rate)
        engine.say("1 2 3")
        engine.runAndWait()
    assert len(sink.heard[1][0]) > 1.2 * len(sink.heard[0][0])


@pytest.mark.parametrize("name", ["openjtalk", "espeak"])
def test_a_text_without_a_sound_in_it_is_no_error(name):
    sink, errors = Sink(), []
    engine = engine_with(name, sink)
    engine.connect("error", lambda name, exception: errors.append(exception))
    engine.say("…")
    engine.runAndWait()
    assert errors == []
    assert all(max(memoryview(pcm).cast("h")) < 50 for pcm, _ in sink.heard)


def test_espeak_lists_its_voices_and_the_borrowed_one():
    voices = {voice.id for voice in engine_with("espeak", Sink()).getProperty("voices")}
    assert voices >= {"en-us", "pt-br", "cmn-latn-pinyin", "vi", "ne", "fil"}


def test_an_unknown_voice_of_espeak_is_an_error_and_not_another_voice():
    sink, errors = Sink(), []
    engine = engine_with("espeak", sink)
    engine.connect("error", lambda name, exception: errors.append(str(exception)))
    engine.setProperty("voice", "qqq")
    engine.say("hello")
    engine.runAndWait()
    assert (sink.heard, errors) == ([], ["espeak-ng has no voice 'qqq'"])


def test_vietnamese_is_said_more_slowly_than_espeak_would():
    sink = Sink()
    engine = engine_with("espeak", sink)
    engine.setProperty("voice", "vi")
    text = "Xin hãy đến quầy của chúng tôi."
    engine.say(text)
    engine.runAndWait()
    assert len(sink.heard[0][0]) > len(espeak.library().synthesize(text, "vi", 175))


def test_without_the_library_there_is_no_version_and_a_plain_error(monkeypatch):
    monkeypatch.setattr(espeak, "_loaded", lambda: None)
    assert espeak.version() is None
    with pytest.raises(RuntimeError, match="not installed"):
        espeak.Library()


@pytest.mark.parametrize(
    ("text", "respelled"),
    [
        ("Pumunta sa counter ng mga bata.", "Pumunta sa kounter nang manga bata."),
        ("Mga bangko", "manga bangko"),
        ("certificate, child, accident, ic", "sertifikate, cild, aksident, ik"),
        ("NPO, IC", "NPO, IC"),
        ("ngayon, 14 araw", "ngayon, 14 araw"),
    ],
)
def test_filipino_is_respelled_for_an_indonesian_voice(text, respelled):
    assert filipino(text) == respelled
