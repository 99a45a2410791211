"""The kiosk's speaker: in order, one sentence ahead, silent at once, and never in anybody's way."""

from __future__ import annotations

import os
import threading

import pytest

from tests.speech_fakes import FakeProcess, misbehaving, sentence, words
from tesuri.speech.audio import Audio, write_wav
from tesuri.speech.live import LiveSpeaker, SilentSpeaker, make_speaker
from tesuri.speech.player import AplayPlayer, CapturePlayer
from tesuri.speech.process import EngineProcess, Patience
from tesuri.speech.speaker import Channel
from tesuri.speech.store import Recipe, Store
from tesuri.speech.voices import LiveVoice

VOICES = {
    "en": LiveVoice(Recipe("fake", "1", "v"), "somebody", 0.1),
    "ne": LiveVoice(Recipe("fake", "1", "n"), "somebody", None),
}


@pytest.fixture
def speaker():
    made = []

    def make(process=None, player=None, store=None, voices=VOICES, patience=None):
        speaker = LiveSpeaker(voices, store or Store(), process or FakeProcess(), player or CapturePlayer(), patience)
        made.append(speaker)
        return speaker

    yield make
    for each in made:
        each.close()


def heard(player):
    return [words(pcm) for pcm, _, _ in player.played]


def until_stopped(seconds, stopped):
    stopped.wait(20)


def test_sentences_are_heard_in_order_and_told_as_they_begin(speaker):
    player, told = CapturePlayer(), []
    speaking = speaker(player=player)
    speaking.say([sentence("one"), sentence("two"), sentence("three")], told.append)
    assert speaking.join(20)
    assert heard(player) == ["one", "two", "three"]
    assert told == [0, 1, 2, None]


def test_nothing_to_say_ends_at_once(speaker):
    told = []
    speaking = speaker()
    speaking.say([], told.append)
    assert speaking.join(20)
    assert told == [None]


def test_the_next_sentence_is_made_while_one_plays_and_no_further(speaker):
    process, ready = FakeProcess(), threading.Event()
    player = CapturePlayer(gate=until_stopped)
    speaking = speaker(process, player)
    speaking.say([sentence(text) for text in ("one", "two", "three")], lambda index: ready.set())
    assert ready.wait(20)
    speaking._maker.submit(lambda: None).result(20)  # whatever was asked for is made by now
    assert [text for text, _ in process.asked] == ["one", "two"]


def test_stop_silences_the_player_and_tells_nothing_more(speaker):
    told, began = [], threading.Event()
    player = CapturePlayer(gate=lambda seconds, stopped: (began.set(), stopped.wait(20)))
    speaking = speaker(player=player)
    speaking.say([sentence("one"), sentence("two")], told.append)
    assert began.wait(20)
    speaking.stop()
    assert speaking.join(20)
    assert (heard(player), told) == (["one"], [0])


def test_stop_does_not_wait_for_the_engine_and_its_late_sound_is_kept_but_not_heard(speaker, tmp_path):
    process, player, told = FakeProcess(), CapturePlayer(), []
    process.hold = threading.Event()
    store = Store(cache=tmp_path)
    speaking = speaker(process, player, store)
    speaking.say([sentence("late"), sentence("never")], told.append)
    assert process.entered.wait(20)
    speaking.stop()  # would hang here if it waited
    assert told == []
    process.hold.set()
    assert speaking.join(20)
    assert (heard(player), told) == ([], [])
    assert [text for text, _ in process.asked] == ["late"]
    assert store.find(sentence("late"), 100, VOICES["en"].recipe) is not None


def test_what_is_there_is_heard_while_the_engine_still_works_for_what_was_stopped(speaker, tmp_path):
    process, player, spoken = FakeProcess(), CapturePlayer(), threading.Event()
    store = Store(cache=tmp_path)
    store.keep(sentence("known"), 100, VOICES["en"].recipe, Audio("known".encode("utf-16-le"), 1000))
    process.hold = threading.Event()
    speaking = speaker(process, player, store)
    speaking.say([sentence("slow")], lambda index: None)
    assert process.entered.wait(20)
    speaking.say([sentence("known")], lambda index: spoken.set() if index is None else None)
    assert spoken.wait(20)
    assert heard(player) == ["known"]
    process.hold.set()


