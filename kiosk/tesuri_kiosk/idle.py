"""Whether somebody is still there: a timer that stands still while speech runs, asks, then wipes.

Time is the monotonic clock's, so a jump of the day's clock changes nothing (WCAG 2.2.1: at least 20 s to answer,
by any key, as often as one likes).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Due(StrEnum):
    """What is to be done now."""

    NOTHING = "nothing"
    ASK = "ask"
    WIPE = "wipe"


@dataclass(frozen=True, slots=True)
class Idle:
    """Seconds of silence since the last key, at the instant ``seen``."""

    limit: float
    warning: float
    quiet: float = 0.0
    seen: float | None = None
    asked: bool = False

    def touched(self, now: float) -> Idle:
        """Somebody pressed a key."""
        return replace(self, quiet=0.0, seen=now, asked=False)

    def tick(self, now: float, speaking: bool) -> tuple[Idle, Due]:
        """Time goes on; not while speech runs, and never by more than a second's worth of a sleeping machine."""
        passed = 0.0 if self.seen is None or speaking else min(max(0.0, now - self.seen), 2.0)
        quiet = self.quiet + passed
        after = replace(self, quiet=quiet, seen=now)
        if self.asked and quiet >= self.warning:
            return replace(after, quiet=0.0, asked=False), Due.WIPE
        if not self.asked and quiet >= self.limit:
            return replace(after, quiet=0.0, asked=True), Due.ASK
        return after, Due.NOTHING
