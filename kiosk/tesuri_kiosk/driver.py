"""Textual's terminal driver, made deaf to what no visitor may be able to do with bytes or key combinations."""

from __future__ import annotations

import codecs
import functools
import signal

from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver


class KioskDriver(LinuxDriver):
    """Bytes that are no UTF-8 become � instead of an exception; Ctrl+Z stops nothing."""

    def run_input_thread(self) -> None:
        # The driver asks its module for a decoder that raises: one bad byte would end the kiosk (Textual 8.2.8).
        setattr(linux_driver, "getincrementaldecoder", _forgiving_decoder)  # noqa: B010
        super().run_input_thread()

    def start_application_mode(self) -> None:
        super().start_application_mode()  # type: ignore[no-untyped-call]
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)


def _forgiving_decoder(encoding: str) -> functools.partial[codecs.IncrementalDecoder]:
    return functools.partial(codecs.getincrementaldecoder(encoding), errors="replace")
