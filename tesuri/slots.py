"""Slots: places in finished HTML that get their value at the very end, for one town.

A page is made once for all towns; what differs between towns (facts, counters, hours, addresses) stands in
it as a slot between two private-use characters, which no content contains and every renderer leaves alone.
A slot says in which context it stands, because a value is escaped differently in each.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape

OPEN, CLOSE, FORM, KEY, VALUE = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
"""Start and end of a slot; before a form; between a form's key and text; the value inside a form."""

TOWN_NAME = "town.name"
"""The one built-in name that prose may use beside the ledger's facts."""

_SLOT = re.compile(f"{OPEN}([htj])([^!{CLOSE}]*)!([^{CLOSE}{FORM}]*)((?:{FORM}[^{CLOSE}]*)?){CLOSE}")


class Context(StrEnum):
    """Where a slot stands: HTML content, an attribute or other plain text in HTML, a JSON string in HTML."""

    HTML = "h"
    TEXT = "t"
    JSON = "j"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to fill: a name in a context; ``locale`` empty means the page's own."""

    context: Context
    name: str
    locale: str = ""
    forms: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        forms = "".join(f"{FORM}{key}{KEY}{text}" for key, text in self.forms.items())
        return f"{OPEN}{self.context}{self.locale}!{self.name}{forms}{CLOSE}"


def fill(html: str, resolve: Callable[[Slot], str]) -> str:
    """The HTML with every slot filled; ``resolve`` returns what is right for the slot's context."""

    def value(match: re.Match[str]) -> str:
        context, locale, name, tail = match.groups()
        forms = dict(part.split(KEY, 1) for part in tail.split(FORM) if part) if tail else {}
        return resolve(Slot(Context(context), name, locale, forms))

    return _SLOT.sub(value, html)


def escaped(text: str, context: Context) -> str:
    """Plain text made safe for a context."""
    if context is Context.JSON:
        # Inside a JSON string inside <script>: no quote may end the string and no </script> the element.
        return json.dumps(text, ensure_ascii=False)[1:-1].replace("<", "\\u003c")
    return escape(text)
