"""The engine's process: asked sentence by sentence; a crash, a hang or noise of an engine stays in it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.speech_fakes import misbehaving, words
from tesuri.model import Reading
from tesuri.speech import readings_dictionary
from tesuri.speech.process import EngineFailure, EngineProcess, Patience


@pytest.fixture
def process(tmp_path, monkeypatch):
    process = EngineProcess(drivers=misbehaving(tmp_path, monkeypatch), timeout=1.0, first_timeout=20.0)
    yield process
    process.close()


def gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_sentence_comes_back_as_sound_at_the_speed_asked_for(process):
    audio = process.synthesize("fake", "v", "こんにちは", 70)
    assert audio.pcm.decode("utf-16-le") == "こんにちは|v|140"
    assert audio.rate == 1000


def test_what_engines_print_reaches_neither_the_screen_nor_the_sound(process, capfd):
    assert words(process.synthesize("fake", "v", "one", 100).pcm) == "one"
    process.close()
    assert capfd.readouterr() == ("", "")


def test_a_crash_costs_one_sentence_and_says_nothing(process, capfd):
    process.synthesize("fake", "v", "one", 100)
    first = process.pid
    with pytest.raises(EngineFailure, match="crashed or hung"):
        process.synthesize("fake", "v", "crash", 100)
    assert gone(first)
    assert words(process.synthesize("fake", "v", "two", 100).pcm) == "two"
    assert process.pid != first
    process.close()
    assert capfd.readouterr() == ("", "")


def test_a_hang_is_ended_and_the_next_sentence_is_said(process):
    process.synthesize("fake", "v", "one", 100)
    first = process.pid
    with pytest.raises(EngineFailure, match="crashed or hung"):
        process.synthesize("fake", "v", "hang", 100)
    assert gone(first)
    assert words(process.synthesize("fake", "v", "two", 100).pcm) == "two"


def test_what_an_engine_refuses_is_told_and_the_process_lives_on(process):
    process.synthesize("fake", "v", "one", 100)
    pid = process.pid
    with pytest.raises(EngineFailure, match="refused"):
        process.synthesize("fake", "v", "refuse", 100)
    assert process.pid == pid
    assert words(process.synthesize("fake", "v", "two", 100).pcm) == "two"


def test_an_engine_that_is_not_there_is_a_failure(process):
    with pytest.raises(EngineFailure):
        process.synthesize("absent", "v", "one", 100)


def test_closing_leaves_no_process_and_starts_no_other(process):
    process.synthesize("fake", "v", "one", 100)
    pid = process.pid
    process.close()
    assert gone(pid)
    assert process.pid is None
    with pytest.raises(EngineFailure):
        process.synthesize("fake", "v", "two", 100)


def test_a_child_that_hangs_ends_when_its_parent_is_gone(tmp_path, monkeypatch):
    misbehaving(tmp_path, monkeypatch)
    child = subprocess.Popen(
        [sys.executable, "-m", "tesuri.speech.engine", "fake=misbehaving_driver"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    child.stdin.write(b'{"id": 1, "engine": "fake", "voice": "v", "rate": 100, "text": "hang"}\n')
    child.stdin.close()
    assert child.wait(20) == 0


def test_the_parent_imports_no_engine():
    code = "import sys, tesuri.speech.live; print([m for m in ('pyttsx3', 'pyopenjtalk', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.parametrize(
    ("engine", "voice", "text"), [("openjtalk", "openjtalk", "はい、どうぞ。"), ("espeak", "pt-br", "Sim, por favor.")]
)
def test_the_real_engines_speak_through_the_process(engine, voice, text, capfd):
    process = EngineProcess()
    try:
        audio = process.synthesize(engine, voice, text, 100)
    finally:
        process.close()
    assert 0.4 < audio.seconds < 4
    assert capfd.readouterr() == ("", "")


def test_a_dictionary_that_cannot_be_read_is_noted_and_costs_no_sentence(tmp_path):
    process = EngineProcess(tmp_path / "absent.dic")
    try:
        assert process.synthesize("openjtalk", "openjtalk", "はい", 100).pcm
        assert process.note.startswith("readings not used: ")
    finally:
        process.close()


def test_readings_of_ours_change_how_a_word_is_said(tmp_path):
    dictionary = readings_dictionary.build([Reading("納期限", "のうきげん", "readings.yml", 1)], tmp_path)
    said = []
    for path in (None, dictionary):
        process = EngineProcess(path)
        try:
            said.append(process.synthesize("openjtalk", "openjtalk", "納期限", 100).pcm)
            assert process.note == ""
        finally:
            process.close()
    assert dictionary is not None
    assert said[0] != said[1]


def test_three_failures_in_a_row_are_followed_by_a_minute_of_patience():
    now = [0.0]
    patience = Patience(clock=lambda: now[0])
    patience.failed("ne")
    patience.failed("ne")
    patience.succeeded("ne")
    patience.failed("ne")
    patience.failed("ne")
    assert patience.allows("ne")
    patience.failed("ne")
    assert not patience.allows("ne")
    assert patience.allows("vi")
    now[0] = 59.9
    assert not patience.allows("ne")
    now[0] = 60.0
    assert patience.allows("ne")
