"""Coming and going: waiting screen, choice of language, "are you still there", farewell."""

from __future__ import annotations

import dataclasses

from tesuri.model import Collection, Locale
from tesuri.speech.sentence import Part
from tesuri_kiosk.book import Book, Machine, Page
from tesuri_kiosk.screens.frame import screen, status
from tesuri_kiosk.state import ATTRACT, HOME, LANGUAGES, State
from tesuri_kiosk.view import Act, Said, View, Words


def offered(book: Book) -> tuple[Locale, ...]:
    """The languages of this kiosk, in the order of its settings."""
    known = book.collection.locales
    chosen = [known[tag] for tag in book.settings.locales if tag in known]
    return tuple(chosen) or book.locales


def attract(page: Page, state: State) -> View:
    """One sentence in every language at once, standing still; any key begins, one begins with speech."""
    everyone: dict[str, Said] = {}
    for locale in offered(page.book):
        if locale.tag in page.book.machine.shapes:  # boxes would tell nobody anything
            said = page.book.page(locale.tag).t("kiosk-any-key")
            everyone.setdefault("".join(sentence.shown for sentence in said), said)
    named = "".join(sentence.said for sentence in page.t("kiosk-name-slash"))
    voice = page.t("kiosk-voice-key", key=Part("/", named))
    return View(
        place=state.place,
        locale=page.locale.tag,
        where=page.text(page.book.town.name),
        status=(),
        title=page.t("product-name"),
        blocks=(*map(Words, everyone.values()), *([] if page.book.machine.silent_because else [Words(voice)])),
        enter=LANGUAGES,
    )


def languages(page: Page, state: State) -> View:
    """Each language by its own name, said in its own voice."""

    def choose(tag: str) -> Act:
        return lambda s: dataclasses.replace(s, locale=tag).go(HOME)

    tiles = [(page.words(locale.name, locale=locale.tag), choose(locale.tag)) for locale in offered(page.book)]
    title = page.in_english_too(page.t("languages-title"), "Language")
    return screen(page, state, title, tiles=tiles)


def still_there(page: Page, state: State) -> View:
    """The question before the wipe; any key goes on."""
    seconds = str(page.book.settings.warning_seconds)
    return View(
        place=state.place,
        locale=page.locale.tag,
        where=(),
        status=status(page, state),
        title=page.t("kiosk-idle-title"),
        blocks=(Words(page.t("kiosk-idle-text", seconds=seconds)),),
    )


def farewell(page: Page, state: State) -> View:
    """Thanks, and that everything is gone."""
    return View(
        place=state.place,
        locale=page.locale.tag,
        where=page.text(page.book.town.name),
        status=(),
        title=page.t("kiosk-farewell-title"),
        blocks=(Words(page.t("kiosk-farewell-text")),),
        enter=ATTRACT,
    )


def everything_shown(collection: Collection) -> Machine:
    """A machine without faults, for what is made before the terminal is known."""
    return Machine(shapes=frozenset(collection.locales))
