"""Styles, scripts and pictures: named by their content, so that a browser may keep them for ever."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import material

from tesuri.facts import weekday_names
from tesuri.localize import Localizer
from tesuri.model import Collection

FOLDER = "assets"
_SOURCE_MAP = re.compile(rb"/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the site: its address below the root, fingerprint included, and its bytes."""

    address: str
    data: bytes


def fingerprinted(name: str, data: bytes, folder: str = FOLDER) -> Asset:
    """An asset whose name carries the first digits of its hash: app.js → assets/app.1a2b3c4d.js."""
    stem, _, ending = name.rpartition(".")
    return Asset(f"{folder}/{stem}.{hashlib.sha256(data).hexdigest()[:8]}.{ending}", data)


def shared_assets(root: Path) -> dict[str, Asset]:
    """What every locale and town uses, by plain name; the worker, which must keep its name, is left out."""
    found = {"material.css": fingerprinted("material.css", _material_css())}
    for path in sorted((root / "site_overrides" / "assets").iterdir()):
        if path.is_file() and path.name != "sw.js":
            found[path.name] = fingerprinted(path.name, path.read_bytes())
    return found


def pictures(root: Path) -> dict[str, Asset]:
    """Pictures of guides, by their path below content/."""
    folder = root / "content" / "pictures"
    return {
        f"pictures/{path.name}": fingerprinted(path.name, path.read_bytes(), "pictures")
        for path in (sorted(folder.iterdir()) if folder.is_dir() else ())
        if path.is_file()
    }


def words_script(collection: Collection, tag: str) -> Asset:
    """The words that scripts say in one locale: interface keys that start with ``js-``."""
    localizer = Localizer(collection, collection.locales[tag])
    words: dict[str, object] = {
        key[3:]: localizer.interface(key) for key in collection.interface if key.startswith("js-")
    }
    # A browser knows the weekdays of few of our languages: Chromium says Tuesday in Nepali.
    words["weekdays"] = weekday_names(collection.locales[tag])
    return fingerprinted(f"words-{tag}.js", f"Tesuri.words = {script_json(words)};\n".encode())


def calendar_script(calendar: Mapping[str, object]) -> Asset:
    """When the town's offices are open, for the browser's clock."""
    return fingerprinted("town.js", f"Tesuri.calendar = {script_json(calendar)};\n".encode())


def script_json(value: object) -> str:
    """JSON that is also JavaScript, the same bytes for the same value."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _material_css() -> bytes:
    """mkdocs-material's main stylesheet; its map stays at home, so its comment goes too."""
    folder = Path(material.__file__).parent / "templates" / "assets" / "stylesheets"
    (path,) = folder.glob("main.*.min.css")
    return b"/*! mkdocs-material, (c) Martin Donath, MIT License */\n" + _SOURCE_MAP.sub(b"", path.read_bytes())
