"""``make bench``: the same 60 guides in 12 languages, built by us and by four others, in one run, as ratios.

Contestants take turns, so that a slow minute of the machine is everybody's. Each starts cold: caches and output
folder are removed before every run. What a contestant lacks on this machine is said and left out.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench.corpus import LOCALES, localized_markdown, write_folders, write_root, write_suffixed

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".cache" / "bench-venv"
PEERS = ("mkdocs==1.6.1", "mkdocs-material==9.8.1", "mkdocs-static-i18n==1.3.1", "zensical==0.0.73")
CODES = {"ja-simple": "fr", "zh-Hans": "zh", "zh-Hant": "zh-TW", "ne": "hi"}
"""mkdocs-static-i18n takes neither script nor variant, and Material has no words of its own in Nepali: stand-ins."""
HUGO_LAYOUT = (
    '<!doctype html><html lang="{{ .Site.Language.Lang }}"><title>{{ .Title }}</title><nav>'
    '{{ range .Site.RegularPages }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</nav>{{ .Content }}</html>'
)


@dataclass(frozen=True, slots=True)
class Contestant:
    """A way to build the corpus: what to remove before each run, and the run."""

    name: str
    clean: tuple[Path, ...]
    run: Callable[[], None]


def main() -> int:
    """Build the corpus, let everybody run, print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--copies", type=int, default=4, help="copies of the real guides: 4 make 60")
    parser.add_argument("--only", action="append", metavar="NAME")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tesuri-bench-") as scratch:
        folder = Path(scratch)
        root = folder / "root"
        root.mkdir()
        write_root(ROOT, root, arguments.copies)
        pages = localized_markdown(root)
        guides = len(pages["ja"])
        size = sum(len(text) for text in pages["ja"].values()) // guides
        print(
            f"{guides} guides of about {size} characters (Japanese) × {len(pages)} locales, {os.cpu_count()} processors"
        )
        contestants = [c for c in _contestants(folder, root, pages) if not arguments.only or c.name in arguments.only]
        times: dict[str, list[float]] = {c.name: [] for c in contestants}
        for _ in range(arguments.rounds):
            for contestant in contestants:
                for path in contestant.clean:
                    shutil.rmtree(path, ignore_errors=True)
                times[contestant.name].append(_timed(contestant.run))
        _print(times)
        _changed(root, folder / "ours", times, arguments.rounds)
    return 0


def _contestants(folder: Path, root: Path, pages: dict[str, dict[str, str]]) -> list[Contestant]:
    ours = folder / "ours"
    found = [Contestant("tesuri", (ours, root / ".cache"), lambda: _tesuri(root, ours))]
    if peers():
        found.append(_static_i18n(folder, pages))
        found.append(_zensical(folder, pages))
    hugo = shutil.which("hugo")
    if hugo:
        found.append(_hugo(folder, pages, hugo))
    else:
        print("hugo is not installed: left out (sudo apt-get install -y hugo)")
    return found


def _tesuri(root: Path, out: Path) -> None:
    locales = [word for tag in LOCALES for word in ("--locale", tag)]
    execute([sys.executable, "-m", "tesuri.cli", "build", "--root", str(root), "--out", str(out), *locales])


def peers() -> bool:
    """Install the pinned peers into their own environment, once; says so and returns False where that fails."""
    if not (VENV / "ready").exists():
        import venv

        print("installing the peers …")
        venv.create(VENV, with_pip=True, clear=True)
        done = subprocess.run([VENV / "bin/pip", "install", "-q", *PEERS], check=False, capture_output=True, text=True)
        if done.returncode:
            print(f"the peers could not be installed and are left out: {done.stderr.strip().splitlines()[-1:]}")
            return False
        (VENV / "ready").touch()
    return True


