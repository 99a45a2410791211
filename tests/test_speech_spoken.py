"""What is said for what is shown: all texts in all languages, golden readings through Open JTalk, rules by example."""

from __future__ import annotations

import contextlib
import functools
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tesuri.counters import read_number
from tesuri.facts import format_fact, format_hours
from tesuri.furigana import hiragana, strip_markup
from tesuri.load import load
from tesuri.localize import Localizer
from tesuri.markdown import plain, walk
from tesuri.model import Collection, FactType, Locale, Reading, Text, Town
from tesuri.readings import Reader
from tesuri.speech import readings_dictionary
from tesuri.speech.sentence import Part, Sentence
from tesuri.speech.split import split
from tesuri.speech.spoken import Voicing, said, tokens, unsaid
from tesuri.speech.spoken_foreign import NAMES, parse_words, shipped_words
from tesuri.speech.spoken_numbers import filipino
from tesuri.speech.spoken_romaji import hepburn

ROOT = Path(__file__).parent.parent
GOLDEN = yaml.safe_load((ROOT / "tests/spoken_golden.yml").read_text(encoding="utf-8"))
TAGS = tuple(yaml.safe_load((ROOT / "i18n/locales.yml").read_text(encoding="utf-8")))
JAPANESE = ("ja", "ja-simple")
KANA = re.compile("[ぁ-ゖァ-ヺ]")
HAN = re.compile("[\u3400-\u9fff]")


@functools.cache
def collection() -> Collection:
    return load(ROOT)[0]


@functools.cache
def reader() -> Reader:
    return Reader(collection().readings)


def town() -> Town:
    return collection().towns["mihon"]


def locale(tag: str) -> Locale:
    return collection().locales[tag]


@functools.cache
def voicing(tag: str) -> Voicing:
    return Voicing(collection(), town(), locale(tag), reader())


def texts() -> Iterator[Text]:
    """Every text that can come on the screen of a kiosk."""
    held = collection()
    yield from held.interface.values()
    for guide in held.guides.values():
        yield from filter(None, (guide.title, guide.word, guide.summary, guide.who, guide.deadline, guide.fee))
        yield from (bring.note for bring in guide.bring if bring.note)
        yield from (block.text for block in walk(guide.body) if block.text)
    for page in held.pages.values():
        yield from (page.title, page.summary, *(block.text for block in walk(page.body) if block.text))
    for item in held.items.values():
        yield from filter(None, (item.name, item.note))
    for contact in held.contacts.values():
        yield from (contact.name, contact.description)
    for word in held.words.values():
        yield from (word.term, word.meaning)
    for topic in held.topics.values():
        yield from (topic.title, topic.description)
    for office in town().offices.values():
        yield from (office.name, office.building, office.address)
    yield from (notice.text for notice in town().notices)
    yield from (fact.text for fact in held.facts_of(town()).values() if fact.text)


@functools.cache
def voiced(tag: str) -> tuple[tuple[Text, tuple[Sentence, ...]], ...]:
    """Every text with its sentences."""
    return tuple((text, voicing(tag).text(text)) for text in texts())


@functools.cache
def all_sentences(tag: str) -> tuple[Sentence, ...]:
    """The sentences of every text, of every fact by itself, and of every office's hours."""
    voice = voicing(tag)
    localizer = Localizer(collection(), locale(tag))
    found = [sentence for _, sentences in voiced(tag) for sentence in sentences]
    for fact in collection().facts_of(town()).values():
        found += voice.formatted(format_fact(fact, locale(tag), localizer), fact.type)
    for office in town().offices.values():
        found += voice.formatted(format_hours(office.hours, locale(tag), town().closed), FactType.HOURS)
        found += voice.phone(office.phone)
    return tuple(found)


def spoken(words: str, tag: str) -> str:
    """What is said for plain words, spaces put in order."""
    return " ".join(said(words, locale(tag), reader()).split())


# --- all texts in all languages ------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", TAGS)
def test_every_number_date_time_and_telephone_that_is_shown_is_said(tag: str) -> None:
    lost = {sentence.shown: unsaid(sentence) for sentence in all_sentences(tag) if unsaid(sentence)}
    assert lost == {}
    assert sum(len(tokens(sentence.shown)) for sentence in all_sentences(tag)) > 150


