"""Readings: pieces, corrections, ruby in a real accessibility tree, phrase breaks, the cache."""

from __future__ import annotations

import html
import itertools
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tesuri.furigana import align
from tesuri.model import Reading
from tesuri.readings import (
    Piece,
    Reader,
    hiragana,
    inline_japanese_html,
    parse_markup,
    phrases,
    phrases_html,
    ruby_html,
    strip_markup,
)

ROOT = Path(__file__).parent.parent
CORRECTIONS: dict[str, str] = yaml.safe_load((ROOT / "content/readings.yml").read_text(encoding="utf-8"))
GOLDEN: list[str] = yaml.safe_load((ROOT / "tests/readings_golden.yml").read_text(encoding="utf-8"))
READER = Reader(CORRECTIONS.items())
BARE = Reader()

town_hall_text = st.text(
    st.sampled_from("引っ越し届出市役所の窓口方一人家々ヶカード月、。「」()9A {|}$&<𠮷ー")
    | st.characters(codec="utf-8"),
    max_size=40,
)


def kanji_words(pieces: Iterable[Piece]) -> Iterator[tuple[int, str, str]]:
    """Runs of pieces with a reading: (start, text, kana), however they are grouped."""
    start = 0
    for read, run in itertools.groupby(pieces, key=lambda piece: piece.kana is not None):
        group = list(run)
        text = "".join(piece.text for piece in group)
        if read:
            yield start, text, "".join(piece.kana or "" for piece in group)
        start += len(text)


def shown(markup: str) -> str:
    """What a reader without furigana sees of some HTML."""
    return html.unescape(re.sub(r"<rt[^>]*>.*?</rt>|<[^>]+>", "", markup))


@given(town_hall_text)
def test_pieces_join_to_the_text_exactly(text: str) -> None:
    assert "".join(piece.text for piece in READER.annotate(text)) == text


@given(town_hall_text)
def test_markup_of_a_reading_reads_back_as_the_same_text(text: str) -> None:
    plain = text.replace("{", "").replace("}", "")
    assert strip_markup(READER.markup(plain)) == plain


@given(
    st.text(st.sampled_from("手続き引っ越カしー"), min_size=1, max_size=8),
    st.text(st.sampled_from("てつづきひっこかし"), max_size=9),
)
def test_aligned_pieces_keep_the_word_and_lose_no_kana(surface: str, kana: str) -> None:
    pieces = align(surface, kana)
    assert "".join(piece.text for piece in pieces) == surface
    if any(piece.kana for piece in pieces):
        assert "".join(piece.kana or hiragana(piece.text) for piece in pieces) == kana


@pytest.mark.parametrize(
    ("surface", "kana", "expected"),
    [
        ("引っ越し", "ヒッコシ", "{引|ひ}っ{越|こ}し"),
        ("手続き", "テツヅキ", "{手続|てつづ}き"),
        ("申し込み", "モウシコミ", "{申|もう}し{込|こ}み"),
        ("お知らせ", "オシラセ", "お{知|し}らせ"),
        ("在留カード", "ザイリュウカード", "{在留|ざいりゅう}カード"),
        ("委任状", "イニンジョウ", "{委任状|いにんじょう}"),
        ("一ヶ月", "イッカゲツ", "{一ヶ月|いっかげつ}"),
        ("時々", "トキドキ", "{時々|ときどき}"),
        ("書きかえ", "カキカエ", "{書|か}きかえ"),
        ("カード", "カード", "カード"),
    ],
)
def test_okurigana_stays_outside_ruby(surface: str, kana: str, expected: str) -> None:
    assert align(surface, kana) == parse_markup(expected)


def test_a_word_whose_parts_can_be_read_in_two_ways_is_one_group() -> None:
    assert align("二の宮", "ニノノミヤ") == (Piece("二の宮", "にののみや"),)


def test_a_reading_that_does_not_fit_its_okurigana_is_one_group() -> None:
    assert align("大人びる", "オトナビル") == (Piece("大人", "おとな"), Piece("びる"))
    assert align("何か所", "ナンカショ") == (Piece("何", "なん"), Piece("か"), Piece("所", "しょ"))
    assert align("聞き手", "ちがう") == (Piece("聞き手", "ちがう"),)


def test_numbers_and_latin_letters_have_no_ruby() -> None:
    assert [piece.text for piece in READER.annotate("QR 123 Wi-Fi をつなぐ")] == ["QR 123 Wi-Fi をつなぐ"]


def test_a_long_compound_has_one_ruby_for_each_of_its_words() -> None:
    assert READER.markup("国民健康保険") == "{国民|こくみん}{健康|けんこう}{保険|ほけん}"
    assert READER.markup("市役所") == "{市役所|しやくしょ}"


def test_the_longest_correction_wins() -> None:
    reader = Reader([("の方", "のかた"), ("右の方", "みぎのほう")])
    assert reader.kana("右の方に市民の方がいます") == "みぎのほうにしみんのかたがいます"


