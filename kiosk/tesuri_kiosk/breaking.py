"""Where a line may end: sentences → atoms (what is never cut) → chunks (what stays on one line where it can)."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tesuri.speech.sentence import Sentence

Breaks = Callable[[str, str], Sequence[str]]
"""Cuts a text of a locale into the phrases between which its lines may break (``tesuri.readings.phrases``)."""

_SPACELESS = ("ja", "zh")
_SPACES = " \n\u3000\u200b"
_NOT_FIRST = frozenset("ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々ゝゞヽヾー〜~…")
_STACKS = "\u094d\u1039\u200d"
"""Virama and joiner: what comes after them belongs to the same cluster."""
_ENDS_SYLLABLE = "\u103a\u1039"
"""Burmese asat and virama: the consonant before them ends the syllable."""


def phrases(text: str, locale: str) -> Sequence[str]:
    """``tesuri.readings.phrases``, which is read when it is first needed: it and budoux take 80 ms."""
    from tesuri.readings import phrases as cut

    return cut(text, locale)


class KnownBreaks:
    """Phrases that were found beforehand; any others as ``find`` finds them, which may be replaced by a better one."""

    def __init__(self, known: Mapping[tuple[str, str], Sequence[str]]) -> None:
        self._known = known
        self.find: Breaks = phrases

    def __call__(self, text: str, locale: str) -> Sequence[str]:
        """Cuts a text of a locale."""
        known = self._known.get((text, locale))
        return self.find(text, locale) if known is None else known


@dataclass(frozen=True, slots=True)
class Atom:
    """A stretch of one part of a sentence; ``sentence`` is its index among those that are set together."""

    text: str
    kana: str
    strong: bool
    locale: str
    sentence: int
    breakable: bool
    """Whether a line may begin here."""
    forced: bool = False
    """Whether a line begins here."""


def chunks(sentences: Iterable[Sentence], ruby: bool, breaks: Breaks) -> Iterator[list[Atom]]:
    """Atoms in groups that are kept on one line where a line can hold them."""
    chunk: list[Atom] = []
    for atom in _atoms(sentences, ruby, breaks):
        if chunk and atom.breakable:
            yield chunk
            chunk = []
        chunk.append(atom)
    if chunk:
        yield chunk


def emergency(chunk: Iterable[Atom]) -> list[list[Atom]]:
    """A chunk wider than a line, cut between clusters; a reading is shared out over the pieces of its word."""
    pieces: list[list[Atom]] = []
    for atom in chunk:
        parts = clusters(atom.text)
        for number, text in enumerate(parts):
            above = atom.kana[len(atom.kana) * number // len(parts) : len(atom.kana) * (number + 1) // len(parts)]
            piece = replace(atom, text=text, kana=above)
            if pieces and number == 0 and (_clings(text) or _opens(pieces[-1][-1].text)):
                pieces[-1].append(piece)
            else:
                pieces.append([piece])
    return pieces


def clusters(text: str) -> list[str]:
    """Text cut where a line may break if nothing else helps: between syllables, with kinsoku."""
    found: list[str] = []
    for place, character in enumerate(text):
        ends = text[place + 1 : place + 2] in _ENDS_SYLLABLE and place + 1 < len(text)
        if found and (_clings(character) or ends or found[-1][-1] in _STACKS or _opens(found[-1])):
            found[-1] += character
        else:
            found.append(character)
    return found


def _atoms(sentences: Iterable[Sentence], ruby: bool, breaks: Breaks) -> Iterator[Atom]:
    """Parts cut at every place where a line may break; no cut inside a word with a reading.

    Between two sentences stands a space where the language has spaces.
    """
    apart = True
    for index, sentence in enumerate(sentences):
        shown = sentence.shown
        if not shown:
            continue
        if not apart and not shown[0].isspace() and not sentence.locale.startswith(_SPACELESS):
            yield Atom(" ", "", False, sentence.locale, index - 1, False)
        apart = shown[-1].isspace()
        # Where a person's own words break is looked up in nothing that remembers.
        places = _places(shown, sentence.locale, phrases if sentence.private else breaks)
        end = 0
        for part in sentence.parts:
            start, end = end, end + len(part.shown)
            kana = part.kana if ruby and part.kana else ""
            inside = () if kana else (place for place in range(start + 1, end) if place in places)
            for begin, stop in itertools.pairwise((start, *inside, end)):
                text = shown[begin:stop].replace("\n", " ")
                forced = "\n" in shown[begin - 1 : begin] if begin else False
                yield Atom(text, kana, part.strong, sentence.locale, index, begin in places, forced)


def _places(text: str, locale: str, breaks: Breaks) -> frozenset[int]:
    """Where a line may begin in a sentence: at its start, after spaces, between phrases."""
    places = {0, *(p for p in range(1, len(text)) if text[p - 1] in _SPACES and text[p] not in _SPACES)}
    if locale.startswith(_SPACELESS):
        places.update(itertools.accumulate(map(len, breaks(text, locale))))
    return frozenset(places)


def _clings(text: str) -> bool:
    """Whether a line may not begin with it: marks of a letter, closing marks, small kana."""
    return unicodedata.category(text[0]) in ("Mn", "Mc", "Me", "Pe", "Pf", "Po", "Zs", "Cf") or text[0] in _NOT_FIRST


def _opens(text: str) -> bool:
    """Whether a line may not end with it: opening brackets and quotes."""
    return unicodedata.category(text[-1]) in ("Ps", "Pi")
