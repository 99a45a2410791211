"""``python -m bench.search``: our search beside mkdocs-material's and Pagefind's, on the queries people type.

Asked are the queries of ``tests/search_queries.yml``; a hit is a query whose guide stands among the first three
results. Mind that our search was made with these queries at hand and the others were not: ``--queries`` asks others.

Every engine is given the same guides. Ours also reads what the guides keep for search alone: the office's word,
keywords, and the kana of both. So each peer runs twice: with the text of the guides, and ("+ words") with all of
those words too, as its manual says: tags for Material, a paragraph of heavy weight for Pagefind.

- Material runs as shipped: a site of its own for each locale in the nearest of its languages, jieba for Chinese
  alone as its manual says, queries put to the search worker that its own page has set up.
- Pagefind (extended) indexes those pages and is asked through its JavaScript.

Sizes are of the index alone, gzip, without scripts: Pagefind's is all of it, of which a query loads some parts.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import json
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import yaml

from bench.__main__ import ROOT, VENV, execute, peers
from bench.corpus import localized_markdown, write_folders
from tesuri.load import load
from tesuri.readings import Reader
from tesuri.search import SearchDoc, Searcher, build_index
from tesuri.searchdocs import search_docs

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FIRST = 3
JIEBA, JIEBA_FOLDER = "jieba==0.42.1", ROOT / ".cache" / "bench-jieba"
PAGEFIND, PAGEFIND_FOLDER = "pagefind@1.6.0", ROOT / ".cache" / "npm" / "pagefind"
"""A folder of its own, because npm removes from a folder what it was not asked to install."""
PAGEFIND_BINARY = PAGEFIND_FOLDER / "node_modules/.bin/pagefind"
PAGEFIND_INDEX = (".pf_meta", ".pf_index", ".pf_fragment")
WEIGHT = 7
"""Of the words in Pagefind: that of a heading of the first level."""

CAPTURE = """
window.Worker = class extends Worker {
  constructor(...args) {
    super(...args);
    window.searchWorker = this;
    this.addEventListener("message", ({data}) => { if (data.type === 1) window.searchReady = true; });
  }
  postMessage(message) { if (message.type !== 2 || message.asked) super.postMessage(message); }
};
"""
"""Keeps hold of the worker that Material's page sets up, and its queries (type 2) from mixing with ours."""
ASK_MATERIAL = """
([queries, first]) => new Promise(resolve => {
  const found = [];
  searchWorker.addEventListener("message", ({data}) => {
    if (data.type !== 3) return;
    found.push(data.data.items.slice(0, first).map(sections => sections[0].location.split("#")[0]));
    if (found.length === queries.length) resolve(found);
  });
  for (const query of queries) searchWorker.postMessage({type: 2, data: query, asked: true});
})
"""
ASK_PAGEFIND = """
async ([queries, first]) => {
  const pagefind = await import(new URL("pagefind/pagefind.js", location.href).href);
  const found = [];
  for (const query of queries) {
    const {results} = await pagefind.search(query);
    const pages = await Promise.all(results.slice(0, first).map(result => result.data()));
    found.push(pages.map(page => page.url));
  }
  return found;
}
"""

Queries = Mapping[str, Sequence[str]]
"""Query → slugs of the guides it may mean."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What an engine did in one locale: hit or miss per query in their order, and bytes of its index."""

    hits: tuple[bool, ...]
    size: int


Table = dict[str, dict[str, Measured]]
"""Engine → locale → what it did."""