def test_a_correction_cuts_no_word_between_two_kanji() -> None:
    assert Reader([("の方", "のかた")]).kana("支払いの方法") == "しはらいのほうほう"


def test_a_correction_of_one_character_holds_only_for_a_whole_word() -> None:
    assert Reader([("札", "ふだ")]).kana("札を取り、改札を通る") == "ふだをとり、かいさつをとおる"


def test_a_correction_may_end_inside_a_word_before_its_okurigana() -> None:
    assert Reader([("引っ越", "ひっこ")]).markup("引っ越した") == "{引|ひ}っ{越|こ}した"


def test_corrections_may_be_readings_of_the_model() -> None:
    reader = Reader([Reading("見本市", "みほんし", "content/readings.yml", 1)])
    assert reader.markup("見本市役所") == "{見本市|みほんし}{役所|やくしょ}"


def test_an_authors_reading_stands_above_all_others() -> None:
    reader = Reader([("一日", "いちにち")])
    assert reader.kana("{一日|ついたち}と一日") == "ついたちといちにち"


def test_fact_tokens_and_placeholders_pass_untouched() -> None:
    text = "{{ a.b | one: {value}日 | other: 漢字 }}以内に{name}へ"
    pieces = READER.annotate(text)
    assert pieces[0] == Piece("{{ a.b | one: {value}日 | other: 漢字 }}")
    assert Piece("{name}") in pieces
    assert READER.kana(text) == "{{ a.b | one: {value}日 | other: 漢字 }}いないに{name}へ"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14日以内", "{14日|じゅうよっか}{以内|いない}"),
        ("12月29日から1月1日", "{12月|じゅうにがつ}{29日|にじゅうくにち}から{1月|いちがつ}{1日|ついたち}"),
        ("2人で10分", "{2人|ふたり}で{10分|じゅっぷん}"),
        ("1,500円", "{1,500円|せんごひゃくえん}"),
        ("3分の1", "3{分|ぶん}の1"),
        ("{{ n }}人", "{{ n }}{人|にん}"),
        ("1番の窓口", "1{番|ばん}の{窓口|まどぐち}"),
    ],
)
def test_a_number_is_read_with_its_counter(text: str, expected: str) -> None:
    assert READER.markup(text) == expected


def test_what_a_correction_leaves_of_a_compound_keeps_its_reading() -> None:
    assert READER.kana("日本人と日本語とスマートフォンの使い方") == "にほんじんとにほんごとすまーとふぉんのつかいかた"


def test_kana_reads_a_whole_text_in_hiragana() -> None:
    assert READER.kana("マイナンバーカードの手続き") == "まいなんばーかーどのてつづき"


def test_a_text_too_long_to_read_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        READER.annotate("字" * 16_001)


def test_town_hall_sentences_are_read_with_at_most_three_in_a_hundred_words_wrong() -> None:
    assert len(GOLDEN) >= 120
    words, wrong = 0, []
    for sentence in GOLDEN:
        text = strip_markup(sentence)
        read = set(kanji_words(READER.annotate(text)))
        for word in kanji_words(parse_markup(sentence)):
            words += 1
            if word not in read:
                wrong.append((word, text))
    assert len(wrong) / words <= 0.03, wrong


def test_every_correction_can_be_laid_over_its_surface() -> None:
    for surface, kana in CORRECTIONS.items():
        pieces = align(surface, kana)
        assert "".join(piece.kana or hiragana(piece.text) for piece in pieces) == hiragana(kana), surface
        assert all(re.fullmatch("[々-〇㐀-鿿ヶ]+", piece.text) for piece in pieces if piece.kana), surface


@given(town_hall_text, st.sampled_from(["ja", "ja-simple", "zh-Hans", "zh-Hant", "en"]))
def test_phrases_join_to_the_text_exactly(text: str, tag: str) -> None:
    assert "".join(phrases(text, tag)) == text


@given(town_hall_text)
def test_no_phrase_begins_with_a_closing_mark(text: str) -> None:
    assert not [phrase for phrase in phrases(text, "ja")[1:] if phrase[0] in "、。)」ーっゃ々"]
    assert not [phrase for phrase in phrases(text, "ja")[:-1] if phrase[-1] in "「("]


def test_japanese_and_chinese_break_at_phrases_and_others_nowhere() -> None:
    assert phrases("市役所の窓口で届け出ます。", "ja-simple") == ("市役所の", "窓口で", "届け出ます。")
    assert len(phrases("请到市政府的窗口办理手续。", "zh-Hans")) > 1
    assert len(phrases("請到市政府的窗口辦理手續。", "zh-Hant")) > 1
    assert phrases("Go to the counter.", "en") == ("Go to the counter.",)


def test_a_token_is_never_cut_and_months_are_not_cut_from_their_number() -> None:
    found = phrases("誕生日の三か月前から、{{ card.fee | other: 市役所で {value} }}で更新できます。", "ja")
    assert any("{{ card.fee | other: 市役所で {value} }}" in phrase for phrase in found)
    assert any("三か月" in phrase for phrase in found)


