"""Templates and scripts of the front end on pages of a few lines, in Chromium with a voice of our own."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page

from tests.browser import chromium

ROOT = Path(__file__).resolve().parent.parent
OVERRIDES = ROOT / "site_overrides"
INTERFACE = yaml.safe_load((ROOT / "i18n" / "interface.yml").read_text("utf-8"))
APP = (OVERRIDES / "assets" / "app.js").read_text("utf-8")

SHELL = """<!doctype html><html lang="{lang}" data-root=""><head><meta charset="utf-8">
<script src="early.js"></script><script defer src="words.js"></script><script defer src="town.js"></script>
<script defer src="opening.js"></script><script defer src="app.js"></script></head><body>
<header><a class="skip" href="#main">x</a><div class="top-row"></div><div class="tools">
<button data-tool="size"><b data-state></b></button><button data-tool="ruby" hidden></button>
<button data-tool="colours"><b data-state></b></button><button data-tool="read" hidden><span data-state></span></button>
<span data-read-note hidden></span><span data-tool-status></span></div></header>
<section class="notices">{notices}</section><main id="main">{body}</main><nav id="languages"></nav></body></html>"""

VOICES = """(voices) => {
  const spoken = window.spoken = [];
  const engine = {
    getVoices: () => voices,
    addEventListener() {},
    cancel() {},
    speak(utterance) {
      const lit = [...document.querySelectorAll(".spoken")].map((e) => e.textContent).join("");
      spoken.push({lang: utterance.lang, text: utterance.text.trim(), lit});
      setTimeout(utterance.onend);
    },
  };
  Object.defineProperty(window, "speechSynthesis", {value: engine});
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
}"""

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens a page with this body; ``voices`` are the tags that the device can speak."""
    context = browser.new_context(locale="ja-JP")

    def open_page(
        body: str, lang: str = "ja", voices: tuple[str, ...] = (), notices: str = "", calendar: object = None
    ) -> Page:
        for name in ("early.js", "opening.js", "app.js"):
            shutil.copy(OVERRIDES / "assets" / name, tmp_path)
        words = {
            key[3:]: v if isinstance(v, str) else v["text"] for key, v in INTERFACE.items() if key.startswith("js-")
        }
        (tmp_path / "words.js").write_text(f"Tesuri.words = {json.dumps(words)};", "utf-8")
        (tmp_path / "town.js").write_text(f"Tesuri.calendar = {json.dumps(calendar)};", "utf-8")
        (tmp_path / "page.html").write_text(SHELL.format(lang=lang, body=body, notices=notices), "utf-8")
        page = context.new_page()
        page.add_init_script(f"({VOICES})({json.dumps([{'lang': tag, 'localService': True} for tag in voices])})")
        page.goto((tmp_path / "page.html").as_uri())
        return page

    yield open_page
    context.close()


def read_aloud(page: Page) -> list[dict[str, str]]:
    """What is spoken from pressing the button to the end of the page."""
    page.click('[data-tool="read"]')
    page.wait_for_function("!document.querySelector('[data-tool=\"read\"]').classList.contains('is-on')")
    spoken: list[dict[str, str]] = page.evaluate("spoken")
    return spoken


def test_every_word_that_a_template_or_script_asks_for_is_in_the_interface() -> None:
    templates = "".join(path.read_text("utf-8") for path in OVERRIDES.rglob("*.html"))
    asked = set(re.findall(r"""\b(?:t|plain)\(["']([a-z0-9-]+)["']\)""", templates))
    asked |= {f"js-{key}" for key in re.findall(r"""\bword\("([a-z-]+)"[,)]""", APP)}
    assert asked <= set(INTERFACE)


def test_words_that_scripts_put_together_are_in_the_interface() -> None:
    assert {f"js-size-{size}" for size in range(3)} <= set(INTERFACE)
    assert {f"js-colours-{name}" for name in ("standard", "contrast", "dark")} <= set(INTERFACE)


def test_reading_aloud_says_and_lights_one_sentence_after_the_other(show: Open) -> None:
    page = show("<h1>引っ越し</h1><p>窓口に行きます。紙を出します。</p>", voices=("ja-JP",))
    spoken = read_aloud(page)
    assert [s["text"] for s in spoken] == ["引っ越し", "窓口に行きます。", "紙を出します。"]
    assert [s["lit"] for s in spoken] == ["引っ越し", "窓口に行きます。", "紙を出します。"]
    assert page.locator(".spoken").count() == 0


def test_furigana_is_never_spoken_and_stays_above_its_word(show: Open) -> None:
    page = show("<p><ruby>窓口<rt>まどぐち</rt></ruby>です。</p>", voices=("ja-JP",))
    assert [s["text"] for s in read_aloud(page)] == ["窓口です。"]
    assert page.locator("ruby rt").inner_text() == "まどぐち"


def test_a_phone_number_is_spoken_digit_by_digit_and_a_fact_by_its_own_reading(show: Open) -> None:
    body = '<p><a href="tel:110">110</a></p><p><span data-say="じゅうよっか">14日</span>です。</p>'
    assert [s["text"] for s in read_aloud(show(body, voices=("ja-JP",)))] == ["1 1 0", "じゅうよっかです。"]


def test_a_passage_in_another_language_is_spoken_by_that_languages_voice(show: Open) -> None:
    body = '<p>Go to the counter. Bring it.</p><p><span lang="ja">紙を出します。</span></p>'
    spoken = read_aloud(show(body, lang="en", voices=("ja-JP", "en_US")))
    assert [(s["lang"], s["text"]) for s in spoken] == [
        ("en_US", "Go to the counter."),
        ("en_US", "Bring it."),
        ("ja-JP", "紙を出します。"),
    ]


def test_a_device_without_a_voice_for_the_language_says_so_and_shows_no_button(show: Open) -> None:
    page = show("<p>x</p>", lang="my", voices=("ja-JP",))
    assert page.locator('[data-tool="read"]').is_hidden()
    assert page.locator("[data-read-note]").inner_text() == INTERFACE["js-no-voice"]


def test_a_notice_shows_only_while_it_is_in_force(show: Open) -> None:
    def notice(since: int, until: int) -> str:
        return f'<p class="notice" data-since="{since}" data-until="{until}">x</p>'

    notices = notice(0, 1) + notice(0, 10**14) + notice(10**14, 10**14 + 1)
    page = show("<p>x</p>", notices=notices)
    assert [element.is_visible() for element in page.locator(".notice").all()] == [False, True, False]


def test_paper_gets_the_weekly_hours_and_not_the_state_of_the_moment(show: Open) -> None:
    week = {"week": [[0, 7 * 1440]], "holidays": True, "closing": False}
    calendar = {
        "from": "2020-01-01", "to": "2099-12-31", "ahead": 14, "holidays": [], "closed": [], "closing": [],
        "offices": {"a": {"counter": week}},
    }  # fmt: skip
    page = show(
        '<p><span class="open-state" data-office="a" data-channel="counter">月–金</span></p>', calendar=calendar
    )
    state = page.locator(".open-state")
    assert state.inner_text() != "月–金"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert state.inner_text() == "月–金"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert state.inner_text() != "月–金"