@pytest.mark.parametrize("tag", TAGS)
def test_every_sentence_with_a_word_has_something_to_say(tag: str) -> None:
    mute = [s.shown for s in all_sentences(tag) if re.search(r"\w", s.shown) and not re.search(r"\w", s.said)]
    assert mute == []


@pytest.mark.parametrize("tag", [tag for tag in TAGS if tag not in JAPANESE])
def test_every_word_of_a_language_that_is_shown_is_said(tag: str) -> None:
    # Not: Japanese words (in Latin letters), a time that is written 1F or No., a Korean pair of particles.
    def words(text: str) -> list[str]:
        # \w knows no vowel signs, which would cut Nepali and Burmese words into letters.
        kept = "".join(c if unicodedata.category(c)[0] in "LM" else " " for c in text)
        return [word for word in kept.split() if not KANA.search(word) and not (HAN.search(word) and tag[:2] != "zh")]

    for sentence in all_sentences(tag):
        if tag == "ko" and re.search(r"[은이을과]\(", sentence.shown):
            continue
        heard = "".join(c if unicodedata.category(c)[0] in "LM" else " " for c in sentence.said)
        lost = [word for word in words(sentence.shown) if word not in heard]
        assert lost == [], (sentence.shown, sentence.said)


@pytest.mark.parametrize("tag", [tag for tag in TAGS if tag not in JAPANESE])
def test_no_voice_but_the_japanese_one_is_given_kana_or_kanji_to_read(tag: str) -> None:
    unread = KANA if tag.startswith("zh") else re.compile(f"{KANA.pattern}|{HAN.pattern}")
    for sentence in all_sentences(tag):
        if sentence.locale == tag:
            assert not unread.search(sentence.said), sentence


@pytest.mark.parametrize("tag", TAGS)
def test_no_sign_that_voices_stumble_over_is_left_in_what_is_said(tag: str) -> None:
    # Open JTalk reads a decimal point and pauses at ・.
    signs = r"[※★→〒#%&@/|(（)）\[\]「」“”~〜～–*…]|[0-9][:,-][0-9]" + (
        "" if tag in JAPANESE else r"|·|・|[0-9]\.[0-9]"
    )
    for sentence in all_sentences(tag):
        if "{" not in sentence.shown:
            assert not re.search(signs, sentence.said), (sentence.shown, sentence.said)


@pytest.mark.parametrize("tag", TAGS)
def test_the_sentences_of_a_text_join_to_the_words_on_the_page(tag: str) -> None:
    localizer = Localizer(collection(), locale(tag))
    compared = 0
    for text, sentences in voiced(tag):
        found = localizer.find(text)
        if "{" in strip_markup(found.text):
            continue  # values are looked at below
        words = found.text if text.context else plain(found.text)
        assert "".join(sentence.shown for sentence in sentences) == strip_markup(words)
        compared += 1
    assert compared > 700


@pytest.mark.parametrize("tag", JAPANESE)
def test_furigana_on_the_screen_is_what_the_readings_say(tag: str) -> None:
    for sentence in all_sentences(tag):
        for part in sentence.parts:
            assert part.kana is None or not HAN.search(part.kana)
    deadline = next(s for s in all_sentences(tag) if "14日" in s.shown)
    assert next(part.kana for part in deadline.parts if "14日" in part.shown) == "じゅうよっか"


# --- values -------------------------------------------------------------------------------------------------


def of(source: str) -> Text:
    return Text(source, "test.md", 1)


def test_a_fact_is_bound_and_keeps_its_own_reading() -> None:
    (sentence,) = voicing("ja").text(of("警察は{{ hotline.police }}です。"))
    assert sentence.shown == "警察は110です。"
    assert sentence.said == "警察はヒャクトオです。"


def test_a_form_of_a_fact_is_chosen_by_its_value() -> None:
    (free,) = voicing("ja").text(of("料金は{{ death.cremation-fee | zero: 無料 | other: {value} }}です。"))
    (paid,) = voicing("ja").text(of("料金は{{ garbage.bag-fee | zero: 無料 | other: {value}以上 }}です。"))
    assert (free.shown, paid.shown) == ("料金は無料です。", "料金は30円以上です。")


def test_the_name_of_the_town_is_filled_in_without_being_asked() -> None:
    assert voicing("ja").interface("site-name")[0].shown == "見本市 くらしの手すり"
    assert "見本市" in "".join(s.shown for s in voicing("ja").text(of("{{ town.name }}です。")))


