"""The shell: mkdocs renders its theme once per locale and kind of page, with slots where a page's own parts go.

Material's templates make 100 to 300 pages a second and grow with the navigation; filling a shell makes many
thousands. What mkdocs renders for an author's ``mkdocs build`` is the same template with the same slots.
"""

from __future__ import annotations

import logging
import logging.handlers
import sys
import traceback
from collections.abc import Mapping, MutableMapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

import jinja2
import yaml
from jinja2.debug import rewrite_traceback_stack as jinja_traceback
from markupsafe import Markup

from tesuri.model import Collection
from tesuri.routes import ROOT, Kind, Route
from tesuri.site.assets import Asset
from tesuri.site.views import Views, slot
from tesuri.slots import TOWN_NAME, Context

SLOTS = tuple(str(slot(f"@shell-{part}")) for part in ("head", "body", "title", "description", "languages"))
"""Slots of the shell that the build fills page by page."""


class ThemeError(Exception):
    """mkdocs.yml or a template cannot be used; its text is one line with the place."""


class Templates(jinja2.Environment):
    """Templates whose faults are told like those of content: path, line and what is wrong."""

    def __init__(self, root: Path, folders: Sequence[str | Path], *, autoescape: bool) -> None:
        super().__init__(
            loader=jinja2.FileSystemLoader(folders), autoescape=autoescape, undefined=jinja2.StrictUndefined
        )
        self._root = root

    def get_template(
        self, name: str | jinja2.Template, parent: str | None = None, globals: MutableMapping[str, Any] | None = None
    ) -> jinja2.Template:
        """A template by its name; ThemeError where there is none or it cannot be compiled."""
        try:
            return super().get_template(name, parent, globals)
        except jinja2.TemplateNotFound:
            raise ThemeError(f"no template site_overrides/{name}") from None
        except (OSError, UnicodeDecodeError) as error:
            raise ThemeError(f"site_overrides/{name}: cannot be read: {error}") from None

    def handle_exception(self, source: str | None = None) -> NoReturn:
        """What jinja calls for all that goes wrong in a template; what is no fault of its author stays ours."""
        error = sys.exc_info()[1]
        if isinstance(error, jinja2.TemplateSyntaxError):
            raise ThemeError(f"{self._place(error.filename, error.lineno)}: {error.message}") from None
        if isinstance(error, (jinja2.TemplateError, LookupError)):
            frames = traceback.extract_tb(jinja_traceback(source).__traceback__)
            frame = next((f for f in reversed(frames) if f.filename.endswith(".html")), None)
            place = self._place(frame.filename, frame.lineno) if frame else "a template"
            raise ThemeError(f"{place}: {error}") from None
        super().handle_exception(source)

    def _place(self, filename: str | None, line: int | None) -> str:
        path = Path(filename or "a template")
        shown = path.relative_to(self._root) if path.is_relative_to(self._root) else path
        return f"{shown.as_posix()}:{line}"


@lru_cache(maxsize=8)
def theme_environment(root: Path) -> Templates:
    """The templates of the theme that mkdocs.yml names, custom_dir included; ThemeError when mkdocs refuses it."""
    from mkdocs.config.base import load_config  # 0.2 s: only what renders shells pays for mkdocs
    from mkdocs.exceptions import Abort, MkDocsException

    heard = logging.handlers.BufferingHandler(100)
    logger = logging.getLogger("mkdocs")
    logger.addHandler(heard)
    logger.propagate = False
    try:
        folders = load_config(str(root / "mkdocs.yml"), plugins=[]).theme.dirs
    except (MkDocsException, yaml.YAMLError, ValueError, TypeError, AttributeError, LookupError) as error:
        # mkdocs trusts its file: what is no mapping or has a wrong type ends in all kinds of exceptions.
        told = [record.getMessage() for record in heard.buffer if record.levelno >= logging.ERROR]
        why = " ".join((*told, *(() if isinstance(error, Abort) else (str(error),))))
        raise ThemeError(f"mkdocs.yml: mkdocs refuses it: {' '.join(why.split())}") from None
    finally:
        logger.removeHandler(heard)
    return Templates(root, folders, autoescape=False)


@lru_cache(maxsize=8)
def body_environment(root: Path) -> Templates:
    """Templates of page bodies; autoescaped, since their values are plain text unless marked as HTML."""
    return Templates(root, [root / "site_overrides"], autoescape=True)


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
        if key not in assets:
            raise ThemeError(f"no file site_overrides/assets/{name}, which a template names")
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
