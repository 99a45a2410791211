"""Settings of one kiosk, as the rest of the package knows them; ``settings_file`` reads what a technician wrote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Settings:
    """How a kiosk is set up; the defaults are sound for a computer's number pad."""

    town: str | None = None
    """Slug; needed only where the content has several towns."""
    locales: tuple[str, ...] = ()
    """Languages offered, in this order; empty for all."""
    keypad: Literal["phone", "calculator"] = "calculator"
    """Whether 1 2 3 is the pad's top row, as on a telephone, or its bottom row, as on a computer."""
    speech: Literal["asked", "always"] = "asked"
    """Whether speech starts with every visitor, or when somebody presses / (EN 301 549, 5.1.3.10)."""
    theme: Literal["dark", "light"] = "dark"
    idle_seconds: int = 90
    """Silence after which the kiosk asks whether somebody is still there."""
    warning_seconds: int = 30
    """Time to answer; 20 s at least (WCAG 2.2.1)."""
    staff_keys: str = "*/*/7139"
    """Keys that, pressed one after another anywhere, open the staff's screen."""
    voices: str | None = None
    """Folder of voice packs."""
    recordings: str | None = None
    """Folder of human recordings."""
