"""The pictures in the README, taken from the real site: ``python -m scripts.pictures`` from the top of a checkout.

Builds the sample town and its ledger into a temporary folder, opens them in Chromium at a fixed minute (a Tuesday
morning, offices open) and writes docs/pictures/*.png. The same site gives the same pictures.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser import chromium, served

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
DAY = dt.date(2026, 11, 24)
MORNING = dt.datetime(2026, 11, 24, 10, 30, tzinfo=dt.timezone(dt.timedelta(hours=9)))
LOCALES = ("ja", "ne", "ur", "en")
LIMIT = 150_000
"""Bytes of one picture: a README is read on phones too."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A page at a window size; ``settings`` are the reader's as app.js keeps them, ``query`` is searched for."""

    path: str
    width: int
    height: int
    settings: Mapping[str, object] = field(default_factory=dict)
    scroll_to: str = ""
    query: str = ""


PHONE = (390, 844)
SHOTS: Mapping[str, tuple[Shot, ...]] = {
    "guide-ja": (
        Shot("ja/guides/moving-in/", *PHONE, {"ruby-ja": True}),
        Shot("ja/guides/moving-in/", *PHONE, {"ruby-ja": True}, scroll_to="#steps"),
    ),
    "guide-ne-ur": (Shot("ne/guides/moving-in/", *PHONE), Shot("ur/guides/moving-in/", *PHONE)),
    "home-wide": (Shot("en/", 1280, 800),),
    "home-ja": (Shot("ja/", *PHONE), Shot("ja/people/", *PHONE)),
    "search-ja": (Shot("ja/search/", *PHONE, query="hikkosi"),),
    "ledger-ja": (Shot("ledger/ledger.html", 1100, 560),),
}
VOICES = """
// Phones bring voices of their own, a server's Chromium has none: without this every picture would say so.
Object.defineProperty(window.speechSynthesis, "getVoices", {
  value: () => ["ja-JP", "en-US", "ne-NP", "ur-PK"].map((lang) => ({ lang, name: lang, localService: true })),
});
"""


def main() -> int:
    """Take every picture; returns 1 when one is too large."""
    with tempfile.TemporaryDirectory() as scratch:
        site = Path(scratch) / "site"
        locales = [word for tag in LOCALES for word in ("--locale", tag)]
        _tesuri("build", "--out", str(site), "--date", DAY.isoformat(), *locales)
        _tesuri("ledger", "--out", str(site / "ledger"))
        PICTURES.mkdir(parents=True, exist_ok=True)
        too_large = False
        with served(site) as base, chromium() as browser:
            for name, shots in SHOTS.items():
                # The ledger is a file on somebody's disk and has its styles inside, which the site's policy forbids.
                start = site.as_uri() + "/" if name == "ledger-ja" else base
                data = _beside([_taken(browser, start, shot) for shot in shots], browser)
                (PICTURES / f"{name}.png").write_bytes(data)
                print(f"docs/pictures/{name}.png {len(data) // 1000} kB")
                too_large |= len(data) > LIMIT
    return int(too_large)


def _tesuri(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "tesuri.cli", *arguments], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


def _taken(browser: Browser, base: str, shot: Shot) -> bytes:
    """One page as PNG."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height}, service_workers="block", timezone_id="Asia/Tokyo"
    )
    kept = json.dumps({**shot.settings, "chosen": True})
    context.add_init_script(f"localStorage.setItem('tesuri', {json.dumps(kept)})")
    context.add_init_script(VOICES)
    page = context.new_page()
    page.clock.set_fixed_time(MORNING)
    page.goto(base + shot.path, wait_until="networkidle")
    if shot.query:
        page.get_by_role("searchbox").fill(shot.query)
        page.keyboard.press("Enter")
        page.locator("[data-results] a").first.wait_for()
    if shot.scroll_to:
        page.locator(shot.scroll_to).evaluate("element => element.scrollIntoView()")
    data = page.screenshot()
    context.close()
    return data


def _beside(pictures: list[bytes], browser: Browser) -> bytes:
    """Pictures side by side on white, each with a thin frame."""
    page = browser.new_page(viewport={"width": 1600, "height": 1000})
    images = "".join(f'<img src="data:image/png;base64,{base64.b64encode(p).decode()}">' for p in pictures)
    style = "body{margin:0}main{display:inline-flex;gap:24px;padding:1px}img{outline:1px solid #b4b4b4}"
    page.set_content(f"<style>{style}</style><main>{images}</main>", wait_until="load")
    data = page.locator("main").screenshot()
    page.close()
    return data


if __name__ == "__main__":
    sys.exit(main())
