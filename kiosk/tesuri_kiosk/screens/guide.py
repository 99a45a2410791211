"""A guide: what it is about at a glance, one step a screen, worries, the rest of its sections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tesuri.guides import fact_ids, texts_of_guide
from tesuri.markdown import walk
from tesuri.model import Block as Piece
from tesuri.model import BlockKind, Bring, Guide
from tesuri.speech.sentence import Part, Sentence
from tesuri_kiosk.book import Page
from tesuri_kiosk.screens.frame import Tile, screen
from tesuri_kiosk.state import Place, State
from tesuri_kiosk.view import Block, Progress, Role, Row, Said, View, Words


def summary(page: Page, state: State) -> View:
    """What, who, by when, how much, what to bring, where; then the ways further."""
    guide = _guide(page, state)
    office = page.office(guide.office)
    bring = tuple(_item(page, item) for item in guide.bring)
    rows: list[Block] = [
        Words(page.text(guide.summary)),
        Row(page.t("card-when"), (page.text(guide.deadline),)),
        Row(page.t("card-fee"), (page.text(guide.fee),)),
        *([Row(page.t("card-bring"), bring)] if bring else []),
        Row(page.t("card-where"), (page.name(office.name),)),
        Row(page.t("card-who"), (page.text(guide.who),)),
        *_states(page, guide),
    ]
    tiles: list[Tile] = [(page.t("kiosk-steps"), Place("step", guide.slug))] if guide.steps else []
    tiles += [
        (page.text(block.text), Place("section", guide.slug, index))
        for index, block in enumerate(guide.body)
        if block.kind is BlockKind.SECTION and block.id != "steps" and block.text is not None
    ]
    return screen(page, state, page.title(guide), blocks=rows, tiles=tiles, person=guide.office)


def step(page: Page, state: State) -> View:
    """One step, alone; Enter goes on, and after the last one to the end."""
    guide = _guide(page, state)
    at, steps = state.place.at, guide.steps
    block = steps[at]
    last = at + 1 == len(steps)
    return screen(
        page,
        state,
        page.step("kiosk-step", at + 1, len(steps)),
        blocks=[Progress(at + 1, len(steps)), Words(page.text(block.text)), *_blocks(page, block.children)],
        enter=Place("done", guide.slug) if last else Place("step", guide.slug, at + 1),
        person=guide.office,
        where=page.text(guide.title),
    )


def done(page: Page, state: State) -> View:
    """After the last step: what may still be on one's mind, and the end."""
    guide = _guide(page, state)
    tiles: list[Tile] = [
        (page.text(block.text), Place("section", guide.slug, index))
        for index, block in enumerate(guide.body)
        if block.id == "worries" and block.text is not None
    ]
    tiles += [
        (page.title(guide), Place("guide", guide.slug)),
        (page.t("kiosk-hint-start"), State.start),
        (page.t("kiosk-finish"), Place("farewell")),
    ]
    return screen(
        page,
        state,
        page.t("kiosk-steps-done"),
        blocks=[Words(page.t("kiosk-steps-done-help"))],
        tiles=tiles,
        person=guide.office,
        where=page.text(guide.title),
    )


def section(page: Page, state: State) -> View:
    """A section of a guide: why, who may go instead, worries."""
    guide = _guide(page, state)
    block = guide.body[state.place.at]
    return screen(
        page,
        state,
        page.text(block.text),
        blocks=_blocks(page, block.children),
        enter=Place("guide", guide.slug),
        person=guide.office,
        where=page.text(guide.title),
    )


def _guide(page: Page, state: State) -> Guide:
    return page.book.collection.guides[state.place.of]


def _item(page: Page, bring: Bring) -> Said:
    """Something to bring, with when it is needed: one sentence an item."""
    item = page.book.collection.items[bring.item]
    notes = [page.text(note) for note in (item.note, bring.note) if note is not None]
    mark = (Sentence((Part("・", ""),), page.locale.tag),)
    name = page.joined(mark, page.name(item.name), between="")
    return page.joined(name, *notes, between=" — " if not page.locale.ruby else "。")


def _states(page: Page, guide: Guide) -> Iterator[Words]:
    """What nobody has checked or reviewed says so, as on the site."""
    if (state := page.translation(texts_of_guide(guide))) is not None:
        yield Words(page.t(f"translation-{state}"), Role.QUIET)
    facts = [page.book.facts[id] for id in fact_ids(guide) if id in page.book.facts]
    if not facts or any(fact.check is None for fact in facts):
        yield Words(page.t("not-checked"), Role.QUIET)
    if page.book.town.invented:
        yield Words(page.t("invented-town"), Role.QUIET)


def _blocks(page: Page, blocks: Iterable[Piece]) -> Iterator[Block]:
    """Paragraphs, headings and lists as the kiosk shows them: one under another."""
    for block in walk(blocks):
        if block.text is None:
            continue
        said = page.text(block.text)
        if block.kind is BlockKind.SECTION:
            yield Words(said, Role.LABEL)
        elif block.kind is BlockKind.ITEM:
            yield Words(page.joined((Sentence((Part("・", ""),), page.locale.tag),), said, between=""))
        else:
            # A picture is its alternative text here: there is nothing that only a picture says.
            yield Words(said)
