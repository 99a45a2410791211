"""What need not be made: recordings before packs before the cache, and nothing private on disk."""

from __future__ import annotations

import errno
import json
import os
import wave

import pytest

from tests.speech_fakes import sentence
from tesuri.speech.audio import Audio, read_wav, write_wav
from tesuri.speech.speaker import Channel
from tesuri.speech.store import Recipe, Store

LIVE = Recipe("espeak", "1.51", "en-us")
PACK = Recipe("kokoro", "1", "af_heart")


def sound(text):
    return Audio(text.encode("utf-16-le"), 1000)


def text(audio):
    return None if audio is None else audio.pcm.decode("utf-16-le")


@pytest.fixture
def pack(tmp_path):
    def make(said, locale="en", rate=100, **head):
        folder = tmp_path / "voices" / locale
        folder.mkdir(parents=True, exist_ok=True)
        write_wav(folder / f"{PACK.key(said, rate)}.wav", sound(f"pack {said}"))
        fields = {"engine": PACK.engine, "version": PACK.version, "voice": PACK.voice, **head}
        (folder / "pack.json").write_text(json.dumps(fields), encoding="utf-8")
        return tmp_path / "voices"

    return make


@pytest.fixture
def recordings(tmp_path):
    def make(index, locale="en"):
        folder = tmp_path / "recordings" / locale
        folder.mkdir(parents=True, exist_ok=True)
        write_wav(folder / "one.wav", sound("recording"))
        (folder / "index.yml").write_text(index, encoding="utf-8")
        return tmp_path / "recordings"

    return make


def test_a_recording_goes_before_a_pack_and_a_pack_before_the_cache(tmp_path, pack, recordings):
    one = sentence("one")
    store = Store(cache=tmp_path / "cache")
    assert store.find(one, 100, LIVE) is None
    store.keep(one, 100, LIVE, sound("cache"))
    assert text(store.find(one, 100, LIVE)) == "cache"
    store = Store(pack("one"), None, tmp_path / "cache")
    assert text(store.find(one, 100, LIVE)) == "pack one"
    assert store.channel("en") is Channel.PACK
    store = Store(pack("one"), recordings("one: one.wav\n"), tmp_path / "cache")
    assert text(store.find(one, 100, LIVE)) == "recording"
    assert store.channel("en") is Channel.RECORDING
    assert store.channel("vi") is Channel.NONE


def test_a_recording_is_found_by_what_is_shown_too_and_at_any_speed(recordings):
    store = Store(None, recordings('"8:30  から": one.wav\n'))
    assert text(store.find(sentence("はちじはんから", shown="8:30 から"), 70, None)) == "recording"
    assert store.find(sentence("くじから", shown="9:00 から"), 70, None) is None


def test_a_sound_in_the_cache_belongs_to_engine_version_voice_speed_and_text(tmp_path):
    store = Store(cache=tmp_path)
    store.keep(sentence("one"), 100, LIVE, sound("kept"))
    assert text(store.find(sentence(" one \n"), 100, LIVE)) == "kept"
    for other, rate, said in (
        (Recipe("espeak", "1.52", "en-us"), 100, "one"),
        (Recipe("espeak", "1.51", "en-gb"), 100, "one"),
        (Recipe("other", "1.51", "en-us"), 100, "one"),
        (LIVE, 85, "one"),
        (LIVE, 100, "two"),
    ):
        assert store.find(sentence(said), rate, other) is None


def test_at_another_speed_a_pack_speaks_only_where_the_live_voice_is_poor_or_missing(pack):
    store = Store(pack("one"))
    assert store.find(sentence("one"), 70, LIVE) is None
    assert text(store.find(sentence("one"), 70, LIVE, poor=True)) == "pack one"
    assert text(store.find(sentence("one"), 70, None)) == "pack one"


def test_a_pack_with_a_borrowed_voice_is_silent_until_it_is_signed(pack):
    store = Store(pack("one", borrowed=True))
    assert store.find(sentence("one"), 100, None) is None
    assert store.channel("en") is Channel.NONE
    store = Store(pack("one", borrowed=True, signed_off_by="International Exchange Section"))
    assert text(store.find(sentence("one"), 100, None)) == "pack one"


def test_private_sentences_are_never_written_and_never_looked_up_in_the_cache(tmp_path):
    store = Store(cache=tmp_path / "cache")
    store.keep(sentence("K7QX", private=True), 100, LIVE, sound("secret"))
    assert not (tmp_path / "cache").exists()
    store.keep(sentence("K7QX"), 100, LIVE, sound("public"))
    assert store.find(sentence("K7QX", private=True), 100, LIVE) is None