@pytest.mark.parametrize(
    ("tag", "expected"), [("ja", "17時15分"), ("en", "17 15"), ("ne", "१७ १५ बजे"), ("ko", "17시 15분")]
)
def test_a_value_that_fills_a_placeholder_goes_through_the_rules(tag: str, expected: str) -> None:
    (sentence,) = voicing(tag).interface("js-open-now", until="17:15")
    assert "17:15" in sentence.shown
    assert expected in sentence.said
    assert unsaid(sentence) == ()


def test_no_sentence_ends_inside_a_value() -> None:
    (sentence,) = voicing("en").interface("js-search-none", query="Dr. Who? Yes. No")
    assert "Dr. Who? Yes. No" in sentence.shown


def test_a_text_that_stayed_japanese_is_said_in_japanese() -> None:
    (sentence,) = voicing("vi").text(of("まだ訳のない文です。"))
    assert sentence.locale == "ja"
    assert sentence.said == "まだやくのない文です。"


def test_strong_words_are_marked_and_ruby_of_the_author_stands_above_its_word() -> None:
    (sentence,) = voicing("ja").text(of("**必ず**{本町|ほんちょう}へ**{{ moving-in.deadline }}以内に**"))
    strong = "".join(part.shown for part in sentence.parts if part.strong)
    assert strong == "必ず14日以内に"
    assert next(part.kana for part in sentence.parts if part.shown == "本町") == "ほんちょう"


@pytest.mark.parametrize(
    ("tag", "said_"),
    [
        ("ja", "ゼロ キュウ キュウ、ゼロ ゼロ ゼロ、ゼロ イチ イチ ゼロ"),
        ("en", "0 9 9, 0 0 0, 0 1 1 0"),
        ("zh-Hans", "0 9 9，0 0 0，0 1 1 0"),
        ("ne", "० ९ ९, ० ० ०, ० १ १ ०"),
        ("fil", "sero siyam siyam, sero sero sero, sero isa isa sero"),
    ],
)
def test_a_telephone_number_is_said_digit_by_digit_with_pauses(tag: str, said_: str) -> None:
    (sentence,) = voicing(tag).phone("099-000-0110")
    assert (sentence.shown, sentence.said) == ("099-000-0110", said_)
    assert unsaid(sentence) == ()


def test_a_code_is_spelled_and_private() -> None:
    (sentence,) = voicing("ja").spelled("MB-7X")
    assert (sentence.shown, sentence.private) == ("MB-7X", True)
    assert sentence.said.split() == ["エム", "ビー", "、ナナ", "エックス"]
    assert voicing("en").spelled("MB-7X")[0].said.split() == ["M", "B", ",", "7", "X"]


def test_hours_in_plain_japanese_are_several_sentences_and_a_value_in_prose_is_one() -> None:
    hours = format_hours(town().offices["residents"].hours, locale("ja-simple"), town().closed)
    assert len(voicing("ja-simple").formatted(hours)) > 1
    assert len(voicing("ja-simple").interface("js-opens", when=hours.text)) == 1


def test_what_a_person_typed_gets_into_no_cache(tmp_path: Path) -> None:
    cached = Reader(collection().readings, tmp_path / "readings.json")
    voice = Voicing(collection(), town(), locale("ja"), cached)
    (typed,) = voice.words("秘密太郎です", private=True)
    voice.interface("js-search-none", query="秘密花子")
    voice.words("公開の案内")
    cached.save()
    written = json.dumps(json.loads((tmp_path / "readings.json").read_text("utf-8")), ensure_ascii=False)
    assert "公開" in written
    assert "秘密" not in written
    assert typed.private
    assert any(part.kana for part in typed.parts)


def test_words_of_another_locale_are_said_in_it() -> None:
    (sentence,) = voicing("en").words("{本町|ほんまち}の窓口", locale="ja")
    assert (sentence.locale, sentence.shown) == ("ja", "本町の窓口")


@pytest.mark.parametrize("nothing", ["", "   ", "\n"])
def test_nothing_shown_is_nothing_said(nothing: str) -> None:
    assert voicing("ja").words(nothing) == ()
    assert voicing("en").spelled(nothing) == ()


