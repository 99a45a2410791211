"""The kiosk as a program on a real terminal: what it leaves behind, whatever comes in, however it ends."""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests import monkey
from tests.kiosk_pty import PICTURES, Session, kiosk_command
from tests.roots import GUIDE, write_root

HOME = "番号を押してください"
WAITING = "どれかキーを押すと"
TITLE = "引っ越してきたとき"
BROKEN = GUIDE.replace("引っ越してきたとき", "こわれた案内").replace("{{ move.deadline }}以内に届", "{{ nothing }}に届")

INJECTED = """
import sys
import tesuri_kiosk.{module} as module
def broken(*_, **__):
    raise RuntimeError("secret words")
module.{name} = broken
from tesuri.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The small root with a broken guide beside the sound one, made ready."""
    folder = tmp_path_factory.mktemp("kiosk")
    root = write_root(folder / "root", {"content/guides/moving/broken.md": BROKEN})
    with Session(kiosk_command(root)) as first:
        assert first.seen(WAITING, limit=60), first.output
    return root


@pytest.fixture
def kiosk(root, tmp_path):
    """Starts the kiosk; everything is ended afterwards."""
    sessions = []

    def start(command=None, **how):
        sessions.append(Session(command or kiosk_command(root), folder=tmp_path, **how))
        return sessions[-1]

    yield start
    for session in sessions:
        session.close()


def come_in(session):
    """Past the waiting screen to the Japanese home."""
    assert session.seen(WAITING)
    session.send(b"1")
    assert session.seen("English")
    session.send(b"1")
    assert session.seen(HOME)


def press(session, keys, words):
    """Keys, and words that must be written anew after them."""
    since = session.mark()
    session.send(keys)
    assert session.seen(words, since), bytes(session.output[since:])


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_a_signal_ends_it_with_its_code_and_the_terminal_as_it_was(kiosk, number, code):
    session = kiosk()
    come_in(session)
    session.signal(number)
    assert session.wait() == code
    assert session.restored()
    assert b"Traceback" not in session.output


def test_a_signal_on_the_waiting_screen_ends_it_as_well(kiosk):
    session = kiosk()
    assert session.seen(WAITING)
    session.signal(signal.SIGTERM)
    assert session.wait() == 143
    assert session.restored()


