"""What stands on a screen, read back from its cells and pictures, held against what is said for it."""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tesuri.speech.sentence import Part, Sentence
from tesuri.speech.spoken import tokens, unsaid
from tesuri_kiosk import blocks
from tesuri_kiosk.drawn import DrawnLine
from tesuri_kiosk.frame import NOBODY, Frame, Row
from tesuri_kiosk.view import Code, Role, Utterance, View

Group = tuple[int, ...]
"""Sentences that stand together on a drawn line, by their place in the script; a single one in cells."""

_DECORATION = frozenset("─│┌┐└┘━┃┏┓┗┛═║╔╗╚╝█░▀▄▌▐▶◀►◄▸◂ ")
"""Cells that say nothing: borders, bars, the mark beside a chosen tile."""
_INK = frozenset("█▀▄ ")
_GLYPHS = {blocks.large(digit): digit for digit in "0123456789-#"}
_ADVANCE = 4
_COUNT = re.compile(r"(\d+) / (\d+)")
_SPACELESS = ("ja", "ja-simple", "zh-Hans", "zh-Hant", "my")
_JAPANESE = ("ja", "ja-simple")
_LETTERS = re.compile(r"[a-z]+|[^\W\d_a-z]+")
_WHOLE = re.compile("[a-zぁ-ヿ]")
"""What counts as one word in Chinese and Burmese: a Latin or a Japanese name."""
_SCRIPTS = {
    "ja": ("CJK", "HIRAGANA", "KATAKANA"),
    "ja-simple": ("CJK", "HIRAGANA", "KATAKANA"),
    "zh-Hans": ("CJK",),
    "zh-Hant": ("CJK",),
    "ko": ("HANGUL",),
    "ne": ("DEVANAGARI",),
    "my": ("MYANMAR",),
    "ur": ("ARABIC",),
}
"""Beginnings of the names of a locale's letters in the Unicode character database; Latin for the others."""
_LATIN_NAMES = 7
"""Latin words in a row that a language of another script may have as names: Zoom, Google Play."""


def shown_not_said(frame: Frame, view: View) -> Iterator[str]:
    """Differences between the cells and pictures of a frame and the script of its view, each as a sentence."""
    script = view.script()
    seen: set[int] = set()
    for rows in (frame.head, frame.body, frame.foot):
        found, digits, stray = _read(rows)
        yield from (f"“{text}” stands on the screen and is not in the script" for text in stray)
        for group, text in found.items():
            seen.update(group)
            if NOBODY in group or not _agrees(text, group, script, view):
                yield f"the screen shows “{text}” where “{_expected(group, script)}” is said"
        for choice, digit in digits.items():
            if choice >= len(view.choices) or view.choices[choice].digit != digit:
                yield f"a tile carries the digit {digit}, which does not take it"
        if rows is frame.body:
            wanted = {at for at, choice in enumerate(view.choices) if choice.digit}
            yield from (f"the digit {view.choices[at].digit} is not on its tile" for at in sorted(wanted - set(digits)))
    for at, utterance in enumerate(script):
        if at not in seen and _squeezed(utterance.shown.shown) and not _twin(script, at, seen):
            yield f"“{utterance.shown.shown}” is said and stands nowhere"


def pictures_without_words(frame: Frame, view: View) -> Iterator[str]:
    """Pictures and large digits that no sentence of the script stands for."""
    known = {index for index, _ in frame.alternatives}
    if len(view.script()) <= max(known, default=NOBODY) or NOBODY in known:
        yield "a picture has no sentence that is said for it"
    yield from ("a QR code has no words beside it" for b in view.blocks if isinstance(b, Code) and not b.said)


def _twin(script: tuple[Utterance, ...], at: int, seen: set[int]) -> bool:
    """Whether the very same sentence stands on the screen under another number."""
    return any(script[other].shown is script[at].shown for other in seen if 0 <= other < len(script))


def _read(rows: Iterable[Row]) -> tuple[dict[Group, str], dict[int, str], list[str]]:
    """Texts by sentences, digits by tiles, and words that belong to no sentence."""
    found: dict[Group, list[str]] = {}
    digits: dict[int, str] = {}
    stray: list[str] = []
    large: dict[tuple[int, int], list[str]] = {}
    for row in rows:
        for run in row.runs:
            key = (run.sentence, run.choice)
            if run.fixed:
                continue
            if run.sentence != NOBODY and run.role is Role.NUMBER and set(run.text) <= _INK:
                large.setdefault(key, []).append(run.text)
                if len(large[key]) == blocks.HEIGHT:
                    text = _decoded(large.pop(key))
                    if run.choice == NOBODY:
                        found.setdefault((run.sentence,), []).append(text)
                    else:
                        digits[run.choice] = text
            elif run.choice != NOBODY and run.role is Role.NUMBER:
                digits[run.choice] = run.text.strip()
            elif run.sentence != NOBODY:
                found.setdefault((run.sentence,), []).append(run.text)
            elif not set(run.text) <= _DECORATION:
                stray.append(run.text.strip())
        for piece in row.pieces:
            if isinstance(piece.picture, DrawnLine) and piece.row == 0:
                found.setdefault(piece.sentences, []).append(piece.picture.text)
    stray += ["".join(texts) for texts in large.values()]
    return {group: _squeezed("".join(texts)) for group, texts in found.items()}, digits, stray


def _decoded(rows: list[str]) -> str:
    """Digits out of three rows of half blocks; ``?`` for what is none."""
    width = max(map(len, rows)) + 1
    padded = [row.ljust(width) for row in rows]
    columns = range(0, width - 1, _ADVANCE)
    cells = [(padded[0][x : x + 3], padded[1][x : x + 3], padded[2][x : x + 3]) for x in columns]
    return "".join(_GLYPHS.get(cell, "?") for cell in cells)


