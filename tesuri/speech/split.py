"""Where a sentence ends, in every language of the product.

A full stop inside a value, between brackets or in an abbreviation ends nothing; closing quotes and brackets, and the
space behind, stay with their sentence, so that the sentences of a text join to it exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

Span = tuple[int, int]

_FULL = "。！？।॥။۔؟"
"""Marks that end a sentence whatever follows."""
_SPACED = ".!?…"
"""Marks that end one only before a space: they also stand in numbers, abbreviations and addresses."""
_END = re.compile(rf"[{_FULL}{re.escape(_SPACED)}]+|\n+")
_CLOSERS = '」』）)］]】〕〉》”’"»'
_AFTER = re.compile(rf"[{re.escape(_CLOSERS)}]*")
_SPACES = re.compile(r"\s*")
_PAIRS = {"「": "」", "『": "』", "（": "）", "(": ")", "［": "］", "[": "]", "【": "】", "〔": "〕", "〈": "〉"}
_PAIRS |= {"《": "》", "“": "”", "«": "»"}
_ROUND = ")）]］】〕"
_GOES_ON = re.compile(r"[とはがをにのもでやへか、，,;；:：]|って|など|より|から|的|后|後|时|時")
"""What follows a quoted sentence that the sentence around it goes on with: 「来ました。」と言います."""

_ABBREVIATION = re.compile(
    r"(?:^|[\s(（“\"'])(?:[aApP]\.\s?[mM]|Sra?|Srta|Dra?|Mrs?|Ms|Mx|St|No|Nos|Nr|Núm|[Nn]º|e\.g|i\.e|etc|vs|cf|[Tt]el|"
    r"[Ee]xt|ej|[Aa]rt|[Aa]pprox|[Aa]v|[Pp]ág|Tp|TP|[Hh]lm|[Hh]al|dll|dsb|Jl|Bp|Gng|Bb|G|ext|s/d|[A-Z])$"
)
_ENDS_TOO = re.compile(r"(?:[aApP]\.\s?[mM]|etc|dll|dsb)$")
"""Abbreviations that may stand last in a sentence: before a capital they do."""
_ORDINAL = re.compile(r"^\s*\d{1,3}$")
"""The number of a list item: 3. Go to the counter."""


def split(text: str, sealed: Iterable[Span] = ()) -> tuple[Span, ...]:
    """The sentences of a text as (start, end), which cover it; ``sealed`` are stretches in which none ends.

    An empty text has none, a text without any full stop is one.
    """
    if not text.strip():
        return ()
    whole = sorted(sealed)
    brackets = _brackets(text)
    spans: list[Span] = []
    start = 0
    for match in _END.finditer(text):
        at = match.start()
        closers = _AFTER.match(text, match.end())
        assert closers is not None  # the pattern matches nothing too
        after = closers.end()
        if "\n" not in match.group() and not _ends(text, start, at, match.end(), after, brackets):
            continue
        spaces = _SPACES.match(text, after)
        assert spaces is not None
        end = spaces.end()
        if any(first < end < last for first, last in whole):
            continue
        if text[start:end].strip():
            spans.append((start, end))
            start = end
    if text[start:].strip():
        spans.append((start, len(text)))
    elif spans and start < len(text):
        spans[-1] = (spans[-1][0], len(text))
    return tuple(spans)


def _brackets(text: str) -> tuple[Span, ...]:
    """Pairs of brackets and quotes that do belong together, as (place of the opening, place of the closing)."""
    open_: list[tuple[str, int]] = []
    pairs: list[Span] = []
    for at, character in enumerate(text):
        if character in _PAIRS:
            open_.append((_PAIRS[character], at))
        elif any(character == closing for closing, _ in open_):
            while open_:
                closing, begun = open_.pop()
                if closing == character:
                    pairs.append((begun, at))
                    break
    return tuple(pairs)


def _ends(text: str, start: int, at: int, end: int, after: int, brackets: tuple[Span, ...]) -> bool:
    """Whether the marks at ``at`` to ``end``, closed by what stands before ``after``, end the sentence."""
    around = [pair for pair in brackets if pair[0] < at < pair[1]]
    if any(closing >= after for _, closing in around):
        return False
    following = text[after:]
    rest = following.lstrip()
    if not rest:
        return True
    if _END.match(following):
        return False  # （…です。）。 ends with the last of them
    if text[end - 1] in _SPACED and not following[0].isspace():
        return False
    if text[at:end] == "." and _stops_short(text[start:at], rest):
        return False
    if text[end - 1] in _SPACED and rest[0].islower():
        return False
    if not around:
        return rest[0] not in "、，,;；"
    return _ends_after_quote(text, around, following)


def _stops_short(before: str, rest: str) -> bool:
    """Whether a full stop belongs to an abbreviation or to the number of a list item."""
    if _ORDINAL.search(before):
        return True
    if _ABBREVIATION.search(before) is None:
        return False
    return _ENDS_TOO.search(before) is None or not rest[0].isupper()


def _ends_after_quote(text: str, around: list[Span], following: str) -> bool:
    """Whether the sentence around a quoted or bracketed sentence ends with it."""
    outermost = min(around)
    if text[outermost[1]] in _ROUND:
        return _GOES_ON.match(following) is None
    if not following[0].isspace():
        return _GOES_ON.match(following) is None and not "가" <= following[0] <= "힣"
    # With spaces between words: where letters have case, a capital begins a sentence. Nepali, Urdu and Burmese
    # put the word for "say" after what is said.
    return following.lstrip()[0].isupper() or "가" <= following.lstrip()[0] <= "힣"
