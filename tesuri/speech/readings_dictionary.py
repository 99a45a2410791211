"""content/readings.yml as a user dictionary of Open JTalk, so that furigana and voice read a word alike.

Only whole words in kanji that Open JTalk reads otherwise by itself go in: a row outweighs its neighbours, and one
that is not needed could cut another word. What depends on the words around it, and single kanji, are told to the
voice as kana (i18n/spoken.yml).
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tesuri.furigana import has_kanji, hiragana
from tesuri.model import Reading
from tesuri.speech.spoken_numbers import katakana

_FORM = 2
"""Counted up when rows are made otherwise, so that no older dictionary is taken."""
_SECONDS = 120
"""Longer than any list takes; then something hangs."""


def build(readings: Iterable[Reading], folder: Path) -> Path | None:
    """The dictionary of these readings in ``folder``, made unless it is there already.

    Another process makes it, since Open JTalk takes 250 MB and prints to the standard output. None where
    pyopenjtalk is missing, where nothing has to go in, or where it could not be made; ``folder`` may be a cache.
    """
    words = sorted({(reading.surface, hiragana(reading.kana)) for reading in readings if _is_word(reading.surface)})
    try:
        engine = version("pyopenjtalk-plus")
    except PackageNotFoundError:
        return None
    digest = hashlib.sha256(json.dumps([_FORM, engine, words]).encode()).hexdigest()[:16]
    path = folder / f"readings-{digest}.dic"
    if not words or path.is_file():
        return path if words and path.stat().st_size else None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as made:
            # Standard output and error belong to the screen of whoever asked.
            subprocess.run(
                [sys.executable, "-m", __name__, made],
                input=json.dumps(words),
                text=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_SECONDS,
                check=True,
            )
            # An empty file says that Open JTalk reads all of them rightly, so that nobody asks again.
            (Path(made) / "user.dic").replace(path)
    except (OSError, subprocess.SubprocessError):
        return None
    return path if path.stat().st_size else None


def row(surface: str, kana: str, morae: int) -> tuple[str, ...]:
    """A row of MeCab's dictionary: a noun that costs next to nothing and has no accent kernel."""
    reading = katakana(kana)
    noun = ("名詞", "一般", "*", "*", "*", "*")
    return (surface, "", "", "1", *noun, surface, reading, pronunciation(reading), f"0/{morae}", "*")


def pronunciation(reading: str) -> str:
    """Katakana with its long vowels as they sound: ノウキゲン is ノーキゲン."""
    out = ""
    for character in reading:
        vowel = _VOWEL.get(out[-1:], "")
        out += (
            "ー"
            if (character == "ウ" and vowel in ("オ", "ウ")) or (character == "イ" and vowel == "エ")
            else character
        )
    return out


def morae(kana: str) -> int:
    """Number of morae: a small ゃ, ゅ, ょ or vowel belongs to the kana before it, っ counts."""
    return sum(character not in "ぁぃぅぇぉゃゅょゎァィゥェォャュョヮ" for character in kana)


def _is_word(surface: str) -> bool:
    return len(surface) > 1 and all(map(has_kanji, surface))


_ROWS = (
    "アカサタナハマヤラワガザダバパァャ",
    "イキシチニヒミリギジヂビピィ",
    "ウクスツヌフムユルグズヅブプゥュヴ",
    "エケセテネヘメレゲゼデベペェ",
    "オコソトノホモヨロヲゴゾドボポォョ",
)
_VOWEL = {kana: vowel for vowel, row_ in zip("アイウエオ", _ROWS, strict=True) for kana in row_}


def _make(folder: Path, words: Sequence[tuple[str, str]]) -> None:
    """Writes ``user.dic`` into a folder: the words that Open JTalk reads otherwise; empty where it reads all."""
    import pyopenjtalk

    def heard(text: str) -> str:
        return str(pyopenjtalk.g2p(text, kana=True))

    rows = [
        row(surface, kana, morae(kana)) for surface, kana in words if heard(surface) != pronunciation(katakana(kana))
    ]
    target = folder / "user.dic"
    if not rows:
        target.touch()
        return
    source = folder / "user.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    pyopenjtalk.mecab_dict_index(str(source), str(target))
    if not target.is_file():
        raise OSError(f"{os.fspath(target)} was not made")


if __name__ == "__main__":
    _make(Path(sys.argv[1]), json.load(sys.stdin))
