"""What authors get wrong, and what they are told: path, line, rule."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.roots import FILES, GUIDE, write_root
from tesuri.check import check
from tesuri.load import load
from tesuri.problem import Problem, Severity

TODAY = dt.date(2026, 11, 23)
MOVING = "content/guides/moving/moving-in.md"


def found(folder: Path, changed: dict[str, str | bytes | None]) -> list[Problem]:
    root = write_root(folder, changed)
    collection, problems = load(root)
    return [problem for problem in check(collection, problems, TODAY) if problem.severity is Severity.ERROR]


def places(problems: list[Problem]) -> list[tuple[str, int, str]]:
    return [(problem.path, problem.line, problem.rule) for problem in problems]


def test_a_sound_root_has_no_errors(tmp_path: Path) -> None:
    assert found(tmp_path, {}) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "rule"),
    [
        ("{{ move.deadline }}以内に届", "{{ move.deadlin }}以内に届", 4, "unknown-fact"),
        ("住民票が移ります。", "14日以内に住民票が移ります。", 19, "number-in-prose"),
        ("住民票が移ります。", "三か月で移ります。", 19, "number-in-prose"),
        ("住民票が移ります。", "１４日で移ります。", 19, "full-width"),
        ("住民票が移ります。", "{{ move.deadline 移ります。", 19, "malformed-token"),
        ("住民票が移ります。", "[転出](guide:moving-ou)です。", 19, "dead-link"),
        ("住民票が移ります。", "[転出](moving-out.md)です。", 19, "dead-link"),
        ("住民票が移ります。", "![](../../pictures/x.svg)", 19, "missing-alt"),
        ("住民票が移ります。", "![窓口の絵](../../pictures/x.svg)", 19, "missing-picture"),
        ("住民票が移ります。", "[転出](//x.example)です。", 19, "dead-link"),
        ("住民票が移ります。", "[転出](https://)です。", 19, "dead-link"),
        ("住民票が移ります。", "[手順](#steps)です。", 19, "dead-link"),
        ("住民票が移ります。", "[手順](guide:moving-in#steps)です。", 19, "dead-link"),
        ("住民票が移ります。", "[押す](javascript:alert)です。", 19, "markup"),
        ("住民票が移ります。", "[](guide:moving-in)です。", 19, "markup"),
        ("住民票が移ります。", "絵は ![絵](../../pictures/x.svg) です。", 19, "markup"),
        ("住民票が移ります。", "<script>alert</script>です。", 19, "markup"),
        ("住民票が移ります。", "&#49;&#52;日です。", 19, "markup"),
        ("住民票が移ります。", "これは** 大切**です。", 19, "markup"),
        ("住民票が移ります。", "{漢字}です。", 19, "markup"),
        ("住民票が移ります。", "\ue000ht!move.fee\ue001です。", 19, "character"),
        ("who: 引っ越してきた人", 'who: "\\ue000"', 5, "character"),
        ("## なぜ大切か {#why}", "# なぜ大切か {#why}", 17, "heading-level"),
        ("item: card", "item: crad", 9, "unknown-item"),
        ("office: residents", "office: resident", 12, "unknown-office"),
        ("law: [law.move]", "law: [law.moved]", 13, "unknown-law"),
        ("channels: [counter]", "channels: [window]", 11, "bad-value"),
        ("who: 引っ越してきた人\n", "", 2, "missing-field"),
        ("who: ", "whom: ", 5, "unknown-field"),
        ("### 途中でやめたいとき {#how-to-stop}", "### 途中でやめたいとき {#stop}", 30, "missing-section"),
        ("## 代わりの人が行くとき {#proxy}", "## 代わりの人が行くとき {#why}", 26, "duplicate-section"),
    ],
)
def test_a_fault_in_a_guide_is_told_with_its_line_and_rule(
    tmp_path: Path, old: str, new: str, line: int, rule: str
) -> None:
    assert old in GUIDE
    problems = found(tmp_path, {MOVING: GUIDE.replace(old, new)})
    assert (MOVING, line, rule) in places(problems)


@pytest.mark.parametrize(
    ("path", "old", "new", "rule"),
    [
        ("content/items.yml", "name: カード", "name: 1枚のカード", "number-in-prose"),
        ("content/items.yml", "name: カード", "name: '[カード](guide:nothing)'", "dead-link"),
        ("content/words.yml", "指でたたくこと", "'{{ nothing }}'", "unknown-fact"),
        ("content/topics.yml", "description: 移る", "description: 14日", "number-in-prose"),
        ("content/contacts.yml", "phone: hotline.help", "phone: law.move", "wrong-type"),
        ("content/contacts.yml", "phone: hotline.help", "phone: hotline.hepl", "unknown-fact"),
        ("content/contacts.yml", ", phone: hotline.help", "", "no-person"),
        ("content/towns/mihon/town.yml", "invented: true", "invented: true\nnight: 22時まで", "number-in-prose"),
        ("content/towns/mihon/town.yml", "switchboard: residents", "switchboard: resident", "unknown-office"),
        ("content/towns/mihon/offices.yml", "{days: [mon, tue, wed, thu, fri], open: '8:30-17:15'}", "", "no-person"),
        ("content/towns/mihon/facts.yml", "type: money, value: 0", "type: text, value: '{{ x }}'", "malformed-token"),
    ],
)
def test_a_fault_in_any_other_file_is_told_there(tmp_path: Path, path: str, old: str, new: str, rule: str) -> None:
    assert old in FILES[path]
    problems = found(tmp_path, {path: FILES[path].replace(old, new)})
    assert rule in {problem.rule for problem in problems}


def test_a_notice_may_name_an_hour_but_its_facts_and_links_must_exist(tmp_path: Path) -> None:
    def notice(text: str) -> dict[str, str | bytes | None]:
        line = f"- {{id: a, text: '{text}', since: 2026-01-01, until: 2027-01-01}}\n"
        return {"content/towns/mihon/notices.yml": line}

    assert found(tmp_path / "hour", notice("今日は15時に閉めます。")) == []
    for name, text in (("fact", "{{ nothing }}"), ("link", "[x](guide:nothing)"), ("wide", "１５時")):
        problems = found(tmp_path / name, notice(text))
        assert {p.path for p in problems} == {"content/towns/mihon/notices.yml"}


def test_a_notice_too_long_to_be_read_at_a_glance_is_a_warning(tmp_path: Path) -> None:
    line = f"- {{id: a, text: {'雪' * 201}, since: 2026-01-01, until: 2027-01-01}}\n"
    collection, problems = load(write_root(tmp_path, {"content/towns/mihon/notices.yml": line}))
    rules = {(p.rule, p.severity) for p in check(collection, problems, TODAY)}
    assert ("long-notice", Severity.WARNING) in rules


def test_a_page_at_an_address_of_the_sites_own_is_told(tmp_path: Path) -> None:
    problems = found(tmp_path, {"content/pages/people.md": FILES["content/pages/about.md"]})
    assert places(problems) == [("content/pages/people.md", 1, "duplicate-slug")]


def test_a_root_without_a_town_reaches_no_person(tmp_path: Path) -> None:
    town = "content/towns/mihon/"
    problems = found(tmp_path, {town + name: None for name in ("town.yml", "offices.yml", "facts.yml")})
    assert ("content/towns", 1, "no-person") in places(problems)


def test_a_misspelled_name_gets_a_suggestion(tmp_path: Path) -> None:
    problems = found(tmp_path, {MOVING: GUIDE.replace("{{ move.deadline }}以内に届", "{{ move.deadlin }}以内に届")})
    assert any("did you mean 'move.deadline'?" in problem.message for problem in problems)


def test_all_faults_of_all_files_are_told_in_one_run(tmp_path: Path) -> None:
    problems = found(
        tmp_path,
        {
            MOVING: GUIDE.replace("item: card", "item: crad").replace("住民票が移ります。", "30日です。"),
            "content/items.yml": "card: {name: カード, colour: red}\nother: {}\n",
            "content/topics.yml": "moving: {group: procedures\n",
            "content/facts/move.yml": (
                "x.y: {type: days, value: many, label: a, source: b, office: residents, checked: none}\n"
            ),
        },
    )
    rules = {problem.rule for problem in problems}
    assert {"unknown-item", "number-in-prose", "unknown-field", "missing-field", "yaml", "bad-value"} <= rules


def test_broken_yaml_is_told_with_the_line_where_it_breaks(tmp_path: Path) -> None:
    problems = found(tmp_path, {"content/items.yml": "card: {name: カード}\nother: [1, 2\nthird: x\n"})
    assert any(p.path == "content/items.yml" and p.line in (2, 3) and p.rule == "yaml" for p in problems)


def test_two_guides_with_one_slug_are_told(tmp_path: Path) -> None:
    problems = found(tmp_path, {"content/guides/card/moving-in.md": GUIDE})
    assert ("content/guides/moving/moving-in.md", 1, "duplicate-slug") in places(problems)


def test_a_guide_whose_office_no_town_has_reaches_no_person(tmp_path: Path) -> None:
    problems = found(tmp_path, {MOVING: GUIDE.replace("office: residents", "office: nobody")})
    assert (MOVING, 12, "no-person") in places(problems)


def test_an_office_without_fax_and_mail_is_told_because_not_everybody_can_phone(tmp_path: Path) -> None:
    offices = FILES["content/towns/mihon/offices.yml"]
    silent = offices.replace("  fax: 099-000-0111\n", "").replace("  mail: shimin@city.mihon.example\n", "")
    problems = found(tmp_path, {"content/towns/mihon/offices.yml": silent})
    assert ("content/towns/mihon/offices.yml", 1, "no-person") in places(problems)


def test_a_fact_past_its_last_day_is_told(tmp_path: Path) -> None:
    fee = FILES["content/towns/mihon/facts.yml"]
    old = fee.replace("checked: none", "checked: none, until: 2026-11-22")
    problems = found(tmp_path, {"content/towns/mihon/facts.yml": old})
    assert places(problems) == [("content/towns/mihon/facts.yml", 1, "expired-fact")]


def test_a_fact_that_a_town_lacks_is_told_in_the_towns_ledger(tmp_path: Path) -> None:
    problems = found(tmp_path, {"content/towns/mihon/facts.yml": "{}\n"})
    assert [p.rule for p in problems] == ["unknown-fact"] * len(problems)
    assert problems


def test_a_wrong_check_digit_is_told(tmp_path: Path) -> None:
    town = FILES["content/towns/mihon/town.yml"].replace("990019", "990018")
    problems = found(tmp_path, {"content/towns/mihon/town.yml": town})
    assert [p.rule for p in problems] == ["wrong-code"]


@pytest.mark.parametrize(
    ("data", "rule", "severity"),
    [
        (b"\xef\xbb\xbfcard: {name: x}\n", "bom", Severity.WARNING),
        (b"card:\r\n  name: x\r\n", "crlf", Severity.WARNING),
        ("card: {name: カード}\n".encode("cp932"), "encoding", Severity.ERROR),
        ("card: {name: カード}\n".encode("utf-16"), "encoding", Severity.ERROR),
    ],
)
def test_a_file_in_an_odd_encoding_is_told_and_the_rest_is_read(
    tmp_path: Path, data: bytes, rule: str, severity: Severity
) -> None:
    root = write_root(tmp_path, {"content/items.yml": data})
    collection, problems = load(root)
    assert ("content/items.yml", rule, severity) in {(p.path, p.rule, p.severity) for p in problems}
    assert collection.guides


PO = FILES["i18n/en/LC_MESSAGES/content.po"]


@pytest.mark.parametrize(
    ("data", "line", "rule"),
    [
        (PO.replace("{{ move.deadline }}.", "14 days.").encode(), 11, "token"),
        (PO.replace("moved here", "moved {{ move.fee }}").encode(), 7, "token"),
        (PO.replace("moved here", "moved {here}").encode(), 7, "placeholder"),
        (PO.replace("moved here", "<b>moved</b> here").encode(), 7, "markup"),
        (PO.replace("moved here", "&#xFDD0;").encode(), 7, "markup"),
        (PO.replace("moved here", "\ue000").encode(), 8, "character"),
        (PO.replace('here"', "here").encode(), 8, "po-syntax"),
        (PO.split("\n\n", 1)[1].encode(), 1, "po-header"),
        (PO.replace("moved here", "引っ越し").encode("cp932"), 7, "encoding"),
        (PO.encode("utf-16"), 1, "encoding"),
    ],
)
def test_a_fault_in_a_catalog_is_told_with_its_line(tmp_path: Path, data: bytes, line: int, rule: str) -> None:
    path = "i18n/en/LC_MESSAGES/content.po"
    assert (path, line, rule) in places(found(tmp_path, {path: data}))


def test_a_duplicate_key_is_told_and_the_first_value_holds(tmp_path: Path) -> None:
    root = write_root(tmp_path, {"content/items.yml": "card: {name: a}\ncard: {name: b}\n"})
    collection, problems = load(root)
    assert [(p.line, p.rule) for p in problems if p.path == "content/items.yml"] == [(2, "duplicate-key")]
    assert collection.items["card"].name.source == "a"


def test_a_problem_reads_the_same_in_every_format() -> None:
    problem = Problem("a.md", 3, "50% of\nit", "rule")
    assert problem.as_text() == "a.md:3: error: 50% of\nit [rule]"
    assert problem.as_github() == "::error file=a.md,line=3::50%25 of%0Ait [rule]"
    assert problem.as_json() == {
        "path": "a.md",
        "line": 3,
        "severity": "error",
        "message": "50% of\nit",
        "rule": "rule",
    }