def main() -> int:
    """Measure every engine this machine has, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--locale", action="append", metavar="TAG", help="only these; default: all that are asked")
    parser.add_argument("--queries", type=Path, default=ROOT / "tests" / "search_queries.yml", help="others to ask")
    parser.add_argument("--misses", action="store_true", help="list what each engine missed")
    arguments = parser.parse_args()
    asked = yaml.safe_load(arguments.queries.read_text("utf-8"))
    queries: dict[str, Queries] = {
        tag: {str(query): slugs for query, slugs in of_locale.items()}
        for tag, of_locale in asked.items()
        if not arguments.locale or tag in arguments.locale
    }
    collection, _ = load(ROOT)
    reader = Reader(collection.readings)
    docs = {tag: search_docs(collection, collection.locales[tag], reader) for tag in queries}
    languages = {tag: collection.locales[tag].material for tag in queries}
    table: Table = {"tesuri": {tag: _ours(docs[tag], tag, queries[tag]) for tag in queries}}
    with tempfile.TemporaryDirectory(prefix="tesuri-bench-") as scratch:
        _peers_measured(Path(scratch), docs, languages, queries, table)
    _print(table, queries)
    if arguments.misses:
        for engine, of_locale in table.items():
            for tag, measured in of_locale.items():
                missed = [query for query, hit in zip(queries[tag], measured.hits, strict=True) if not hit]
                print(f"{engine}, {tag}: {'; '.join(missed)}")
    return 0


def _ours(docs: Sequence[SearchDoc], tag: str, queries: Queries) -> Measured:
    index = build_index(docs, tag)
    searcher = Searcher(index)
    found = [[hit.slug for hit in searcher.search(query, FIRST)] for query in queries]
    return Measured(_hits(found, queries), _packed(json.dumps(index, ensure_ascii=False, separators=(",", ":"))))


def _peers_measured(
    scratch: Path,
    docs: Mapping[str, Sequence[SearchDoc]],
    languages: Mapping[str, str],
    queries: Mapping[str, Queries],
    table: Table,
) -> None:
    """Add what the peers do to the table; what is missing is said in one line and left out."""
    try:
        from tests.browser import chromium
    except ImportError:
        print("playwright is not installed: Material and Pagefind are left out (pip install -e '.[dev]')")
        return
    if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        print("Chromium is not installed: Material and Pagefind are left out (scripts/system says how)")
        return
    if not peers():
        return
    has_jieba, has_pagefind = _jieba(), _pagefind()
    pages = localized_markdown(ROOT, queries)
    with chromium() as browser:
        for tag in queries:
            words = {doc.slug: (doc.word, *doc.keywords, *doc.readings, *doc.also) for doc in docs[tag]}
            for suffix, guides in (("", pages[tag]), (" + words", _with_words(pages[tag], words))):
                site = _material_site(scratch / f"{tag}{suffix}", guides, languages[tag], has_jieba)
                if has_pagefind:
                    _index_pagefind(site, tag)
                with _served(site) as address:
                    found = _asked(browser, address, ASK_MATERIAL, queries[tag], "window.searchReady")
                    size = _packed((site / "search" / "search_index.json").read_text("utf-8"))
                    table.setdefault(f"material{suffix}", {})[tag] = Measured(_hits(found, queries[tag]), size)
                    if has_pagefind:
                        found = _asked(browser, f"{address}pagefind.html", ASK_PAGEFIND, queries[tag])
                        parts = (site / "pagefind").rglob("*")  # packed by Pagefind itself
                        size = sum(path.stat().st_size for path in parts if path.suffix in PAGEFIND_INDEX)
                        table.setdefault(f"pagefind{suffix}", {})[tag] = Measured(_hits(found, queries[tag]), size)


def _jieba() -> bool:
    """Install jieba apart from Material, which would cut Japanese with it too."""
    if not JIEBA_FOLDER.exists():
        command = [str(VENV / "bin/pip"), "install", "-q", "--target", str(JIEBA_FOLDER), JIEBA]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            shutil.rmtree(JIEBA_FOLDER, ignore_errors=True)
            print(f"{JIEBA} could not be installed: Material goes without it in Chinese")
            return False
    return True


def _pagefind() -> bool:
    if shutil.which("npm") is None:
        print("npm is not installed: Pagefind is left out (sudo apt-get install -y npm)")
        return False
    PAGEFIND_FOLDER.mkdir(parents=True, exist_ok=True)
    install = ["npm", "install", "--no-save", "--silent", "--prefix", str(PAGEFIND_FOLDER), PAGEFIND]
    for command in (install, [str(PAGEFIND_BINARY), "--version"]):  # npm is content without a binary for this machine
        if subprocess.run(command, check=False, capture_output=True).returncode:
            print(f"{PAGEFIND} could not be installed and is left out")
            return False
    return True


def _with_words(pages: Mapping[str, str], words: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """The guides with their words for search: as tags, and as a paragraph that Material passes over."""
    grown = {}
    for name, text in pages.items():
        own = list(dict.fromkeys(word for word in words[name.split("/")[-1]] if word))
        front = json.dumps({"tags": own}, ensure_ascii=False)
        attributes = f'{{: data-search-exclude="" data-pagefind-weight="{WEIGHT}" }}'
        grown[name] = f"---\n{front}\n---\n{text}\n{', '.join(own)}\n{attributes}\n"
    return grown


def _material_site(project: Path, guides: Mapping[str, str], language: str, has_jieba: bool) -> Path:
    write_folders({"docs": guides}, project)
    (project / "mkdocs.yml").write_text(
        f"site_name: bench\ntheme: {{name: material, font: false, language: {language}}}\n"
        "plugins: [search]\nmarkdown_extensions: [attr_list]\n",
        "utf-8",
    )
    path = {"PYTHONPATH": str(JIEBA_FOLDER)} if has_jieba and language.startswith("zh") else {}
    execute([VENV / "bin/mkdocs", "build", "-q"], project, **path)
    return project / "site"


def _index_pagefind(site: Path, tag: str) -> None:
    language = tag.split("-")[0]
    execute([PAGEFIND_BINARY, "--silent", "--site", site, "--root-selector", "article", "--force-language", language])
    (site / "pagefind.html").write_text(f'<!doctype html><html lang="{language}"><title>Pagefind</title>', "utf-8")


def _asked(browser: Browser, address: str, script: str, queries: Queries, ready: str = "true") -> list[list[str]]:
    """Per query the slugs of the first results; both engines answer with the folder of a page."""
    page = browser.new_page()
    page.add_init_script(CAPTURE if script is ASK_MATERIAL else "")
    page.goto(address)
    page.wait_for_function(ready)
    found = cast(list[list[str]], page.evaluate(script, [list(queries), FIRST]))
    page.close()
    return [[address.rstrip("/").split("/")[-1] for address in addresses] for addresses in found]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """The folder at a loopback address, without our site's policy, which would stop scripts written into a page."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def _hits(found: Sequence[Sequence[str]], queries: Queries) -> tuple[bool, ...]:
    return tuple(bool({*slugs} & {*meant}) for slugs, meant in zip(found, queries.values(), strict=True))


