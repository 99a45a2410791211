"""The main screens as they are seen, as text; ``TESURI_UPDATE=1`` writes them anew after a change that was meant."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tesuri_kiosk import screens
from tesuri_kiosk.layout import Fit, lay_out
from tesuri_kiosk.setting import Setter
from tesuri_kiosk.state import Place, State

from tests.kiosk_fakes import at, real_book, row_text

FOLDER = Path(__file__).resolve().parent / "kiosk_frames"
PLACES = (
    Place("languages"),
    Place("home"),
    Place("group", "procedures"),
    Place("guide", "moving-in"),
    Place("step", "moving-in"),
    Place("person", "residents"),
    Place("search"),
    Place("settings"),
    Place("still-there"),
    Place("farewell"),
)


def seen(view, size):
    """The screen before anything is scrolled, row by row, at exactly its size."""
    frame = lay_out(view, Fit(*size), Setter())
    body = [*frame.body, *[None] * frame.height][: frame.body_height]
    rows = [*frame.head, *body, *frame.foot]
    assert len(rows) == frame.height
    return [row_text(row, frame.columns) if row is not None else "" for row in rows]


@pytest.mark.parametrize("size", [(80, 24), (40, 15), (20, 10)])
@pytest.mark.parametrize("locale", ["ja", "en", "ne"])
def test_the_main_screens_look_as_they_did(locale, size):
    columns, rows = size
    parts = []
    for state in (State(locale), *(at(place, locale=locale) for place in PLACES)):
        place = state.place
        name = " ".join(filter(None, (place.room, place.of)))
        parts.append(f"=== {name} {'=' * max(0, columns - len(name) - 5)}")
        parts += seen(screens.view(real_book(), state), size)
    text = "\n".join(parts) + "\n"
    path = FOLDER / f"{locale}-{columns}x{rows}.txt"
    if os.environ.get("TESURI_UPDATE") == "1":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), f"{path.name} differs; TESURI_UPDATE=1 writes it anew"
