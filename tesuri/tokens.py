"""Fact tokens in prose: ``{{ id }}``, or with forms ``{{ id | one: … | other: {value} … }}``.

A token survives translation untouched and gets its value at the very end (bind). Which form is used is
decided there: ``zero`` for the value 0, a plural category of CLDR, or the final sound of the written value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

PLURAL_FORMS = ("zero", "one", "two", "few", "many", "other")
SOUND_FORMS = ("consonant", "vowel")
FORMS = (*PLURAL_FORMS, *SOUND_FORMS)
"""Every key a form may have."""

VALUE = "{value}"
"""Stands in a form for the written value."""

# Inside a token single braces may stand: {value}, and ruby {漢字|かんじ}, whose bar parts no forms.
_TOKEN = re.compile(r"\{\{((?:[^{}]++|\{[^{}]*+\})*+)\}\}|\{\{|\}\}")
_PART = re.compile(r"(?:[^{}|]++|\{[^{}]*+\})*+")
_ID = re.compile(r"[a-z0-9][a-z0-9.-]*")


@dataclass(frozen=True, slots=True)
class Token:
    """A token at ``text[start:end]``; a malformed one has problems and is left as it was typed."""

    id: str
    forms: Mapping[str, str]
    start: int
    end: int
    problems: tuple[str, ...] = ()


def find_tokens(text: str) -> tuple[Token, ...]:
    """All tokens of a text in order, malformed ones and stray ``{{`` or ``}}`` included; raises nothing."""
    if "{{" not in text and "}}" not in text:
        return ()
    return tuple(_read(match) for match in _TOKEN.finditer(text))


def token_at(text: str, start: int) -> Token | None:
    """The token, sound or not, that begins exactly at ``start``."""
    match = _TOKEN.match(text, start)
    return _read(match) if match else None


def replace_tokens(text: str, value: Callable[[Token], str | None]) -> str:
    """The text with each sound token replaced by its value; None leaves the token as it was typed."""
    pieces: list[str] = []
    end = 0
    for token in find_tokens(text):
        written = None if token.problems else value(token)
        if written is not None:
            pieces += (text[end : token.start], written)
            end = token.end
    return "".join((*pieces, text[end:])) if pieces else text


def without_tokens(text: str) -> str:
    """The text with its tokens cut out: what remains is prose."""
    return _TOKEN.sub("", text)


def _read(match: re.Match[str]) -> Token:
    inside = match.group(1)
    if inside is None:
        what = "'{{' is never closed by '}}'" if match.group() == "{{" else "'}}' closes no '{{'"
        return Token("", {}, match.start(), match.end(), (what,))
    name, *parts = (part.strip() for part in _split(inside))
    problems: list[str] = []
    if not _ID.fullmatch(name):
        problems.append(
            f"'{name}' is no fact id: a-z, 0-9, '.' and '-' make one" if name else "the token names no fact"
        )
    forms: dict[str, str] = {}
    for part in parts:
        key, colon, form = (piece.strip() for piece in part.partition(":"))
        if key not in FORMS:
            problems.append(f"unknown form '{key}'; the forms are {', '.join(FORMS)}")
        elif not colon or not form:
            problems.append(f"form '{key}' has no text")
        elif key in forms:
            problems.append(f"form '{key}' is given twice")
        else:
            forms[key] = form
    return Token(name, forms, match.start(), match.end(), tuple(problems))


def _split(inside: str) -> list[str]:
    """Parts between the bars that stand outside braces."""
    parts: list[str] = []
    end = -1
    while end < len(inside):
        match = _PART.match(inside, end + 1)
        assert match is not None  # the pattern matches the empty string too
        parts.append(match.group())
        end = match.end()
    return parts
