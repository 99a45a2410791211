"""The command line: the composition root. Each verb is imported when it is asked for, so that help is instant."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import tesuri
from tesuri.problem import Problem, has_errors

if TYPE_CHECKING:
    from tesuri.model import Collection
    from tesuri.site.build import BuildOptions, BuildReport

CLEAN, FOUND, USAGE = 0, 1, 2
"""Exit codes: nothing wrong, errors found, wrongly called."""


class UsageError(Exception):
    """A call that cannot be carried out; its text is the one line that says why."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that lacks a letter must not cost the message
            stream.reconfigure(errors="backslashreplace")
    arguments = _parser().parse_args(argv)
    try:
        code: int = arguments.verb(arguments)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone; there is nobody left to tell.
        sys.stderr.close()
        return CLEAN
    except (UsageError, OSError) as error:
        print(_complaint(error), file=sys.stderr)
        return USAGE
    return code


def _complaint(error: UsageError | OSError) -> str:
    """One line; an OSError is the machine's fault (no space, no right to write), neither the content's nor ours."""
    if isinstance(error, OSError) and error.strerror:
        return f"tesuri: {error.filename}: {error.strerror}" if error.filename else f"tesuri: {error.strerror}"
    return f"tesuri: {error}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tesuri",
        description="One set of checked guides as a website and a kiosk that speaks, in every language a town needs.",
    )
    parser.add_argument("--version", action="version", version=f"tesuri {tesuri.__version__}")
    root = argparse.ArgumentParser(add_help=False)
    root.add_argument("--root", type=Path, help="folder of the content; default: the nearest parent that is one")
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    def verb(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        sub = verbs.add_parser(name, help=text, description=text, parents=[root])
        sub.set_defaults(verb=run)
        return sub

    check = verb("check", _check, "Tell every fault of the content, with path and line.")
    check.add_argument("--format", choices=("text", "github", "json"), default="text")
    _date_option(check)

    build = verb("build", _build, "Make the website in every language.")
    _build_options(build)

    serve = verb("serve", _serve, "Make the website, show it on this machine, and make again what changes.")
    _build_options(serve)
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--host", default="127.0.0.1")

    search = verb("search", _search, "Find guides, as the site and the kiosk do.")
    search.add_argument("query", metavar="QUERY")
    search.add_argument("--locale", default="ja")
    search.add_argument("--limit", type=int, default=10)

    readings = verb("readings", _readings, "Show how a Japanese text is read: {漢字|かんじ}.")
    readings.add_argument("text", metavar="TEXT")

    messages = verb("messages", _messages, "Texts for translators: extract, update, status.")
    messages.add_argument("action", choices=("extract", "update", "status"))
    messages.add_argument("--locale", action="append", metavar="L", help="only this locale; may be given again")
    messages.add_argument(
        "--same-meaning", action="store_true", help="update: a mended typo keeps its translations, and this is recorded"
    )
    messages.add_argument("--all", action="store_true", help="status: name every missing and stale segment")

    ledger = verb("ledger", _ledger, "The facts as a sheet for each office that answers for them: xlsx, CSV, HTML.")
    ledger.add_argument("--out", type=Path, default=Path("ledger"))
    ledger.add_argument("--town", metavar="T", help="slug of the town; default: the only one")

    new = verbs.add_parser("new", help="Start a root for a town of your own.")
    new.add_argument("target", type=Path, metavar="DIR")
    new.add_argument("--slug", default="my-town", help="short name of the town in addresses: a-z, 0-9, hyphen")
    new.add_argument("--name", default="わたしの市", help="name of the town in Japanese")
    new.add_argument("--root", type=Path, help="root to start from; default: the packaged content")
    new.set_defaults(verb=_new)

    kiosk = verb("kiosk", _kiosk, "The terminal of the community center: huge letters, a number pad, a voice.")
    kiosk.add_argument("--config", type=Path, metavar="FILE", help="settings of this kiosk, a YAML file")
    how = kiosk.add_mutually_exclusive_group()
    how.add_argument("--service", action="store_true", help="in service: in foot, started again when it ends")
    how.add_argument("--attached", action="store_true", help=argparse.SUPPRESS)
    how.add_argument("--fit", action="store_true", help="compute the first size of letters for a screen, and end")
    how.add_argument("--conformance", action="store_true", help="walk every screen in every language and report")
    kiosk.add_argument("--screen", metavar="SIZE", help="--fit: the screen's diagonal, such as 24in or 61cm")
    kiosk.add_argument("--resolution", metavar="WxH", help="--fit: its pixels, such as 1920x1080")
    kiosk.add_argument("--distance", metavar="LENGTH", help="--fit: from the eyes to the screen, such as 50cm")
    kiosk.add_argument("--out", type=Path, metavar="FILE", help="--conformance: where the report goes; default: here")
    kiosk.add_argument("--locale", action="append", metavar="L", help="--conformance: only this locale")
    voices = verb("voices", _voices, "What each language is spoken with; packs, and sheets for people who record.")
    voices.add_argument("--locale", action="append", metavar="L", help="only this locale; may be given again")
    what = voices.add_mutually_exclusive_group()
    what.add_argument(
        "--build", action="store_true", help="make the sounds that are missing, drop those no longer said"
    )
    what.add_argument("--record", action="store_true", help="write recordings/L/index.yml: every sentence to record")
    voices.add_argument("--engine", metavar="NAME", help="--build: with this engine; default: the best here")
    voices.add_argument("--packs", type=Path, metavar="DIR", help="default: voices")
    voices.add_argument("--recordings", type=Path, metavar="DIR", help="default: recordings")
    return parser


def _date_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--date", type=_date, metavar="YYYY-MM-DD", help="see it as on another day; default: today")


def _build_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=Path("site"), help="folder of the site; default: site")
    parser.add_argument("--locale", action="append", metavar="L", help="only this locale; may be given again")
    parser.add_argument("--town", action="append", metavar="T", help="only this town; may be given again")
    parser.add_argument("--offline", action="store_true", help="an edition for a USB stick, opened as files")
    parser.add_argument("--jobs", type=int, default=0, help="processes; default: one a processor")
    parser.add_argument("--no-cache", action="store_true", help="neither read nor write .cache/tesuri")
    _date_option(parser)


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date; write YYYY-MM-DD") from None


