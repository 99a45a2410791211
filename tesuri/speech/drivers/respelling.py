"""Languages that espeak-ng does not have, said by a voice of another one in that one's spelling."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_WORDS = {"ng": "nang", "mga": "manga", "mgá": "manga"}
"""Abbreviated in writing, never in speech."""
_WORD = re.compile(r"\w+")
_C = re.compile(r"(ch)|(c(?=[eiyéí]))|c", re.IGNORECASE)
"""The three sounds of c in loanwords: *child*, *city*, *counter*."""


def filipino(text: str) -> str:
    """Filipino in Indonesian spelling: there c is said as in *church*, and ng is no word.

    >>> filipino("Pumunta sa counter ng mga residente.")
    'Pumunta sa kounter nang manga residente.'
    """
    return _WORD.sub(lambda match: _respelled(match.group()), text)


def _respelled(word: str) -> str:
    if word.lower() in _WORDS:
        return _WORDS[word.lower()]
    if len(word) > 1 and word.isupper():  # NPO, SIM: said letter by letter or as they stand
        return word
    return _C.sub(lambda c: "c" if c[1] else "s" if c[2] else "k", word)


BORROWED: Mapping[str, tuple[str, Callable[[str], str]]] = {"fil": ("id", filipino)}
"""Locale → espeak-ng's voice that says it, and the spelling which that voice needs."""
