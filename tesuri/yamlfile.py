"""YAML as plain data that knows its lines.

Scalars follow the YAML 1.2 core schema in the part that clerks type: null, true and false, whole numbers;
all else is text. (YAML 1.1 would read ``8:30`` as 510, ``no`` as false and ``12-29`` is safe by luck only.)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from tesuri.problem import Problem

try:  # libyaml is six times faster; wheels of PyYAML carry it, a source build may not
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

Location = tuple[str | int, ...]

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_WORDS: Mapping[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A YAML document: ``data`` of dicts, lists and scalars, and the line of every key path."""

    path: str
    data: Any
    lines: Mapping[Location, int] = field(default_factory=dict)

    def line(self, *location: str | int) -> int:
        """The line of a value, or of its nearest parent that is there."""
        for end in range(len(location), -1, -1):
            if location[:end] in self.lines:
                return self.lines[location[:end]]
        return 1


def parse_yaml(text: str, path: str, first_line: int = 1) -> tuple[YamlFile, list[Problem]]:
    """Parse one YAML document; broken YAML gives a problem and ``data`` None."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        return YamlFile(path, None), [Problem(path, line, f"broken YAML: {error.problem or error.context}", "yaml")]
    except yaml.YAMLError as error:
        return YamlFile(path, None), [Problem(path, first_line, f"broken YAML: {error}", "yaml")]
    problems: list[Problem] = []
    lines: dict[Location, int] = {(): first_line}
    data = _convert(node, (), lines, problems, path, first_line) if node else None
    return YamlFile(path, data, lines), problems


def _convert(
    node: yaml.Node, at: Location, lines: dict[Location, int], problems: list[Problem], path: str, first: int
) -> Any:
    if at:
        lines.setdefault(at, first + node.start_mark.line)
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = first + key_node.start_mark.line
            if key in mapping:
                problems.append(Problem(path, line, f"'{key}' stands twice", "duplicate-key"))
                continue
            lines[(*at, key)] = line
            mapping[key] = _convert(value_node, (*at, key), lines, problems, path, first)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_convert(child, (*at, i), lines, problems, path, first) for i, child in enumerate(node.value)]
    assert isinstance(node, yaml.ScalarNode)
    value: str = node.value
    if not node.style:  # plain (None, or "" from libyaml): the only style in which a word may mean more than itself
        if value in _WORDS:
            return _WORDS[value]
        if _INTEGER.fullmatch(value):
            return int(value)
    elif node.style in ("|", ">"):
        return value.rstrip("\n")
    return value
