"""The conformance walk: what is sound passes, and whatever is broken on purpose is found."""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
from dataclasses import replace

import pytest
from tesuri_kiosk import conformance, conformance_app, conformance_style, conformance_text, screens
from tesuri_kiosk.app import Kiosk
from tesuri_kiosk.conformance_report import markdown
from tesuri_kiosk.conformance_run import PLAIN, Product, Run, remembering_setter, walked
from tesuri_kiosk.conformance_stage import running
from tesuri_kiosk.conformance_walk import Found
from tesuri_kiosk.layout import lay_out
from tesuri_kiosk.settings import Settings
from tesuri_kiosk.state import HOME, LANGUAGES, Place, State
from tesuri_kiosk.view import Choice, Code, Number, Row, Words

from tests.roots import write_root
from tesuri.load import load
from tesuri.opening import JAPAN
from tesuri.readings import Reader
from tesuri.speech.sentence import Part, Sentence
from tesuri.speech.speaker import Channel, Voice

NOON = dt.datetime(2026, 4, 8, 12, tzinfo=JAPAN)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return write_root(tmp_path_factory.mktemp("root"))


@pytest.fixture(scope="module")
def product(root):
    collection, _ = load(root)
    return Product(
        collection=collection,
        town="mihon",
        reader=Reader(collection.readings),
        voices=lambda tag: Voice(tag, Channel.LIVE, "fake", "nobody"),
    )


def tally_of(product, locale="en"):
    books = (product.book(NOON), product.book(NOON + dt.timedelta(4), drawn=False))
    return walked(product, locale, books, (remembering_setter(), remembering_setter()))[0]


@pytest.fixture(scope="module")
def sound(product):
    """The small root as it is, in both of its languages."""
    return {tag: tally_of(product, tag) for tag in ("ja", "en")}


def faults(tally):
    return {(found.row, found.place.room, found.what) for found in tally.faults}


MISCHIEF = {
    "help": lambda v: replace(v, blocks=(Words(said("Room 512 on floor 3", "Room 512 on floor")),)),
    "words": lambda v: replace(v, title=said("Bring the card and cash", "Bring the card"), choices=(LOST,)),
    "line": lambda v: replace(v, title=said("転入届を出します")),
    "home": lambda v: replace(v, choices=(*v.choices, Choice("7", said("Dead"), lambda s: s), GONE)),
    "people": lambda v: replace(v, choices=(*v.choices, Choice("9", said("More"), HOME), Choice("", said("?"), HOME))),
    "guide": lambda v: replace(v, keys=v.keys[1:]),
    "step": lambda v: replace(v, enter=None),
    "section": lambda v: replace(v, title=(Sentence((Part("Why", "Why"), Part("", "and pay cash")), "en"),)),
    "person": lambda v: replace(v, blocks=tuple(block for block in v.blocks if not isinstance(block, Number))),
    "search": lambda v: replace(v, blocks=tuple(map(without_privacy, v.blocks[:2]))),
    "settings": lambda v: 1 / 0,
    "group": lambda v: replace(v, title=(Sentence((Part("印鑑", "印鑑"), Part("と現金", "")), "ja"),)),
}
"""What is broken in every screen of a room."""
LOST = Choice("1", (Sentence((Part("Lost", "Lost"),), "en"),), Place("cellar"))
GONE = Choice("8", (Sentence((Part("Gone", "Gone"),), "en"),), Place("guide", "gone"))


def without_privacy(block):
    if not isinstance(block, Row):
        return block
    return Row(block.label, tuple(tuple(replace(s, private=False) for s in value) for value in block.values))


@pytest.fixture(scope="module")
def broken(product):
    """Faults of a product with one thing broken in every room."""

    def view(book, state):
        found = screens.view(book, state)
        return MISCHIEF.get(found.place.room, lambda same: same)(found)

    return faults(tally_of(replace(product, view=view)))


def said(shown, said=None, locale="en", private=False):
    return (Sentence((Part(shown, shown if said is None else said),), locale, private),)


# --- the walk ---


