"""How far a translation is, as a translator comment that survives updates.

``# state: drafted (machine)`` · ``# state: second reading (machine) 2026-11-30`` ·
``# state: reviewed 2026-12-01 role@office``. gettext's fuzzy flag means stale and nothing else; while a message is
stale its comment reads ``was: …``, so that a new translation never inherits the review of the old one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from tesuri.model import MessageState

_STATE = re.compile(
    r"(?P<drafted>drafted( \(machine\))?)"
    r"|(?P<second>second reading( \(machine\))? \d{4}-\d\d-\d\d)"
    r"|(?P<reviewed>reviewed \d{4}-\d\d-\d\d [^\s@]+@\S+)"
)
_STATES = {
    "drafted": MessageState.DRAFTED,
    "second": MessageState.SECOND_READING,
    "reviewed": MessageState.REVIEWED,
}


def state_of(text: str, fuzzy: bool, comments: Iterable[str]) -> tuple[MessageState, str | None]:
    """The state of a translation, and its state comment where that cannot be read (it counts as drafted)."""
    if not text:
        return MessageState.MISSING, None
    if fuzzy:
        return MessageState.STALE, None
    states = [comment.removeprefix("state:").strip() for comment in comments if comment.startswith("state:")]
    if not states:
        return MessageState.DRAFTED, None
    match = _STATE.fullmatch(states[-1])
    if match is None:
        return MessageState.DRAFTED, states[-1]
    return next(state for name, state in _STATES.items() if match[name]), None


def as_stale(comments: Iterable[str]) -> list[str]:
    """Comments of a translation whose source has changed."""
    return [re.sub(r"^state:", "was:", comment) for comment in comments]


def as_sound(comments: Iterable[str]) -> list[str]:
    """Comments of a translation whose source is again what it was."""
    return [re.sub(r"^was:", "state:", comment) for comment in comments]