def _static_i18n(folder: Path, pages: dict[str, dict[str, str]]) -> Contestant:
    project = folder / "static-i18n"
    pages = {CODES.get(tag, tag): guides for tag, guides in pages.items()}
    write_suffixed(pages, project / "docs")
    languages = "".join(
        f"        - {{locale: {tag}, name: {tag}, build: true{', default: true' if tag == 'ja' else ''}}}\n"
        for tag in pages
    )
    (project / "mkdocs.yml").write_text(
        "site_name: bench\ntheme: {name: material, font: false}\nplugins:\n  - search\n  - i18n:\n"
        f"      docs_structure: suffix\n      languages:\n{languages}",
        "utf-8",
    )
    return Contestant(
        "mkdocs-material + static-i18n",
        (project / "site",),
        lambda: execute([VENV / "bin/mkdocs", "build", "-q"], project),
    )


def _zensical(folder: Path, pages: dict[str, dict[str, str]]) -> Contestant:
    project = folder / "zensical"
    write_folders(pages, project / "docs")
    for tag in pages:
        config = f'[project]\nsite_name = "bench"\ndocs_dir = "docs/{tag}"\nsite_dir = "site/{tag}"\n'
        (project / f"{tag}.toml").write_text(config, "utf-8")

    def run() -> None:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(lambda tag: execute([VENV / "bin/zensical", "build", "-f", f"{tag}.toml"], project), pages))

    return Contestant("zensical, one build a locale", (project / "site", project / ".cache"), run)


def _hugo(folder: Path, pages: dict[str, dict[str, str]], hugo: str) -> Contestant:
    project = folder / "hugo"
    write_folders(pages, project / "content", "_index.md")
    languages = "".join(
        f'[languages."{tag.lower()}"]\ncontentDir = "content/{tag}"\nweight = {n}\n' for n, tag in enumerate(pages, 1)
    )
    (project / "config.toml").write_text(f'baseURL = "http://x/"\ndefaultContentLanguage = "ja"\n{languages}', "utf-8")
    layouts = project / "layouts" / "_default"
    layouts.mkdir(parents=True)
    for name in ("single.html", "list.html"):
        (layouts / name).write_text(HUGO_LAYOUT, "utf-8")
    return Contestant(
        "hugo, a template of one line", (project / "public",), lambda: execute([hugo, "--quiet"], project)
    )


def _changed(root: Path, out: Path, times: dict[str, list[float]], rounds: int) -> None:
    """Ours again after one sentence of one guide changed; the others build everything again."""
    if "tesuri" not in times:
        return
    guide = root / "content/guides/moving/moving-in.md"
    text = guide.read_text("utf-8")
    again = []
    for number in range(rounds):
        guide.write_text(text.replace("持ち物をそろえます。", f"持ち物を{'よく' * (number + 1)}そろえます。"), "utf-8")
        again.append(_timed(lambda: _tesuri(root, out)))
    median = statistics.median(again)
    print(f"\none guide changed: tesuri {median:.2f} s ({min(again):.2f} to {max(again):.2f})")
    for name, values in times.items():
        print(f"  {statistics.median(values) / median:5.1f} × faster than {name} building all")


def _print(times: dict[str, list[float]]) -> None:
    ours = statistics.median(times.get("tesuri", [0]))
    print(f"\n{'cold build':32} {'median':>8} {'min':>8} {'max':>8}   ratio to tesuri")
    for name, values in times.items():
        median = statistics.median(values)
        ratio = f"{median / ours:.2f} ×" if ours else ""
        print(f"{name:32} {median:7.2f}s {min(values):7.2f}s {max(values):7.2f}s   {ratio}")


def _timed(run: Callable[[], None]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def execute(command: list[str | Path], cwd: Path | None = None, **variables: str) -> None:
    """Run a command quietly, ``variables`` added to the environment; ends the bench with its output if it fails."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", **variables}
    done = subprocess.run(
        [str(c) for c in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{command[0]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


if __name__ == "__main__":
    sys.exit(main())
