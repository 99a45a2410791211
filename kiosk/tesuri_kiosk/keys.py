"""Keys of the number pad, as the kiosk knows them, from what terminals send.

Meanings that never change: 0 a person, 9 start, * say it again, / speech on or off, + and - larger and smaller
letters, . previous screen. Digits 1 to 8 take a tile; arrows and Enter do the same without digits.
"""

from __future__ import annotations

from enum import StrEnum


class Key(StrEnum):
    """What a press means; digits have their own value."""

    ENTER = "enter"
    BACK = "."
    REPEAT = "*"
    VOICE = "/"
    BIGGER = "+"
    SMALLER = "-"
    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    PERSON = "0"
    START = "9"
    OTHER = ""
    """Any other key: wakes the kiosk, cuts speech, and does nothing else."""


DIGITS = tuple("12345678")
"""Digits that take a tile."""

_NAMES = {
    "enter": Key.ENTER,
    "return": Key.ENTER,
    "space": Key.ENTER,
    "ctrl+j": Key.ENTER,
    "full_stop": Key.BACK,
    "decimal": Key.BACK,
    "comma": Key.BACK,  # the pad's point on keyboards of many countries
    "backspace": Key.BACK,
    "escape": Key.BACK,
    "asterisk": Key.REPEAT,
    "slash": Key.VOICE,
    "plus": Key.BIGGER,
    "equals_sign": Key.BIGGER,
    "minus": Key.SMALLER,
    "up": Key.UP,
    "down": Key.DOWN,
    "left": Key.LEFT,
    "right": Key.RIGHT,
    # Names of the pad's keys where a terminal tells keys apart from what they type (kitty's protocol, foot too).
    "divide": Key.VOICE,
    "multiply": Key.REPEAT,
    "subtract": Key.SMALLER,
    "add": Key.BIGGER,
    "separator": Key.BACK,
    "tab": Key.RIGHT,
    "shift+tab": Key.LEFT,
}

_CHARACTERS = {"*": Key.REPEAT, "/": Key.VOICE, "+": Key.BIGGER, "-": Key.SMALLER, ".": Key.BACK}

_NUMLOCK_OFF = {
    "insert": "0",
    "end": "1",
    "pagedown": "3",
    "begin": "5",
    "kp_begin": "5",
    "\ue053": "5",  # the same key in kitty's protocol, which Textual 8.2.8 knows by its number only
    "home": "7",
    "pageup": "9",
    "delete": Key.BACK,
}
"""What the pad sends while NumLock is off, where no arrow is meant; 2, 4, 6 and 8 are arrows then and stay so."""


def read_key(name: str, character: str | None = None) -> str:
    """A digit, or a ``Key``, for a key's name in Textual and the character it typed; full-width digits too."""
    if character:
        narrow = chr(ord(character) - 0xFEE0) if len(character) == 1 and "！" <= character <= "～" else character
        if narrow in "0123456789" and len(narrow) == 1:
            return narrow
        if narrow in _CHARACTERS:
            return _CHARACTERS[narrow]
    if name in _NUMLOCK_OFF:
        return _NUMLOCK_OFF[name]
    return _NAMES.get(name, Key.OTHER)


def numlock_is_off(name: str) -> bool:
    """Whether a key tells that NumLock is off: a kiosk's pad has no other key that sends it."""
    return name in _NUMLOCK_OFF
