"""The ledger as sheets to check and sign."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.facts_samples import LOCALES, fact
from tests.roots import write_root
from tesuri.export.ledger import (
    COLUMNS,
    NATIONAL,
    Sheet,
    as_csv,
    as_html,
    as_workbook,
    ledger,
    write_files,
    write_ledger,
)
from tesuri.load import load
from tesuri.model import Check, Counting, Law

CHECKED = Check("市民課", "係長", dt.date(2026, 4, 1), dt.date(2027, 3, 31))
FACTS = {
    found.id: found
    for found in (
        fact("days", 14, "moving.deadline", counting=Counting.FROM_NEXT_DAY, check=CHECKED),
        fact("duration", 3, "birth.abroad", unit="month", until=dt.date(2027, 3, 31)),
        fact("phone", "#9110", "hotline.police", office="national"),
        fact("law", Law("戸籍法", "第49条", "https://laws.example/"), "law.birth"),
        fact("text", "=1+1", "bad.formula", office="health"),
    )
}
SHEETS = ledger(FACTS, {"health": "保険年金課", "residents": "市民課"}, LOCALES["ja"])


def test_each_office_gets_the_facts_it_answers_for_and_the_national_ones_come_last() -> None:
    assert [(sheet.role, sheet.office, [row[0] for row in sheet.rows]) for sheet in SHEETS] == [
        ("health", "保険年金課", ["bad.formula"]),
        ("residents", "市民課", ["birth.abroad", "law.birth", "moving.deadline"]),
        ("national", NATIONAL, ["hotline.police"]),
    ]


def test_a_row_says_what_a_person_needs_to_check() -> None:
    rows = {row[0]: dict(zip(COLUMNS, row, strict=True)) for sheet in SHEETS for row in sheet.rows}
    deadline = rows["moving.deadline"]
    assert (deadline["値"], deadline["数え方"], deadline["単位"]) == ("14日", "次の日を一日目とする", "日")
    assert (deadline["確認した課"], deadline["確認した日"], deadline["確認の期限"]) == (
        "市民課",
        "2026年4月1日",
        "2027年3月31日",
    )
    assert rows["birth.abroad"]["備考"] == "この値は2027年3月31日まで"
    assert rows["birth.abroad"]["確認した課"] == ""
    assert rows["law.birth"]["備考"] == "https://laws.example/"


def test_a_cell_that_looks_like_a_formula_stays_text_in_excel() -> None:
    page = openpyxl.load_workbook(io.BytesIO(as_workbook(SHEETS[0], "見本市"))).active
    assert page is not None
    cell = page["C2"]
    assert (cell.value, cell.data_type, cell.number_format) == ("=1+1", "s", "@")
    assert all(c.number_format == "@" for row in page.iter_rows() for c in row)


def test_the_workbook_is_ready_to_be_printed() -> None:
    page = openpyxl.load_workbook(io.BytesIO(as_workbook(SHEETS[1], "見本市"))).active
    assert page is not None
    assert page.title == "市民課"
    assert page.freeze_panes == "C2"
    assert (page.page_setup.orientation, int(page.page_setup.paperSize)) == ("landscape", 9)
    assert page.print_title_rows == "$1:$1"


def test_an_office_name_that_excel_forbids_is_made_fit() -> None:
    page = openpyxl.load_workbook(io.BytesIO(as_workbook(Sheet("x", "課[一]/" + "長" * 40, ()), "市"))).active
    assert page is not None
    assert len(page.title) == 31
    assert not re.search(r"[\[\]/]", page.title)


def test_csv_opens_in_excel_and_computes_nothing() -> None:
    data = as_csv(SHEETS[0])
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in data
    assert b"\n" not in data.replace(b"\r\n", b"")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[0] == list(COLUMNS)
    assert rows[1][2] == "'=1+1"
    assert list(csv.reader(io.StringIO(as_csv(SHEETS[2]).decode("utf-8-sig"))))[1][2] == "#9110"


def test_the_page_to_print_needs_nothing_else_and_escapes_what_was_typed() -> None:
    sheet = Sheet("x", "<課>", (("id", "<b>", "&", *[""] * 8),))
    page = as_html((sheet, *SHEETS), "見本市")
    assert '<html lang="ja">' in page
    assert "&lt;課&gt;" in page
    assert "<td>&lt;b&gt;</td><td>&amp;</td>" in page
    assert not re.search(r"<b>|<script|<link|src=|href=", page)


def test_the_same_facts_give_the_same_bytes() -> None:
    data = as_workbook(SHEETS[1], "見本市")
    assert data == as_workbook(SHEETS[1], "見本市")
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
        assert set(re.findall(r">(\d{4})-", parts.read("docProps/core.xml").decode())) == {"1980"}


def test_a_folder_of_sheets_is_written_whole_and_leaves_other_files_alone(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    collection, _ = load(write_root(tmp_path / "root"))
    folder = tmp_path / "ledger"
    folder.mkdir()
    (folder / "note.txt").write_text("mine")
    paths = write_ledger(collection, collection.towns["mihon"], folder)
    names = ["ledger.html", "national.csv", "national.xlsx", "residents.csv", "residents.xlsx"]
    assert [path.name for path in paths] == names
    assert sorted(path.name for path in folder.iterdir()) == sorted([*names, "note.txt"])


def test_a_failed_write_leaves_nothing_half_written(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        write_files(tmp_path / "out", {"a": b"whole", "b": None})  # type: ignore[dict-item]
    assert list((tmp_path / "out").iterdir()) == []
