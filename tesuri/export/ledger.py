"""The ledger of facts as sheets that an office checks and signs: a workbook, CSV, and HTML to print.

One sheet per office that answers for facts. Whatever a cell begins with, it stays text: a phone ``#9110``
is no error and ``=1+1`` no formula. The same facts give the same bytes.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import re
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from tesuri.facts import Formats, format_fact
from tesuri.model import SOURCE_LOCALE, Collection, Counting, Fact, FactType, Law, Locale, Town

COLUMNS = (
    *("記号", "何のことか", "値", "数え方", "単位", "出典"),
    *("確認した課", "確認した人の役職", "確認した日", "確認の期限", "備考"),
)
WIDTHS = (26, 34, 26, 16, 8, 34, 14, 14, 13, 13, 30)
"""Of the columns, in characters; together they fit A4 on its side."""

NATIONAL = "国の制度(担当の課を決めてください)"
_COUNTING = {
    Counting.FROM_EVENT: "その日を一日目とする",
    Counting.FROM_NEXT_DAY: "次の日を一日目とする",
}
_UNITS = {"year": "年", "month": "か月", "week": "週間", "day": "日", "hour": "時間", "minute": "分", "second": "秒"}
_TYPE_UNITS = {FactType.DAYS: "日", FactType.MONEY: "円", FactType.AGE: "歳"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a ZIP file knows."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The facts that one office answers for; ``rows`` are in the order of ``COLUMNS``."""

    role: str
    office: str
    rows: tuple[tuple[str, ...], ...]


def ledger(
    facts: Mapping[str, Fact],
    offices: Mapping[str, str],
    locale: Locale,
    formats: Mapping[str, Formats] | None = None,
) -> tuple[Sheet, ...]:
    """Facts by the office that answers for them; ``offices``: role → name, whose order the sheets take.

    A role without an office of that name, ``national`` first of all, has its sheet at the end.
    """
    by_role: dict[str, list[Fact]] = {role: [] for role in offices}
    for fact in sorted(facts.values(), key=lambda fact: fact.id):
        by_role.setdefault(fact.office, []).append(fact)
    return tuple(
        Sheet(
            role,
            offices.get(role, NATIONAL if role == "national" else role),
            tuple(_row(fact, locale, formats) for fact in found),
        )
        for role, found in by_role.items()
        if found
    )


def write_ledger(collection: Collection, town: Town, folder: Path) -> list[Path]:
    """Write the sheets of a town to a folder: an .xlsx and a .csv for each office, one page to print for all.

    Each file appears whole or not at all; other files in the folder are left alone.
    """
    offices = {
        role: office.name.source for office in town.offices.values() if not office.branch for role in office.roles
    }
    sheets = ledger(collection.facts_of(town), offices, collection.locales[SOURCE_LOCALE])
    contents: dict[str, bytes] = {"ledger.html": as_html(sheets, town.name.source).encode()}
    for sheet in sheets:
        contents[f"{sheet.role}.xlsx"] = as_workbook(sheet, town.name.source)
        contents[f"{sheet.role}.csv"] = as_csv(sheet)
    return write_files(folder, contents)


