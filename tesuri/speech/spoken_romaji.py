"""Kana in Latin letters, for voices that cannot read Japanese: Hepburn without marks of length, as on passports."""

from __future__ import annotations

from tesuri.furigana import hiragana

_ROWS = {
    "": "あいうえお",
    "k": "かきくけこ",
    "g": "がぎぐげご",
    "s": "さ すせそ",
    "z": "ざ ずぜぞ",
    "t": "た  てと",
    "d": "だ  でど",
    "n": "なにぬねの",
    "h": "はひ へほ",
    "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ",
    "m": "まみむめも",
    "y": "や ゆ よ",
    "r": "らりるれろ",
}
_KANA = {
    kana: row + vowel for row, line in _ROWS.items() for vowel, kana in zip("aiueo", line, strict=True) if kana != " "
}
_KANA |= {
    "し": "shi",
    "じ": "ji",
    "ち": "chi",
    "つ": "tsu",
    "ぢ": "ji",
    "づ": "zu",
    "ふ": "fu",
    "わ": "wa",
    "を": " o ",
}
_KANA |= {"ん": "n", "ゔ": "vu", "ゐ": "i", "ゑ": "e", "ー": "", "・": " ", "、": ", ", "。": ". ", "　": " "}
_KANA |= {"「": "", "」": "", "『": "", "』": ""}
_SMALL = {"ゃ": "a", "ゅ": "u", "ょ": "o", "ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o", "ゎ": "a"}


def hepburn(kana: str) -> str:
    """Kana as Latin letters: しみんか is shiminka, とうきょう is tokyo; what is no kana stays."""
    out = ""
    doubled = False
    for character in hiragana(kana):
        if character == "っ":
            doubled = True
            continue
        if character in _SMALL and out:
            out = _with_small(out, character)
            continue
        letters = _KANA.get(character, character)
        if doubled and letters[:1].isalpha():
            letters = ("t" if letters.startswith("ch") else letters[0]) + letters
        doubled = False
        if out and letters in ("u", "o") and out[-1] in "ou" and (out[-1], letters) != ("u", "o"):
            continue  # a long vowel
        if out.endswith("n") and letters[:1] in ("b", "m", "p"):
            out = out[:-1] + "m"
        out += letters
    return out


def _with_small(out: str, small: str) -> str:
    """The last syllable with a small kana: ki + ゃ is kya, shi + ゃ is sha, fu + ぁ is fa."""
    vowel = _SMALL[small]
    stem = out[:-1]
    if small in "ゃゅょ":
        return stem + vowel if stem.endswith(("sh", "ch", "j")) else f"{stem}y{vowel}"
    return (f"{stem}w{vowel}" if not stem or not stem[-1].isalpha() else stem + vowel) if out[-1] in "iueo" else out
