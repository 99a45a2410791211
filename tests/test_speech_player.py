"""The player: a program is fed samples, stopped at once, and its failure becomes a reason."""

from __future__ import annotations

import threading
from array import array

import pytest

from tesuri.speech.audio import softened
from tesuri.speech.player import AplayPlayer, CapturePlayer


@pytest.fixture
def program(tmp_path):
    """A stand-in for aplay that runs a line of shell."""

    def write(line):
        path = tmp_path / "aplay"
        path.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        path.chmod(0o755)
        return str(path)

    return write


def test_samples_reach_the_program_softened_and_with_their_rate(program, tmp_path):
    player = AplayPlayer(program(f'echo "$@" > {tmp_path}/arguments; cat > {tmp_path}/sound'))
    player.volume = 50
    samples = array("h", [1000, -1000, 32767, -32768] * 9000).tobytes()
    assert player.play(samples, 22050)
    assert (tmp_path / "sound").read_bytes() == array("h", [500, -500, 16383, -16384] * 9000).tobytes()
    assert (tmp_path / "arguments").read_text() == "-q -t raw -f S16_LE -c 1 -r 22050 -\n"
    assert player.reason == ""


def test_no_sound_device_is_a_reason_which_a_later_success_takes_away(program, capfd):
    player = AplayPlayer(program("echo 'audio open error' >&2; exit 1"))
    assert not player.play(bytes(200000), 24000)
    assert player.reason == "no sound device"
    program("cat > /dev/null")
    assert player.play(bytes(2000), 24000)
    assert player.reason == ""
    assert capfd.readouterr() == ("", "")


def test_where_there_is_no_program_the_reason_says_so():
    player = AplayPlayer("no-such-player")
    assert player.reason == "no program to play sound: no-such-player (alsa-utils) is not installed"
    assert not player.play(bytes(2000), 24000)
    player.stop()


def test_a_device_that_is_stuck_is_given_up(program):
    player = AplayPlayer(program("exec sleep 600"), grace=0.1)
    assert not player.play(bytes(2000), 24000)
    assert player.reason == "the sound device does not answer"


def test_stopping_ends_the_program_and_is_no_fault_of_the_device(program, tmp_path):
    began = tmp_path / "began"
    player = AplayPlayer(program(f"touch {began}; exec sleep 600"))
    ended = []
    thread = threading.Thread(target=lambda: ended.append(player.play(bytes(2000), 24000)))
    thread.start()
    while not began.exists():
        thread.join(0.005)
    player.stop()
    thread.join(20)
    assert ended == [False]
    assert player.reason == ""


def test_what_is_no_longer_wanted_does_not_begin(program, tmp_path):
    player = AplayPlayer(program(f"touch {tmp_path}/began; cat > /dev/null"))
    assert not player.play(bytes(2000), 24000, lambda: False)
    assert not (tmp_path / "began").exists()


def test_the_capturing_player_keeps_samples_and_can_be_stopped():
    player = CapturePlayer(gate=lambda seconds, stopped: (player.stop(), stopped.wait(20)))
    assert not player.play(b"ab", 1000)
    assert CapturePlayer().play(b"ab", 1000)
    assert player.played == [(b"ab", 1000, 100)]


def test_softening_never_wraps_around():
    assert array("h", softened(array("h", [32767, -32768]).tobytes(), 20)).tolist() == [6553, -6554]
