"""``tesuri serve``: the site on this machine, made again when a source changes."""

from __future__ import annotations

import contextlib
import functools
import http.server
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from tesuri.site.head import HEADER_ONLY, HEADERS, POLICY, policy

WATCHED = ("content", "classes", "i18n", "site_overrides")
QUIET = 0.3
"""Seconds without a change before a rebuild: an editor writes a file in several steps."""


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files with the headers of the header file, and our own page for what is not there."""

    extensions_map = {  # noqa: RUF012  (typeshed has it as an instance's)
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".webmanifest": "application/manifest+json",
    }

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", policy({**POLICY, **HEADER_ONLY}))
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what a reader looks at is nobody's business, not even a log's."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != http.HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class _Server(http.server.ThreadingHTTPServer):
    """A server that says nothing of readers who went away, and one line of anything else."""

    def handle_error(self, request: object, client_address: object) -> None:
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError):
            print(f"tesuri: a request failed: {error}", file=sys.stderr)


class _Changes(FileSystemEventHandler):
    def __init__(self, changed: threading.Event) -> None:
        self._changed = changed

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in ("modified", "created", "deleted", "moved") and not event.is_directory:
            self._changed.set()


def serve(root: Path, out: Path, host: str, port: int, rebuild: Callable[[], str | None]) -> int:
    """Build, serve and watch until interrupted; returns the exit code.

    ``rebuild`` tells its problems itself and returns one line, or None when the content has errors: then
    what was built before stays up.
    """
    try:
        server = _Server((host, port), functools.partial(Handler, directory=str(out)))
    except (OSError, OverflowError) as error:
        why = error.strerror if isinstance(error, OSError) else "a port is a number from 0 to 65535"
        print(f"tesuri: cannot listen on {host}:{port}: {why}; choose another with --port", file=sys.stderr)
        return 2
    with server:
        first = rebuild()
        if first is None and not (out / "index.html").exists():
            return 1
        _serve_and_watch(root, server, first or "as it was built before", rebuild)
    return 0


def _serve_and_watch(root: Path, server: _Server, first: str, rebuild: Callable[[], str | None]) -> None:
    changed = threading.Event()
    observer = Observer()
    for name in WATCHED:
        if (root / name).is_dir():
            observer.schedule(_Changes(changed), str(root / name), recursive=True)
    observer.start()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"{first}: http://{server.server_address[0]!s}:{server.server_port}/  (Ctrl+C ends)", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            changed.wait()
            while True:
                changed.clear()
                if not changed.wait(QUIET):
                    break
            print(rebuild() or "nothing written: mend the lines above", flush=True)
    observer.stop()
    server.shutdown()
