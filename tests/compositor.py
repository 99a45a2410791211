"""A real compositor for tests and pictures: sway without a screen, foot in it, keys by wtype, pictures by grim."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tesuri_kiosk.supervisor import foot_command

TOOLS = ("sway", "swaymsg", "foot", "grim", "wtype")

_NOBODY = 65534
_CONFIGURATION = Path(__file__).resolve().parent.parent / "kiosk" / "deploy" / "sway.conf"


_SIZE = ("COLUMNS", "LINES")


def missing_tools() -> tuple[str, ...]:
    """Programs that are not installed here."""
    return tuple(tool for tool in TOOLS if shutil.which(tool) is None)


class Screen:
    """A screen of ``width`` × ``height`` pixels; everything started on it ends with it."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self.environment = dict(environment)
        self.folder = folder
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """A program on this screen, in a process group of its own; what it prints is kept in ``folder/output``."""
        with (self.folder / "output").open("ab") as output:
            process = subprocess.Popen(
                command,
                # a test runner's idea of the terminal's size is not foot's
                env={k: v for k, v in {**self.environment, **(environment or {})}.items() if k not in _SIZE},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self._started.append(process)
        return process

    def foot(self, command: Sequence[str], size: int = 32) -> subprocess.Popen[bytes]:
        """A command in foot as it is on the kiosk, with letters of ``size`` pixels an em."""
        return self.start(foot_command(size, command))

    def keys(self, *keys: str, pause: float = 0.15) -> None:
        """Presses keys by their XKB names (KP_1, Return, KP_Enter) one after another."""
        # one call for all: with every call wtype brings a new keyboard, and a key may come before its layout does
        command = ["wtype", "-s", "200"]
        for key in keys:
            command += ["-k", key, "-s", str(round(pause * 1000))]
        self._run(command)

    def chord(self, modifiers: str, key: str) -> None:
        """Presses a key while modifiers are held: ``ctrl+shift``, ``alt``, ``logo``."""
        held = [word for name in modifiers.split("+") for word in ("-M", name)]
        self._run(["wtype", *held, "-s", "50", "-k", key])

    def text(self, text: str) -> None:
        """Types a text."""
        self._run(["wtype", "-s", "200", text])

    def picture(self, path: Path) -> Path:
        """The whole screen as PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._run(["grim", str(path)])
        return path

    def settled(self, path: Path, still: float = 0.5, limit: float = 60.0) -> Path:
        """A picture taken when the screen has not changed for ``still`` seconds, at the latest after ``limit``."""
        end = time.monotonic() + limit
        before = b""
        since = time.monotonic()
        while time.monotonic() < end:
            now = self.picture(path).read_bytes()
            if now != before:
                before, since = now, time.monotonic()
            elif time.monotonic() - since >= still:
                break
            time.sleep(0.1)
        return path

    def resize(self, width: int, height: int) -> None:
        """Another resolution."""
        self._run(["swaymsg", f"output HEADLESS-1 resolution {width}x{height}"])

    def windows(self) -> int:
        """How many windows are open."""
        tree = self._run(["swaymsg", "-r", "-t", "get_tree"])
        return tree.count(b'"app_id": "')

    def wait(self, condition: Callable[[], bool], limit: float = 60.0) -> bool:
        """Waits until a condition holds; whether it did within ``limit`` seconds."""
        return wait(condition, limit)

    def close(self) -> None:
        """Ends what was started here."""
        for process in reversed(self._started):
            end(process)

    def _run(self, command: Sequence[str]) -> bytes:
        done = subprocess.run(command, env=self.environment, capture_output=True, timeout=20)
        if done.returncode:
            raise RuntimeError(f"{command[0]}: {done.stderr.decode(errors='replace').strip()}")
        return done.stdout


def wait(condition: Callable[[], bool], limit: float = 60.0) -> bool:
    """Whether a condition held within ``limit`` seconds."""
    end = time.monotonic() + limit
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends a process and its group, politely first."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            return
        try:
            os.killpg(process.pid, number)
            process.wait(3)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue


@contextmanager
def screen(width: int = 1280, height: int = 800) -> Iterator[Screen]:
    """sway with one headless output; RuntimeError with sway's own words if it does not come up."""
    with tempfile.TemporaryDirectory(prefix="tesuri-screen-") as name:
        folder = Path(name)
        runtime = folder / "run"
        runtime.mkdir(mode=0o700)
        identity: dict[str, Any] = {}
        if os.geteuid() == 0:  # sway refuses to run as root; what is started on it may
            identity = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}
            os.chown(runtime, _NOBODY, _NOBODY)
            folder.chmod(0o755)
        config = folder / "sway"
        # the kiosk's own, without the kiosk
        lines = _CONFIGURATION.read_text(encoding="utf-8").splitlines()
        lines = [line for line in lines if not line.startswith("exec ")]
        config.write_text("\n".join([*lines, f"output HEADLESS-1 resolution {width}x{height}", ""]), encoding="utf-8")
        environment = {
            **{k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "SWAYSOCK", "TMUX")},
            "XDG_RUNTIME_DIR": str(runtime),
            "WLR_BACKENDS": "headless",
            "WLR_RENDERER": "pixman",
            "WLR_LIBINPUT_NO_DEVICES": "1",
            "SWAYSOCK": str(runtime / "sway.sock"),
            "LC_ALL": "C.UTF-8",
        }
        log = folder / "sway.log"
        with log.open("wb") as output:
            sway = subprocess.Popen(
                ["sway", "--config", str(config)],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                **identity,
            )
        found = Screen(environment, folder)
        try:
            if not wait(
                lambda: sway.poll() is not None or (any(runtime.glob("wayland-?")) and (runtime / "sway.sock").exists())
            ):
                raise RuntimeError("sway does not answer: " + log.read_text(errors="replace")[-500:])
            if sway.poll() is not None:
                raise RuntimeError("sway ended: " + log.read_text(errors="replace")[-500:])
            found.environment["WAYLAND_DISPLAY"] = next(p.name for p in runtime.glob("wayland-?"))
            yield found
        finally:
            found.close()
            end(sway)
