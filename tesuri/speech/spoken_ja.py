"""Japanese as Open JTalk reads it rightly.

What it reads wrong in municipal sentences was measured: silent ～ in ranges, times, dates with slashes, lists of
weekdays, extensions and telephone numbers read as amounts, 方 and other kanji of two readings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tesuri.furigana import Piece
from tesuri.speech.spoken_numbers import JAPANESE_LETTERS, ascii_digits, one_by_one
from tesuri.speech.spoken_rules import Claim, Rule, apply

_UNITS = {
    "㎡": "平方メートル",
    "㎥": "立方メートル",
    "㎞": "キロ",
    "㎝": "センチ",
    "㎜": "ミリ",
    "㎏": "キロ",
    "ℓ": "リットル",
}
_UNITS |= {
    "℃": "度",
    "°C": "度",
    "%": "パーセント",
    "％": "パーセント",
    "cm": "センチ",
    "mm": "ミリ",
    "km": "キロ",
    "kg": "キロ",
}
_SYMBOLS = {
    "&": "アンド",
    "＆": "アンド",
    "+": "プラス",
    "＋": "プラス",
    "=": "イコール",
    "＝": "イコール",
    "@": "アットマーク",
}
_SYMBOLS |= {
    "＠": "アットマーク",
    "×": "バツ",
    "✕": "バツ",
    "✖": "バツ",
    "○": "マル",
    "〇": "マル",
    "◎": "ニジュウマル",
}
_SYMBOLS |= {
    "#": "シャープ",
    "＃": "シャープ",
    "♯": "シャープ",
    "〒": "郵便番号",
    "☎": "電話",
    "℡": "電話",
    "№": "ナンバー",
}
_SYMBOLS |= {
    "→": "、",
    "⇒": "、",
    "➡": "、",
    "←": "、",
    "…": "、",
    "‥": "、",
    "/": "、",
    "／": "、",
    "|": "、",
    "·": "・",
}
_SYMBOLS |= {"-": "、", "–": "、", "—": "、", "―": "、", "_": "、", "\n": "、"}
_ERAS = {"R": "令和", "H": "平成", "S": "昭和", "T": "大正", "M": "明治"}
_CIRCLED = {chr(0x2460 + i): str(i + 1) for i in range(20)}
_DECORATION = "※★☆●■◆▲▼►▶◀△▽□◇☐☑✔✓✅⚠＊*~～〜\u200b\ufe0f\u200d\u3000"
_OPENING, _CLOSING = "(（［[【〔〈《", ")）］]】〕〉》"

_TIME = re.compile(r"(?<![\d:])([01]?\d|2[0-4])[:：]([0-5]\d)(?![\d:])")
_RANGE = re.compile(r"(?<=[\d年月日時分歳円か個人名枚通回階番曜%％)）\w])\s*[~～〜–]\s*(?=\S)")
_HYPHEN_RANGE = re.compile(r"(?<=[年月日時分歳円])-(?=\d)")
_PHONE = re.compile(r"(?<![\d-])(?:0\d{1,4}[-‐‑(（]\d{1,4}[-‐‑)）]\d{3,4}|0\d{3}-\d{6}|0\d{9,10})(?![\d-])")
_SHORT_DIAL = re.compile(r"[#＃♯](\d{4})(?!\d)")
_POSTCODE = re.compile(r"〒\s*(\d{3})-(\d{4})(?!\d)")
_EXTENSION = re.compile(r"(?<=内線)(\s*(?:番号)?\s*[:：]?\s*)(\d{2,6})(?!\d)")
_CODE = re.compile(r"(?<=[A-Z])(\d{3,})(?![\d,.])")
_YEAR_DATE = re.compile(r"(?<![\d/.-])(\d{4})[/.-](1[0-2]|0?[1-9])[/.-](3[01]|[12]\d|0?[1-9])(?![\d/-])")
_ERA_DATE = re.compile(r"(?<![A-Za-z])([RHSTM])(\d{1,2})[./](1[0-2]|0?[1-9])[./](3[01]|[12]\d|0?[1-9])(?![\d/])")
_DATE = re.compile(r"(?<![\d/.-])(1[0-2]|0?[1-9])/(3[01]|[12]\d|0?[1-9])(?![\d/.-])")
_HAN = "\u3005-\u3007\u3400-\u9fff"
_DAY = "[月火水木金土日]"
_WEEKDAYS = re.compile(rf"(?<![{_HAN}\d]){_DAY}(?:[・･、,]{_DAY})+(?=曜|[・･]?[祝休]|(?![{_HAN}]))")
_DAY_RANGE = re.compile(rf"(?<![{_HAN}\d])({_DAY})[~～〜–-]({_DAY})(?=曜|(?![{_HAN}]))")
_ONE_WEEKDAY = re.compile(rf"(?<=[(（])({_DAY})(?=[)）・])")
_GROUPED = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])")
_YEN = re.compile(r"[¥￥]\s*(\d{1,3}(?:,\d{3})+|\d+)")
_NUMBERED = re.compile(r"(?<![\d-])\d+(?:[-:]\d+)+(?![\d-])")
_FLOOR = re.compile(r"(?<![A-Za-z\d])(B?)(\d{1,2})[FＦ](?![A-Za-z])")
_UNIT = re.compile(rf"(?<=\d)\s*({'|'.join(map(re.escape, _UNITS))})(?![A-Za-z])")
_BRACKETS = re.compile(rf"[{re.escape(_OPENING)}]|[{re.escape(_CLOSING)}](?=[、。，．！？!?{re.escape(_CLOSING)}]|$)?")
_MISCOUNTED = r"(?<!\d)(?:\d*8(?:分|か月)|\d*7人|[3-9][479]日|0時)"
"""Counts that Open JTalk reads in a way that is not wrong but is not our furigana: 8分 はっぷん, 7人 ななにん."""
_QUOTE = re.compile(r"[「」『』“”\"]")
_MARK = re.compile("|".join(map(re.escape, (*_SYMBOLS, *_CIRCLED, "㎡", "㎥", "℃"))))
_DROPPED = re.compile(f"[{re.escape(_DECORATION)}\U0001f000-\U0001faff\u2600-\u27bf\ufe00-\ufe0f]")


def claims(
    text: str, pieces: Iterable[Piece], told: re.Pattern[str], settled: tuple[Claim, ...] = ()
) -> tuple[Claim, ...]:
    """Everything in a sentence that is said otherwise than it is written.

    ``pieces`` are the sentence's with their kana, ``told`` finds the words whose kana a voice has to be told,
    ``settled`` is what is known already (a telephone number).
    """
    return apply(text, _RULES, (*settled, *_told(text, pieces, told, settled)))


def told_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of the words, the longest first, and the counts that Open JTalk reads otherwise."""
    longest = sorted(words, key=len, reverse=True)
    return re.compile("|".join((_MISCOUNTED, *map(re.escape, longest))))


