"""What each locale gets, told truly; packs made by any engine, piece by piece."""

from __future__ import annotations

import importlib.metadata
import json
from pathlib import Path

import pytest

from tests.speech_fakes import sentence
from tesuri.load.content import load_locales
from tesuri.speech import packs, voices
from tesuri.speech.audio import read_wav
from tesuri.speech.packs import build_pack, engines, recording_index
from tesuri.speech.process import EngineProcess
from tesuri.speech.speaker import Channel
from tesuri.speech.store import Store, read_pack
from tesuri.yamlfile import parse_yaml

ROOT = Path(__file__).parent.parent
LOCALES = tuple(load_locales(ROOT, []).values())


class Other:
    """An engine from elsewhere."""

    name, licence, credit = "other", "CC0-1.0", "nobody"

    def __init__(self, version="1", foreign=False, fails=()):
        self.version, self.foreign, self.fails, self.asked = version, foreign, fails, []

    def voices(self, locale):
        return ("clear", "second") if locale != "my" else ()

    def borrowed(self, locale):
        return self.foreign

    def synthesize(self, text, voice, rate):
        self.asked.append(text)
        if text in self.fails:
            raise RuntimeError("cannot say it")
        return f"{voice} {text}".encode("utf-16-le"), 24000


@pytest.fixture(autouse=True)
def _fresh():
    voices.installed.cache_clear()
    yield
    voices.installed.cache_clear()


def test_every_locale_has_a_live_voice_but_burmese():
    live = voices.live_voices(LOCALES)
    assert {locale.tag for locale in LOCALES} - live.keys() == {"my"}
    assert live["ja-simple"].recipe.engine == "openjtalk"
    assert live["fil"].recipe.voice == "fil"


def test_the_voices_called_poor_are_those_measured_so_and_the_one_nobody_measured():
    poor = {tag for tag, voice in voices.live_voices(LOCALES).items() if voice.poor}
    assert poor == {"zh-Hans", "zh-Hant", "ko", "ne", "vi", "pt-BR", "ur"}


def test_japanese_names_the_makers_of_its_voice():
    credit = voices.live_voices(LOCALES)["ja"].credit
    for part in ("Mei", "Nagoya Institute of Technology", "CC BY 3.0", "creativecommons.org/licenses/by/3.0"):
        assert part in credit


def test_another_dictionary_makes_another_voice(tmp_path):
    plain = voices.live_voices(LOCALES)
    (tmp_path / "user.dic").write_bytes(b"readings")
    ours = voices.live_voices(LOCALES, tmp_path / "user.dic")
    assert plain["ja"].recipe.key("はい", 100) != ours["ja"].recipe.key("はい", 100)
    assert plain["en"].recipe == ours["en"].recipe
    assert voices.live_voices(LOCALES, tmp_path / "absent.dic") == plain


def test_without_espeak_only_japanese_speaks(monkeypatch):
    monkeypatch.setattr(voices.espeak, "version", lambda: None)
    assert set(voices.live_voices(LOCALES)) == {"ja", "ja-simple"}


def test_without_pyttsx3_nothing_speaks_live(monkeypatch):
    monkeypatch.setattr(voices.importlib.util, "find_spec", lambda name: None)
    assert voices.live_voices(LOCALES) == {}


def test_the_table_tells_live_voice_pack_recordings_and_script_of_every_locale(tmp_path):
    build_pack([sentence("你好。", "zh-Hans")], "zh-Hans", Other(), tmp_path / "zh-Hans")
    build_pack([sentence("नमस्ते।", "ne")], "ne", Other(foreign=True), tmp_path / "ne")
    table = voices.list_voices(voices.parity(LOCALES, Store(tmp_path))).splitlines()
    rows = {line.split()[0]: line for line in table[1:]}
    assert list(rows) == [locale.tag for locale in LOCALES]
    assert "espeak cmn-latn-pinyin, 0.85 errors, poor  1 sentences, other clear" in rows["zh-Hans"]
    assert "off until a native speaker has signed it" in rows["ne"]
    assert "not measured, poor" in rows["ur"]
    assert rows["my"].split() == ["my", "none", "-", "-", "drawn", "-"]
    assert rows["ja"].endswith("yes")


def test_a_voice_with_a_pack_is_not_called_poor(tmp_path):
    build_pack([sentence("你好。", "zh-Hans")], "zh-Hans", Other(), tmp_path / "zh-Hans")
    live = voices.live_voices(LOCALES)
    voice = voices.voice_of("zh-Hans", live["zh-Hans"], Store(tmp_path))
    assert (voice.channel, voice.engine, voice.credit, voice.poor) == (Channel.PACK, "other", "nobody", False)
    assert voices.voice_of("zh-Hant", live["zh-Hant"], Store(tmp_path)).poor


