"""Building the site: what is in it, what is not, and what a change changes."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from tests.browser import broken_links
from tests.roots import FILES, GUIDE, SECOND_TOWN, write_root
from tesuri.cli import main
from tesuri.load import load
from tesuri.load.towns import JAPAN
from tesuri.site.build import BuildOptions, BuildReport, build
from tesuri.site.output import ForeignFolderError

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=JAPAN)
MOVING = "content/guides/moving/moving-in.md"


def make(root: Path, out: Path, *, offline: bool = False) -> BuildReport:
    collection, _ = load(root)
    locales = tuple(collection.locales)
    return build(collection, BuildOptions(out, locales, tuple(collection.towns), NOON, offline, jobs=1))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    folder.mkdir()
    return write_root(folder)


def test_every_locale_has_every_page_and_no_link_is_broken(root: Path, tmp_path: Path) -> None:
    make(root, tmp_path / "site")
    japanese, english = (
        {p.relative_to(tmp_path / "site" / tag) for p in (tmp_path / "site" / tag).rglob("*.html")}
        for tag in ("ja", "en")
    )
    assert japanese == english
    assert Path("guides/moving-in/index.html") in japanese
    assert broken_links(tmp_path / "site") == []


def test_no_slot_and_no_token_is_left_in_a_finished_page(root: Path, tmp_path: Path) -> None:
    make(root, tmp_path / "site")
    for path in (tmp_path / "site").rglob("*"):
        if path.suffix in (".html", ".json", ".js", ".xml") and "assets" not in path.parts:
            text = path.read_text("utf-8")
            assert not re.search("[\ufdd0-\ufdef]", text), path
            assert "{{" not in text, path


def test_a_fact_is_written_as_the_locale_writes_it(root: Path, tmp_path: Path) -> None:
    make(root, tmp_path / "site")
    japanese = (tmp_path / "site/ja/guides/moving-in/index.html").read_text("utf-8")
    english = (tmp_path / "site/en/guides/moving-in/index.html").read_text("utf-8")
    assert "<ruby>14日<rt" in japanese
    assert "within 14 days" in english
    assert "お金はかかりません" in re.sub(r"<rt[^>]*>.*?</rt>|<[^>]*>", "", japanese)


def test_a_changed_fee_is_right_in_every_locale_without_translation(root: Path, tmp_path: Path) -> None:
    facts = root / "content/towns/mihon/facts.yml"
    facts.write_text(facts.read_text("utf-8").replace("value: 0", "value: 1200"), "utf-8")
    make(root, tmp_path / "site")
    for tag in ("ja", "en"):
        page = (tmp_path / f"site/{tag}/guides/moving-in/index.html").read_text("utf-8")
        assert "1,200円" in re.sub(r"<rt[^>]*>.*?</rt>|<[^>]*>", "", page)


def test_a_changed_sentence_falls_back_to_marked_japanese_and_nothing_else_does(root: Path, tmp_path: Path) -> None:
    make(root, tmp_path / "before")
    guide = root / MOVING
    guide.write_text(GUIDE.replace("title: 引っ越してきたとき", "title: この市に来たとき"), "utf-8")
    make(root, tmp_path / "after")
    page = "en/guides/moving-in/index.html"
    before, after = ((tmp_path / name / page).read_text("utf-8") for name in ("before", "after"))
    assert "When you have moved here" in before
    assert "When you have moved here" not in after
    assert re.search(r'<h1><span lang="ja" class="fallback">', after)
    assert "within 14 days" in after


def test_the_stale_segment_is_named_by_messages_status(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / MOVING).write_text(GUIDE.replace("住み始めたら、", "住んだら、"), "utf-8")
    main(["messages", "status", "--root", str(root), "--locale", "en", "--all"])
    assert f"{MOVING}:4" in capsys.readouterr().out


def test_a_second_build_writes_nothing(root: Path, tmp_path: Path) -> None:
    first = make(root, tmp_path / "site")
    second = make(root, tmp_path / "site")
    assert first.written == first.files
    assert second.written == 0


def test_a_changed_guide_writes_its_own_pages_only(root: Path, tmp_path: Path) -> None:
    (root / "content/guides/moving/moving-out.md").write_text(GUIDE.replace("きたとき", "いくとき"), "utf-8")
    make(root, tmp_path / "site")
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "site").rglob("*.html")}
    (root / MOVING).write_text(GUIDE.replace("住民票が移ります。", "住民票がこの市に移ります。"), "utf-8")
    make(root, tmp_path / "site")
    changed = {
        p.relative_to(tmp_path / "site").as_posix() for p, when in before.items() if p.stat().st_mtime_ns != when
    }
    assert changed == {"ja/guides/moving-in/index.html", "en/guides/moving-in/index.html"}


def test_what_a_language_says_to_its_speakers_is_mended_on_the_pages_of_the_others(root: Path, tmp_path: Path) -> None:
    make(root, tmp_path / "site")
    po = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n# state: drafted (machine)\n'
    source = load(root)[0].interface["language-offer"].source
    offer = f'msgctxt "language-offer"\nmsgid "{source}"\nmsgstr "Read this in English"\n'
    (root / "i18n/en/LC_MESSAGES/interface.po").write_text(po + offer, "utf-8")
    make(root, tmp_path / "site")
    assert 'data-offer="Read this in English"' in (tmp_path / "site/ja/guides/moving-in/index.html").read_text("utf-8")


def test_a_guide_that_is_gone_leaves_no_page_behind(root: Path, tmp_path: Path) -> None:
    (root / "content/guides/moving/moving-out.md").write_text(GUIDE.replace("きたとき", "いくとき"), "utf-8")
    make(root, tmp_path / "site")
    (root / "content/guides/moving/moving-out.md").unlink()
    make(root, tmp_path / "site")
    assert not (tmp_path / "site/ja/guides/moving-out").exists()
    assert (tmp_path / "site/ja/guides/moving-in/index.html").exists()


def test_a_folder_of_somebody_else_is_refused_and_left_alone(root: Path, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/precious.txt").write_text("mine", "utf-8")
    with pytest.raises(ForeignFolderError):
        make(root, tmp_path / "site")
    assert [p.name for p in (tmp_path / "site").iterdir()] == ["precious.txt"]


def test_content_with_errors_writes_nothing_and_exits_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "root"
    root.mkdir()
    write_root(root, {MOVING: GUIDE.replace("item: card", "item: crad")})
    with pytest.raises(SystemExit) as end:
        main(["build", "--root", str(root), "--out", str(tmp_path / "site"), "--no-cache"])
    assert end.value.code == 1
    assert not (tmp_path / "site").exists()
    assert "[unknown-item]" in capsys.readouterr().err


def test_a_folder_that_is_no_root_gets_one_line_that_names_tesuri_new(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--root", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "mkdocs.yml" in said
    assert "tesuri new" in said


def test_an_unknown_locale_gets_a_suggestion(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--root", str(root), "--out", str(tmp_path / "site"), "--locale", "jaa"]) == 2
    assert "did you mean 'ja'?" in capsys.readouterr().err


def test_a_page_tells_machines_its_address_its_alternates_and_its_steps(root: Path, tmp_path: Path) -> None:
    make(root, tmp_path / "site")
    page = (tmp_path / "site/en/guides/moving-in/index.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://mihon.example/en/guides/moving-in/">' in page
    assert '<link rel="alternate" hreflang="ja" href="https://mihon.example/ja/guides/moving-in/">' in page
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    service, how_to = json.loads(found.group(1))["@graph"]
    assert service["@type"] == "GovernmentService"
    assert service["availableChannel"]["servicePhone"]["telephone"] == "099-000-0110"
    assert [step["text"] for step in how_to["step"]] == ["窓口に行きます。", "188に電話します。"]


def test_the_policy_allows_nothing_inline_and_stands_in_page_and_header_file(root: Path, tmp_path: Path) -> None:
    make(root, tmp_path / "site")
    page = (tmp_path / "site/ja/index.html").read_text("utf-8")
    headers = (tmp_path / "site/_headers").read_text("utf-8")
    for text in (page, headers):
        assert "default-src 'none'" in text
        assert "unsafe" not in text
    assert not re.search(r"<script(?![^>]*(src=|ld\+json))", page)
    assert not re.search(r'<[^>]+\s(style|on\w+)="', page)


def test_the_offline_edition_links_to_files_and_brings_its_index_as_a_script(root: Path, tmp_path: Path) -> None:
    make(root, tmp_path / "usb", offline=True)
    home = (tmp_path / "usb/ja/index.html").read_text("utf-8")
    assert 'href="../ja/topics/moving.html"' in home
    assert (tmp_path / "usb/search/ja.js").read_text("utf-8").startswith("Tesuri.index({")
    assert '<script defer src="../search/ja.js">' in home
    assert broken_links(tmp_path / "usb") == []
    assert not (tmp_path / "usb/sw.js").exists()


def test_a_notice_shows_from_its_first_to_its_last_minute(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    notice = "- {id: storm, text: 台風で閉めます, since: 2026-11-23 09:00, until: 2026-11-23 12:01}\n"
    write_root(root, {"content/towns/mihon/notices.yml": notice})
    make(root, tmp_path / "now")
    (root / "content/towns/mihon/notices.yml").write_text(notice.replace("12:01", "12:00"), "utf-8")
    make(root, tmp_path / "later")
    now, later = ((tmp_path / name / "en/guides/moving-in/index.html").read_text("utf-8") for name in ("now", "later"))
    assert "台風" in re.sub(r"<rt[^>]*>.*?</rt>|<[^>]*>", "", now)
    assert "台風" not in re.sub(r"<rt[^>]*>.*?</rt>|<[^>]*>", "", later)


def test_what_nobody_checked_is_shown_as_unchecked_and_what_an_office_checked_names_it(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    write_root(root)
    make(root, tmp_path / "unchecked")
    checked = "checked: {office: 市民課, role: 係長, on: 2026-11-01, until: 2027-03-31}"
    for path in ("content/facts/move.yml", "content/towns/mihon/facts.yml"):
        (root / path).write_text(FILES[path].replace("checked: none", checked), "utf-8")
    make(root, tmp_path / "checked")
    page = "ja/guides/moving-in/index.html"
    plain = [
        re.sub(r"<rt[^>]*>.*?</rt>|<[^>]*>", "", (tmp_path / name / page).read_text("utf-8"))
        for name in ("unchecked", "checked")
    ]
    assert "まだ市が確かめていません" in plain[0]
    assert "市民課" in plain[1]
    assert "2026" in plain[1]
    assert "まだ市が確かめていません" not in plain[1]


def test_two_towns_are_built_side_by_side_each_with_its_own_facts(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    write_root(root, SECOND_TOWN)
    make(root, tmp_path / "site")
    first, other = (
        (tmp_path / f"site/{town}/en/guides/moving-in/index.html").read_text("utf-8") for town in ("mihon", "second")
    )
    assert "777" in other
    assert "777" not in first