def _root(arguments: argparse.Namespace) -> Path:
    from tesuri.root import find_root, missing_parts, packaged_root

    root: Path | None = arguments.root
    if root is None:
        root = find_root(Path.cwd()) or packaged_root()
    if root is None:
        raise UsageError("no Tesuri root here or above; `tesuri new DIR` starts one, --root names one")
    missing = missing_parts(root)
    if missing:
        raise UsageError(f"{root} is no Tesuri root: {', '.join(missing)} missing; `tesuri new DIR` starts one")
    return root.resolve()


def _cache(root: Path, arguments: argparse.Namespace) -> Path | None:
    """Where what was read and parsed is kept; None when asked not to, or where nothing can be written."""
    from tesuri.root import cache_folder

    return None if getattr(arguments, "no_cache", False) else cache_folder(root)


def _now(arguments: argparse.Namespace) -> dt.datetime:
    """Now, or noon in Japan of the day that ``--date`` names."""
    from tesuri.load.towns import JAPAN

    day: dt.date | None = getattr(arguments, "date", None)
    if day is not None:
        return dt.datetime.combine(day, dt.time(12), JAPAN)
    return dt.datetime.now(JAPAN)


def _checked(arguments: argparse.Namespace) -> tuple[Collection, tuple[Problem, ...]]:
    """The collection with all problems; every verb checks first."""
    from tesuri.check import check
    from tesuri.load import load

    root = _root(arguments)
    collection, problems = load(root, _cache(root, arguments))
    return collection, check(collection, problems, _now(arguments).date())