def test_a_terminal_that_goes_away_ends_it(root, tmp_path):
    import fcntl
    import pty
    import subprocess
    import termios

    master, slave = pty.openpty()
    process = subprocess.Popen(
        kiosk_command(root),
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"},
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(slave)
    seen = b""
    while WAITING.encode() not in seen:
        seen += os.read(master, 65536)
        if b"\x1b[c" in seen and b"asked" not in seen:
            os.write(master, b"\x1b[?62c")
            seen += b"asked"
    os.close(master)
    try:
        assert process.wait(20) in (129, 70)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def test_the_staff_leave_with_their_keys_and_the_code_0(kiosk):
    session = kiosk(rows=60)
    come_in(session)
    press(session, b"*/*/7139", "broken.md")
    session.send(b"3")
    assert session.wait() == 0
    assert session.restored()


COMBINATIONS = (
    *(bytes([code]) for code in range(1, 32) if code not in (8, 9, 10, 13, 27)),
    *(f"\x1b[{code};{modifier}u".encode() for code in (99, 100, 113, 122, 92, 48, 57) for modifier in (3, 5, 6, 7, 9)),
    *(f"\x1b[{number}~".encode() for number in (11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24)),
    *(b"\x1bOP", b"\x1bOQ", b"\x1bOR", b"\x1bOS", b"\x1bx", b"\x1b:", b"\x1b!", b"\x1b[1;3D", b"\x1b[I", b"\x1b[O"),
    b"\x1b[200~*/*/7139\x1b[201~",
)


def test_no_key_combination_ends_it_or_stops_it_and_the_next_key_is_understood(kiosk):
    session = kiosk()
    come_in(session)
    for keys in COMBINATIONS:
        session.send(keys)
    time.sleep(0.3)
    session.send(b"9")
    press(session, b"1", TITLE)
    state = Path(f"/proc/{session.process.pid}/stat").read_text().rpartition(")")[2].split()[0]
    assert session.alive()
    assert state in "SRD"


def test_invalid_bytes_and_broken_sequences_on_its_input_change_nothing(kiosk):
    session = kiosk()
    come_in(session)
    chance = random.Random(7)
    for data in (
        b"\xff\xfe\x00\xc3\x28",
        b"\xed\xa0\x80",
        b"\xf8\x88\x80\x80\x80",
        b"\x1b[<0;999999;999999M",
        b"\x1b[<64;1;1M\x1b[<0;0;0m",
        b"\x1b[M\xff\xff\xff",
        b"\x1b[55296u",
        b"\x1b[?2026;2$y\x1b[?1;2;3c",
        b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\",
        b"\x1bP" + b"q" * 3000 + b"\x1b\\",
        b"\x1b[" + b"1;" * 2000 + b"u",
        chance.randbytes(400).replace(b"\x1b[200~", b""),
        b"\x1b[201~\x1b\\",
    ):
        session.send(data)
        time.sleep(0.05)
    session.send(b"\x1b[201~")
    time.sleep(0.3)
    press(session, b"90", "市民課")
    assert session.alive()
    assert b"Traceback" not in session.output


@pytest.mark.parametrize("data", [b"\x1b[1114112u", b"\x1b[999999999999999999u"])
def test_a_code_that_is_no_character_changes_nothing(kiosk, data):
    session = kiosk()
    come_in(session)
    session.send(data)
    session.quiet(0.5, 3.0)
    assert session.alive(), bytes(session.output[-300:])
    press(session, b"1", TITLE)
    assert b"Traceback" not in session.output


def test_any_size_and_back_keeps_it_running_and_shows_the_screen_again_at_once(kiosk):
    session = kiosk()
    come_in(session)
    press(session, b"1", TITLE)
    for columns, rows in ((20, 10), (2, 1), (1, 1), (200, 60), (8, 3)):
        since = session.mark()
        session.resize(columns, rows)
        assert session.settled(since, 0.3, begin=20.0) is not None, (columns, rows)
        assert session.alive()
    since = session.mark()
    session.resize(80, 24)
    assert session.seen(TITLE, since), "nothing was painted for the new size"


def test_a_guide_that_is_broken_is_told_to_the_staff_and_the_others_work(kiosk):
    session = kiosk(rows=60)
    come_in(session)
    press(session, b"1", TITLE)
    assert "こわれた案内".encode() not in session.output
    press(session, b"*/*/7139", "broken.md")


@pytest.mark.parametrize(("module", "name"), [("main", "open_book"), ("prepare", "read_body")])
def test_a_fault_while_it_reads_ends_it_with_its_code_and_one_line_without_words(kiosk, root, module, name):
    program = INJECTED.format(module=module, name=name)
    session = kiosk([sys.executable, "-c", program, "kiosk", "--root", str(root)])
    assert session.wait() == 70
    assert session.restored()
    assert b"Traceback" not in session.output
    assert b"secret" not in session.output


def test_a_fault_on_a_screen_ends_it_with_its_code_and_one_line_without_words(kiosk, root):
    program = INJECTED.format(module="press", name="_enter")
    session = kiosk([sys.executable, "-c", program, "kiosk", "--root", str(root)])
    come_in(session)
    session.send(b"\r")
    assert session.wait() == 70
    assert session.restored()
    assert b"Traceback" not in session.output
    assert b"secret" not in session.output


def test_a_fault_while_it_paints_ends_it_with_its_code_and_one_line_without_words(kiosk, root):
    program = INJECTED.format(module="sheet", name="Sheet._paint")
    session = kiosk([sys.executable, "-c", program, "kiosk", "--root", str(root)])
    assert session.wait() == 70
    assert session.restored()
    assert b"Traceback" not in session.output
    assert b"secret" not in session.output


def test_a_prepared_file_that_is_damaged_is_made_anew(kiosk, root):
    path = next((root / ".cache" / "tesuri" / "kiosk").glob("*.pickle"))
    whole = path.read_bytes()
    path.write_bytes(whole[:-500])
    try:
        for _ in range(3):  # a supervisor starts it again
            session = kiosk()
            if session.seen(WAITING, limit=30):
                session.quiet(1.5)
            if session.alive():
                break
        come_in(session)
    finally:
        path.write_bytes(whole)


def test_a_cache_that_cannot_be_written_does_not_stop_it(kiosk, tmp_path):
    root = write_root(tmp_path / "root")
    (root / ".cache" / "tesuri").mkdir(parents=True)
    for name in ("kiosk", "speech"):
        (root / ".cache" / "tesuri" / name).write_text("no folder")
    session = kiosk(kiosk_command(root))
    assert session.seen(WAITING, limit=60), bytes(session.output)
    come_in(session)


@pytest.mark.parametrize(
    "environment", [{"TERM": "dumb", "COLORTERM": ""}, {"TERM": "vt100", "COLORTERM": ""}, {"NO_COLOR": "1"}]
)
def test_a_terminal_with_little_still_shows_everything(kiosk, environment):
    session = kiosk(environment=environment)
    come_in(session)
    press(session, b"1", TITLE)


def test_a_terminal_without_utf_8_is_told_so_in_one_line(kiosk):
    session = kiosk(environment={"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0"})
    assert session.wait() == 2
    assert b"UTF-8" in session.output
    assert b"Traceback" not in session.output
    assert b"\x1b[?1049h" not in session.output


def test_without_a_terminal_it_says_so_in_one_line(root):
    import subprocess

    run = subprocess.run(kiosk_command(root), stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert run.returncode == 2
    assert "terminal" in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1


def test_a_terminal_with_pictures_gets_them(kiosk):
    session = kiosk(answer=PICTURES)
    assert session.seen(b"\x1bP")
    session.send(b"110")
    assert session.seen(b"\x1bP", session.mark() - 1) or session.alive()
    session.signal(signal.SIGTERM)
    assert session.wait() == 143
    assert session.restored()


def test_nothing_that_somebody_typed_or_read_is_left_on_the_disk(kiosk, root, tmp_path):
    session = kiosk(rows=60)
    come_in(session)
    since = session.mark()
    session.send(b"/2")
    assert session.seen("あ", since)
    session.send(b"\x1b[B")
    for _ in range(3):  # every fourth letter
        session.send(b"\x1b[C\x1b[C\x1b[C\x1b[C\r")
        session.quiet(0.15)
    typed = "おけす"
    assert session.seen(typed, since), "what was typed is not on the screen"
    session.send(b"*")
    session.quiet(0.5, 3.0)
    session.signal(signal.SIGTERM)
    assert session.wait() == 143
    temporary = Path(tempfile.gettempdir())
    places = [root / ".cache", tmp_path, *temporary.glob("tesuri-kiosk-*")]
    for path in (path for place in places for path in place.rglob("*") if path.is_file()):
        data = path.read_bytes()
        assert typed.encode() not in data, path
        assert typed.encode("utf-16-le") not in data, path
    assert list(tmp_path.iterdir()) == []


def test_a_monkey_with_a_few_hundred_keys_bytes_and_resizes_does_no_harm(root):
    found = monkey.run(root, 600, seed=3)
    assert found.fault == ""
    assert found.events == 600
