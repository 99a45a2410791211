"""What is said in place of what is shown: rules that claim stretches of a text, the first come first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """``text[start:end]`` is said as ``said``."""

    start: int
    end: int
    said: str


Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]]
"""A pattern, and what is said for a match of it; None leaves the match to later rules."""


def apply(text: str, rules: Iterable[Rule], settled: Sequence[Claim] = ()) -> tuple[Claim, ...]:
    """Settled claims and those of the rules, in order of their place; none overlaps an earlier one."""
    claims = list(settled)
    taken = bytearray(len(text))
    for claim in settled:
        taken[claim.start : claim.end] = b"\1" * (claim.end - claim.start)
    for pattern, say in rules:
        for match in pattern.finditer(text):
            start, end = match.span()
            if start == end or any(taken[start:end]):
                continue
            said = say(match)
            if said is not None:
                claims.append(Claim(start, end, said))
                taken[start:end] = b"\1" * (end - start)
    return tuple(sorted(claims, key=lambda claim: claim.start))


def said_of(text: str, start: int, end: int, claims: Sequence[Claim]) -> str:
    """What is said for ``text[start:end]``: claims that begin in it, and what nobody claims, as it stands."""
    out: list[str] = []
    at = start
    for claim in claims:
        if claim.end <= start or claim.start >= end:
            continue
        if claim.start >= start:
            out += (text[at : claim.start], claim.said)
        at = claim.end
    out.append(text[at:end] if at < end else "")
    return "".join(out)
