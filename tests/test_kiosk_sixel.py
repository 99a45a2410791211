"""Sixel: read back by a small decoder of the format, pixel by pixel."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tesuri_kiosk import fit, sixel

from tests import compositor

STRIP = re.compile(r'(?:\x1b\[\?8452h)\x1bP0;1;0q"1;1;(\d+);(\d+)([ -~]*)\x1b\\')
TOKEN = re.compile(r"#(\d+)(?:;2;(\d+);(\d+);(\d+))?|!(\d+)([?-~])|([?-~])|([$-])")


def decode(text):
    """A strip as (width, height, rows of colours in percent, None where nothing was painted)."""
    match = STRIP.fullmatch(text)
    assert match, text[:60]
    width, height = int(match[1]), int(match[2])
    rows = [[None] * width for _ in range(-(-height // 6) * 6)]
    registers, colour, x, top = {}, None, 0, 0
    place = 0
    while place < len(match[3]):
        token = TOKEN.match(match[3], place)
        assert token, match[3][place : place + 20]
        place = token.end()
        number, red, green, blue, count, repeated, single, move = token.groups()
        if number is not None:
            colour = int(number)
            if red is not None:
                registers[colour] = (int(red), int(green), int(blue))
        elif move == "$":
            x = 0
        elif move == "-":
            x, top = 0, top + 6
        else:
            bits, length = ord(repeated or single) - 63, int(count or 1)
            for bit in range(6):
                if bits >> bit & 1:
                    rows[top + bit][x : x + length] = [registers[colour]] * length
            x += length
    return width, height, rows


def percent(colour):
    return tuple((value * 100 + 127) // 255 for value in colour)


@given(st.data())
def test_every_pixel_comes_back_and_none_below_the_cell(data):
    width, height, rows = data.draw(st.integers(1, 40)), data.draw(st.integers(1, 26)), data.draw(st.integers(1, 3))
    colours = data.draw(st.integers(1, 16))
    image = Image.new("P", (width, height * rows))
    image.putpalette([value for n in range(colours) for value in (n * 16, 255 - n * 16, n * 5)])
    pixels = data.draw(st.lists(st.integers(0, colours - 1), min_size=width, max_size=width))
    image.putdata([(pixels[x] + (x + y) // 7) % colours for y in range(height * rows) for x in range(width)])
    wanted = image.convert("RGB")
    strips = sixel.encode(image, rows)
    assert len(strips) == rows
    for number, strip in enumerate(strips):
        found_width, found_height, found = decode(strip)
        assert (found_width, found_height) == (width, height)
        for y in range(height):
            assert found[y] == [percent(wanted.getpixel((x, number * height + y))) for x in range(width)]
        assert all(pixel is None for row in found[height:] for pixel in row)


def test_a_picture_without_a_palette_is_encoded_as_well():
    image = Image.new("RGB", (9, 12), (255, 0, 0))
    image.putpixel((4, 6), (0, 0, 255))
    _, _, rows = decode(sixel.encode(image, 1)[0])
    assert rows[6][4] == (0, 0, 100)
    assert rows[0][0] == (100, 0, 0)


def test_black_and_white_are_exact():
    image = Image.new("1", (2, 6), 1)
    image.putpixel((0, 0), 0)
    _, _, rows = decode(sixel.encode(image, 1)[0])
    assert rows[0] == [(0, 0, 0), (100, 100, 100)]


@pytest.mark.parametrize(("size", "rows"), [((4, 7), 2), ((4, 6), 0), ((0, 6), 1)])
def test_what_is_not_whole_rows_of_cells_is_refused(size, rows):
    with pytest.raises(ValueError, match="are not"):
        sixel.encode(Image.new("L", size), rows)


def test_a_plain_strip_is_a_few_bytes():
    (strip,) = sixel.encode(Image.new("P", (1920, 48)), 1)
    assert len(strip) < 200


PROGRAM = """
import shutil, sys, time
from PIL import Image
from tesuri_kiosk import sixel
columns, rows = shutil.get_terminal_size()
width, height = int(sys.argv[1]), int(sys.argv[2])
def strip(row, colour):
    image = Image.new("RGB", (columns * width, height), colour)
    sys.stdout.write(f"\\x1b[{row};1H" + sixel.encode(image, 1)[0])
sys.stdout.write("\\x1b[?25l\\x1b[1;1H" + "█" * columns)
strip(rows, (255, 0, 0))
strip(rows - 1, (0, 0, 255))  # after the one below it, which it must not touch
sys.stdout.flush()
time.sleep(60)
"""


@pytest.mark.skipif(bool(compositor.missing_tools()), reason="needs sway, foot, grim and wtype")
def test_in_foot_a_strip_fills_its_row_and_the_last_row_of_the_screen_does_not_scroll(tmp_path):
    size = 28
    width, height = fit.cell(size)
    assert height % 6
    columns, rows = fit.grid(640, 400, size)
    with compositor.screen(640, 400) as screen:
        screen.foot([sys.executable, "-c", PROGRAM, str(width), str(height)], size)
        found = {}

        def painted():
            image = Image.open(screen.picture(tmp_path / "screen.png")).convert("RGB")
            found["rows"] = [image.getpixel((columns * width - 1, y)) for y in range(rows * height)]
            return (255, 0, 0) in found["rows"] and (0, 0, 255) in found["rows"]

        assert compositor.wait(painted)
    black, blue, red = (0, 0, 0), (0, 0, 255), (255, 0, 0)
    assert found["rows"][height // 2] == (255, 255, 255)
    assert found["rows"][height:] == [black] * ((rows - 3) * height) + [blue] * height + [red] * height
