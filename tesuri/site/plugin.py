"""The mkdocs plugin: ``mkdocs build`` and ``mkdocs serve`` show one locale of one town, for authors.

It gives mkdocs one generated file a page and puts our finished body into the theme's template, so what an
author sees is what ``tesuri build`` makes. The environment variable TESURI_LOCALE chooses the locale (default
ja), TESURI_TOWN the town (default: the first).
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import cast

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from tesuri.check import check
from tesuri.load import load
from tesuri.load.towns import JAPAN
from tesuri.model import SOURCE_LOCALE
from tesuri.problem import has_errors
from tesuri.routes import ROOT, Route, routes
from tesuri.site.build import BuildOptions, PageMaker, plan_town
from tesuri.site.shell import ThemeError


class NoOptions(Config):  # type: ignore[no-untyped-call]
    """The plugin has nothing to set in mkdocs.yml: what there is to choose, an author chooses from run to run."""


class TesuriPlugin(BasePlugin[NoOptions]):  # type: ignore[no-untyped-call]
    """Pages of one locale through mkdocs' own pipeline."""

    def on_config(self, config: MkDocsConfig) -> None:
        """Without the pages that the theme would render by itself: its 404 knows nothing of our variables."""
        config.theme.static_templates.clear()

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """One generated file a page in place of the Markdown below content/."""
        root = Path(config.config_file_path or ".").resolve().parent
        now = dt.datetime.now(JAPAN)
        collection, problems = load(root)
        problems = check(collection, problems, now.date())
        if has_errors(problems):
            raise PluginError("\n" + "\n".join(problem.as_text() for problem in problems))
        tag = os.environ.get("TESURI_LOCALE", SOURCE_LOCALE)
        town = os.environ.get("TESURI_TOWN", next(iter(collection.towns)))
        if tag not in collection.locales or town not in collection.towns:
            raise PluginError(f"TESURI_LOCALE={tag} or TESURI_TOWN={town} is not known")
        options = BuildOptions(Path(config.site_dir), (tag,), (town,), now)
        plan = plan_town(collection, collection.towns[town], options)
        self._maker = PageMaker(plan, tag)
        self._routes = {}
        found = Files([])
        for asset in plan.assets.values():
            found.append(File.generated(config, asset.address, content=asset.data))
        for route in routes(collection, plan.town):
            file = File.generated(config, f"{tag}/{route.path or 'index'}.md", content="")
            self._routes[file.src_uri] = route
            found.append(file)
        return found

    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """The same variables as our own shells get, with this page's parts in place of slots."""
        try:
            variables = self._maker.variables(self._route(page))
        except ThemeError as error:
            raise PluginError(str(error)) from None
        # mkdocs types its own variables only; templates may have more.
        return cast(TemplateContext, {**context, **variables})

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Facts and the town's blocks, last of all."""
        prefix = "../" * page.file.dest_uri.count("/")
        return self._maker.stamp(output).replace(ROOT, prefix)

    def _route(self, page: Page) -> Route:
        return self._routes[page.file.src_uri]