@given(town_hall_text, st.booleans())
def test_inline_html_shows_the_text_and_breaks_no_ruby(text: str, ruby: bool) -> None:
    markup = inline_japanese_html(text, READER, ruby)
    assert "<wbr>" not in "".join(re.findall("<ruby>.*?</ruby>", markup))
    if "{" not in text:
        assert shown(markup) == text


def test_inline_html_has_ruby_and_breaks_and_escapes_its_text() -> None:
    assert inline_japanese_html("A&Bの窓口で、届け出ます", READER) == (
        'A&amp;Bの<wbr><ruby>窓口<rt aria-hidden="true">まどぐち</rt></ruby>で、'
        '<wbr><ruby>届<rt aria-hidden="true">とど</rt></ruby>け<ruby>出<rt aria-hidden="true">で</rt></ruby>ます'
    )
    assert inline_japanese_html("{一日|ついたち}に、窓口へ", READER, ruby=False) == "一日に、<wbr>窓口へ"
    assert phrases_html("<p>", "en", READER) == "&lt;p&gt;"


def test_a_later_run_reads_from_the_cache_without_loading_the_dictionary(tmp_path: Path) -> None:
    cache = tmp_path / "cache" / "readings.json"
    text = "{一日|ついたち}に、{{ a }}以内に届け出ます。"
    first = Reader(CORRECTIONS.items(), cache)
    expected = inline_japanese_html(text, first)
    first.save()
    code = (
        "import sys, json, pathlib\n"
        "from tesuri.readings import Reader, inline_japanese_html\n"
        "corrections, cache, text = json.loads(sys.argv[1])\n"
        "out = inline_japanese_html(text, Reader(corrections.items(), pathlib.Path(cache)))\n"
        "print(json.dumps([out, [m for m in ('sudachipy', 'budoux') if m in sys.modules]]))"
    )
    argument = json.dumps([CORRECTIONS, str(cache), text])
    run = subprocess.run([sys.executable, "-c", code, argument], cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == [expected, []]
    assert [file.name for file in cache.parent.iterdir()] == ["readings.json"]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff", b'{"version": 1}'])
def test_a_damaged_cache_is_ignored(tmp_path: Path, damage: bytes) -> None:
    cache = tmp_path / "readings.json"
    cache.write_bytes(damage)
    assert Reader([], cache).kana("窓口") == "まどぐち"


def test_a_cache_made_under_other_corrections_is_ignored(tmp_path: Path) -> None:
    cache = tmp_path / "readings.json"
    old = Reader([("窓口", "そうこう")], cache)
    assert old.kana("窓口") == "そうこう"
    old.save()
    assert Reader([], cache).kana("窓口") == "まどぐち"


@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Chromium")
def test_a_screen_reader_hears_each_ruby_word_once() -> None:
    from playwright.sync_api import sync_playwright  # deferred: only this test needs a browser

    word = ruby_html(READER.annotate("引っ越しの手続き"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content(
            '<html lang="ja"><style>rt { user-select: none }</style>'
            f'<h2><a href="#">{word}</a></h2><p>{word}</p><button>{word}</button></html>'
        )
        nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
        snapshot = page.locator("body").aria_snapshot()
        copied = page.evaluate(
            "getSelection().selectAllChildren(document.querySelector('p')), getSelection().toString()"
        )
        browser.close()
    heard = [node for node in nodes if not node["ignored"]]
    names = {node["role"]["value"]: node["name"]["value"] for node in heard if "name" in node}
    assert names["heading"] == names["link"] == names["button"] == "引っ越しの手続き"
    texts = [node["name"]["value"] for node in heard if node["role"]["value"] == "StaticText"]
    assert sorted("".join(texts)) == sorted("引っ越しの手続き" * 3)
    # Playwright's own tree knows only the rules of ARIA: it leaves out what is hidden, not what is rt.
    assert snapshot.replace(" ", "").count("引っ越しの手続き") == 4  # heading, link, paragraph, button
    assert "てつづ" not in snapshot
    assert copied.strip() == "引っ越しの手続き"


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("月・水・金に開く", "{月|げつ}・{水|すい}・{金|きん}に{開|ひら}く"),
        ("月・水・金曜日", "{月|げつ}・{水|すい}・{金曜日|きんようび}"),
        ("土、日は休み", "{土|ど}、{日|にち}は{休|やす}み"),
        ("3月、4月", "{3月|さんがつ}、{4月|しがつ}"),
    ],
)
def test_weekdays_in_a_list_are_read_as_weekdays(text, markup):
    assert Reader().markup(text) == markup


def test_what_stands_in_brackets_is_not_read_with_the_word_before_them():
    assert Reader().markup("試験（テスト）") == "{試験|しけん}（テスト）"


def test_times_of_doing_something_are_counted():
    assert Reader().markup("10回") == "{10回|じゅっかい}"