def test_a_pack_is_made_once_and_then_only_what_is_new(tmp_path):
    engine, folder = Other(), tmp_path / "en"
    report = build_pack([sentence("one"), sentence("two"), sentence("one ")], "en", engine, folder)
    assert (report.made, report.kept, report.dropped, report.failed) == (2, 0, 0, ())
    (folder / "README.txt").write_text("ours")
    report = build_pack([sentence("two"), sentence("three")], "en", engine, folder)
    assert (report.made, report.kept, report.dropped) == (1, 1, 1)
    assert engine.asked == ["one", "two", "three"]
    assert (folder / "README.txt").exists()
    store = Store(tmp_path)
    assert store.find(sentence("two"), 100, None).pcm.decode("utf-16-le") == "clear two"
    assert store.find(sentence("one"), 100, None) is None


def test_a_new_version_of_an_engine_makes_everything_again(tmp_path):
    build_pack([sentence("one")], "en", Other("1"), tmp_path)
    report = build_pack([sentence("one")], "en", Other("2"), tmp_path)
    assert (report.made, report.dropped) == (1, 1)
    assert read_pack(tmp_path).recipe.version == "2"


def test_private_and_foreign_sentences_are_not_in_a_pack(tmp_path):
    engine = Other()
    build_pack(
        [sentence("K7QX", private=True), sentence("はい", "ja"), sentence(" "), sentence("one")], "en", engine, tmp_path
    )
    assert engine.asked == ["one"]


def test_a_sentence_that_fails_is_told_and_tried_again_the_next_time(tmp_path):
    seen = []
    report = build_pack(
        [sentence("one"), sentence("two")], "en", Other(fails=("one",)), tmp_path, lambda *done: seen.append(done)
    )
    assert (report.made, report.failed) == (1, ("one: RuntimeError('cannot say it')",))
    assert seen == [(0, 2), (1, 2), (2, 2)]
    assert build_pack([sentence("one"), sentence("two")], "en", Other(), tmp_path).made == 1


def test_an_engine_without_a_voice_for_a_locale_makes_no_pack(tmp_path):
    with pytest.raises(ValueError, match="other has no voice for my"):
        build_pack([sentence("တစ်", "my")], "my", Other(), tmp_path / "my")
    assert not (tmp_path / "my").exists()


def test_a_signature_holds_for_one_voice_of_one_version(tmp_path):
    build_pack([sentence("one")], "en", Other(foreign=True), tmp_path)
    head = json.loads((tmp_path / "pack.json").read_text())
    assert (head["borrowed"], head["signed_off_by"], head["licence"]) == (True, None, "CC0-1.0")
    (tmp_path / "pack.json").write_text(json.dumps({**head, "signed_off_by": "a speaker"}))
    build_pack([sentence("one"), sentence("two")], "en", Other(foreign=True), tmp_path)
    assert read_pack(tmp_path).signed_off_by == "a speaker"
    build_pack([sentence("one")], "en", Other("2", foreign=True), tmp_path)
    assert read_pack(tmp_path).signed_off_by is None


def test_the_live_engines_make_packs_too(tmp_path):
    process = EngineProcess()
    try:
        found, problems = engines(LOCALES, process)
        assert problems == []
        report = build_pack([sentence("Olá.", "pt-BR")], "pt-BR", found["espeak"], tmp_path)
        assert (found["espeak"].voices("ja"), found["espeak"].borrowed("fil")) == ((), True)
    finally:
        process.close()
    assert report.made == 1
    (file,) = tmp_path.glob("*.wav")
    assert read_wav(file).seconds > 0.2


def test_an_engine_is_plugged_in_by_an_entry_point_and_a_broken_one_is_told(monkeypatch):
    class Point:
        def __init__(self, name, load):
            self.name, self.load, self.value = name, load, f"{name}:make"

    points = [Point("other", lambda: Other), Point("broken", lambda: 1 / 0)]
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: points if group == packs.GROUP else [])
    found, problems = engines((), EngineProcess())
    assert sorted(found) == ["espeak", "openjtalk", "other"]
    assert problems == ["broken:make: ZeroDivisionError: division by zero"]


def test_people_who_record_get_a_list_of_what_to_say(tmp_path):
    sheet = recording_index(
        [sentence('တစ်: "one"', "my"), sentence("နှစ်", "my"), sentence("နှစ်", "my"), sentence("x", "en")],
        "my",
        {"နှစ်": tmp_path / "two.wav"},
    )
    data, problems = parse_yaml(sheet, "index.yml")
    assert problems == []
    assert data.data == {'တစ်: "one"': None, "နှစ်": "two.wav"}
