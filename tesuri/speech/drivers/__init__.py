"""Drivers of ours for pyttsx3, in place of its espeak driver, which loses sentences and cannot stop.

base        the part they share: queue, loops, stopping, saving
espeak      espeak-ng's library
openjtalk   pyopenjtalk-plus
respelling  languages said by the voice of another one

``pyttsx3.init("tesuri_espeak")`` works once ``register`` was called. Every driver has one property more than
pyttsx3 asks for: ``sink``, which takes the sound, ``play(pcm, rate)`` and ``stop()``.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping

DRIVERS: Mapping[str, str] = {
    "openjtalk": "tesuri.speech.drivers.openjtalk",
    "espeak": "tesuri.speech.drivers.espeak",
}
"""Engine → module of its driver."""
FORM = 1
"""Counted up when a driver of ours makes other sound of the same engine, so that none made before is played."""


def register(name: str, module: str) -> str:
    """Make a driver known to pyttsx3; the name to give to ``pyttsx3.init``."""
    driver = f"tesuri_{name}"
    sys.modules[f"pyttsx3.drivers.{driver}"] = importlib.import_module(module)
    return driver
