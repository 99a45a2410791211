"""Makes search_vectors.json, which both scorers must meet: python -m tests.search_vectors (read the difference!)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from tesuri.search import SearchDoc, Searcher, build_index, fold

HERE = Path(__file__).parent
VECTORS = HERE / "search_vectors.json"
ALSO = {"moving-in": ("転入届", "てんにゅうとどけ"), "birth": ("出生届", "しゅっしょうとどけ")}
READINGS = {
    "moving-in": (
        "ひっこしてきたとき",
        "てんにゅうとどけ",
        "ひっこし、てんきょ、じゅうしょへんこう、じゅうみんとうろく",
    ),
    "birth": ("こどもがうまれたとき", "しゅっしょうとどけ", "あかちゃん、しゅっさん、ぼしてちょう"),
    "garbage": ("ごみをだすとき", "ごみのぶんべつ", "そだいごみ、もえるごみ、しげん"),
    "qr-code": ("きゅうあーるこーどをよみとる", "にじげんこーど、きゅうあーる、かめら"),
    "my-number-renew-lost": ("まいなんばーかーどのこうしんと、なくしたとき", "まいなかーど、ふんしつ、ゆうこうきげん"),
}
SAMPLES: dict[str, Any] = yaml.safe_load((HERE / "search_samples.yml").read_text(encoding="utf-8"))


def sample_docs() -> dict[str, tuple[SearchDoc, ...]]:
    """Locale → the small guides of search_samples.yml."""
    return {locale: tuple(_doc(locale, *row) for row in rows) for locale, rows in SAMPLES["guides"].items()}


def _doc(locale: str, slug: str, title: str, word: str, keywords: list[str], summary: str, body: str) -> SearchDoc:
    readings = READINGS[slug] if locale == "ja" else ()
    return SearchDoc(slug, title, word, tuple(keywords), summary, (), body, readings, ALSO.get(slug, ()))


def make() -> dict[str, Any]:
    """Indexes, and what is found in them."""
    indexes = {locale: build_index(docs, locale) for locale, docs in sample_docs().items()}
    cases = [
        {"locale": locale, "query": query, "hits": [[h.slug, h.score] for h in searcher.search(query)]}
        for locale, queries in SAMPLES["queries"].items()
        for searcher in [Searcher(indexes[locale])]
        for query in queries
    ]
    return {"folds": [[text, fold(text)] for text in SAMPLES["folds"]], "indexes": indexes, "cases": cases}


if __name__ == "__main__":
    vectors = make()
    parts = [
        f' "{name}": [\n' + ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in vectors[name]) + "\n ]"
        for name in ("folds", "cases")
    ]
    parts.append(f' "indexes": {json.dumps(vectors["indexes"], ensure_ascii=False, indent=1)}')
    VECTORS.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")
