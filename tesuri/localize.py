"""Catalog × text: what a locale says, and whether it may be believed.

Safe staleness: a translation whose source has changed is never shown as if it were right. The reader gets
the current Japanese, marked as Japanese.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tesuri.model import SOURCE_LOCALE, Catalog, Collection, Locale, MessageState, Text

SHOWN = (MessageState.DRAFTED, MessageState.SECOND_READING, MessageState.REVIEWED)
"""States in which a translation is shown; stale and missing ones are not."""


@dataclass(frozen=True, slots=True)
class Localized:
    """A text as a locale gets it; ``fallback`` when it is the Japanese source in another locale."""

    text: str
    fallback: bool
    state: MessageState | None
    """State of the translation; None for the source locale."""


class Localizer:
    """All texts of a collection in one locale."""

    def __init__(self, collection: Collection, locale: Locale) -> None:
        self.locale = locale
        self._catalog: Catalog | None = collection.catalogs.get(locale.tag)
        self._source = locale.tag == SOURCE_LOCALE
        self._interface: Mapping[str, Text] = collection.interface

    def find(self, text: Text) -> Localized:
        """The text in this locale, or its source."""
        if self._source:
            return Localized(text.source, False, None)
        message = self._catalog.find(text) if self._catalog else None
        if message is None or message.state not in SHOWN:
            return Localized(text.source, True, message.state if message else MessageState.MISSING)
        return Localized(message.text, False, message.state)

    def __call__(self, text: Text) -> str:
        """The words alone."""
        return self.find(text).text

    def interface(self, key: str, **values: str) -> str:
        """A text of the interface with ``{name}`` placeholders filled; KeyError for an unknown key."""
        words = self.find(self._interface[key]).text
        for name, value in values.items():
            words = words.replace("{" + name + "}", value)
        return words
