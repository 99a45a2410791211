"""``tesuri build``: every page of every locale and town, into a folder.

Gather everything, then write. Locales are independent of one another, so they are shared out among
processes; what a page was made from is remembered as a key, so that a second build makes only what changed.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import ClassVar

from tesuri.bind import Binder
from tesuri.load.towns import JAPAN
from tesuri.model import SOURCE_LOCALE, Collection, Locale, Town
from tesuri.opening import script_calendar
from tesuri.readings import shared_reader
from tesuri.routes import ROOT, SITE, Edition, Kind, Route, routes
from tesuri.search import build_index
from tesuri.searchdocs import search_docs
from tesuri.site import assets as asset_files
from tesuri.site import shell as shells
from tesuri.site.assets import Asset
from tesuri.site.digests import cards_digest, catalog_digest, digest, guide_digests, shared_digest
from tesuri.site.head import head_html, headers_file, manifest, sitemap
from tesuri.site.output import Output
from tesuri.site.pages import body
from tesuri.site.townblocks import TownBlocks
from tesuri.site.views import Views

PRECACHE_LIMIT = 1_500_000
"""Bytes, uncompressed, that a locale may put on a reader's device for reading without a network."""


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What to build: ``locales`` and ``towns`` as tags and slugs, ``now`` as an aware instant."""

    out: Path
    locales: tuple[str, ...]
    towns: tuple[str, ...]
    now: dt.datetime
    offline: bool = False
    jobs: int = 0
    """Processes; 0 for one a processor."""
    cache: Path | None = None


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: files of the site, and how many of them were written."""

    files: int
    written: int
    guides: int


def build(
    collection: Collection, options: BuildOptions, progress: Callable[[str], None] = lambda _: None
) -> BuildReport:
    """Build the site; raises ForeignFolderError for a folder that holds somebody else's files."""
    files = written = 0
    for slug in options.towns:
        town = collection.towns[slug]
        folder = options.out if len(options.towns) == 1 else options.out / slug
        made = _build_town(collection, town, folder, options, progress)
        files, written = files + made.files, written + made.written
    return BuildReport(files, written, len(collection.guides))


def _build_town(
    collection: Collection, town: Town, folder: Path, options: BuildOptions, progress: Callable[[str], None]
) -> BuildReport:
    output = Output(folder)
    plan = plan_town(collection, town, options)
    for asset in plan.assets.values():
        output.write(asset.address, asset.data)
    for tag, made in _over_locales(plan, output, options):
        output.keys.update(made.keys)
        output.written += made.written
        progress(tag)
    _write_shared(plan, output)
    output.finish(output.keys)
    return BuildReport(len(output.keys), output.written, len(collection.guides))


@dataclass(frozen=True, slots=True)
class Plan:
    """All that the pages of one town are made from; digests stand for it in their keys."""

    collection: Collection
    town: Town
    options: BuildOptions
    assets: Mapping[str, Asset]
    digest: str
    """Of all but guides and catalogs."""
    guides: Mapping[str, str]
    """Digest of each guide."""
    cards: str
    """Digest of what other pages show of guides."""

    @property
    def edition(self) -> Edition:
        """How addresses are written."""
        return Edition(self.options.offline)

    @property
    def locales(self) -> tuple[Locale, ...]:
        """The locales to build."""
        return tuple(self.collection.locales[tag] for tag in self.options.locales)

    @property
    def default(self) -> str:
        """The locale of readers whose language is not known."""
        return SOURCE_LOCALE if SOURCE_LOCALE in self.options.locales else self.options.locales[0]


def plan_town(collection: Collection, town: Town, options: BuildOptions) -> Plan:
    """Gather what the pages of a town are made from."""
    today = options.now.astimezone(JAPAN).date()
    # From New Year's Day, so that the file is the same all the year and pages need no rebuild overnight.
    calendar = asset_files.calendar_script(script_calendar(town, dt.date(today.year, 1, 1)))
    assets = {
        **asset_files.shared_assets(collection.root),
        **asset_files.pictures(collection.root),
        **{f"words-{tag}.js": asset_files.words_script(collection, tag) for tag in options.locales},
        "town.js": calendar,
    }
    guides = collection.guides
    inputs = digest(shared_digest(collection), _town_digest(town, options, assets))
    return Plan(collection, town, options, assets, inputs, guide_digests(guides), cards_digest(guides))