def test_saying_something_else_cuts_what_is_being_said(speaker):
    first, second, began = [], [], threading.Event()

    def gate(seconds, stopped):
        if not began.is_set():
            began.set()
            stopped.wait(20)

    player = CapturePlayer(gate)
    speaking = speaker(player=player)
    speaking.say([sentence("one"), sentence("two")], first.append)
    assert began.wait(20)
    speaking.say([sentence("three")], second.append)
    assert speaking.join(20)
    assert (heard(player), first, second) == (["one", "three"], [0], [0, None])


def test_cutting_what_is_said_never_cuts_what_is_new(speaker):
    began, released, cut = threading.Event(), threading.Event(), []

    class Slow(CapturePlayer):
        def stop(self):
            began.wait(0.2)  # what is new must not begin before the old was stopped
            super().stop()

    def gate(seconds, stopped):
        began.set()
        released.wait(20)
        cut.append(stopped.is_set())

    speaking = speaker(player=Slow(gate))
    speaking.say([sentence("new")], lambda index: None)
    released.set()
    assert speaking.join(20)
    assert cut == [False]


def test_a_sentence_without_a_voice_is_passed_over(speaker):
    player, told = CapturePlayer(), []
    speaking = speaker(player=player)
    speaking.say([sentence("one"), sentence("မြန်မာ", "my"), sentence("three")], told.append)
    assert speaking.join(20)
    assert (heard(player), told) == (["one", "three"], [0, 2, None])
    assert speaking.voice("my").channel is Channel.NONE
    assert speaking.voice("en").channel is Channel.LIVE
    assert (speaking.voice("en").poor, speaking.voice("ne").poor) == (False, True)


def test_a_locale_without_an_engine_speaks_through_recordings(speaker, tmp_path):
    folder = tmp_path / "my"
    folder.mkdir()
    write_wav(folder / "one.wav", Audio("human".encode("utf-16-le"), 1000))
    (folder / "index.yml").write_text("တစ်: one.wav\n", encoding="utf-8")
    player, told = CapturePlayer(), []
    speaking = speaker(player=player, store=Store(None, tmp_path))
    speaking.say([sentence("တစ်", "my"), sentence("နှစ်", "my")], told.append)
    assert speaking.join(20)
    assert (heard(player), told) == (["human"], [0, None])
    assert speaking.voice("my").channel is Channel.RECORDING


def test_what_is_private_never_touches_the_disk(speaker, tmp_path):
    player = CapturePlayer()
    speaking = speaker(player=player, store=Store(cache=tmp_path))
    speaking.say([sentence("public"), sentence("K7QX", private=True)], lambda index: None)
    assert speaking.join(20)
    assert heard(player) == ["public", "K7QX"]
    assert len(list(tmp_path.iterdir())) == 1
    assert "K7QX".encode("utf-16-le") not in next(tmp_path.iterdir()).read_bytes()


def test_what_was_said_once_is_not_made_again(speaker, tmp_path):
    process = FakeProcess()
    speaking = speaker(process, store=Store(cache=tmp_path))
    for _ in range(2):
        speaking.say([sentence("one"), sentence("two")], lambda index: None)
        assert speaking.join(20)
    assert [text for text, _ in process.asked] == ["one", "two"]


def test_a_new_speed_holds_from_the_next_sentence_though_that_was_made_already(speaker):
    process, speaking = FakeProcess(), None

    def gate(seconds, stopped):
        if len(player.played) == 1:
            speaking._maker.submit(lambda: None).result(20)
            speaking.set_rate(0)

    player = CapturePlayer(gate)
    speaking = speaker(process, player)
    speaking.say([sentence("one"), sentence("two")], lambda index: None)
    assert speaking.join(20)
    assert process.asked == [("one", 100), ("two", 100), ("two", 70)]
    assert heard(player) == ["one", "two"]


def test_volume_and_speed_start_in_the_middle_and_stay_within_their_steps(speaker):
    process, player = FakeProcess(), CapturePlayer()
    speaking = speaker(process, player)
    assert player.volume == 60
    for step, volume, rate in ((-5, 20, 70), (99, 100, 145), (2, 60, 100)):
        speaking.set_volume(step)
        speaking.set_rate(step)
        speaking.say([sentence("one")], lambda index: None)
        assert speaking.join(20)
        assert (player.volume, process.asked[-1][1]) == (volume, rate)


