"""The kiosk in service: a process that starts the app in foot, again and again, until the staff ends it.

A program cannot choose its terminal's font. So the app hands its state over, exits with 64 + step, and is
started in a new foot with letters of that step, where it takes the state over. The state is bytes in this
process's memory and nowhere else; it is gone as soon as it was taken, or when the app ends in any other way.
"""

from __future__ import annotations

import contextlib
import math
import os
import resource
import secrets
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from tesuri_kiosk import fit
from tesuri_kiosk.terminal import SUPERVISED, resizer

LIMIT = 64 * 1024
"""Bytes of state at most."""
RESIZE = 64
"""Exit code of an app that wants step 0; step 1 is the next, and so on."""
STEP = "TESURI_STEP"
STEPS = "TESURI_STEPS"
"""Environment variables of the app: the step it runs at, and how many there are."""
POINTS = "TESURI_KITTY_POINTS"
"""Environment variable for kitty: points of its first size, 24 where it is not set."""
_SOON = 10.0
"""Seconds under which an end counts as failing to start."""
_TRIES = 4
"""Failures one after another until the screen asks for the staff."""
_SORRY_SECONDS = 60
_QUIET = 3.0
"""Seconds a child has to end when it is asked to."""

Command = Callable[[int], Sequence[str]]
"""Command line of the app at a step."""


def can_resize(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the letters can be made larger here at all."""
    return resizer(environ) is not None


def text_sizes(environ: Mapping[str, str] = os.environ) -> int:
    """How many sizes this screen holds; 1 where the letters cannot be changed."""
    if not can_resize(environ):
        return 1
    return _number(environ.get(STEPS), len(fit.STEPS), 1, len(fit.STEPS))


def current_step(environ: Mapping[str, str] = os.environ) -> int:
    """The size the app was started with, counted from 0."""
    return _number(environ.get(STEP), 0, 0, len(fit.STEPS) - 1)


def exit_code(step: int) -> int:
    """The code to exit with, after ``hand_over``, in order to come back at a step."""
    return RESIZE + step


def hand_over(state: bytes, environ: Mapping[str, str] = os.environ) -> None:
    """Gives the state to the supervisor; ValueError over 64 kB, OSError where there is no supervisor."""
    if len(state) > LIMIT:
        raise ValueError(f"a state of {len(state)} bytes is larger than {LIMIT}")
    with _connected(environ) as connection:
        connection.sendall(b"P" + state)
        connection.shutdown(socket.SHUT_WR)
        if connection.recv(1) != b".":
            raise OSError("the supervisor did not take the state")


def take_over(environ: Mapping[str, str] = os.environ) -> bytes | None:
    """The state that was handed over before this start, once; None where there is none or no supervisor."""
    try:
        with _connected(environ) as connection:
            connection.sendall(b"G")
            connection.shutdown(socket.SHUT_WR)
            return _all(connection, LIMIT) or None
    except OSError:
        return None


def set_font_size(step: int, environ: Mapping[str, str] = os.environ) -> bool:
    """Makes kitty's letters as large as a step, in place; whether kitty did it."""
    try:
        done = subprocess.run(kitty_command(step, environ), stdin=subprocess.DEVNULL, capture_output=True, timeout=2)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def kitty_command(step: int, environ: Mapping[str, str] = os.environ) -> list[str]:
    """kitty's remote control (``allow_remote_control``, ``listen_on``) for a step."""
    try:
        points = float(environ.get(POINTS, "24"))
    except ValueError:
        points = 24.0
    if not math.isfinite(points) or points <= 0:
        points = 24.0
    address = environ.get("KITTY_LISTEN_ON", "")
    to = ["--to", address] if address else []
    return ["kitty", "@", *to, "set-font-size", "--", f"{points * fit.STEPS[step]:g}"]


def foot_options(size: int) -> list[str]:
    """foot's options for letters of ``size`` pixels an em."""
    _, height = fit.cell(size)
    return [
        f"--override=font={fit.FONT}:pixelsize={size}",
        f"--override=line-height={height}px",
        f"--override=vertical-letter-offset={(height - size) // 2}px",
    ]


def foot_command(size: int, command: Sequence[str]) -> list[str]:
    """A command in foot as the kiosk has it, without a key or button of foot's own."""
    return ["foot", f"--config={configuration()}", "--log-level=error", *foot_options(size), "--", *command]


def configuration() -> Path:
    """foot.ini: the technician's in /etc/tesuri, else the one beside the source, else the installed one."""
    package = Path(__file__).resolve().parent
    places = (Path("/etc/tesuri"), package.parent / "deploy", package.parent / "tesuri" / "_data" / "deploy")
    return next((place / "foot.ini" for place in places if (place / "foot.ini").is_file()), places[1] / "foot.ini")


def serve(sizes: Sequence[int], command: Sequence[str]) -> int:
    """``tesuri kiosk --service``: an app's command line in foot, at first at the first of some sizes in pixels.

    Returns 0 when the staff ended it, 128 + the signal's number when one did, 2 where foot or a compositor is
    wanting.
    """
    if not shutil.which("foot") or not os.environ.get("WAYLAND_DISPLAY"):
        print("tesuri kiosk --service needs foot and a Wayland compositor; see kiosk/deploy/README.md", file=sys.stderr)
        return 2
    sorry = foot_command(sizes[0], [sys.executable, "-m", "tesuri_kiosk.supervisor"])
    return Supervisor(lambda step: foot_command(sizes[step], command), len(sizes), sorry).run()


class Supervisor:
    """Runs ``command(step)`` until it exits with 0; ``sorry`` is shown when it fails again and again."""

    def __init__(self, command: Command, steps: int, sorry: Sequence[str], wait: float = 0.2) -> None:
        self._command = command
        self._steps = steps
        self._sorry = sorry
        self._wait = wait
        self._child: subprocess.Popen[bytes] | None = None
        self._signal = 0
        self._stopping = threading.Event()
        self._store = _Store()

    def run(self) -> int:
        """Until the staff or a signal ends it; call it from the main thread."""
        # a crash's core would hold what somebody typed
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
        with self._signals(), self._store.listening() as address:
            step = failures = 0
            while not self._stopping.is_set():
                began = time.monotonic()
                code = self._run(self._command(step), {SUPERVISED: address, STEP: str(step), STEPS: str(self._steps)})
                if self._stopping.is_set():
                    break
                if code == 0:
                    return 0
                if RESIZE <= code < RESIZE + self._steps:
                    step = code - RESIZE
                    continue
                self._store.forget()
                step = 0
                failures = failures + 1 if time.monotonic() - began < _SOON else 1
                if failures >= _TRIES:
                    self._run(self._sorry, {})
                self._stopping.wait(self._wait * failures)
        return 128 + self._signal

    def _run(self, command: Sequence[str], environment: Mapping[str, str]) -> int:
        """Exit code of a child; its own output goes where this process's errors go."""
        try:
            self._child = subprocess.Popen(
                command,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=sys.__stderr__,
                start_new_session=True,
            )
        except OSError as error:
            print(f"{command[0]}: {error.strerror}", file=sys.stderr, flush=True)
            return 1
        if self._stopping.is_set():  # the signal came before there was a child to end
            _end(self._child)
        return self._child.wait()

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        wanted = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
        before = {number: signal.signal(number, self._stop) for number in wanted}
        try:
            yield
        finally:
            if self._child is not None:
                _end(self._child)
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, number: int, _: FrameType | None) -> None:
        self._signal = number
        self._stopping.set()
        child = self._child
        if child is not None:
            # not here: waiting for it inside Popen.wait would stand still for ever
            threading.Thread(target=_end, args=(child,), daemon=True).start()


