"""Messages from the source files to the catalogs and back: extraction, update, status."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

from tesuri.messages.catalogs import read_catalogs
from tesuri.messages.extract import extract, texts_of
from tesuri.messages.pofile import parse_po, po_bytes
from tesuri.messages.status import as_text, status
from tesuri.messages.update import UpdateReport, update, write_templates
from tesuri.model import Direction, Locale, MessageState

REPOSITORY = Path(__file__).parents[1]
MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
TUESDAY = MONDAY + dt.timedelta(days=1)

GUIDE = """\
---
title: 引っ越してきたとき
word: 転入届
summary: "{{ moving-in.deadline }}以内に届け出ます。"
bring:
  - item: id-document
  - item: residence-card
    note: 外国籍の人は、全員の分
---

## 手順 {#steps}

1. 前の市で転出届を出します。
2. 持ち物をそろえます。
3. 窓口に行きます。

!!! note "知っておくこと"
    紙は、窓口にもあります。

## 心配なこと {#worries}

- 書きまちがえても、
  窓口で直せます。
"""


def locale(tag: str, babel: str = "", ruby: bool = False) -> Locale:
    name = tag.replace("-", "_")
    return Locale(tag, tag, tag, babel or name, name, "en", name, Direction.LTR, (), None, tag, "{0}", ruby)


JA, VI, EN = locale("ja"), locale("vi"), locale("en")
CONTENT = "i18n/vi/LC_MESSAGES/content.po"
GUIDE_PATH = "content/guides/moving/moving-in.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {
        GUIDE_PATH: GUIDE,
        "content/pages/about.md": "---\ntitle: このサイトについて\nsummary: 市の案内\n---\n\n市が作りました。\n",
        "content/items.yml": "id-document:\n  name: 本人確認書類\n  note: 在留カードなど\n",
        "content/topics.yml": "moving:\n  group: procedures\n  title: 引っ越し\n  description: 市に来た、市を出る\n",
        "content/readings.yml": "避難所: ひなんじょ\n",
        "content/facts/moving.yml": "a.b:\n  type: days\n  value: 14\n  label: 期限\n"
        "a.place:\n  type: text\n  value: 市役所の一階\n  label: 場所\n",
        "content/towns/mihon/town.yml": "name: 見本市\nprefecture: 見本県\nkana: みほんし\n",
        "content/towns/mihon/forms.yml": "proxy:\n  title: 委任状\n  fields: [頼む人, 頼まれる人]\n",
        "content/towns/mihon/notices.yml": "- id: snow\n  text: 雪のため休みます。\n",
        "i18n/interface.yml": "open: あいています\nphone:\n  text: '{name}に電話'\n  note: on a button\n",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    return tmp_path


def translate(root: Path, path: str, texts: dict[str, str], state: str = "drafted (machine)") -> None:
    catalog, _ = parse_po((root / path).read_bytes(), path, VI)
    for message in catalog:
        if message.id in texts:
            message.string = texts[str(message.id)]
            message.user_comments = [f"state: {state}"]
    (root / path).write_bytes(po_bytes(catalog))


def change(root: Path, old: str, new: str, path: str = GUIDE_PATH) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new), "utf-8")


def state_in(root: Path, source: str, context: str | None = None) -> MessageState | None:
    catalog, _ = read_catalogs(root, VI, ["mihon"])
    message = catalog.messages.get((context, source))
    return message.state if message else None


def translated(root: Path, state: str = "drafted (machine)") -> None:
    update(root, [VI], now=MONDAY)
    translate(root, CONTENT, {"持ち物をそろえます。": "Chuẩn bị đồ.", "窓口に行きます。": "Đến quầy."}, state)


def of(report: UpdateReport, path: str) -> dict[str, int]:
    (found,) = (c for c in report.catalogs if c.path == path)
    names = ("kept", "new", "stale", "same_meaning", "restored", "obsolete")
    return {name: count for name in names if (count := getattr(found, name))}


def test_texts_of_a_guide_come_in_reading_order_with_place_and_line() -> None:
    texts, problems = texts_of(GUIDE_PATH, GUIDE)
    assert problems == []
    assert [(text.line, text.source, text.note) for text in texts] == [
        (2, "引っ越してきたとき", "guide moving-in, title"),
        (3, "転入届", "guide moving-in, word"),
        (4, "{{ moving-in.deadline }}以内に届け出ます。", "guide moving-in, summary"),
        (8, "外国籍の人は、全員の分", "guide moving-in, bring.1.note"),
        (11, "手順", "guide moving-in, steps, heading"),
        (13, "前の市で転出届を出します。", "guide moving-in, steps, step"),
        (14, "持ち物をそろえます。", "guide moving-in, steps, step"),
        (15, "窓口に行きます。", "guide moving-in, steps, step"),
        (17, "知っておくこと", "guide moving-in, steps, title of a note"),
        (18, "紙は、窓口にもあります。", "guide moving-in, steps, paragraph"),
        (20, "心配なこと", "guide moving-in, worries, heading"),
        (22, "書きまちがえても、窓口で直せます。", "guide moving-in, worries, list item"),
    ]


def test_only_facts_of_type_text_are_translated_and_no_label_is(root: Path) -> None:
    texts, _ = texts_of("content/facts/moving.yml", (root / "content/facts/moving.yml").read_text("utf-8"))
    assert [text.source for text in texts] == ["市役所の一階"]


def test_each_domain_holds_its_own_texts(root: Path) -> None:
    templates, problems = extract(root)
    assert problems == []
    texts = {template.domain.name: [source.text for source in template.sources] for template in templates}
    assert texts["interface"] == ["あいています", "{name}に電話"]
    assert texts["mihon"] == ["委任状", "頼む人", "頼まれる人", "雪のため休みます。", "見本市", "見本県"]
    assert {"本人確認書類", "引っ越し", "市役所の一階", "このサイトについて", "転入届"} <= set(texts["content"])
    assert not {"見本市", "避難所", "期限"} & set(texts["content"])


def test_an_interface_text_has_its_key_as_context_and_its_note(root: Path) -> None:
    phone = extract(root)[0][0].sources[1]
    assert (phone.context, phone.text, phone.notes) == ("phone", "{name}に電話", ("on a button",))


def test_the_same_sentence_in_two_guides_is_one_message_with_two_places(root: Path) -> None:
    (root / "content/guides/moving/moving-out.md").write_text(GUIDE, "utf-8")
    content = extract(root)[0][1]
    (steps,) = (source for source in content.sources if source.text == "手順")
    assert [path for path, _ in steps.places] == [GUIDE_PATH, "content/guides/moving/moving-out.md"]


@pytest.mark.parametrize(
    ("config", "folder", "domain"),
    [
        ("babel.cfg", ".", "content"),
        ("i18n/babel.cfg", "i18n", "interface"),
        ("content/towns/babel.cfg", "content/towns/mihon", "mihon"),
    ],
)
def test_plain_pybabel_extracts_the_same_messages(root: Path, config: str, folder: str, domain: str) -> None:
    with (REPOSITORY / config).open() as file:
        methods, options = parse_mapping_cfg(file)
    ours = {"tesuri_markdown": "extract_markdown", "tesuri_yaml": "extract_yaml"}
    methods = [(pattern, f"tesuri.messages.extract:{ours[m]}" if m in ours else m) for pattern, m in methods]
    found = set()
    for _, _, message, _, context in extract_from_dir(root / folder, methods, options):
        found.add((context, message))
    (template,) = (template for template in extract(root)[0] if template.domain.name == domain)
    assert found == {source.key for source in template.sources}


def test_update_makes_missing_catalogs_and_nothing_for_the_source_locale(root: Path) -> None:
    report = update(root, [JA, VI, EN], now=MONDAY)
    assert report.problems == ()
    assert [c.path for c in report.catalogs if "vi" in c.path] == [
        "i18n/vi/LC_MESSAGES/interface.po",
        CONTENT,
        "content/towns/mihon/i18n/vi.po",
    ]
    assert not (root / "i18n/ja").exists()
    text = (root / CONTENT).read_text("utf-8")
    assert '"Language: vi\\n"' in text
    assert "@" not in text


def test_a_second_update_changes_no_byte(root: Path) -> None:
    translated(root)
    before = (root / CONTENT).read_bytes()
    report = update(root, [VI], now=TUESDAY)
    assert not any(c.written for c in report.catalogs)
    assert (root / CONTENT).read_bytes() == before


def test_a_changed_sentence_turns_fuzzy_and_remembers_what_its_translation_translates(root: Path) -> None:
    translated(root, "reviewed 2026-12-01 reader@residents")
    change(root, "持ち物をそろえます。", "持ち物を、全部そろえます。")
    report = update(root, [VI], now=TUESDAY)
    assert of(report, CONTENT)["stale"] == 1
    assert state_in(root, "持ち物を、全部そろえます。") is MessageState.STALE
    text = (root / CONTENT).read_text("utf-8")
    assert '#| msgid "持ち物をそろえます。"\nmsgid "持ち物を、全部そろえます。"\nmsgstr "Chuẩn bị đồ."' in text
    assert "# was: reviewed 2026-12-01 reader@residents" in text
    assert state_in(root, "窓口に行きます。") is MessageState.REVIEWED


def test_a_sentence_that_changes_back_gets_its_reviewed_translation_back(root: Path) -> None:
    translated(root, "reviewed 2026-12-01 reader@residents")
    change(root, "持ち物をそろえます。", "持ち物を、全部そろえます。")
    update(root, [VI], now=TUESDAY)
    change(root, "持ち物を、全部そろえます。", "持ち物をそろえます。")
    assert of(update(root, [VI], now=TUESDAY), CONTENT)["restored"] == 1
    assert state_in(root, "持ち物をそろえます。") is MessageState.REVIEWED


def test_a_sentence_that_changes_twice_keeps_the_source_of_its_translation(root: Path) -> None:
    translated(root)
    change(root, "持ち物をそろえます。", "持ち物を、全部そろえます。")
    update(root, [VI], now=MONDAY)
    change(root, "持ち物を、全部そろえます。", "持ち物を、全部そろえましょう。")
    update(root, [VI], now=TUESDAY)
    text = (root / CONTENT).read_text("utf-8")
    assert '#| msgid "持ち物をそろえます。"\nmsgid "持ち物を、全部そろえましょう。"' in text


def test_a_new_sentence_never_takes_the_translation_of_a_living_one(root: Path) -> None:
    translated(root)
    change(root, "3. 窓口に行きます。", "3. 窓口に行きます。\n4. 窓口に行きました。")
    update(root, [VI], now=TUESDAY)
    assert state_in(root, "窓口に行きました。") is MessageState.MISSING


def test_a_sentence_that_vanished_elsewhere_gives_nothing(root: Path) -> None:
    translated(root)
    change(root, "2. 持ち物をそろえます。\n", "")
    change(root, "市が作りました。", "持ち物をそろえました。", "content/pages/about.md")
    assert of(update(root, [VI], now=TUESDAY), CONTENT)["obsolete"] >= 1
    assert state_in(root, "持ち物をそろえました。") is MessageState.MISSING


def test_a_removed_sentence_stays_as_obsolete_and_comes_back_sound(root: Path) -> None:
    translated(root, "reviewed 2026-12-01 reader@residents")
    change(root, "2. 持ち物をそろえます。\n", "")
    update(root, [VI], now=TUESDAY)
    assert '#~ msgid "持ち物をそろえます。"\n#~ msgstr "Chuẩn bị đồ."' in (root / CONTENT).read_text("utf-8")
    assert state_in(root, "持ち物をそろえます。") is None
    change(root, "3. 窓口に行きます。", "2. 持ち物をそろえます。\n3. 窓口に行きます。")
    update(root, [VI], now=TUESDAY)
    assert state_in(root, "持ち物をそろえます。") is MessageState.REVIEWED


def test_a_removed_stale_message_never_comes_back_as_sound(root: Path) -> None:
    translated(root)
    text = (root / CONTENT).read_text("utf-8")
    (root / CONTENT).write_text(text.replace('msgid "窓口に行きます。"', '#, fuzzy\nmsgid "窓口に行きます。"'), "utf-8")
    change(root, "3. 窓口に行きます。\n", "")
    update(root, [VI], now=TUESDAY)
    assert "Đến quầy." in (root / CONTENT).read_text("utf-8")
    change(root, "2. 持ち物をそろえます。\n", "2. 持ち物をそろえます。\n3. 窓口に行きます。\n")
    update(root, [VI], now=TUESDAY)
    assert state_in(root, "窓口に行きます。") is MessageState.MISSING


def test_same_meaning_keeps_the_translation_with_the_day(root: Path) -> None:
    translated(root, "reviewed 2026-12-01 reader@residents")
    change(root, "持ち物をそろえます。", "持ちものをそろえます。")
    report = update(root, [VI], same_meaning=True, now=TUESDAY)
    assert of(report, CONTENT)["same_meaning"] == 1
    assert state_in(root, "持ちものをそろえます。") is MessageState.REVIEWED
    assert "# same meaning: 2026-11-24" in (root / CONTENT).read_text("utf-8")


def test_same_meaning_cannot_be_said_of_a_changed_fact(root: Path) -> None:
    update(root, [VI], now=MONDAY)
    translate(root, CONTENT, {"{{ moving-in.deadline }}以内に届け出ます。": "Trong {{ moving-in.deadline }}."})
    change(root, "{{ moving-in.deadline }}", "{{ moving-out.deadline }}")
    assert of(update(root, [VI], same_meaning=True, now=TUESDAY), CONTENT)["stale"] == 1


def test_a_mended_translation_does_not_inherit_the_review_of_the_old_one(root: Path) -> None:
    translated(root, "reviewed 2026-12-01 reader@residents")
    change(root, "持ち物をそろえます。", "持ち物を、全部そろえます。")
    update(root, [VI], now=TUESDAY)
    text = (root / CONTENT).read_text("utf-8")
    (root / CONTENT).write_text(text.replace("#, fuzzy\n", "").replace("Chuẩn bị đồ.", "Chuẩn bị đủ đồ."), "utf-8")
    assert state_in(root, "持ち物を、全部そろえます。") is MessageState.DRAFTED


def test_broken_sources_leave_the_catalogs_alone(root: Path) -> None:
    translated(root)
    before = (root / CONTENT).read_bytes()
    (root / "content/items.yml").write_text("id-document: [\n", "utf-8")
    report = update(root, [VI], now=TUESDAY)
    assert report.catalogs == ()
    assert report.problems[0].path == "content/items.yml"
    assert (root / CONTENT).read_bytes() == before


def test_a_broken_catalog_is_told_and_left_as_it_is_while_the_others_are_updated(root: Path) -> None:
    translated(root)
    text = (root / CONTENT).read_text("utf-8").replace('msgstr "Đến quầy."', 'msgstr "Đến quầy.')
    (root / CONTENT).write_text(text, "utf-8")
    change(root, "2. 持ち物をそろえます。\n", "")
    report = update(root, [VI, EN], now=TUESDAY)
    assert [p.rule for p in report.problems] == ["po-syntax"]
    assert CONTENT not in {c.path for c in report.catalogs}
    assert len(report.catalogs) == 5
    assert (root / CONTENT).read_text("utf-8") == text


def test_status_names_the_changed_sentence_in_each_locale_before_any_update(root: Path) -> None:
    update(root, [VI, EN], now=MONDAY)
    every = {s.text: "x" for t in extract(root)[0] for s in t.sources if "{" not in s.text}
    for path in ("i18n/vi/LC_MESSAGES/interface.po", CONTENT, "content/towns/mihon/i18n/vi.po"):
        translate(root, path, every)
    change(root, "持ち物をそろえます。", "持ち物を、全部そろえます。")
    statuses, _ = status(root, [JA, VI, EN])
    vi, en = statuses
    assert [(s.path, s.line, s.text) for s in vi.unshown] == [
        ("i18n/interface.yml", 2, "{name}に電話"),
        (GUIDE_PATH, 4, "{{ moving-in.deadline }}以内に届け出ます。"),
        (GUIDE_PATH, 14, "持ち物を、全部そろえます。"),
    ]
    assert vi.counts[MessageState.DRAFTED] == vi.shown == vi.total - 3
    assert en.shown == 0
    assert f"{GUIDE_PATH}:14: vi: missing: 持ち物を、全部そろえます。" in as_text(statuses)


def test_status_counts_a_fuzzy_message_as_stale(root: Path) -> None:
    translated(root)
    change(root, "持ち物をそろえます。", "持ち物を、全部そろえます。")
    update(root, [VI], now=TUESDAY)
    (vi,), _ = status(root, [VI])
    assert vi.counts[MessageState.STALE] == 1
    assert vi.shown == 1


def test_templates_are_written_once(root: Path) -> None:
    written, problems = write_templates(root, MONDAY)
    assert problems == []
    assert written == ("i18n/interface.pot", "i18n/content.pot", "content/towns/mihon/i18n/mihon.pot")
    assert write_templates(root, TUESDAY)[0] == ()
