"""A small sound root to build, break and mend in tests: one guide, one town, two languages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

GUIDE = """\
---
title: 引っ越してきたとき
word: 転入届
summary: 住み始めたら、{{ move.deadline }}以内に届け出ます。
who: 引っ越してきた人
deadline: "{{ move.deadline }}以内"
fee: "{{ move.fee | zero: お金はかかりません | other: {value}です }}"
bring:
  - item: card
    note: 持っている人
channels: [counter]
office: residents
law: [law.move]
keywords: 引っ越し、ひっこし
---

## なぜ大切か {#why}

住民票が移ります。

## 手順 {#steps}

1. 窓口に行きます。
2. {{ hotline.help }}に電話します。

## 代わりの人が行くとき {#proxy}

委任状がいります。

## 心配なこと {#worries}

### 市が聞かないこと {#never-asks}

暗証番号を聞きません。

### まちがえても大丈夫です {#cannot-break}

直せます。

### 途中でやめたいとき {#how-to-stop}

いつでもやめられます。

### 聞きたいとき {#whom-to-ask}

聞いてください。
"""

PAGE = """\
---
title: {title}
summary: 説明です。
---

## 見出し {{#heading}}

本文です。
"""

FILES: Mapping[str, str] = {
    "mkdocs.yml": (
        "site_name: test\ndocs_dir: content/pages\ntheme: {name: material, custom_dir: site_overrides, font: false}\n"
    ),
    "classes/README.md": "none yet\n",
    "content/topics.yml": "moving: {group: procedures, title: 引っ越し, description: 移る}\n",
    "content/items.yml": "card: {name: カード}\n",
    "content/readings.yml": "引っ越: ひっこ\n",
    "content/words.yml": "tap: {term: タップ, meaning: 指でたたくこと}\n",
    "content/contacts.yml": (
        "help: {group: advice, name: 相談, description: 困ったとき, phone: hotline.help}\n"
        "relay: {group: deaf, name: 電話リレー, description: 耳の不自由な人, url: 'https://nftrs.or.jp/'}\n"
    ),
    "content/facts/move.yml": (
        "move.deadline: {type: days, value: 14, counting: from-next-day, label: 期限, source: 法, office: residents,\n"
        "                checked: none}\n"
        "hotline.help: {type: phone, value: '188', label: 電話, source: 国, office: national, checked: none}\n"
        "law.move:\n  type: law\n  value: {title: 住民基本台帳法, article: 第22条, url: 'https://laws.e-gov.go.jp/law/342AC0000000081'}\n"
        "  label: 届出\n  source: 法\n  office: residents\n  checked: none\n"
    ),
    "content/guides/moving/moving-in.md": GUIDE,
    "content/pages/about.md": PAGE.format(title="このサイト"),
    "content/pages/privacy.md": PAGE.format(title="個人の情報"),
    "content/pages/accessibility.md": PAGE.format(title="アクセシビリティ"),
    "content/towns/mihon/town.yml": (
        "name: 見本市\nkana: みほんし\nenglish: Mihon City\nprefecture: 見本県\ncode: '990019'\nurl: https://mihon.example/\n"
        "invented: true\nswitchboard: residents\naccessibility_contact: residents\n"
        "closing_days: [{from: '12-29', to: '01-03'}]\n"
    ),
    "content/towns/mihon/offices.yml": (
        "residents:\n  name: 市民課\n  building: 市役所\n  floor: 1\n  counter: '2'\n  address: 中央町\n"
        "  phone: 099-000-0110\n  fax: 099-000-0111\n  mail: shimin@city.mihon.example\n"
        "  hours: [{days: [mon, tue, wed, thu, fri], open: '8:30-17:15'}]\n"
        "  languages: {ja: all, en: [mon]}\n  roles: [residents]\n  payment: [cash]\n"
    ),
    "content/towns/mihon/facts.yml": (
        "move.fee: {type: money, value: 0, label: 手数料, source: 条例, office: residents, checked: none}\n"
    ),
    "i18n/locales.yml": (
        "ja: {name: 日本語, english: Japanese, babel: ja, directory: ja, material: ja, weblate: ja, direction: ltr,\n"
        "     fonts: [BIZ UDPGothic], voice: openjtalk, speech: ja-JP, money: '{0}円', ruby: true}\n"
        "en: {name: English, english: English, babel: en, directory: en, material: en, weblate: en, direction: ltr,\n"
        "     fonts: [Noto Sans], voice: en-us, speech: en-US, money: '{0} yen'}\n"
    ),
    "i18n/en/LC_MESSAGES/content.po": """\
msgid ""
msgstr ""
"Language: en\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

# state: drafted (machine)
msgid "引っ越してきたとき"
msgstr "When you have moved here"

# state: drafted (machine)
msgid "住み始めたら、{{ move.deadline }}以内に届け出ます。"
msgstr "Tell the city within {{ move.deadline }}."
""",
}

SECOND_TOWN: Mapping[str, str] = {
    path.replace("towns/mihon", "towns/second"): text.replace("見本市", "第二市").replace("value: 0", "value: 777")
    for path, text in FILES.items()
    if "towns/mihon" in path
}
"""The same town under another name, where moving costs 777 yen."""


def write_root(folder: Path, changed: Mapping[str, str | bytes | None] | None = None) -> Path:
    """Write the small root, with the real interface and templates; ``changed`` replaces files, None leaves one out."""
    here = Path(__file__).resolve().parent.parent
    for name in ("i18n/interface.yml", "i18n/formats.yml", "site_overrides"):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(here / name)
    for path, text in {**FILES, **(changed or {})}.items():
        if text is None:
            continue
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder
