"""The scorer: which guides a query means, best first. ``search.js`` is its twin in the browser."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import cast

from tesuri.search.fold import atoms, chunks, fold, is_han, is_kana, romaji, shorten
from tesuri.search.index import FORMAT, Index

NAMES, KEYWORDS, SUMMARY, BODY = 1.0, 0.9, 0.35, 0.12
"""What a hit in each field is worth."""
PHRASE = 0.5
"""What the nearest whole phrase adds to the sum over the query's parts."""
SKIPPING = 0.5
"""What two characters with one between them (搬来 in 搬过来) weigh beside true neighbours."""
UNKNOWN = 0.5
"""What a part of the query that stands in no guide weighs against all guides."""
LEAST, LEAST_SHARE = 0.07, 0.15
"""Hits below this score, or below this share of the best, are not shown."""
LONGEST_QUERY = 80

Postings = dict[int, float]
"""Document → weight of the best field in which a term stands."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A guide that a query may mean."""

    slug: str
    title: str
    score: float


def search(index: Index, query: str, limit: int = 10) -> tuple[Hit, ...]:
    """The guides a query means, best first; use a Searcher for more than one query."""
    return Searcher(index).search(query, limit)


@dataclass(slots=True)
class _Query:
    """The parts of a query with their weights, and the whole of it as phrases."""

    words: dict[str, float] = field(default_factory=dict)
    pairs: dict[str, float] = field(default_factory=dict)
    grams: dict[str, float] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)
    """Grams of what was typed; those of other spellings count only where they are found."""
    phrases: list[str] = field(default_factory=list)


