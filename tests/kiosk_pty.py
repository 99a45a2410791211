"""The kiosk, or any program, on a real pty: bytes in, bytes out, the window's size, the terminal as it is left."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLAIN = b"\x1b[?62;22c"
"""Device attributes of a terminal without pictures."""
PICTURES = b"\x1b[6;42;17t\x1b[?62;4;22c"
"""A cell of 17 × 42 pixels, and sixel."""


class Session:
    """A program as the only thing on a terminal of its own; everything it writes is kept in ``output``."""

    def __init__(
        self,
        command: Sequence[str],
        columns: int = 80,
        rows: int = 24,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        answer: bytes = PLAIN,
    ) -> None:
        self.output = bytearray()
        self.seen_at = 0.0
        """When what ``seen`` last waited for was there (monotonic)."""
        self._answer = answer
        self._changed = threading.Condition()
        self._last = time.monotonic()
        self._master, self._slave = pty.openpty()
        self.resize(columns, rows)
        self.before = termios.tcgetattr(self._slave)
        keep = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "TESURI_", "KITTY_", "TMUX"))}
        path = os.pathsep.join([str(ROOT), str(ROOT / "kiosk"), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
        keep |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "PYTHONPATH": path}
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            command,
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            env={**keep, **(environment or {})},
            cwd=folder,
            start_new_session=True,
            preexec_fn=_own_terminal,
        )
        self._over = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(self, data: bytes, patience: float = 20.0) -> None:
        """Bytes as a keyboard would send them; TimeoutError when the program reads none for ``patience`` seconds."""
        while data:
            if not select.select([], [self._master], [], patience)[1]:
                raise TimeoutError("the program does not read")
            data = data[os.write(self._master, data[:512]) :]

    def resize(self, columns: int, rows: int) -> None:
        """Another size in cells; the kernel tells the program."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def mark(self) -> int:
        """Where the output ends now, for ``seen`` to look behind."""
        with self._changed:
            return len(self.output)

    def seen(self, words: str | bytes, since: int = 0, limit: float = 20.0) -> bool:
        """Whether words are written within ``limit`` seconds."""
        wanted = words.encode() if isinstance(words, str) else words
        end = time.monotonic() + limit
        while True:
            over = not self.alive()
            with self._changed:
                if self._changed.wait_for(lambda: self.output.find(wanted, since) >= 0, 0.2):
                    self.seen_at = time.monotonic()
                    return True
            if over or time.monotonic() > end:
                return False

    def quiet(self, still: float = 0.3, limit: float = 20.0) -> float:
        """Waits until nothing was written for ``still`` seconds; when the last byte came (monotonic)."""
        end = time.monotonic() + limit
        while (now := time.monotonic()) < end and now - self._last < still and not self._over:
            time.sleep(min(still, self._last + still - now) if now - self._last < still else 0)
        return self._last

    def settled(self, since: int, still: float, limit: float = 20.0, begin: float = 0.5) -> float | None:
        """Waits until something was written behind ``since`` and then nothing for ``still`` seconds.

        When the last byte came (monotonic); None when nothing came within ``begin`` seconds.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.output) > since, begin):
                return None
        return self.quiet(still, limit)

    def forget(self, keep: int) -> None:
        """Drops old output, but for the last ``keep`` bytes; places of ``mark`` before this hold no more."""
        with self._changed:
            if len(self.output) > 2 * keep:
                del self.output[:-keep]

    def alive(self) -> bool:
        """Whether the program still runs."""
        return self.process.poll() is None

    def signal(self, number: int) -> None:
        """A signal to the program alone."""
        os.kill(self.process.pid, number)

    def wait(self, limit: float = 20.0) -> int:
        """Its exit code, negative for a signal that killed it; what it wrote last is read by then."""
        code = self.process.wait(limit)
        self.quiet(0.1, 2.0)
        return code

    def restored(self) -> bool:
        """Whether the terminal is as it was: its settings, no alternate screen, the cursor to be seen, mouse off."""
        output = bytes(self.output)
        pairs = ((b"\x1b[?1049h", b"\x1b[?1049l"), (b"\x1b[?25l", b"\x1b[?25h"), (b"\x1b[?1003h", b"\x1b[?1003l"))
        ended = all(output.rfind(off) > output.rfind(on) for on, off in pairs)
        return ended and termios.tcgetattr(self._slave) == self.before

    def resident_kilobytes(self) -> int:
        """Memory of the program itself (VmRSS), without its children; OSError when it has ended."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = next((line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")), None)
        if found is None:
            raise ProcessLookupError("the program has ended")
        return int(found)

    def close(self) -> None:
        """Ends the program, politely first, and closes the terminal."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self.process.poll() is None:
                os.killpg(self.process.pid, number)
                try:
                    self.process.wait(5)
                except subprocess.TimeoutExpired:
                    continue
        self._over = True
        self._reader.join(5)
        os.close(self._slave)
        os.close(self._master)

    def _read(self) -> None:
        unanswered = True
        while not self._over:
            if not select.select([self._master], [], [], 0.1)[0]:
                continue
            try:
                data = os.read(self._master, 65536)
            except OSError:
                return
            with self._changed:
                self.output += data
                self._last = time.monotonic()
                asked = unanswered and b"\x1b[c" in self.output
                self._changed.notify_all()
            if asked:
                unanswered = False
                os.write(self._master, self._answer)


def kiosk_command(root: Path, *more: str) -> list[str]:
    """``tesuri kiosk`` on a root."""
    return [sys.executable, "-m", "tesuri.cli", "kiosk", "--root", str(root), *more]


def _own_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