def _packed(text: str) -> int:
    return len(gzip.compress(text.encode(), 9, mtime=0))


def _print(table: Table, queries: Mapping[str, Queries]) -> None:
    print(f"\nhits among the first {FIRST}, and the index in kB (gzip)")
    print(f"{'':10}{'queries':>8}" + "".join(f"{engine:>22}" for engine in table))
    for tag, of_locale in queries.items():
        _print_row(tag, len(of_locale), [[engine[tag]] for engine in table.values()])
    _print_row("all", sum(map(len, queries.values())), [list(engine.values()) for engine in table.values()])
    ours = [hit for measured in table["tesuri"].values() for hit in measured.hits]
    for name, engine in table.items():
        if name != "tesuri":
            pairs = list(zip(ours, (hit for measured in engine.values() for hit in measured.hits), strict=True))
            print(f"{pairs.count((True, False)):4} queries hit by tesuri alone, ", end="")
            print(f"{pairs.count((False, True))} by {name} alone, {pairs.count((False, False))} by neither")


def _print_row(name: str, asked: int, cells: Sequence[Sequence[Measured]]) -> None:
    row = ""
    for measured in cells:
        share = sum(sum(m.hits) for m in measured) / asked
        row += f"{share:12.0%} {sum(m.size for m in measured) / 1000:6.1f} kB"
    print(f"{name:10}{asked:8}{row}")


if __name__ == "__main__":
    sys.exit(main())