class _Store:
    """The state, behind a socket without a name in the file system, for processes of this user only."""

    def __init__(self) -> None:
        self._state = b""
        self._lock = threading.Lock()

    def forget(self) -> None:
        """Drops the state."""
        self._take()

    @contextlib.contextmanager
    def listening(self) -> Iterator[str]:
        """Answers in a thread; yields the address."""
        name = f"tesuri-{secrets.token_hex(16)}"
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
            server.bind(f"\0{name}")
            server.listen(4)
            thread = threading.Thread(target=self._answer, args=(server,), daemon=True)
            thread.start()
            try:
                yield name
            finally:
                with contextlib.suppress(OSError):
                    server.shutdown(socket.SHUT_RDWR)
                thread.join(2)
                self.forget()

    def _answer(self, server: socket.socket) -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return  # closed: the end
            # a client that goes away in the middle changes nothing
            with connection, contextlib.suppress(OSError):
                connection.settimeout(2)
                if _user(connection) == os.getuid():
                    self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        asked = _all(connection, LIMIT + 1)
        if asked[:1] == b"P":
            with self._lock:
                self._state = asked[1:]
            connection.sendall(b".")
        elif asked == b"G":
            connection.sendall(self._take())

    def _take(self) -> bytes:
        with self._lock:
            state, self._state = self._state, b""
        return state


def sorry(seconds: float = _SORRY_SECONDS) -> None:
    """A plain screen for when the kiosk does not start: whom to ask, nothing else."""
    words = (
        "ただいま つかえません。",
        "かかりの ひとに きいてください。",
        "",
        "This screen is out of order.",
        "Please ask the staff.",
    )
    size = shutil.get_terminal_size()
    top = max(1, (size.lines - len(words)) // 2)
    sys.stdout.write("\x1b[?25l\x1b[2J" + "".join(f"\x1b[{top + n};2H{line}" for n, line in enumerate(words)))
    sys.stdout.flush()
    time.sleep(seconds)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Ends a child and what it started, politely first."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
            if child.poll() is None:
                os.killpg(child.pid, number)
                child.wait(_QUIET)


def _connected(environ: Mapping[str, str]) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(2)
        connection.connect(f"\0{environ.get(SUPERVISED) or 'tesuri-nobody'}")
    except BaseException:
        connection.close()
        raise
    return connection


def _all(connection: socket.socket, limit: int) -> bytes:
    """Everything up to the other side's end; OSError over the limit."""
    found = b""
    while more := connection.recv(65536):
        found += more
        if len(found) > limit:
            raise OSError("too much")
    return found


def _user(connection: socket.socket) -> int:
    """User id at the other end, by the kernel."""
    answer: Any = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", answer)[1])


def _number(text: str | None, otherwise: int, least: int, most: int) -> int:
    return min(max(int(text), least), most) if text and text.isdecimal() else otherwise


if __name__ == "__main__":
    sorry()
