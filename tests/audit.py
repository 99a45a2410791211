"""``make audit``: every page of every locale, in every theme and size, in a real browser. It takes a while.

python -m tests.audit [--site FOLDER] [--locale L]… [--themes standard,dark,contrast,largest]
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from playwright.sync_api import Page, Request

from tests.browser import CONTRAST, axe_violations, broken_links, chromium, served

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".cache" / "npm"
PACKAGES = ("vnu-jar@26.9.27", "axe-core@4.14.1")

THEMES: dict[str, dict[str, str]] = {
    "standard": {},
    "dark": {"colours": "dark"},
    "contrast": {"colours": "contrast"},
    "largest": {"size": "2"},
}


def main() -> int:
    """Run every check; returns 1 when anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, help="a site built before; default: build one")
    parser.add_argument("--locale", action="append")
    parser.add_argument("--themes", default=",".join(THEMES))
    arguments = parser.parse_args()
    if shutil.which("npm") is None or shutil.which("java") is None:
        print("the audit needs npm and java: sudo apt-get install -y npm default-jre-headless", file=sys.stderr)
        return 2
    TOOLS.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["npm", "install", "--no-save", "--silent", "--prefix", str(TOOLS), *PACKAGES],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    with tempfile.TemporaryDirectory() as scratch:
        site = arguments.site
        if site is None:
            site = Path(scratch) / "site"
            subprocess.run([sys.executable, "-m", "tesuri.cli", "build", "--out", str(site)], check=True, cwd=ROOT)
        locales = arguments.locale or sorted(path.parent.name for path in site.glob("*/manifest.webmanifest"))
        found: Counter[str] = Counter()
        found.update(f"link {line}" for line in broken_links(site))
        found.update(f"html {line}" for line in html_errors(site))
        jobs = [(site, tag, theme) for theme in arguments.themes.split(",") for tag in locales]
        pages = 0
        with ProcessPoolExecutor(2) as pool:
            for count, lines in pool.map(audit_locale, jobs):
                pages += count
                found.update(lines)
    for line, count in sorted(found.items()):
        print(f"{count}× {line}")
    print(f"{pages} pages looked at in {len(locales)} locales: {sum(found.values())} faults")
    return 1 if found else 0


def html_errors(site: Path) -> list[str]:
    """Errors of the Nu HTML checker; what it says of our policy is about file: addresses and no error."""
    jar = TOOLS / "node_modules/vnu-jar/build/dist/vnu.jar"
    run = subprocess.run(
        ["java", "-jar", str(jar), "--errors-only", "--skip-non-html", "--format", "json", str(site)],
        capture_output=True,
        text=True,
        check=False,
    )
    messages = json.loads(run.stderr)["messages"]
    return [f"{m['url'].removeprefix(f'file:{site}/')}: {m['message']}" for m in messages]


def audit_locale(job: tuple[Path, str, str]) -> tuple[int, list[str]]:
    """One locale in one theme: number of pages, and every fault as a line."""
    site, tag, theme = job
    axe = (TOOLS / "node_modules/axe-core/axe.min.js").read_text("utf-8")
    paths = sorted(
        path.relative_to(site).as_posix().removesuffix("index.html") for path in (site / tag).rglob("*.html")
    )
    lines: list[str] = []
    with served(site) as base, chromium() as browser:
        context = browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block", locale=tag)
        context.add_init_script(f"localStorage.setItem('tesuri', '{json.dumps({**THEMES[theme], 'chosen': True})}')")
        page = context.new_page()
        page.on(
            "console",
            lambda message: lines.append(f"console {message.text[:160]}") if message.type == "error" else None,
        )
        page.on("pageerror", lambda error: lines.append(f"script {error}"))

        def foreign(request: Request) -> None:
            if not request.url.startswith(base):
                lines.append(f"request {request.url}")

        page.on("request", foreign)
        for path in paths:
            page.goto(base + path)
            lines += [f"axe {theme} {path} {line}" for line in axe_violations(page, axe)]
            lines += [f"contrast {theme} {line}" for line in page.evaluate(CONTRAST)]
            lines += [f"scroll {theme} {path} {line}" for line in sideways(page)]
            if theme == "standard":
                lines += [f"focus {path} {line}" for line in unreachable(page)]
        context.close()
    return len(paths), lines


def sideways(page: Page) -> list[str]:
    """Widths at which the page scrolls sideways: a small phone, and 1280 px at 400 %."""
    found = []
    for width, height in ((320, 640), (320, 256)):
        page.set_viewport_size({"width": width, "height": height})
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            found.append(f"{width}×{height}: {over} px too wide")
    page.set_viewport_size({"width": 390, "height": 844})
    return found


REACHABLE = """
() => {
  const wanted = [...document.querySelectorAll("a[href],button,input,summary,select,textarea,[tabindex='0']")]
    .filter((e) => e.getClientRects().length && getComputedStyle(e).visibility !== "hidden" && !e.disabled);
  wanted.forEach((e, i) => (e.dataset.wanted = i));
  return wanted.length;
}
"""
FOCUSED = """
() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const s = getComputedStyle(e);
  const box = e.getBoundingClientRect();
  const seen = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 || s.boxShadow !== "none";
  const inside = box.bottom > 0 && box.top < innerHeight && box.width > 0;
  return {wanted: e.dataset.wanted || null, seen, inside, name: e.outerHTML.slice(0, 80)};
}
"""


def unreachable(page: Page) -> list[str]:
    """Controls that the Tab key does not reach, or on which the focus cannot be seen."""
    count = page.evaluate(REACHABLE)
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    reached: set[str] = set()
    found = []
    for _ in range(count + 5):
        page.keyboard.press("Tab")
        state = page.evaluate(FOCUSED)
        if state is None:
            continue
        if state["wanted"] in reached and len(reached) >= count:
            break
        if state["wanted"] is not None:
            reached.add(state["wanted"])
        if not state["seen"] or not state["inside"]:
            found.append(f"focus not visible: {state['name']}")
    if len(reached) < count:
        found.append(f"{count - len(reached)} of {count} controls not reached")
    return found


if __name__ == "__main__":
    sys.exit(main())
