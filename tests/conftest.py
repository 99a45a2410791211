"""Fixtures for all tests: a tiny root made of a few files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import settings

# The first example loads a dictionary, and a busy machine is no fault of ours.
settings.register_profile("tesuri", deadline=None)
settings.load_profile("tesuri")

Tree = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Writes files, path → text (dedented, without its first empty line), and returns their root."""

    def write(files: Mapping[str, str]) -> Path:
        for path, text in files.items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(dedent(text).removeprefix("\n"), encoding="utf-8")
        return tmp_path

    return write