def _town_digest(town: Town, options: BuildOptions, assets: Mapping[str, Asset]) -> str:
    in_force = [(notice.id, notice.since <= options.now) for notice in town.notices if options.now < notice.until]
    addresses = [asset.address for asset in assets.values()]
    return digest(town, in_force, options.locales, options.offline, addresses)


@dataclass(frozen=True, slots=True)
class _Made:
    keys: Mapping[str, str]
    written: int


def _over_locales(plan: Plan, output: Output, options: BuildOptions) -> Iterator[tuple[str, _Made]]:
    jobs = min(options.jobs or os.cpu_count() or 1, len(options.locales))
    if jobs <= 1 or "fork" not in multiprocessing.get_all_start_methods():
        for tag in options.locales:
            yield tag, _build_locale(plan, output, tag)
        return
    # Before the fork, so that the children share the compiled templates too.
    shells.theme_environment(plan.collection.root).get_template("main.html")
    shells.compile_bodies(plan.collection.root)
    # fork: the children share the loaded collection; a pool of spawned ones would load it again each.
    with multiprocessing.get_context("fork").Pool(jobs, _Worker.begin, (plan, output)) as pool:
        yield from pool.imap_unordered(_Worker.build, options.locales, chunksize=1)


class _Worker:
    """A child process: what it begins with is inherited at the fork, for only tags fit through a pool's pipe."""

    plan: ClassVar[Plan]
    output: ClassVar[Output]

    @classmethod
    def begin(cls, plan: Plan, output: Output) -> None:
        cls.plan, cls.output = plan, output

    @classmethod
    def build(cls, tag: str) -> tuple[str, _Made]:
        return tag, _build_locale(cls.plan, cls.output, tag)


def _build_locale(plan: Plan, parent: Output, tag: str) -> _Made:
    """All pages of one locale; keys and count of what was written."""
    output = Output(parent.folder, parent.before)
    maker = PageMaker(plan, tag)
    for route in routes(plan.collection, plan.town):
        for file, prefix in places(plan, tag, route):
            key = maker.key(route)
            if not output.is_current(file, key):
                output.write(file, maker.page(route).replace(ROOT, prefix), key)
    key = maker.index_key()
    index_file = f"search/{tag}.js" if plan.options.offline else f"search/{tag}.json"
    if not output.is_current(index_file, key):
        output.write(index_file, maker.search_index(), key)
    if not plan.options.offline:
        output.write(f"{tag}/manifest.webmanifest", maker.manifest())
        output.write(f"precache-{tag}.json", _precache(plan, output, tag))
    if plan.collection.locales[tag].ruby:  # the others read a few names only
        maker.reader.save()
    return _Made(output.keys, output.written)


def places(plan: Plan, tag: str, route: Route) -> Iterator[tuple[str, str]]:
    """Files in which a page lies, each with the way up to the root."""
    file = plan.edition.file(tag, route)
    yield file, plan.edition.root(file)
    if tag == plan.default and route.kind is Kind.HOME:
        yield "index.html", ""
    if tag == plan.default and route.kind is Kind.NOTFOUND and not plan.options.offline:
        # A server shows it at any depth, so its links start at the server's root.
        yield "404.html", "/" + plan.town.url.partition("://")[2].partition("/")[2]


