"""The kiosk's settings file: YAML that the town's technician writes; every fault of it is told at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tesuri.problem import Problem, suggestion
from tesuri.source import read
from tesuri.yamlfile import parse_yaml
from tesuri_kiosk.settings import Settings

_DEFAULT = Settings()


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    town: str | None = None
    locales: tuple[str, ...] = ()
    keypad: Literal["phone", "calculator"] = _DEFAULT.keypad
    speech: Literal["asked", "always"] = _DEFAULT.speech
    theme: Literal["dark", "light"] = _DEFAULT.theme
    idle_seconds: Annotated[int, Field(ge=20, le=1800)] = _DEFAULT.idle_seconds
    warning_seconds: Annotated[int, Field(ge=20, le=300)] = _DEFAULT.warning_seconds
    staff_keys: Annotated[str, Field(pattern=r"^[0-9*/+.-]{6,20}$")] = _DEFAULT.staff_keys
    voices: str | None = None
    recordings: str | None = None


def read_settings(path: Path) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings in a file; the defaults, with all problems, where it cannot be used."""
    source, problems = read(path.parent, path.name)
    if source is None:
        return _DEFAULT, tuple(problems)
    file, faults = parse_yaml(source, str(path))
    problems += faults
    if faults:
        return _DEFAULT, tuple(problems)
    typed = {} if file.data is None else file.data
    if not isinstance(typed, dict):
        return _DEFAULT, (*problems, Problem(str(path), 1, "expected settings, one a line: name: value", "bad-setting"))
    try:
        return Settings(**_File.model_validate(typed).model_dump()), tuple(problems)
    except ValidationError as error:
        wrong = {str(fault["loc"][0]): fault["msg"] for fault in error.errors() if fault["loc"]}
    problems += (
        Problem(str(path), file.line(name), f"'{name}': {what}", "bad-setting") for name, what in wrong.items()
    )
    # What is right holds: above all the keys by which the staff leaves.
    sound = {name: value for name, value in typed.items() if name not in wrong}
    return Settings(**_File.model_validate(sound).model_dump()), tuple(problems)


def unknown_names(
    path: Path, settings: Settings, towns: Collection[str], locales: Collection[str]
) -> Iterator[Problem]:
    """Town and languages that the content does not have."""
    if settings.town is not None and settings.town not in towns:
        message = f"town '{settings.town}' is not known{suggestion(settings.town, towns)}"
        yield Problem(str(path), _line(path, "town"), message, "unknown-name")
    for tag in settings.locales:
        if tag not in locales:
            message = f"locale '{tag}' is not known{suggestion(tag, locales)}"
            yield Problem(str(path), _line(path, "locales"), message, "unknown-name")


def _line(path: Path, name: str) -> int:
    source, _ = read(path.parent, path.name)
    return parse_yaml(source or "", str(path))[0].line(name)