def _sound(arguments: argparse.Namespace) -> Collection:
    """The collection, or the end of the run when it has errors."""
    collection, problems = _checked(arguments)
    if problems:
        _print_problems(problems, sys.stderr)
    if has_errors(problems):
        raise SystemExit(FOUND)
    return collection


def _print_problems(problems: Sequence[Problem], stream: TextIO) -> None:
    for problem in problems:
        print(problem.as_text(), file=stream)
    errors = sum(problem.severity == "error" for problem in problems)
    print(f"{errors} errors, {len(problems) - errors} warnings", file=stream)


def _check(arguments: argparse.Namespace) -> int:
    collection, problems = _checked(arguments)
    if arguments.format == "json":
        print(json.dumps([problem.as_json() for problem in problems], ensure_ascii=False, indent=1))
    elif arguments.format == "github":
        for problem in problems:
            print(problem.as_github())
    elif problems:
        _print_problems(problems, sys.stdout)
    else:
        print(f"{len(collection.guides)} guides, {len(collection.facts)} national facts: nothing to mend")
    return FOUND if has_errors(problems) else CLEAN


def _build(arguments: argparse.Namespace) -> int:
    import gc
    import time

    started = time.perf_counter()
    # One run, then the end: nothing becomes garbage that a collector would have to find (a tenth of the time).
    gc.disable()
    collection = _sound(arguments)
    options = _build_choice(arguments, collection)
    report = _built(collection, options, _progress(len(options.locales) * len(options.towns)))
    seconds = time.perf_counter() - started
    print(f"{report.files} files in {arguments.out}, {report.written} of them written, {seconds:.1f} s")
    return CLEAN


def _built(collection: Collection, options: BuildOptions, progress: Callable[[str], None]) -> BuildReport:
    """The build, with what stands in its way as one line."""
    from tesuri.site.build import build
    from tesuri.site.output import ForeignFolderError
    from tesuri.site.shell import ThemeError

    try:
        return build(collection, options, progress)
    except (ForeignFolderError, ThemeError) as error:
        raise UsageError(str(error)) from None


def _build_choice(arguments: argparse.Namespace, collection: Collection) -> BuildOptions:
    from tesuri.site.build import BuildOptions

    return BuildOptions(
        out=arguments.out,
        locales=_chosen(arguments.locale, collection.locales, "locale"),
        towns=_chosen(arguments.town, collection.towns, "town"),
        now=_now(arguments),
        offline=arguments.offline,
        jobs=arguments.jobs,
        cache=_cache(collection.root, arguments),
    )


def _chosen(asked: Sequence[str] | None, known: Iterable[str], kind: str) -> tuple[str, ...]:
    from tesuri.problem import suggestion

    names = tuple(known)
    for name in asked or ():
        if name not in names:
            raise UsageError(f"{kind} '{name}' is not known{suggestion(name, names)}")
    return tuple(name for name in names if not asked or name in asked)


def _progress(total: int) -> Callable[[str], None]:
    """A bar on a terminal, plain lines elsewhere."""
    done = 0

    def step(name: str) -> None:
        nonlocal done
        done += 1
        if sys.stderr.isatty():
            width = 30 * done // total
            end = "\n" if done == total else ""
            print(
                f"\r[{'#' * width}{'.' * (30 - width)}] {done}/{total} {name:<10}", end=end, file=sys.stderr, flush=True
            )
        else:
            print(f"{done}/{total} {name}", file=sys.stderr, flush=True)

    return step


def _serve(arguments: argparse.Namespace) -> int:
    from tesuri.site.serve import serve

    root = _root(arguments)

    def rebuild() -> str | None:
        try:
            return build_again()
        except (UsageError, OSError) as error:  # a template half saved is no reason to stop serving
            print(_complaint(error), file=sys.stderr)
            return None

    def build_again() -> str | None:
        collection, problems = _checked(arguments)
        if problems:
            _print_problems(problems, sys.stderr)
        if has_errors(problems):
            return None
        report = _built(collection, _build_choice(arguments, collection), lambda _: None)
        return f"{report.files} files, {report.written} written"

    return serve(root, arguments.out, arguments.host, arguments.port, rebuild)


