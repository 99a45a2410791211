"""The collection made ready beforehand: read, checked, readings looked up, and put into one file that opens at once.

Reading fourteen catalogs, checking them and looking words up in the dictionary takes seconds and 200 MB; the
process that draws does none of it. It runs in a process of its own, whenever content, settings or code changed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import pickle
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from stat import S_ISDIR
from typing import IO, TYPE_CHECKING, Any

import tesuri
from tesuri_kiosk.settings import Settings
from tesuri_kiosk.view import View

if TYPE_CHECKING:
    from tesuri.model import Collection, Locale, Text
    from tesuri.problem import Problem
    from tesuri_kiosk.book import Book

YEARS = 4
"""Years of holidays that are worked out beforehand; a later one costs 14 MB when it comes."""
CONTENT = ("content", "i18n", "classes", "mkdocs.yml")


class Unprepared(Exception):
    """The content is so broken that nothing can be shown; its text says why, a problem a line."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """What the waiting screen needs, kept before everything else in the file."""

    settings: Settings
    view: View
    locale: str
    tags: frozenset[str]
    """All locales of the content."""
    phrases: Mapping[tuple[str, str], tuple[str, ...]]
    """Where the lines of the waiting screen may break, by text and locale: what finds that is slow to read."""


@dataclass(frozen=True, slots=True)
class Body:
    """What the other screens need."""

    collection: Collection
    town: str
    problems: tuple[Problem, ...]
    content_date: dt.date | None
    holidays: Mapping[int, frozenset[dt.date]]
    """Of some years to come."""


def snapshot_path(root: Path, cache: Path | None, settings: Path | None) -> Path:
    """Where the prepared file of a root is; in a folder of this user's own where nothing can be kept."""
    name = hashlib.sha256(f"{root}\0{settings}".encode()).hexdigest()[:12]
    folder = own_cache(cache)
    return (folder if folder and _is_writable(folder) else _own_folder()) / f"{name}.pickle"


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


def _own_folder() -> Path:
    """A temporary folder that is nobody else's, the same one each time where that is safe."""
    folder = Path(tempfile.gettempdir()) / f"tesuri-kiosk-{os.getuid()}"
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    stat = folder.lstat()
    if S_ISDIR(stat.st_mode) and stat.st_uid == os.getuid() and not stat.st_mode & 0o077:
        return folder
    return Path(tempfile.mkdtemp(prefix="tesuri-kiosk-"))


def _is_own(file: IO[bytes]) -> bool:
    """Whether nobody else can have written a file: what is unpickled can run as code."""
    stat = os.fstat(file.fileno())
    return stat.st_uid in (0, os.getuid()) and not stat.st_mode & 0o022


def own_cache(cache: Path | None) -> Path | None:
    """The kiosk's folder in a cache. Its readings are fewer than the website's, and so is the memory they take."""
    return cache / "kiosk" if cache else None


def fingerprint(root: Path, settings: Path | None) -> str:
    """Changes when content, settings or code do: names, sizes and times of their files (3 ms)."""
    digest = hashlib.sha256(f"{tesuri.__version__} {sys.version}".encode())
    code = (Path(tesuri.__file__).parent, Path(__file__).parent)
    for path in (*(root / part for part in CONTENT), *code, *([settings] if settings else [])):
        for name, stat in _files(path):
            digest.update(f"{name}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def content_date(root: Path) -> dt.date | None:
    """The day on which the content was last changed, by the times of its files."""
    times = [stat.st_mtime for part in CONTENT[:2] for _, stat in _files(root / part)]
    return dt.date.fromtimestamp(max(times)) if times else None


def read_entrance(path: Path, key: str) -> Entrance | None:
    """The waiting screen, if the file is there and of today's content."""
    try:
        with path.open("rb") as file:
            found = pickle.load(file) if _is_own(file) and pickle.load(file) == key else None
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError):
        return None
    return found if isinstance(found, Entrance) else None


def read_locales(path: Path) -> Mapping[str, Locale]:
    """The locales, for what draws their letters."""
    found: Mapping[str, Locale] = _part(path, 2)
    return found


def read_body(path: Path) -> Body:
    """All the rest."""
    found: Body = _part(path, 3)
    return found


def _part(path: Path, number: int) -> Any:
    """One of the things that ``write`` put into the file, in its order."""
    with path.open("rb") as file:
        for _ in range(number):
            pickle.load(file)
        return pickle.load(file)