def test_without_a_sound_device_the_staff_learns_why_and_the_screen_goes_on(speaker):
    told = []
    speaking = speaker(player=CapturePlayer(reason="no sound device"))
    speaking.say([sentence("one"), sentence("two")], told.append)
    assert speaking.join(20)
    assert told == [0, None]
    assert speaking.silent_because == "no sound device"


def test_warming_up_loads_the_engine_and_tries_the_device_once_each(speaker, tmp_path):
    program = tmp_path / "aplay"
    program.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)
    process = FakeProcess()
    speaking = speaker(process, AplayPlayer(str(program)))
    assert speaking.silent_because == ""
    speaking.warm("en")
    speaking.warm("en")
    assert speaking.join(20)
    assert process.asked == [("a", 100)]
    assert speaking.silent_because == "no sound device"


def test_an_engine_that_fails_is_left_alone_for_a_minute(speaker):
    now, process = [0.0], FakeProcess()
    process.fail = True
    speaking = speaker(process, patience=Patience(clock=lambda: now[0]))
    told = []
    speaking.say([sentence(str(number)) for number in range(6)], told.append)
    assert speaking.join(20)
    assert (len(process.asked), told) == (3, [None])
    assert speaking.voice("en").channel is Channel.NONE
    assert speaking.notes == ("broken",)
    process.fail, now[0] = False, 60.0
    speaking.say([sentence("again")], told.append)
    assert speaking.join(20)
    assert told == [None, 0, None]


def test_a_crashing_engine_costs_its_sentence_only(speaker, tmp_path, monkeypatch, capfd):
    process = EngineProcess(drivers=misbehaving(tmp_path, monkeypatch))
    player, told = CapturePlayer(), []
    speaking = speaker(process, player)
    speaking.say([sentence("one"), sentence("crash"), sentence("three")], told.append)
    assert speaking.join(60)
    assert (heard(player), told) == (["one", "three"], [0, 2, None])
    pid = speaking.child_pid
    speaking.close()
    assert speaking.child_pid is None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert capfd.readouterr() == ("", "")


def test_a_callback_that_fails_stops_neither_this_request_nor_the_next(speaker, capfd):
    player = CapturePlayer()
    speaking = speaker(player=player)

    def fail(index):
        raise RuntimeError("screen is gone")

    speaking.say([sentence("one")], fail)
    speaking.join(20)
    speaking.say([sentence("two")], fail)
    assert speaking.join(20)
    assert heard(player) == ["one", "two"]
    assert capfd.readouterr() == ("", "")


def test_a_player_that_raises_is_noted_and_the_end_is_told(speaker):
    class Broken(CapturePlayer):
        def play(self, pcm, rate, wanted=lambda: True):
            raise RuntimeError("wires")

    told = []
    speaking = speaker(player=Broken())
    speaking.say([sentence("one")], told.append)
    assert speaking.join(20)
    assert told == [0, None]
    assert speaking.notes == ("RuntimeError: wires",)


def test_a_closed_speaker_is_silent_and_raises_nothing(speaker):
    process, player = FakeProcess(), CapturePlayer()
    speaking = speaker(process, player)
    speaking.close()
    speaking.say([sentence("one")], lambda index: None)
    speaking.warm("en")
    speaking.stop()
    speaking.close()
    assert process.closed
    assert player.played == []


def test_with_nothing_to_speak_with_the_reason_says_so(speaker):
    assert speaker(voices={}).silent_because == "no speech engine, no voice pack and no recording is installed"


def test_a_silent_speaker_tells_the_end_from_another_thread():
    ended, told = threading.Event(), []
    speaking = SilentSpeaker("no device")
    speaking.say([sentence("one")], lambda index: (told.append((index, threading.current_thread())), ended.set()))
    assert ended.wait(20)
    assert told[0][0] is None
    assert told[0][1] is not threading.current_thread()
    assert (speaking.silent_because, speaking.voice("en").channel) == ("no device", Channel.NONE)


def test_where_no_sound_can_be_played_the_kiosk_gets_a_silent_speaker():
    speaking = make_speaker((), player=AplayPlayer("no-such-player"))
    assert isinstance(speaking, SilentSpeaker)
    assert "alsa-utils" in speaking.silent_because
