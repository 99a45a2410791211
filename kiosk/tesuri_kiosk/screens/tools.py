"""Help and settings: what the keys do; voice, letters and colours, each change heard and seen at once."""

from __future__ import annotations

import dataclasses

from tesuri.speech.speaker import RATES, VOLUMES, Channel
from tesuri_kiosk.book import Page
from tesuri_kiosk.screens.frame import Tile, screen
from tesuri_kiosk.state import State
from tesuri_kiosk.view import Block, Role, Row, View, Words


def help(page: Page, state: State) -> View:
    """How to use the kiosk, and that nothing can be broken."""
    texts = ("kiosk-help-tiles", "kiosk-help-safe", "kiosk-help-privacy", "kiosk-help-idle")
    keys = screen(page, state, ()).keys
    blocks = [*(Words(page.t(key)) for key in texts), Words(page.t("kiosk-help-keys"), Role.LABEL)]
    return screen(page, state, page.t("kiosk-help"), blocks=[*blocks, *(Words(key.said) for key in keys)])


def settings(page: Page, state: State) -> View:
    """Steps of volume, speed and letters, and the colours; where the steps stand is said first."""
    machine = page.book.machine
    tiles: list[Tile] = []
    blocks: list[Block] = []
    if not machine.silent_because:
        blocks.append(Words(page.step("kiosk-volume", state.volume + 1, len(VOLUMES))))
        blocks.append(Words(page.step("kiosk-speed", state.rate + 1, len(RATES))))
        tiles += [
            (page.t("kiosk-set-louder"), lambda s: _replaced(s, volume=min(s.volume + 1, len(VOLUMES) - 1))),
            (page.t("kiosk-set-quieter"), lambda s: _replaced(s, volume=max(s.volume - 1, 0))),
            (page.t("kiosk-set-faster"), lambda s: _replaced(s, rate=min(s.rate + 1, len(RATES) - 1))),
            (page.t("kiosk-set-slower"), lambda s: _replaced(s, rate=max(s.rate - 1, 0))),
        ]
    if machine.sizes > 1:
        blocks.append(Words(page.step("kiosk-size", state.size + 1, machine.sizes)))
        tiles += [
            (page.t("kiosk-set-bigger"), lambda s: _replaced(s, size=min(s.size + 1, machine.sizes - 1))),
            (page.t("kiosk-set-smaller"), lambda s: _replaced(s, size=max(s.size - 1, 0))),
        ]
    else:
        blocks.append(Words(page.t("kiosk-size-fixed")))
    colours = "kiosk-set-dark" if state.light else "kiosk-set-light"
    tiles.append((page.t(colours), lambda s: _replaced(s, light=not s.light)))
    voice = machine.voices(page.locale.tag)
    if not machine.silent_because and voice.channel is not Channel.NONE:
        if voice.poor:
            blocks.append(Words(page.t("kiosk-voice-poor"), Role.QUIET))
        if voice.credit:
            credit = page.words(voice.credit, locale="en")
            blocks.append(Row(page.t("kiosk-voice-credit"), (credit,)))
    return screen(page, state, page.t("kiosk-settings"), blocks=blocks, tiles=tiles)


def _replaced(state: State, **changes: int | bool) -> State:
    return dataclasses.replace(state, **changes)  # type: ignore[arg-type]