def _told(text: str, pieces: Iterable[Piece], told: re.Pattern[str], settled: tuple[Claim, ...]) -> Iterator[Claim]:
    """Words in doubt as the kana of their pieces, where they cut no piece that has kana."""
    readings: dict[int, Piece] = {}
    inside: set[int] = set()
    at = 0
    for piece in pieces:
        if piece.kana is not None:
            readings[at] = piece
            inside.update(range(at + 1, at + len(piece.text)))
        at += len(piece.text)
    for match in told.finditer(text):
        start, end = match.span()
        taken = any(claim.start < end and start < claim.end for claim in settled)
        if taken or start in inside or end in inside or not any(start <= at < end for at in readings):
            continue
        kana, at = "", start
        while at < end:
            piece = readings.get(at) or Piece(text[at])
            kana += piece.kana or piece.text
            at += len(piece.text)
        yield Claim(start, end, kana)


def phone(number: str) -> str:
    """A telephone number digit by digit, with a pause between groups: 099-00 is ゼロ キュウ キュウ、ゼロ ゼロ."""
    groups = re.findall(r"\d+|[#＃♯]", ascii_digits(number))
    said = "、".join(one_by_one(group, True) if group.isdigit() else "シャープ" for group in groups)
    return said.replace("シャープ、", "シャープ ")


