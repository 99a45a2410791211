"""The command line: one line for what cannot be done, exit codes 0, 1 and 2, and never a traceback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.roots import GUIDE, write_root
from tesuri.cli import main

MOVING = "content/guides/moving/moving-in.md"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    def call(*argv: object) -> tuple[int, str, str]:
        try:
            code = main([str(part) for part in argv])
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return call


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    folder.mkdir()
    return write_root(folder)


def refused(result: tuple[int, str, str]) -> str:
    """The one line of a call that could not be carried out."""
    code, out, err = result
    last = err.splitlines()[-1]
    assert (code, out, last[:8]) == (2, "", "tesuri: ")
    return last


def test_a_clean_root_exits_0_and_one_with_errors_1_in_every_format(run: Run, root: Path) -> None:
    assert run("check", "--root", root)[0] == 0
    (root / MOVING).write_text(GUIDE.replace("item: card", "item: crad"))
    code, out, _ = run("check", "--root", root)
    assert code == 1
    assert f"{MOVING}:9: error: item 'crad' is not known; did you mean 'card'? [unknown-item]" in out.splitlines()
    code, out, _ = run("check", "--root", root, "--format", "github")
    assert code == 1
    assert f"::error file={MOVING},line=9::" in out
    code, out, _ = run("check", "--root", root, "--format", "json")
    assert code == 1
    assert {"path": MOVING, "line": 9, "rule": "unknown-item"}.items() <= json.loads(out)[0].items()


def test_a_folder_that_is_no_root_is_told_with_what_it_lacks_and_how_to_begin(run: Run, tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere", Path(__file__)):
        line = refused(run("check", "--root", folder))
        assert "mkdocs.yml" in line
        assert "tesuri new" in line


@pytest.mark.parametrize(
    "argv",
    [
        ("build", "--locale", "jp"),
        ("build", "--town", "mihn"),
        ("search", "x", "--locale", "jp"),
        ("ledger", "--town", "mihn"),
        ("messages", "status", "--locale", "jp"),
    ],
)
def test_a_name_that_nobody_knows_is_refused_with_the_nearest(run: Run, root: Path, argv: tuple[str, ...]) -> None:
    assert "is not known" in refused(run(*argv, "--root", root))


def test_no_file_is_written_while_the_content_has_errors(run: Run, root: Path, tmp_path: Path) -> None:
    (root / MOVING).write_text("nothing")
    for verb in ("build", "ledger"):
        assert run(verb, "--root", root, "--out", tmp_path / verb)[0] == 1
        assert not (tmp_path / verb).exists()


def test_a_build_into_a_file_or_among_foreign_files_is_refused(run: Run, root: Path, tmp_path: Path) -> None:
    file, full = tmp_path / "file", tmp_path / "full"
    file.write_text("mine")
    full.mkdir()
    (full / "mine.txt").write_text("mine")
    for out in (file, file / "below", full, root):
        refused(run("build", "--root", root, "--out", out, "--jobs", "1"))
    assert file.read_text() == "mine"
    assert [path.name for path in full.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("path", "text", "place"),
    [
        ("bodies/guide.html", "<p>\n{% if %}\n", "site_overrides/bodies/guide.html:2: "),
        ("bodies/guide.html", "<p>\n{{ nothing.at.all }}\n", "site_overrides/bodies/guide.html:2: "),
        ("bodies/guide.html", "\n{{ t('no-such-word') }}\n", "site_overrides/bodies/guide.html:2: "),
        ("bodies/guide.html", None, "no template site_overrides/bodies/guide.html"),
        ("main.html", "{% include 'nothing.html' %}", "no template site_overrides/nothing.html"),
        ("main.html", "{{ asset('nothing.js') }}", "no file site_overrides/assets/nothing.js"),
    ],
)
def test_a_broken_template_is_told_with_its_line(
    run: Run, root: Path, tmp_path: Path, path: str, text: str | None, place: str
) -> None:
    folder = root / "site_overrides"
    real = folder.resolve()
    folder.unlink()
    for source in real.rglob("*"):
        if source.is_file():
            target = folder / source.relative_to(real)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    (folder / path).unlink()
    if text is not None:
        (folder / path).write_text(text)
    line = refused(run("build", "--root", root, "--out", tmp_path / "out", "--jobs", "1", "--locale", "ja"))
    assert place in line


@pytest.mark.parametrize("text", ["hello", "[1]", "theme: {name: nothing}", "a: [", "site_name: 5", "theme: 5"])
def test_a_mkdocs_yml_that_mkdocs_refuses_is_one_line(run: Run, root: Path, tmp_path: Path, text: str) -> None:
    (root / "mkdocs.yml").write_text(text)
    line = refused(run("build", "--root", root, "--out", tmp_path / "out", "--jobs", "1", "--locale", "ja"))
    assert "mkdocs.yml" in line


def test_a_new_root_that_cannot_be_made_is_one_line(run: Run, root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    assert "not empty" in refused(run("new", tmp_path / "file", "--root", root))
    refused(run("new", tmp_path / "file" / "below", "--root", root))
    assert "slug" in refused(run("new", tmp_path / "new", "--root", root, "--slug", "山川"))


def test_a_date_that_is_none_is_a_wrong_call(run: Run, root: Path) -> None:
    code, _, err = run("check", "--root", root, "--date", "2026-13-01")
    assert code == 2
    assert "YYYY-MM-DD" in err


def test_content_can_be_checked_as_on_another_day(run: Run, root: Path) -> None:
    facts = root / "content/towns/mihon/facts.yml"
    facts.write_text(facts.read_text().replace("checked: none", "checked: none, until: 2099-01-01"))
    assert run("check", "--root", root)[0] == 0
    assert run("check", "--root", root, "--date", "2099-01-02")[0] == 1


def test_a_search_without_a_hit_names_a_person_and_exits_1(run: Run, root: Path) -> None:
    assert run("search", "引っ越し", "--root", root)[1].startswith("moving-in\t")
    code, out, err = run("search", "zzzzzz", "--root", root)
    assert (code, out) == (1, "")
    assert "person" in err