def test_an_unknown_fact_is_an_exception_that_names_it() -> None:
    with pytest.raises(KeyError, match=r"no\.such"):
        voicing("ja").text(of("{{ no.such }}です。"))


# --- the check itself ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "shown", "wrong", "lost"),
    [
        ("en", "By 8:30, at counter 2.", "By 8 15, at counter 2.", ("8:30",)),
        ("en", "Call 099-000-0110.", "Call 0 9 9, 0 0 0, 0 1 0.", ("099-000-0110",)),
        ("en", "It costs 1,000 yen.", "It costs 100 yen.", ("1,000",)),
        ("en", "Counter 2, then 3.", "Counter 2, then.", ("3",)),
        ("en", "Counter 3, then 3.", "Counter 3, then.", ("3",)),
        ("ja", "2番窓口に、コンビニで", "番窓口に、コンビニで", ("2",)),
        ("ja", "14日以内です。", "4日以内です。", ("14",)),
        ("fil", "Sa 3 araw", "Sa araw", ("3",)),
        ("ne", "14 दिन", "१५ दिन", ("14",)),
        ("ko", "8:30까지", "아홉시 30분까지", ("8:30",)),
        ("zh-Hans", "2个月", "三个月", ("2",)),
    ],
)
def test_a_number_that_is_left_out_or_changed_is_found(tag: str, shown: str, wrong: str, lost: tuple[str, ...]) -> None:
    assert unsaid(Sentence((Part(shown, wrong),), tag)) == lost
    assert unsaid(Sentence((Part(shown, spoken(shown, tag)),), tag)) == ()


def test_a_number_said_in_another_part_does_not_count() -> None:
    assert unsaid(Sentence((Part("14", "日"), Part("日と14", "日と14")), "ja")) == ("14",)


def test_tokens_are_whole_numbers_times_and_telephones() -> None:
    shown = "8:30〜17:15、#9110、099-000-0110、1,000円、令和８年"
    assert tokens(shown) == ("8:30", "17:15", "#9110", "099-000-0110", "1,000", "8")