class PageMaker:
    """Makes the finished pages of one locale for one town; what several pages share is made once, when asked for."""

    def __init__(self, plan: Plan, tag: str) -> None:
        self._plan, self._tag = plan, tag
        self._collection = plan.collection
        self._locale = plan.collection.locales[tag]
        self.reader = shared_reader(plan.collection.readings, plan.options.cache)
        self._catalog_digest = catalog_digest(plan.collection, self._locale)
        self._shells: dict[Kind, str] = {}

    def key(self, route: Route) -> str:
        """What a page was made from, as one word."""
        own = self._plan.guides[route.slug] if route.kind is Kind.GUIDE else ""
        return digest(self._plan.digest, self._catalog_digest, self._plan.cards, own)

    def index_key(self) -> str:
        """The same for the search index."""
        return digest(self._plan.digest, self._catalog_digest, self._plan.guides)

    def page(self, route: Route) -> str:
        """A finished page; only ``ROOT`` is still open."""
        html = self._shell(route.kind)
        for slot, value in zip(shells.SLOTS, self._page_parts(route), strict=True):
            html = html.replace(slot, value)
        return self.stamp(html)

    def stamp(self, html: str) -> str:
        """A page with the town's facts and blocks in their places."""
        # Towns' addresses are plain ASCII (`check` sees to it), so they need no escaping in any context.
        return self._binder.stamp(html).replace(SITE, self._plan.town.url)

    def variables(self, route: Route) -> dict[str, object]:
        """What main.html gets for one page, for a renderer that fills the template itself."""
        return {
            **shells.shell_variables(self._views, route.kind, self._plan.assets),
            **shells.page_variables(*self._page_parts(route)),
        }

    def search_index(self) -> str:
        """The index as JSON, or as a script that hands it over in the offline edition."""
        index = build_index(search_docs(self._collection, self._locale, self.reader), self._tag)
        text = asset_files.script_json(index)
        return f"Tesuri.index({text});\n" if self._plan.options.offline else text

    def manifest(self) -> str:
        """The locale's web app manifest."""
        icons = {
            size: self._plan.assets[name].address
            for size, name in (("192", "icon-192.png"), ("512", "icon-512.png"))
            if name in self._plan.assets
        }
        name = unescape(self._binder.stamp(self._views.plain("site-name")))
        return manifest(name, unescape(self._views.plain("product-name")), self._locale, icons)

    def _page_parts(self, route: Route) -> tuple[str, str, str, str, str]:
        """Head, body, title, description and languages of a page, in the order of ``shells.SLOTS``."""
        views, plan = self._views, self._plan
        inside = body(views, route, plan.town)
        head = head_html(views, route, plan.options.locales, plan.default)
        title = views.plain("site-name") if route.kind is Kind.HOME else page_title(views, inside.title)
        languages = views.render("parts/languages.html", {"languages": views.languages(route)})
        return head, inside.html, title, inside.description, languages

    def _shell(self, kind: Kind) -> str:
        if kind not in self._shells:
            theme = shells.theme_environment(self._collection.root)
            self._shells[kind] = shells.shell(theme, self._views, kind, self._plan.assets)
        return self._shells[kind]

    # When asked for: a build in which nothing has changed asks for neither.
    @cached_property
    def _views(self) -> Views:
        plan = self._plan
        templates = shells.body_environment(self._collection.root)
        return Views(self._collection, self._locale, self.reader, plan.edition, templates, plan.locales, plan.assets)

    @cached_property
    def _binder(self) -> Binder:
        plan = self._plan
        blocks = TownBlocks(self._collection, plan.town, self._views, plan.options.now)
        return Binder(self._collection, plan.town, self._locale, self.reader, blocks)


def page_title(views: Views, title: str) -> str:
    """The title of a browser's tab, as attribute text with slots."""
    return views.plain("page-title", title=title, site=views.plain("site-name"))


def _precache(plan: Plan, output: Output, tag: str) -> str:
    """Addresses that make a locale readable without a network, the most needed first, within the limit."""
    wanted = [asset.address for name, asset in plan.assets.items() if _needed(name, tag)]
    order = (Kind.HOME, Kind.PEOPLE, Kind.GUIDE, Kind.TOPIC, Kind.SEARCH, Kind.WORDS, Kind.PAGE, Kind.FORM)
    found = sorted(
        (r for r in routes(plan.collection, plan.town) if r.kind in order), key=lambda r: order.index(r.kind)
    )
    files: list[str] = []
    size = 0
    for address, file in [(a, a) for a in wanted] + [
        (plan.edition.address(tag, route), plan.edition.file(tag, route)) for route in found
    ]:
        size += (output.folder / file).stat().st_size
        if size > PRECACHE_LIMIT:
            break
        files.append(address)
    return asset_files.script_json({"files": files})


def _needed(name: str, tag: str) -> bool:
    return (not name.startswith("words-") and not name.startswith("icon-512")) or name == f"words-{tag}.js"


def _write_shared(plan: Plan, output: Output) -> None:
    """What all locales share: worker, headers, sitemap."""
    if plan.options.offline:
        return
    output.write("_headers", headers_file())
    worker = (plan.collection.root / "site_overrides" / "assets" / "sw.js").read_text("utf-8")
    version = digest(sorted(output.keys.items()))
    output.write("sw.js", worker.replace("{{version}}", version))
    pages = [
        [(tag, plan.edition.address(tag, route)) for tag in plan.options.locales]
        for route in routes(plan.collection, plan.town)
        if route.kind is not Kind.NOTFOUND
    ]
    output.write("sitemap.xml", sitemap(pages, plan.town.url))
    output.write("robots.txt", f"User-agent: *\nAllow: /\nSitemap: {plan.town.url}sitemap.xml\n")