@pytest.mark.parametrize("damage", [b"", b"RIFF", b"nonsense" * 20, None])
def test_a_damaged_file_of_the_cache_is_made_again(tmp_path, damage):
    store = Store(cache=tmp_path)
    store.keep(sentence("one"), 100, LIVE, sound("whole"))
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-2] if damage is None else damage)
    assert store.find(sentence("one"), 100, LIVE) is None
    assert not file.exists()
    store.keep(sentence("one"), 100, LIVE, sound("again"))
    assert text(store.find(sentence("one"), 100, LIVE)) == "again"


def test_a_folder_that_cannot_be_written_is_a_reason_and_no_error(tmp_path):
    (tmp_path / "file").write_text("")
    store = Store(cache=tmp_path / "file")
    store.keep(sentence("one"), 100, LIVE, sound("one"))
    assert store.cache_reason.startswith("speech is not kept: ")
    assert store.find(sentence("one"), 100, LIVE) is None


def test_a_full_disk_leaves_nothing_half_written_and_is_forgotten_when_there_is_room(tmp_path, monkeypatch):
    store = Store(cache=tmp_path)

    def full(source, target):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("tesuri.speech.audio.os.replace", full)
        store.keep(sentence("one"), 100, LIVE, sound("one"))
    assert store.cache_reason == "speech is not kept: No space left on device"
    assert list(tmp_path.iterdir()) == []
    store.keep(sentence("one"), 100, LIVE, sound("one"))
    assert store.cache_reason == ""


def test_the_oldest_sounds_make_room_for_new_ones(tmp_path):
    store = Store(cache=tmp_path, limit=10_000)
    for number in range(12):
        store.keep(sentence(str(number)), 100, LIVE, Audio(bytes(2000), 1000))
        for file in tmp_path.iterdir():  # ages them by a minute each time
            os.utime(file, ns=(0, file.stat().st_mtime_ns - 60_000_000_000))
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 10_000
    assert store.find(sentence("11"), 100, LIVE) is not None
    assert store.find(sentence("0"), 100, LIVE) is None


def test_a_cache_filled_by_an_earlier_run_counts(tmp_path):
    Store(cache=tmp_path).keep(sentence("old"), 100, LIVE, Audio(bytes(9000), 1000))
    store = Store(cache=tmp_path, limit=10_000)
    store.keep(sentence("new"), 100, LIVE, Audio(bytes(2000), 1000))
    assert store.find(sentence("old"), 100, LIVE) is None
    assert store.find(sentence("new"), 100, LIVE) is not None


def test_faults_of_recordings_are_told_and_the_sound_ones_are_heard(tmp_path, recordings):
    folder = recordings("one: one.wav\ntwo: absent.wav\nthree: ../../secret.wav\nfour:\nfive: broken.wav\n")
    (tmp_path / "secret.wav").write_bytes((folder / "en" / "one.wav").read_bytes())
    (folder / "en" / "broken.wav").write_bytes(b"nonsense")
    store = Store(None, folder)
    assert text(store.find(sentence("one"), 100, None)) == "recording"
    for absent in ("two", "three", "four", "five", "five"):
        assert store.find(sentence(absent), 100, None) is None
    assert [problem.split(": ", 1)[1] for problem in store.problems] == [
        "absent.wav is missing",
        "../../secret.wav is outside of its folder",
        "not a WAV file: file does not start with RIFF id",
    ]


@pytest.mark.parametrize("head", ["", "[]", '{"engine": "kokoro"}', "nonsense"])
def test_a_broken_pack_is_told_and_passed_over(pack, head):
    folder = pack("one")
    (folder / "en" / "pack.json").write_text(head, encoding="utf-8")
    store = Store(folder)
    assert store.find(sentence("one"), 100, None) is None
    assert len(store.problems) == 1


@pytest.mark.parametrize("index", ["- one\n", "one: [\n", "one"])
def test_a_broken_index_of_recordings_is_told(recordings, index):
    assert len(Store(None, recordings(index)).problems) == 1


def test_of_a_stereo_recording_the_first_channel_is_heard(tmp_path):

    with wave.open(str(tmp_path / "stereo.wav"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"aaBBccDD")
    assert read_wav(tmp_path / "stereo.wav") == Audio(b"aacc", 8000)


def test_eight_bit_sound_is_refused(tmp_path):

    with wave.open(str(tmp_path / "old.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(b"abcd")
    with pytest.raises(ValueError, match="16-bit"):
        read_wav(tmp_path / "old.wav")
