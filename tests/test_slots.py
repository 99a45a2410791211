"""Slots: written into a page, read back, filled, and safe wherever they stand."""

from __future__ import annotations

import json
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tesuri.slots import Context, Slot, escaped, fill

NASTY = """</script><b title="x" id='y'>&amp; \\" \\ {value}\n"""


def test_a_slot_is_read_as_it_was_written() -> None:
    slot = Slot(Context.TEXT, "move.fee", "ja", {"zero": "ただ: 0!", "other": "{value}です"})
    assert Slot.read(str(slot)) == slot
    assert Slot.read(str(Slot(Context.HTML, "@where:residents"))) == Slot(Context.HTML, "@where:residents")


def test_every_slot_is_filled_and_nothing_else_is_touched() -> None:
    html = f"<p>{Slot(Context.HTML, 'a')}, {{a}} {Slot(Context.HTML, 'b')}</p>"
    assert fill(html, lambda written: Slot.read(written).name * 2) == "<p>aa, {a} bb</p>"


def test_a_rare_character_in_a_towns_own_encoding_is_no_slot() -> None:
    gaiji = "\ue000辻\ue001 \uf8ff"
    assert fill(gaiji, lambda written: "x") == gaiji


@given(st.text())
def test_any_text_is_one_text_node_in_html(text: str) -> None:
    assert unescape(escaped(text, Context.HTML)) == unescape(escaped(text, Context.TEXT))
    assert "<" not in escaped(text, Context.HTML)


def test_no_quote_ends_an_attribute() -> None:
    found: list[str | None] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(value for _, value in attrs)

    for quote in "\"'":
        Reader().feed(f"<p title={quote}{escaped(NASTY, Context.TEXT)}{quote}>")
    assert found == [NASTY, NASTY]


@pytest.mark.parametrize("text", [NASTY, "\\", "<!--<script>", "\u2028", "\x00\x1f"])
def test_no_text_ends_a_json_string_or_its_script(text: str) -> None:
    written = escaped(text, Context.JSON)
    assert json.loads(f'"{written}"') == text
    assert "<" not in written