# --- rules by example ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "shown", "heard"),
    [
        ("en", "8:30–17:15", "8 30 to 17 15"),
        ("en", "Monday–Friday 9:00", "Monday to Friday 9 o'clock"),
        ("en", "Resident Records Division (市民課)", "Resident Records Division, shimin ka"),
        ("en", "Press “取り消し” (cancel).", "Press tori keshi, cancel."),
        ("en", "Floor 1F & B2F", "Floor floor 1 and basement 2"),
        ("en", "※ Copies → 5%", "Copies, 5 percent"),
        ("en", "On 4/1 and 2026/4/20", "On April 1 and April 20, 2026"),
        ("en", "¥12,000 or 1,000 yen", "12000 yen or 1000 yen"),
        ("en", "WCAG 2.2", "WCAG 2 point 2"),
        ("en", "help@city.mihon.example", "help at city dot mihon dot example"),
        ("en", "😀 Welcome ☎", "Welcome"),
        ("es", "8:30 a 17:00", "8 y 30 a 17 horas"),
        ("pt-BR", "1.000 ienes", "1000 ienes"),
        ("vi", "50.000 yên, 8:30–17:15", "50000 yên, 8 giờ 30 đến 17 giờ 15"),
        ("id", "08.30–17.15", "8 30 sampai 17 15"),
        ("id", "10.000 yen", "10000 yen"),
        ("zh-Hans", "2个月，8:30至9:00", "两个月，8点30分至9点"),
        ("zh-Hans", "点“取り消し”（取消）。", "点，tori keshi，取消。"),
        ("zh-Hant", "12個月、2天", "12個月、兩天"),
        ("ko", "8:30~17:15", "여덟시 30분에서 17시 15분까지"),
        ("ko", "미혼시은(는) 책을(를)", "미혼시는 책을"),
        ("ko", "과태료(벌)를", "과태료, 벌를"),
        ("ne", "8:30–17:15", "८ बजेर ३० मिनेट देखि १७ बजेर १५ मिनेट सम्म"),
        ("ur", "1,000 ین", "1000 ین"),
        ("ne", "8:30 बजे", "८ ३० बजे"),
        ("ne", "8:30–17:00 बजे", "८ ३० देखि १७ बजे"),
        ("my", "8:30 နာရီ", "8 30 နာရီ"),
        ("ur", "دبائیں (8:30)", "دبائیں، 8 بج کر 30 منٹ"),
        ("fil", "1,234 yen", "isang libo dalawang daan at tatlumpu't apat na yen"),
        ("fil", "7 araw", "pitong araw"),
        ("ja", "内線2145", "内線、ニ イチ ヨン ゴ"),
        ("ja", "月・水・金曜日", "月曜・水曜・金曜日"),
        ("ja", "水・日用品", "水・日用品"),
        ("ja", "9:00～17:00", "9時から17時"),
        ("ja", "2026/4/1、R8.4.1", "2026年4月1日、令和8年4月1日"),
        ("ja", "10㎡で5％", "10平方メートルで5パーセント"),
        ("ja", "〒990-0019", "郵便番号、キュウ キュウ ゼロ、ゼロ ゼロ イチ キュウ"),
        ("ja", "※写しは※不要★", "写しは不要"),
        ("ja", "手続きの方法、初めての方", "手続きの方法、初めてのかた"),
    ],
)
def test_signs_and_numbers_are_said_as_people_say_them(tag: str, shown: str, heard: str) -> None:
    assert spoken(shown, tag) == heard


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("来ました。帰ります。", ["来ました。", "帰ります。"]),
        ("「来ました。」と言います。次です。", ["「来ました。」と言います。", "次です。"]),
        ("「押してください。」次に進みます。", ["「押してください。」", "次に進みます。"]),
        ("できます（本人だけです。）。次です。", ["できます（本人だけです。）。", "次です。"]),
        ("本当ですか？！ はい", ["本当ですか？！ ", "はい"]),
        ("Come by 5 p.m. on Monday. Bring No. 3, e.g. a card. Go.", None),
        ("It opens at 9 a.m. Bring your card.", ["It opens at 9 a.m. ", "Bring your card."]),
        ("It costs 2.5 yen. Really? Yes!", ["It costs 2.5 yen. ", "Really? ", "Yes!"]),
        ("Say “I moved here.” Then wait.", ["Say “I moved here.” ", "Then wait."]),
        (
            "Say “Help me.” and wait. (See him. Then her.) Go.",
            ["Say “Help me.” and wait. ", "(See him. Then her.) ", "Go."],
        ),
        ("Hable con la Sra. García. Espere.", ["Hable con la Sra. García. ", "Espere."]),
        ("¿Qué es? ¡Venga!", ["¿Qué es? ", "¡Venga!"]),
        ("“이사 왔습니다.”라고 말합니다. 기다립니다.", ["“이사 왔습니다.”라고 말합니다. ", "기다립니다."]),
        ("म आएँ। कार्ड ल्याउनुहोस्।", ["म आएँ। ", "कार्ड ल्याउनुहोस्।"]),
        ("“म सरेर आएँ।” भन्नुहोस्। पर्खनुहोस्।", ["“म सरेर आएँ।” भन्नुहोस्। ", "पर्खनुहोस्।"]),
        ("ရောက်ပါပြီ။ စောင့်ပါ။", ["ရောက်ပါပြီ။ ", "စောင့်ပါ။"]),
        ("میں آیا ہوں۔ کیا ہے؟ جی۔", ["میں آیا ہوں۔ ", "کیا ہے؟ ", "جی۔"]),
        ("第一句。第二句！", ["第一句。", "第二句！"]),
        ("一行\n二行", ["一行\n", "二行"]),
        ("「閉じない。次です。", ["「閉じない。", "次です。"]),
        ("1. Go in. Sit.", ["1. Go in. ", "Sit."]),
    ],
)
def test_sentences_end_where_people_end_them(text: str, sentences: list[str] | None) -> None:
    found = [text[start:end] for start, end in split(text)]
    assert found == (sentences or ["Come by 5 p.m. on Monday. ", "Bring No. 3, e.g. a card. ", "Go."])


MARKS = st.sampled_from("あ。！？.!? 」「（）()“”aA1\n।۔…")


@given(st.text(MARKS, max_size=30), st.integers(0, 30), st.integers(0, 9))
def test_sentences_cover_a_text_and_none_ends_inside_a_value(text: str, start: int, length: int) -> None:
    spans = split(text, [(start, start + length)])
    if text.strip():
        assert "".join(text[a:b] for a, b in spans) == text
        assert all(not start < b < min(start + length, len(text)) for _, b in spans)
    else:
        assert spans == ()


