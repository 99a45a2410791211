"""QR codes."""

from __future__ import annotations

import re

import pytest

from tesuri.qr import BORDER, qr_matrix, qr_svg


def bitmap(svg: str, scale: int = 4) -> memoryview:
    """The drawing as grey pixels: what a camera would see."""
    found = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    assert found is not None
    size = int(found.group(1))
    pixels = bytearray(b"\xff" * (size * scale) ** 2)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", svg):
        for row in range(int(y) * scale, (int(y) + 1) * scale):
            start = row * size * scale + int(x) * scale
            pixels[start : start + int(width) * scale] = bytes(int(width) * scale)
    return memoryview(bytes(pixels)).cast("B", (size * scale, size * scale))


@pytest.mark.parametrize("data", ["https://mihon.example/ja/moving-in/", "https://mihon.example/#手すり", "A" * 300])
def test_a_decoder_reads_what_was_written(data: str) -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    (code,) = zxingcpp.read_barcodes(bitmap(qr_svg(data)))
    assert code.text == data
    assert code.ec_level == "M"


def test_the_code_is_dark_on_light_with_a_quiet_zone_of_four_modules() -> None:
    svg = qr_svg("https://mihon.example/")
    side = len(qr_matrix("https://mihon.example/")) + 2 * BORDER
    assert f'viewBox="0 0 {side} {side}"' in svg
    assert f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000"' in svg
    corners = [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h\d+v1", svg)]
    assert min(x for x, _ in corners) == min(y for _, y in corners) == BORDER


def test_the_same_words_give_the_same_picture_without_text_scripts_or_styles() -> None:
    svg = qr_svg("https://mihon.example/ja/")
    qr_svg.cache_clear()
    assert svg == qr_svg("https://mihon.example/ja/")
    assert not re.search(r"<text|<script|style|xlink| on\w+=", svg)


def test_too_much_for_a_code_is_refused() -> None:
    with pytest.raises(ValueError, match="too many"):
        qr_matrix("x" * 3000)