def write_files(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write files beside their places first, then move them all in."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".tesuri-", dir=folder) as temporary:
        for name, data in contents.items():
            (Path(temporary) / name).write_bytes(data)
        for name in contents:
            os.replace(Path(temporary) / name, folder / name)
    return sorted(folder / name for name in contents)


def as_csv(sheet: Sheet) -> bytes:
    """UTF-8 with BOM and CRLF, as Excel opens it; a cell that Excel would compute gets an apostrophe before it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def as_workbook(sheet: Sheet, town: str) -> bytes:
    """An Excel workbook of one sheet of text cells, ready to be printed on A4 on its side."""
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = re.sub(r"[\\/*?:\[\]]", " ", sheet.office)[:31]  # what Excel allows
    edge = Side(style="thin", color="808080")
    for number, row in enumerate((COLUMNS, *sheet.rows), 1):
        for column, value in enumerate(row, 1):
            cell = page.cell(number, column)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
            cell.data_type = "s"  # openpyxl takes a leading = for a formula
            cell.number_format = "@"
            cell.quotePrefix = True
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = Border(edge, edge, edge, edge)
            if number == 1:
                cell.font = Font(bold=True)
                cell.fill = PatternFill("solid", fgColor="E8EEF4")
    for letter, width in zip("ABCDEFGHIJK", WIDTHS, strict=True):
        page.column_dimensions[letter].width = width
    page.freeze_panes = "C2"
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.oddHeader.left.text = f"{town} {sheet.office}".replace("&", "&&")
    page.oddFooter.center.text = "&P / &N"
    stream = io.BytesIO()
    book.save(stream)
    return _without_clock(stream.getvalue())


def as_html(sheets: Sequence[Sheet], town: str) -> str:
    """All sheets as one page that needs nothing else; each office begins on a new sheet of paper."""
    parts = "\n".join(_section(sheet) for sheet in sheets)
    return f"""<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{escape(town)} 事実の台帳</title>
<style>
@page {{ size: A4 landscape; margin: 12mm; @bottom-center {{ content: counter(page) " / " counter(pages); }} }}
body {{ font: 16px/1.6 "BIZ UDPGothic", "Noto Sans CJK JP", sans-serif; color: #111; background: #fff; margin: 1rem; }}
.table {{ overflow-x: auto; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ border: 1px solid #666; padding: .25em .4em; overflow-wrap: anywhere; }}
th, td {{ text-align: start; vertical-align: top; }}
th {{ background: #e8eef4; }}
td.sign {{ min-width: 5em; }}
@media print {{
  body {{ font-size: 8pt; margin: 0; }}
  .table {{ overflow: visible; }}
  section + section {{ break-before: page; }}
  thead {{ display: table-header-group; }}
  tr {{ break-inside: avoid; }}
}}
</style>
</head>
<body>
<h1>{escape(town)} 事実の台帳</h1>
<p>担当の課は、一つ一つの値を出典と見くらべ、右の欄に記入してください。確認していない値は、サイトでも、まだ確認していないと表示します。</p>
{parts}
</body>
</html>
"""


def _section(sheet: Sheet) -> str:
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in COLUMNS)
    body = "\n".join(f"<tr>{''.join(_cells(row))}</tr>" for row in sheet.rows)
    id = escape(sheet.role, quote=True)
    return (
        f'<section aria-labelledby="{id}">\n<h2 id="{id}">{escape(sheet.office)}</h2>\n'
        f'<div class="table" role="region" tabindex="0" aria-labelledby="{id}">\n'
        f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n</div>\n</section>"
    )


def _cells(row: Sequence[str]) -> Iterable[str]:
    yield f'<th scope="row">{escape(row[0])}</th>'
    for column, value in zip(COLUMNS[1:], row[1:], strict=True):
        sign = ' class="sign"' if column.startswith("確認") else ""
        yield f"<td{sign}>{escape(value)}</td>"


def _row(fact: Fact, locale: Locale, formats: Mapping[str, Formats] | None) -> tuple[str, ...]:
    check = fact.check
    remarks = []
    if fact.until:
        remarks.append(f"この値は{_date(fact.until)}まで")
    if isinstance(fact.value, Law) and fact.value.url:
        remarks.append(fact.value.url)
    return (
        fact.id,
        fact.label.source,
        format_fact(fact, locale, lambda text: text.source, formats).text,
        _COUNTING[fact.counting] if fact.counting else "",
        _UNITS[fact.unit] if fact.unit else _TYPE_UNITS.get(fact.type, ""),
        fact.source,
        check.office if check else "",
        check.role if check else "",
        _date(check.on) if check else "",
        _date(check.until) if check and check.until else "",
        "。".join(remarks),
    )


def _date(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _without_clock(data: bytes) -> bytes:
    """The workbook with every time in it set to the same one: openpyxl writes the clock's."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:(\w+)[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", part)
            new.writestr(zipfile.ZipInfo(name, _EPOCH), part, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
