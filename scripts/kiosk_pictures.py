"""The kiosk's main screens as pictures, under a real compositor.

``python -m scripts.kiosk_pictures ne ur --sizes 28,42`` from the top of a checkout.

Walks with the number pad alone, as a visitor does, in sway without a screen and foot with the kiosk's own
configuration. Writes <out>/<locale>-<size>-<number>-<screen>.png and one contact sheet for each locale and size.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from tesuri_kiosk import fit

from tests import compositor
from tesuri.load.content import load_locales

ROOT = Path(__file__).resolve().parent.parent
PAGE = 7
"""Languages a screen; 8 shows the others."""
WAY = (
    ("home", ()),
    ("procedures", ("1",)),
    ("topic", ("1",)),
    ("guide", ("1",)),
    ("step", ("1",)),
    ("person", ("0",)),
    ("search", ("9", "4")),
    ("settings", ("9", "7")),
    ("help", ("9", "8")),
)
"""Screens, each with the keys that lead there from the one before; 9 is home."""
_BRIGHT = 200
"""Brightness from which a pixel is ink; the compositor's own grey is not."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Takes the pictures; 1 where a tool is missing or the kiosk ended on the way."""
    known = list(load_locales(ROOT, []))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("locales", nargs="*", metavar="LOCALE", help="default: all")
    parser.add_argument("--sizes", default="28,42,56", help="pixels an em, with commas (default: %(default)s)")
    parser.add_argument("--screen", default="1280x800", help="resolution (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=Path("kiosk-pictures"), help="folder (default: %(default)s)")
    options = parser.parse_args(arguments)
    if unknown := [tag for tag in options.locales if tag not in known]:
        parser.error(f"unknown locale {', '.join(unknown)}; there are {', '.join(known)}")
    try:
        width, height = fit.pixels(options.screen)
        sizes = [int(size) for size in options.sizes.split(",")]
    except ValueError as error:
        parser.error(str(error))
    if missing := compositor.missing_tools():
        print(f"not installed: {', '.join(missing)}", file=sys.stderr)
        return 1
    failed = 0
    for size in sizes:
        for locale in options.locales or known:
            with compositor.screen(width, height) as screen:
                taken = walk(screen, locale, known.index(locale), size, options.out)
            sheet(taken, options.out / f"{locale}-{size}.png")
            print(f"{locale} {size}: {len(taken)} pictures" + ("" if len(taken) == len(WAY) + 2 else ", then it ended"))
            failed |= len(taken) != len(WAY) + 2
    return failed


def walk(screen: compositor.Screen, locale: str, place: int, size: int, out: Path) -> list[Path]:
    """The way through the kiosk in a locale, the one at ``place`` in the list; pictures until the kiosk ends."""
    kiosk = screen.foot([sys.executable, "-c", "from tesuri.cli import main; raise SystemExit(main())", "kiosk"], size)
    taken: list[Path] = []

    def take(name: str) -> None:
        if kiosk.poll() is None:
            taken.append(screen.settled(out / f"{locale}-{size}-{len(taken):02}-{name}.png"))

    _come_up(screen, out / f"{locale}-{size}-00-attract.png")
    take("attract")
    screen.keys("KP_Enter")
    take("language")
    pages, digit = divmod(place, PAGE)
    screen.keys(*["KP_8"] * pages, f"KP_{digit + 1}", pause=1.0)
    for name, keys in WAY:
        if kiosk.poll() is not None:
            break
        if keys:
            screen.keys(*(f"KP_{key}" for key in keys), pause=0.8)
        take(name)
    return taken


def sheet(pictures: Sequence[Path], path: Path, across: int = 3) -> None:
    """Pictures side by side at half their size."""
    images = [Image.open(picture).convert("RGB").reduce(2) for picture in pictures]
    if not images:
        return
    width, height = images[0].size
    whole = Image.new("RGB", (across * (width + 4), -(-len(images) // across) * (height + 4)), (128, 0, 128))
    for number, image in enumerate(images):
        whole.paste(image, (number % across * (width + 4), number // across * (height + 4)))
    whole.save(path)


def _come_up(screen: compositor.Screen, path: Path, limit: float = 120.0) -> None:
    """Waits for the first screen: something stands below the first rows, where "getting ready" does not reach."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        image = Image.open(screen.picture(path)).convert("L")
        below = image.crop((0, image.height // 3, *image.size))
        if sum(below.histogram()[_BRIGHT:]):
            return
        time.sleep(0.3)


if __name__ == "__main__":
    raise SystemExit(main())
