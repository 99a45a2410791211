"""The kiosk in service: sizes by starting again, a state in memory only, crashes, signals, and foot's own keys."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from tesuri_kiosk import supervisor
from tesuri_kiosk.supervisor import Supervisor

from tests import compositor

HEAD = """
import os, sys
from tesuri_kiosk import supervisor
log = open(sys.argv[1], "a")
def say(*words):
    print(*words, file=log, flush=True)
starts = sum(1 for line in open(sys.argv[1]) if line.startswith("start"))
say("start", supervisor.current_step(), supervisor.text_sizes())
"""


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log"
    path.touch()
    return path


def program(log, body):
    return [sys.executable, "-c", HEAD + textwrap.dedent(body), str(log)]


def sorry(log):
    return [sys.executable, "-c", "import sys; open(sys.argv[1], 'a').write('sorry\\n')", str(log)]


def run(log, body, steps=5):
    command = program(log, body)
    code = Supervisor(lambda step: command, steps, sorry(log), wait=0.01).run()
    return code, log.read_text().splitlines()


def test_the_state_comes_back_after_a_change_of_size_and_only_once(log):
    code, lines = run(
        log,
        """
        say("state", supervisor.take_over())
        if starts == 0:
            supervisor.hand_over("答え".encode() * 5000)
            sys.exit(supervisor.exit_code(3))
        if starts == 1:
            sys.exit(supervisor.exit_code(1))
        sys.exit(0)
        """,
    )
    assert code == 0
    assert [line for line in lines if line.startswith("start")] == ["start 0 5", "start 3 5", "start 1 5"]
    states = [line for line in lines if line.startswith("state")]
    assert states == ["state None", f"state {'答え'.encode() * 5000!r}", "state None"]


def test_after_a_crash_nothing_of_the_last_person_is_left(log):
    code, lines = run(
        log,
        """
        say("state", supervisor.take_over())
        if starts == 0:
            supervisor.hand_over(b"secret")
            sys.exit(supervisor.exit_code(2))
        if starts == 1:
            supervisor.hand_over(b"another")
            os.kill(os.getpid(), 9)
        sys.exit(0)
        """,
    )
    assert code == 0
    assert lines == ["start 0 5", "state None", "start 2 5", "state b'secret'", "start 0 5", "state None"]


def test_an_app_that_fails_at_once_is_started_again_and_then_the_staff_is_asked_for(log):
    code, lines = run(log, "sys.exit(1 if starts < 5 else 0)")
    assert code == 0
    assert lines == [*["start 0 5"] * 4, "sorry", "start 0 5", "sorry", "start 0 5"]


def test_a_program_that_is_not_there_is_a_failure_like_any_other(log, capfd):
    commands = iter([["/nowhere/tesuri"], program(log, "sys.exit(0)")])
    assert Supervisor(lambda step: next(commands), 5, sorry(log), wait=0.01).run() == 0
    assert log.read_text() == "start 0 5\n"
    assert "Traceback" not in capfd.readouterr().err


def test_a_step_that_the_screen_does_not_have_is_a_failure(log):
    assert run(log, "sys.exit(supervisor.exit_code(4) if starts == 0 else 0)", steps=3)[1] == ["start 0 3"] * 2


def test_a_state_that_is_too_large_is_refused_and_what_was_there_stays(log):
    _, lines = run(
        log,
        """
        if starts == 0:
            supervisor.hand_over(b"small")
            try:
                supervisor.hand_over(b"x" * (supervisor.LIMIT + 1))
            except ValueError as error:
                say(error)
            sys.exit(supervisor.exit_code(1))
        say(supervisor.take_over())
        """,
    )
    assert lines == ["start 0 5", f"a state of {64 * 1024 + 1} bytes is larger than 65536", "start 1 5", "b'small'"]


def test_strangers_at_the_socket_change_nothing(log):
    _, lines = run(
        log,
        """
        import socket
        supervisor.hand_over(b"mine") if starts == 0 else None
        if starts == 0:
            for data in (b"", b"X", b"GG", b"P" * 200000):
                with socket.socket(socket.AF_UNIX) as stranger:
                    stranger.connect("\\0" + os.environ["TESURI_SUPERVISOR"])
                    try:
                        stranger.sendall(data)
                    except OSError:
                        pass
            sys.exit(supervisor.exit_code(1))
        say(supervisor.take_over())
        """,
    )
    assert lines == ["start 0 5", "start 1 5", "b'mine'"]


def test_without_a_supervisor_there_is_no_state_and_one_size():
    assert supervisor.take_over({}) is None
    assert supervisor.take_over({"TESURI_SUPERVISOR": "nobody-is-here"}) is None
    with pytest.raises(OSError, match=r".+"):
        supervisor.hand_over(b"x", {})
    assert not supervisor.can_resize({})
    assert supervisor.text_sizes({}) == 1
    assert supervisor.current_step({}) == 0


@pytest.mark.parametrize("text", ["", "x", "-1", "99", "1.5", "٣x"])
def test_a_step_in_the_environment_that_makes_no_sense_is_one_that_exists(text):
    assert 0 <= supervisor.current_step({"TESURI_STEP": text}) <= 4
    assert 1 <= supervisor.text_sizes({"TESURI_STEPS": text, "TESURI_SUPERVISOR": "x"}) <= 5


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_the_kiosk_and_everything_it_started(log, number):
    command = program(log, "say(os.getpid()); import time; time.sleep(60)")
    script = (
        "import sys; from tesuri_kiosk.supervisor import Supervisor;"
        "sys.exit(Supervisor(lambda step: sys.argv[1:], 5, ['true']).run())"
    )
    service = subprocess.Popen([sys.executable, "-c", script, *command], stderr=subprocess.PIPE)
    assert compositor.wait(lambda: len(log.read_text().splitlines()) == 2)
    child = int(log.read_text().splitlines()[1])
    service.send_signal(number)
    _, errors = service.communicate(timeout=20)
    assert service.returncode == 128 + number
    assert errors == b""
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_the_state_is_never_in_a_file(log, tmp_path):
    run(
        log,
        """
        if starts == 0:
            supervisor.hand_over(b"nobody-may-read-this")
            sys.exit(supervisor.exit_code(1))
        assert supervisor.take_over()
        """,
    )
    assert not any(b"nobody-may-read-this" in p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())


def test_other_users_processes_are_turned_away(monkeypatch):
    store = supervisor._Store()
    monkeypatch.setattr(supervisor, "_user", lambda connection: os.getuid() + 1)
    with store.listening() as address:
        with pytest.raises(OSError, match=r".+"):
            supervisor.hand_over(b"x", {"TESURI_SUPERVISOR": address})
        assert supervisor.take_over({"TESURI_SUPERVISOR": address}) is None
    with pytest.raises(ConnectionRefusedError), socket.socket(socket.AF_UNIX) as gone:
        gone.connect(f"\0{address}")


def test_kitty_is_told_the_size_in_points():
    environ = {"KITTY_LISTEN_ON": "unix:/run/kitty", "TESURI_KITTY_POINTS": "20"}
    assert supervisor.kitty_command(1, environ) == [
        "kitty",
        "@",
        "--to",
        "unix:/run/kitty",
        "set-font-size",
        "--",
        "25",
    ]
    for nonsense in ("", "x", "nan", "-3"):
        assert supervisor.kitty_command(0, {"TESURI_KITTY_POINTS": nonsense}) == [
            "kitty",
            "@",
            "set-font-size",
            "--",
            "24",
        ]


def test_without_kitty_the_size_stays(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert supervisor.set_font_size(1) is False


def test_kitty_changes_the_size_in_place(monkeypatch, tmp_path):
    fake = tmp_path / "kitty"
    fake.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/said\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert supervisor.set_font_size(4, {"KITTY_LISTEN_ON": "unix:x"}) is True
    assert (tmp_path / "said").read_text() == "@ --to unix:x set-font-size -- 60\n"


def test_service_without_foot_or_compositor_says_so_in_one_line(monkeypatch, capsys):
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert supervisor.serve((28,), ["true"]) == 2
    assert "deploy/README.md" in capsys.readouterr().err


def test_the_screen_that_asks_for_the_staff_speaks_plainly(capsys):
    supervisor.sorry(0)
    shown = capsys.readouterr().out
    assert "Please ask the staff." in shown
    assert "きいてください" in shown


def bindings(section):
    """Action → keys of a section of foot.ini."""
    lines = supervisor.configuration().read_text(encoding="utf-8").split(f"[{section}]", 1)[1].split("\n[", 1)[0]
    return dict(line.split("=", 1) for line in lines.splitlines() if "=" in line and not line.startswith("#"))


@pytest.mark.parametrize("section", ["key-bindings", "search-bindings", "url-bindings", "mouse-bindings"])
def test_foot_has_no_key_and_no_button_of_its_own(section):
    found = bindings(section)
    assert found
    assert {keys.split()[-1] for keys in found.values()} == {"none"}


@pytest.mark.skipif(shutil.which("foot") is None, reason="needs foot")
def test_every_action_that_foot_binds_by_default_is_unbound():
    text = Path("/etc/xdg/foot/foot.ini").read_text(encoding="utf-8")
    for section in ("key-bindings", "search-bindings", "url-bindings", "mouse-bindings"):
        default = text.split(f"[{section}]", 1)[1].split("\n[", 1)[0]
        actions = set(re.findall(r"^# ([a-z-]+)=", default, re.MULTILINE))
        assert actions
        assert actions - {"noop"} <= set(bindings(section))


@pytest.mark.skipif(shutil.which("foot") is None, reason="needs foot")
def test_foot_accepts_its_configuration():
    foot, *options = supervisor.foot_command(28, [])
    check = subprocess.run([foot, "--check-config", *options], capture_output=True, text=True)
    assert (check.returncode, check.stderr) == (0, "")


def test_sway_binds_no_key():
    text = (supervisor.configuration().parent / "sway.conf").read_text(encoding="utf-8")
    lines = [line.split()[0] for line in text.splitlines() if line.strip() and not line.startswith("#")]
    assert not any(word.startswith("bind") or word == "include" for word in lines)
    assert "srvrkeys:none" in text


@pytest.mark.skipif(bool(compositor.missing_tools()), reason="needs sway, foot, grim and wtype")
def test_no_key_combination_opens_anything_in_foot_and_another_size_is_a_new_foot(log):
    body = """
    import shutil, time
    size = shutil.get_terminal_size()
    say("cells", size.columns, size.lines)
    if starts == 0:
        supervisor.hand_over(b"here")
        sys.exit(supervisor.exit_code(2))
    say(supervisor.take_over())
    import termios, tty
    tty.setraw(0)
    while (key := os.read(0, 1)) != b"@":
        say(key)
    say("end")
    """
    script = "import sys; from tesuri_kiosk.supervisor import serve; sys.exit(serve((28, 36, 42), sys.argv[1:]))"
    with compositor.screen(1280, 800) as screen:
        service = screen.start([sys.executable, "-c", script, *program(log, body)])
        assert compositor.wait(lambda: "here" in log.read_text())
        for keys in ("n", "u", "r", "c", "v", "w", "q", "z", "x", "o"):
            screen.chord("ctrl+shift", keys)
        for keys in ("c", "d", "z", "backslash", "plus", "minus", "0", "w"):
            screen.chord("ctrl", keys)
        for modifiers, key in (
            ("alt", "F4"),
            ("logo", "Return"),
            ("logo+shift", "q"),
            ("shift", "Insert"),
            ("ctrl+alt", "F2"),
        ):
            screen.chord(modifiers, key)
        assert screen.windows() == 1, log.read_text()
        assert service.poll() is None
        screen.text("@")
        assert service.wait(20) == 0
        assert screen.windows() == 0
    lines = log.read_text().splitlines()
    assert lines[:5] == ["start 0 3", "cells 91 22", "start 2 3", "cells 60 15", "b'here'"]
    assert r"b'\x0e'" in lines, "Ctrl+Shift+N is the app's, not foot's"
    assert lines[-1] == "end"
