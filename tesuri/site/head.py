"""What stands in a page's head for machines: security policy, alternates, JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape

from tesuri.model import Guide, Locale, Text
from tesuri.routes import ROOT, SITE, Edition, Kind, Route
from tesuri.site.views import Views
from tesuri.slots import TOWN_NAME, Context, Slot

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
"""No inline script or style, nothing evaluated, nothing from another host; data: is Material's icons in its styles."""

OFFLINE_POLICY = {
    "default-src": "'none'",
    "script-src": "'self' file:",
    "style-src": "'self' file:",
    "img-src": "'self' file: data:",
    "base-uri": "'none'",
    "form-action": "'self' file:",
}
"""For pages opened as files: browsers differ in whether 'self' means anything there."""

HEADER_ONLY = {"frame-ancestors": "'none'"}
"""Ignored in a meta element, so only in the header file."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
}


def policy(directives: dict[str, str]) -> str:
    """A content security policy as one line."""
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def headers_file() -> str:
    """The headers for the web server, in the form that Netlify and Cloudflare Pages read and others can copy."""
    lines = [f"Content-Security-Policy: {policy({**POLICY, **HEADER_ONLY})}"]
    lines += [f"{name}: {value}" for name, value in HEADERS.items()]
    immutable = "/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n"
    return "/*\n" + "".join(f"  {line}\n" for line in lines) + immutable


def head_html(views: Views, route: Route, tags: Sequence[str], default: str) -> str:
    """Policy, canonical address, alternates, manifest and JSON-LD of a page.

    ``tags``: the locales of the site; ``default``: the one for readers of none of them.
    """
    edition, tag = views.edition, views.locale.tag
    parts = [
        f'<meta http-equiv="Content-Security-Policy" content="{policy(OFFLINE_POLICY if edition.offline else POLICY)}">'
    ]
    parts.append('<meta name="referrer" content="no-referrer">')
    if route.kind is Kind.NOTFOUND:
        parts.append('<meta name="robots" content="noindex">')
        return "\n".join(parts)
    if not edition.offline:
        parts.append(f'<link rel="canonical" href="{_url(tag, route)}">')
        alternates = [*((other, other) for other in tags), ("x-default", default)]
        parts += (f'<link rel="alternate" hreflang="{name}" href="{_url(other, route)}">' for name, other in alternates)
        parts.append(f'<link rel="manifest" href="{ROOT}{tag}/manifest.webmanifest">')
    if route.kind is Kind.GUIDE:
        parts.append(_json_ld(views, views.collection.guides[route.slug], route))
    return "\n".join(parts)


def _url(tag: str, route: Route) -> str:
    """The address on the server, in the edition for a USB stick too."""
    return SITE + Edition().address(tag, route)


def _json_ld(views: Views, guide: Guide, route: Route) -> str:
    """schema.org: the service with its counter, and its steps as HowTo."""
    writer = views.html

    def words(text: Text) -> str:
        return writer.plain(text, Context.JSON)

    def slot(name: str) -> str:
        return str(Slot(Context.JSON, name))

    how_to = {
        "@type": "HowTo",
        "name": words(guide.title),
        "step": [{"@type": "HowToStep", "text": words(step.text)} for step in guide.steps if step.text],
        "supply": [
            {"@type": "HowToSupply", "name": words(views.collection.items[bring.item].name)} for bring in guide.bring
        ],
    }
    service = {
        "@type": "GovernmentService",
        "name": words(guide.word or guide.title),
        "description": words(guide.summary),
        "url": _url(views.locale.tag, route),
        "serviceOperator": {"@type": "GovernmentOrganization", "name": slot(TOWN_NAME)},
        "areaServed": slot(TOWN_NAME),
        "availableChannel": {
            "@type": "ServiceChannel",
            "servicePhone": {"@type": "ContactPoint", "telephone": slot(f"@office-phone:{guide.office}")},
            "serviceLocation": {
                "@type": "Place",
                "name": slot(f"@office-name:{guide.office}"),
                "address": slot(f"@office-address:{guide.office}"),
            },
        },
    }
    graph = [service] if guide.topic == "safety" else [service, how_to]
    data = {"@context": "https://schema.org", "inLanguage": views.locale.tag, "@graph": graph}
    # Texts are escaped for JSON already: write them as they are between quotes of our own.
    return f'<script type="application/ld+json">{_dump(data)}</script>'


def _dump(value: object) -> str:
    """JSON around strings that are JSON-escaped already."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{_dump(child)}" for key, child in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_dump, value)) + "]"
    return f'"{value}"'


def manifest(name: str, short_name: str, locale: Locale, icons: dict[str, str]) -> str:
    """A web app manifest: the locale's home page, installable."""
    return json.dumps(
        {
            "name": name,
            "short_name": short_name,
            "lang": locale.tag,
            "dir": str(locale.direction),
            "start_url": "./",
            "scope": "../",
            "display": "minimal-ui",
            "background_color": "#ffffff",
            "theme_color": "#0017c1",
            "icons": [
                {"src": f"../{address}", "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any maskable"}
                for size, address in icons.items()
            ],
        },
        ensure_ascii=False,
        indent=1,
    )


def sitemap(addresses: Iterable[list[tuple[str, str]]], base: str) -> str:
    """A sitemap: for each page its (tag, address) in every locale, as alternates of one another."""
    entries: list[str] = []
    for page in addresses:
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{tag}" href="{escape(base + address)}"/>' for tag, address in page
        )
        entries.extend(f"<url><loc>{escape(base + address)}</loc>{links}</url>\n" for _, address in page)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n' + "".join(entries) + "</urlset>\n"
    )
