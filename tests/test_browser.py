"""The site as people use it, in Chromium: phone widths, keyboard, no scripts, no network, other languages."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.audit import sideways, unreachable
from tests.browser import CONTRAST, axe_violations, chromium, served
from tesuri.load import load
from tesuri.load.towns import JAPAN
from tesuri.site.build import BuildOptions, build

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ("ja", "ja-simple", "en", "ne", "ur")
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=JAPAN)
AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text("utf-8")
GUIDE = "guides/moving-in/"


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sample town in five languages, for a server and for a USB stick."""
    folder = tmp_path_factory.mktemp("sites")
    collection, _ = load(ROOT, ROOT / ".cache/tesuri" if (ROOT / ".cache/tesuri").is_dir() else None)
    for name, offline in (("online", False), ("offline", True)):
        build(collection, BuildOptions(folder / name, LOCALES, tuple(collection.towns), NOW, offline, jobs=1))
    return {name: folder / name for name in ("online", "offline")}


@pytest.fixture(scope="module")
def base(sites: dict[str, Path]) -> Iterator[str]:
    with served(sites["online"]) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone whose browser speaks Japanese."""
    made = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP", service_workers="block")
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.mark.parametrize("tag", LOCALES)
@pytest.mark.parametrize("path", ["", GUIDE, "people/"])
def test_axe_finds_nothing_and_contrast_is_seven_to_one_in_every_theme(
    context: BrowserContext, base: str, tag: str, path: str
) -> None:
    page = context.new_page()
    for settings in ({}, {"colours": "dark"}, {"colours": "contrast"}, {"size": "2"}):
        page.goto(base)
        page.evaluate("s => localStorage.setItem('tesuri', s)", json.dumps({**settings, "chosen": True}))
        page.goto(f"{base}{tag}/{path}")
        assert axe_violations(page, AXE) == []
        assert page.evaluate(CONTRAST) == []
        assert sideways(page) == []


@pytest.mark.parametrize("tag", ["ja", "ur"])
def test_every_control_is_reached_by_tab_with_a_visible_focus(page: Page, base: str, tag: str) -> None:
    page.goto(f"{base}{tag}/{GUIDE}")
    assert unreachable(page) == []


def test_a_guide_needs_a_hundred_kilobytes_at_most_and_the_next_page_ten(
    browser: Browser, sites: dict[str, Path], base: str
) -> None:
    context = browser.new_context(service_workers="block", locale="ja-JP")
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{base}ja/{GUIDE}", wait_until="networkidle")
    assert all(url.startswith(base) for url in asked)
    sizes = {url: compressed(sites["online"], url.removeprefix(base)) for url in asked}
    assert sum(sizes.values()) <= 100_000
    assert sizes[f"{base}ja/{GUIDE}"] <= 10_000
    first, asked[:] = set(asked), []
    page.goto(f"{base}ja/guides/birth/", wait_until="networkidle")
    assert sum(compressed(sites["online"], url.removeprefix(base)) for url in set(asked) - first) <= 10_000
    context.close()


def spoken(text: str) -> str:
    return re.sub(r"\s+", "", text)


def compressed(site: Path, address: str) -> int:
    file = site / address
    return len(gzip.compress((file / "index.html" if file.is_dir() else file).read_bytes(), 9))


def test_text_size_furigana_and_colours_stay_set_on_the_next_page(page: Page, base: str) -> None:
    page.goto(f"{base}ja/{GUIDE}")
    expect(page.locator("rt").first).to_be_hidden()
    page.locator('[data-tool="ruby"]').click()
    page.locator('[data-tool="size"]').click()
    page.locator('[data-tool="colours"]').click()
    expect(page.locator("rt").first).to_be_visible()
    before = page.evaluate("[document.documentElement.dataset.size, document.documentElement.dataset.colours]")
    page.goto(f"{base}ja/guides/birth/")
    expect(page.locator("rt").first).to_be_visible()
    after = page.evaluate("[document.documentElement.dataset.size, document.documentElement.dataset.colours]")
    assert before == after
    assert None not in after
    assert page.context.cookies() == []


def test_a_ticked_step_stays_ticked_in_this_tab_and_nowhere_else(page: Page, base: str) -> None:
    page.goto(f"{base}ja/{GUIDE}")
    page.locator("#step-2-done").check()
    page.reload()
    expect(page.locator("#step-2-done")).to_be_checked()
    expect(page.locator("#step-1-done")).not_to_be_checked()
    other = page.context.new_page()
    other.goto(f"{base}ja/{GUIDE}")
    expect(other.locator("#step-2-done")).not_to_be_checked()
    assert "step" not in (page.evaluate("JSON.stringify(localStorage)"))


@pytest.mark.parametrize(
    ("tag", "query", "slug"),
    [("ja", "ひっこしてきた", "moving-in"), ("ja-simple", "ごみ", "garbage"), ("ne", "फोहोर", "garbage")],
)
def test_search_finds_the_guide_and_the_keyboard_reaches_it(
    page: Page, base: str, tag: str, query: str, slug: str
) -> None:
    page.goto(f"{base}{tag}/")
    page.locator("#q").fill(query)
    page.keyboard.press("Enter")
    results = page.locator("[data-results] a")
    expect(results.first).to_be_visible()
    hrefs = [results.nth(i).get_attribute("href") or "" for i in range(min(3, results.count()))]
    assert any(f"guides/{slug}/" in href for href in hrefs)
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('[data-results]') !== null")


def test_a_search_without_a_hit_offers_a_phone_number(page: Page, base: str) -> None:
    page.goto(f"{base}ja/")
    page.locator("#q").fill("ZZZQQQXXX")
    page.keyboard.press("Enter")
    expect(page.locator("[data-no-hit] a[href^='tel:']")).to_be_visible()


def test_without_scripts_everything_is_readable_and_the_tools_are_not_shown(browser: Browser, base: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{base}ja/{GUIDE}")
    expect(page.locator("#step-1")).to_be_visible()
    expect(page.locator("[data-tool]").first).to_be_hidden()
    expect(page.locator(".office .open-state").first).to_have_count(1)
    page.locator("a.language").click()
    page.locator('#languages a[hreflang="ne"]').click()
    expect(page).to_have_url(f"{base}ne/{GUIDE}")
    page.goto(f"{base}ja/")
    page.locator("#q").fill("ひみつ")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ja/search/*")
    assert "?q=" not in page.url  # what somebody types stays on the device
    page.goto(f"{base}ja/search/")
    expect(page.locator("a[href*='guides/garbage/']").first).to_be_visible()
    context.close()


def test_the_readers_language_is_offered_and_never_forced(browser: Browser, base: str) -> None:
    context = browser.new_context(locale="ne-NP", service_workers="block")
    page = context.new_page()
    page.goto(f"{base}ja/{GUIDE}")
    expect(page).to_have_url(f"{base}ja/{GUIDE}")
    offer = page.locator(".offer a")
    expect(offer).to_have_attribute("hreflang", "ne")
    offer.click()
    expect(page).to_have_url(f"{base}ne/{GUIDE}")
    page.goto(f"{base}ja/{GUIDE}")
    expect(page.locator(".offer")).to_have_count(0)
    context.close()


@pytest.mark.parametrize(
    ("instant", "state"),
    [
        ("2026-11-24T03:00:00Z", "is-open"),  # Tuesday noon in Japan
        ("2026-11-22T15:30:00Z", "is-closed"),  # Labour Thanksgiving Day, half past midnight
        ("2026-12-31T01:00:00Z", "is-closed"),  # between the years
    ],
)
def test_open_now_is_right_whatever_the_devices_time_zone(
    browser: Browser, base: str, instant: str, state: str
) -> None:
    context = browser.new_context(timezone_id="America/Sao_Paulo", locale="pt-BR", service_workers="block")
    page = context.new_page()
    page.clock.set_fixed_time(instant)
    page.goto(f"{base}en/{GUIDE}")
    expect(page.locator('.open-state[data-office="residents"]').first).to_have_class(re.compile(state))
    context.close()


def test_urdu_runs_from_right_to_left_and_its_phone_numbers_do_not(page: Page, base: str) -> None:
    page.goto(f"{base}ur/{GUIDE}")
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    number = page.locator("#channels ~ .office a.tel bdi").first
    left, right = number.evaluate(
        """e => { const r = document.createRange(); const t = e.firstChild;
             const x = (i) => { r.setStart(t, i); r.setEnd(t, i + 1); return r.getBoundingClientRect().left; };
             return [x(0), x(t.length - 1)]; }"""
    )
    assert left < right


def test_a_screen_reader_hears_each_word_with_furigana_once(page: Page, base: str) -> None:
    page.goto(f"{base}ja-simple/{GUIDE}")
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    names = [n["name"]["value"] for n in nodes if n.get("role", {}).get("value") == "heading" and not n["ignored"]]
    written = page.evaluate(
        """[...document.querySelectorAll('h1,h2,h3')].filter((e) => e.getClientRects().length).map((e) => {
             const copy = e.cloneNode(true); copy.querySelectorAll('rt').forEach((rt) => rt.remove());
             return copy.textContent; })"""
    )
    assert page.locator("h1 rt, h2 rt").count() > 0
    assert sorted(map(spoken, names)) == sorted(map(spoken, written))  # the tree is listed in no order


def test_a_page_is_readable_without_a_network_after_the_first_visit(browser: Browser, base: str) -> None:
    context = browser.new_context(locale="ja-JP")
    page = context.new_page()
    page.goto(f"{base}ja/")
    kept = """async () => { for (const name of await caches.keys()) {
      const kept = await (await caches.open(name)).keys();
      if (kept.some((r) => r.url.includes('precache-ja.json'))) return navigator.serviceWorker.controller !== null;
      } return false; }"""
    for _ in range(300):
        if page.evaluate(kept):
            break
        page.wait_for_timeout(100)
    else:
        pytest.fail("the worker kept no list within half a minute")
    context.set_offline(True)
    page.goto(f"{base}ja/guides/garbage/")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("#step-1")).to_be_visible()
    context.close()


def test_the_precache_of_a_locale_stays_under_its_limit(sites: dict[str, Path]) -> None:
    site = sites["online"]
    for tag in LOCALES:
        files = json.loads((site / f"precache-{tag}.json").read_text("utf-8"))["files"]
        size = sum(((site / f / "index.html") if (site / f).is_dir() else site / f).stat().st_size for f in files)
        assert size <= 1_500_000
        assert f"{tag}/{GUIDE}" in files


def test_the_edition_for_a_usb_stick_works_from_files_search_included(page: Page, sites: dict[str, Path]) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((sites["offline"] / "ja/index.html").as_uri())
    assert page.evaluate("getComputedStyle(document.querySelector('.tile')).borderTopWidth") != "0px"
    page.locator("#q").fill("ひっこし")
    page.keyboard.press("Enter")
    page.locator("[data-results] a").first.click()
    expect(page.locator("h1")).to_be_visible()
    assert page.url.startswith("file:")
    assert page.url.endswith(".html")
    page.locator('#languages a[hreflang="ne"]').click()
    expect(page.locator("html")).to_have_attribute("lang", "ne")
    assert said == []


def test_a_page_that_is_not_there_leads_on_from_any_depth(page: Page, base: str) -> None:
    answer = page.goto(f"{base}ja/guides/no/such/page/")
    assert answer is not None
    assert answer.status == 404
    page.locator("main a.tile").first.click()
    expect(page).to_have_url(f"{base}ja/")


def test_printing_leaves_out_what_paper_cannot_use(page: Page, base: str) -> None:
    page.goto(f"{base}ja/{GUIDE}")
    page.emulate_media(media="print")
    expect(page.locator("nav.bar")).to_be_hidden()
    expect(page.locator(".tools")).to_be_hidden()
    expect(page.locator("#step-1")).to_be_visible()
