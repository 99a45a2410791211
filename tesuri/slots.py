"""Slots: places in finished HTML that get their value at the very end, for one town.

A page is made once for all towns; what differs between towns (facts, counters, hours, addresses) stands in
it as a slot between two marks that no text contains and every renderer leaves alone. A slot says in which
context it stands, because a value is escaped differently in each.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape

OPEN, CLOSE, FORM, KEY = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"
"""Start and end of a slot; before a form; between a form's key and its text.

Noncharacters, which Unicode keeps for a program's own use. Private-use characters would not do: a town may
write its 外字, rare characters of names, with them.
"""

TOWN_NAME = "town.name"
"""The one built-in name that prose may use beside the ledger's facts."""

_SLOT = re.compile(f"{OPEN}[^{CLOSE}]*{CLOSE}")


class Context(StrEnum):
    """Where a slot stands: HTML content, an attribute or other plain text in HTML, a JSON string in HTML."""

    HTML = "h"
    TEXT = "t"
    JSON = "j"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to fill: a name in a context; ``locale`` empty means the page's own.

    ``forms``: as of a token, each written and escaped for the context already, ``{value}`` still in it.
    """

    context: Context
    name: str
    locale: str = ""
    forms: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        forms = "".join(f"{FORM}{key}{KEY}{text}" for key, text in self.forms.items())
        return f"{OPEN}{self.context}{self.locale}!{self.name}{forms}{CLOSE}"

    @classmethod
    def read(cls, written: str) -> Slot:
        """The slot that ``str`` wrote."""
        head, *forms = written[len(OPEN) : -len(CLOSE)].split(FORM)
        place, _, name = head.partition("!")
        return cls(Context(place[0]), name, place[1:], dict(form.split(KEY, 1) for form in forms))


def fill(html: str, value: Callable[[str], str]) -> str:
    """The HTML with every slot replaced by what ``value`` returns for it as it is written."""
    return _SLOT.sub(lambda match: value(match.group()), html)


def escaped(text: str, context: Context) -> str:
    """Plain text made safe for a context."""
    if context is Context.JSON:
        # Inside a JSON string inside <script>: no quote may end the string and no </script> the element.
        return json.dumps(text, ensure_ascii=False)[1:-1].replace("<", "\\u003c")
    return escape(text)
