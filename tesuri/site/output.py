"""The output folder: only what changed is written, each file whole or not at all, nothing foreign is touched."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

MANIFEST = ".tesuri-build.json"
"""Lists every file we made, with its hash and the key of what it was made from."""

PART = ".part"
"""Ending of a file that is being written."""


class ForeignFolderError(Exception):
    """The output folder holds files that no build of ours made."""


class Output:
    """A folder of finished files; ``keys`` tell which of them are still right without making them again."""

    def __init__(self, folder: Path, before: Mapping[str, str] | None = None) -> None:
        """Open a folder; ``before`` is what its manifest said, for a process that shares the work of another."""
        self.folder = folder
        self.keys: dict[str, str] = {}
        self.before = self._read_manifest() if before is None else before
        self._folders: set[Path] = set()
        self._begun = False
        self.written = 0

    def is_current(self, path: str, key: str) -> bool:
        """Whether a file was made from just this before and still lies there; if so it is kept."""
        if self.before.get(path) == key and (self.folder / path).is_file():
            self.keys[path] = key
            return True
        return False

    def write(self, path: str, data: str | bytes, key: str = "") -> None:
        """Put a file in its place, by rename; a file whose bytes are right already is left alone."""
        content = data.encode() if isinstance(data, str) else data
        self.keys[path] = key or _digest(content)
        if not key and self.before.get(path) == self.keys[path] and (self.folder / path).is_file():
            return
        target = self.folder / path
        if target.parent not in self._folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(target.parent)
        if not self._begun:
            self._begin()
        _put(target, content)
        self.written += 1

    def finish(self, keys: Mapping[str, str]) -> None:
        """Take away what an earlier build made and this one did not, and remember this one."""
        for path in self.before.keys() - keys.keys():
            target = self.folder / path
            target.unlink(missing_ok=True)
            for folder in target.parents:
                if folder == self.folder or not folder.is_dir() or any(folder.iterdir()):
                    break
                folder.rmdir()
        for left in self.folder.rglob(f".*{PART}"):  # by a build that was killed
            left.unlink(missing_ok=True)
        self._remember(keys)

    def _begin(self) -> None:
        """Before the first file: from here on the manifest says what is ours, but vouches for nothing.

        A build that is killed in between has changed some files and not others; the next one makes all of them again.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._remember(dict.fromkeys(self.before, ""))
        self._begun = True

    def _remember(self, keys: Mapping[str, str]) -> None:
        _put(self.folder / MANIFEST, json.dumps(keys, sort_keys=True, indent=0).encode())

    def _read_manifest(self) -> dict[str, str]:
        try:
            found = json.loads((self.folder / MANIFEST).read_text("utf-8"))
        except FileNotFoundError:
            if self.folder.is_dir() and any(self.folder.iterdir()):
                raise ForeignFolderError(
                    f"{self.folder} holds files that no build made; name an empty folder with --out, or empty this one"
                ) from None
            return {}
        except NotADirectoryError:
            raise ForeignFolderError(f"{self.folder} is not a folder; name another with --out") from None
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def _put(target: Path, content: bytes) -> None:
    """A file whole or not at all: written beside its place, then renamed."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}{PART}")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, target)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        error.filename = error.filename or str(target)  # a full disk does not say what it was full for
        raise


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
