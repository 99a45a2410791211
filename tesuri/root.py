"""Where the content is: ``--root``, else the nearest parent that is a Tesuri root, else the packaged one."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path

MARKS = ("mkdocs.yml", "classes")
"""What a folder has that is a root."""

PARTS = (*MARKS, "content/guides", "content/facts", "content/towns", "i18n/locales.yml", "site_overrides")


def missing_parts(root: Path) -> tuple[str, ...]:
    """What a folder lacks to be a root that can be loaded."""
    return tuple(part for part in PARTS if not (root / part).exists())


def find_root(start: Path) -> Path | None:
    """The nearest folder at or above ``start`` with mkdocs.yml and classes/."""
    here = start.resolve()
    for folder in (here, *here.parents):
        if all((folder / mark).exists() for mark in MARKS):
            return folder
    return None


def shipped_path(part: str) -> Path | None:
    """A file as it comes with this version of the product: packaged, or that of the checkout."""
    package = Path(str(files("tesuri")))
    return next((path for path in (package / "_data" / part, package.parent / part) if path.is_file()), None)


def packaged_root() -> Path | None:
    """The data inside the installed package; None in a checkout, where the package carries none."""
    root = Path(str(files("tesuri"))) / "_data"
    return root if root.is_dir() else None


def is_packaged(root: Path) -> bool:
    """Whether a root is the one inside the installed package, which stays as it was installed."""
    packaged = packaged_root()
    return packaged is not None and root.resolve() == packaged.resolve()


def cache_folder(root: Path) -> Path | None:
    """Where what was read and parsed is kept from run to run; None where nothing can be written."""
    try:
        if is_packaged(root):
            folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tesuri"
        else:
            folder = root / ".cache" / "tesuri"
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # RuntimeError: a user without a home
        return None
    return folder
