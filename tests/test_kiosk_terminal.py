"""What the kiosk learns from its terminal: a pty whose other end answers, is silent, or answers too late."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time

import pytest
from tesuri_kiosk import terminal
from tesuri_kiosk.terminal import Terminal

PROGRAM = """
import dataclasses, json, os, select, sys, termios
from tesuri_kiosk.terminal import detect
before = termios.tcgetattr(0)
found = detect(timeout=float(sys.argv[1]))
assert termios.tcgetattr(0) == before
left = os.read(0, 100).decode() if select.select([0], [], [], 0.1)[0] else ""
os.write(3, json.dumps([dataclasses.asdict(found), left]).encode())
"""


def on_a_terminal(answer, timeout=20.0, window=(24, 80, 0, 0), late=b"", **environ):
    """What is detected on a pty that answers the question so, what was left to read, and what was asked."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", *window))
    result, write = os.pipe()
    keep = {name: value for name, value in os.environ.items() if name not in ("COLORTERM", "TESURI_SIXEL", "LC_ALL")}
    child = subprocess.Popen(
        [sys.executable, "-c", f"import os; os.dup2({write}, 3); " + PROGRAM, str(timeout)],
        stdin=slave,
        stdout=slave,
        stderr=subprocess.DEVNULL,
        pass_fds=(write,),
        env={**keep, "TERM": "xterm-256color", "LANG": "C.UTF-8", **environ},
    )
    os.close(slave)
    os.close(write)
    asked = b""
    while b"\x1b[c" not in asked and child.poll() is None:
        if select.select([master], [], [], 0.05)[0]:
            with contextlib.suppress(OSError):
                asked += os.read(master, 1000)
    if asked:
        os.write(master, answer)
    data = b""
    while more := os.read(result, 10000):
        data += more
    child.wait(10)
    os.close(master)
    os.close(result)
    found, left = json.loads(data)
    return Terminal(**found), left, asked


def test_a_terminal_with_sixel_and_a_known_cell_shows_pictures():
    found, left, asked = on_a_terminal(b"\x1b[6;42;17t\x1b[?62;4;22;28c")
    assert found == Terminal(True, 17, 42, 256, True, None)
    assert left == ""
    assert asked.endswith(b"\x1b[16t\x1b[c")


def test_keys_pressed_meanwhile_and_the_answers_are_no_input_of_the_app():
    _, left, _ = on_a_terminal(b"12\x1b[6;42;17t3\x1b[?62;4c45")
    assert left == ""


def test_a_terminal_without_the_attribute_shows_none():
    assert not on_a_terminal(b"\x1b[6;42;17t\x1b[?62;14;22c")[0].sixel
    assert not on_a_terminal(b"\x1b[6;42;17t\x1b[?4c")[0].sixel  # 4 is the kind of terminal here, a VT132


def test_a_terminal_that_never_answers_is_plain_and_nobody_waits_for_it():
    assert on_a_terminal(b"", timeout=0.1)[0] == Terminal(False, 0, 0, 256, True, None)


def test_a_cell_that_the_terminal_does_not_tell_is_taken_from_the_window():
    assert on_a_terminal(b"\x1b[?62;4c", window=(20, 80, 1360, 840))[0] == Terminal(True, 17, 42, 256, True, None)
    assert not on_a_terminal(b"\x1b[?62;4c", window=(0, 0, 0, 0))[0].sixel


@pytest.mark.parametrize(
    ("wish", "attributes", "shown"), [("0", b"62;4", False), ("1", b"62", True), ("x", b"62;4", True)]
)
def test_the_environment_decides_about_pictures(wish, attributes, shown):
    assert on_a_terminal(b"\x1b[6;42;17t\x1b[?" + attributes + b"c", TESURI_SIXEL=wish)[0].sixel is shown


def test_a_mute_terminal_is_not_even_asked():
    found, _, asked = on_a_terminal(b"", TERM="dumb")
    assert asked == b""
    assert found.colours == 2


def test_without_a_terminal_everything_is_plain():
    run = subprocess.run(
        [sys.executable, "-c", "from tesuri_kiosk.terminal import detect; print(detect().sixel)"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert (run.stdout, run.stderr) == ("False\n", "")


@pytest.mark.parametrize(
    "answer",
    [b"", b"\x1b[", b"\x1b[?c", b"\x1b[?;;c", b"\x1b[6;0;0t\x1b[?62;4c", b"\xff\x00\x1b[?62c", b"\x1b[6;9999999999;1t"],
)
def test_any_answer_is_understood_somehow(answer):
    sixel, (width, height) = terminal.understand(answer)
    assert width >= 0
    assert height >= 0
    assert sixel == (b";4" in answer)


@pytest.mark.parametrize(
    ("environ", "count"),
    [
        ({"TERM": "foot"}, 1 << 24),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, 1 << 24),
        ({"TERM": "xterm-256color"}, 256),
        ({"TERM": "linux"}, 8),
        ({"TERM": "vt100"}, 2),
        ({"TERM": "nobody-knows-this"}, 8),
        ({}, 2),
    ],
)
def test_colours_are_counted(environ, count):
    assert terminal.colours(environ) == count


@pytest.mark.parametrize(
    ("environ", "yes"),
    [
        ({"LANG": "ja_JP.UTF-8"}, True),
        ({"LANG": "ja_JP.utf8"}, True),
        ({"LANG": "ja_JP.eucJP"}, False),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, False),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True),
        ({}, False),
    ],
)
def test_the_locale_tells_whether_utf_8_is_written(environ, yes):
    assert terminal.utf8(environ) is yes


def test_the_supervisor_comes_before_kitty_and_without_either_letters_stay_as_they_are():
    both = {"TESURI_SUPERVISOR": "x", "KITTY_LISTEN_ON": "unix:/tmp/x"}
    assert terminal.resizer(both) == "foot"
    assert terminal.resizer({"KITTY_LISTEN_ON": "unix:/tmp/x"}) == "kitty"
    assert terminal.resizer({"TERM": "foot"}) is None


def test_a_terminal_that_goes_away_while_it_is_asked_is_plain():
    master, slave = pty.openpty()
    read, write = os.pipe()
    child = subprocess.Popen(
        [sys.executable, "-c", f"import os; os.dup2({write}, 3); " + PROGRAM.replace("assert", "#"), "20"],
        stdin=slave,
        stdout=slave,
        stderr=subprocess.DEVNULL,
        pass_fds=(write,),
        env={**os.environ, "TERM": "xterm"},
        start_new_session=True,
    )
    os.close(slave)
    os.close(write)
    end = time.monotonic() + 10
    asked = b""
    while b"\x1b[c" not in asked and time.monotonic() < end:
        asked += os.read(master, 1000)
    os.close(master)
    data = os.read(read, 10000)
    child.wait(10)
    os.close(read)
    assert b'"sixel": false' in data or child.returncode != 0
    assert b"\x1b[c" in asked