def _search(arguments: argparse.Namespace) -> int:
    from tesuri.readings import shared_reader
    from tesuri.search import build_index, search
    from tesuri.searchdocs import search_docs

    collection = _sound(arguments)
    (tag,) = _chosen([arguments.locale], collection.locales, "locale")
    reader = shared_reader(collection.readings, _cache(collection.root, arguments))
    index = build_index(search_docs(collection, collection.locales[tag], reader), tag)
    hits = search(index, arguments.query, arguments.limit)
    for hit in hits:
        print(f"{hit.slug}\t{hit.title}")
    if not hits:
        print("no guide found; ask a person", file=sys.stderr)
    return CLEAN if hits else FOUND


def _readings(arguments: argparse.Namespace) -> int:
    from tesuri.load.content import load_readings
    from tesuri.readings import Reader

    print(Reader(load_readings(_root(arguments), [])).markup(arguments.text))
    return CLEAN


def _messages(arguments: argparse.Namespace) -> int:
    from tesuri.load.content import load_locales
    from tesuri.root import is_packaged

    root = _root(arguments)
    if arguments.action != "status" and is_packaged(root):
        raise UsageError("the packaged content is not to be changed; `tesuri new DIR` starts a root of your own")
    problems: list[Problem] = []
    locales = load_locales(root, problems)
    chosen = [locales[tag] for tag in _chosen(arguments.locale, locales, "locale")]
    if arguments.action == "extract":
        from tesuri.messages.update import write_templates

        written, faults = write_templates(root)
        text = "\n".join(written) or "the templates are as they were"
    elif arguments.action == "update":
        from tesuri.messages.update import update

        report = update(root, chosen, arguments.same_meaning)
        text, faults = report.as_text(), list(report.problems)
    else:
        from tesuri.messages.status import as_text, status

        statuses, faults = status(root, chosen, _cache(root, arguments))
        text = as_text(statuses, None if arguments.all else 20)
    problems.extend(faults)
    if problems:
        _print_problems(sorted(problems), sys.stderr)
    print(text)
    return FOUND if has_errors(problems) else CLEAN


def _ledger(arguments: argparse.Namespace) -> int:
    from tesuri.export.ledger import write_ledger

    collection = _sound(arguments)
    towns = _chosen([arguments.town] if arguments.town else None, collection.towns, "town")
    if len(towns) != 1:
        raise UsageError(f"which town? --town {' or '.join(towns)}")
    for path in write_ledger(collection, collection.towns[towns[0]], arguments.out):
        print(path)
    return CLEAN


def _new(arguments: argparse.Namespace) -> int:
    from tesuri.newroot import NewRootError, new_root
    from tesuri.root import find_root, packaged_root

    source = arguments.root or packaged_root() or find_root(Path(__file__).parent)
    if source is None:
        raise UsageError("no content to start from; name a root with --root")
    try:
        new_root(arguments.target, source, slug=arguments.slug, name=arguments.name)
    except NewRootError as error:
        raise UsageError(str(error)) from None
    print(
        f"{arguments.target}: a root for {arguments.name}. Next: cd {arguments.target} && tesuri check && tesuri serve"
    )
    return CLEAN


def _kiosk(arguments: argparse.Namespace) -> int:
    from tesuri_kiosk import main as kiosk

    root = _root(arguments)
    try:
        return kiosk.verb(arguments, root, _cache(root, arguments), tesuri.__version__)
    except kiosk.CannotStart as error:
        raise UsageError(str(error)) from None


def _voices(arguments: argparse.Namespace) -> int:
    from tesuri_kiosk.main import CannotStart
    from tesuri_kiosk.voicepacks import voices

    root = _root(arguments)
    try:
        return voices(arguments, root, _cache(root, arguments))
    except CannotStart as error:
        raise UsageError(str(error)) from None


if __name__ == "__main__":
    sys.exit(main())
