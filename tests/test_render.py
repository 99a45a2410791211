"""HTML of texts and blocks: structure from the source, words from a translation, nothing unsafe in any context."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.facts_samples import LOCALES, text
from tests.roots import write_root
from tesuri.load import load
from tesuri.localize import Localizer
from tesuri.markdown import parse
from tesuri.model import Block, Catalog, Collection, Message, MessageState
from tesuri.readings import Reader
from tesuri.render import FALLBACK, Html
from tesuri.slots import Context, Slot

READER = Reader()


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    loaded, _ = load(write_root(tmp_path_factory.mktemp("root")))
    return replace(loaded, locales=LOCALES)


def html(collection: Collection, tag: str, translations: Mapping[str, str] | None = None) -> Html:
    """A writer of one locale with the given translations, and the words of the interface as they are."""
    messages = {(None, source): Message(text, MessageState.DRAFTED) for source, text in (translations or {}).items()}
    catalogs = {tag: Catalog(tag, messages)} if tag != "ja" else {}
    localizer = Localizer(replace(collection, catalogs=catalogs), LOCALES[tag])
    pages = {"guide:known": "/known", "https://example.jp/?a=1&b=2": "https://example.jp/?a=1&b=2"}
    return Html(localizer, READER, pages.get, lambda path: f"/pictures/{Path(path).name}")


def body(source: str) -> tuple[Block, ...]:
    return parse(f"---\na: b\n---\n{source}", "g.md")[0].body


def test_words_are_escaped_and_a_link_keeps_its_query(collection: Collection) -> None:
    writer = html(collection, "en", {"文": '**a < b & "c"** [d](https://example.jp/?a=1&b=2)'})
    assert writer.text(text("文")) == (
        '<strong>a &lt; b &amp; &quot;c&quot;</strong> <a href="https://example.jp/?a=1&amp;b=2">d</a>'
    )


def test_a_link_that_leads_nowhere_is_its_words_alone(collection: Collection) -> None:
    writer = html(collection, "en", {"文": "[here](guide:known) and [there](guide:unknown)"})
    assert writer.text(text("文")) == '<a href="/known">here</a> and there'


def test_what_is_not_translated_is_marked_japanese_with_one_line_below_it(collection: Collection) -> None:
    writer = html(collection, "en", {"一つ": "one"})
    shown = writer.blocks(body("- 一つ\n- 二つ\n"))
    assert shown.startswith(f"<ul><li>one</li><li>{FALLBACK}")
    assert shown.count('class="fallback-note"') == 1
    assert html(collection, "ja").blocks(body("二つ\n")).count("fallback") == 0


def test_a_text_is_marked_every_time_and_not_only_the_first(collection: Collection) -> None:
    writer = html(collection, "en")
    assert writer.text(text("二つ")) == writer.text(text("二つ"))
    assert writer.note(writer.text(text("二つ"))) == writer.note(writer.text(text("二つ"))) != ""


def test_a_stale_translation_is_never_shown(collection: Collection) -> None:
    message = {(None, "新しい"): Message("old", MessageState.STALE)}
    localizer = Localizer(replace(collection, catalogs={"en": Catalog("en", message)}), LOCALES["en"])
    assert Html(localizer, READER, lambda _: None, str).text(text("新しい")).startswith(FALLBACK)


def test_an_authors_reading_stands_above_the_dictionary_in_japanese_only(collection: Collection) -> None:
    source = text("{辻堂|つじどう}")
    assert html(collection, "ja").text(source) == '<ruby>辻堂<rt aria-hidden="true">つじどう</rt></ruby>'
    assert html(collection, "en", {source.source: "Tsujido"}).text(source) == "Tsujido"
    assert html(collection, "ja").plain(source) == "辻堂"


def test_a_fact_is_a_slot_with_its_forms_written_like_the_text_around_it(collection: Collection) -> None:
    source = text("{{ fee | zero: **a** | other: {value} & b }}")
    writer = html(collection, "en", {source.source: source.source})
    forms = {"zero": "<strong>a</strong>", "other": "{value} &amp; b"}
    assert writer.text(source) == str(Slot(Context.HTML, "fee", "", forms))
    assert writer.plain(source) == str(Slot(Context.TEXT, "fee", "", {"zero": "a", "other": "{value} &amp; b"}))


def test_a_fact_in_a_fallback_is_written_in_japanese(collection: Collection) -> None:
    assert str(Slot(Context.HTML, "fee", "ja")) in html(collection, "en").text(text("{{ fee }}です"))
    assert html(collection, "en").plain(text("{{ fee }}")) == str(Slot(Context.TEXT, "fee", "ja"))


def test_plain_words_for_a_script_end_neither_their_string_nor_the_script(collection: Collection) -> None:
    writer = html(collection, "en", {"文": r'"a" \\ b </script> {{ fee }}'})
    written = writer.plain(text("文"), Context.JSON)
    assert "</script>" not in written
    assert json.loads(f'"{written}"') == rf'"a" \ b </script> {Slot(Context.JSON, "fee")}'


def test_blocks_are_sections_steps_tables_notes_and_pictures(collection: Collection) -> None:
    source = "## h {#why}\n\n### k\n\n1. a\n\n   b\n\n!!! tip\n    c\n\n| d |\n|---|\n| e |\n"
    source += '\n![f "g"](../../pictures/h.svg)\n'
    assert html(collection, "ja").blocks(body(source), 3) == (
        '<h3 id="why">h</h3><h4>k</h4>'
        "<ol><li>a<p>b</p></li></ol>"
        '<div class="admonition tip"><p>c</p></div>'
        '<div class="table" tabindex="0"><table><tr><th scope="col">d</th></tr><tr><td>e</td></tr></table></div>'
        '<img src="/pictures/h.svg" alt="f &quot;g&quot;" loading="lazy">'
    )


def test_chinese_is_told_where_its_lines_may_break_and_english_is_not(collection: Collection) -> None:
    source = text("文")
    chinese = html(collection, "zh-Hans", {"文": "请在窗口办理搬家手续"}).text(source)
    assert "<wbr>" in chinese
    assert chinese.replace("<wbr>", "") == "请在窗口办理搬家手续"
    assert html(collection, "en", {"文": "Go to the desk"}).text(source) == "Go to the desk"
