"""The shell: mkdocs renders its theme once per locale and kind of page, with slots where a page's own parts go.

Material's templates make 100 to 300 pages a second and grow with the navigation; filling a shell makes many
thousands. What mkdocs renders for an author's ``mkdocs build`` is the same template with the same slots.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import jinja2
import yaml
from markupsafe import Markup

from tesuri.model import Collection
from tesuri.site.assets import Asset
from tesuri.site.routes import ROOT, Kind, Route
from tesuri.site.views import Views, slot
from tesuri.slots import TOWN_NAME, Context

SLOTS = tuple(str(slot(f"@shell-{part}")) for part in ("head", "body", "title", "description", "languages"))
"""Slots of the shell that the build fills page by page."""


class ThemeError(Exception):
    """mkdocs.yml names no theme that can be used."""


@lru_cache(maxsize=8)
def theme_environment(root: Path) -> jinja2.Environment:
    """The template environment of the theme that mkdocs.yml names, custom_dir included."""
    from mkdocs.config.base import load_config  # 0.2 s: only what renders shells pays for mkdocs
    from mkdocs.exceptions import MkDocsException

    logging.getLogger("mkdocs").setLevel(logging.ERROR)
    try:
        config = load_config(str(root / "mkdocs.yml"), plugins=[])
    except (MkDocsException, yaml.YAMLError) as error:
        # mkdocs has told the details on stderr; Abort is its word for a configuration that it refuses.
        raise ThemeError(f"mkdocs.yml: mkdocs refuses it: {error}") from None
    environment: jinja2.Environment = config.theme.get_env()
    return environment


@lru_cache(maxsize=8)
def body_environment(root: Path) -> jinja2.Environment:
    """Templates of page bodies; autoescaped, since their values are plain text unless marked as HTML."""
    loader = jinja2.FileSystemLoader(root / "site_overrides")
    return jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)


def compile_bodies(root: Path) -> None:
    """Compile every body template, for processes that are about to fork."""
    environment = body_environment(root)
    for name in environment.list_templates(filter_func=lambda name: name.startswith(("bodies/", "parts/"))):
        environment.get_template(name)


def shell_variables(views: Views, kind: Kind, assets: Mapping[str, Asset]) -> dict[str, object]:
    """What main.html gets: the locale's words and addresses, and slots for the rest."""
    collection: Collection = views.collection

    def asset(name: str) -> str:
        key = f"words-{views.locale.tag}.js" if name == "words.js" else name
        return f"{ROOT}{assets[key].address}"

    def link(route: Route) -> str:
        return views.href(route)

    return {
        "t": views.t,
        "plain": views.plain,
        "site_name": views.t("site-name"),
        "lang": views.locale.tag,
        "dir": str(views.locale.direction),
        "kind": str(kind),
        "root": Markup(ROOT),
        "home": link(Route(Kind.HOME)),
        "asset": asset,
        "links": {
            **{str(k): link(Route(k)) for k in (Kind.PEOPLE, Kind.SEARCH, Kind.WORDS, Kind.LANGUAGES)},
            **{slug: link(Route(Kind.PAGE, slug)) for slug in collection.pages},
        },
        "notice_html": slot("@notice"),
        "person_html": slot("@person"),
        "phone_html": slot("@phone"),
        "invented_html": slot("@invented"),
        "offline_index": f"{ROOT}search/{views.locale.tag}.js" if views.edition.offline else "",
        "town_name": slot(TOWN_NAME, Context.TEXT),
    }


def page_variables(head: str, body: str, title: str, description: str, languages: str) -> dict[str, Markup]:
    """The parts of a page that differ from its neighbours'."""
    return {
        "head_html": Markup(head),
        "body_html": Markup(body),
        "page_title": Markup(title),
        "page_description": Markup(description),
        "language_html": Markup(languages),
    }


def shell(environment: jinja2.Environment, views: Views, kind: Kind, assets: Mapping[str, Asset]) -> str:
    """The theme's page for one locale and kind, with slots for everything that differs from page to page."""
    parts = page_variables(*SLOTS)
    return environment.get_template("main.html").render({**shell_variables(views, kind, assets), **parts})
