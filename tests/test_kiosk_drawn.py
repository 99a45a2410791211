"""Letters of the kiosk: where lines break, what is drawn, how pictures become sixel."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from tesuri_kiosk import bidi, breaking, drawn, fonts, shaping
from tesuri_kiosk.drawn import Pen

from tesuri.load.content import load_locales
from tesuri.speech.sentence import Part, Sentence

LOCALES = load_locales(Path(__file__).resolve().parent.parent, [])
WHITE, BLACK, YELLOW = (255, 255, 255), (0, 0, 0), (255, 212, 61)

NEPALI = "मिहोन नगरमा सरेर आउँदा १४ दिनभित्र सूचना दिनुहोस्। परिवारका सबै सदस्यको कार्ड चाहिन्छ।"
BURMESE = "မြို့သို့ပြောင်းရွှေ့လာသောအခါ ကျွန်ုပ်တို့သည် ၁၄ ရက်အတွင်း အကြောင်းကြားရမည်။"
URDU = "شہر میں منتقل ہونے پر 14 دن کے اندر فون \u2066099-000-0110\u2069 پر اطلاع دیں۔"


def sentence(text, locale):
    return Sentence((Part(text, text),), locale)


def japanese(*parts):
    return Sentence(tuple(Part(shown, shown, kana) for shown, kana in parts), "ja")


RUBY = japanese(
    ("家族全員", "かぞくぜんいん"), ("の", None), ("分", "ぶん"), ("が、", None), ("必要", "ひつよう"), ("です。", None)
)


@pytest.fixture(scope="module")
def pen():
    return Pen(16, 40, LOCALES)


def without_spaces(text):
    return "".join(text.split())


@pytest.mark.parametrize("columns", [6, 11, 20, 60])
@pytest.mark.parametrize(("locale", "text"), [("ne", NEPALI), ("my", BURMESE), ("ur", URDU), ("ja", RUBY)])
def test_lines_hold_all_of_the_text_and_no_line_is_wider_than_its_cells(pen, locale, text, columns):
    said = text if isinstance(text, Sentence) else sentence(text, locale)
    lines = pen.lines([said], locale, columns)
    assert without_spaces("".join(line.text for line in lines)) == without_spaces(said.shown)
    for line in lines:
        assert sum(run.width for _, run in line.runs) <= columns * 16
        assert not line.text.endswith(" ")


def test_a_picture_is_as_large_as_its_cells_and_nothing_is_cut_off(pen):
    for locale, text in (("ne", NEPALI), ("my", BURMESE), ("ur", URDU)):
        for scale in (1, 2):
            for line in pen.lines([sentence(text, locale)], locale, 50, scale):
                picture = pen.draw(line, WHITE, BLACK)
                assert picture.size == (50 * 16, line.rows * 40)
                roomy = replace(line, rows=line.rows + 2, baseline=line.baseline + 40)
                assert ink(pen.draw(roomy, WHITE, BLACK)) == ink(picture)


def ink(picture):
    """Sum of all brightness."""
    return sum(value * count for value, count in enumerate(picture.convert("L").histogram()))


def test_a_highlighted_sentence_has_its_own_colours_and_no_other_has(pen):
    (line,) = pen.lines([sentence("नेपाली।", "ne"), sentence("अर्को।", "ne")], "ne", 40)
    assert [span[0] for span in line.spans] == [0, 1]
    plain = pen.draw(line, WHITE, BLACK).convert("RGB")
    lit = pen.draw(line, WHITE, BLACK, 1, BLACK, YELLOW).convert("RGB")
    box = ImageChops.difference(plain, lit).getbbox()
    _, begin, end = line.spans[1]
    assert (box[0], box[2]) == (begin - 4, end + 4)
    assert lit.getpixel((end, 1)) == YELLOW
    assert lit.getpixel((2, 1)) == BLACK


def test_a_picture_has_at_most_sixteen_colours(pen):
    (line,) = pen.lines([sentence("नेपाली।", "ne"), sentence("अर्को।", "ne")], "ne", 40)
    assert len(pen.draw(line, WHITE, BLACK, 0, BLACK, YELLOW).getcolors()) <= 16


def test_letters_are_shaped_and_not_set_one_by_one(pen):
    (line,) = pen.lines([sentence("क्षि", "ne")], "ne", 20)
    ((_, run),) = line.runs
    font = fonts.sized(run.face.path, run.face.index, run.pixels)
    assert run.width < sum(font.getlength(letter) for letter in run.text)


def test_furigana_stand_above_their_word_and_make_the_line_higher(pen):
    with_kana, without = pen.lines([RUBY], "ja", 60), pen.lines([RUBY], "ja", 60, ruby=False)
    assert (with_kana[0].rows, without[0].rows) == (2, 1)
    assert [(run.text, run.kana) for _, run in with_kana[0].runs if run.kana] == [
        ("家族全員", "かぞくぜんいん"),
        ("分", "ぶん"),
        ("必要", "ひつよう"),
    ]
    picture, low = pen.draw(with_kana[0], WHITE, BLACK), pen.draw(without[0], WHITE, BLACK)
    assert ink(picture.crop((0, 0, 120, 40))) > 0
    assert ink(low.crop((200, 0, 700, 40))) > 0


def test_a_word_is_never_torn_from_its_reading_unless_it_is_wider_than_a_line(pen):
    lines = pen.lines([RUBY], "ja", 12)
    assert [line.text for line in lines] == ["家族全員の", "分が、", "必要です。"]
    (torn, *rest) = pen.lines([RUBY], "ja", 4)
    assert torn.text == "家族"
    assert "".join(run.kana for line in (torn, *rest) for _, run in line.runs) == "かぞくぜんいんぶんひつよう"


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(pen):
    said = sentence("あああああ、いいいいい。「うううう」（ええええ）っておおおお、かかかか。", "ja")
    for columns in range(4, 30, 2):
        for line in pen.lines([said], "ja", columns):
            assert line.text[0] not in "、。」）っ"
            assert line.text[-1] not in "「（"


def test_burmese_breaks_between_syllables_only_where_no_space_helps():
    assert breaking.clusters("ကျွန်ုပ်တို့သည်") == ["ကျွန်ုပ်", "တို့", "သည်"]
    assert breaking.clusters("ဏ္ဍာရေး") == ["ဏ္ဍာ", "ရေး"]
    assert breaking.clusters("क्षिति") == ["क्षि", "ति"]


def test_urdu_stands_at_the_right_and_a_telephone_number_in_it_from_left_to_right(pen):
    (line,) = pen.lines([sentence("فون \u2066099-000-0110\u2069 پر", "ur")], "ur", 60)
    words = [run.text.strip() for _, run in line.runs]
    assert words == ["پر", "099-000-0110", "فون"]
    assert [run.rtl for _, run in line.runs] == [True, False, True]
    left, last = line.runs[-1]
    assert round(left + last.width) == 60 * 16


def test_a_right_to_left_line_is_put_in_order_with_its_numbers_and_latin_words():
    text = "ab אב 12"
    levels = bidi.levels(text, True)
    assert list(levels) == [2, 2, 1, 1, 1, 1, 2, 2]
    assert "".join(bidi.visual(list(zip(levels, text, strict=True)))) == "12 באab "[:0] + "12 בא ab"
    assert list(bidi.levels(text, False))[:3] == [0, 0, 0]


def test_japanese_inside_nepali_is_drawn_with_a_font_that_has_it(pen):
    (line,) = pen.lines([sentence("फारम (転入届)", "ne")], "ne", 40)
    faces = {run.text: run.face for _, run in line.runs}
    assert all(face.covers(letter) for text, face in faces.items() for letter in text)
    assert len(set(faces.values())) > 1


def test_a_character_without_a_font_is_told_and_never_drawn_as_a_box(pen):
    nobody = "\U0010fffd"
    assert not pen.can_draw([sentence(f"क{nobody}", "ne")])
    assert pen.can_draw([sentence("क", "ne"), sentence(URDU, "ur")])
    (line,) = pen.lines([sentence(nobody, "ne")], "ne", 10)
    assert [run.text for _, run in line.runs] == ["?"]


def test_the_package_of_a_missing_font_is_named(monkeypatch):
    monkeypatch.setattr(fonts, "find", lambda family, bold=False: None)
    monkeypatch.setattr(fonts, "substitute", lambda character, language: None)
    pen = Pen(16, 40, LOCALES)
    assert pen.missing("ur") == ("fonts-noto-core",)
    assert pen.missing("my") == ("fonts-noto-core",)
    assert not pen.can_draw([sentence("ကျ", "my")])
    assert pen.lines([sentence("ကျ", "my")], "my", 10)[0].runs == ()


def test_nothing_is_missing_where_all_fonts_are_installed(pen):
    assert {tag for tag in LOCALES if pen.missing(tag)} == set()


def test_without_raqm_a_pen_says_that_it_cannot_shape(monkeypatch):
    monkeypatch.setattr(drawn.features, "check", lambda name: False)
    pen = Pen(16, 40, LOCALES)
    assert not pen.can_shape
    assert not pen.can_draw([sentence("क", "ne")])


def test_sentences_of_languages_with_spaces_stand_apart_and_japanese_ones_do_not(pen):
    assert pen.lines([sentence("क।", "ne"), sentence("ख।", "ne")], "ne", 40)[0].text == "क। ख।"
    assert pen.lines([sentence("あ。", "ja"), sentence("い。", "ja")], "ja", 40)[0].text == "あ。い。"


def test_a_line_break_in_a_text_begins_a_line(pen):
    assert [line.text for line in pen.lines([sentence("क\nख ग", "ne")], "ne", 40)] == ["क", "ख ग"]


@pytest.mark.parametrize(("width", "height"), [(1, 1), (3, 7), (8, 16), (17, 41), (60, 150)])
def test_any_size_of_cells_gives_lines_and_pictures(width, height):
    pen = Pen(width, height, LOCALES)
    for line in pen.lines([sentence("नेपाली १", "ne"), RUBY], "ne", 1):
        assert pen.draw(line, WHITE, BLACK).size == (width, line.rows * height)
        assert len(pen.strips(line, WHITE, BLACK)) == line.rows


def test_what_was_drawn_is_remembered_until_it_is_to_be_forgotten(pen):
    said = [sentence("नेपाली", "ne")]
    (line,) = pen.lines(said, "ne", 20)
    strips = pen.strips(line, WHITE, BLACK)
    assert pen.strips(line, WHITE, BLACK, 5, BLACK, YELLOW) is strips
    assert pen.strips(line, WHITE, BLACK, 0, BLACK, YELLOW) != strips
    pen.forget()
    assert pen.strips(line, WHITE, BLACK) is not strips


def test_empty_sentences_give_no_lines(pen):
    assert pen.lines([], "ne", 20) == ()
    assert pen.lines([sentence("", "ne")], "ne", 20) == ()


def test_a_picture_keeps_the_colours_it_was_asked_for(pen):
    (line,) = pen.lines([sentence("क", "ne")], "ne", 4)
    picture = pen.draw(line, YELLOW, (0, 23, 193)).convert("RGB")
    assert isinstance(picture, Image.Image)
    assert picture.getpixel((63, 0)) == (0, 23, 193)
    assert max(picture.getcolors())[1] == (0, 23, 193)
    assert YELLOW in [colour for _, colour in picture.getcolors()]


@pytest.mark.parametrize(("locale", "text"), [("ne", "क्षिति"), ("my", "ကျွန်ုပ်"), ("ur", "منتقل"), ("ja", "転入届")])
def test_words_are_measured_as_wide_and_as_high_as_they_are_drawn(locale, text):
    face = fonts.find(LOCALES[locale].fonts[0])
    extent = shaping.measure(text, face.path, face.index, locale)
    font = fonts.sized(face.path, face.index, 100.0)
    _, top, _, bottom = font.getbbox(text, anchor="ls", language=locale)
    assert extent.width * 100 == pytest.approx(font.getlength(text, language=locale), abs=1)
    assert extent.above * 100 == pytest.approx(max(0, -top), abs=2)
    assert extent.below * 100 == pytest.approx(max(0, bottom), abs=2)


def test_without_harfbuzz_pillow_measures_the_same(monkeypatch):
    face = fonts.find("Noto Sans Devanagari")
    quick = shaping.measure("नेपाली", face.path, face.index, "ne")
    monkeypatch.setattr(shaping, "_library", lambda: None)
    slow = shaping.measure("नेपाली", face.path, face.index, "ne")
    assert slow.width == pytest.approx(quick.width, abs=0.01)
    assert slow.above == pytest.approx(quick.above, abs=0.02)


def test_only_the_fonts_that_a_text_needs_are_asked_for(monkeypatch):
    asked = []
    monkeypatch.setattr(fonts, "find", lambda family, bold=False: asked.append(family))
    monkeypatch.setattr(fonts, "substitute", lambda character, language: None)
    faces = Pen(16, 40, LOCALES)._faces("ne", False)
    assert asked == []
    next(iter(faces), None)
    assert asked[0] == "Noto Sans Devanagari"