class Searcher:
    """An index made ready for queries."""

    def __init__(self, index: Index) -> None:
        """Read an index; ValueError if it is of another format."""
        if index["format"] != FORMAT:
            raise ValueError(f"search index of format {index['format']}, not {FORMAT}")
        han = cast(str, index["han"])
        self._han = dict(zip(map(ord, han[::2]), han[1::2], strict=True))
        self._japanese = cast(str, index["locale"]).startswith("ja")
        quiet = sorted(self._fold(cast(str, index["quiet"])).split(), key=lambda phrase: (-len(phrase), phrase))
        self._quiet_words = frozenset(quiet)
        self._quiet_phrases = [phrase for phrase in quiet if all(run.dense for runs in chunks(phrase) for run in runs)]
        spellings = (pair.split("=") for pair in self._fold(cast(str, index["spellings"])).split())
        self._spelled = dict(spellings)
        self._spellings = sorted(self._spelled.items(), key=lambda pair: (-len(pair[0]), pair[0]))
        self._titles: list[tuple[str, str]] = []
        self._words: dict[str, Postings] = {}
        self._pairs: dict[str, Postings] = {}
        self._grams: dict[str, Postings] = {}
        self._phrases: dict[tuple[int, str], float] = {}
        for doc, (slug, title, names, keywords, summary, body) in enumerate(cast(list[list[str]], index["docs"])):
            self._titles.append((slug, title))
            for weight, text in ((NAMES, f"{title}|{names}"), (KEYWORDS, keywords), (SUMMARY, summary), (BODY, body)):
                for phrase in text.split("|"):
                    self._add(doc, phrase, weight)
        self._near: dict[str, list[Postings]] = {}
        for terms in (self._words, self._grams):
            for term, postings in terms.items():
                for key in _near_keys(term):
                    self._near.setdefault(key, []).append(postings)

    def search(self, query: str, limit: int = 10) -> tuple[Hit, ...]:
        """The guides a query means, best first."""
        parts = self._parts(query)
        count = len(self._titles)
        scores, most = [0.0] * count, 0.0
        for weight, found in self._found(parts):
            best = max(found, default=0.0)
            spread = sum(found) / best if best else 1.0  # in how many guides it stands, by weight
            value = weight * math.log((count + 1) / (spread + 0.5))
            most += value if best else UNKNOWN * value
            for doc in range(count):
                scores[doc] += value * found[doc]
        likeness = self._phrase_likeness(parts.phrases)
        totals = [(score / most if most else 0.0) + PHRASE * like for score, like in zip(scores, likeness, strict=True)]
        floor = max(LEAST, LEAST_SHARE * max(totals, default=0.0))
        hits = [
            Hit(slug, title, total) for (slug, title), total in zip(self._titles, totals, strict=True) if total >= floor
        ]
        # Rounded, so that sums that differ in the last bit are equal and go by slug in both scorers.
        return tuple(sorted(hits, key=lambda hit: (-math.floor(hit.score * 1e7 + 0.5), hit.slug))[:limit])

    def _fold(self, text: str) -> str:
        return fold(text).translate(self._han)

    def _add(self, doc: int, text: str, weight: float) -> None:
        whole = ""
        for runs in chunks(self._fold(text)):
            before = ""
            for run in runs:
                whole += run.text
                if run.dense:
                    for form in dict.fromkeys((run.text, shorten(run.text))):
                        for gram in _grams(form):
                            _raise(self._grams.setdefault(gram, {}), doc, weight)
                else:
                    _raise(self._words.setdefault(run.text, {}), doc, weight)
                    if before:
                        _raise(self._pairs.setdefault(before + run.text, {}), doc, weight)
                before = "" if run.dense else run.text
        if whole and weight >= KEYWORDS:
            key = (doc, _letters(whole))
            self._phrases[key] = max(self._phrases.get(key, 0.0), weight)

    def _parts(self, query: str) -> _Query:
        folded = self._fold(query)[:LONGEST_QUERY]
        telling = folded
        for phrase in self._quiet_phrases:
            telling = telling.replace(phrase, "|")
        if not any(chunks(telling)):
            telling = folded
        parts = _Query()
        whole = spelled = spoken = ""
        for runs in chunks(telling):
            before = kana = ""
            for run in runs:
                whole += run.text
                if run.dense:
                    other = self._spell(run.text)
                    spelled += other
                    parts.typed.update(_grams(run.text))
                    for form in (run.text, shorten(run.text), other, shorten(other)):
                        _gather(parts.grams, form, 1.0, 2)
                    for gram in self._skipping(run.text):
                        parts.grams[gram] = max(parts.grams.get(gram, 0.0), SKIPPING * _gram_weight(gram))
                    before = ""
                    continue
                spelled += run.text
                quiet = run.text in self._quiet_words
                parts.words[run.text] = _word_weight(run.text) * (0.1 if quiet else 1.0)
                if before:
                    parts.pairs[before + run.text] = 0.06 if quiet and before in self._quiet_words else 0.6
                before = run.text
                if len(run.text) > (1 if self._japanese else 3):
                    spelling = self._spelled.get(run.text) or romaji(run.text)
                    if not spelling and self._japanese and len(run.text) > 3 and run.text not in self._words:
                        spelling = romaji(run.text, mend=True)
                        parts.typed.update(_grams(spelling))  # a guess: what is not found speaks against it
                    kana += spelling
            if kana:
                spoken += kana
                for form in (kana, shorten(kana)):
                    _gather(parts.grams, form, 0.8, 2 if self._japanese else 3)
        parts.phrases = list(dict.fromkeys(_letters(text) for text in (whole, spelled, spoken) if text))
        return parts

    def _spell(self, run: str) -> str:
        for kanji, kana in self._spellings:
            run = run.replace(kanji, kana)
        return run

    def _skipping(self, run: str) -> Iterator[str]:
        """Known pairs that another character parts in a dense run, where a pair of true neighbours is unknown."""
        pieces = atoms(run)
        for first, second, third in zip(pieces, pieces[1:], pieces[2:], strict=False):
            if first + third in self._grams and not {first + second, second + third} <= self._grams.keys():
                yield first + third

    def _found(self, parts: _Query) -> Iterator[tuple[float, list[float]]]:
        """Per part of a query its weight, and how well it is found in each guide: 0 to 1."""
        for word, weight in parts.words.items():
            found = self._spread(self._pairs.get(word, {}), 1.0)
            known = word in self._words or word in self._pairs
            for term, postings in self._words.items():
                like = _likeness(word, term)
                if like:
                    self._spread(postings, like if term == word or not known else like / 2, found)
            if not known:
                self._spread_near(word, 0.75, found)
            yield weight, found
        for pair, weight in parts.pairs.items():
            yield weight, self._spread(self._words.get(pair, {}), 1.0, self._spread(self._pairs.get(pair, {}), 1.0))
        for gram, weight in parts.grams.items():
            found = self._spread(self._grams.get(gram, {}), 1.0)
            if gram not in self._grams:
                self._spread_near(gram, 0.5, found)
            if gram in parts.typed or any(found):
                yield weight, found

    def _spread(self, postings: Postings, like: float, found: list[float] | None = None) -> list[float]:
        found = [0.0] * len(self._titles) if found is None else found
        for doc, weight in postings.items():
            found[doc] = max(found[doc], weight * like)
        return found

    def _spread_near(self, term: str, like: float, found: list[float]) -> None:
        for key in _near_keys(term):
            for postings in self._near.get(key, ()):
                self._spread(postings, like, found)

    def _phrase_likeness(self, queries: Iterable[str]) -> list[float]:
        likes = [0.0] * len(self._titles)
        for query in queries:
            pieces = {query[i : i + 2] for i in range(len(query) - 1)}
            for (doc, phrase), weight in self._phrases.items():
                if any(phrase[i : i + 2] in pieces for i in range(len(phrase) - 1)) or phrase == query:
                    likes[doc] = max(likes[doc], weight * _phrase_likeness(phrase, query))
        return likes