def _agrees(text: str, group: Group, script: tuple[Utterance, ...], view: View) -> bool:
    """Whether a text is what its sentences show, once or as often as the very same sentences come."""
    if any(at >= len(script) for at in group):
        return False
    shown = [script[at].shown for at in group]
    forms = {_squeezed("".join(s.shown for s in shown)), _squeezed("".join(map(_with_readings, shown)))}
    times = sum(utterance.shown is shown[0] for utterance in script)
    if any(text == form * count for form in forms for count in range(1, times + 1)):
        return True
    # Where a QR code is wider than the screen its address stands there in letters, under the words for it.
    data = [block.data for block in view.blocks if isinstance(block, Code) and shown[0] in block.said]
    return any(text == form + _squeezed(address) for form in forms for address in data)


def _expected(group: Group, script: tuple[Utterance, ...]) -> str:
    return "".join(script[at].shown.shown for at in group if NOBODY < at < len(script))


def _with_readings(sentence: Sentence) -> str:
    """A sentence of やさしい日本語 as it stands where nothing can be drawn: readings in brackets."""
    if sentence.locale != "ja-simple":
        return sentence.shown
    return "".join(f"{part.shown}({part.kana})" if part.kana else part.shown for part in sentence.parts)


def _squeezed(text: str) -> str:
    return "".join(text.split())


# --- what is said ---


@functools.lru_cache(maxsize=8192)
def said_for(sentence: Sentence) -> tuple[tuple[str, ...], int]:
    """Faults of a sentence's spoken form, and how many words and numbers of it were compared."""
    shown = _words(sentence.shown, sentence.locale)
    faults = [f"“{token}” is not said" for token in _unsaid_numbers(sentence)]
    faults += [f"“{word}” is not said" for word in _unsaid_words(sentence)]
    faults += [
        f"“{part.said.strip()}” is said and not shown"
        for part in sentence.parts
        if not part.shown and _speaks(part.said)
    ]
    return tuple(faults), len(shown) + len(tokens(sentence.shown))


def utterance_faults(utterance: Utterance, digit: str = "") -> Iterator[str]:
    """Faults of what is said instead of what is shown: only a tile's digit may come before it."""
    instead, shown = utterance.instead, utterance.shown
    if instead is None:
        return
    if instead.parts[-len(shown.parts) :] != shown.parts or len(instead.parts) != len(shown.parts) + 1:
        yield f"“{instead.said}” is said where “{shown.shown}” is shown"
    elif instead.parts[0].shown != digit:
        yield f"the digit {instead.parts[0].shown} is said for a tile that {digit or 'none'} takes"
    if (instead.private, instead.locale) != (shown.private, shown.locale):
        yield f"“{shown.shown}” loses its language or its privacy in speech"


def of_another_language(sentence: Sentence) -> bool:
    """Whether a voice is given letters in which its language is not written; names may be in Latin ones."""
    letters = [_script(character) for character in sentence.said if character.isalpha()]
    own = _SCRIPTS.get(sentence.locale, ("LATIN",))
    if not letters or any(script.startswith(own) for script in letters):
        return False
    words = [word for word in sentence.said.split() if sum(map(str.isalpha, word)) > 1]
    return 2 * letters.count("LATIN") <= len(letters) or len(words) > _LATIN_NAMES


@functools.lru_cache(maxsize=4096)
def _script(character: str) -> str:
    return unicodedata.name(character, "").partition(" ")[0].partition("-")[0]


def _unsaid_numbers(sentence: Sentence) -> tuple[str, ...]:
    """Numbers without a counterpart. A count, 3 / 7, may be said in the other order: 7段階のうち3."""
    lost = unsaid(sentence)
    if not lost:
        return lost
    parts = tuple(
        replace(part, shown=_COUNT.sub(r"\2 \1", part.shown)) if _COUNT.search(part.shown) else part
        for part in sentence.parts
    )
    return lost if parts == sentence.parts else unsaid(replace(sentence, parts=parts))


def _unsaid_words(sentence: Sentence) -> list[str]:
    """Words in whose place nothing is said.

    In Japanese a part with letters for which nothing is said, unless the part before is said otherwise than it
    is written (then it stands for both); elsewhere what a comparison word by word finds left out.
    """
    if sentence.locale in _JAPANESE:
        return _silent_parts(sentence.parts)
    shown, said = _words(sentence.shown, sentence.locale), _words(sentence.said, sentence.locale)
    if not Counter(shown) - Counter(said):
        return []
    matcher = difflib.SequenceMatcher(None, shown, said, autojunk=False)
    left_out: list[str] = []
    for what, begin, end, _, _ in matcher.get_opcodes():
        if what == "delete":
            left_out += shown[begin:end]
    # What is said earlier or later in the sentence is said: a language may turn the words around.
    more = Counter(said) - Counter(shown)
    return [word for word in left_out if Counter(shown)[word] > Counter(said)[word] and not more[word]]


def _silent_parts(parts: tuple[Part, ...]) -> list[str]:
    found: list[str] = []
    claimed = False
    for part in parts:
        if part.said:
            claimed = part.said != part.shown
        elif any(character.isalnum() for character in part.shown) and not claimed:
            found.append(part.shown)
    return found


def _words(text: str, locale: str) -> list[str]:
    """Words in small letters, marks and numbers left out; letters where a language writes no spaces."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if locale in _SPACELESS:
        return [word for match in _LETTERS.findall(plain) for word in ([match] if _WHOLE.search(match) else match)]
    kept = (c if unicodedata.category(c)[0] in "LM" else "" if unicodedata.category(c) == "Cf" else " " for c in plain)
    return "".join(kept).split()


def _speaks(text: str) -> bool:
    return any(character.isalnum() for character in text)
