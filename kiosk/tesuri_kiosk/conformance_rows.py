"""The requirements on a kiosk, and what the report says of each: EN 301 549 V3.2.1 and US Section 508."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """What came of a requirement."""

    MET = "met"
    PARTLY = "met in part"
    NOT_MET = "**not met**"
    SITE = "to be checked on site"
    NOT_HERE = "does not apply"


@dataclass(frozen=True, slots=True)
class Requirement:
    """A row of the table; ``site`` when the installation decides, as well or alone."""

    number: str
    words: str
    clause: str
    software: bool = True
    site: bool = False

    @property
    def how(self) -> str:
        """Who sees to it."""
        kinds = (["software"] if self.software else []) + (["installation"] if self.site else [])
        return " + ".join(kinds)


REQUIREMENTS = (
    Requirement(
        "1", "Every function works without sight, prompts, input checks and errors included", "5.1.3.1 / 402.2"
    ),
    Requirement("2", "All information on the screen is spoken", "402.2.1"),
    Requirement(
        "3", "A headset on a 3.5 mm jack that is found without sight, or a built-in speaker", "5.1.3.2", False, True
    ),
    Requirement("4", "Speech follows the screen and the focus", "5.1.3.3"),
    Requirement("5", "Speech can be interrupted, repeated and paused", "5.1.3.4 / 402.2.4"),
    Requirement("6", "A user's action or new speech cuts what is being spoken", "5.1.3.5"),
    Requirement("7", "Pictures and video have spoken alternatives", "5.1.3.6, 5.1.3.7"),
    Requirement("8", "Masked characters are never spoken", "5.1.3.8"),
    Requirement("9", "Nothing personal is spoken or shown to others unasked", "5.1.3.9"),
    Requirement("10", "No sound starts by itself and lasts over 3 s", "5.1.3.10"),
    Requirement("11", "The volume of private listening is set without sight", "5.1.3.11 / 402.3.1", site=True),
    Requirement("12", "The speaker's volume has steps, up to at least 65 dBA", "5.1.3.12", site=True),
    Requirement("13", "The volume goes back to at most 65 dBA after each user", "5.1.3.13", site=True),
    Requirement("14", "Speech is in the language that is shown", "5.1.3.14"),
    Requirement("14b", "Errors are told without sight", "5.1.3.15"),
    Requirement("15", "What is printed is also spoken", "5.1.3.16 / 402.2.2"),
    Requirement("16", "A mode in which a capital H is seen under at least 0.7°", "5.1.4", site=True),
    Requirement("17", "A sans-serif mode with a capital I of at least 4.8 mm, contrast 7:1", "402.4", site=True),
    Requirement("18", "All by keyboard, visible focus, nothing needs hearing or speech", "5.1.5–5.1.7"),
    Requirement("19", "Nothing needs two actions at once; no biometrics", "5.9, 5.3"),
    Requirement("20", "Time limits warn, leave 20 s, are extended by one action at least 10 times", "WCAG 2.2.1"),
    Requirement(
        "21", "A tactile mark at the key that starts speech; braille instructions", "8.5 / 402.2.5", False, True
    ),
    Requirement("22", "Controls between 380 and 1,220 mm; at most 22.2 N", "8.3", False, True),
    Requirement("23", "An idle reset clears answers, history, language, text size and volume", "5.1.3.13, our own"),
)

ON_SITE = (
    (
        "3",
        "A headset plugged into the 3.5 mm jack is heard, and the jack is found by touch; or the speaker is built in.",
    ),
    ("3", "Plugging the headset in silences the speaker."),
    ("11", "With a headset all five volume steps can be told apart; step 1 is not too loud."),
    ("12", "At step 5 speech reaches 65 dBA at the visitor's ear (sound level meter, 50 cm from the speaker)."),
    ("13", "At step 3, with which every visitor begins, speech stays at or under 65 dBA."),
    (
        "16",
        "`tesuri kiosk --fit` was run with this screen's size and the visitors' distance; a capital H was measured: "
        "4.9 mm at 40 cm, 6.1 mm at 50 cm, 7.3 mm at 60 cm, or more.",
    ),
    ("17", "A capital I measures 4.8 mm or more; the terminal's font is BIZ UDGothic; no glare on the glass."),
    ("18", "The number pad has all of 0–9, +, -, *, / and the point, with arrows by NumLock or keys of their own."),
    ("21", "The key / carries a tactile mark; 5 has its bump."),
    ("21", "Braille beside the pad says how to start speech: press the marked key."),
    ("22", "Pad and jack lie between 380 and 1,220 mm above the floor and are reached from a wheelchair."),
    ("22", "No key needs more than 22.2 N."),
    ("9", "Nobody waiting can read the screen or hear the speaker; a headset hangs beside the pad."),
    ("14", "A speaker of each language has listened to a guide in it (`tesuri voices` lists what was measured)."),
)
"""Row and what to look at, for whoever sets the kiosk up."""