def test_every_screen_of_the_small_root_is_reached_by_the_pad_and_says_what_it_shows(sound):
    for tally in sound.values():
        assert tally.screens > 30
        assert tally.frames > 4 * tally.screens - 1
        assert tally.tokens > tally.sentences
        found = faults(tally)
        assert not {row for row, _, _ in found} & {"2", "7", "9", "11", "14b"}
        assert not [what for _, _, what in found if "reached" in what or "0 does not" in what or "leads to" in what]


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(("2", "help", "“3” is not said"), id="a number that is not said"),
        pytest.param(("2", "words", "“cash” is not said"), id="a word that is not said"),
        pytest.param(("2", "group", "“と現金” is not said"), id="Japanese for which nothing is said"),
        pytest.param(("2", "section", "“and pay cash” is said and not shown"), id="words that are not shown"),
        pytest.param(
            ("14", "line", "“転入届を出します” is given to the voice of en"), id="a voice that cannot read it"
        ),
        pytest.param(("1", "home", "the tile 7 leads nowhere"), id="a tile without a target"),
        pytest.param(("1", "guide", "a tile leads to a screen that is not there"), id="a tile to nothing"),
        pytest.param(("1", "words", "the tile 1 leads to a room that is not there"), id="a tile to no room"),
        pytest.param(("1", "word", "cannot be reached by the number pad"), id="a word nobody can reach"),
        pytest.param(("1", "people", "a tile has no digit"), id="a tile without a digit"),
        pytest.param(("1", "guide", "the key 0 works and is not told"), id="a key that is not told"),
        pytest.param(("1", "step", "the key Enter is told and does nothing"), id="a key that does nothing"),
        pytest.param(("1", "home", "0 does not lead to a person with a telephone number"), id="nobody to call"),
        pytest.param(("9", "search", "what was typed is not kept private"), id="typed words that are not private"),
        pytest.param(("14b", "search", "that nothing was found is not said"), id="an error that is not said"),
        pytest.param(("1", "settings", "the screen cannot be shown: ZeroDivisionError"), id="a screen that crashes"),
        pytest.param(("11", "settings", "volume steps cannot all be reached"), id="a volume that cannot be set"),
    ],
)
def test_the_walk_finds_what_was_broken_on_purpose_and_only_then(broken, sound, fault):
    assert fault in broken
    assert fault not in faults(sound["en"])


def test_the_walk_finds_a_ninth_tile(broken):
    assert any("stand on the tiles" in what for _, room, what in broken if room == "people")


def test_a_language_without_a_voice_has_to_say_so(product):
    mute = replace(product, voices=lambda tag: Voice(tag, Channel.NONE))
    assert not {what for _, _, what in faults(tally_of(mute)) if "no voice" in what}

    def hiding(book, state):
        return screens.view(book, replace(state, voice=False))

    found = faults(tally_of(replace(mute, view=hiding)))
    assert ("18", "home", "nothing tells that this language has no voice") in found


# --- reading back ---


AT_HOME = State("en", trail=(LANGUAGES, HOME), voice=True)


def home(product, **changed):
    return replace(screens.view(product.book(NOON), AT_HOME), **changed)


@pytest.mark.parametrize("size", PLAIN)
def test_words_on_the_screen_that_no_script_has_are_found(product, size):
    view = home(product)
    frame = lay_out(view, size, remembering_setter())
    assert not list(conformance_text.shown_not_said(frame, view))
    found = list(conformance_text.shown_not_said(frame, replace(view, title=said("Another title"))))
    assert any("the screen shows" in what for what in found)


def test_a_sentence_of_the_script_that_stands_nowhere_is_found(product):
    view = home(product)
    frame = lay_out(view, PLAIN[1], remembering_setter())
    longer = replace(view, status=(*view.status, *said("Battery low")))
    assert list(conformance_text.shown_not_said(frame, longer)) == ["“Battery low” is said and stands nowhere"]


def test_a_digit_that_does_not_take_its_tile_is_found(product):
    view = home(product)
    frame = lay_out(view, PLAIN[1], remembering_setter())
    first, second, *rest = view.choices
    swapped = replace(view, choices=(replace(first, digit="2"), replace(second, digit="1"), *rest))
    assert any("which does not take it" in what for what in conformance_text.shown_not_said(frame, swapped))


def test_a_code_without_words_beside_it_is_found(product):
    view = home(product, blocks=(Code("https://mihon.example/", ()),))
    frame = lay_out(view, PLAIN[1], remembering_setter())
    assert list(conformance_text.pictures_without_words(frame, view))


# --- colours ---


def test_ink_that_is_too_close_to_its_paper_is_found(product):
    assert not list(conformance_style.faults(product.styles, {"text", "number", "quiet"}))
    pale = product.styles.replace("--quiet { color: #d0d0d0", "--quiet { color: #707070")
    assert pale != product.styles
    assert [what[:11] for what in conformance_style.faults(pale, {"quiet"})] == ["quiet, dark", "quiet on a "]


