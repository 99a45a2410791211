"""The report of a conformance run, in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from tesuri.speech.speaker import RATES, VOLUMES, Channel
from tesuri_kiosk import fit
from tesuri_kiosk.conformance_app import LEAST_SECONDS, PAD, TIMES
from tesuri_kiosk.conformance_rows import ON_SITE, REQUIREMENTS, Requirement, Result
from tesuri_kiosk.conformance_style import ENOUGH
from tesuri_kiosk.conformance_walk import Found, written

if TYPE_CHECKING:
    from tesuri_kiosk.conformance_run import Product, Run, Tally

Evidence = Callable[["Run"], str]


def markdown(product: Product, run: Run) -> str:
    """The whole report."""
    town = product.collection.towns[product.town].name.source
    date = product.content_date.isoformat() if product.content_date else "unknown"
    parts = [
        "# Conformance of the kiosk: the product's own test run",
        f"Tesuri {product.version or 'of this working tree'}, content of {date}, town {town}, "
        f"{len(run.tallies)} languages. The requirements are those of EN 301 549 V3.2.1 (closed functionality), US "
        "Section 508 and WCAG 2.2 on which this kiosk is built. This is a run of the product's own tests by the "
        "product itself, on the machine it ran on: **it certifies nothing**, and replaces neither the installation "
        "checklist below nor a test by people who need what it is about.",
        _verdict(run),
        "## Requirements",
        "\n".join(_table(run)),
        "## Installation checklist",
        "\n".join(f"- [ ] {number}: {words}" for number, words in ON_SITE),
        "## Languages",
        "\n".join(_languages(run.tallies)),
        "## Faults",
        "\n".join(_faults(run)) or "None was found.",
    ]
    return "\n\n".join(parts) + "\n"


def _verdict(run: Run) -> str:
    without = _without_voice(run)
    found = f"{run.faults} faults were found; they are listed at the end." if run.faults else "No fault was found."
    if not without:
        return found
    return f"{found} Without a voice on this machine, and so not met in them: {', '.join(without)}."


# --- the table ---


def _table(run: Run) -> Iterator[str]:
    yield "| # | requirement | clause | how | result | evidence |"
    yield "|---|---|---|---|---|---|"
    for row in REQUIREMENTS:
        result = _result(row, run)
        yield f"| {row.number} | {row.words} | {row.clause} | {row.how} | {result} | {_evidence(row, run)} |"


def _result(row: Requirement, run: Run) -> str:
    faults = list(_of(row.number, run))
    if not row.software:
        return Result.SITE
    if row.number == "15":
        return Result.NOT_HERE
    if faults:
        tags = sorted({locale for locale, _ in faults})
        return f"{Result.NOT_MET} ({', '.join(tags)})"
    silent = _without_voice(run)
    if row.number in ("1", "2") and silent:
        whole = len(silent) == len(run.tallies)
        return Result.NOT_MET if whole else f"{Result.MET}; {Result.NOT_MET} in {', '.join(silent)}"
    if row.number == "5":
        return Result.PARTLY
    return f"{Result.MET}; {Result.SITE}" if row.site else Result.MET


def _evidence(row: Requirement, run: Run) -> str:
    words = _EVIDENCE[row.number](run)
    faults = sum(1 for _ in _of(row.number, run))
    return f"{faults} faults, see below. Tested: {words}" if faults else words


def _sum(run: Run, name: str) -> str:
    return f"{sum(getattr(tally, name) for tally in run.tallies):,}"


def _walked(run: Run) -> str:
    longest = max((tally.longest for tally in run.tallies), key=len, default="")
    silent = _without_voice(run)
    return (
        f"{_sum(run, 'screens')} screens in {len(run.tallies)} languages reached from the waiting screen by the number "
        f"pad alone, {_sum(run, 'presses')} presses tried: every guide, step, section, office, line, word and setting; "
        f"from each 0 leads to a person with a number, 9 to the start, the point back; at most eight digits; the keys "
        f"told are those that work. Longest way: `{longest}`."
        + (f" No voice at all in {', '.join(silent)}." if silent else "")
    )


def _spoken(run: Run) -> str:
    silent = _without_voice(run)
    return (
        f"{_sum(run, 'frames')} layouts (20×10, 40×15 and 80×24 cells, with and without drawn letters, open and closed "
        f"hours) read back from their cells and pictures: each says what its script says. {_sum(run, 'sentences')} "
        f"sentences, {_sum(run, 'tokens')} words and numbers of them held against what is uttered; "
        f"{run.counts['cells']:,} cells read from the running app. Not read aloud: the address inside a QR code."
        + (f" Nothing is heard in {', '.join(silent)}." if silent else "")
    )


def _poor(run: Run) -> str:
    poor = [tally.locale for tally in run.tallies if tally.voice.poor]
    return (
        f"The language of each of {_sum(run, 'sentences')} sentences is the one in whose letters it is written; what "
        "stayed Japanese is read as Japanese."
        + (f" Voices measured to be hardly understood, or never measured: {', '.join(poor)}." if poor else "")
    )


_EVIDENCE: dict[str, Evidence] = {
    "1": _walked,
    "2": _spoken,
    "3": lambda run: "A program cannot see the jack.",
    "4": lambda run: (
        f"The app was told what is being said, {run.counts['lit']} times with the keys of row 6: the "
        "sentence is in sight and in its own colours; a chosen tile is said."
    ),
    "5": lambda run: (
        "Any key cuts speech, * says the screen again, / turns speech off and on. There is no pause in "
        "the middle of a sentence: after a cut a screen is said from its start."
    ),
    "6": lambda run: f"{len(PAD)} keys pressed while speech ran: silence came before anything else changed.",
    "7": lambda run: (
        f"{_sum(run, 'frames')} layouts: every drawn line, large digit and QR code belongs to a sentence "
        "that is said. There is no video."
    ),
    "8": lambda run: "Nothing is masked: the kiosk asks for no PIN, password or name.",
    "9": lambda run: (
        "Typed text is marked private on every screen of the search; without / nothing was spoken "
        "on the way. What people behind a visitor can see or hear is checked on site."
    ),
    "10": lambda run: "The waiting screen told the speaker nothing.",
    "11": lambda run: (
        f"{len(VOLUMES)} steps of volume and {len(RATES)} of speed reached by spoken digits in every "
        "language; volume belongs to this program, headset or not."
    ),
    "12": lambda run: f"{len(VOLUMES)} steps: {', '.join(f'{step} %' for step in VOLUMES)}. dBA is measured on site.",
    "13": lambda run: "After the wipe the speaker was told the middle step.",
    "14": _poor,
    "14b": lambda run: (
        "That nothing was found is said; reached by the pad in "
        f"{sum(tally.nothing_found for tally in run.tallies)} of {len(run.tallies)} languages. There are no other "
        "inputs that can be wrong."
    ),
    "15": lambda run: "This version prints nothing; the staff's screen says so.",
    "16": lambda run: (
        f"Computed for Full HD screens: {'; '.join(run.letters)}. Font measured: a capital is {fit.cap_ratio():.3f} em."
    ),
    "17": lambda run: (
        f"{run.counts['pairs']} pairs of ink and paper in two themes, the least {run.contrast:.1f}:1 "
        f"(wanted {ENOUGH:.0f}:1); {fit.FONT}, a sans-serif; capitals never under 4.8 mm."
    ),
    "18": lambda run: (
        "Arrows and Enter reach every tile and lead where its digit leads; without sound every screen "
        "is there and a sign says so; the chosen tile differs by more than colour. No speech or hearing is needed."
    ),
    "19": lambda run: f"All {_sum(run, 'presses')} presses were of single keys; no camera, no fingerprint.",
    "20": lambda run: (
        "The timer stood still while speech ran, asked aloud and on screen, was extended "
        f"{TIMES + 2} times by one key, and left {run.counts['seconds']} s (wanted {LEAST_SECONDS} s)."
    ),
    "21": lambda run: "",
    "22": lambda run: "",
    "23": lambda run: (
        "After language, volume, speed, letters, colours and a search had been changed the state was "
        f"that of a new visitor; what was typed was in none of {run.counts['memory']:,} objects of the process (the "
        "speaker was a stand-in: its memory is another test's)."
    ),
}


# --- languages and faults ---


def _languages(tallies: Iterable[Tally]) -> Iterator[str]:
    yield "| language | voice here | rows 1, 2 | screens | presses | layouts | sentences | words and numbers | faults |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for tally in tallies:
        voice = tally.voice
        spoken = voice.channel is not Channel.NONE
        named = " ".join(filter(None, (str(voice.channel), voice.engine, voice.name))) if spoken else "none"
        poor = "; poor: hardly understood, or never measured" if voice.poor else ""
        met = Result.MET if spoken and not any(f.row in ("1", "2") for f in tally.faults) else Result.NOT_MET
        why = "" if spoken else ": no voice of its own, a text on the screen says so and offers a person"
        yield (
            f"| {tally.locale} | {named}{poor} | {met}{why} | {tally.screens} | {tally.presses:,} | {tally.frames:,} | "
            f"{tally.sentences:,} | {tally.tokens:,} | {len(tally.faults)} |"
        )


def _faults(run: Run) -> Iterator[str]:
    """Each kind once, with the first screen where it was met and how to come there."""
    kinds: dict[tuple[str, str, str], list[Found]] = {}
    for number in (row.number for row in REQUIREMENTS):
        for locale, found in _of(number, run):
            kinds.setdefault((number, locale, found.what), []).append(found)
    for (number, locale, what), alike in kinds.items():
        first = alike[0]
        place = "/".join(str(part) for part in (first.place.room, first.place.of, first.place.at or "") if part)
        keys = f", keys `{written(first.keys)}`" if first.keys else ""
        more = f" and {len(alike) - 1} more" if len(alike) > 1 else ""
        yield f"- {number} · {locale} · {place}{more}{keys}: {what}"


def _of(number: str, run: Run) -> Iterator[tuple[str, Found]]:
    yield from (("all", found) for found in run.general if found.row == number)
    for tally in run.tallies:
        yield from ((tally.locale, found) for found in tally.faults if found.row == number)


def _without_voice(run: Run) -> list[str]:
    return [tally.locale for tally in run.tallies if tally.voice.channel is Channel.NONE]
