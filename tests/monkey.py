"""``python -m tests.monkey``: random keys, bytes and resizes for the kiosk on a real terminal, part of ``make audit``.

python -m tests.monkey [COUNT] [--seed N] [--root FOLDER] [--pictures]

It ends with 1 when the kiosk ended, stopped to answer or wrote a traceback, or when its memory grew: the mean of the
last tenth of the run may be at most 1.05 times that of the second tenth.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.kiosk_pty import PICTURES, PLAIN, ROOT, Session, kiosk_command

COUNT = 100_000
GROWTH = 1.05
BATCH = 50
"""Events sent before it is waited until the kiosk has read and painted them."""
KEPT = 200_000
"""Bytes of output that are looked at again; all of them would be gigabytes."""
PAD = (*(digit.encode() for digit in "0123456789*/+-."), b"\r", b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D")
OTHERS = (b"\x1bOM", b"\x1b[2~", b"\x1b[3~", b"\x1b[H", b"\x1b[F", b"\x1b[5~", b"\x1b[6~", b"\x1b[E", b"\t", b"\x1b[Z")
FINALS = b"ABCDEFGHIJKLMPRSTXZacdfghlmnpqrstuxyz~@`"


@dataclass(slots=True)
class Run:
    """What came of it; memory in kilobytes, sampled a hundred times."""

    events: int = 0
    fault: str = ""
    seconds: float = 0.0
    memory: list[int] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """Memory of the last tenth against that of the second tenth."""
        tenth = max(1, len(self.memory) // 10)
        return statistics.mean(self.memory[-tenth:]) / statistics.mean(self.memory[tenth : 2 * tenth])


def event(chance: random.Random) -> bytes | tuple[int, int]:
    """Bytes to send, or a size in cells."""
    kind = chance.random()
    if kind < 0.62:
        return chance.choice(PAD)
    if kind < 0.70:
        return chance.choice(OTHERS)
    if kind < 0.80:
        return chance.randbytes(chance.randint(1, 8))
    if kind < 0.84:
        return chr(chance.choice((chance.randrange(0x20, 0xD800), chance.randrange(0xE000, 0x110000)))).encode()
    if kind < 0.96:
        return _sequence(chance)
    return chance.choice(((80, 24), (80, 24), (chance.randint(1, 220), chance.randint(1, 70)), (20, 10), (2, 1)))


def _sequence(chance: random.Random) -> bytes:
    """A control sequence, sound or not; what opens a string or a paste is always closed."""

    def number() -> bytes:
        return str(chance.choice((0, 1, chance.randrange(300), chance.randrange(57344, 57500), 10**18))).encode()

    numbers = [number() for _ in range(chance.randrange(4))]
    match chance.randrange(6):
        case 0:
            return b"\x1b[<%d;%d;%d%c" % (chance.choice((0, 1, 2, 35, 64, 65)), *_place(chance), chance.choice(b"Mm"))
        case 1:
            return b"\x1b[200~" + chance.randbytes(6).replace(b"\x1b", b"") + b"*/*/7139\x1b[201~"
        case 2:
            return chance.choice((b"\x1bP", b"\x1b]")) + chance.randbytes(9).replace(b"\x1b", b"") + b"\x1b\\"
        case 3:
            return b"\x1b[" + b";".join((b"%d" % chance.choice((49, 13, 57399, 57410, 99, 113)), *numbers)) + b"u"
        case 4:
            return b"\x1b" + bytes([chance.choice(b"!#$%0123456789:abcqwxyzABCDQWYZ")])
    return b"\x1b[" + chance.choice((b"", b"?", b">", b"<")) + b";".join(numbers) + bytes([chance.choice(FINALS)])


def _place(chance: random.Random) -> tuple[int, int]:
    return chance.randint(1, 90), chance.randint(1, 30)


def run(root: Path, count: int, seed: int, answer: bytes = PLAIN) -> Run:
    """Lets the monkey at a kiosk that shows a root."""
    chance, found, began = random.Random(seed), Run(), time.monotonic()
    with Session(kiosk_command(root), answer=answer) as session:
        if not session.seen(b"\x1b[?1049h", limit=180):
            found.fault = f"it did not begin: {bytes(session.output[-500:])!r}"
            return found
        session.quiet(1.5)
        sample = max(1, count // 100)
        try:
            while found.events < count and not found.fault:
                since = session.mark()
                for _ in range(min(BATCH, count - found.events)):
                    doing = event(chance)
                    if isinstance(doing, tuple):
                        session.resize(*doing)
                    else:
                        session.send(doing)
                    found.events += 1
                    if found.events % sample == 0:
                        found.memory.append(session.resident_kilobytes())
                session.settled(since, 0.03, 5.0)
                found.fault = _fault(session, since, found.events)
        except (OSError, TimeoutError) as error:
            found.fault = found.fault or f"{error} after {found.events} events, exit {session.process.poll()}"
    found.seconds = time.monotonic() - began
    return found


def _fault(session: Session, since: int, events: int) -> str:
    """What is wrong now; empty when all is well. Looks at what was written since, and forgets what is old."""
    written = bytes(session.output[since:])
    if b"Traceback" in written or not session.alive():
        return f"ended with {session.process.poll()} after {events} events: {written[-600:]!r}"
    if events % (40 * BATCH) == 0:
        now = session.mark()
        session.resize(77, 23)
        session.settled(now, 0.1, begin=30.0)  # two sizes at once would be one to the kiosk, and perhaps no change
        now = session.mark()
        session.resize(80, 24)
        if not session.seen(b"\x1b[24;", now, 30.0):
            return f"nothing painted after {events} events"
    session.forget(KEPT)
    return ""


def main() -> int:
    """Run and tell; 1 where something was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", nargs="?", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--root", type=Path, default=ROOT)
    parser.add_argument("--pictures", action="store_true", help="on a terminal that shows sixel")
    arguments = parser.parse_args()
    found = run(arguments.root, arguments.count, arguments.seed, PICTURES if arguments.pictures else PLAIN)
    print(f"{found.events} events in {found.seconds:.0f} s, seed {arguments.seed}: {found.fault or 'no fault'}")
    if len(found.memory) < 20:
        return int(bool(found.fault))
    tenths = found.memory[:: max(1, len(found.memory) // 10)]
    print(f"memory, kB: {' '.join(map(str, [*tenths, found.memory[-1]]))}, × {found.growth:.3f}")
    return int(bool(found.fault) or found.growth > GROWTH)


if __name__ == "__main__":
    sys.exit(main())
