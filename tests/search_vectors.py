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
QUERIES = {
    "ja": (
        "ひっこし", "ヒッコシ", "hikkoshi", "hikkosi", "引越し", "引っ越した", "引っ越してきたらどうする", "ひっかし", "転入届け", "轉入届",
        "tennyuu", "tennyu todoke", "てんにゅうとどけ", "子供が産まれた", "こどもうまれた", "赤ちゃん", "しゆつさん", "shussan", "ゴミ",
        "粗大塵", "こみの分別", "gomi", "ＱＲコード", "qrcode", "QR", "カメラで読む", "失くした", "無くした カード", "マイナ", "まいなかと",
        "電池", "電話", "死", "!!!", "", "どうする", "zzz", "天気", "{{ x }}", "𠮷野家", "㌔", "ｶﾒﾗ",
    ),
    "en": (
        "moving", "I moved, what should I do?", "adress", "newborn baby", "birth certifcate", "QR-code", "qrcode", "e-mail", "trash",
        "lost my insurance card", "hikkoshi", "tennyu", "転入届", "batteries", "don't", "İstanbul", "straße", "scaning", "recycle", "x", "cafe\u0301",
    ),
    "zh-Hans": ("搬家", "搬家怎么办", "轉入", "転入届", "生孩子", "出生證明", "大件垃圾", "在留卡", "回收", "tennyuu todoke"),
    "ko": ("이사", "이사왔어요", "전입 신고", "출샌신고", "아기가 태어났어요", "쓰래기", "재활용", "건전지", "주소변경 어떻게 해야 하나요"),
    "vi": ("chuyển nhà", "chuyen nha", "chuyennha", "doi dia chi", "ĐỔI ĐỊA CHỈ", "khai sinh", "rac", "do rac ngay nao", "pin", "benh vien"),
    "fil": ("lipat", "lilipat ako", "kapanganakan", "sanggol", "nanganak"),
    "ne": ("बसाईं सराई", "ठेगाना", "जन्मदर्ता", "जन्म दर्ता", "फोहर", "ब्याट्री", "१४"),
    "my": ("အိမ်ပြောင်း", "ကလေးမွေး", "ကလေးမွေးရင် ဘယ်လိုလုပ်ရမလဲ", "အမှိုက်", "အမှိုက ခွဲ", "ဘက်ထရီ", "ဆေးရုံ"),
    "ur": ("پتہ", "بچے کی پیدائش", "پیدائش", "كوڑا", "کچرا", "بیٹری", "منتقل"),
}  # fmt: skip
FOLDS = (
    "Ｔｈẻ Bảo Hiểm", "Đường", "ガッコウ", "ぢゃ", "ヴァ", "ﾊﾟｿｺﾝ", "한글", "बसाईं", "ကျန်းမာရေး", "آپؤ ئے", "ŁódźØ", "ΑΣ", "İI", "①２x", "don’t",
    "\u200bzero\u00adwidth\ufeff", "१२३ ۱۲۳ ၁၂၃",
)  # fmt: skip


def sample_docs() -> dict[str, tuple[SearchDoc, ...]]:
    """Locale → the small guides of search_samples.yml."""
    samples: dict[str, list[Any]] = yaml.safe_load((HERE / "search_samples.yml").read_text(encoding="utf-8"))
    return {locale: tuple(_doc(locale, *row) for row in rows) for locale, rows in samples.items()}


def _doc(locale: str, slug: str, title: str, word: str, keywords: list[str], summary: str, body: str) -> SearchDoc:
    readings = READINGS[slug] if locale == "ja" else ()
    return SearchDoc(slug, title, word, tuple(keywords), summary, (), body, readings, ALSO.get(slug, ()))


def make() -> dict[str, Any]:
    """Indexes, and what is found in them."""
    indexes = {locale: build_index(docs, locale) for locale, docs in sample_docs().items()}
    cases = [
        {"locale": locale, "query": query, "hits": [[h.slug, h.score] for h in searcher.search(query)]}
        for locale, queries in QUERIES.items()
        for searcher in [Searcher(indexes[locale])]
        for query in queries
    ]
    return {"folds": [[text, fold(text)] for text in FOLDS], "indexes": indexes, "cases": cases}


if __name__ == "__main__":
    vectors = make()
    parts = [
        f' "{name}": [\n' + ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in vectors[name]) + "\n ]"
        for name in ("folds", "cases")
    ]
    parts.append(f' "indexes": {json.dumps(vectors["indexes"], ensure_ascii=False, indent=1)}')
    VECTORS.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")
