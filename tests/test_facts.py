"""Facts as each language writes them, and as Japanese reads them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

import pytest

from tests.facts_samples import ALWAYS, LOCALES, fact, text, weekly
from tesuri.counters import (
    AGE,
    DAY_OF_MONTH,
    DAYS,
    HOUR,
    LIMIT,
    MINUTE,
    MONTH,
    MONTHS,
    WEEKS,
    YEAR,
    YEN,
    Counter,
    read_count,
    read_number,
)
from tesuri.facts import (
    Formatted,
    choose_form,
    final_sound,
    format_fact,
    format_hours,
    parse_formats,
    plural_category,
    shipped_formats,
    weekday_names,
)
from tesuri.model import Fact, Law


def written(found: Fact, tag: str) -> str:
    return format_fact(found, LOCALES[tag], lambda words: words.source).text


def read(found: Fact, tag: str = "ja") -> str | None:
    return format_fact(found, LOCALES[tag], lambda words: words.source).reading


SAMPLES = (
    fact("days", 14),
    fact("duration", 3, unit="month"),
    fact("number", 27758),
    fact("money", 50000),
    fact("age", 75),
    fact("phone", "#9110"),
    fact("time", 510),
    fact("times", (510, 1035)),
    fact("hours", weekly("8:30-17:15/17:00")),
    fact("hours", ALWAYS),
    fact("date", dt.date(2026, 4, 1)),
    fact("law", Law("住民基本台帳法", "第22条")),
)


@pytest.mark.parametrize("tag", LOCALES)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: str(sample.type))
def test_digits_are_latin_and_no_slot_is_left_in_any_language(sample: Fact, tag: str) -> None:
    result = written(sample, tag)
    assert result == result.strip()
    assert "{" not in result
    assert all(character.isascii() for character in result if unicodedata.category(character) == "Nd")


@pytest.mark.parametrize("tag", LOCALES)
def test_every_language_has_patterns_of_its_own(tag: str) -> None:
    assert tag in shipped_formats()


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("ja", "14日 3か月 50,000円 75歳 8:30 2026年4月1日"),
        ("ja-simple", "14日 3か月 50,000円 75歳 午前8時30分 2026年4月1日"),
        ("en", "14 days 3 months 50,000 yen 75 years old 8:30 April 1, 2026"),
        ("zh-Hans", "14天 3个月 50,000日元 75岁 8:30 2026年4月1日"),
        ("zh-Hant", "14天 3個月 50,000日圓 75歲 8:30 2026年4月1日"),
        ("ko", "14일 3개월 50,000엔 75세 8:30 2026년 4월 1일"),
        ("vi", "14 ngày 3 tháng 50.000 yên 75 tuổi 8:30 1 tháng 4, 2026"),
        ("pt-BR", "14 dias 3 meses 50.000 ienes 75 anos 8:30 1 de abril de 2026"),
        ("fil", "14 na araw 3 buwan 50,000 yen 75 taong gulang 8:30 Abril 1, 2026"),
        ("ne", "14 दिन 3 महिना 50,000 येन 75 वर्ष 8:30 2026 अप्रिल 1"),
        ("id", "14 hari 3 bulan 50.000 yen 75 tahun 08.30 1 April 2026"),
        ("my", "14 ရက် 3 လ ယန်း 50,000 အသက် 75 နှစ် 8:30 2026 ဧပြီ 1"),
        ("es", "14 días 3 meses 50,000 yenes 75 años 8:30 1 de abril de 2026"),
        ("ur", "14 دن 3 مہینے 50,000 ین 75 سال 8:30 1 اپریل، 2026"),
    ],
)
def test_amounts_times_and_dates_are_written_as_the_language_does(tag: str, expected: str) -> None:
    samples = (SAMPLES[0], SAMPLES[1], SAMPLES[3], SAMPLES[4], SAMPLES[6], SAMPLES[10])
    assert " ".join(written(sample, tag) for sample in samples) == expected


def test_one_of_something_is_singular() -> None:
    assert written(fact("days", 1), "en") == "1 day"
    assert written(fact("duration", 1, unit="month"), "pt-BR") == "1 mês"
    assert written(fact("duration", 1, unit="hour"), "ur") == "1 گھنٹہ"


def test_the_end_of_a_day_is_24_and_noon_has_a_name_in_easy_japanese() -> None:
    assert written(fact("times", (390, 1440)), "en") == "6:30–24:00"
    assert written(fact("times", (0, 720)), "ja-simple") == "午前0時から昼の12時まで"
    assert written(fact("time", 1440), "ja-simple") == "夜の12時"
    assert written(fact("time", 750), "ja-simple") == "午後0時30分"


def test_a_law_keeps_its_japanese_name_everywhere() -> None:
    assert {written(SAMPLES[-1], tag) for tag in LOCALES} == {"住民基本台帳法 第22条"}


def test_a_text_is_translated_and_loses_its_reading_when_its_words_change() -> None:
    day = fact("text", "10日", text=text("10日"), reading="とおか")
    assert read(day) == "とおか"
    english = format_fact(day, LOCALES["en"], lambda words: "the 10th")
    assert (english.text, english.reading) == ("the 10th", None)
    simple = format_fact(day, LOCALES["ja-simple"], lambda words: "{月|つき}の10日")
    assert (simple.text, simple.reading) == ("月の10日", "つきの10日")


def test_a_reading_of_its_own_wins() -> None:
    assert read(fact("phone", "110", reading="ひゃくとお")) == "ひゃくとお"
    assert read(fact("phone", "110", reading="ひゃくとお"), "en") is None


def test_only_counts_choose_plural_forms() -> None:
    numbers = [format_fact(sample, LOCALES["en"], lambda words: words.source).number for sample in SAMPLES]
    assert numbers == [14, 3, 27758, 50000, 75, None, None, None, None, None, None, None]


def test_pieces_join_to_the_text_and_carry_its_reading() -> None:
    date = format_fact(SAMPLES[10], LOCALES["ja"], lambda words: words.source)
    assert date.pieces == (("2026年", "にせんにじゅうろくねん"), ("4月", "しがつ"), ("1日", "ついたち"))
    for sample in SAMPLES:
        result = format_fact(sample, LOCALES["ja-simple"], lambda words: words.source)
        assert "".join(piece for piece, _ in result.pieces) == result.text


# ---- weekly hours ----


def test_days_with_the_same_hours_stand_together_and_three_in_a_row_are_a_range() -> None:
    openings = (*weekly("8:30-17:15", days=(0, 1, 2, 4)).openings, *weekly("8:30-19:00", days=(3,)).openings)
    hours = weekly("8:30-17:15")
    mixed = type(hours)(tuple(sorted(openings, key=lambda opening: opening.weekday)))
    assert format_hours(mixed, LOCALES["en"]).text == (
        "Monday–Wednesday, Friday 8:30–17:15; Thursday 8:30–19:00; closed on public holidays"
    )


def test_a_lunch_break_last_admission_and_closing_days_are_told() -> None:
    hours = weekly("9:00-12:00", "13:00-16:30/16:15")
    assert format_hours(hours, LOCALES["en"], [("12-29", "01-03")]).text == (
        "Monday–Friday 9:00–12:00 and 13:00–16:30 (last admission 16:15); closed on public holidays; "
        "closed December 29–January 3"
    )
    assert format_hours(hours, LOCALES["ja"], [("12-29", "01-03")]).text == (
        "月曜日〜金曜日 9:00〜12:00と13:00〜16:30(受付は16:15まで)、祝日は休み、12月29日〜1月3日は休み"
    )


def test_closing_days_of_the_town_are_not_told_where_they_do_not_close() -> None:
    hours = weekly("9:00-17:00", days=range(7), on_holidays=True, town_closing_days=False)
    result = format_hours(hours, LOCALES["en"], [("12-29", "01-03")]).text
    assert result == "every day 9:00–17:00; open on public holidays too"


def test_day_and_night_is_said_in_words() -> None:
    assert format_hours(ALWAYS, LOCALES["en"]).text == "day and night, every day"
    assert format_hours(ALWAYS, LOCALES["ja"]).reading == "ひるもよるも、まいにち"


def test_weekdays_begin_with_monday() -> None:
    assert weekday_names(LOCALES["ja"])[0] == "月曜日"
    assert weekday_names(LOCALES["ur"])[6] == "اتوار"


# ---- readings ----


@pytest.mark.parametrize(
    ("number", "counter", "kana"),
    [
        (1, DAYS, "いちにち"),
        (7, DAYS, "なのか"),
        (8, DAYS, "ようか"),
        (14, DAYS, "じゅうよっか"),
        (15, DAYS, "じゅうごにち"),
        (17, DAYS, "じゅうしちにち"),
        (20, DAYS, "はつか"),
        (24, DAYS, "にじゅうよっか"),
        (30, DAYS, "さんじゅうにち"),
        (91, DAYS, "きゅうじゅういちにち"),
        (1, DAY_OF_MONTH, "ついたち"),
        (31, DAY_OF_MONTH, "さんじゅういちにち"),
        (1, MONTHS, "いっかげつ"),
        (3, MONTHS, "さんかげつ"),
        (6, MONTHS, "ろっかげつ"),
        (10, MONTHS, "じゅっかげつ"),
        (1, WEEKS, "いっしゅうかん"),
        (4, YEAR, "よねん"),
        (2024, YEAR, "にせんにじゅうよねん"),
        (4, MONTH, "しがつ"),
        (9, MONTH, "くがつ"),
        (12, MONTH, "じゅうにがつ"),
        (0, HOUR, "れいじ"),
        (7, HOUR, "しちじ"),
        (19, HOUR, "じゅうくじ"),
        (1, MINUTE, "いっぷん"),
        (3, MINUTE, "さんぷん"),
        (4, MINUTE, "よんぷん"),
        (6, MINUTE, "ろっぷん"),
        (15, MINUTE, "じゅうごふん"),
        (30, MINUTE, "さんじゅっぷん"),
        (100, MINUTE, "ひゃっぷん"),
        (1, AGE, "いっさい"),
        (18, AGE, "じゅうはっさい"),
        (20, AGE, "はたち"),
        (75, AGE, "ななじゅうごさい"),
        (0, YEN, "ぜろえん"),
        (4, YEN, "よえん"),
        (300, YEN, "さんびゃくえん"),
        (8600, YEN, "はっせんろっぴゃくえん"),
        (50000, YEN, "ごまんえん"),
        (10_000_000, YEN, "いっせんまんえん"),
    ],
)
def test_a_number_with_its_counter_is_read_as_people_say_it(number: int, counter: Counter, kana: str) -> None:
    assert read_count(number, counter) == kana


def test_large_numbers_are_read_by_myriads() -> None:
    assert read_number(27758) == "にまんななせんななひゃくごじゅうはち"
    assert read_number(123_456_789) == "いちおくにせんさんびゃくよんじゅうごまんろくせんななひゃくはちじゅうきゅう"
    assert read_number(10**12) == "いっちょう"
    assert read_number(0) == "ぜろ"


@pytest.mark.parametrize("number", [-1, LIMIT])
def test_a_number_that_cannot_be_read_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        read_number(number)


def test_no_two_numbers_are_read_alike() -> None:
    assert len({read_number(number) for number in range(20_000)}) == 20_000


def test_times_and_money_are_read_whole() -> None:
    assert read(fact("time", 510)) == "はちじさんじゅっぷん"
    assert read(fact("times", (540, 1035))) == "くじからじゅうしちじじゅうごふん"
    assert read(fact("times", (510, 1020)), "ja-simple") == "ごぜんはちじさんじゅっぷんからごごごじまで"
    assert read(fact("money", 50000)) == "ごまんえん"
    assert read(fact("money", 50000), "en") is None


# ---- forms ----


@pytest.mark.parametrize(
    ("words", "sound"),
    [
        *(("14일", "consonant"), ("3개월", "consonant"), ("시나가와구", "vowel"), ("50,000엔", "consonant")),
        *(("30", "consonant"), ("2", "vowel"), ("9", "vowel"), ("WCAG", "vowel"), ("QR", "consonant")),
        *(("Zoom", "consonant"), ("LINE", "vowel"), ("8:30~17:15", "vowel"), ("시청(2층)", "consonant"), ("", "vowel")),
    ],
)
def test_korean_particles_follow_the_final_sound(words: str, sound: str) -> None:
    assert final_sound(words) == sound


def test_a_form_is_chosen_by_zero_then_sound_then_plural_category() -> None:
    forms = {"zero": "free", "one": "{value} only", "other": "{value} each"}
    chosen = [choose_form(forms, fact("money", n), Formatted(f"{n} yen", number=n), LOCALES["en"]) for n in (0, 1, 300)]
    assert chosen == ["free", "{value} only", "{value} each"]
    sounds = {"consonant": "{value}을", "vowel": "{value}를", "other": "{value}"}
    days = fact("days", 14)
    assert choose_form(sounds, days, Formatted("14일", number=14), LOCALES["ko"]) == "{value}을"


def test_a_midnight_is_no_zero_and_without_forms_the_value_stands_alone() -> None:
    midnight = fact("time", 0)
    formatted = format_fact(midnight, LOCALES["en"], lambda words: words.source)
    assert choose_form({"zero": "free", "other": "at {value}"}, midnight, formatted, LOCALES["en"]) == "at {value}"
    assert choose_form({}, midnight, formatted, LOCALES["en"]) == "{value}"


def test_plural_categories_are_those_of_cldr() -> None:
    assert [plural_category(n, LOCALES["en"]) for n in (0, 1, 2)] == ["other", "one", "other"]
    assert plural_category(1, LOCALES["ja-simple"]) == "other"


# ---- the patterns ----


def test_a_missing_pattern_is_reported_with_its_line() -> None:
    source = "# head\nxx:\n  like: ja\n"
    formats, problems = parse_formats(source)
    assert not formats
    assert [(problem.line, problem.rule) for problem in problems] == [(3, "bad-value")]
    formats, problems = parse_formats("en:\n  units: {day: {one: a}}\n  tme: x\n")
    assert not formats
    told = "\n".join(problem.as_text() for problem in problems)
    assert re.search(r"^i18n/formats.yml:2: error: 'en': unit 'day' needs a pattern 'other'", told, re.M)
    assert "formats.yml:3: error: 'en': unknown pattern 'tme' [unknown-field]" in told
    assert "'times' is missing" in told


def test_a_language_without_patterns_gets_the_english_ones() -> None:
    formats = {"en": shipped_formats()["en"]}
    assert format_fact(fact("days", 2), LOCALES["vi"], lambda words: words.source, formats).text == "2 days"
