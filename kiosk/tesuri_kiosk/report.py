"""Faults of ours, told to the system's journal: which kind and where in our code, and nothing that a person typed."""

from __future__ import annotations

import traceback
from contextlib import suppress


def fault(error: BaseException) -> str:
    """One line about an exception, written to the journal where there is one; its message is left out on purpose."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "?"
    line = f"kiosk: {type(error).__name__} at {place}"
    with suppress(ImportError, OSError):
        import syslog  # not on every system

        syslog.syslog(syslog.LOG_ERR, line)
    return line