@given(st.sampled_from(TAGS), st.text(max_size=40))
def test_any_words_are_shown_as_they_are_and_never_fail(tag: str, words: str) -> None:
    shown = strip_markup(words)
    sentences = voicing(tag).words(words, private=True)
    assert "".join(sentence.shown for sentence in sentences) == (shown if shown.strip() else "")


@pytest.mark.parametrize(
    ("kana", "letters"),
    [
        ("しみんか", "shiminka"),
        ("とうきょう", "tokyo"),
        ("マッチ", "matchi"),
        ("さんぽ", "sampo"),
        ("サービス", "sabisu"),
        ("でんげんをきる", "dengen o kiru"),
        ("ファックス", "fakkusu"),
        ("りょうきん", "ryokin"),
        ("にゅうし", "nyushi"),
        ("パーティー", "pati"),
    ],
)
def test_kana_in_latin_letters(kana: str, letters: str) -> None:
    assert hepburn(kana) == letters


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "sero"),
        (10, "sampu"),
        (11, "labing-isa"),
        (20, "dalawampu"),
        (25, "dalawampu't lima"),
        (100, "isang daan"),
        (400, "apat na raan"),
        (1000, "isang libo"),
        (50_000, "limampung libo"),
        (2026, "dalawang libo at dalawampu't anim"),
        (1_000_000, "isang milyon"),
    ],
)
def test_numbers_in_filipino_words(number: int, words: str) -> None:
    assert filipino(number) == words


def test_every_language_has_all_the_words_that_a_voice_needs() -> None:
    words = shipped_words()
    for tag in TAGS:
        if tag not in JAPANESE:
            assert set(NAMES) <= set(words[tag].named), tag
    assert "方" in words["ja"].told


def test_faults_of_the_words_are_told_with_their_lines() -> None:
    source = "en:\n  to: to\n  colour: red\nko: 3\nja:\n  told: 方\n"
    words, problems = parse_words(source)
    assert words == {}
    lines = {(problem.line, problem.rule) for problem in problems}
    assert {(1, "missing-field"), (3, "unknown-field"), (4, "bad-value"), (6, "bad-value")} <= lines


# --- Open JTalk ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """What Open JTalk utters for a text, with the readings of the product."""
    folder = tmp_path_factory.mktemp("dictionary")
    engine = open_jtalk()
    dictionary = readings_dictionary.build(collection().readings, folder)
    assert dictionary is not None
    engine.update_global_jtalk_with_user_dict([{"dic_path": str(dictionary), "is_reading_protected": True}])
    yield lambda text: sound(engine.g2p(text, kana=True))
    engine.unset_user_dict()


def open_jtalk() -> ModuleType:
    with contextlib.redirect_stdout(io.StringIO()):  # it recommends a package when it is imported
        import pyopenjtalk
    return pyopenjtalk


ROWS = (
    *("あかさたなはまやらわがざだばぱゃぁ", "いきしちにひみりぎじぢびぴぃ", "うくすつぬふむゆるぐずづぶぷゅぅ"),
    *("えけせてねへめれげぜでべぺぇ", "おこそとのほもよろごぞどぼぽをょぉ"),
)
VOWEL = {kana: vowel for vowel, row in zip("あいうえお", ROWS, strict=True) for kana in row}


def sound(kana: str) -> str:
    """Kana by their sound, so that spelling and pronunciation compare: のうきげんは and ノーキゲンワ."""
    text = re.sub("[^ぁ-ゖー]", "", hiragana(unicodedata.normalize("NFKC", kana)))
    text = text.translate(str.maketrans("はへをぢづ", "わえおじず"))
    out = ""
    for character in text:
        vowel = VOWEL.get(out[-1:], "")
        long = character == "ー" or (character == "う" and vowel == "お") or (character == "い" and vowel == "え")
        out += vowel if long else character
    return out.replace("ゆう", "いう")


@pytest.mark.parametrize("shown", GOLDEN["right"])
def test_a_municipal_sentence_is_uttered_rightly(shown: str, heard: Callable[[str], str]) -> None:
    assert heard(spoken(shown, "ja")) == sound(GOLDEN["right"][shown])