def write(root: Path, cache: Path | None, settings_file: Path | None, path: Path, key: str) -> None:
    """Read and check everything, and write the file, whole or not at all; Unprepared where there is nothing to show."""
    # Deferred: only this process needs what reads and checks content (0.4 s, 60 MB).
    from tesuri.check import check
    from tesuri.load import load
    from tesuri.readings import shared_reader
    from tesuri_kiosk.book import Book
    from tesuri_kiosk.screens import view
    from tesuri_kiosk.screens.entrance import everything_shown, offered
    from tesuri_kiosk.settings_file import read_settings, unknown_names
    from tesuri_kiosk.state import State

    settings, faults = read_settings(settings_file) if settings_file else (Settings(), ())
    collection, problems = load(root, cache)
    problems = check(collection, problems, dt.date.today())
    broken = {problem.path for problem in problems if problem.severity == "error"}
    sound = {slug: guide for slug, guide in collection.guides.items() if guide.path not in broken}
    collection = _lean(replace(collection, guides=sound, pages={}))
    slug = settings.town if settings.town in collection.towns else next(iter(collection.towns), None)
    if slug is None or "ja" not in collection.locales:
        raise Unprepared("\n".join(p.as_text() for p in problems) or f"{root}: no town to show")
    reader = shared_reader(collection.readings, own_cache(cache))
    book = Book(collection, collection.towns[slug], reader, settings, everything_shown(collection))
    locale = offered(book)[0].tag
    waiting = view(book, State(locale))
    shown = (utterance.shown for utterance in waiting.script())
    phrases = {(s.shown, s.locale): reader.phrases(s.shown, s.locale) for s in shown}
    _look_up(book)
    with suppress(OSError):  # without a cache the dictionary is asked again next time
        reader.save()
    entrance = Entrance(settings, waiting, locale, frozenset(collection.locales), phrases)
    if settings_file:
        faults = (*faults, *unknown_names(settings_file, settings, collection.towns, collection.locales))
    body = Body(collection, slug, (*faults, *problems), content_date(root), _holidays(dt.date.today().year))
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            for part in (key, entrance, collection.locales, body):
                pickle.dump(part, file, protocol=5)
            file.flush()
            os.fsync(file.fileno())  # a name without its bytes, after the power was cut, would fail at every start
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    Path(file.name).replace(path)


def _lean(collection: Collection) -> Collection:
    """The collection with the messages of its texts alone, and with their keys once for all languages: 4 MB less."""
    keys = {key: key for key in ((text.context, text.source) for text in _texts(replace(collection, catalogs={})))}
    catalogs = {
        tag: replace(catalog, messages={keys[key]: found for key, found in catalog.messages.items() if key in keys})
        for tag, catalog in collection.catalogs.items()
    }
    return replace(collection, catalogs=catalogs)


def _texts(value: object) -> Iterator[Text]:
    """Every text in a tree of the model's objects."""
    from tesuri.model import Text

    if isinstance(value, Text):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for member in value.values():
            yield from _texts(member)
    elif isinstance(value, tuple):
        for member in value:
            yield from _texts(member)


def _holidays(year: int) -> dict[int, frozenset[dt.date]]:
    from tesuri.opening import japanese_holidays

    return {y: japanese_holidays(y) for y in range(year, year + YEARS)}


LOOKED_UP = ("ja", "ja-simple", "en", "zh-Hans", "zh-Hant")
"""Locales with furigana or phrases, and one for how Japanese names are said in all others."""


def _look_up(book: Book) -> None:
    """Their screens once, and all words of the product, so that afterwards no dictionary is needed (90 MB)."""
    from tesuri.facts import Formatted
    from tesuri_kiosk.walk import every_view

    for tag in LOOKED_UP:
        if tag not in book.collection.locales:
            continue
        book.searcher(book.collection.locales[tag])
        page = book.page(tag)
        said = [utterance.shown for _, view in every_view(book, tag) for utterance in view.script()]
        for key, text in book.collection.interface.items():
            said += page.t(key, **{name: Formatted("1") for name in re.findall(r"\{(\w+)\}", text.source)})
        for sentence in said:
            book.reader.phrases(sentence.shown, sentence.locale)


def _files(path: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Files below a folder, or the file itself, in a stable order; nothing for what is not there."""
    if path.is_file():
        yield path.name, path.stat()
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            with suppress(OSError):
                yield f"{folder}/{name}", os.stat(f"{folder}/{name}")


def main() -> int:
    """Entry of the process of its own: root, cache or "", settings or "", path, key."""
    root, cache, settings, path, key = sys.argv[1:]
    try:
        write(Path(root), Path(cache) if cache else None, Path(settings) if settings else None, Path(path), key)
    except Unprepared as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"tesuri: {error.filename or path}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    # By its own name, so that what is pickled can be found again by another process.
    from tesuri_kiosk.prepare import main as named

    sys.exit(named())
