"""Problems: faults of content, told to the person who can mend them.

A problem is a fault of content or of a call; an exception is a bug of ours.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a problem is: an error stops a build, a warning is told and no more."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault at one place: path relative to the root, 1-based line, message, rule name."""

    path: str
    line: int
    message: str
    rule: str
    severity: Severity = Severity.ERROR

    def as_text(self) -> str:
        """``path:line: severity: message [rule]``."""
        return f"{self.path}:{self.line}: {self.severity}: {self.message} [{self.rule}]"

    def as_github(self) -> str:
        """The same as a GitHub Actions annotation."""
        message = f"{self.message} [{self.rule}]"
        for raw, escaped in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
            message = message.replace(raw, escaped)
        return f"::{self.severity} file={self.path},line={self.line}::{message}"

    def as_json(self) -> dict[str, str | int]:
        """The same as one JSON object: path, line, severity, message, rule."""
        return {
            "path": self.path,
            "line": self.line,
            "severity": str(self.severity),
            "message": self.message,
            "rule": self.rule,
        }


def warning(path: str, line: int, message: str, rule: str) -> Problem:
    """A problem that does not stop a build."""
    return Problem(path, line, message, rule, Severity.WARNING)


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of the problems stops a build."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def suggestion(name: str, known: Iterable[str]) -> str:
    """``; did you mean 'x'?`` where something known is near, else nothing."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"; did you mean '{near[0]}'?" if near else ""
