"""Textual's terminal driver, made deaf to what no visitor may be able to do with bytes or key combinations."""

from __future__ import annotations

import codecs
import contextlib
import functools
import os
import signal

from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver


class KioskDriver(LinuxDriver):
    """No byte ends the kiosk: what is no UTF-8 becomes �, what is no key is passed over; Ctrl+Z stops nothing."""

    def run_input_thread(self) -> None:
        # The driver asks its module for a decoder that raises: one bad byte would end the kiosk (Textual 8.2.8).
        setattr(linux_driver, "getincrementaldecoder", _forgiving_decoder)  # noqa: B010
        while not self.exit_event.is_set():
            # Some sequences (ESC [ 1114112 u) make the parser raise: what follows is read with a new one.
            with contextlib.suppress(Exception):
                super().run_input_thread()

    def _get_terminal_size(self) -> tuple[int, int]:
        # Not COLUMNS and LINES: somebody's shell may have exported what was true yesterday.
        try:
            size = os.get_terminal_size(self.fileno)
        except OSError:
            return super()._get_terminal_size()
        return size.columns or 80, size.lines or 25

    def start_application_mode(self) -> None:
        super().start_application_mode()  # type: ignore[no-untyped-call]
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)


def _forgiving_decoder(encoding: str) -> functools.partial[codecs.IncrementalDecoder]:
    return functools.partial(codecs.getincrementaldecoder(encoding), errors="replace")
