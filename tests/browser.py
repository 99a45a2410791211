"""The real browser for tests: Chromium through Playwright, pages over loopback, and what is asked of every page."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

from playwright.sync_api import Browser, Page, sync_playwright

from tesuri.site.serve import Handler

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder at a loopback address, with the headers that ``tesuri serve`` sends; yields ``http://…/``."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path is not None, "Chromium is not installed; scripts/system says how"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def axe_violations(page: Page, axe: str, tags: list[str] | None = None) -> list[str]:
    """What axe-core finds on the page as it stands: ``rule: target``."""
    # A strict policy forbids inline scripts, so axe comes in through the debugger, which the policy does not bind.
    page.evaluate(axe)
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})",
        tags or AXE_TAGS,
    )
    return [f"{v['id']}: {node['target']}" for v in found["violations"] for node in v["nodes"]]


CONTRAST = """
() => {
  // Contrast of every text against the nearest opaque background, WCAG 2.2's formula; worst per colour pair.
  const channel = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const found = {};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    if (style.visibility === "hidden" || element.closest("script,style,.visually-hidden,svg")) continue;
    let behind = element;
    let ground = [255, 255, 255];
    while (behind) {
      const colour = parse(getComputedStyle(behind).backgroundColor);
      if (colour.length === 3 || colour[3] > 0.99) { ground = colour.slice(0, 3); break; }
      behind = behind.parentElement;
    }
    const [a, b] = [luminance(parse(style.color).slice(0, 3)), luminance(ground)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const words = walker.currentNode.data.trim().slice(0, 30);
    if (ratio < 6.995) found[style.color + " on rgb(" + ground + ")"] = ratio.toFixed(2) + " " + words;
  }
  return Object.entries(found).map(([pair, text]) => pair + ": " + text);
}
"""


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("id"):
            self.ids.add(str(values["id"]))
        for name in ("href", "src"):
            if values.get(name) and values.get("rel") not in ("canonical", "alternate"):
                self.targets.append(str(values[name]))


def broken_links(site: Path) -> list[str]:
    """Every link of every page that leads to no file or to no element of it: ``page: target``."""
    pages = sorted(site.rglob("*.html"))
    parsed: dict[Path, _Links] = {}
    for path in pages:
        parser = _Links()
        parser.feed(path.read_text("utf-8"))
        parsed[path] = parser
    broken = []
    for path, links in parsed.items():
        base = "http://site/" + path.relative_to(site).as_posix()
        for target in links.targets:
            address, fragment = urldefrag(urljoin(base, target))
            if not address.startswith("http://site/"):
                continue
            file = site / unquote(address.removeprefix("http://site/").partition("?")[0])
            if file.is_dir():
                file = file / "index.html"
            if not file.is_file():
                broken.append(f"{path.relative_to(site)}: {target}")
            elif fragment and file in parsed and unquote(fragment) not in parsed[file].ids:
                broken.append(f"{path.relative_to(site)}: {target} (no such id)")
    return broken
