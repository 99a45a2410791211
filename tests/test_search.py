"""Search: folding, ranking, the index, the twin in the browser, and the queries people type."""

from __future__ import annotations

import gzip
import json
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page, sync_playwright

from tests.search_vectors import VECTORS, sample_docs
from tesuri.load import load
from tesuri.model import Collection
from tesuri.readings import Reader
from tesuri.search import Index, SearchDoc, Searcher, build_index, fold, search
from tesuri.search.fold import atoms, chunks, romaji, shorten
from tesuri.searchdocs import search_docs

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "site_overrides/assets/search.js"
QUERIES: dict[str, dict[str, list[str]]] = yaml.safe_load(
    (Path(__file__).parent / "search_queries.yml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def vectors() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(VECTORS.read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def collection() -> Collection:
    return load(ROOT)[0]


@pytest.fixture(scope="module")
def reader(collection: Collection) -> Reader:
    return Reader(collection.readings)


@pytest.fixture(scope="module")
def blank_page() -> Iterator[Page]:
    browser_path = shutil.which("chromium")
    if browser_path is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.add_script_tag(path=str(SCRIPT))
        yield page
        browser.close()


def real_index(collection: Collection, reader: Reader, locale: str) -> Index:
    """The index of the guides in content/; skips where the locale has no translations yet."""
    catalog = collection.catalogs.get(locale)
    titles = [guide.title for guide in collection.guides.values()]
    if locale != "ja" and (catalog is None or any(catalog.find(title) is None for title in titles)):
        pytest.skip(f"the guides are not translated into {locale} yet")
    return build_index(search_docs(collection, collection.locales[locale], reader), locale)


# ---- folding ----


def test_folding_meets_the_vectors(vectors: dict[str, Any]) -> None:
    assert [[text, fold(text)] for text, _ in vectors["folds"]] == vectors["folds"]


def test_folding_twice_is_folding_once(vectors: dict[str, Any]) -> None:
    for case in vectors["cases"]:
        assert fold(fold(case["query"])) == fold(case["query"])


def test_voicing_and_vowel_signs_survive_folding() -> None:
    assert fold("か") != fold("が")
    assert fold("का") != fold("के")
    assert fold("ကာ") != fold("ကေ")


@pytest.mark.parametrize(
    ("word", "kana"),
    [
        ("hikkoshi", "ひつこし"),
        ("hikkosi", "ひつこし"),
        ("tennyuu", "てんにゆう"),
        ("shimbun", "しんぶん"),
        ("matcha", "まつちや"),
        ("card", ""),
    ],
)
def test_latin_letters_that_spell_kana_are_read_as_kana(word: str, kana: str) -> None:
    assert romaji(word) == kana


@pytest.mark.parametrize(("word", "kana"), [("tenshtsu", "てんしゆつ"), ("akachn", "あかちゆん"), ("qx", "")])
def test_misspelt_latin_letters_are_mended_to_kana_when_asked(word: str, kana: str) -> None:
    assert romaji(word) == ""
    assert romaji(word, mend=True) == kana


def test_long_vowels_may_be_left_out() -> None:
    assert shorten("てんにゆう") == shorten("てんにゆ")


def test_spaces_do_not_part_a_dense_script_but_punctuation_does() -> None:
    assert [[run.text for run in runs] for runs in chunks("こども が、qr code")] == [["こどもが"], ["qr", "code"]]


def test_burmese_is_cut_into_syllables() -> None:
    assert atoms("ကျန်မာရေ") == ["ကျန်", "မာ", "ရေ"]
    assert atoms("သတ္တိ") == ["သတ္တိ"]


# ---- ranking ----


def first(locale: str, query: str) -> str | None:
    hits = search(build_index(sample_docs()[locale], locale), query)
    return hits[0].slug if hits else None


def test_search_meets_the_vectors(vectors: dict[str, Any]) -> None:
    searchers = {locale: Searcher(index) for locale, index in vectors["indexes"].items()}
    for case in vectors["cases"]:
        hits = searchers[case["locale"]].search(case["query"])
        assert [hit.slug for hit in hits] == [slug for slug, _ in case["hits"]], case
        assert [hit.score for hit in hits] == pytest.approx([score for _, score in case["hits"]], abs=1e-9), case


def test_the_index_meets_the_vectors(vectors: dict[str, Any]) -> None:
    assert {locale: build_index(docs, locale) for locale, docs in sample_docs().items()} == vectors["indexes"]


@pytest.mark.parametrize("query", ["ひっこし", "ヒッコシ", "hikkoshi", "引越し", "引っ越した", "ひっかし", "轉入届"])
def test_every_spelling_of_a_japanese_word_finds_its_guide(query: str) -> None:
    assert first("ja", query) == "moving-in"


def test_a_japanese_word_from_a_letter_is_found_in_every_language() -> None:
    assert {first(locale, "転入届") for locale in sample_docs()} == {"moving-in"}
    assert {first(locale, "tennyu todoke") for locale in sample_docs()} == {"moving-in"}


@pytest.mark.parametrize(
    ("locale", "query", "slug"),
    [
        ("vi", "chuyen nha", "moving-in"),
        ("vi", "chuyennha", "moving-in"),
        ("zh-Hans", "出生證明", "birth"),
        ("zh-Hans", "刚搬过来", "moving-in"),
        ("ja", "tnenyu", "moving-in"),
        ("ko", "출샌신고", "birth"),
        ("ko", "쓰레기버리기", "garbage"),
        ("ne", "फोहर", "garbage"),
        ("my", "အမှိုက်", "garbage"),
        ("ur", "كوڑا", "garbage"),
        ("en", "adress", "moving-in"),
        ("en", "I moved, what should I do?", "moving-in"),
        ("en", "qrcode", "qr-code"),
    ],
)
def test_typing_as_people_do_finds_the_guide(locale: str, query: str, slug: str) -> None:
    assert first(locale, query) == slug


@pytest.mark.parametrize("query", ["", " ", "!!!", "zzzz", "ラーメン", "\ud800", "{{ x }}", "=|="])
def test_what_means_nothing_finds_nothing(query: str) -> None:
    assert first("ja", query) is None


def test_a_very_long_query_is_answered() -> None:
    assert first("ja", "引っ越し" * 5000) == "moving-in"


def test_equal_scores_go_by_slug() -> None:
    docs = [SearchDoc(slug, "Same title") for slug in ("c", "a", "b")]
    assert [hit.slug for hit in search(build_index(docs, "en"), "same title")] == ["a", "b", "c"]


def test_no_more_hits_than_asked_for() -> None:
    docs = [SearchDoc(f"g{n}", "Same title") for n in range(9)]
    assert len(search(build_index(docs, "en"), "title", limit=3)) == 3


def test_an_index_without_guides_finds_nothing() -> None:
    assert search(build_index([], "ja"), "引っ越し") == ()


def test_an_index_of_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="format 99"):
        Searcher({**build_index([], "ja"), "format": 99})


# ---- the index ----


def test_the_order_of_guides_does_not_change_the_index() -> None:
    docs = list(sample_docs()["ja"])
    random.Random(1).shuffle(docs)
    assert build_index(docs, "ja") == build_index(sample_docs()["ja"], "ja")


def test_fact_tokens_do_not_enter_the_index() -> None:
    doc = SearchDoc(
        "a", "Title", summary="within {{ moving-in.deadline | one: x | other: {value} }} days", body="{{ fee }}"
    )
    assert "deadline" not in json.dumps(build_index([doc], "en"))
    assert "fee" not in json.dumps(build_index([doc], "en"))


def test_words_that_all_guides_share_are_left_out_of_the_body() -> None:
    docs = [SearchDoc(f"g{n}", f"Title {n}", body=f"counter unique{n * 'x'}") for n in range(8)]
    assert "counter" not in json.dumps(build_index(docs, "en"))
    assert search(build_index(docs, "en"), "uniquexxx")[0].slug == "g3"


# ---- the browser ----


def test_the_browser_finds_the_same_with_the_same_scores(blank_page: Page, vectors: dict[str, Any]) -> None:
    found = blank_page.evaluate(
        """({indexes, cases}) => cases.map(({locale, query}) =>
             Tesuri.search(indexes[locale], query).map(hit => [hit.slug, hit.score]))""",
        {"indexes": vectors["indexes"], "cases": vectors["cases"]},
    )
    for case, hits in zip(vectors["cases"], found, strict=True):
        assert [slug for slug, _ in hits] == [slug for slug, _ in case["hits"]], case
        assert [score for _, score in hits] == pytest.approx([score for _, score in case["hits"]], abs=1e-9), case


def test_the_browser_agrees_on_the_real_guides(blank_page: Page, collection: Collection, reader: Reader) -> None:
    index = real_index(collection, reader, "ja")
    queries = [str(query) for asked in QUERIES.values() for query in asked]
    found = blank_page.evaluate(
        "({index, queries}) => queries.map(query => Tesuri.search(index, query, 5).map(hit => [hit.slug, hit.score]))",
        {"index": index, "queries": queries},
    )
    searcher = Searcher(index)
    for query, hits in zip(queries, found, strict=True):
        expected = searcher.search(query, 5)
        assert [slug for slug, _ in hits] == [hit.slug for hit in expected], query
        assert [score for _, score in hits] == pytest.approx([hit.score for hit in expected], abs=1e-9), query


def test_an_index_may_come_as_a_classic_script(blank_page: Page, vectors: dict[str, Any]) -> None:
    blank_page.add_script_tag(content=f"Tesuri.index({json.dumps(vectors['indexes']['en'])})")
    assert blank_page.evaluate("Tesuri.search(Tesuri.searchIndex, 'trash')[0].slug") == "garbage"


def test_the_script_is_light_and_asks_for_no_newer_syntax() -> None:
    source = SCRIPT.read_text(encoding="utf-8")
    assert len(gzip.compress(source.encode(), 9)) < 6_000
    assert not re.search(r"\?\.|\?\?|replaceAll|\(\?<|Segmenter|#\w+\s*=|\.at\(", source)


# ---- the queries people type ----


@pytest.mark.parametrize("locale", QUERIES)
def test_the_right_guide_is_among_the_first_three(locale: str, collection: Collection, reader: Reader) -> None:
    searcher = Searcher(real_index(collection, reader, locale))
    missed = [
        query
        for query, slugs in QUERIES[locale].items()
        if not {hit.slug for hit in searcher.search(str(query), 3)} & set(slugs)
    ]
    assert len(missed) <= 0.05 * len(QUERIES[locale]), missed


def test_every_locale_has_at_least_fifteen_queries_for_guides_that_exist(collection: Collection) -> None:
    assert set(QUERIES) == set(collection.locales)
    assert all(len(asked) >= 15 for asked in QUERIES.values())
    assert {slug for asked in QUERIES.values() for slugs in asked.values() for slug in slugs} <= set(collection.guides)


@pytest.mark.parametrize("locale", QUERIES)
def test_the_index_of_the_guides_stays_small(locale: str, collection: Collection, reader: Reader) -> None:
    index = real_index(collection, reader, locale)
    packed = gzip.compress(json.dumps(index, ensure_ascii=False, separators=(",", ":")).encode(), 9)
    assert len(packed) < 25_000 * max(1, len(collection.guides) / 15)