def test_a_theme_without_colours_for_something_is_found(product):
    lines = [line for line in product.styles.splitlines() if not line.startswith(".-light Sheet .sheet--chosen")]
    assert "chosen has no colours in the light theme" in list(conformance_style.faults("\n".join(lines)))


def test_contrast_is_that_of_the_standard():
    black_on_white = conformance_style.Pair("dark", "text", "#000000", "#ffffff")
    assert black_on_white.ratio == pytest.approx(21)
    assert conformance_style.Pair("dark", "text", "#777777", "#ffffff").ratio == pytest.approx(4.48, abs=0.01)


# --- the app at work ---


def at_work(product, act, settings=None, monkeypatch=None, size=(40, 15)):
    """Faults of an act of the real app."""
    changed = replace(product, settings=settings) if settings else product

    async def run():
        async with running(changed.book(NOON), changed.view, size) as stage:
            await act(stage)
            return {(found.row, found.what) for found in stage.faults}

    return asyncio.run(run())


def test_keys_that_do_not_cut_speech_are_found(product, monkeypatch):
    assert "6" not in {row for row, _ in at_work(product, conformance_app.hearing)}
    monkeypatch.setattr(Kiosk, "_hush", lambda self: False)
    assert ("6", "the key 5 does not cut speech first") in at_work(product, conformance_app.hearing)


def test_a_sentence_that_is_not_highlighted_is_found(product, monkeypatch):
    monkeypatch.setattr(Kiosk, "on_said", lambda self, message: None)
    found = at_work(product, conformance_app.hearing)
    assert ("4", "“Help” is not highlighted while it is said") in found or len(found) > 5


def test_too_little_time_to_answer_is_found(product):
    assert not at_work(product, conformance_app.waiting)
    found = at_work(product, conformance_app.waiting, Settings(warning_seconds=10))
    assert ("20", "less than 20 seconds are left to answer") in found


def test_what_a_visitor_leaves_behind_is_found(product, monkeypatch):
    def wiping(stage):
        return conformance_app.wiping(stage, ("/", "1", *settings), ("/", "1", *search))

    choices = screens.view(product.book(NOON), AT_HOME).choices
    settings = [c.digit for c in choices if c.target == Place("settings")]
    search = [c.digit for c in choices if callable(c.target)][:1]
    assert not at_work(product, wiping)
    kept = []
    real = Kiosk._wipe

    def forgetful(self):
        kept.append("".join(self.state.query))
        real(self)
        self.state = replace(self.state, size=1)

    monkeypatch.setattr(Kiosk, "_wipe", forgetful)
    found = at_work(product, wiping)
    assert ("23", "something of a visitor stays after the wipe") in found
    assert any("is still in memory" in what for _, what in found)


# --- report and command line ---


def test_a_language_without_a_voice_is_not_met_and_no_fault(product, sound):
    silent = replace(sound["en"], voice=Voice("en", Channel.NONE), faults=[])
    text = markdown(product, Run([replace(sound["ja"], faults=[]), silent]))
    row = next(line for line in text.splitlines() if line.startswith("| 2 |"))
    assert "met; **not met** in en" in row
    assert "No fault was found. Without a voice on this machine, and so not met in them: en." in text


def test_a_report_has_every_row_the_checklist_and_the_way_to_a_fault(product, sound):
    keys = ("/", "2", "enter", "enter", "enter")
    found = Found("2", Place("guide", "moving-in"), keys, "“14” is not said")
    tally = replace(sound["en"], faults=[found])
    text = markdown(product, Run([tally]))
    numbers = [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| ")]
    assert [n for n in numbers if n[:1].isdigit()] == [*map(str, range(1, 15)), "14b", *map(str, range(15, 24))]
    assert "certifies nothing" in text
    assert text.count("- [ ]") >= 10
    assert "- 2 · en · guide/moving-in, keys `/ 2 Enter×3`: “14” is not said" in text
    assert "**not met** (en)" in text


def test_the_command_refuses_a_language_that_nobody_knows(root, tmp_path, capsys):
    arguments = argparse.Namespace(config=None, locale=["xx"], out=tmp_path / "report.md")
    assert conformance.verb(arguments, root, tmp_path, "1.0") == 2
    assert "no language xx here; there are ja, en" in capsys.readouterr().err
    assert not arguments.out.exists()