def spelled(character: str) -> str:
    """The name of one letter or digit of a code."""
    plain = ascii_digits(character).upper()
    return one_by_one(plain, True) if plain.isdigit() else JAPANESE_LETTERS.get(plain, plain)


def _time(match: re.Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2])
    full = f"{hour}時" if hour else "零時"
    return f"{full}{minute}分" if minute else full


def _date(year: str, month: str, day: str) -> str:
    return f"{year}{int(month)}月{int(day)}日"


def _weekday_list(match: re.Match[str]) -> str:
    days = re.sub(rf"({_DAY})", r"\1曜", match.group())
    return days[:-1] if match.string[match.end() :].startswith("曜") else days


def _weekday_range(match: re.Match[str]) -> str:
    return f"{match[1]}曜から{match[2]}{'' if match.string[match.end() :].startswith('曜') else '曜'}"


def _bracket(match: re.Match[str]) -> str:
    # A voice makes no pause at a bracket; one at its beginning is needed, one at its end only before words.
    if match.start() == 0:
        return ""
    rest = match.string[match.end() :]
    if match.group() in _OPENING:
        return "、"
    return "" if not rest or rest[0] in "、。，．！？!?をはがにのとでもへや・" + _CLOSING + _OPENING else "、"


def _quote(match: re.Match[str]) -> str:
    # What somebody is to say or to press stands out by a pause before it.
    before = match.string[: match.start()]
    return (
        "、" if match.group() in "「『“" and before and before[-1] not in "、。，．！？!?" + _OPENING + _CLOSING else ""
    )


_RULES: tuple[Rule, ...] = (
    (_POSTCODE, lambda m: f"郵便番号、{one_by_one(m[1], True)}、{one_by_one(m[2], True)}"),
    (_PHONE, lambda m: phone(m.group())),
    (_SHORT_DIAL, lambda m: f"シャープ {one_by_one(ascii_digits(m[1]), True)}"),
    (_EXTENSION, lambda m: f"{m[1].strip(' :：')}、{one_by_one(ascii_digits(m[2]), True)}"),
    (_YEAR_DATE, lambda m: _date(f"{m[1]}年", m[2], m[3])),
    (_ERA_DATE, lambda m: _date(f"{_ERAS[m[1]]}{int(m[2])}年", m[3], m[4])),
    (_DATE, lambda m: _date("", m[1], m[2])),
    (_TIME, _time),
    (_DAY_RANGE, _weekday_range),
    (_WEEKDAYS, _weekday_list),
    (_ONE_WEEKDAY, lambda m: f"{m[1]}曜"),
    (_RANGE, lambda m: "から"),
    (_HYPHEN_RANGE, lambda m: "から"),
    (_YEN, lambda m: f"{m[1].replace(',', '')}円"),
    (_GROUPED, lambda m: m.group().replace(",", "")),
    (_CODE, lambda m: f" {one_by_one(ascii_digits(m[1]), True)}"),
    (_NUMBERED, lambda m: re.sub("[-:]", "の", m.group())),
    (_FLOOR, lambda m: f"{'地下' if m[1] else ''}{m[2]}階"),
    (_UNIT, lambda m: _UNITS[m[1]]),
    (_BRACKETS, _bracket),
    (_QUOTE, _quote),
    (_MARK, lambda m: {**_SYMBOLS, **_CIRCLED, **_UNITS}[m.group()]),
    (_DROPPED, lambda m: ""),
)
