"""The app itself at work, without a screen: keys go in, what it paints and what it gives the speaker is read."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rich.segment import Segment

from tesuri.speech.speaker import MIDDLE
from tesuri_kiosk.app import Kiosk
from tesuri_kiosk.conformance_stage import ForgettingPen, Stage
from tesuri_kiosk.conformance_walk import STAFF
from tesuri_kiosk.press import follow
from tesuri_kiosk.state import ATTRACT, Place, State

PAD = ("5", "0", ".", "9", "1", "right", "down", "left", "up", "enter", "+", "-", "*", "/", "/")
"""Every kind of key of the pad, in an order in which each does something."""
LEAST_SECONDS = 20
"""Time to answer the question whether somebody is there (WCAG 2.2.1)."""
TIMES = 10
_INK = frozenset("█▀▄ ")


async def tour(stage: Stage, ways: Sequence[tuple[tuple[str, ...], Place]]) -> int:
    """Real presses along a walk: the same screens are reached, painted and said; the cells that were read."""
    cells = 0
    for keys, place in ways:
        for key in keys:
            await stage.press(key)
            if stage.app.state.place == ATTRACT:
                continue
            new = [said for said in stage.speaker.said() if said == stage.script()]
            if key != "enter" and not new:
                stage.fault("2", "not all of a new screen is given to the speaker")
            count, wrong = painted(stage.app)
            cells += count
            for what in wrong:
                stage.fault("2", what)
        stage.expect(stage.app.state.place == place, "1", f"the app is not at {place.room} where the walk is")
    return cells


def painted(app: Kiosk) -> tuple[int, list[str]]:
    """How many cells with letters the sheet paints, and where they differ from the frame."""
    sheet, frame = app._sheet, app._sheet.frame
    wrong: list[str] = []
    cells = 0
    drawn: Counter[int] = Counter()
    there: Counter[int] = Counter()
    tall: dict[int, int] = {}
    for y in range(frame.height):
        row, _ = sheet._row(y)
        segments = list(sheet.render_line(y))
        text = "".join(segment.text for segment in segments if not segment.control)
        cells += len("".join(text.split()))
        if "".join(text.split()) != "".join("".join(run.text for run in row.runs).split()):
            wrong.append(f"row {y} is painted otherwise than it was laid out")
        for piece in row.pieces:
            there[id(piece.picture)] += 1
            tall[id(piece.picture)] = piece.picture.rows
            drawn[id(piece.picture)] += sheet._picture(piece, y, frame.columns) is not None
    # A row of a picture may be empty, above letters without furigana; all of its rows may not.
    if any(there[picture] >= rows and not drawn[picture] for picture, rows in tall.items()):
        wrong.append("a picture is not painted")
    return cells, wrong


async def hearing(stage: Stage) -> int:
    """Rows 4, 5, 6, 9, 10: silence until it is asked for, then all is said, shown as it is said, and cut at once."""
    app, speaker = stage.app, stage.speaker
    stage.expect(not speaker.said(), "10", "the waiting screen speaks by itself")
    await stage.press("enter")
    stage.expect(not speaker.said(), "9", "something is spoken that nobody has asked for")
    await stage.press("*")
    stage.expect(speaker.said() == [stage.script()], "5", "* does not say the screen again")
    await stage.press("/")
    stage.expect(app.state.voice, "1", "/ does not bring up speech")
    await stage.press("9")
    stage.expect(speaker.said() == [stage.script()], "1", "a new screen is not said")
    for at, sentence in enumerate(utterance.shown for utterance in app.script):
        speaker.begun(at)
        await stage.pilot.pause()
        lit = "".join(text for text in _lit(app) if not set(text) <= _INK)
        begin = "".join(sentence.shown.split())[:3]
        if begin and begin not in "".join(lit.split()):
            stage.fault("4", f"“{sentence.shown}” is not highlighted while it is said")
    for key in PAD:
        before = app.state
        await stage.press(key)
        first = speaker.told[:1]
        stage.expect(bool(first) and first[0][0] == "stop", "6", f"the key {key} does not cut speech first")
        stage.expect(not first or first[0][2] == before, "6", f"the key {key} changes the screen before speech is cut")
    stage.expect(app.state.voice and bool(speaker.said()), "5", "/ does not bring speech back")
    await stage.press("/")
    stage.expect(not app.state.voice and not speaker.said(), "5", "/ does not end speech")
    await stage.press("9", "right", "1", "0")
    stage.expect(not speaker.said(), "9", "something is spoken after speech was turned off")
    return len(app.script) + len(PAD)


async def choosing(stage: Stage) -> None:
    """Rows 4 and 18: the chosen tile is said, and differs in colour and in something else."""
    app = stage.app
    await stage.press("/", "9", "right")
    tile = [utterance.spoken for utterance in app.shown.choices[0].script()]
    stage.expect(app.state.focus == 0 and stage.speaker.said() == [tile], "4", "the chosen tile is not said")
    await stage.press("/")
    await stage.press("enter", "9")
    before = [list(_shapes(app._sheet.render_line(y))) for y in range(app._sheet.frame.height)]
    colours = [list(app._sheet.render_line(y)) for y in range(app._sheet.frame.height)]
    await stage.press("right")
    after = [list(_shapes(app._sheet.render_line(y))) for y in range(app._sheet.frame.height)]
    painted_anew = [list(app._sheet.render_line(y)) for y in range(app._sheet.frame.height)]
    stage.expect(colours != painted_anew, "18", "the chosen tile cannot be told from the others")
    cells = [pair for old, new in zip(before, after, strict=True) for pair in zip(old, new, strict=False)]
    stage.expect(
        any(old[0] != new[0] or new[1] - old[1] for old, new in cells),
        "18",
        "the chosen tile differs from the others in colour alone",
    )


async def staff(stage: Stage) -> None:
    """The staff's keys lead to the staff's screen, from the waiting screen and from within."""
    for begin in ((), ("9", "1")):
        await stage.press(*begin, *stage.app.rig.settings.staff_keys)
        stage.expect(stage.app.state.place == STAFF, "1", "the staff's keys do not lead to their screen")


async def waiting(stage: Stage) -> float:
    """Row 20: the timer stands still while speech runs, asks aloud, leaves time, as often as one likes; its seconds."""
    app, speaker = stage.app, stage.speaker
    place = Place("home")

    def asked() -> bool:
        return app.shown.place.room == "still-there"

    await stage.press("/", "9")
    await stage.tick(asked, 2.0, 200)
    stage.expect(not asked(), "20", "the question comes while speech runs")
    await _silence(stage)
    for _ in range(TIMES + 2):
        speaker.told.clear()
        await stage.tick(asked)
        stage.expect(asked(), "20", "nobody is asked before the wipe")
        stage.expect(speaker.said() == [stage.script()], "20", "the question is not spoken")
        await stage.tick(lambda: app.state.place == ATTRACT, 2.0, 60)
        stage.expect(app.state.place == place, "20", "the wipe comes while the question is being said")
        await _silence(stage)
        await stage.tick(lambda: app.state.place == ATTRACT, 1.0, LEAST_SECONDS - 1)
        stage.expect(app.state.place == place, "20", f"less than {LEAST_SECONDS} seconds are left to answer")
        await stage.press("5")
        stage.expect(app.state.place == place and not asked(), "20", "a key does not answer the question")
        await _silence(stage)
    await stage.tick(asked)
    await _silence(stage)
    least = await stage.tick(lambda: app.state.place == ATTRACT)
    stage.expect(app.state.place == ATTRACT, "23", "nothing is wiped after the question")
    return least


async def wiping(stage: Stage, settings: tuple[str, ...], search: tuple[str, ...]) -> int:
    """Rows 13 and 23: after the wipe all is as for a new visitor, and what was typed is nowhere in memory."""
    app, speaker = stage.app, stage.speaker
    await stage.press(*settings)
    for _ in range(2):
        for digit in _raising(app):
            await stage.press(digit)
    changed = app.state
    wanted = (changed.volume > MIDDLE, changed.rate > MIDDLE, changed.size > 0)
    stage.expect(all(wanted), "11", "volume, speed and letters cannot all be raised by the pad")
    await stage.press("9", *search[2:], "right", *["enter"] * 7)
    typed = list(app.state.query)
    stage.expect(len(typed) > 4, "1", "nothing could be typed")
    await _silence(stage)
    await stage.tick(lambda: app.state.place == ATTRACT, 2.0)
    await _silence(stage)
    await stage.tick(lambda: app.state.place == ATTRACT, 2.0)
    rig = app.rig
    speech, light = rig.settings.speech == "always", rig.settings.theme == "light"
    fresh = State(rig.locale, voice=speech, light=light)
    stage.expect(app.state == fresh, "23", "something of a visitor stays after the wipe")
    told = [(what, detail) for what, detail, _ in speaker.told if what != "say"]
    stage.expect(("volume", MIDDLE) in told, "13", "the volume does not go back after a visitor")
    stage.expect(("rate", MIDDLE) in told, "23", "the speed does not go back after a visitor")
    if isinstance(rig.setter.pen, ForgettingPen):
        stage.expect(rig.setter.pen.forgotten > 0, "23", "drawn letters stay in memory after the wipe")
    speaker.told.clear()
    speaker.begun = lambda at: None
    await stage.pilot.pause()
    searched, kept = _in_memory("".join(typed)) if typed else (0, 0)
    stage.expect(not kept, "23", f"what was typed is still in memory after the wipe, {kept} times")
    return searched


async def _silence(stage: Stage) -> None:
    """What was being said is over."""
    stage.speaker.begun(None)
    await stage.pilot.pause()


def _raising(app: Kiosk) -> list[str]:
    """Digits on the screen of settings that raise volume, speed or letters, or change the colours."""

    def higher(after: State) -> bool:
        now = app.state
        return (after.volume, after.rate, after.size, after.light) > (now.volume, now.rate, now.size, now.light)

    return [choice.digit for choice in app.shown.choices if higher(follow(app.state, choice.target))]


def _lit(app: Kiosk) -> Iterator[str]:
    """Texts in the colours of what is being said."""
    style = app._sheet._inks["spoken"][2]
    for y in range(app._sheet.frame.height):
        yield from (segment.text for segment in app._sheet.render_line(y) if segment.style == style)


def _shapes(segments: Iterable[Segment]) -> Iterator[tuple[str, frozenset[str]]]:
    """Cells without their colours: letters, and what makes them stand out."""
    for segment in segments:
        style = segment.style
        looks = frozenset(name for name in ("bold", "underline", "reverse") if style and getattr(style, name))
        yield from ((character, looks) for character in segment.text if not segment.control)


def _in_memory(secret: str) -> tuple[int, int]:
    """How many objects of this process were looked at, and how many texts in them hold the secret."""
    gc.collect()
    objects = gc.get_objects()
    kept: set[int] = set()
    for found in objects:
        if found is objects:
            continue
        for inner in gc.get_referents(found):
            if type(inner) is str and secret in inner and inner is not secret:
                kept.add(id(inner))
    return len(objects), len(kept)
