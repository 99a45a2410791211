"""The first size of letters: lengths, angles, what a screen holds, what it says of itself."""

from __future__ import annotations

import math

import pytest
from tesuri_kiosk import fit


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("24in", 609.6),
        ('24"', 609.6),
        ("61cm", 610),
        ("610 mm", 610),
        ("610", 610),
        ("0.5m", 500),
        ("15,6in", 396.24),
        ("24型", 609.6),
    ],
)
def test_a_length_is_read_in_every_usual_unit(text, length):
    assert fit.millimetres(text) == pytest.approx(length)


@pytest.mark.parametrize("text", ["", "in", "-5cm", "5 miles", "0mm", "5cm5"])
def test_what_is_no_length_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="24in"):
        fit.millimetres(text)


@pytest.mark.parametrize("text", ["", "1920", "1920x", "0x1080", "1920x00", "1x1"])
def test_what_is_no_resolution_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="1920x1080"):
        fit.pixels(text)


def test_a_resolution_is_read():
    assert fit.pixels("1920x1080") == fit.pixels("1920×1080") == (1920, 1080)


@pytest.mark.parametrize(("distance", "height"), [(400, 4.9), (500, 6.1), (600, 7.3), (300, 4.8)])
def test_a_capital_is_as_high_as_the_standards_say(distance, height):
    assert fit.capital_mm(distance) == pytest.approx(height, abs=0.05)


@pytest.mark.parametrize("diagonal", ["10.1in", "15.6in", "24in", "43in"])
@pytest.mark.parametrize("distance", [400.0, 500.0, 600.0, 1200.0])
def test_a_capital_h_of_the_first_size_is_seen_under_seven_tenths_of_a_degree(diagonal, distance):
    screen = fit.by_diagonal(1920, 1080, fit.millimetres(diagonal))
    size = fit.first_size(screen, distance)
    capital = size * fit.cap_ratio() / screen.density
    assert math.degrees(math.atan(capital / distance)) >= 0.7 - 1e-9
    assert capital >= 4.8
    assert size % 2 == 0
    smaller = (size - 2) * fit.cap_ratio() / screen.density
    assert smaller < fit.capital_mm(distance)


def test_the_capital_letters_are_measured_in_the_font_of_the_kiosk():
    assert 0.6 < fit.cap_ratio() < 0.9


def test_no_size_is_smaller_than_the_first():
    assert fit.sizes(28) == (28, 36, 42, 56, 70)


def test_sizes_that_a_screen_cannot_hold_are_left_out():
    assert fit.usable(1920, 1080, 28) == (28, 36, 42, 56, 70)
    assert fit.usable(1280, 800, 54) == (54,)
    assert fit.usable(100, 100, 54) == (54,)


def test_the_report_tells_size_angle_and_cells():
    report = fit.report(*fit.measured("24in", "1920x1080", "50cm"))
    assert "1920 × 1080 pixels, 531 × 299 mm (92 dpi), seen from 50 cm" in report
    assert "capital letters of 6.1 mm" in report
    assert "137 × 30" in report
    assert "too" not in report


def test_a_screen_that_is_too_small_is_told_so():
    report = fit.report(*fit.measured("7in", "800x480", "80cm"))
    assert "too small for people 80 cm away" in report
    assert report.count("left out") == 4


def test_what_nobody_typed_is_taken_from_the_screen_itself():
    attached = fit.Screen(1920, 1080, 531, 299)
    assert fit.measured(None, None, None, attached) == (attached, 500.0)
    assert fit.measured(None, None, "60cm", attached)[1] == 600.0
    assert fit.measured("48in", None, None, attached)[0].width_mm == pytest.approx(1062.6, abs=0.1)


@pytest.mark.parametrize(("diagonal", "resolution"), [(None, None), ("24in", None), (None, "1920x1080")])
def test_a_screen_that_nobody_knows_is_asked_for(diagonal, resolution):
    with pytest.raises(ValueError, match="--screen 24in --resolution 1920x1080"):
        fit.measured(diagonal, resolution, None)


def test_the_attached_screen_is_read_from_its_edid(tmp_path):
    edid = bytearray(128)
    edid[:8] = b"\x00\xff\xff\xff\xff\xff\xff\x00"
    edid[21:23] = bytes((53, 30))
    edid[54:72] = bytes((2, 58, 0x80, 24, 0x71, 56, 45, 64, 88, 44, 69, 0, 19, 43, 33, 0, 0, 30))
    for name, data in (("card0-DP-1", b""), ("card0-HDMI-A-1", bytes(edid)), ("card0-DP-2", b"x" * 128)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "edid").write_bytes(data)
    assert fit.attached_screen(tmp_path) == fit.Screen(1920, 1080, 531, 299)
    edid[66:69] = bytes(3)
    (tmp_path / "card0-HDMI-A-1" / "edid").write_bytes(edid)
    assert fit.attached_screen(tmp_path) == fit.Screen(1920, 1080, 530, 300)
    assert fit.attached_screen(tmp_path / "nowhere") is None
