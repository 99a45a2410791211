"""The index of one locale's guides: what the scorers read, made when the site is built."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tesuri.search.fold import atoms, chunks, fold
from tesuri.search.tables import HAN_VARIANTS, QUIET, SPELLINGS

Index = dict[str, object]
"""The index as JSON knows it; its fields are told in the package's docstring."""

FORMAT = 1
_TOKEN = re.compile(r"\{\{.*?\}\}|[|]")
_HIRAGANA = re.compile("[\u3041-\u3096]+")
_JAPANESE = ("ja", "ja-simple")


@dataclass(frozen=True, slots=True)
class SearchDoc:
    """A guide as search sees it: plain texts in one locale, without values of facts.

    ``readings`` are kana of the title, of the word if there is one, then of the keywords, one by one or
    as a list with 、 between; Japanese locales only.
    ``also`` is found in every locale: the Japanese word and its kana, which people type from a letter.
    """

    slug: str
    title: str
    word: str = ""
    keywords: tuple[str, ...] = ()
    summary: str = ""
    headings: tuple[str, ...] = ()
    body: str = ""
    readings: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


def build_index(docs: Sequence[SearchDoc], locale: str) -> Index:
    """The index of a locale's guides; the same guides give the same index."""
    docs = sorted(docs, key=lambda doc: doc.slug)
    fields = [_fields(doc) for doc in docs]
    pages = [("|".join(strong), "|".join((*doc.headings, doc.body))) for strong, doc in zip(fields, docs, strict=True)]
    bodies = _rare_words(pages, locale)
    rows = [[doc.slug, doc.title, *strong, body] for doc, strong, body in zip(docs, fields, bodies, strict=True)]
    return {
        "format": FORMAT,
        "locale": locale,
        "quiet": " ".join(QUIET.get(locale, "").split()),
        "spellings": " ".join(f"{kanji}={kana}" for kanji, kana in SPELLINGS.items()) if locale in _JAPANESE else "",
        "han": _han_pairs("".join(text for row in rows for text in row)),
        "docs": rows,
    }


def _fields(doc: SearchDoc) -> tuple[str, str, str]:
    """Names (beside the title), keywords and summary of a guide; phrases are parted by a bar."""
    names = [doc.title, doc.word] if doc.word else [doc.title]
    names_kana = doc.readings[: len(names)]
    keywords_kana = [word for kana in doc.readings[len(names) :] for word in kana.split("、")]
    return (
        _phrases([*names[1:], *names_kana], {fold(doc.title)}),
        _phrases([*doc.keywords, *keywords_kana, *doc.also], {fold(name) for name in (*names, *names_kana)}),
        _phrases([doc.summary], set()),
    )


def _phrases(texts: Sequence[str], known: set[str]) -> str:
    """Texts joined by bars, without those that are the same in all but spelling."""
    kept: list[str] = []
    for text in (_TOKEN.sub(" ", text).strip() for text in texts):
        folded = fold(text)
        if folded and folded not in known:
            known = known | {folded}
            kept.append(text)
    return "|".join(kept)


def _rare_words(pages: Sequence[tuple[str, str]], locale: str) -> list[str]:
    """Per page, given as its strong fields and its body, the folded words of the body that few pages share.

    What stands in the strong fields already is left out, so the body adds little to the index.
    """
    quiet = set(fold(QUIET.get(locale, "")).split())
    strong = [set(_body_units(fields, locale)) for fields, _ in pages]
    bodies = [list(_body_units(body, locale)) for _, body in pages]
    shared = Counter(unit for body, fields in zip(bodies, strong, strict=True) for unit in {*body, *fields})
    most = max(2, len(pages) // 4)
    return [
        _joined(dict.fromkeys(u for u in body if shared[u] <= most and u not in fields and u[1] not in quiet))
        for body, fields in zip(bodies, strong, strict=True)
    ]


def _body_units(text: str, locale: str) -> Iterator[tuple[str, str]]:
    """Words of four letters and more as ("", word), neighbours in dense scripts as (atom, atom)."""
    text = _TOKEN.sub("|", text)
    if locale in _JAPANESE:
        text = _HIRAGANA.sub("|", text)  # kanji and katakana carry the matter
    for runs in chunks(fold(text)):
        for run in runs:
            if run.dense:
                pieces = atoms(run.text)
                yield from itertools.pairwise(pieces)
            elif len(run.text) > 3 and not run.text.isdigit():
                yield "", run.text


def _joined(units: dict[tuple[str, str], None]) -> str:
    """Units as text again: neighbours that overlap become one run (保険 + 険証, 保険証)."""
    text, last = "", ""
    for first, second in units:
        if first and first == last:
            text += second
        else:
            text += ("|" if text else "") + first + second
        last = second if first else ""
    return text


def _han_pairs(text: str) -> str:
    """Variant and chosen form, turn by turn, of the Han characters that have a form in the text."""
    seen = set(text)
    pairs = {
        other: group[0]
        for group in HAN_VARIANTS.split()
        if seen & set(group)
        for other in group[1:]
        if other != group[0]
    }
    return "".join(other + chosen for other, chosen in pairs.items())
