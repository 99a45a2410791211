"""`tesuri serve`: headers as on a real server, a page for what is not there, what goes wrong in one line."""

from __future__ import annotations

import functools
import http.client
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tesuri.site import serve as serving
from tesuri.site.serve import serve


@pytest.fixture
def server(tmp_path: Path) -> Iterator[http.client.HTTPConnection]:
    (tmp_path / "index.html").write_text("home")
    (tmp_path / "404.html").write_text("not here")
    (tmp_path / "a.webmanifest").write_text("{}")
    handler = functools.partial(serving.Handler, directory=str(tmp_path))
    with serving._Server(("127.0.0.1", 0), handler) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        connection = http.client.HTTPConnection("127.0.0.1", made.server_port)
        yield connection
        connection.close()
        made.shutdown()


def get(
    server: http.client.HTTPConnection, path: str, method: str = "GET"
) -> tuple[int, str, http.client.HTTPResponse]:
    server.request(method, path)
    answer = server.getresponse()
    return answer.status, answer.read().decode(), answer


def test_pages_come_with_the_policy_and_without_caching(server: http.client.HTTPConnection) -> None:
    status, text, answer = get(server, "/")
    assert (status, text) == (200, "home")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-cache"
    assert get(server, "/a.webmanifest")[2].headers["Content-Type"] == "application/manifest+json"


def test_what_is_not_there_gets_our_own_page(server: http.client.HTTPConnection) -> None:
    assert get(server, "/nowhere/")[:2] == (404, "not here")
    assert get(server, "/nowhere/", "HEAD")[:2] == (404, "")
    assert get(server, "/../../etc/passwd")[0] == 404


def never() -> str | None:
    raise AssertionError("nothing is built before the port is ours")


@pytest.mark.parametrize("port", [-1, 70_000])
def test_a_port_that_is_none_is_told_in_one_line(port: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert serve(tmp_path, tmp_path, "127.0.0.1", port, never) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_port_that_is_taken_is_told_before_anything_is_built(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert serve(tmp_path, tmp_path, "127.0.0.1", port, never) == 2
    assert f"cannot listen on 127.0.0.1:{port}" in capsys.readouterr().err


def test_nothing_is_served_when_the_first_build_fails_and_nothing_lies_there(tmp_path: Path) -> None:
    assert serve(tmp_path, tmp_path / "site", "127.0.0.1", 0, lambda: None) == 1


def test_a_change_makes_a_new_build_and_a_failed_one_ends_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "content").mkdir()
    results = iter(["first", None, "third"])

    def rebuild() -> str | None:
        result = next(results)
        if result == "third":
            raise KeyboardInterrupt  # as Ctrl+C would
        (tmp_path / "content" / "a.md").write_text(f"{result}")  # the next change
        return result

    real = serving._Changes

    class Changed(real):  # type: ignore[misc, valid-type]
        """Changes that are there already when the watch begins."""

        def __init__(self, changed: threading.Event) -> None:
            super().__init__(changed)
            changed.set()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(serving, "_Changes", Changed)
        patch.setattr(serving, "QUIET", 0.01)
        assert serve(tmp_path, tmp_path, "127.0.0.1", 0, rebuild) == 0
    out = capsys.readouterr().out
    assert out.startswith("first: http://127.0.0.1:")
    assert "mend the lines above" in out