@pytest.mark.parametrize("shown", GOLDEN["known-wrong"])
def test_what_is_known_to_be_uttered_wrongly_still_is(shown: str, heard: Callable[[str], str]) -> None:
    case = GOLDEN["known-wrong"][shown]
    assert heard(spoken(shown, "ja")) == sound(case["heard"]) != sound(case["right"])


WRONG_FURIGANA = ("ひと月", "回目", "50センチメートル")
"""Here the voice is right and the furigana is not: ひとがつ, じゅうかいめ, ごじゅうせんち."""


def as_written(part: Part) -> str:
    """A part without furigana by its kana; a sign by what is said for it."""
    return part.shown if KANA.search(part.shown) else part.said


@pytest.mark.parametrize("tag", JAPANESE)
def test_the_voice_reads_every_sentence_as_its_furigana_does(tag: str, heard: Callable[[str], str]) -> None:
    # Left out: sentences with letters, digits or brackets that have no furigana to compare with.
    different = {}
    compared = 0
    for sentence in all_sentences(tag):
        bare = "".join(part.shown + part.said for part in sentence.parts if part.kana is None)
        read = "".join(part.shown for part in sentence.parts if part.kana)
        if re.search(r"[A-Za-z0-9{×]", bare) or re.search(r"[(（]", read):
            continue
        if any(fault in sentence.shown for fault in WRONG_FURIGANA):
            continue
        compared += 1
        written = sound("".join(part.kana or as_written(part) for part in sentence.parts))
        if (uttered := heard(sentence.said)) != written:
            different[sentence.shown] = (written, uttered)
    assert compared > 1000
    assert different == {}


def counted() -> Iterator[str]:
    for unit, last in {"日": 60, "年": 40, "か月": 24, "歳": 100, "分": 59, "人": 30, "時間": 24, "週間": 12}.items():
        yield from (f"{number}{unit}です。" for number in range(1, last + 1))
    yield from (f"{month}月{day}日です。" for month in range(1, 13) for day in range(1, 32))
    yield from (f"{hour}時です。" for hour in range(25))


def test_counts_and_dates_are_uttered_as_their_furigana(heard: Callable[[str], str]) -> None:
    different = {
        text: said_ for text in counted() if (said_ := heard(spoken(text, "ja"))) != sound(reader().kana(text))
    }
    assert different == {}


@given(st.integers(0, 9_999_999))
def test_amounts_are_uttered_as_their_furigana(heard: Callable[[str], str], amount: int) -> None:
    assert heard(spoken(f"{amount:,}円です。", "ja")) == sound(f"{read_yen(amount)}です")


def read_yen(amount: int) -> str:
    return re.sub("よんえん$", "よえん", read_number(amount) + "えん")


# --- the dictionary -----------------------------------------------------------------------------------------


def readings(**words: str) -> list[Reading]:
    return [Reading(surface, kana, "readings.yml", 1) for surface, kana in words.items()]


def test_a_dictionary_is_made_once_silently_and_anew_for_other_readings(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    first = readings_dictionary.build(readings(納期限="のうきげん"), tmp_path)
    assert first is not None
    made = first.stat().st_mtime_ns
    assert readings_dictionary.build(readings(納期限="のうきげん"), tmp_path) == first
    assert first.stat().st_mtime_ns == made
    other = readings_dictionary.build(readings(納期限="のうきげん", 見本市="みほんし"), tmp_path)
    assert other not in (None, first)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([first.name, other.name])
    assert capfd.readouterr() == ("", "")


def test_what_the_voice_reads_rightly_or_only_in_context_goes_into_no_dictionary(tmp_path: Path) -> None:
    assert readings_dictionary.build(readings(の方="のかた", 札="ふだ"), tmp_path) is None
    assert readings_dictionary.build(readings(市役所="しやくしょ"), tmp_path) is None
    assert readings_dictionary.build(readings(市役所="しやくしょ"), tmp_path) is None


def test_a_folder_that_cannot_be_written_gives_no_dictionary_and_no_exception(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert readings_dictionary.build(readings(納期限="のうきげん"), blocked / "folder") is None


def test_a_row_of_the_dictionary_has_reading_pronunciation_and_morae() -> None:
    row = readings_dictionary.row("納期限", "のうきげん", readings_dictionary.morae("のうきげん"))
    assert ",".join(row) == "納期限,,,1,名詞,一般,*,*,*,*,納期限,ノウキゲン,ノーキゲン,0/5,*"
