"""A guide on the site: what the template of its page gets, and how other pages name it."""

from __future__ import annotations

from markupsafe import Markup

from tesuri.guides import texts_of_guide
from tesuri.markdown import links, texts
from tesuri.model import Block, BlockKind, Bring, Guide
from tesuri.routes import SITE, Edition, Kind, Route
from tesuri.site.views import View, Views, slot

SECTIONS_WITH_A_PLACE = ("steps", "proxy", "pay", "worries")
"""Sections of a guide that the template shows at a place of their own; the rest follows in order."""

RELATED = 4
"""Guides offered at the end of one."""


def guide_view(views: Views, guide: Guide) -> View:
    """What bodies/guide.html gets."""
    steps, proxy, worries = (guide.section(id) for id in ("steps", "proxy", "worries"))
    # The printed and scanned address is that of the server even in the edition for a USB stick.
    address = Edition().address(views.locale.tag, Route(Kind.GUIDE, guide.slug))
    return {
        "title_html": views.text(guide.title),
        "word_html": word_html(views, guide),
        "summary_html": views.text(guide.summary),
        "card": {
            "when_html": views.text(guide.deadline),
            "fee_html": views.text(guide.fee),
            "who_html": views.text(guide.who),
            "where_html": slot(f"@where:{guide.office}"),
        },
        "bring": [_item(views, bring) for bring in guide.bring],
        "steps_heading_html": _heading(views, steps),
        "steps": _steps(views, guide),
        "proxy": _section(views, proxy, 3) if proxy else None,
        "pay_html": slot(f"@pay:{guide.slug}") if guide.section("pay") else "",
        "forms_html": slot(f"@forms:{guide.slug}") if guide.forms else "",
        "worries_heading_html": _heading(views, worries),
        "worries": [_section(views, child, 4) for child in worries.children if child.text] if worries else [],
        "channels": [{"key": str(c), "href": guide.online if c == "online" else None} for c in guide.channels],
        "office_html": slot(f"@office:{guide.office}"),
        "branches_html": slot(f"@branches:{guide.slug}"),
        "sections": [
            _section(views, block, 3)
            for block in guide.body
            if block.kind is BlockKind.SECTION and block.id not in SECTIONS_WITH_A_PLACE
        ],
        "related": [guide_entry(views, other) for other in _related(views, guide)],
        "laws": [{"html": slot(id), "href": None} for id in guide.law],
        "sources": [],
        "check_html": slot(f"@check:{guide.slug}"),
        "translation_html": views.translation_state(texts_of_guide(guide)),
        "qr_svg": slot(f"@qr:{address}"),
        "address": SITE + address,
    }


def guide_entry(views: Views, guide: Guide) -> View:
    """A guide on a shelf."""
    return {
        "href": views.href(Route(Kind.GUIDE, guide.slug)),
        "title_html": views.text(guide.title),
        "word_html": word_html(views, guide),
        "summary_html": views.text(guide.summary),
    }


def word_html(views: Views, guide: Guide) -> Markup:
    """The office's word: in the reader's language, and in Japanese so that the sign can be found."""
    word = guide.word
    if word is None:
        return Markup("")
    translated = views.localizer.find(word)
    if views.locale.ruby or translated.fallback:
        return views.filled("word-brackets", word=views.text(word))
    japanese = views.filled("word-japanese", word=views.japanese(word))
    if translated.text == word.source:
        return japanese
    return views.filled("word-brackets", word=views.text(word)) + Markup(" ") + japanese


def _heading(views: Views, section: Block | None) -> Markup:
    return views.text(section.text) if section and section.text else Markup("")


def _section(views: Views, section: Block, level: int) -> View:
    html = Markup(views.html.blocks(section.children, level))
    return {"id": section.id, "heading_html": _heading(views, section), "html": html}


def _item(views: Views, bring: Bring) -> View:
    item = views.collection.items[bring.item]
    notes = (views.text(text) for text in (item.note, bring.note) if text is not None)
    return {"name_html": views.with_japanese(item.name), "note_html": Markup(" · ").join(notes)}


def _steps(views: Views, guide: Guide) -> list[View]:
    steps = []
    for number, item in enumerate(guide.steps, start=1):
        html = views.text(item.text) if item.text else Markup("")
        more = Markup(views.html.note(html) + views.html.blocks(item.children, 3))
        steps.append({"id": f"step-{number}", "number": number, "html": html, "more_html": more})
    return steps


def _related(views: Views, guide: Guide) -> list[Guide]:
    """Guides that this one's prose points to, then its neighbours on the shelf."""
    targets = (target.partition(":") for text in texts(guide.body) for target in links(text.source))
    linked = [slug for scheme, _, slug in targets if scheme == "guide"]
    guides = views.collection.guides
    shelf = [other.slug for other in guides.values() if other.topic == guide.topic]
    slugs = [slug for slug in dict.fromkeys([*linked, *shelf]) if slug != guide.slug and slug in guides]
    return [guides[slug] for slug in slugs[:RELATED]]