def _raise(postings: Postings, doc: int, weight: float) -> None:
    postings[doc] = max(postings.get(doc, 0.0), weight)


def _grams(run: str, least: int = 2) -> Iterator[str]:
    """Every single character but kana, and every two and three neighbours of a dense run."""
    pieces = atoms(run)
    for piece in pieces:
        if len(pieces) == 1 or not is_kana(piece):
            yield piece
    for size in range(least, 4):
        for i in range(len(pieces) - size + 1):
            yield "".join(pieces[i : i + size])


def _gather(grams: dict[str, float], run: str, factor: float, least: int) -> None:
    for gram in _grams(run, least):
        grams[gram] = max(grams.get(gram, 0.0), factor * _gram_weight(gram))


def _gram_weight(gram: str) -> float:
    """How much a gram tells: kana alone less than kanji, one character less than three."""
    if len(gram) == 1:
        return 0.4
    kana = sum(map(is_kana, gram)) / len(gram)
    return (1.0 - 0.65 * kana) if len(gram) == 2 else (1.0 - 0.3 * kana)


def _word_weight(word: str) -> float:
    """How much a word tells by its length; scripts that leave vowels out, or write them as signs, need less."""
    size = len(word) + (word[0] >= "\u0370")
    return 0.4 if size < 3 else 0.6 if size == 3 else 1.0


def _likeness(word: str, term: str) -> float:
    """How near two words are by their common beginning, or by one standing in the other."""
    if word == term:
        return 1.0
    short, long = sorted((len(word), len(term)))
    same = 0
    while same < short and word[same] == term[same]:
        same += 1
    if same >= 4 and 5 * same >= 2 * long:
        return 0.9 * same / long
    if same == 3 and 2 * same >= long:
        return 0.6 * same / long
    if short >= 4 and (word in term or term in word):
        return 0.8 * short / long
    return 0.0


def _letters(text: str) -> str:
    """A phrase as it is compared letter by letter: long vowels gone, Hangul and voiced kana taken apart."""
    return unicodedata.normalize("NFD", shorten(text))


def _near_keys(term: str) -> list[str]:
    """Keys that terms share when they differ by one letter, or in voicing alone if they are kana."""
    letters = unicodedata.normalize("NFD", term)
    first = letters[0]
    if is_kana(first):
        return [letters.replace("\u3099", "").replace("\u309a", "")]
    if len(letters) < 4 or is_han(first):
        return []
    return list(dict.fromkeys([letters, *(letters[:i] + letters[i + 1 :] for i in range(len(letters)))]))


def _phrase_likeness(a: str, b: str) -> float:
    """How well the shorter of two phrases stands in the longer one, a letter in four forgiven."""
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if short == long:
        return 1.0
    if len(short) < 2 or (len(short) < 4 and short[0] < "\u1000"):
        return 0.0
    wrong = _distance_within(short, long)
    if 4 * wrong > len(short):
        return 0.0
    return (1.0 - 2.0 * wrong / len(short)) * math.sqrt(len(short) / len(long))


def _distance_within(short: str, long: str) -> int:
    """Letters to change, add or drop until ``short`` stands somewhere in ``long`` (Sellers 1980)."""
    row = [0] * (len(long) + 1)
    for letter in short:
        corner, row[0] = row[0], row[0] + 1
        for j, other in enumerate(long, 1):
            corner, row[j] = row[j], min(corner + (letter != other), row[j] + 1, row[j - 1] + 1)
    return min(row)
