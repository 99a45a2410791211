"""``tesuri new``: a root of its own for a town, with the national content and a town to fill in.

The town is the invented one under another name: everything a guide needs is there, so that it passes
``check`` and builds at once, and it stays marked as invented until somebody has put in what is true.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from tesuri.load.content import load_locales
from tesuri.messages.pofile import parse_po, po_bytes
from tesuri.model import Locale
from tesuri.readings import Reader
from tesuri.root import missing_parts

MODEL = "mihon"
"""The invented town that every new one starts as."""

PARTS = ("mkdocs.yml", "babel.cfg", "LICENSE-CONTENT.md", "site_overrides", "content", "classes", "i18n")
"""What a root holds, as far as its source has it."""

_IGNORED = re.compile(r"__pycache__|\.(?!gitkeep$).*|.*\.(?:pyc|mo|pot)")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NAME = re.compile(r"[^\W\d_]+")

_HEADS: Mapping[str, str] = {
    "town.yml": (
        "# {name}. 下のすべての値を、本当のものに書きかえてください。すべて書きかえたら、invented を false にします。\n"
        "# kana は機械が読んだものです。code は全国地方公共団体コード(六けた)です。\n"
    ),
    "offices.yml": (
        "# {name}の窓口と電話。すべて例です。099-000- で始まる番号は、日本のどこにもありません。\n"
        "# hours は窓口、phone_hours は電話の時間(同じなら書きません)。last は受付の終わり。\n"
        "# languages は、その言葉で話せる人がいる曜日。roles は、その窓口が答えること。\n"
    ),
    "facts.yml": (
        "# {name}の料金と決まり。すべて例です。値と出典を書きかえ、担当の課が確かめたら checked に書きます。\n"
        "# checked: {{office: 市民課, role: 係長, on: 2026-04-01, until: 2027-03-31}}\n"
    ),
}
"""What stands at the head of a file in place of the words about the invented town."""

_README = """\
# {name}の「くらしの手すり」

- `content/towns/{slug}/`: {name}の窓口、電話、料金、書類、お知らせ。**すべて例です。本当のものに書きかえてください。**
- `content/guides/`、`content/facts/`: 全国で同じ案内と、その値。
- `i18n/`: 翻訳。

```
tesuri check      # まちがいを、ファイルと行で知らせます
tesuri serve      # この機械でサイトを見ます
tesuri ledger     # 担当の課が値を確かめて署名する表を作ります
tesuri messages update && tesuri messages status   # 翻訳が必要な文を集めます
tesuri build      # サイトを作ります
```
"""


class NewRootError(Exception):
    """Why no root was made, in one line."""


def new_root(target: Path, source: Path, *, slug: str = "my-town", name: str = "わたしの市") -> list[Path]:
    """Make a root at ``target`` from the content of ``source``; returns its files.

    ``slug`` names the town in addresses, ``name`` is its Japanese name. The root appears whole or not at all;
    NewRootError when the target is not empty, a name cannot be used or the source is no root.
    """
    target, source = target.resolve(), source.resolve()
    _refuse(target, source, slug, name)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".tesuri-new-", dir=target.parent) as temporary:
        root = Path(temporary) / "root"
        root.mkdir()  # not the temporary folder itself, which only its owner may read
        _copy_national(source, root)
        _copy_town(source, root, slug, name)
        _write(root / "README.md", _README.format(name=name, slug=slug))
        _write(root / ".gitignore", "/site/\n/ledger/\n/messages/\n.cache/\n")
        if target.exists():  # empty, but perhaps somebody stands in it
            for child in root.iterdir():
                os.replace(child, target / child.name)
        else:
            os.replace(root, target)
    return sorted(path for path in target.rglob("*") if path.is_file())


def _refuse(target: Path, source: Path, slug: str, name: str) -> None:
    if not _SLUG.fullmatch(slug):
        raise NewRootError(f"'{slug}' cannot stand in an address: a-z, 0-9 and single hyphens make a slug")
    if not _NAME.fullmatch(name):
        raise NewRootError(f"'{name}' is no name of a town: letters only, as in 見本市")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise NewRootError(f"{target} is not empty; name a folder that does not exist yet")
    missing = missing_parts(source)
    if missing or not (source / "content/towns" / MODEL).is_dir():
        lacking = ", ".join((*missing, *(() if missing else (f"content/towns/{MODEL}",))))
        raise NewRootError(f"{source} is nothing to start from: {lacking} missing")
    if any(target.is_relative_to(source / part) for part in PARTS):
        raise NewRootError(f"{target} lies inside the content that it would be made from")


def _copy_national(source: Path, root: Path) -> None:
    for part in PARTS:
        if (source / part).is_file():
            shutil.copyfile(source / part, root / part)
        for path in _files(source / part):
            place = path.relative_to(source)
            if place.parts[:2] == ("content", "towns") and len(place.parts) > 3:
                continue
            (root / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, root / place)  # bytes only: packaged files may be read-only


def _copy_town(source: Path, root: Path, slug: str, name: str) -> None:
    model, town = source / "content/towns" / MODEL, root / "content/towns" / slug
    locales = {locale.directory: locale for locale in load_locales(source, []).values()}
    for path in _files(model):
        place = town / path.relative_to(model)
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".po":
            if path.stem in locales:
                place.write_bytes(_catalog(path.read_bytes(), locales[path.stem], slug))
        elif path.suffix in (".yml", ".md"):
            _write(place, _town_file(path.name, path.read_text("utf-8"), slug, name))
        else:
            shutil.copyfile(path, place)


def _town_file(file: str, text: str, slug: str, name: str) -> str:
    """A file of the invented town as one of the new town."""
    comments, body = _head(text)
    if file == "notices.yml":
        return comments  # how a notice is written, without the one that was
    head = _HEADS.get(file, "").format(name=name) or comments
    if file == "town.yml":
        body = _set(body, "kana", Reader().kana(name))
        body = _set(body, "english", slug.replace("-", " ").title())
    return head + _renamed(body, slug, name)


def _renamed(text: str, slug: str, name: str) -> str:
    """The text with the invented town's names replaced."""
    replaced = (
        ("見本県", "わたしの県"),
        ("見本市(架空の市)", f"{name}(例)"),
        ("見本市", name),
        (f"{MODEL}.example", f"{slug}.example"),
        (f"content/towns/{MODEL}/", f"content/towns/{slug}/"),
    )
    for old, new in replaced:
        text = text.replace(old, new)
    return text


def _catalog(data: bytes, locale: Locale, slug: str) -> bytes:
    """A catalog of the invented town without the translations that name it; ``messages update`` adds them anew."""
    catalog, _ = parse_po(data, "", locale)
    for message in list(catalog):
        if message.id and _renamed(str(message.id), slug, "") != message.id:
            catalog.delete(message.id, message.context)
    catalog.obsolete.clear()
    catalog.version = slug
    catalog.header_comment = catalog.header_comment.replace(MODEL, slug)
    return _renamed(po_bytes(catalog).decode(), slug, "").encode()


def _head(text: str) -> tuple[str, str]:
    """Comments at the head of a YAML file, and the rest."""
    lines = text.splitlines(keepends=True)
    count = next((index for index, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "".join(lines[:count]), "".join(lines[count:])


def _set(text: str, key: str, value: str) -> str:
    return re.sub(rf"(?m)^{key}:.*$", lambda _: f"{key}: {value}", text, count=1)


def _files(folder: Path) -> Iterator[Path]:
    """Files below a folder that belong to its content."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(_IGNORED.fullmatch(part) for part in path.relative_to(folder).parts):
            yield path


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
