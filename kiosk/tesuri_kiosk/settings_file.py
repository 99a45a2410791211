"""The kiosk's settings file: YAML that the town's technician writes; every fault of it is told at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tesuri.problem import Problem
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
    try:
        typed = _File.model_validate({} if file.data is None else file.data)
    except ValidationError as error:
        for fault in error.errors():
            name = str(fault["loc"][0]) if fault["loc"] else ""
            problems.append(Problem(str(path), file.line(name), f"'{name}': {fault['msg']}", "bad-setting"))
        return _DEFAULT, tuple(problems)
    return Settings(**typed.model_dump()), tuple(problems)
